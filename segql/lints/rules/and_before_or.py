"""`and` and `or` side by side, without parentheses.

`and` binds before `or`, whatever the lines look like. This takes in skiers of every country:

```seg
segment winter_fans where
  interest = "skiing" or interest = "climbing" and country = "SE"
```

Parentheses say what is meant:

```seg
segment winter_fans where
  (interest = "skiing" or interest = "climbing") and country = "SE"
```
"""

from __future__ import annotations

from collections.abc import Iterator

from segql.diagnostics.codes.lints import AND_BEFORE_OR as CODE
from segql.diagnostics.model import Diagnostic, Fix
from segql.lints.subject import Subject
from segql.semantics.walk import descendants, said
from segql.syntax import nodes


def find(subject: Subject) -> Iterator[Diagnostic]:
    """Each `or` of single conditions and an `and` without parentheses, at the first such part.

    Where every part is an `and`, as in `a and b or c and d`, it is read as it is meant.
    """
    for file in subject.files:
        for node in descendants(file):
            if isinstance(node, nodes.Or):
                bare = [item for item in node.items if isinstance(item, nodes.And)]
                if 0 < len(bare) < len(node.items):
                    yield _problem(bare[0])


def _problem(node: nodes.And) -> Diagnostic:
    return Diagnostic(
        CODE,
        f"`and` binds before `or`: {said(node.span)} belongs together here.",
        node.span,
        "If that is meant, set parentheses around it; if not, around the conditions that `or` "
        "joins.",
        Fix(f"({node.span.text})", node.span),
    )
