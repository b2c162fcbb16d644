"""What is wrong with a text that is not YAML, in words for people who do not know YAML."""

from __future__ import annotations

from typing import NamedTuple


class Words(NamedTuple):
    message: str
    help: str


_WORDS = {
    "mapping values are not allowed": Words(
        "There is a second `:` here, or this line is indented differently from its neighbours.",
        "Put a text that contains `: ` in quotes; let keys that belong together begin in the "
        "same column.",
    ),
    "could not find expected ':'": Words(
        "A `:` is missing after this.", "Write `key: value`, with a blank after the colon."
    ),
    "found unexpected end of stream": Words(
        "The file ends before this text is closed.", "Add the missing quote."
    ),
    "found unexpected document separator": Words(
        "The text ends before its quote is closed.", "Add the missing quote."
    ),
    "expected <block end>": Words(
        "This line does not fit the lines above it.",
        "Let keys that belong together begin in the same column; a text that goes on after a "
        "closing quote needs quotes around the whole of it.",
    ),
    "did not find expected ',' or ']'": Words(
        "The list is not closed with `]`, or a comma is missing.", "Write it as [a, b, c]."
    ),
    "did not find expected ',' or '}'": Words(
        "The mapping is not closed with `}`, or a comma is missing.", "Write it as {a: 1, b: 2}."
    ),
    "expected ',' or ']'": Words(
        "The list is not closed with `]`, or a comma is missing.", "Write it as [a, b, c]."
    ),
    "expected ',' or '}'": Words(
        "The mapping is not closed with `}`, or a comma is missing.", "Write it as {a: 1, b: 2}."
    ),
    "found unknown escape character": Words(
        "This backslash means nothing between double quotes.",
        "Write two backslashes, or put the text in single quotes.",
    ),
    "while scanning an alias": Words("A text cannot begin with `*`.", "Put the text in quotes."),
    "while scanning an anchor": Words("A text cannot begin with `&`.", "Put the text in quotes."),
}
_TAB = Words("A tab stands where the line is indented.", "Indent with blanks, two for each level.")
_START = Words("A text cannot begin with this sign.", "Put the text in quotes.")
_OTHER = Words(
    "This cannot be read as YAML.",
    "Write each line as `key: value`, indent by two blanks, and put text with special signs in "
    "quotes.",
)


def explain_yaml(problem: str, text: str) -> Words:
    """Plain words for the message of a YAML parser, and the mend."""
    if "'\\t'" in problem or ("\n\t" in text and "token" in problem):
        return _TAB
    if "cannot start any token" in problem:
        return _START
    return next((words for start, words in _WORDS.items() if problem.startswith(start)), _OTHER)
