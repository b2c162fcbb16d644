"""What ClickHouse says of a failure, in plain words and without values of the data."""

from __future__ import annotations

import re

from segql.diagnostics import SegqlError
from segql.diagnostics.codes import engines as codes
from segql.engines.failures import failure, first_words

SAID = re.compile(r"Code: (\d+)\. ?DB::Exception: (.*)", re.DOTALL)
_TAIL = re.compile(
    r":? (?:In scope|[Ww]hile (?:executing|processing|reading)|\(at row).*", re.DOTALL
)
_NAME = re.compile(r"\s*\([A-Z_]+\)\s*(?:\(version.*)?$")
_INTERRUPTED = frozenset({394})
_NO_ROOM = frozenset({158, 241, 243, 307, 396})
_MISFITS = frozenset({6, 26, 27, 38, 41, 48, 53, 69, 70, 72, 117, 153, 321, 349, 407, 457, 676})
_LOST = frozenset({159, 209, 210, 279, 516})


def told(text: str, doing: str) -> SegqlError:
    """The error of a failure. Raises KeyboardInterrupt where a person stopped the query."""
    said = SAID.search(text)
    if said is None:
        return failure(codes.ENGINE_FAILED, f"ClickHouse failed while {doing}: {first_words(text)}")
    number = int(said[1])
    if number in _INTERRUPTED:
        raise KeyboardInterrupt
    if number in _NO_ROOM:
        return failure(codes.OUT_OF_SPACE, f"ClickHouse ran out of room while {doing}.")
    if number in _LOST:
        return failure(codes.NO_CONNECTION, f"ClickHouse did not answer while {doing}.")
    if number in _MISFITS:
        return failure(
            codes.ENGINE_FAILED,
            f"A value of the data did not fit while {doing}.",
            "`segql check --data` shows which columns hold what the catalog does not expect.",
        )
    words = _TAIL.sub("", _NAME.sub("", said[2].strip()))
    return failure(codes.ENGINE_FAILED, f"ClickHouse failed while {doing}: {first_words(words)}")
