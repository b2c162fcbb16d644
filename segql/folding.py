"""Unicode simple case folding: what `case: insensitive` compares by."""

from __future__ import annotations


def simple_fold(text: str) -> str:
    """The text with every character folded to one character.

    Simple folding never changes the length: a character whose full folding is longer (`ß`) keeps
    its lower case, where that is one character.
    """
    return "".join(map(_fold, text))


def _fold(character: str) -> str:
    folded = character.casefold()
    if len(folded) == 1:
        return folded
    lower = character.lower()
    return lower if len(lower) == 1 else character
