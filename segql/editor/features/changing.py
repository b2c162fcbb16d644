"""Other names, the canonical form, and mends."""

from __future__ import annotations

from pathlib import Path

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException

from segql.diagnostics import Diagnostic, SegqlError
from segql.editor import convert, rename, writing
from segql.editor.features.common import located
from segql.editor.positions import Edit
from segql.editor.server import Server
from segql.source import Source

_REFUSED = -32803
"""The protocol's code for a request that cannot be granted."""


def register(server: Server) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_PREPARE_RENAME)
    def prepare(ls: Server, params: lsp.PrepareRenameParams) -> lsp.PrepareRenamePlaceholder:
        found = located(ls, params.text_document.uri, params.position)
        assert found is not None
        path, lines, offset = found
        try:
            use = rename.renamed_at(ls.state.of(path).folder, path, offset)
        except SegqlError as error:
            raise _refusal(error) from error
        start = use.span.start + use.span.text.startswith("$") + use.text
        there = convert.range_in(lines, start, use.span.end - use.text)
        return lsp.PrepareRenamePlaceholder(there, use.symbol.name)

    @server.feature(lsp.TEXT_DOCUMENT_RENAME, lsp.RenameOptions(prepare_provider=True))
    def renamed(ls: Server, params: lsp.RenameParams) -> lsp.WorkspaceEdit:
        found = located(ls, params.text_document.uri, params.position)
        assert found is not None
        path, _, offset = found
        try:
            edits = rename.rename(ls.state.of(path).folder, path, offset, params.new_name)
        except SegqlError as error:
            raise _refusal(error) from error
        return lsp.WorkspaceEdit(
            changes={
                convert.uri_of(file): convert.lsp_edits(
                    items,
                    ls.lines_of(file) if file.suffix == ".seg" else ls.lines_on_disk(file),
                )
                for file, items in edits.items()
            }
        )

    def _formatted(ls: Server, uri: str, whole: lsp.Range | None) -> list[lsp.TextEdit] | None:
        path = convert.path_of(uri)
        source = ls.state.of(path).folder.source(path) if path is not None else None
        if path is None or source is None:
            return None
        lines = ls.lines_of(path)
        if whole is None:
            return convert.lsp_edits(writing.formatted(source), lines)
        start = lines.offset(convert.place_of(whole.start))
        end = lines.offset(convert.place_of(whole.end))
        return convert.lsp_edits(writing.formatted(source, start, end), lines)

    @server.feature(lsp.TEXT_DOCUMENT_FORMATTING)
    def formatting(ls: Server, params: lsp.DocumentFormattingParams) -> list[lsp.TextEdit] | None:
        return _formatted(ls, params.text_document.uri, None)

    @server.feature(lsp.TEXT_DOCUMENT_RANGE_FORMATTING)
    def range_formatting(
        ls: Server, params: lsp.DocumentRangeFormattingParams
    ) -> list[lsp.TextEdit] | None:
        return _formatted(ls, params.text_document.uri, params.range)

    kinds = [lsp.CodeActionKind.QuickFix, lsp.CodeActionKind.SourceFixAll]

    @server.feature(lsp.TEXT_DOCUMENT_CODE_ACTION, lsp.CodeActionOptions(code_action_kinds=kinds))
    def actions(ls: Server, params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        path = convert.path_of(params.text_document.uri)
        folder = ls.state.of(path).folder if path is not None else None
        source = folder.source(path) if folder is not None and path is not None else None
        if path is None or folder is None or source is None:
            return []
        return _actions(ls, path, params, folder.problems().get(path, []), source)


def _actions(
    ls: Server, path: Path, params: lsp.CodeActionParams, problems: list[Diagnostic], source: Source
) -> list[lsp.CodeAction]:
    lines = ls.lines_of(path)
    uri = params.text_document.uri
    start = lines.offset(convert.place_of(params.range.start))
    end = lines.offset(convert.place_of(params.range.end))
    asked = params.context.only

    def wanted(kind: str) -> bool:
        return not asked or any(kind == item or kind.startswith(f"{item}.") for item in asked)

    def change(edits: list[Edit]) -> lsp.WorkspaceEdit:
        return lsp.WorkspaceEdit(changes={uri: convert.lsp_edits(edits, lines)})

    diagnoser = convert.Diagnoser(ls.state.of(path).folder.root)
    found: list[lsp.CodeAction] = []
    if wanted(lsp.CodeActionKind.QuickFix):
        found += [
            lsp.CodeAction(
                title=action.title,
                kind=lsp.CodeActionKind.QuickFix,
                diagnostics=[diagnoser.diagnostic(action.problem)],
                is_preferred=action.is_mend or None,
                edit=change(list(action.edits)),
            )
            for action in writing.actions(problems, source, start, end)
        ]
    mends = writing.mends(problems, source)
    if mends and asked and wanted(lsp.CodeActionKind.SourceFixAll):
        title = "Make every certain mend in this file"
        found.append(
            lsp.CodeAction(title, kind=lsp.CodeActionKind.SourceFixAll, edit=change(mends))
        )
    return found


def _refusal(error: SegqlError) -> JsonRpcException:
    problem = error.diagnostics[0]
    text = f"{problem.message} {problem.help}" if problem.help else problem.message
    return JsonRpcException(message=text, code=_REFUSED)
