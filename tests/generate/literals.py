"""Literals of every type, most of them values that the data holds too."""

from __future__ import annotations

from datetime import timedelta

from segql.clock import wall_clock
from tests.generate.moments import SPECIAL_DAYS
from tests.generate.pen import Pen

WORDS = ("web", "store", "app", "SE", "se", "NO", "a b", "Åsa", "åsa", "", "it's", "50%", "tents",
         "outdoor", "Bo", "SS", "ß", "ΣΑ", "red", "Red", "x1", "a", "111 22", "return")  # fmt: skip
PATTERNS = ("^[a-z]+$", "e", "[0-9]{3}", "^a|b$", "(?i)SE", "\\d", "\\w+ \\w+", "^$", "[^a-z]",
            "s.", "å", "t(e|o)", "\\bb\\b")  # fmt: skip


def quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def text(pen: Pen) -> str:
    return quoted(pen.pick(WORDS))


def pattern(pen: Pen) -> str:
    return quoted(pen.pick(PATTERNS))


def number(pen: Pen, kind: str) -> str:
    """Not negative: a sign is an operator, and not everywhere one can stand."""
    if kind == "integer":
        return pen.pick(("0", "1", "2", "3", "5", "10", "18", "25", "40", "1_000"))
    return pen.pick(("0", "1.25", "10", "9.99", "0.5", "2.5", "40.1", "100", "50%"))


def date(pen: Pen) -> str:
    if pen.chance(0.3):
        return pen.pick(SPECIAL_DAYS).isoformat()
    offset = pen.pick((0, 0, 1, -1, -7, -30, -90, -365, 7, 30, -400))
    return (pen.today + timedelta(days=offset)).isoformat()


def timestamp(pen: Pen) -> str:
    """A wall clock that occurs exactly once, or one with an offset."""
    offset = pen.pick((0, -1, -7, -30, -90, -365, 2))
    wall = wall_clock(pen.as_of, pen.zone).replace(hour=12, minute=30, second=0, microsecond=0)
    wall += timedelta(days=offset, hours=pen.pick((0, -12, -5, 6)))
    ending = pen.pick(("", "", "Z", "+02:00"))
    return wall.strftime("%Y-%m-%dT%H:%M") + pen.pick(("", ":15")) + ending


def of(pen: Pen, kind: str) -> str:
    """A literal of a type."""
    match kind:
        case "integer" | "decimal" | "double":
            return number(pen, kind)
        case "text" | "folded":
            return text(pen)
        case "boolean":
            return pen.pick(("true", "false"))
        case "date":
            return date(pen)
        case "timestamp":
            return timestamp(pen)
        case _:
            raise ValueError(kind)


def several(pen: Pen, kind: str) -> str:
    """`("SE", "NO")`."""
    values = [of(pen, kind) for _ in range(pen.rng.randrange(1, 4))]
    return f"({', '.join(values)})"


def ascending(pen: Pen, kind: str) -> tuple[str, str]:
    """Two literals, the smaller first, so that no range is reversed."""
    if kind in ("integer", "decimal", "double"):
        pairs = (("0", "3"), ("1", "10"), ("2.5", "40.1"), ("18", "25"), ("5", "40.1"))
        return pen.pick(pairs)
    if kind == "date":
        days = {date(pen), date(pen)}
        return (min(days), max(days)) if len(days) > 1 else ("2024-01-01", "2024-06-30")
    if kind == "timestamp":
        day = date(pen)
        return f"{day}T08:00", f"{day}T18:30:00"
    low, high = pen.pick((("a", "b"), ("SE", "se"), ("a", "web"), ("", "store")))
    return quoted(low), quoted(high)
