"""The outline of a file, what can be folded, how names are coloured, sizes above segments."""

from __future__ import annotations

from pathlib import Path

from lsprotocol import types as lsp

from segql.editor import convert, outline
from segql.editor.server import RECOUNT, Server
from segql.editor.state import is_saved
from segql.semantics import tree


def register(server: Server) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def document_symbols(ls: Server, params: lsp.DocumentSymbolParams) -> list[lsp.DocumentSymbol]:
        path = convert.path_of(params.text_document.uri)
        parsed = ls.state.of(path).folder.snapshot().parsed.get(path) if path else None
        if path is None or parsed is None or parsed.file is None:
            return []
        lines = ls.lines_of(path)
        return [convert.document_symbol(item, lines) for item in outline.outline_of(parsed.file)]

    @server.feature(lsp.TEXT_DOCUMENT_FOLDING_RANGE)
    def folding(ls: Server, params: lsp.FoldingRangeParams) -> list[lsp.FoldingRange]:
        path = convert.path_of(params.text_document.uri)
        parsed = ls.state.of(path).folder.snapshot().parsed.get(path) if path else None
        if path is None or parsed is None or parsed.file is None:
            return []
        lines = ls.lines_of(path)
        ranges = [(lines.range(low, high), kind) for low, high, kind in outline.folds(parsed.file)]
        return [
            lsp.FoldingRange(found.start.line, found.end.line, kind=lsp.FoldingRangeKind(kind))
            for found, kind in ranges
            if found.end.line > found.start.line
        ]

    legend = lsp.SemanticTokensLegend(list(outline.TOKEN_TYPES), [])

    @server.feature(lsp.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, legend)
    def semantic_tokens(ls: Server, params: lsp.SemanticTokensParams) -> lsp.SemanticTokens:
        path = convert.path_of(params.text_document.uri)
        if path is None:
            return lsp.SemanticTokens([])
        lines = ls.lines_of(path)
        packed = (
            (place.line, place.column, lines.units(start, end), outline.TOKEN_TYPES.index(kind))
            for start, end, kind in outline.tokens(ls.state.of(path).folder, path)
            for place in [lines.place(start)]
        )
        return lsp.SemanticTokens(outline.encoded(packed))

    @server.feature(lsp.TEXT_DOCUMENT_CODE_LENS, lsp.CodeLensOptions())
    def lenses(ls: Server, params: lsp.CodeLensParams) -> list[lsp.CodeLens]:
        path = convert.path_of(params.text_document.uri)
        return _lenses(ls, path) if path is not None else []


def _lenses(ls: Server, path: Path) -> list[lsp.CodeLens]:
    item = ls.state.of(path)
    snapshot = item.folder.snapshot()
    parsed = snapshot.parsed.get(path)
    if parsed is None or parsed.file is None or snapshot.analysis is None:
        return []
    if not ls.state.counts_wanted(item):
        return []
    ls.count_soon(path)
    definitions = snapshot.analysis.program.definitions
    lines = ls.lines_of(path)
    here = [node.name.name for node in parsed.file.definitions]
    changed = set(item.counts.missing(snapshot.analysis, here))
    saved = is_saved(item.folder)
    found: list[lsp.CodeLens] = []
    for node in parsed.file.definitions:
        typed = definitions.get(node.name.name)
        if typed is None or isinstance(typed, tree.Trait) or typed.span != node.span:
            continue
        parts = [(node.span, None)]
        parts += [(part.span, part.name.name) for part in getattr(node, "cases", ())]
        parts += [(part.span, part.name.name) for part in getattr(node, "variants", ())]
        for span, part in parts:
            if part is None and len(parts) > 1:
                continue
            words = item.counts.size_words(typed.name, part)
            if words is None:
                words = _not_counted(item.counts.failure, typed.name in changed and not saved)
            there = convert.range_in(lines, span.start, span.start)
            found.append(lsp.CodeLens(there, lsp.Command(words, RECOUNT)))
    return found


def _not_counted(failure: str | None, unsaved: bool) -> str:
    if failure is not None:
        return f"not counted: {failure}"
    return "counted when saved" if unsaved else "counting ..."
