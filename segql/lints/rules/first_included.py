"""A window after the first event includes that event.

The window begins with the first order itself, so that everybody who ever ordered has an order in
it. Meant is a second one.

```seg
segment came_back where
  any(orders within 60 days after first(orders.time))
```

Ask for two:

```seg
segment came_back where
  count(orders within 60 days after first(orders.time)) >= 2
```
"""

from __future__ import annotations

from collections.abc import Iterator

from segql.diagnostics.codes.lints import FIRST_INCLUDED as CODE
from segql.diagnostics.model import Diagnostic
from segql.lints.subject import Subject, roots
from segql.semantics import tree
from segql.semantics.walk import descendants


def find(subject: Subject) -> Iterator[Diagnostic]:
    """`any` in a window that begins with the first of the same events."""
    for definition in subject.program.definitions.values():
        for root in roots(definition):
            for node in descendants(root):
                if isinstance(node, tree.Aggregate):
                    yield from _problems(subject, node)


def _problems(subject: Subject, node: tree.Aggregate) -> Iterator[Diagnostic]:
    row, window = node.row, node.window
    if node.function != "any" or not isinstance(window, tree.WithinOf) or window.side == "before":
        return
    bound = window.bound
    if isinstance(bound, tree.Reference) and bound.at is None:
        named = subject.program.definitions.get(bound.name)
        bound = named.body if isinstance(named, tree.Trait) else bound
    if not isinstance(bound, tree.Aggregate):
        return
    is_first = bound.function in ("first", "min") and isinstance(bound.argument, tree.EventTime)
    plain = bound.window is None and bound.pick is None
    same = bound.where is None or _without_row(bound.where, bound.row) == _without_row(
        node.where, row
    )
    if is_first and plain and bound.row.event == row.event and same and node.having is None:
        if bound.where is None and node.where is not None:
            return
        event = row.event
        yield Diagnostic(
            CODE,
            f"The window begins with the first of the `{event}`, so it holds for everybody who "
            "has any.",
            node.span,
            f"Ask for a second one: `count({event} {window.span.text}) >= 2`.",
        )


def _without_row(condition: tree.Expr | None, row: tree.Row) -> str:
    return "" if condition is None else repr(condition).replace(repr(row), "row")
