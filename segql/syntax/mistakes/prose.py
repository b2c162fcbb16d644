"""Sentences: what customers did, how often, and words that join conditions in plain language."""

from __future__ import annotations

from segql.diagnostics.codes import syntax as codes
from segql.diagnostics.model import Diagnostic
from segql.syntax.trouble import Trouble
from segql.syntax.words import DEFINITION_WORDS, NUMBER_WORDS, UNIT_WORDS

_AND = ("but", "plus", "also", "additionally", "und", "och", "og", "et", "y", "e")
_OR = ("oder", "eller", "ou", "alternatively")
_AND_NOT = ("except", "excluding", "exclude", "excludes", "without", "unless", "minus", "nor")
_NOT = ("nicht", "inte", "ikke", "never", "non", "nto", "noot", "nott")
_BETWEEN_JOINED = ("if", "when", "where", "for", "those", "the", "with", "who")
_BEFORE = ("and", "or", "not", "(", "where", "then", "if", ",")


def _begins(t: Trouble, offset: int) -> bool:
    """Whether a condition begins at that lexeme."""
    return t.kind(offset - 1) == "" or t.lower(offset - 1) in _BEFORE


def joining(t: Trouble) -> Diagnostic | None:
    """`age > 18 but not vip`, `... except staff`, `... unless country = "SE"`, `... und ...`"""
    word = t.word()
    if "AND" not in t.expected or _begins(t, 0):
        return None
    last = 0
    if word in _AND:
        mend = "and"
    elif word == "as" and t.word(1) == "well" and t.word(2) == "as":
        mend, last = "and", 2
    elif word in _OR:
        mend = "or"
    elif word in _AND_NOT:
        mend = "and not"
        while t.word(last + 1) in _BETWEEN_JOINED:
            last += 1
        if t.word(last + 1) == "not":
            return None
    else:
        return None
    return t.say(
        codes.FOREIGN_WORD,
        f"Conditions are not joined by `{t.words(0, last)}`.",
        t.span(0, last),
        help=f"Write `{mend}`."
        + (" Behind an `or`, set parentheses around what is joined." if _behind_or(t) else ""),
        replacement=None if _behind_or(t) and mend != "or" else mend,
        expected="`and`, `or`, `and not`",
        found=f"`{t.words(0, last)}`",
    )


def _behind_or(t: Trouble) -> bool:
    depth = 0
    for offset in range(-1, -t.index - 1, -1):
        sign = t.lower(offset)
        depth += (sign == ")") - (sign == "(")
        if depth < 0 or sign in ("where", *DEFINITION_WORDS):
            return False
        if depth == 0 and sign == "or" and t.word(offset + 1) != "else":
            return True
    return False


def negated(t: Trouble) -> Diagnostic | None:
    """`and exclude staff`, `and never clicked`, `nto age > 18`"""
    for offset in (-1, 0):
        word = t.word(offset)
        if (
            word in (*_NOT, *_AND_NOT)
            and _begins(t, offset)
            and t.kind(offset + 1) in ("word", "name")
        ):
            if t.word(offset + 1) in ("and", "or", "is", "in", *_ORDERED):
                continue
            return t.say(
                codes.FOREIGN_WORD,
                f"A condition is not turned round by `{t.lexeme(offset).text}`.",
                t.span(offset),
                help=f"Write `not`, as in `not {t.lexeme(offset + 1).text} ...`.",
                replacement="not",
            )
    return None


_ORDERED = {
    "ordered": "orders", "bought": "orders", "purchased": "orders", "buys": "orders",
    "spent": "orders", "shopped": "orders", "placed": "orders",
    "visited": "visits", "viewed": "views", "returned": "returns", "clicked": "clicks",
    "opened": "opens", "called": "calls", "has": "orders", "have": "orders", "did": "orders",
    "made": "orders", "had": "orders",
}  # fmt: skip
_DEEDS = {
    "orders": "orders", "order": "orders", "buy": "orders", "purchase": "orders",
    "purchases": "orders", "visit": "visits", "visits": "visits", "view": "views",
    "views": "views", "return": "returns", "returns": "returns", "click": "clicks",
    "clicks": "clicks", "open": "opens", "opens": "opens", "call": "calls", "calls": "calls",
}  # fmt: skip
_NO_SENTENCE = (".", "(", "=", "!=", "<", ">", "<=", ">=")
_AUXILIARY = ("has", "have", "had", "did", "made", "placed")
_OPERATORS = ("is", "in", "contains", "between", "starts", "ends", "matches", "does", "of", "any",
              "all", "none", "only")  # fmt: skip
_TIMES = {"once": 1, "twice": 2, "thrice": 3}


def what_they_did(t: Trouble) -> Diagnostic | None:
    """`bought "tents"`, `did not order in ...`, `ordered at least twice`"""
    first = 0
    if t.word(-1) == "not" and t.word(-2) in _AUXILIARY:
        first = -2
    while not _begins(t, first) and first > -4:
        first -= 1
    never = t.word(first) == "never"
    if not never and t.word(first - 1) == "not":
        never, first = True, first - 1
    verb, after = t.word(first + never), t.word(first + never + 1)
    if verb not in _ORDERED or after in _OPERATORS:
        return None
    if not t.kind(first + 1) or t.lower(first + never + 1) in _NO_SENTENCE:
        return None
    last = t.end_of_condition(first)
    events = _ORDERED[verb]
    if verb in _AUXILIARY:
        named = [t.word(i) for i in range(first + never + 1, last + 1)]
        meant = [_ORDERED.get(word) or _DEEDS.get(word) for word in named]
        events = next((word for word in meant if word), "")
        if not events:
            return None
    window, names = _window(t, first, last), "the names of your catalog"
    if not window and any(t.word(i) in UNIT_WORDS for i in range(first, last + 1)):
        window, names = " in last 30 days", f"the window that is meant and {names}"
    return t.say(
        codes.FOREIGN_WORD,
        f"What customers did is asked of their events, not with `{t.lexeme(first + never).text}`.",
        t.span(first, max(last, -1)),
        help=f"Write {_asked(t, first, last, events, window)}, with {names}.",
    )


def _window(t: Trouble, first: int, last: int) -> str:
    """The window of time at the end of a condition, with a blank before it; empty for none."""
    for offset in range(first + 1, last):
        if t.word(offset) == "in" and t.word(offset + 1) in ("this", "previous"):
            return f" {t.words(offset, offset + 2)}" if t.word(offset + 2) in UNIT_WORDS else ""
        if t.word(offset) == "last" and t.kind(offset + 1) == "number":
            return f" in {t.words(offset, offset + 2)}" if t.word(offset + 2) in UNIT_WORDS else ""
        if t.word(offset) in ("since", "before", "after") and t.kind(offset + 1) == "date":
            return f" {t.words(offset, offset + 1)}"
    return ""


def _asked(t: Trouble, first: int, last: int, events: str, window: str) -> str:
    """The question that a sentence seems to ask, as it would be written."""
    words = [t.word(i) for i in range(first, last + 1)]
    texts = [t.lexeme(i).text for i in range(first, last + 1) if t.kind(i) == "text"]
    if "not" in words or "no" in words or "never" in words:
        return f"`no({events}{window})`"
    if texts:
        return f"`any({events}{window} where product.category = {texts[0]})`"
    sign, number = _how_often(t, first, last)
    if number is not None and "spent" in words:
        return f"`sum({events}.amount{window}) {sign} {number}`"
    if number is not None:
        return f"`count({events}{window}) {sign} {number}`"
    return f"`any({events}{window})`, or `count({events}{window}) >= 2` for how many"


def _how_often(t: Trouble, first: int, last: int) -> tuple[str, str | None]:
    """The comparison and the number of `at least twice`, `more than 3 times`, `3 or more`."""
    for offset in range(first, last + 1):
        number = str(_TIMES.get(t.word(offset), "")) or None
        if t.word(offset) in NUMBER_WORDS:
            number = str(NUMBER_WORDS[t.word(offset)])
        if t.kind(offset) == "number" and t.word(offset + 1) not in UNIT_WORDS:
            number = t.lexeme(offset).text
        if number is None or t.word(offset - 1) in ("last", "next"):
            continue
        before = (t.word(offset - 2), t.word(offset - 1))
        behind = (t.word(offset + 1), t.word(offset + 2))
        if before == ("at", "most"):
            return "<=", number
        if before == ("more", "than") or before[1] in ("over", "above"):
            return ">", number
        if before in (("less", "than"), ("fewer", "than")) or before[1] == "under":
            return "<", number
        if before[1] == "exactly":
            return "=", number
        if behind in (("or", "less"), ("or", "fewer")):
            return "<=", number
        return ">=", number
    return ">=", None


def so_many_events(t: Trouble) -> Diagnostic | None:
    """`more than 3 orders in last 90 days`, `at least 3 orders`, `3 or more orders`, `3 orders`"""
    first = 0
    while first > -6 and not (_begins(t, first) and t.word(first) not in ("more", "less", "or")):
        if t.word(first) in ("more", "less") and t.word(first + 1) == "than" and _begins(t, first):
            break
        first -= 1
    if t.word(first) not in ("more", "less", "fewer", "at", "exactly", "over", "under") and (
        t.kind(first) != "number"
    ):
        return None
    number = next((i for i in range(first, 3) if t.kind(i) == "number"), None)
    if not _begins(t, first) or number is None or t.lexeme(number).text.endswith("%"):
        return None
    events = number + (3 if t.word(number + 1) == "or" else 1)
    if t.kind(events) != "word" or t.word(events) in (*_BEFORE, *_OPERATORS, *UNIT_WORDS):
        return None
    if t.word(events) in ("percent", "pct", "to", "than") or t.lower(events + 1) in (".", "("):
        return None
    last = t.end_of_condition(events)
    tail = f" {t.words(events + 1, last)}" if last > events else ""
    if any(t.lower(i) in ("=", "<", ">", "<=", ">=") for i in range(events, last + 1)):
        return None
    if tail and t.word(events + 1) not in ("in", "since", "before", "after", "between", "where"):
        return None
    sign, amount = _how_often(t, first, number)
    if t.word(events + 1) == "in" and not _window(t, events, last):
        return t.say(
            codes.FUNCTION_SHAPE,
            "How many events there are is asked with `count`.",
            t.span(first, last),
            help=f"Write `count({t.lexeme(events).text} in last 30 days) {sign} {amount}`, with "
            "the window that is meant.",
        )
    mend = f"count({t.lexeme(events).text}{tail}) {sign} {amount}"
    return t.say(
        codes.FUNCTION_SHAPE,
        "How many events there are is asked with `count`.",
        t.span(first, last),
        help=f"Write `{mend}`.",
        replacement=mend,
    )


_PEOPLE = ("customers", "customer", "people", "users", "everyone", "all", "members", "persons",
           "who", "they", "those", "anyone", "everybody")  # fmt: skip
_RELATIVE = ("who", "where", "with", "that", "whose", "are", "is", "of", "the", "having",
             "were")  # fmt: skip


def customers_who(t: Trouble) -> Diagnostic | None:
    """`customers who ordered`, `customers where age > 18`, `all customers`"""
    for offset in (0, -1, -2):
        if t.word(offset) not in _PEOPLE or not _begins(t, offset):
            continue
        last = offset
        while t.word(last + 1) in (*_RELATIVE, *_PEOPLE):
            last += 1
        if last < 0 or last == offset:
            continue
        alone = not t.kind(last + 1) or t.word(last + 1) in ("and", "or", *DEFINITION_WORDS)
        return t.say(
            codes.FOREIGN_WORD,
            "A condition is about customers, without naming them.",
            t.span(offset, last),
            help="All of them are `everybody`."
            if alone
            else f"Leave `{t.words(offset, last)}` out: write the condition alone, such as "
            '`age >= 18`, `country = "SE"` or `any(orders in last 30 days)`.',
            replacement="everybody" if alone else "",
        )
    return None


def lives_in(t: Trouble) -> Diagnostic | None:
    """`lives in Stockholm`, `living in "SE"`, `comes from Sweden`"""
    for offset in (0, -1, -2, -3):
        verb = t.word(offset)
        if verb in ("lives", "live", "living", "located", "resides", "based", "comes") and (
            t.word(offset + 1) in ("in", "near", "from")
        ):
            break
    else:
        return None
    value = t.lexeme(offset + 2).text
    last = offset + 2 if value else offset + 1
    while t.kind(last + 1) == "word" and t.lexeme(last + 1).text[0].isupper():
        last += 1
    place = t.words(offset + 2, last).strip("\"'") if value else "Stockholm"
    return t.say(
        codes.FOREIGN_WORD,
        f"Where customers live is asked of an attribute, not with `{t.words(offset, offset + 1)}`.",
        t.span(offset, last),
        help=f'Write `city = "{place}"` or `country = "{place}"`, with the name of your catalog; '
        f'around a place, `home within 25 km of "{place}"`.',
    )


MISTAKES = (negated, joining, lives_in, so_many_events, what_they_did, customers_who)
