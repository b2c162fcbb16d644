"""A condition of an `or` that adds nobody.

Of two conditions joined by `or`, the wider one takes in everybody that the narrower one would, so
that the narrower one adds nobody.

```seg
segment buyers where
  count(orders in last 30 days) > 3
  or any(orders in last 90 days)
```

Leave the narrower one out, or write `and` where both are meant:

```seg
segment buyers where
  any(orders in last 90 days)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from segql.diagnostics.codes.lints import ABSORBED_CONDITION as CODE
from segql.diagnostics.model import Diagnostic, Note
from segql.lints.redundant import redundant
from segql.lints.subject import Subject
from segql.semantics import tree
from segql.semantics.walk import said


def find(subject: Subject) -> Iterator[Diagnostic]:
    """Conditions of an `or` that imply another."""
    for found in redundant(subject, tree.Or):
        reason = found.reasons
        told = f"{said(reason[0].span)} takes" if len(reason) == 1 else "the others take"
        yield Diagnostic(
            CODE,
            f"{said(found.item.span)} adds nobody: {told} them all in.",
            found.item.span,
            "Take it away; where both are meant, write `and`.",
            notes=tuple(Note("This takes them in.", item.span) for item in reason),
        )
