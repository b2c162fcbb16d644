"""A window that begins before the data.

Where the first order is of January, `in last 3 years` finds what `in last 1 year` would find, and
nobody was "inactive for two years". `segql check --data` looks up the first event of each kind.

```seg
segment loyal where count(orders in last 30 years) > 10
```

Shorten the window to what the data holds, or wait until it is filled:

```seg
segment loyal where count(orders in last 1 year) > 10
```
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from segql.clock import wall_clock
from segql.diagnostics.codes.lints import WINDOW_BEYOND_DATA as CODE
from segql.diagnostics.model import Diagnostic
from segql.lints.subject import Subject, roots
from segql.plan.moments import shift_instant
from segql.semantics import tree
from segql.semantics.walk import descendants, said

MISSING = 0.1
"""A window that lacks no more than this part of its length at the start is not worth a word."""


def find(subject: Subject) -> Iterator[Diagnostic]:
    """Nothing: it needs the data."""
    yield from ()


def beyond(subject: Subject, first: Mapping[str, datetime], now: datetime) -> Iterator[Diagnostic]:
    """Moving windows that begin before the first event of their kind; one that ends before it,
    too."""
    zone = subject.analysis.project.zone
    for definition in subject.program.definitions.values():
        for root in roots(definition):
            for node in descendants(root):
                if isinstance(node, tree.Aggregate) and node.window is not None:
                    start = _start(node.window)
                    since = first.get(node.row.event or "")
                    if start is not None and since is not None:
                        yield from _problems(node, start, since, now, zone)


def _start(window: tree.Window) -> tree.Duration | None:
    match window:
        case tree.Last(duration) | tree.FromTo(duration, _) | tree.MoreThanAgo(duration):
            return duration
        case _:
            return None


def _problems(
    node: tree.Aggregate,
    duration: tree.Duration,
    first: datetime,
    now: datetime,
    zone: ZoneInfo,
) -> Iterator[Diagnostic]:
    assert node.window is not None
    try:
        start = shift_instant(now, -duration.amount, duration.unit, zone)
    except OverflowError:
        return
    if start >= first:
        return
    event = node.row.event or ""
    day = wall_clock(first, zone).date().isoformat()
    if isinstance(node.window, tree.MoreThanAgo):
        message = f"{said(node.window.span)} is before all the `{event}`: the first is of {day}."
    elif first - start > MISSING * (now - start):
        message = f"{said(node.window.span)} begins before the first of the `{event}`, of {day}."
    else:
        return
    yield Diagnostic(
        CODE,
        message,
        node.window.span,
        "Shorten the window to what the data holds, or wait until it is filled.",
    )
