"""A period that has just begun is compared with a whole one.

`this year` holds the days so far, `previous year` all of them. Early in the year nearly everybody
seems to have stopped buying.

```seg
segment growing where
  count(orders in this year) > count(orders in previous year)
```

Compare windows of equal length:

```seg
segment growing where
  count(orders in last 365 days) > count(orders from 730 to 365 days ago)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from segql.diagnostics.codes.lints import THIS_AGAINST_PREVIOUS as CODE
from segql.diagnostics.model import Diagnostic, Note
from segql.lints.subject import Subject, roots
from segql.semantics import tree
from segql.semantics.walk import descendants


def find(subject: Subject) -> Iterator[Diagnostic]:
    """Comparisons and arithmetic of `this` period with the `previous` one."""
    for definition in subject.program.definitions.values():
        for root in roots(definition):
            for node in descendants(root):
                match node:
                    case (
                        tree.Compare(left=left, right=right)
                        | tree.Arithmetic(left=left, right=right)
                    ):
                        yield from _problems(node, left, right)


def _problems(node: tree.Expr, left: tree.Expr, right: tree.Expr) -> Iterator[Diagnostic]:
    one, two = _calendars(left), _calendars(right)
    for first, second in ((one, two), (two, one)):
        for unit, window in first.get("this", {}).items():
            if unit in second.get("previous", {}):
                yield Diagnostic(
                    CODE,
                    f"`this {unit}` holds only the days so far, `previous {unit}` all of them.",
                    node.span,
                    "Compare windows of equal length, such as `in last 365 days` and `from 730 "
                    "to 365 days ago`.",
                    notes=(Note(f"This {unit} is not over.", window.span),),
                )
                return


def _calendars(root: tree.Expr) -> dict[str, dict[str, tree.Calendar]]:
    found: dict[str, dict[str, tree.Calendar]] = {}
    for node in descendants(root):
        if isinstance(node, tree.Calendar):
            found.setdefault(node.which, {}).setdefault(node.unit, node)
    return found
