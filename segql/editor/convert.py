"""Between what this room says and what the protocol says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from lsprotocol import types as lsp
from pygls.uris import from_fs_path, to_fs_path

from segql.diagnostics import Diagnostic, Severity
from segql.editor.items import Item
from segql.editor.outline import Outline
from segql.editor.positions import Edit, Lines, Place, Range
from segql.source import Span

_SEVERITIES = {
    Severity.ERROR: lsp.DiagnosticSeverity.Error,
    Severity.WARNING: lsp.DiagnosticSeverity.Warning,
    Severity.INFO: lsp.DiagnosticSeverity.Information,
}
_ITEM_KINDS = {
    "attribute": lsp.CompletionItemKind.Field,
    "object": lsp.CompletionItemKind.Reference,
    "trait": lsp.CompletionItemKind.Variable,
    "segment": lsp.CompletionItemKind.Class,
    "segmentation": lsp.CompletionItemKind.Enum,
    "experiment": lsp.CompletionItemKind.Enum,
    "event": lsp.CompletionItemKind.Event,
    "function": lsp.CompletionItemKind.Function,
    "keyword": lsp.CompletionItemKind.Keyword,
    "operator": lsp.CompletionItemKind.Operator,
    "value": lsp.CompletionItemKind.Value,
    "parameter": lsp.CompletionItemKind.Constant,
    "list": lsp.CompletionItemKind.Folder,
    "channel": lsp.CompletionItemKind.Interface,
}
_SYMBOL_KINDS = {
    "parameter": lsp.SymbolKind.Constant,
    "trait": lsp.SymbolKind.Variable,
    "segment": lsp.SymbolKind.Class,
    "segmentation": lsp.SymbolKind.Enum,
    "experiment": lsp.SymbolKind.Struct,
    "case": lsp.SymbolKind.EnumMember,
}
_PLACEHOLDER = re.compile(r"\$(?:\{\d+:([^}]*)\}|\{\d+\|([^,|]*)[^}]*\|\}|\d+)")


def path_of(uri: str) -> Path | None:
    """The file of an address; None for a text that lies in no file."""
    found = to_fs_path(uri) if uri.startswith("file:") else None
    return Path(found) if found else None


def uri_of(path: Path) -> str:
    return str(from_fs_path(str(path)))


def lsp_place(place: Place) -> lsp.Position:
    return lsp.Position(place.line, place.column)


def place_of(position: lsp.Position) -> Place:
    return Place(position.line, position.character)


def lsp_range(found: Range) -> lsp.Range:
    return lsp.Range(lsp_place(found.start), lsp_place(found.end))


def range_in(lines: Lines, start: int, end: int) -> lsp.Range:
    return lsp_range(lines.range(start, end))


def text_of(span: Span) -> str:
    """The whole text of the file that a span stands in."""
    return span.source.whole or span.source.text


def lsp_edits(edits: Iterable[Edit], lines: Lines) -> list[lsp.TextEdit]:
    return [lsp.TextEdit(range_in(lines, edit.start, edit.end), edit.text) for edit in edits]


# ------------------------------------------------------------------------------ diagnostics


class Diagnoser:
    """Turns problems into the protocol's, with the lines of each text found once."""

    def __init__(self, root: Path | None) -> None:
        self._root = root or Path()
        self._lines: dict[str, Lines] = {}

    def lines(self, text: str) -> Lines:
        if text not in self._lines:
            self._lines[text] = Lines(text)
        return self._lines[text]

    def diagnostic(self, problem: Diagnostic) -> lsp.Diagnostic:
        span = problem.span
        text = problem.message if problem.help is None else f"{problem.message}\n{problem.help}"
        start = lsp.Position(0, 0)
        return lsp.Diagnostic(
            range=lsp.Range(start, start) if span is None else self._range(span),
            message=text,
            severity=_SEVERITIES[problem.severity],
            code=problem.code.id,
            source="segql",
            related_information=[
                lsp.DiagnosticRelatedInformation(
                    lsp.Location(
                        uri_of(self._root / note.span.source.path), self._range(note.span)
                    ),
                    note.message,
                )
                for note in problem.notes
                if note.span.source.path
            ]
            or None,
            data={"name": problem.code.name},
        )

    def _range(self, span: Span) -> lsp.Range:
        return range_in(self.lines(text_of(span)), span.start, span.end)


# ------------------------------------------------------------------------------- completion


def completion_item(item: Item, rank: int, place: lsp.Range, snippets: bool) -> lsp.CompletionItem:
    snippet = item.snippet and snippets
    insert = item.insert if snippet or not item.snippet else plain(item.insert)
    return lsp.CompletionItem(
        label=item.label,
        kind=_ITEM_KINDS.get(item.kind, lsp.CompletionItemKind.Text),
        detail=item.detail or None,
        documentation=lsp.MarkupContent(lsp.MarkupKind.Markdown, item.documentation)
        if item.documentation
        else None,
        sort_text=f"{rank:04}",
        insert_text_format=lsp.InsertTextFormat.Snippet if snippet else None,
        text_edit=lsp.TextEdit(place, insert),
    )


def plain(snippet: str) -> str:
    """A snippet for editors that know none: the words that it would begin with."""
    return _PLACEHOLDER.sub(lambda match: match[1] or match[2] or "", snippet)


# ---------------------------------------------------------------------------------- symbols


def document_symbol(item: Outline, lines: Lines) -> lsp.DocumentSymbol:
    # a bare condition is named after its file, and its name stands nowhere in it
    return lsp.DocumentSymbol(
        name=item.name,
        kind=_SYMBOL_KINDS[item.kind],
        range=range_in(lines, item.span.start, item.span.end),
        selection_range=range_in(lines, item.name_span.start, item.name_span.end),
        detail=item.detail or item.kind,
        children=[document_symbol(child, lines) for child in item.children],
    )


def workspace_symbol(
    item: Outline, lines: Lines, path: Path, container: str
) -> lsp.WorkspaceSymbol:
    return lsp.WorkspaceSymbol(
        location=lsp.Location(
            uri_of(path), range_in(lines, item.name_span.start, item.name_span.end)
        ),
        name=item.name,
        kind=_SYMBOL_KINDS[item.kind],
        container_name=container,
    )
