"""Windows and filters at the wrong place of a function."""

from __future__ import annotations

from segql.diagnostics.codes import syntax as codes
from segql.diagnostics.model import Diagnostic
from segql.source import Span
from segql.syntax.trouble import Trouble

_WINDOW_WORDS = ("in", "within", "before", "after", "since", "until", "on", "between", "from",
                 "more", "less", "not")  # fmt: skip
_COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")


def window_outside(t: Trouble) -> Diagnostic | None:
    """`sum(orders.amount) in last 90 days > 5`: the window goes inside."""
    if "AND" not in t.expected or t.lower() not in (
        "=",
        "!=",
        "<",
        "<=",
        ">",
        ">=",
        "..",
        "+",
        "-",
    ):
        return None
    window = next(
        (i for i in range(-2, -9, -1) if t.lower(i) == ")" and t.word(i + 1) in _WINDOW_WORDS), None
    )
    opening = None if window is None else t.matching_open(window)
    if window is None or opening is None or t.kind(opening - 1) != "word":
        return None
    return _move_inside(t, opening, window, t.span(window + 1, -1))


def window_compared(t: Trouble) -> Diagnostic | None:
    """`orders in last 90 days >= 3`: how many events there are is their `count`."""
    if "AND" not in t.expected or t.lower() not in _COMPARISONS or t.kind(1) != "number":
        return None
    window = next((i for i in range(-2, -7, -1) if t.word(i) in _WINDOW_WORDS), None)
    if window is None or t.kind(window - 1) not in ("word", "name") or t.word(-1) == "ago":
        return None
    if t.word(window + 1) not in ("last", "next", "this", "previous"):
        return None
    asked = t.words(window - 1, -1)
    return t.say(
        codes.WINDOW_PLACE,
        "How many events there are is asked with `count`.",
        t.span(window - 1, 1),
        help=f"Write `count({asked}) {t.words(0, 1)}`.",
        replacement=f"count({asked}) {t.words(0, 1)}",
    )


def window_behind(t: Trouble) -> Diagnostic | None:
    """`count(orders) > 5 in last 90 days`: the window goes inside, before `where`."""
    if t.word() not in ("in", "within", "before", "after", "since", "until", "between", "from"):
        return None
    if "AND" not in t.expected or t.lower(-2) not in ("=", "!=", "<", "<=", ">", ">="):
        return None
    if t.word() == "in" and t.word(1) not in ("last", "next", "this", "previous", "the"):
        return None
    if (inside := _after_where(t)) is not None:
        return inside
    end = t.end_of_condition(0)
    window = t.words(0, end)
    if t.lower(-3) != ")" or (opening := t.matching_open(-3)) is None:
        return t.say(
            codes.WINDOW_PLACE,
            f"The window `{window}` has nothing before it that happens at a time.",
            t.span(0, end),
            help="A window stands in the parentheses of an event function, "
            f"`count(orders {window}) > 5`, or behind a date, `last_login {window}`.",
        )
    where = _where_inside(t, opening, -3)
    before = t.lexeme(where if where is not None else -3).start
    kept = t.source.text[before : t.lexeme(-1).end]
    mend = f"{window} {kept}" if where is not None else f" {window}{kept}"
    whole = t.source.text[t.lexeme(opening - 1).start : before] + mend
    return t.say(
        codes.WINDOW_PLACE,
        f"The window `{window}` stands inside the parentheses of the function.",
        Span(t.source, before, t.lexeme(end).end),
        help=f"Write `{' '.join(whole.split())}`.",
        replacement=mend,
    )


def _move_inside(t: Trouble, opening: int, closing: int, window: Span) -> Diagnostic:
    where = _where_inside(t, opening, closing)
    before = t.lexeme(where if where is not None else closing).start
    inner = t.source.text[before : t.lexeme(closing).end]
    mend = f"{window.text} {inner}" if where is not None else f" {window.text}{inner}"
    whole = t.source.text[t.lexeme(opening - 1).start : before] + mend
    return t.say(
        codes.WINDOW_PLACE,
        f"The window `{window.text}` stands inside the parentheses of the function.",
        Span(t.source, before, window.end),
        help=f"Write `{' '.join(whole.split())}`.",
        replacement=mend,
    )


def _where_inside(t: Trouble, opening: int, closing: int) -> int | None:
    depth = 0
    for offset in range(opening + 1, closing):
        text = t.lower(offset)
        depth += (text == "(") - (text == ")")
        if depth == 0 and text in ("where", "having"):
            return offset
    return None


def window_after_where(t: Trouble) -> Diagnostic | None:
    """`count(orders where amount > 5 in last 30 days)`: the window comes before `where`."""
    if t.word() not in _WINDOW_WORDS or "RPAR" not in t.expected:
        return None
    return _after_where(t)


def _after_where(t: Trouble) -> Diagnostic | None:
    """The mend of a window that begins here, where `where` stands before it in a function."""
    opening = t.enclosing_open()
    where = None if opening is None else _where_inside(t, opening, 0)
    if where is None:
        return None
    end = t.end_of_condition(0)
    window = t.words(0, end)
    place = Span(t.source, t.lexeme(where).start, t.lexeme(end).end)
    mend = f"{window} {t.words(where, -1)}"
    return t.say(
        codes.WINDOW_PLACE,
        "The window comes before `where`.",
        place,
        help=f"Write `{' '.join(mend.split())}`.",
        replacement=mend,
    )


def and_for_where(t: Trouble) -> Diagnostic | None:
    """`count(orders in last 30 days and amount > 5)`, `count(orders, in last 30 days)`"""
    if "WHERE" not in t.expected or "RPAR" not in t.expected:
        return None
    if t.word() in ("and", "with", "having", "if", "when", "whose", "filter"):
        return t.say(
            codes.WINDOW_PLACE,
            f"In the parentheses of a function, filters come after `where`, not `{t.word()}`.",
            t.span(),
            help=f"Write `where {t.lexeme(1).text} ...`.",
            replacement="where",
        )
    return None


def comma_before_window(t: Trouble) -> Diagnostic | None:
    """`count(orders, in last 30 days)`, `count(orders, where amount > 5)`"""
    if t.lower(-1) != "," or t.word() not in ("where", "having", "per", *_WINDOW_WORDS):
        return None
    if t.word() == "not" or t.enclosing_open(-1) is None:
        return None
    return t.say(
        codes.COMMAS,
        f"No comma stands before `{t.lexeme().text}`.",
        t.span(-1),
        help="Take the comma out.",
        replacement="",
    )


MISTAKES = (
    window_after_where,
    window_outside,
    window_compared,
    window_behind,
    and_for_where,
    comma_before_window,
)
