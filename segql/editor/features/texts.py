"""Texts that are opened, changed, saved and closed, and what else the editor tells."""

from __future__ import annotations

from typing import Any

from lsprotocol import types as lsp

from segql.editor import convert
from segql.editor.server import RECOUNT, Server

_WATCHED = ("**/*.seg", "**/segql.yml", "**/catalog.yml", "**/catalog.yaml", "**/catalog/**/*.yml")


def register(server: Server) -> None:
    @server.feature(lsp.INITIALIZED)
    def initialized(ls: Server, params: lsp.InitializedParams) -> None:
        workspace = ls.client_capabilities.workspace
        for folder in ls.workspace.folders.values():
            path = convert.path_of(folder.uri)
            if path is not None:
                ls.state.add_root(path)
        watching = workspace.did_change_watched_files if workspace is not None else None
        if watching is not None and watching.dynamic_registration:
            watchers = [lsp.FileSystemWatcher(glob_pattern=glob) for glob in _WATCHED]
            ls.client_register_capability(
                lsp.RegistrationParams(
                    [
                        lsp.Registration(
                            "segql-files",
                            lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES,
                            lsp.DidChangeWatchedFilesRegistrationOptions(watchers),
                        )
                    ]
                )
            )
        ls.look_soon()

    @server.feature(lsp.INITIALIZE)
    def initialize(ls: Server, params: lsp.InitializeParams) -> None:
        _configure(ls, params.initialization_options)

    @server.feature(lsp.SHUTDOWN)
    def shutdown(ls: Server, params: None) -> None:
        ls.stop()

    @server.feature(lsp.WORKSPACE_DID_CHANGE_CONFIGURATION)
    def configured(ls: Server, params: lsp.DidChangeConfigurationParams) -> None:
        settings = params.settings
        _configure(ls, settings.get("segql", settings) if isinstance(settings, dict) else None)

    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def opened(ls: Server, params: lsp.DidOpenTextDocumentParams) -> None:
        document = params.text_document
        ls.put(document.uri, document.text, document.version)
        path = convert.path_of(document.uri)
        if path is not None:
            ls.count_soon(path)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def changed(ls: Server, params: lsp.DidChangeTextDocumentParams) -> None:
        document = ls.workspace.get_text_document(params.text_document.uri)
        ls.put(document.uri, document.source, params.text_document.version)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def closed(ls: Server, params: lsp.DidCloseTextDocumentParams) -> None:
        ls.drop(params.text_document.uri)

    @server.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    def saved(ls: Server, params: lsp.DidSaveTextDocumentParams) -> None:
        path = convert.path_of(params.text_document.uri)
        if path is not None:
            ls.state.of(path).folder.touch()
            ls.look_soon()
            ls.count_soon(path, again=True)

    @server.feature(lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def on_disk(ls: Server, params: lsp.DidChangeWatchedFilesParams) -> None:
        if any(change.uri.endswith("segql.yml") for change in params.changes):
            ls.state.resettle()
        for item in ls.state.all():
            item.folder.touch()
        ls.look_soon()

    @server.command(RECOUNT)
    def recount(ls: Server, *arguments: Any) -> None:
        for item in ls.state.all():
            item.counts.forget()
        for path in ls.open_files:
            ls.count_soon(path)


def _configure(ls: Server, options: Any) -> None:
    wish = options.get("counts") if isinstance(options, dict) else None
    if wish in ("auto", "always", "never"):
        ls.state.wish = wish
