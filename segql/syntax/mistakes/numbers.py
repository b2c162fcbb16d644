"""Numbers in the notation of another country, currencies and units that do not belong to them."""

from __future__ import annotations

from segql.diagnostics.codes import syntax as codes
from segql.diagnostics.model import Diagnostic
from segql.syntax.trouble import Trouble

_CURRENCIES = ("$", "€", "£", "¥", "₹", "₽", "₺", "₩")
_MULTIPLES = {"k": 1_000, "m": 1_000_000, "mn": 1_000_000, "mio": 1_000_000, "bn": 1_000_000_000}


def decimal_comma(t: Trouble) -> Diagnostic | None:
    """`price > 2,5`, `spend > 1,000`, `spend > 1.000,50`"""
    if t.lower() != "," or t.kind(-1) != "number" or t.kind(1) != "number":
        return None
    if not (t.touching(-1) and t.touching(0)) or "COMMA" in t.expected:
        return None
    whole, decimals = t.lexeme(-1).text, t.lexeme(1).text
    plain = whole.replace(".", "_")
    dotted, thousands = f"{plain}.{decimals}", f"{plain}_{decimals}"
    grouped = len(decimals.rstrip("%")) == 3 and plain == whole != "0"
    mend = thousands if grouped else dotted
    return t.say(
        codes.NUMBER_NOTATION,
        f"`{whole},{decimals}` is no number here.",
        t.span(-1, 1),
        help=f"Thousands are set apart by `_`: write `{mend}`."
        if grouped
        else f"Decimals have a dot: write `{mend}`.",
        replacement=mend,
    )


def leading_dot(t: Trouble) -> Diagnostic | None:
    """`rate > .5`"""
    if t.lower() != "." or t.kind(1) != "number" or not t.touching(0):
        return None
    if "DOT" in t.expected and t.touching(-1):
        return None
    mend = f"0.{t.lexeme(1).text}"
    return t.say(
        codes.NUMBER_NOTATION,
        f"A number does not begin with its dot: `.{t.lexeme(1).text}`.",
        t.span(0, 1),
        help=f"Write `{mend}`.",
        replacement=mend,
    )


def exponent(t: Trouble) -> Diagnostic | None:
    """`1e6`"""
    word = t.word()
    if t.kind(-1) != "number" or not t.touching(-1) or not word.startswith("e"):
        return None
    if not word[1:].isdigit() or int(word[1:3]) > 18 or len(word) > 3:
        return None
    mend = f"{int(float(t.lexeme(-1).text.replace('_', '')) * 10 ** int(word[1:])):_}"
    return t.say(
        codes.NUMBER_NOTATION,
        f"Numbers have no exponent: `{t.words(-1, 0)}`.",
        t.span(-1, 0),
        help=f"Write `{mend}`.",
        replacement=mend,
    )


def thousands(t: Trouble) -> Diagnostic | None:
    """`spend > 1 000`, `spend > 1.000.000`"""
    here, before = t.lexeme(), t.lexeme(-1)
    if here.kind == "number" and before.kind == "number" and len(here.text) == 3:
        if "AND" not in t.expected or not (here.text + before.text).isdigit():
            return None
        mend, first = f"{before.text}_{here.text}", -1
    elif here.kind == "number" and here.text.count(".") > 1:
        mend, first = here.text.replace(".", "_"), 0
    else:
        return None
    return t.say(
        codes.NUMBER_NOTATION,
        f"`{t.words(first, 0)}` is no number here.",
        t.span(first, 0),
        help=f"Write `{mend}`.",
        replacement=mend,
    )


_MONEY = ("euro", "euros", "dollar", "dollars", "pound", "pounds", "krona", "kronor", "kroner")


def currency(t: Trouble) -> Diagnostic | None:
    """`spend > €100`, `spend > 100€`, `spend > 100 EUR`, `spend > $100`"""
    here = t.lexeme()
    code = here.kind == "word" and len(here.text) == 3 and here.text.isupper()
    code = code or here.lower in _MONEY
    if here.text in _CURRENCIES and t.kind(1) == "number":
        amount = t.lexeme(1).text
    elif (here.text in _CURRENCIES or code) and t.kind(-1) == "number" and "AND" in t.expected:
        amount = t.lexeme(-1).text
    else:
        return None
    return t.say(
        codes.NUMBER_NOTATION,
        "Amounts are plain numbers, without a currency.",
        t.span(),
        help=f"Write `{amount}`; the catalog tells the currency.",
        replacement="",
    )


def percent_apart(t: Trouble) -> Diagnostic | None:
    """`bucket("a") < 10 %`"""
    if t.kind(-1) != "number" or t.lower() not in ("%", "percent", "pct"):
        return None
    mend = f"{t.lexeme(-1).text}%"
    return t.say(
        codes.NUMBER_NOTATION,
        "The percent sign stands at the number, without a blank.",
        t.span(-1, 0),
        help=f"Write `{mend}`.",
        replacement=mend,
    )


def multiple(t: Trouble) -> Diagnostic | None:
    """`spend > 5K`"""
    number = t.lexeme(-1).text
    if t.kind(-1) != "number" or not t.touching(-1) or t.word() not in _MULTIPLES:
        return None
    if not number.isdigit() or len(number) > 6 or ("UNIT" in t.expected and t.word() == "m"):
        return None
    mend = f"{int(number) * _MULTIPLES[t.word()]:_}"
    return t.say(
        codes.NUMBER_NOTATION,
        f"Numbers are not abbreviated: `{t.words(-1, 0)}`.",
        t.span(-1, 0),
        help=f"Write `{mend}`.",
        replacement=mend,
    )


MISTAKES = (
    decimal_comma,
    leading_dot,
    exponent,
    thousands,
    percent_apart,
    multiple,
    currency,
)
