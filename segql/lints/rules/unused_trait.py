"""A trait that no definition uses.

Perhaps the definition that used it is gone, or still says the same at length. A trait with a title
is there to be shown and exported, and is left alone.

```seg
trait yearly_spend = sum(orders.amount in last 1 year)
segment vip where sum(orders.amount in last 1 year) > 1000
```

Use it, or take it away:

```seg
trait yearly_spend = sum(orders.amount in last 1 year)
segment vip where yearly_spend > 1000
```
"""

from __future__ import annotations

from collections.abc import Iterator

from segql.diagnostics.codes.lints import UNUSED_TRAIT as CODE
from segql.diagnostics.model import Diagnostic
from segql.lints.subject import Subject
from segql.semantics import tree
from segql.semantics.walk import descendants
from segql.syntax import nodes


def find(subject: Subject) -> Iterator[Diagnostic]:
    """Traits, of customers and of events, that nothing else in the project names."""
    used, fields = _used(subject)
    for file in subject.files:
        for item in file.definitions:
            if not isinstance(item, nodes.TraitDefinition) or item.title is not None:
                continue
            name = item.name.name
            if item.event is not None:
                known, told = name in fields, f"{item.event.name}.{name}"
            else:
                known, told = name in used, name
            if not known:
                yield Diagnostic(
                    CODE,
                    f"No definition uses the trait `{told}`.",
                    item.name.span,
                    "Take it away; if it is there to be exported, give it a title.",
                )


def _used(subject: Subject) -> tuple[set[str], set[str]]:
    """The names of definitions that others use, and of fields."""
    program = subject.program
    used: set[str] = set()
    fields: set[str] = set()
    for root in (*program.definitions.values(), *program.computed.values()):
        for node in descendants(root):
            match node:
                case tree.Reference(name=name):
                    used.add(name)
                case tree.Field(name=name):
                    fields.add(name)
    return used, fields
