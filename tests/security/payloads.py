"""Texts that break out of naive programs, and how each is written as a literal of the language."""

from __future__ import annotations

PAYLOADS = {
    "single quote": "O'Brien",
    "double quote": 'say "hi"',
    "only quotes": "'\"''\"\"'",
    "trailing backslash": "C:\\",
    "backslash and quote": "\\' OR 1=1 --",
    "two backslashes": "\\\\'",
    "line break": "a\nb",
    "carriage return": "a\r\nb",
    "line comment": "x -- y",
    "closing comment": "'; -- ",
    "block comment": "/* x */ /*",
    "statement": "'; DROP TABLE customers; --",
    "two statements": "1; SELECT 2",
    "format": "%s %d %(name)s %",
    "question mark": "? ?1 :name @name",
    "dollar": "$1 $$ $tag$ x $tag$",
    "template": "{{7*7}} {% raw %} ${7*7} #{7*7}",
    "typographic quote": "\u2019 OR 1=1",
    "full-width quote": "\uff07 OR 1=1 \uff02",
    "emoji": "\U0001f600\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "combining": "e\u0301 \u00e9",
    "line separator": "a\u2028b\u0085c",
    "right to left": "\u202edrow\u202c",
    "no-break space": "\u00a0x\u00a0",
    "blanks": "  x  ",
    "tab": "\ta\t",
    "like": "100%_x",
    "regex": "^(a+)+$[.*",
    "formula": "=cmd|' /C calc'!A0",
    "null word": "NULL",
    "byte order mark": "\ufeffx",
    "control": "\x01\x1b[31m\x7f",
}
"""By what each is about."""

REFUSED = {"nul": "a\0b", "lone surrogate": "a\ud800b", "low surrogate": "\udc00"}
"""What no literal and no cell may hold."""


def written(text: str) -> str:
    """The literal of a text; what a file cannot show stands as an escape."""
    out = []
    for character in text:
        if character in '"\\':
            out.append(f"\\{character}")
        elif character == "\n":
            out.append("\\n")
        elif character == "\t":
            out.append("\\t")
        elif character.isprintable() or character == " ":
            out.append(character)
        else:
            out.append(f"\\u{{{ord(character):X}}}")
    return '"' + "".join(out) + '"'
