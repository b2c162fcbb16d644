"""`segql lsp`: the language server that editors start."""

from __future__ import annotations

import ipaddress
from typing import Annotated

import typer

from segql.cli.options import Common


def command(
    common: Common,
    tcp: Annotated[
        str | None,
        typer.Option(
            "--tcp",
            metavar="HOST:PORT",
            help="Wait for one editor at an address of this machine, instead of stdin.",
        ),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Start nothing; exit code 0 says that it could start.")
    ] = False,
) -> int:
    """Serve editors: problems, completion, meanings and sizes while you write.

    Editors start this themselves and speak the Language Server Protocol with it over stdin and
    stdout. It needs `pip install 'segql[lsp]'`.
    """
    from segql.diagnostics import Diagnostic, SegqlError
    from segql.diagnostics.codes.editor import NO_EDITOR_SUPPORT

    address = _address(tcp) if tcp is not None else None
    try:
        from segql.editor.server import serve
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] not in ("pygls", "lsprotocol"):
            raise
        raise SegqlError(
            Diagnostic(
                NO_EDITOR_SUPPORT,
                f"The language server needs the package `{error.name}`, which is not installed.",
                help="Install it: pip install 'segql[lsp]'",
            ),
            exit_code=2,
        ) from error
    return 0 if check else serve(address)


def _address(text: str) -> tuple[str, int]:
    """A host of this machine and a port. Raises SegqlError (2) for anything else."""
    from segql.diagnostics import Diagnostic, SegqlError
    from segql.diagnostics.codes.cli import BAD_OPTION
    from segql.diagnostics.codes.editor import NOT_LOOPBACK

    host, _, port = text.rpartition(":")
    if not port.isdecimal() or not 0 < int(port) < 2**16 or not host:
        raise SegqlError(
            Diagnostic(
                BAD_OPTION,
                f"--tcp {text} is no address.",
                help="Write a host and a port, for example --tcp 127.0.0.1:2087.",
            ),
            exit_code=2,
        )
    if not _is_loopback(host.strip("[]")):
        raise SegqlError(
            Diagnostic(
                NOT_LOOPBACK,
                f"--tcp {text} would let other machines read the project.",
                help=f"Write --tcp 127.0.0.1:{port}.",
            ),
            exit_code=2,
        )
    return host.strip("[]"), int(port)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
