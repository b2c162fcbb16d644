"""A condition that holds for nobody.

Its parts contradict each other, whatever the data: an age above 60 and below 18, two countries at
once, no orders and more than three of them. Nobody can be in such a segment, and an event that is
asked for so is never found.

```seg
segment young_pensioners where
  age > 60
  and age < 18
```

`and` asks for both. Where either is meant, write `or`; else take one of them away:

```seg
segment young_or_old where
  age > 60
  or age < 18
```
"""

from __future__ import annotations

from collections.abc import Iterator

from segql.diagnostics.codes.lints import NEVER_HOLDS as CODE
from segql.diagnostics.model import Diagnostic, Note
from segql.lints.constant import Constant, constants
from segql.lints.subject import Subject
from segql.semantics import tree
from segql.semantics.walk import said


def find(subject: Subject) -> Iterator[Diagnostic]:
    """Conditions that never hold."""
    for asked in subject.conditions:
        for found in constants(subject, asked):
            if not found.always:
                yield _problem(found)


def _problem(found: Constant) -> Diagnostic:
    match found.parts:
        case (one,):
            message = f"{said(one.span, 60)} holds for nobody."
            return Diagnostic(CODE, message, one.span, "Take it away, or mend its values.")
        case (one, *_, other):
            few = len(found.parts) == 2
            told = f"{said(one.span)} and {said(other.span)}" if few else "These conditions"
            helping = "Take one of them away."
            if few and isinstance(found.node, tree.And):
                helping = "Where either is meant, write `or`; else take one of them away."
            notes = tuple(Note("This contradicts it.", item.span) for item in found.parts[:-1])
            return Diagnostic(
                CODE, f"{told} never hold together.", other.span, helping, notes=notes
            )
    raise ValueError(found)
