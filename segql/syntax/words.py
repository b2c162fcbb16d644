"""The words of the language: which are reserved, and which mean something in their place only."""

from __future__ import annotations

import re

UNIT_WORDS = (
    "second", "seconds", "minute", "minutes", "hour", "hours", "day", "days", "week", "weeks",
    "month", "months", "quarter", "quarters", "year", "years",
)  # fmt: skip

_RESERVED = """
and or not in is where within per top bottom between if then else having true false unknown known
as by has contains matches starts ends does before after since until on from of segment
segmentation trait param experiment case otherwise more less at exactly distinct everybody nobody
"""
RESERVED = frozenset((*_RESERVED.split(), *UNIT_WORDS))
"""Words that are names only in backticks."""

DEFINITION_WORDS = ("segment", "segmentation", "trait", "param", "experiment")

HEADER_WORDS = ("goal", "owner", "note", "tags", "channel", "expect")
EXPERIMENT_WORDS = ("on", "start", "variant", "measure")

MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip

NUMBER_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "twelve": 12, "twenty": 20, "thirty": 30, "sixty": 60, "ninety": 90,
    "hundred": 100,
}  # fmt: skip
"""Numbers that people write in letters."""

PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def written(name: str) -> str:
    """A name as it has to be written: in backticks where it is reserved or has other signs."""
    if PLAIN_NAME.fullmatch(name) and name.lower() not in RESERVED:
        return name
    return f"`{name}`"
