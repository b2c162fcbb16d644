"""A condition that another one already asks for.

Whoever has more than three orders in a month has ordered: the second condition keeps nobody out.
It does no harm, but who reads it looks for a meaning that it does not have.

```seg
segment busy where
  count(orders in last 30 days) > 3
  and any(orders in last 90 days)
```

Leave it out:

```seg
segment busy where
  count(orders in last 30 days) > 3
```
"""

from __future__ import annotations

from collections.abc import Iterator

from segql.diagnostics.codes.lints import IMPLIED_CONDITION as CODE
from segql.diagnostics.model import Diagnostic, Note
from segql.lints.redundant import redundant
from segql.lints.subject import Subject
from segql.semantics import tree
from segql.semantics.walk import said


def find(subject: Subject) -> Iterator[Diagnostic]:
    """Conditions of an `and` that the others imply."""
    for found in redundant(subject, tree.And):
        reason = found.reasons
        told = said(reason[0].span) if len(reason) == 1 else "The other conditions"
        asks = "already asks" if len(reason) == 1 else "already ask"
        yield Diagnostic(
            CODE,
            f"{said(found.item.span)} says nothing new: {told} {asks} for it.",
            found.item.span,
            "Take it away.",
            notes=tuple(Note("This asks for it.", item.span) for item in reason),
        )
