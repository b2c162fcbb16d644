"""What is wrong with a text that is not YAML, in words for people who do not know YAML."""

from __future__ import annotations

from typing import NamedTuple


class Words(NamedTuple):
    """`at_start`: the problem is where the broken thing began, not where it was noticed."""

    message: str
    help: str
    at_start: bool = False


_BLOCK = Words(
    "This does not fit what stands before it.",
    "Let keys that belong together begin in the same column; put a text that contains quotes, "
    "brackets or `: ` in quotes as a whole.",
)
_BRACES = Words(
    "A comma or the closing `}` is missing before this.",
    "Write {a: 1, b: 2}; put a text with commas, brackets or quotes in it in quotes as a whole.",
)
_BRACKETS = Words(
    "A comma or the closing `]` is missing before this.",
    "Write [a, b, c]; put a text with commas, brackets or quotes in it in quotes as a whole.",
)
_QUOTE = Words("This text is not closed.", "Add the missing quote at its end.", at_start=True)
_SIGN = Words("A text cannot begin with this sign.", "Put the text in quotes.")
_TAB = Words("A tab stands here.", "Use blanks; indent with two for each level.")
_OTHER = Words(
    "This cannot be read as YAML.",
    "Write each line as `key: value`, indent by two blanks, and put text with special signs in "
    "quotes.",
)
_WORDS = {
    "mapping values are not allowed": Words(
        "There is a second `:` here, or this line is indented differently from its neighbours.",
        "Put a text that contains `: ` in quotes; let keys that belong together begin in the "
        "same column.",
    ),
    "could not find expected ':'": Words(
        "A `:` is missing before this.", "Write `key: value`, with a blank after the colon."
    ),
    "found unexpected end of stream": _QUOTE,
    "found unexpected document separator": _QUOTE,
    "expected <block end>": _BLOCK,
    "expected '<document start>'": _BLOCK,
    "sequence entries are not allowed": Words(
        "A list of lines with `-` cannot begin here.",
        "Begin it on a line of its own, or write [a, b, c].",
    ),
    "mapping keys are not allowed": _SIGN,
    "expected the node content": Words(
        "A value is missing before this.", "Write a value, or put a text with signs in quotes."
    ),
    "expected ',' or ']'": _BRACKETS,
    "expected ',' or '}'": _BRACES,
    "found unknown escape character": Words(
        "This backslash means nothing between double quotes.",
        "Write two backslashes, or put the text in single quotes.",
    ),
    "expected alphabetic or numeric": Words(
        "A text cannot begin with `*` or `&`.", "Put the text in quotes.", at_start=True
    ),
    "expected chomping or indentation": Words(
        "A text cannot begin with `>` or `|`.", "Put the text in quotes.", at_start=True
    ),
    "expected a comment or a line break": Words(
        "A text cannot begin with `>` or `|`.", "Put the text in quotes.", at_start=True
    ),
    "found character": _SIGN,
}


def explain_yaml(problem: str) -> Words:
    """Plain words for the message of the YAML parser, and the mend."""
    if problem.startswith("found character '\\t'"):
        return _TAB
    return next((words for start, words in _WORDS.items() if problem.startswith(start)), _OTHER)
