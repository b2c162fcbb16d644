"""An `expect` that the definitions contradict.

Two segments lie to each other as their conditions say, whatever the data. Where all members of one
are in the other, they cannot be expected to be disjoint; where they have nobody in common, neither
can be expected to lie within the other. `segql test --expect` would fail as soon as there are
members.

```seg
segment buyers where any(orders)
segment regulars
  expect disjoint from buyers
where count(orders) > 10
```

Mend the condition, or expect what is true:

```seg
segment buyers where any(orders)
segment regulars
  expect subset of buyers
where count(orders) > 10
```
"""

from __future__ import annotations

from collections.abc import Iterator

from segql.diagnostics.codes.lints import EXPECTATION_NEVER_MET as CODE
from segql.diagnostics.model import Diagnostic, Note
from segql.lints.subject import Subject
from segql.semantics import tree


def find(subject: Subject) -> Iterator[Diagnostic]:
    """Expectations that fail as soon as there are members."""
    for segment, formula in subject.segments.values():
        for expected in segment.expectations:
            other = subject.segments.get(expected.other or "")
            if other is None or subject.prover.never(formula) or subject.prover.never(other[1]):
                continue
            told = _contradiction(subject, segment.name, expected)
            if told is not None:
                message, place = told, other[0].span
                yield Diagnostic(
                    CODE,
                    message,
                    expected.span,
                    "Mend one of the two conditions, or take the line away.",
                    notes=(Note(f"`{expected.other}` stands here.", place),),
                )


def _contradiction(subject: Subject, name: str, expected: tree.Expectation) -> str | None:
    other = expected.other or ""
    own, its = subject.segments[name][1], subject.segments[other][1]
    prover = subject.prover
    if expected.kind == "disjoint from":
        if prover.implies(own, its):
            return f"Every member of `{name}` is in `{other}`, so they are never disjoint."
        if prover.implies(its, own):
            return f"Every member of `{other}` is in `{name}`, so they are never disjoint."
    elif prover.never(own, its):
        inner, outer = (other, name) if expected.kind == "covers" else (name, other)
        return f"No member of `{inner}` is in `{outer}`, so `{outer}` never covers `{inner}`."
    return None
