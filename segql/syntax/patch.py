"""A text with certain mends applied, so that reading goes on behind them, and the way back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, TypeVar

from segql.diagnostics.model import Diagnostic, Fix, Note
from segql.source import Source, Span

T = TypeVar("T")


def _whole(text: str) -> re.Pattern[str]:
    """A text where it does not stand inside a longer word."""
    before = r"(?<!\w)" if re.match(r"\w", text) else ""
    behind = r"(?!\w)" if re.search(r"\w$", text) else ""
    return re.compile(before + re.escape(text) + behind)


@dataclass(frozen=True, slots=True)
class Edit:
    """`replacement` in place of the original text from `start` to `end`."""

    start: int
    end: int
    replacement: str


@dataclass(frozen=True, slots=True)
class Patch:
    """The original, the edits in the order of the text, and the text that they make."""

    original: Source
    edits: tuple[Edit, ...]
    patched: Source

    @classmethod
    def of(cls, original: Source, edits: Sequence[Edit] = ()) -> Patch:
        ordered = tuple(sorted(edits, key=lambda edit: edit.start))
        pieces, position = [], 0
        for edit in ordered:
            pieces += [original.text[position : edit.start], edit.replacement]
            position = edit.end
        pieces.append(original.text[position:])
        patched = Source(original.path, "".join(pieces)) if ordered else original
        return cls(original, ordered, patched)

    def with_fix(self, fix: Fix) -> Patch | None:
        """With one more mend, whose span is in the patched text; None where mends would overlap."""
        start, end = self.offset_back(fix.span.start, False), self.offset_back(fix.span.end, True)
        if start > end or any(edit.start < end and start < edit.end for edit in self.edits):
            return None
        if any(edit.start == start and edit.end == end for edit in self.edits):
            return None
        return Patch.of(self.original, (*self.edits, Edit(start, end, fix.replacement)))

    def is_own(self, span: Span) -> bool:
        """Whether a place of the patched text lies wholly in what a mend has written there."""
        shift = 0
        for edit in self.edits:
            start = edit.start + shift
            if start <= span.start and span.end <= start + len(edit.replacement):
                return True
            shift += len(edit.replacement) - (edit.end - edit.start)
        return False

    def offset_back(self, offset: int, is_end: bool) -> int:
        """Where in the original an offset of the patched text stands."""
        shift = 0
        for edit in self.edits:
            start = edit.start + shift
            if offset < start or (offset == start and is_end):
                break
            if offset < start + len(edit.replacement):
                return edit.end if is_end else edit.start
            shift += len(edit.replacement) - (edit.end - edit.start)
        return offset - shift

    def offset_on(self, offset: int) -> int:
        """Where in the patched text an offset of the original stands."""
        shift = sum(
            len(edit.replacement) - (edit.end - edit.start)
            for edit in self.edits
            if edit.end <= offset
        )
        return offset + shift

    def span_back(self, span: Span) -> Span:
        if span.source is not self.patched:
            return span
        start = self.offset_back(span.start, False)
        end = max(start, self.offset_back(span.end, True))
        if not self.is_own(span):
            return Span(self.original, start, end)
        same = [
            match.start() for match in _whole(span.text).finditer(self.original.text, start, end)
        ]
        if len(same) == 1:
            return Span(self.original, same[0], same[0] + len(span.text))
        return Span(self.original, start, end, rough=True)

    def diagnostic_back(self, diagnostic: Diagnostic) -> Diagnostic:
        """The same problem with its places in the original; a mend only where nothing else was
        mended inside it."""
        if not self.edits:
            return diagnostic
        fix = diagnostic.fix
        if fix is not None:
            place = self.span_back(fix.span)
            untouched = place.text == fix.span.text
            fix = Fix(fix.replacement, place) if untouched else None
        return replace(
            diagnostic,
            span=None if diagnostic.span is None else self.span_back(diagnostic.span),
            fix=fix,
            notes=tuple(Note(note.message, self.span_back(note.span)) for note in diagnostic.notes),
        )

    def node_back(self, node: T) -> T:
        """The same tree with its places in the original."""
        return self._back(node) if self.edits else node

    def _back(self, value: Any) -> Any:
        if isinstance(value, Span):
            return self.span_back(value)
        if isinstance(value, tuple):
            return tuple(self._back(item) for item in value)
        if is_dataclass(value) and not isinstance(value, (type, Source)):
            return replace(
                value, **{f.name: self._back(getattr(value, f.name)) for f in fields(value)}
            )
        return value
