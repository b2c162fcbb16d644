"""Mistakes that people make, one module a group, asked in order: the first that knows answers."""

from __future__ import annotations

from collections.abc import Callable

from segql.diagnostics.model import Diagnostic
from segql.syntax.mistakes import (
    commas,
    comparisons,
    definitions,
    functions,
    headers,
    lists,
    numbers,
    parentheses,
    periods,
    placement,
    prose,
    quotes,
    ranges,
    signs,
    spelling,
    windows,
    wording,
)
from segql.syntax.trouble import Trouble

Mistake = Callable[[Trouble], Diagnostic | None]

ALL: tuple[Mistake, ...] = (
    *quotes.MISTAKES,
    *comparisons.EARLY,
    *signs.MISTAKES,
    *prose.MISTAKES,
    *numbers.MISTAKES,
    *ranges.MISTAKES,
    *periods.MISTAKES,
    *windows.MISTAKES,
    *placement.MISTAKES,
    *functions.MISTAKES,
    *lists.MISTAKES,
    *wording.MISTAKES,
    *comparisons.MISTAKES,
    *headers.MISTAKES,
    *definitions.MISTAKES,
    *parentheses.MISTAKES,
    *commas.MISTAKES,
    *spelling.MISTAKES,
)


def recognise(trouble: Trouble) -> Diagnostic | None:
    """The message about a mistake that is known, or None."""
    for mistake in ALL:
        if (found := mistake(trouble)) is not None:
            return found
    return None
