"""A piece of a source with the exact text underlined."""

from __future__ import annotations

from dataclasses import dataclass

from segql.diagnostics.render.cells import shown
from segql.diagnostics.render.color import PLAIN, Palette
from segql.source import Span

_MOST_LINES = 6
_CONTEXT = 30


@dataclass(frozen=True, slots=True)
class Frame:
    """The characters that draw the margin; ASCII where the stream knows no others."""

    corner: str = "┌─"
    bar: str = "│"
    more: str = "⋮"
    cut: str = "…"


BOXED = Frame()
ASCII = Frame("-->", "|", ":", "...")


def excerpt(
    span: Span,
    *,
    path: str,
    mark: str = "^",
    label: str = "",
    color: str = "red",
    palette: Palette = PLAIN,
    frame: Frame = BOXED,
    width: int = 100,
) -> list[str]:
    """Lines for a terminal: the place, then the lines of the span, each with its marks below.

    `label` stands behind the last marks. Lines wider than `width` cells are cropped around the
    span; of a span of many lines the first and last are shown.
    """
    source = span.source
    first = source.position(span.start)
    last = source.position(max(span.start, span.end - 1))
    numbers = list(range(first.line, last.line + 1))
    margin = len(str(numbers[-1]))

    def bar(number: str = "") -> str:
        return palette.paint(f"{number:>{margin}} {frame.bar}", "blue")

    corner = palette.paint(f"{'':>{margin}} {frame.corner}", "blue")
    lines = [f"{corner} {path}:{first.line}:{first.column}", bar()]
    skipped = _skipped(numbers)
    for number in numbers:
        if number in skipped:
            if number == skipped[0]:
                lines.append(palette.paint(f"{'':>{margin}} {frame.more}", "blue"))
            continue
        text = source.line(number)
        start = first.column - 1 if number == first.line else _indent(text)
        end = last.column if number == last.line else len(text.rstrip())
        if span.start == span.end:
            end = start
        printed, before, marked = _crop(text, start, end, width, frame)
        tail = f" {label}" if label and number == numbers[-1] else ""
        lines.append(f"{bar(str(number))} {printed}".rstrip())
        if marked:
            lines.append(f"{bar()} {' ' * before}{palette.paint(mark * marked + tail, color)}")
    return lines


def _skipped(numbers: list[int]) -> list[int]:
    if len(numbers) <= _MOST_LINES:
        return []
    keep = _MOST_LINES // 2
    return numbers[keep:-keep]


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def _crop(text: str, start: int, end: int, width: int, frame: Frame) -> tuple[str, int, int]:
    """The line as printed, the cells before the marks, and the cells that are marked."""
    parts = shown(text)
    start = min(start, len(parts))
    end = max(start, min(end, len(parts)))
    left, right = 0, len(parts)
    if sum(size for _, size in parts) > width:
        left, right = _visible(parts, start, end, width)
    head = frame.cut if left > 0 else ""
    tail = frame.cut if right < len(parts) else ""
    printed = head + "".join(part for part, _ in parts[left:right]) + tail
    before = len(head) + sum(size for _, size in parts[left:start])
    marked = sum(size for _, size in parts[start : min(end, right)])
    if end == start:
        marked = 1
    return printed, before, max(marked, 1) if text.strip() or end == start else marked


def _visible(parts: list[tuple[str, int]], start: int, end: int, width: int) -> tuple[int, int]:
    """Which characters are shown: the span's start, what fits behind it, some context before."""
    left, room = start, width
    while left > 0 and room - parts[left - 1][1] > 0 and width - room < _CONTEXT:
        left -= 1
        room -= parts[left][1]
    right = start
    while right < len(parts) and room - parts[right][1] >= 0:
        room -= parts[right][1]
        right += 1
    while left > 0 and room - parts[left - 1][1] >= 0:
        left -= 1
        room -= parts[left][1]
    return left, right
