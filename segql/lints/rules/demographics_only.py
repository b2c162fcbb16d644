"""A segment that rests on demographics alone.

Age, gender, income and household say who people are, and little about what they do: segments made
of these alone are broad, and respond weakly. The catalog says of an attribute with `category` what
it tells of a customer.

```seg
segment women_of_forty where age between 40 and 49
```

Add what they care about or do:

```seg
segment women_of_forty where age between 40 and 49 and any(orders in last 1 year)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from segql.diagnostics.codes.lints import DEMOGRAPHICS_ONLY as CODE
from segql.diagnostics.model import Diagnostic
from segql.lints.subject import Subject
from segql.semantics import tree
from segql.semantics.walk import descendants

_MORE = (
    tree.Aggregate, tree.Sequence, tree.PeriodCount, tree.InList, tree.Bucket, tree.AnniversaryIn,
    tree.Known,
)  # fmt: skip


def find(subject: Subject) -> Iterator[Diagnostic]:
    """Segments of which every attribute is a demographic one."""
    for definition in subject.written:
        if isinstance(definition, tree.Segment):
            found = _attributes(subject, definition.body)
            if found and all(_is_demographic(subject, name) for name in found):
                yield Diagnostic(
                    CODE,
                    f"`{definition.name}` asks only who people are, and nothing of what they do.",
                    definition.body.span,
                    "Add what they are interested in, or what they did.",
                )


def _attributes(subject: Subject, body: tree.Expr) -> list[str] | None:
    """The attributes that a condition rests on; None where it rests on anything else too."""
    found: list[str] = []
    waiting: list[tree.Expr] = [body]
    seen: set[str] = set()
    while waiting:
        for node in descendants(waiting.pop()):
            match node:
                case tree.Field(row=row, hops=hops, name=name):
                    if not row.is_customer or hops:
                        return None
                    found.append(name)
                case tree.Reference(name=name) if name not in seen:
                    seen.add(name)
                    if name in subject.catalog.customer.attributes and _is_told(subject, name):
                        found.append(name)
                        continue
                    named = subject.program.definitions[name]
                    if not isinstance(named, tree.Trait | tree.Segment):
                        return None
                    waiting.append(named.body)
                case _ if isinstance(node, _MORE):
                    return None
    return found


def _is_told(subject: Subject, name: str) -> bool:
    return subject.catalog.customer.attributes[name].category is not None


def _is_demographic(subject: Subject, name: str) -> bool:
    model = subject.catalog.customer.attributes.get(name)
    return model is not None and model.category == "demographic"
