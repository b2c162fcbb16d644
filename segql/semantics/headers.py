"""Header lines of definitions: what each may carry, and what they say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from segql.diagnostics.codes import names as codes
from segql.diagnostics.codes import types
from segql.semantics import tree
from segql.semantics.literals import typed_value
from segql.semantics.project import EntryKind
from segql.semantics.suggestions import by_case, close
from segql.semantics.walk import said
from segql.semantics.words import listed
from segql.syntax import nodes

if TYPE_CHECKING:
    from segql.semantics.checker import Checker

_MANY = ("channel", "expect")
_PLAIN = ("goal", "owner", "tags", "note")
ALLOWED = {
    EntryKind.TRAIT: _PLAIN,
    EntryKind.SEGMENT: (*_PLAIN, "channel", "expect"),
    EntryKind.SEGMENTATION: _PLAIN,
    EntryKind.EXPERIMENT: (*_PLAIN, "on", "start"),
}
_WHERE = {
    "channel": "belongs to a segment, which then holds only those who consented",
    "expect": "belongs to a segment",
    "on": "belongs to an experiment",
    "start": "belongs to an experiment",
}


@dataclass(slots=True)
class Headers:
    """What the header of a definition says; `on` is the experiment's segment as written."""

    goal: str | None = None
    owner: str | None = None
    note: str | None = None
    tags: tuple[str, ...] = ()
    channels: tuple[nodes.Ident, ...] = ()
    expectations: tuple[tree.Expectation, ...] = ()
    on: nodes.Ident | None = None
    start: date | datetime | None = None


def read(checker: Checker, lines: Iterable[nodes.Header], kind: EntryKind, name: str) -> Headers:
    """The header of a definition, every line checked."""
    found = Headers()
    seen: dict[str, nodes.Header] = {}
    for line in lines:
        if line.name not in ALLOWED[kind]:
            checker.report(
                codes.HEADER_MISPLACED,
                f"`{line.name}` stands in {kind}; it {_WHERE[line.name]}.",
                line.span,
                f"Take the line away, or move it. Here may stand {listed(ALLOWED[kind])}.",
            )
            continue
        if line.name in seen and line.name not in _MANY:
            checker.report(
                codes.HEADER_REPEATED,
                f"`{line.name}` stands twice in `{name}`.",
                line.span,
                "Keep one of the lines.",
            )
            continue
        seen[line.name] = line
        _set(checker, found, line, name)
    return found


def _set(checker: Checker, found: Headers, line: nodes.Header, name: str) -> None:
    match line.name, line.value:
        case "goal", nodes.Text(value=text):
            found.goal = text
        case "owner", nodes.Text(value=text):
            found.owner = text
        case "note", nodes.Text(value=text):
            found.note = text
        case "tags", tuple() as items:
            found.tags = tuple(item.value for item in items if isinstance(item, nodes.Text))
        case "channel", tuple() as items:
            idents = [item for item in items if isinstance(item, nodes.Ident)]
            for ident in idents:
                if all(ident.name != other.name for other in found.channels):
                    found.channels += (ident,)
        case "on", nodes.Ident() as ident:
            found.on = ident
        case "start", (nodes.Date() | nodes.Timestamp()) as moment:
            value = typed_value(moment.value, checker.project, moment.span).value
            assert isinstance(value, date)
            found.start = value
        case "expect", nodes.Size() as size:
            expectation = _size(checker, size)
            if expectation is not None:
                found.expectations += (expectation,)
        case "expect", nodes.Relation() as relation:
            expectation = _relation(checker, relation, name)
            if expectation is not None:
                found.expectations += (expectation,)


def _size(checker: Checker, node: nodes.Size) -> tree.Expectation | None:
    for bound in (node.low, node.high):
        if bound is None:
            continue
        wrong = not 0 <= bound.value <= 1 if bound.percent else bound.value != int(bound.value)
        if wrong:
            share = not bound.percent and 0 < bound.value < 1
            mend = f"{Decimal(bound.value) * 100:f}".rstrip("0").rstrip(".") + "%"
            checker.report(
                types.EXPECTATION,
                f"{said(bound.span)} is no size of a segment.",
                bound.span,
                f"Write `{mend}`." if share else "Write `1%..20%`, or `100..5_000` customers.",
                fix=mend if share else None,
                expected="a percentage from 0 to 100%, or a whole number",
            )
            return None
    low, high = node.low, node.high
    if low and high and low.percent == high.percent and low.value > high.value:
        checker.report(
            types.EXPECTATION,
            f"No segment is between {low.text} and {high.text} large.",
            node.span,
            f"Write the smaller size first: `{high.text}..{low.text}`.",
        )
        return None
    return tree.Expectation(
        "size",
        _bound(low),
        _bound(high),
        low is not None and low.percent,
        high is not None and high.percent,
        span=node.span,
    )


def _bound(number: nodes.Number | None) -> int | Decimal | None:
    if number is None:
        return None
    return Decimal(number.value) if number.percent else int(number.value)


def _relation(checker: Checker, node: nodes.Relation, name: str) -> tree.Expectation | None:
    entries = checker.project.entries
    entry = entries.get(node.other.name)
    if entry is not None and entry.kind is EntryKind.SEGMENT and node.other.name != name:
        return tree.Expectation(node.kind, other=node.other.name, span=node.span)
    segments = [n for n, item in entries.items() if item.kind is EntryKind.SEGMENT and n != name]
    if node.other.name == name:
        checker.report(
            types.EXPECTATION,
            f"`{name}` is held against itself.",
            node.other.span,
            "Name another segment.",
        )
    elif entry is not None:
        checker.report(
            codes.NOT_A_SEGMENT,
            f"`{node.other.name}` is {entry.kind} and no segment.",
            node.other.span,
            f"`expect {node.kind}` takes the name of a segment.",
        )
    else:
        near = by_case(node.other.name, segments) or close(node.other.name, segments)
        checker.report(
            codes.UNKNOWN_NAME,
            f"There is no segment `{node.other.name}`.",
            node.other.span,
            f"Did you mean `{near}`?" if near else "Name a segment of the project.",
            fix=near,
        )
    return None
