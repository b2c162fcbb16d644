"""Two segments that differ by a hair.

All conditions are the same but for one, which asks for the same thing with nearly the same number:
up to 64 or up to 65 years, 90 days or 91. Often one of them is a copy that was forgotten.

```seg
segment adults where age between 18 and 64 and country = "SE"
segment of_age where age between 18 and 65 and country = "SE"
```

Keep one of them, or say in a note why there are two:

```seg
segment adults where age between 18 and 64 and country = "SE"
```
"""

from __future__ import annotations

from collections.abc import Iterator

from segql.diagnostics.codes.lints import NEARLY_SAME_SEGMENT as CODE
from segql.diagnostics.model import Diagnostic, Note
from segql.lints.likeness import nearly_same
from segql.lints.subject import Subject


def find(subject: Subject) -> Iterator[Diagnostic]:
    """Segments that differ from another in one number alone, and in that by little."""
    for one, other in nearly_same(subject):
        yield Diagnostic(
            CODE,
            f"`{other.name}` differs from `{one.name}` in one number only, and by little.",
            other.body.span,
            "Where one of them is a copy, keep the other.",
            notes=(Note(f"`{one.name}` stands here.", one.body.span),),
        )
