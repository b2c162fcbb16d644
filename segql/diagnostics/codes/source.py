"""SEG0xx: text that cannot be read as a file of definitions, whatever it says, and limits."""

from __future__ import annotations

from segql.diagnostics.model import Code, Severity

FORBIDDEN_CHARACTER = Code(
    "SEG001",
    "forbidden-character",
    Severity.ERROR,
    "A character that no text may hold",
    "The character NUL (U+0000) and lone surrogates (U+D800 to U+DFFF) are refused everywhere, in "
    "text in quotes too (also as `\\u{0}`): databases cannot keep them, or keep them differently. "
    "Delete the character.",
)
TOO_DEEP = Code(
    "SEG002",
    "nested-too-deeply",
    Severity.ERROR,
    "Parentheses, `not`, `if` or functions inside each other, more than 64 deep",
    "A condition may be nested 64 levels deep. Give the inner part a name, as a trait or as a "
    "segment, and use the name.",
)
TOO_MANY_PARTS = Code(
    "SEG003",
    "definition-too-large",
    Severity.ERROR,
    "A definition of more than 5,000 parts",
    "A definition may have 5,000 parts; a list of values counts as one, however long it is. "
    'Write long lists as `country in ("SE", "NO")` instead of many `or`, or give some of the '
    "parts a name, as traits or segments.",
)
EMPTY_FILE = Code(
    "SEG004",
    "empty-file",
    Severity.ERROR,
    "A file without any definition",
    "The file is empty or has only comments. Write a condition, such as `age >= 18`, or "
    "definitions, such as `segment adults where age >= 18`.",
)
