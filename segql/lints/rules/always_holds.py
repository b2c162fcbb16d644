"""A condition that holds for everybody.

It leaves nobody out, whatever the data, so that it says nothing: a number of orders of at least
none, or an age of up to 40 or from 30. Often an `and` was meant where `or` stands.

```seg
segment anybody where
  (age >= 18 or age is unknown or age < 40)
  and count(orders) > 3
```

Take it away, or write `and` where both are meant:

```seg
segment young_adults where
  age >= 18 and age < 40
  and count(orders) > 3
```
"""

from __future__ import annotations

from collections.abc import Iterator

from segql.diagnostics.codes.lints import ALWAYS_HOLDS as CODE
from segql.diagnostics.model import Diagnostic, Note
from segql.lints.constant import Constant, constants
from segql.lints.rules.or_of_negations import is_or_of_negations
from segql.lints.subject import Subject
from segql.semantics.walk import said


def find(subject: Subject) -> Iterator[Diagnostic]:
    """Conditions that always hold."""
    for asked in subject.conditions:
        for found in constants(subject, asked):
            if found.always and not is_or_of_negations(found):
                yield _problem(found)


def _problem(found: Constant) -> Diagnostic:
    match found.parts:
        case (one,):
            message = f"{said(one.span, 60)} holds for everybody."
            return Diagnostic(CODE, message, one.span, "Take it away: it leaves nobody out.")
        case (*before, last):
            few = len(found.parts) == 2
            told = f"{said(before[0].span)} or {said(last.span)}" if few else "One of these"
            notes = tuple(Note("This takes in all the others.", item.span) for item in before)
            helping = "Where both are meant, write `and`; else take it away."
            return Diagnostic(CODE, f"{told} holds for everybody.", last.span, helping, notes=notes)
    raise ValueError(found)
