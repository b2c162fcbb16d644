"""What can be written at a place: by what the grammar and the types allow there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from segql.diagnostics import Severity
from segql.diagnostics.codes import all_codes
from segql.editor.context import Context, context_at
from segql.editor.items import Item, of_keyword, of_parameter, of_phrase, of_value, once
from segql.editor.operand_items import fields_after_dot, functions, names, values
from segql.editor.operator_items import operators, windows_after_in
from segql.semantics.project import EntryKind, Project
from segql.syntax.at import keywords
from segql.syntax.scan import comments
from segql.syntax.words import DEFINITION_WORDS, UNIT_WORDS

_IGNORE = re.compile(r"#\s*segql:\s*ignore\s+(?:\S+\s+)*?(?P<word>\S*)$", re.IGNORECASE)
_DEFINITIONS = {
    "segment": 'segment ${1:name} "${2:Title}"\nwhere\n  $0',
    "segmentation": 'segmentation ${1:name} "${2:Title}"\n  case ${3:first} where $0\n  '
    "otherwise ${4:other}",
    "trait": "trait ${1:name} = $0",
    "param": "param ${1:name} = $0",
    "experiment": 'experiment ${1:name} "${2:Title}"\n  on segment ${3:members}\n'
    "  start ${4:2025-01-01}\n  variant ${5:treatment} 50%\n  variant ${6:control} 50%\n",
}
_HEADERS = {
    "goal": 'goal "$1"',
    "owner": 'owner "$1"',
    "note": 'note "$1"',
    "tags": 'tags "$1"',
    "channel": "channel $1",
}


def complete(text: str, offset: int, path: str, project: Project | None) -> tuple[int, list[Item]]:
    """Where the word at an offset begins, and all that could stand there, the likeliest first."""
    comment = _comment_at(text, offset)
    if comment is not None:
        found = _IGNORE.match(text, comment, offset)
        if found is None:
            return offset, []
        return found.start("word"), [of_keyword(name, 0) for name in _lints()]
    context = context_at(text, offset, path)
    return context.start, once(_offered(context, project))


def _comment_at(text: str, offset: int) -> int | None:
    """Where the comment begins that an offset stands in, blanks at its end included."""
    for start, _ in comments(text):
        end = text.find("\n", start)
        if start < offset and (end < 0 or offset <= end):
            return start
    return None


def _lints() -> list[str]:
    codes = all_codes().values()
    return [code.name for code in codes if code.severity is not Severity.ERROR]


def _offered(context: Context, project: Project | None) -> Iterator[Item]:
    if context.quote is not None:
        if project is not None:
            yield from values(context, project, quotes=True)
            yield from _known_texts(context, project)
        return
    if context.lower() == "." and project is not None:
        yield from fields_after_dot(context, project)
        return
    if _is_new_name(context):
        return
    if project is not None:
        if context.lower() == "trait" and "QUOTED_NAME" in context.expected:
            return
        special = list(_special_names(context, project))
        if special:
            yield from special
            return
        if _takes_parameter(context) or context.word.startswith("$"):
            for name, item in project.parameters.items():
                yield of_parameter(name, item.span.source.text[item.span.start :].split("\n")[0])
    if context.word.startswith("$"):
        return
    if context.lower() == "overall" and project is not None:
        yield from functions(context, project)
    elif "QUOTED_NAME" in context.expected:
        if project is not None:
            yield from windows_after_in(context, project)
            yield from values(context, project)
            yield from names(context, project)
            yield from functions(context, project)
    elif project is not None:
        yield from operators(context, project)
    yield from _keywords(context)


def _takes_parameter(context: Context) -> bool:
    """Behind a value a parameter could only begin a range, which is no likely start."""
    return "PARAMETER" in context.expected and "EQUAL" not in context.expected


def _is_new_name(context: Context) -> bool:
    """Whether the name of something new stands here, which nobody can know."""
    if context.expected - {"SEGMENT"} != {"NAME", "QUOTED_NAME"}:
        return False
    before = context.lower()
    if before == "segment":
        # `in segment` names one that is there
        return context.lower(2) not in ("in", "within", "on")
    return before in (*DEFINITION_WORDS, "case", "otherwise", "variant", "measure", "as")


def _special_names(context: Context, project: Project) -> Iterator[Item]:
    """Places that take names of one kind only."""
    before, earlier = context.lower(), context.lower(2)
    segments = [n for n, e in project.entries.items() if e.kind is EntryKind.SEGMENT]
    match earlier, before:
        case ("in" | "within" | "on", "segment") | ("disjoint", "from") | ("subset", "of"):
            yield from _named(segments, project)
        case _, "covers" if context.expected == {"NAME", "QUOTED_NAME"}:
            yield from _named(segments, project)
        case _, "on" if {"NAME", "QUOTED_NAME", "SEGMENT"} <= context.expected:
            if "EVERYBODY" in context.expected and "NUMBER" not in context.expected:
                yield from _named(segments, project)
                yield of_keyword("everybody", 2)
                yield of_keyword("segment", 2)
        case "in", "list":
            for name in project.catalog.lists:
                yield Item(name, "list", name, 0, "list of customers")
        case _, "channel" | ",":
            if context.expected == {"NAME", "QUOTED_NAME"}:
                for name in project.catalog.consent:
                    yield Item(name, "channel", name, 0, "channel with a consent")
        case _:
            pass


def _named(found: list[str], project: Project) -> Iterator[Item]:
    from segql.editor.items import of_entry

    for name in found:
        yield of_entry(project.entries[name], project)


def _known_texts(context: Context, project: Project) -> Iterator[Item]:
    """Tags and owners that other definitions have, and places of the catalog."""
    before = context.lower()
    header = _header_word(context)
    if before == "of" and "LPAR" in context.expected:
        for name in project.catalog.places:
            yield of_value(name, "place")
    elif header in ("tags", "owner"):
        seen: dict[str, None] = {}
        for entry in project.entries.values():
            for line in getattr(entry.node, "headers", ()):
                if line.name == header:
                    items = line.value if isinstance(line.value, tuple) else (line.value,)
                    seen.update(dict.fromkeys(item.value for item in items))
        for text in seen:
            yield of_value(text, "tag" if header == "tags" else "owner")


def _header_word(context: Context) -> str:
    index = len(context.lexemes)
    while index and (
        context.lexemes[index - 1].lower == "," or context.lexemes[index - 1].kind == "text"
    ):
        index -= 1
    return context.lexemes[index - 1].lower if index else ""


# --------------------------------------------------------------------------------- keywords


def _keywords(context: Context) -> Iterator[Item]:
    """Every word of the grammar that can stand here, the longer spellings as one piece."""
    spelled = keywords()
    operand = "QUOTED_NAME" in context.expected
    tested = "EQUAL" in context.expected or {"IN", "BEFORE", "RPAR"} <= context.expected
    named = context.lower() in ("in", "within", "on")
    for terminal in context.expected:
        if terminal in _AFTER_VALUE and tested and not operand:
            continue
        for word in spelled.get(terminal, ()):
            if word in _DEFINITIONS and not named and terminal == word.upper():
                yield of_phrase(word, _DEFINITIONS[word], rank=7)
            else:
                yield from _one_keyword(context, terminal, word)
    if context.lower() == "calendar":
        yield from (of_keyword(word, 0) for word in UNIT_WORDS if word.endswith("s"))


def _one_keyword(context: Context, terminal: str, word: str) -> Iterator[Item]:
    if terminal == "TEXT_HEADER" or (terminal in ("TAGS", "CHANNEL") and word in _HEADERS):
        yield of_phrase(word, _HEADERS[word], rank=2)
    elif terminal == "UNIT":
        yield from _units(context, word)
    elif terminal == "EXPECT":
        yield of_phrase("expect", "expect ", rank=2)
    elif terminal not in ("RANGE",):
        yield of_keyword(word)


def _units(context: Context, word: str) -> Iterator[Item]:
    number = context.lexemes[-1].text if context.lexemes else ""
    if "QUOTED_NAME" in context.expected:
        if word.endswith("s"):
            yield of_phrase(f"{word} since", f"{word} since ", "Completed units until today.", 5)
        else:
            yield of_phrase(f"{word} of", f"{word} of ", "A part of a date or timestamp.", 5)
    elif word.endswith("s") == (number not in ("1", "this", "previous", "next")):
        # `age > 3 days` can be written, but is seldom meant
        yield of_keyword(word, 8 if "AND" in context.expected else 0)


_AFTER_VALUE = frozenset(
    ("IN", "IS", "HAS", "CONTAINS", "STARTS", "ENDS", "MATCHES", "DOES", "BETWEEN", "BEFORE",
     "AFTER", "SINCE", "UNTIL", "ON", "FROM", "MORE", "LESS", "WITHIN", "NOT")
)  # fmt: skip
"""Words behind a value, which `operators` offers by its type."""


def signature_at(text: str, offset: int, path: str) -> tuple[str, bool, int] | None:
    """The function whose parentheses hold an offset, whether it is one of `overall`, and how
    many commas stand before.
    """
    call = context_at(text, offset, path).call
    if call is None or call.function is None:
        return None
    return call.function, call.overall, call.commas
