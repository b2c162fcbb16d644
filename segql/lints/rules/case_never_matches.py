"""A case that can never match.

The first case that matches wins. Where the cases before take everybody that a case asks for,
nobody is left for it: an earlier case is the same, or wider, or all of them together are.

```seg
segmentation value
  case buyers where any(orders)
  case frequent_buyers where count(orders) > 10
  otherwise others
```

Put the narrower case first:

```seg
segmentation value
  case frequent_buyers where count(orders) > 10
  case buyers where any(orders)
  otherwise others
```
"""

from __future__ import annotations

from collections.abc import Iterator

from segql.diagnostics.codes.lints import CASE_NEVER_MATCHES as CODE
from segql.diagnostics.model import Diagnostic, Note
from segql.lints.subject import Subject
from segql.proofs.formulas import TRUE, Formula, negation
from segql.semantics import tree


def find(subject: Subject) -> Iterator[Diagnostic]:
    """Cases for which the ones before leave nobody."""
    for definition in subject.written:
        if isinstance(definition, tree.Segmentation):
            yield from _hidden(subject, definition)


def _hidden(subject: Subject, segmentation: tree.Segmentation) -> Iterator[Diagnostic]:
    prover = subject.prover
    before: list[tuple[tree.Case, Formula]] = []
    for case in segmentation.cases:
        own = TRUE if case.condition is None else prover.formula(case.condition)
        if prover.never(own):
            continue
        hiding = next((item for item, formula in before if prover.implies(own, formula)), None)
        if hiding is not None:
            yield Diagnostic(
                CODE,
                f"`{case.name}` never matches: `{hiding.name}` before it takes the same customers.",
                case.span,
                "Take one of the two away, or put the narrower one first.",
                notes=(Note(f"`{hiding.name}` stands here.", hiding.span),),
            )
        elif before and prover.never(own, *(negation(formula) for _, formula in before)):
            yield Diagnostic(
                CODE,
                f"`{case.name}` never matches: the cases before it take all of its customers.",
                case.span,
                "Take it away, or put it before them.",
                notes=tuple(Note(f"`{item.name}` stands here.", item.span) for item, _ in before),
            )
        else:
            before.append((case, own))
