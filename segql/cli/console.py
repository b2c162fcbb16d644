"""Data goes to stdout, messages to stderr; colours and progress only where they belong."""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TextIO

from segql.diagnostics import Diagnostic
from segql.diagnostics.render.cells import safe, width
from segql.diagnostics.render.color import PLAIN, Palette, palette_for, takes_box_drawing
from segql.diagnostics.render.excerpt import ASCII, BOXED
from segql.diagnostics.render.text import TextStyle, render_text


def prepare_streams() -> None:
    """Let no character of anybody's text end a command: what a stream lacks is written \\u1234."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def emit(text: str) -> None:
    """Data, as it is, to stdout."""
    sys.stdout.write(text if text.endswith("\n") or not text else text + "\n")


def emit_json(value: Any) -> None:
    """A JSON document to stdout."""
    emit(
        json.dumps(value, indent=2, ensure_ascii=not takes_box_drawing(sys.stdout), default=_plain)
    )


def _plain(value: object) -> Any:
    """Keys of customers as JSON has them: decimals as numbers, everything else as text."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def tell(text: str) -> None:
    """A message for people, to stderr."""
    sys.stderr.write(text.rstrip("\n") + "\n")


def out_palette() -> Palette:
    return palette_for(sys.stdout)


def text_style(stream: TextIO) -> TextStyle:
    """How problems look on a stream."""
    frame = BOXED if takes_box_drawing(stream) else ASCII
    return TextStyle(palette_for(stream), frame)


def show_problems(problems: Iterable[Diagnostic]) -> None:
    """Problems as text, to stderr."""
    shown = render_text(problems, style=text_style(sys.stderr))
    if shown:
        sys.stdout.flush()
        tell(shown)


def show_defect(error: BaseException) -> None:
    """A failure of SegQL itself, in one message."""
    from segql.diagnostics.codes.cli import DEFECT

    words = str(error).strip().split("\n")[0]
    show_problems(
        [
            Diagnostic(
                DEFECT,
                f"SegQL failed ({type(error).__name__}{': ' + words if words else ''}).",
                help="This is not your mistake. Run the command again with --debug to see where "
                "it happened, and report it with that output.",
            )
        ]
    )


def amount(number: int, noun: str) -> str:
    """`1 error`, `2 errors`, `1,200 definitions`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


_BAR = 20


def bar(part: float, *, there: bool) -> str:
    """A bar for a part of the longest (0 to 1); what is `there` shows, however little it is."""
    eighths = round(part * _BAR * 8)
    if not takes_box_drawing(sys.stdout):
        return "#" * (eighths // 8)
    full, rest = divmod(eighths, 8)
    end = "▏▎▍▌▋▊▉"[rest - 1] if rest else ""
    return "█" * full + end or ("▏" if there else "")


_LONGEST = 60


def short(text: str) -> str:
    """A text for a cell, cut where it is long."""
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3].rstrip() + "..."


def apart(texts: Sequence[str]) -> list[str]:
    """Texts for cells of one column: long ones are cut, but never so that two different ones
    look the same.
    """
    at_end = [short(text) for text in texts]
    if len(set(at_end)) == len(set(texts)):
        return at_end
    half = _LONGEST // 2 - 3
    inside = [
        text if len(text) <= _LONGEST else f"{text[:half].rstrip()} ... {text[-half:].lstrip()}"
        for text in texts
    ]
    return inside if len(set(inside)) == len(set(texts)) else list(texts)


def plain(text: str) -> str:
    """Anybody's text on one line, without control characters."""
    return safe(text).replace("\n", " ")


Cell = str | tuple[str, str]
"""The text of a cell, or the text and its colour."""


def table(
    rows: Sequence[Sequence[Cell]],
    *,
    right: Collection[int] = (),
    heads: Sequence[str] = (),
    palette: Palette = PLAIN,
) -> str:
    """Columns side by side, two blanks between; `right` ones end at the same place.

    Widths are those of a terminal, wide characters considered; control characters are not
    printed.
    """
    lines: list[list[tuple[str, str]]] = [[(head, "dim") for head in heads]] if heads else []
    for row in rows:
        cells = [cell if isinstance(cell, tuple) else (cell, "") for cell in row]
        lines.append([(plain(text), color) for text, color in cells])
    if not lines:
        return ""
    widths = [max(width(line[index][0]) for line in lines) for index in range(len(lines[0]))]
    shown: list[str] = []
    for line in lines:
        text, blanks = "", 0
        for index, (cell, color) in enumerate(line):
            gap = widths[index] - width(cell)
            before = gap if index in right else 0
            painted = palette.paint(cell, color) if color and cell else cell
            if cell:
                text += " " * (blanks + before) + painted
                blanks = gap - before + 2
            else:
                blanks += gap + 2
        shown.append(text)
    return "\n".join(shown) + "\n"
