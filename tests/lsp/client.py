"""A real client of the protocol that starts `segql lsp` and talks with it as an editor does."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

from lsprotocol import types as lsp
from pygls.lsp.client import LanguageClient

T = TypeVar("T")
PATIENCE = 30


class Editor:
    """One editor with one server, driven step by step. `|` in a text stands for the cursor."""

    def __init__(self, root: Path, *, counts: str = "never", snippets: bool = True) -> None:
        self.root = root
        self.loop = asyncio.new_event_loop()
        self.client = LanguageClient("test-editor", "1")
        self.problems: dict[str, list[lsp.Diagnostic]] = {}
        self.told: dict[str, int] = {}
        self.refreshed = 0
        self.logged: list[str] = []
        self.registered: list[str] = []
        self.versions: dict[str, int] = {}
        self._listen()
        self.wait(self.client.start_io(sys.executable, "-m", "segql", "lsp"))
        self.capabilities = self._initialize(counts, snippets)

    def _listen(self) -> None:
        @self.client.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def published(params: lsp.PublishDiagnosticsParams) -> None:
            self.problems[params.uri] = list(params.diagnostics)
            self.told[params.uri] = self.told.get(params.uri, 0) + 1

        @self.client.feature(lsp.WORKSPACE_CODE_LENS_REFRESH)
        def refreshed(params: None) -> None:
            self.refreshed += 1

        @self.client.feature(lsp.WINDOW_LOG_MESSAGE)
        def logged(params: lsp.LogMessageParams) -> None:
            self.logged.append(params.message)

        @self.client.feature(lsp.CLIENT_REGISTER_CAPABILITY)
        def registered(params: lsp.RegistrationParams) -> None:
            self.registered += [item.method for item in params.registrations]

    def _initialize(self, counts: str, snippets: bool) -> lsp.ServerCapabilities:
        item = lsp.ClientCompletionItemOptions(snippet_support=snippets)
        watched = lsp.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True)
        params = lsp.InitializeParams(
            capabilities=lsp.ClientCapabilities(
                text_document=lsp.TextDocumentClientCapabilities(
                    completion=lsp.CompletionClientCapabilities(completion_item=item)
                ),
                workspace=lsp.WorkspaceClientCapabilities(
                    code_lens=lsp.CodeLensWorkspaceClientCapabilities(refresh_support=True),
                    did_change_watched_files=watched,
                ),
            ),
            workspace_folders=[lsp.WorkspaceFolder(self.root.as_uri(), self.root.name)],
            initialization_options={"counts": counts},
        )
        result = self.wait(self.client.initialize_async(params))
        self.client.initialized(lsp.InitializedParams())
        return result.capabilities

    def close(self) -> int | None:
        """Shut the server down as an editor does; its exit code."""
        self.wait(self.client.shutdown_async(None))
        self.client.exit(None)
        process = self.client._server
        assert process is not None
        code = self.wait(process.wait())
        self.wait(self.client.stop())
        self.loop.close()
        return code

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(asyncio.wait_for(work, PATIENCE))

    def until(self, condition: Any, what: str = "it") -> None:
        """Let messages come until something holds."""

        async def watch() -> None:
            while not condition():
                await asyncio.sleep(0.01)

        try:
            self.wait(watch())
        except TimeoutError as error:
            raise AssertionError(f"waited in vain for {what}") from error

    # ------------------------------------------------------------------------------- texts

    def uri(self, name: str) -> str:
        return (self.root / name).as_uri()

    def open(self, name: str, text: str | None = None) -> tuple[lsp.TextDocumentIdentifier, Any]:
        """Open a file with a text (what stands on disk, for None); the place of its `|`."""
        uri = self.uri(name)
        if text is None:
            text = (self.root / name).read_text(encoding="utf-8")
        place = position_of(text)
        text = text.replace("|", "", 1) if place is not None else text
        document = lsp.TextDocumentIdentifier(uri)
        if uri in self.versions:
            self.versions[uri] += 1
            self.client.text_document_did_change(
                lsp.DidChangeTextDocumentParams(
                    lsp.VersionedTextDocumentIdentifier(self.versions[uri], uri),
                    [lsp.TextDocumentContentChangeWholeDocument(text)],
                )
            )
        else:
            self.versions[uri] = 1
            item = lsp.TextDocumentItem(uri, "segql", 1, text)
            self.client.text_document_did_open(lsp.DidOpenTextDocumentParams(item))
        return document, place

    def shut(self, name: str) -> None:
        document = lsp.TextDocumentIdentifier(self.uri(name))
        self.versions.pop(document.uri, None)
        self.client.text_document_did_close(lsp.DidCloseTextDocumentParams(document))

    def write(self, name: str, text: str | bytes | None) -> None:
        """Change a file on disk (None takes it away) and say so, as editors that watch do."""
        path = self.root / name
        kind = lsp.FileChangeType.Changed if path.exists() else lsp.FileChangeType.Created
        if text is None:
            path.unlink()
            kind = lsp.FileChangeType.Deleted
        elif isinstance(text, bytes):
            path.write_bytes(text)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        self.client.workspace_did_change_watched_files(
            lsp.DidChangeWatchedFilesParams([lsp.FileEvent(self.uri(name), kind)])
        )

    def problems_of(self, name: str, count: int | None = None) -> list[lsp.Diagnostic]:
        """The problems of a file, once there are that many (any at all, for None)."""
        uri = self.uri(name)
        if count is None:
            self.until(lambda: self.problems.get(uri), f"problems of {name}")
        else:
            self.until(lambda: len(self.problems.get(uri, [])) == count, f"{count} of {name}")
        return self.problems.get(uri, [])

    # ------------------------------------------------------------------------------ asking

    def complete(self, text: str, name: str = "segments/new.seg") -> list[lsp.CompletionItem]:
        document, place = self.open(name, text)
        found = self.wait(
            self.client.text_document_completion_async(lsp.CompletionParams(document, place))
        )
        assert isinstance(found, lsp.CompletionList)
        return list(found.items)

    def labels(self, text: str) -> list[str]:
        return [item.label for item in self.complete(text)]

    def hover(self, text: str, name: str = "segments/new.seg") -> str | None:
        document, place = self.open(name, text)
        found = self.wait(self.client.text_document_hover_async(lsp.HoverParams(document, place)))
        if found is None:
            return None
        assert isinstance(found.contents, lsp.MarkupContent)
        return found.contents.value


def position_of(text: str) -> lsp.Position | None:
    """Where `|` stands, as the protocol counts."""
    before, bar, _ = text.partition("|")
    if not bar:
        return None
    line = before.count("\n")
    last = re.split(r"\r\n|\r|\n", before)[-1]
    return lsp.Position(line, len(last.encode("utf-16-le")) // 2)


def applied(text: str, edits: list[lsp.TextEdit]) -> str:
    """A text after edits, the last one first, in UTF-16 units as an editor does it."""
    lines = text.splitlines(keepends=True) or [""]

    def offset(place: lsp.Position) -> int:
        if place.line >= len(lines):
            return len(text)
        start = sum(len(line) for line in lines[: place.line])
        units = lines[place.line].encode("utf-16-le")[: place.character * 2]
        return start + len(units.decode("utf-16-le"))

    places = [(offset(edit.range.start), offset(edit.range.end), edit.new_text) for edit in edits]
    for start, end, new in sorted(places, reverse=True):
        text = text[:start] + new + text[end:]
    return text
