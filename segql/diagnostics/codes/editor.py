"""Codes of what editors ask for and cannot have: SEG77x."""

from __future__ import annotations

from segql.diagnostics.model import Code, Severity


def _error(id: str, name: str, summary: str, explanation: str) -> Code:
    return Code(id, name, Severity.ERROR, summary, explanation)


CANNOT_RENAME = _error(
    "SEG770",
    "cannot-rename",
    "A name cannot be changed in the editor, or not to that.",
    "The message says why: the name belongs to the catalog or to the language, the new one is\n"
    "taken or is no name, or a file that uses it has a mistake in its writing.",
)
NO_EDITOR_SUPPORT = _error(
    "SEG771",
    "no-editor-support",
    "What the language server needs is not installed.",
    "`segql lsp` needs two packages that nothing else does: `pip install 'segql[lsp]'`.",
)
NOT_LOOPBACK = _error(
    "SEG772",
    "not-loopback",
    "The language server was asked to listen to other machines.",
    "`--tcp` takes an address of this machine, such as `127.0.0.1:2087`: whoever reaches the\n"
    "server can read the project.",
)
