"""Two segments with the same customers.

Their conditions may be written differently, but always hold for the same customers. Two names for
one group of people drift apart: one is changed, the other is forgotten.

```seg
segment adults where age between 18 and 64
segment of_age where age >= 18 and age <= 64
```

Keep one of them, and use it by its name:

```seg
segment adults where age between 18 and 64
```
"""

from __future__ import annotations

from collections.abc import Iterator

from segql.diagnostics.codes.lints import SAME_SEGMENT as CODE
from segql.diagnostics.model import Diagnostic, Note
from segql.lints.likeness import same
from segql.lints.subject import Subject


def find(subject: Subject) -> Iterator[Diagnostic]:
    """Segments that are equal to an earlier one."""
    for one, other in same(subject):
        path = subject.program.paths[one.name]
        where = "" if path == subject.program.paths[other.name] else f" in {path}"
        yield Diagnostic(
            CODE,
            f"`{other.name}` always has the same members as `{one.name}`{where}.",
            other.body.span,
            "Keep one of them, and use it by its name.",
            notes=(Note(f"`{one.name}` stands here.", one.body.span),),
        )
