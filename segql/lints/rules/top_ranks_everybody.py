"""`top` beside other conditions still ranks everybody.

Each condition is asked of all customers. So these are the Swedes among the best 10% of all
customers, and not the best 10% of the Swedes.

```seg
segment best_swedes where
  country = "SE"
  and top 10% by sum(orders.amount)
```

To rank among some, give them a name:

```seg
segment swedes where country = "SE"
segment best_swedes where top 10% by sum(orders.amount) within segment swedes
```
"""

from __future__ import annotations

from collections.abc import Iterator

from segql.diagnostics.codes.lints import TOP_RANKS_EVERYBODY as CODE
from segql.diagnostics.model import Diagnostic
from segql.lints.subject import Subject, roots
from segql.semantics import tree
from segql.semantics.walk import descendants


def find(subject: Subject) -> Iterator[Diagnostic]:
    """Every `top` without `within` that stands beside other conditions."""
    for definition in subject.program.definitions.values():
        for root in roots(definition):
            for node in descendants(root):
                if isinstance(node, tree.And) and len(node.items) > 1:
                    yield from _problems(node)


def _problems(node: tree.And) -> Iterator[Diagnostic]:
    for item in node.items:
        if isinstance(item, tree.Top) and item.within is None:
            amount = item.span.text.split(" by ")[0] or item.kind
            yield Diagnostic(
                CODE,
                f"`{amount}` ranks all customers, not only those of the other conditions.",
                item.span,
                "To rank among those, give the other conditions a name as a segment, and add "
                "`within segment NAME`.",
            )
