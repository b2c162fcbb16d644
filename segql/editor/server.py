"""The language server itself: texts come in, problems go out, figures are asked in between."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import os
import sys
from pathlib import Path
from typing import Any

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer

from segql import __version__
from segql.editor.convert import Diagnoser, path_of, uri_of
from segql.editor.positions import Lines
from segql.editor.state import Open, State, is_saved

DEBOUNCE = 0.08
"""Seconds of quiet before problems are looked for: fingers type faster than that."""

REST = 0.4
"""Seconds of further quiet before lints are run, which take longer."""

COUNTING_SECONDS = 120
RECOUNT = "segql.recount"


class Server(LanguageServer):
    """Projects by folder; everything runs on one thread, and only the data is asked elsewhere."""

    def __init__(self) -> None:
        # whole texts: positions of partial changes would rest on the client's idea of a line
        super().__init__(
            "segql", __version__, text_document_sync_kind=lsp.TextDocumentSyncKind.Full
        )
        self.state = State()
        self.open_files: dict[Path, int | None] = {}  # with their versions
        self._published: dict[str, list[lsp.Diagnostic]] = {}
        self._waiting: asyncio.TimerHandle | None = None
        self._countings: dict[Path, asyncio.Task[None]] = {}
        self._lines: dict[Path, Lines] = {}
        self._is_frozen = False
        self.is_shut_down = False

    # ------------------------------------------------------------------------------- texts

    def put(self, uri: str, text: str, version: int | None) -> None:
        path = path_of(uri)
        if path is not None:
            self.open_files[path] = version
            self.state.of(path).folder.put(path, text)
            self.look_soon()

    def drop(self, uri: str) -> None:
        path = path_of(uri)
        if path is not None:
            self.open_files.pop(path, None)
            self.state.of(path).folder.drop(path)
            self.look_soon()

    def lines_of(self, path: Path) -> Lines:
        """The lines of a file as it is now, in the editor or on disk."""
        item = self.state.of(path)
        source = item.folder.source(path)
        text = source.text if source is not None else ""
        known = self._lines.get(path)
        if known is None or known.text != text:
            known = self._lines[path] = Lines(text)
        return known

    def lines_on_disk(self, path: Path) -> Lines:
        """The lines of a file that is no file of definitions."""
        try:
            return Lines(path.read_text(encoding="utf-8").removeprefix("\ufeff"))
        except (OSError, UnicodeDecodeError):
            return Lines("")

    # ---------------------------------------------------------------------------- problems

    def look_soon(self) -> None:
        """Look for problems after a moment of quiet; whatever was planned before is off."""
        if self._waiting is not None:
            self._waiting.cancel()
        self._waiting = asyncio.get_running_loop().call_later(DEBOUNCE, self.publish)

    def publish(self) -> None:
        """Tell what is wrong now, and plan to look for what is odd."""
        self._tell_changes()
        self._waiting = asyncio.get_running_loop().call_later(REST, self._lint)

    def _lint(self) -> None:
        self._waiting = None
        for item in self.state.all():
            item.folder.lint()
        self._tell_changes()

    def _tell_changes(self) -> None:
        """Tell the editor every problem that is new or gone since the last time."""
        told: dict[str, list[lsp.Diagnostic]] = {}
        for item in self.state.all():
            diagnoser = Diagnoser(item.folder.root)
            for path, problems in item.folder.problems().items():
                told[uri_of(path)] = [diagnoser.diagnostic(problem) for problem in problems]
        for uri, found in told.items():
            if found != self._published.get(uri, []):
                self._tell(uri, found)
        for uri in self._published.keys() - told.keys():
            self._tell(uri, [])
        self._published = {uri: found for uri, found in told.items() if found}
        if not self._is_frozen:
            # what has been read stays: the collector need not walk over it at every pause
            self._is_frozen = True
            gc.collect()
            gc.freeze()

    def _tell(self, uri: str, found: list[lsp.Diagnostic]) -> None:
        path = path_of(uri)
        version = self.open_files.get(path) if path is not None else None
        self.text_document_publish_diagnostics(
            lsp.PublishDiagnosticsParams(uri=uri, diagnostics=found, version=version)
        )

    # ----------------------------------------------------------------------------- figures

    def count_soon(self, path: Path, *, again: bool = False) -> None:
        """Ask the target of a file's project, unless that is going on or not wanted. What has
        failed is not asked again, but where `again` says so.
        """
        item = self.state.of(path)
        root = item.folder.root
        if root is None or root in self._countings or not self.state.counts_wanted(item):
            return
        if (item.counts.failure and not again) or not is_saved(item.folder):
            return
        task = asyncio.get_running_loop().create_task(self._count(root, item))
        self._countings[root] = task
        task.add_done_callback(lambda _: self._countings.pop(root, None))

    async def _count(self, root: Path, item: Open) -> None:
        analysis = item.folder.snapshot().analysis
        if analysis is None:
            return
        open_here = {item.folder.shown(path) for path in self.open_files}
        names = [name for name, path in analysis.program.paths.items() if path in open_here]
        names = item.counts.missing(analysis, names)
        attributes = []
        if not item.counts.knows_shares:
            attributes = list(analysis.project.catalog.customer.attributes)
        if not names and not attributes:
            return
        question = {"project": str(root), "names": names, "attributes": attributes}
        answer = await _ask(question)
        if answer is None:
            return
        item.counts.take(analysis, names, answer)
        if item.counts.failure:
            message = f"The default target cannot be counted: {item.counts.failure}"
            self.window_log_message(lsp.LogMessageParams(lsp.MessageType.Info, message))
        workspace = self.client_capabilities.workspace
        lens = workspace.code_lens if workspace is not None else None
        if lens is not None and lens.refresh_support:
            self.workspace_code_lens_refresh(None)

    def stop(self) -> None:
        """The editor says goodbye."""
        self.is_shut_down = True
        if self._waiting is not None:
            self._waiting.cancel()
        for task in self._countings.values():
            task.cancel()


async def _ask(question: dict[str, Any]) -> dict[str, Any] | None:
    """The answer of the counting process; None where it was stopped or gave none."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "segql.editor.counting",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    try:
        out, _ = await asyncio.wait_for(
            process.communicate(json.dumps(question).encode()), COUNTING_SECONDS
        )
        answer: dict[str, Any] = json.loads(out)
    except TimeoutError:
        return {"failure": f"it did not answer within {COUNTING_SECONDS} seconds."}
    except json.JSONDecodeError:
        return None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return answer


def serve(address: tuple[str, int] | None = None) -> int:
    """Serve one editor over stdin and stdout, or the next one that connects to an address.

    The exit code, as the protocol has it: 1 where the editor went without a word.
    """
    from segql.editor.features import register

    logging.getLogger("pygls").setLevel(logging.CRITICAL)
    server = Server()
    register(server)
    if address is not None:
        server.start_tcp(*address)
        return 0
    # The stream is the protocol's alone: whatever else is printed goes to stderr.
    stream = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    server.start_io(stdout=stream)
    return 0 if server.is_shut_down else 1
