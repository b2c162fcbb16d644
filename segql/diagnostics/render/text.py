"""Problems for people: what is wrong, where, with the text underlined, and what to write."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from segql.diagnostics.model import Diagnostic, Severity
from segql.diagnostics.render.cells import safe
from segql.diagnostics.render.color import PLAIN, Palette
from segql.diagnostics.render.excerpt import BOXED, Frame, excerpt

_COLORS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How the text looks: colours, line drawing, and the cells that a source line may take."""

    palette: Palette = PLAIN
    frame: Frame = BOXED
    width: int = 100


DEFAULT_STYLE = TextStyle()


def render_text(
    diagnostics: Iterable[Diagnostic],
    *,
    path_of: Callable[[str], str] = str,
    style: TextStyle = DEFAULT_STYLE,
) -> str:
    """All problems, a blank line between them, ending with a line end; empty for none."""
    blocks = ["\n".join(_lines(item, path_of, style)) for item in diagnostics]
    return "\n\n".join(blocks) + "\n" if blocks else ""


def _lines(item: Diagnostic, path_of: Callable[[str], str], style: TextStyle) -> list[str]:
    paint = style.palette.paint
    color = _COLORS[item.severity]
    title = paint(f"{item.severity.value}[{item.code.id}]", color)
    lines = [f"{title}{paint(':', 'bold')} {paint(safe(item.message), 'bold')}"]
    if item.span is not None:
        lines += excerpt(
            item.span,
            path=path_of(item.span.source.path),
            color=color,
            palette=style.palette,
            frame=style.frame,
            width=style.width,
        )
    for note in item.notes:
        lines += excerpt(
            note.span,
            path=path_of(note.span.source.path),
            mark="-",
            label=safe(note.message),
            color="blue",
            palette=style.palette,
            frame=style.frame,
            width=style.width,
        )
    labelled = [
        ("expected", item.expected, "green"),
        ("found", item.found, color),
        ("help", item.help, "cyan"),
        ("write", _mend(item), "green"),
    ]
    for name, text, shade in labelled:
        if text and not (name in ("expected", "found") and _is_said(item, text)):
            head, *rest = safe(text).split("\n")
            lines.append(f"  {paint(f'{name}:', shade)} {head}")
            lines += [f"  {'':{len(name) + 1}} {line}".rstrip() for line in rest]
    return lines


def _is_said(item: Diagnostic, text: str) -> bool:
    """Whether the message or its help has the words already."""
    return text in item.message or text in (item.help or "")


def _mend(item: Diagnostic) -> str | None:
    """The mend in words, unless the help has said it already."""
    if item.fix is None:
        return None
    old, new = item.fix.span.text, item.fix.replacement
    if item.help and new.strip() and new.strip() in item.help:
        return None
    if not new.strip():
        return f"nothing in place of `{old.strip()}`"
    if not old.strip():
        return f"`{new.strip()}` here"
    return f"`{new}` in place of `{old}`"
