"""Where a name is defined and used, and definitions by their names."""

from __future__ import annotations

from lsprotocol import types as lsp

from segql.editor import convert, outline, places
from segql.editor.features.common import located
from segql.editor.positions import Lines
from segql.editor.server import Server


def register(server: Server) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_DEFINITION)
    def definition(ls: Server, params: lsp.DefinitionParams) -> lsp.Location | None:
        found = located(ls, params.text_document.uri, params.position)
        if found is None:
            return None
        path, _, offset = found
        folder = ls.state.of(path).folder
        use = places.use_at(folder, path, offset)
        span = places.place_of(folder, use.symbol, path) if use is not None else None
        if span is None:
            return None
        text = convert.text_of(span)
        there = convert.range_in(Lines(text), span.start, span.end)
        return lsp.Location(convert.uri_of(folder.path_of(span.source.path)), there)

    @server.feature(lsp.TEXT_DOCUMENT_REFERENCES)
    def references(ls: Server, params: lsp.ReferenceParams) -> list[lsp.Location]:
        found = located(ls, params.text_document.uri, params.position)
        if found is None:
            return []
        path, _, offset = found
        folder = ls.state.of(path).folder
        use = places.use_at(folder, path, offset)
        if use is None:
            return []
        return [
            lsp.Location(
                convert.uri_of(item.path),
                convert.range_in(Lines(item.text), item.use.span.start, item.use.span.end),
            )
            for item in places.references(folder, use.symbol, path)
            if params.context.include_declaration or not item.use.defines
        ]

    @server.feature(lsp.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT)
    def highlight(ls: Server, params: lsp.DocumentHighlightParams) -> list[lsp.DocumentHighlight]:
        found = located(ls, params.text_document.uri, params.position)
        if found is None:
            return []
        path, lines, offset = found
        folder = ls.state.of(path).folder
        use = places.use_at(folder, path, offset)
        if use is None:
            return []
        return [
            lsp.DocumentHighlight(convert.range_in(lines, other.span.start, other.span.end))
            for other in places.uses_of_file(folder, path)
            if other.symbol == use.symbol
        ]

    @server.feature(lsp.WORKSPACE_SYMBOL)
    def symbols(ls: Server, params: lsp.WorkspaceSymbolParams) -> list[lsp.WorkspaceSymbol]:
        query = params.query.casefold()
        found: list[lsp.WorkspaceSymbol] = []
        for item in ls.state.all():
            for path, parsed in item.folder.snapshot().parsed.items():
                if parsed.file is None:
                    continue
                lines = ls.lines_of(path)
                for entry in outline.outline_of(parsed.file):
                    if query in f"{entry.name} {entry.detail}".casefold():
                        shown = item.folder.shown(path)
                        found.append(convert.workspace_symbol(entry, lines, path, shown))
        return found
