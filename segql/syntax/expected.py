"""What could stand at a place, in words: never the names of the grammar's terminals."""

from __future__ import annotations

from collections.abc import Callable

_CONDITION = "a condition, such as `age >= 18`"
_VALUE = 'a value, such as `18`, `"SE"` or the name of an attribute'
_NAME = "a name"

_SPELLINGS = {
    "LPAR": "`(`",
    "RPAR": "`)`",
    "COMMA": "`,`",
    "DOT": "`.`",
    "RANGE": "`..`",
    "RANGE_OPEN": "`..<`",
    "NAME": "a name",
    "EQUAL": "`=`",
    "STRING": "text in quotes",
    "NUMBER": "a number",
    "DATE": "a date, such as `2024-06-30`",
    "UNIT": "a unit of time, such as `days`",
    "DISTANCE": "`km`, `mi` or `m`",
    "MONTH_NAME": "a month",
    "TEXT_HEADER": "`goal`, `owner`, `note`",
    "PARAMETER": "a parameter, such as `$n`",
    "AS_OF": "`as of`",
    "OR_ELSE": "`or else`",
    "WITHIN_SEGMENT": "`within segment`",
    "ENDS_PLAIN": "`end`",
    "PART": "`date of`",
    "PICK": "`latest`",
    "TIMESTAMP": "a time, such as `2024-06-30T14:05`",
    "PLUS": "`+`",
    "MINUS": "`-`",
    "STAR": "`*`",
    "SLASH": "`/`",
}


_DEFINITIONS = frozenset(["SEGMENT", "SEGMENTATION", "TRAIT", "PARAM", "EXPERIMENT"])

_UNSAID = frozenset(("$END", "QUOTED_NAME", "LITERALS"))
_ARITHMETIC = frozenset(("PLUS", "MINUS", "STAR", "SLASH", "DOT", "OR_ELSE", "OF"))
_MOST_LISTED = 6


def spelling(terminal: str) -> str:
    """One terminal as a person would write it."""
    return _SPELLINGS.get(terminal, f"`{terminal.lower()}`")


def in_words(expected: frozenset[str]) -> str:
    """What could stand at a place, as the end of the sentence `Expected ...`."""
    for holds, words in _SITUATIONS:
        if holds(expected):
            return words
    names = expected - _UNSAID
    plain = names - _ARITHMETIC or names
    listed = [spelling(name) for name in sorted(plain)]
    if len(listed) > _MOST_LISTED:
        listed = [*listed[:_MOST_LISTED], "something else of that kind"]
    if "$END" in expected:
        listed.append("the end")
    return join(listed)


def join(items: list[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    if len(items) < 2:
        return "".join(items) or "the end"
    return f"{', '.join(items[:-1])} or {items[-1]}"


def _all(*names: str) -> Callable[[frozenset[str]], bool]:
    wanted = frozenset(names)
    return lambda expected: wanted <= expected


def _after_value(expected: frozenset[str]) -> bool:
    return {"EQUAL", "COMPARISON", "IS", "IN"} <= expected


def _after_condition(expected: frozenset[str]) -> bool:
    return {"AND", "OR"} <= expected


_SITUATIONS: tuple[tuple[Callable[[frozenset[str]], bool], str], ...] = (
    (lambda e: {"NOT", "NAME", "SEGMENT"} <= e, f"{_CONDITION}, or a definition"),
    (_all("NOT", "NAME", "IF", "EVERYBODY"), _CONDITION),
    (_all("NOT", "NAME", "EVERYBODY"), _CONDITION),
    (
        _all("NAME", "NUMBER", "STRING", "MINUS", "LAST"),
        'a window or values: `last 30 days`, `this month`, `18..25`, `("SE", "NO")`',
    ),
    (lambda e: _after_value(e) and bool({"WHERE", "COMMA"} & e), "`,`, `)`, a window or `where`"),
    (_after_value, "a comparison, such as `= 3`, `> 3`, `18..25`, `in last 30 days`"),
    (_all("NAME", "NUMBER", "STRING"), _VALUE),
    (lambda e: e == frozenset({"NAME", "QUOTED_NAME"}), _NAME),
    (lambda e: e == {"LPAR", "LITERALS", "PARAMETER"}, 'values in parentheses: `("SE", "NO")`'),
    (lambda e: e - _ARITHMETIC == {"AND"}, "`and` and the upper bound"),
    (lambda e: {"NAME", "QUOTED_NAME", "NO"} == e, "a kind of events, such as `orders`"),
    (lambda e: {"QUOTED_NAME", "SEGMENT"} <= e and len(e) <= 4, "`segment` and a name"),
    (lambda e: _after_condition(e) and "RPAR" in e, "`and`, `or` or `)`"),
    (lambda e: _after_condition(e) and "THEN" in e, "`and`, `or` or `then`"),
    (lambda e: _after_condition(e) and "ELSE" in e, "`and`, `or` or `else`"),
    (_after_condition, "`and`, `or`, or the end of the condition"),
    (
        lambda e: e - {"$END"} == _DEFINITIONS,
        "a definition: `segment`, `segmentation`, `trait`, `param` or `experiment`",
    ),
    (
        _all("WHERE", "TAGS", "CHANNEL"),
        "a header line (`goal`, `owner`, `tags`, `channel`, `note`, `expect`), or `where`",
    ),
    (_all("EQUAL", "TAGS", "CHANNEL"), "`=` and the value"),
    (_all("CASE", "TAGS"), "`case`, or a header line (`goal`, `owner`, `tags`, `note`)"),
    (_all("VARIANT", "MEASURE"), "`variant` or `measure`"),
)
