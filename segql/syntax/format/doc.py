"""Text with places where it may break, and the printer that breaks it to fit a width."""

from __future__ import annotations

from dataclasses import dataclass

WIDTH = 90


@dataclass(frozen=True, slots=True)
class Text:
    """Words that stay together; `at` is the offset in the source of what they stand for."""

    text: str
    at: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line break, or `flat` where the group around it fits on one line."""

    flat: str = " "


@dataclass(frozen=True, slots=True)
class Nest:
    """Lines inside are indented two columns more."""

    inner: Doc


@dataclass(frozen=True, slots=True)
class Group:
    """Its own line breaks stand all or none; all of them where `broken`."""

    inner: Doc
    broken: bool = False


@dataclass(frozen=True, slots=True)
class Concat:
    items: tuple[Doc, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """A blank and an item, or a line break and the item where it does not fit on the line."""

    item: Doc
    broken: bool = False


Doc = Text | Line | Nest | Group | Concat | Gap

HARD = Group(Line(), broken=True)
"""A line break in any case."""


def concat(*items: Doc | str) -> Concat:
    return Concat(tuple(Text(item) if isinstance(item, str) else item for item in items))


@dataclass(slots=True)
class Printed:
    """One printed line; `start` is the least offset in the source of what stands on it."""

    indent: int
    text: str = ""
    start: int | None = None


_Item = tuple[int, bool, Doc]
"""Indentation, whether flat, and what is to be printed."""


def render(doc: Doc, width: int = WIDTH) -> list[Printed]:
    """The lines of a document, at most `width` columns wide where it can be broken."""
    lines = [Printed(0)]
    column = 0
    pending: list[_Item] = [(0, False, doc)]
    while pending:
        indent, flat, item = pending.pop()
        match item:
            case Text(text, at):
                line = lines[-1]
                line.text += text
                column += len(text)
                if at is not None and line.start is None:
                    line.start = at
            case Line(blank):
                if flat:
                    lines[-1].text += blank
                    column += len(blank)
                else:
                    lines[-1].text = lines[-1].text.rstrip()
                    lines.append(Printed(indent))
                    column = indent
            case Nest(inner):
                pending.append((indent + 2, flat, inner))
            case Concat(items):
                pending += ((indent, flat, part) for part in reversed(items))
            case Group(inner, broken):
                fits = not broken and (
                    flat or _fits(width - column, (indent, True, inner), pending)
                )
                pending.append((indent, fits, inner))
            case Gap(part, broken):
                here = not broken and (
                    flat or _fits(width - column - 1, (indent, True, part), pending)
                )
                pending += ((indent, flat, part), (indent, False, Text(" ") if here else Line()))
    return lines


def _fits(remaining: int, first: _Item, rest: list[_Item]) -> bool:
    """Whether an item, flat, and what follows it up to the next line break fit."""
    pending = [first]
    below = len(rest)
    while remaining >= 0:
        if not pending:
            if below == 0:
                return True
            below -= 1
            pending.append(rest[below])
        indent, flat, item = pending.pop()
        match item:
            case Text(text):
                remaining -= len(text)
            case Line(blank):
                if not flat:
                    return True
                remaining -= len(blank)
            case Nest(inner):
                pending.append((indent, flat, inner))
            case Concat(items):
                pending += ((indent, flat, part) for part in reversed(items))
            case Group(inner, broken):
                if broken and flat:
                    return False
                pending.append((indent, flat and not broken, inner))
            case Gap(part, broken):
                if not flat:
                    return True
                if broken:
                    return False
                remaining -= 1
                pending.append((indent, flat, part))
    return False


def fits_on_one_line(doc: Doc, width: int) -> bool:
    """Whether nothing in a document has to be broken, and it is no wider than that."""
    return _fits(width, (0, True, doc), [])


def one_line(doc: Doc) -> str:
    """The document on one line, however long."""
    pieces: list[str] = []
    pending: list[Doc] = [doc]
    while pending:
        item = pending.pop()
        match item:
            case Text(text):
                pieces.append(text)
            case Line(blank):
                pieces.append(blank)
            case Nest(inner) | Group(inner):
                pending.append(inner)
            case Concat(items):
                pending += reversed(items)
            case Gap(inner):
                pending += (inner, Text(" "))
    return "".join(pieces)
