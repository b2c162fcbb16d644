"""The grammar's parsing tables, made beforehand: building them takes over a second.

`python -m segql.syntax.tables` writes them anew after a change of the grammar. They carry the
hash of the grammar and lark's version; where those differ, the parser is built in process.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

import lark
from lark.grammar import Rule
from lark.lexer import TerminalDef

FILE = Path(__file__).with_name("tables.json.gz")
LIVE_OPTIONS = ("transformer", "lexer_callbacks", "_plugins")
"""Options that are objects of the running process, given again when the tables are read."""


def fingerprint(grammar: str) -> str:
    """What the tables were made from."""
    return hashlib.sha256(f"{lark.__version__}\n{grammar}".encode()).hexdigest()


def load(grammar: str, **live: Any) -> lark.Lark | None:
    """The parser from the shipped tables, or None where they are of another grammar.

    `live` are the options that tables cannot hold.
    """
    if not FILE.is_file():
        return None
    stored = json.loads(gzip.decompress(FILE.read_bytes()), object_pairs_hook=_numbered)
    if stored["fingerprint"] != fingerprint(grammar):
        return None
    tables = {"data": stored["data"], "memo": stored["memo"]}
    parser: lark.Lark = lark.Lark.__new__(lark.Lark)._load(tables, **live)
    return parser


def write(parser: lark.Lark, grammar: str) -> None:
    """Keep the tables of a parser that was built from the grammar."""
    data, memo = parser.memo_serialize([TerminalDef, Rule])
    data["options"] = {
        name: value for name, value in data["options"].items() if name not in LIVE_OPTIONS
    }
    stored = {"fingerprint": fingerprint(grammar), "data": data, "memo": memo}
    text = json.dumps(stored, separators=(",", ":")).encode()
    FILE.write_bytes(gzip.compress(text, mtime=0))


def _numbered(pairs: list[tuple[str, Any]]) -> dict[str | int, Any]:
    """Keys that JSON made text are numbers again."""
    return {int(key) if key.isdigit() else key: value for key, value in pairs}


if __name__ == "__main__":
    from segql.syntax.parser import build, grammar_text

    write(build(), grammar_text())
