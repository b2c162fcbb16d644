"""A `top` in groups takes the best of those without a group, too.

Customers whose country is not known are a group of their own: the best of them are in, although
they are the best of no country.

```seg
segment best_of_each where top 5 by sum(orders.amount) per country
```

Where they are not meant, rank among those who have a group:

```seg
segment country_known where country is known
segment best_of_each where
  top 5 by sum(orders.amount) per country within segment country_known
```
"""

from __future__ import annotations

from collections.abc import Iterator

from segql.diagnostics.codes.lints import GROUP_OF_UNKNOWN as CODE
from segql.diagnostics.model import Diagnostic
from segql.lints.subject import Subject, roots
from segql.semantics import tree
from segql.semantics.facts import never_unknown
from segql.semantics.walk import descendants, said


def find(subject: Subject) -> Iterator[Diagnostic]:
    """Every `top` per group of which a member's group may be unknown."""
    for definition in subject.program.definitions.values():
        for root in roots(definition):
            for node in descendants(root):
                if isinstance(node, tree.Top):
                    yield from _problems(subject, root, node)


def _problems(subject: Subject, root: tree.Expr, node: tree.Top) -> Iterator[Diagnostic]:
    prover = subject.prover
    for group in node.per:
        if never_unknown(group):
            continue
        known = prover.formula(tree.Known(group))
        within = [prover.segment(node.within.name)] if node.within is not None else []
        if prover.implies([prover.formula(root), *within], known):
            continue
        yield Diagnostic(
            CODE,
            f"Those whose {said(group.span)} is unknown are a group of their own, and the "
            f"{'best' if node.kind == 'top' else 'lowest'} of them are in.",
            group.span,
            "Where that is not meant, rank among those who have one: `within segment NAME`, a "
            f"segment `where {group.span.text} is known`.",
        )
