"""Functions without their parentheses, and filters that stand where none can."""

from __future__ import annotations

from segql.diagnostics.codes import syntax as codes
from segql.diagnostics.model import Diagnostic
from segql.source import Span
from segql.syntax.trouble import Trouble
from segql.syntax.words import UNIT_WORDS

_EVENT_FUNCTIONS = ("count", "sum", "average", "min", "max", "median", "first", "last", "any", "no",
                    "share", "every", "rank")  # fmt: skip
_INTRODUCTIONS = ("in", "for", "within", "by")
_EACH = ("each", "every")
_COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")


def without_parentheses(t: Trouble) -> Diagnostic | None:
    """`no orders`, `any orders in last 90 days`, `count orders > 3`"""
    if t.word() == "distinct" and t.word(-1) in _EVENT_FUNCTIONS:
        return t.say(
            codes.FUNCTION_SHAPE,
            f"`{t.lexeme(-1).text}` needs parentheses around what it is asked of.",
            t.span(-1, 0),
            help=f"Write `{t.lexeme(-1).text}(distinct {t.lexeme(1).text} ...)`.",
        )
    if "LPAR" not in t.expected or t.word(-2) not in _EVENT_FUNCTIONS:
        return None
    if t.kind(-1) not in ("word", "name"):
        return None
    end = t.end_of_condition(-1)
    for offset in range(-1, end + 1):
        if t.lower(offset) in _COMPARISONS or t.lower(offset) in ("..", "+", "-", "*", "/"):
            end = offset - 1
            break
    place = t.span(-2, end)
    inner = t.words(-1, end)
    function = t.lexeme(-2).text
    if function.lower() in ("last", "first") and end > -1 and t.lower(end + 1) not in _COMPARISONS:
        mend = f"{function}({t.lexeme(-1).text}.time) {t.words(0, end)}"
        return t.say(
            codes.FUNCTION_SHAPE,
            f"`{function}` needs parentheses around what it is asked of, and a field: when it was "
            "is `time`.",
            place,
            help=f"Write `{mend}`.",
            replacement=mend,
        )
    return t.say(
        codes.FUNCTION_SHAPE,
        f"`{function}` needs parentheses around what it is asked of.",
        place,
        help=f"Write `{function}({inner})`.",
        replacement=f"{function}({inner})",
    )


def star(t: Trouble) -> Diagnostic | None:
    """`count(*)`"""
    if t.lower() != "*" or t.lower(-1) != "(":
        return None
    return t.say(
        codes.FUNCTION_SHAPE,
        f"`{t.lexeme(-2).text}(*)` does not say what is counted.",
        t.span(),
        help=f"Name the events: `{t.lexeme(-2).text}(orders)`.",
    )


def comparison_inside(t: Trouble) -> Diagnostic | None:
    """`any(orders.amount > 5)`: filters come after `where`."""
    if t.lower() not in _COMPARISONS and t.word() not in ("contains", "is", "has"):
        return None
    if "WHERE" not in t.expected or "RPAR" not in t.expected:
        return None
    if t.lower(-2) == "." and t.lower(-4) == "(":
        event, field = t.lexeme(-3).text, t.lexeme(-1).text
        mend = f"{event} where {field}"
        return t.say(
            codes.FUNCTION_SHAPE,
            "In the parentheses of a function, a condition comes after `where`.",
            t.span(-3, -1),
            help=f"Write `{t.lexeme(-5).text}({mend} {t.lower()} ...)`.",
            replacement=mend,
        )
    if t.word(-3) == "count" and t.lower(-2) == "(" and t.kind(1) == "number":
        mend = f"count({t.lexeme(-1).text}) {t.lower()} {t.lexeme(1).text}"
        closed = 2 if t.lower(2) == ")" else 1
        return t.say(
            codes.FUNCTION_SHAPE,
            "How many there are is compared outside of the parentheses.",
            t.span(-3, closed),
            help=f"Write `{mend}`.",
            replacement=mend,
        )
    return t.say(
        codes.FUNCTION_SHAPE,
        "In the parentheses of a function, a condition comes after `where`.",
        t.span(-1, 0),
        help="Name the events first: `any(orders where amount > 50)`.",
    )


def each_country(t: Trouble) -> Diagnostic | None:
    """`rank(x in each country)`, `top 10% by x in every country`, `... for each country`"""
    for first in (0, -1, -2):
        if t.word(first) in _INTRODUCTIONS and t.word(first + 1) in _EACH:
            return _per(t, first, first + 1)
    if t.word() in _EACH and "PER" in t.expected:
        return _per(t, 0, 0)
    return None


def _per(t: Trouble, first: int, last: int) -> Diagnostic:
    group = t.lexeme(last + 1).text or "country"
    return t.say(
        codes.FOREIGN_WORD,
        f"Groups are not asked for with `{t.words(first, last)}`.",
        t.span(first, last),
        help=f"Write `per {group}`.",
        replacement="per",
    )


def square_brackets(t: Trouble) -> Diagnostic | None:
    """`country in ["SE", "NO"]`"""
    sign = t.lexeme().text
    if sign not in ("[", "{"):
        return None
    closing = {"[": "]", "{": "}"}[sign]
    end = next(
        (i for i in range(t.index + 1, len(t.lexemes)) if t.lexemes[i].text == closing), None
    )
    if end is None or "LPAR" not in t.expected:
        return None
    place = Span(t.source, t.lexeme().start, t.lexemes[end].end)
    return t.say(
        codes.PARENTHESES,
        f"Lists stand in round parentheses, not `{sign}`.",
        place,
        help=f"Write `({place.text[1:-1]})`." if len(place.text) < 60 else "Write `(` and `)`.",
        replacement=f"({place.text[1:-1]})",
    )


def population_outside(t: Trouble) -> Diagnostic | None:
    """`rank(x) per country = 1`, `quintile(x) within segment vip = 5`"""
    within = t.word() == "within" and t.word(1) == "segment"
    if not within and t.word() != "per":
        return None
    if t.lower(-1) != ")" or (opening := t.matching_open(-1)) is None:
        return None
    if t.kind(opening - 1) != "word":
        return None
    last = 2 if within else 1
    moved = t.words(0, last)
    return t.say(
        codes.WINDOW_PLACE,
        f"`{moved}` stands inside the parentheses of the function.",
        t.span(-1, last),
        help=f"Write `{t.words(opening - 1, -2)} {moved})`.",
        replacement=f" {moved})",
    )


def within_what(t: Trouble) -> Diagnostic | None:
    """`bottom 5% by x within vip`, `top 10 by spend by country`"""
    if t.word() == "within" and "WITHIN_SEGMENT" in t.expected and t.kind(1) in ("word", "name"):
        return t.say(
            codes.MISSING_WORD,
            "`segment` is missing behind `within`.",
            t.span(0, 1),
            help=f"Write `within segment {t.lexeme(1).text}`.",
            replacement=f"within segment {t.lexeme(1).text}",
        )
    if t.word() == "by" and "PER" in t.expected:
        return t.say(
            codes.FOREIGN_WORD,
            "Groups are not asked for with `by`.",
            t.span(),
            help=f"Write `per {t.lexeme(1).text}`.",
            replacement="per",
        )
    return None


def part_with_parentheses(t: Trouble) -> Diagnostic | None:
    """`month(birth_date) = 3`, `orders.count() > 3`"""
    if t.lower() != "(":
        return None
    if t.word(-1) in UNIT_WORDS:
        part = t.lexeme(-1).text
        return t.say(
            codes.FUNCTION_SHAPE,
            f"`{part}` is no function with parentheses.",
            t.span(-1),
            help=f"Write `{part} of {t.lexeme(1).text}`.",
            replacement=f"{part} of ",
        )
    if t.lower(-2) == "." and t.word(-1) in _EVENT_FUNCTIONS:
        return t.say(
            codes.FUNCTION_SHAPE,
            f"`{t.lexeme(-1).text}` stands before its events, not behind them.",
            t.span(-3, -1),
            help=f"Write `{t.lexeme(-1).text}({t.lexeme(-3).text})`.",
        )
    return None


def steps(t: Trouble) -> Diagnostic | None:
    """`sequence(views, carts)`"""
    if "THEN" not in t.expected or t.lower() not in (",", "->", "and", ">"):
        return None
    opening = t.enclosing_open()
    if opening is None or t.word(opening - 1) != "sequence":
        return None
    return t.say(
        codes.FUNCTION_SHAPE,
        "The steps of a sequence are joined by `then`.",
        t.span(),
        help=f"Write `then {t.lexeme(2 if t.word(1) == 'then' else 1).text}`.",
        replacement="" if t.word(1) == "then" else " then" if t.touching(-1) else "then",
        expected="`then`",
        found=f"`{t.lexeme().text}`",
    )


MISTAKES = (
    without_parentheses,
    star,
    comparison_inside,
    each_country,
    square_brackets,
    population_outside,
    within_what,
    part_with_parentheses,
    steps,
)
