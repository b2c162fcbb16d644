"""What could be written here, what a name means, how a function is called."""

from __future__ import annotations

from lsprotocol import types as lsp

from segql.editor import convert, hover
from segql.editor.completion import complete, signature_at
from segql.editor.features.common import located
from segql.editor.server import Server
from segql.functions import EVENTS, OVERALL, PLACES, SCALARS


def register(server: Server) -> None:
    options = lsp.CompletionOptions(trigger_characters=[".", '"', "'", "$", "("])

    @server.feature(lsp.TEXT_DOCUMENT_COMPLETION, options)
    def completion(ls: Server, params: lsp.CompletionParams) -> lsp.CompletionList | None:
        found = located(ls, params.text_document.uri, params.position)
        if found is None:
            return None
        path, lines, offset = found
        folder = ls.state.of(path).folder
        analysis = folder.snapshot().analysis
        project = analysis.project if analysis is not None else None
        start, items = complete(lines.text, offset, folder.shown(path), project)
        end = offset
        opened = lines.text[start : start + 1]
        if opened in ('"', "'") and lines.text[offset : offset + 1] == opened:
            end += 1  # the editor has closed the quotes already
        place = convert.range_in(lines, start, end)
        return lsp.CompletionList(
            is_incomplete=False,
            items=[
                convert.completion_item(item, rank, place, _knows_snippets(ls))
                for rank, item in enumerate(items)
            ],
        )

    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    def hovered(ls: Server, params: lsp.HoverParams) -> lsp.Hover | None:
        found = located(ls, params.text_document.uri, params.position)
        if found is None:
            return None
        path, lines, offset = found
        item = ls.state.of(path)
        told = hover.hover(item.folder, path, offset, item.counts)
        if told is None:
            return None
        text, start, end = told
        content = lsp.MarkupContent(lsp.MarkupKind.Markdown, text)
        return lsp.Hover(content, convert.range_in(lines, start, end))

    signature_options = lsp.SignatureHelpOptions(trigger_characters=["(", ","])

    @server.feature(lsp.TEXT_DOCUMENT_SIGNATURE_HELP, signature_options)
    def signature(ls: Server, params: lsp.SignatureHelpParams) -> lsp.SignatureHelp | None:
        found = located(ls, params.text_document.uri, params.position)
        call = signature_at(found[1].text, found[2], str(found[0])) if found else None
        if call is None:
            return None
        name, overall, _ = call
        table = OVERALL if overall else {**SCALARS, **PLACES, **EVENTS}
        if name not in table:
            return None
        item = table[name]
        words = f"{item.documentation}\n\n{item.null_words}"
        content = lsp.MarkupContent(lsp.MarkupKind.Markdown, words)
        return lsp.SignatureHelp([lsp.SignatureInformation(item.signature, content)], 0)


def _knows_snippets(ls: Server) -> bool:
    document = ls.client_capabilities.text_document
    item = document.completion.completion_item if document and document.completion else None
    return bool(item and item.snippet_support)
