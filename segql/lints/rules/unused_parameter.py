"""A parameter that nothing uses.

Whoever sets it, in the file or with `--set`, expects something to change, and nothing does. Often
a definition still has the number itself.

```seg
param min_orders = 3
segment regulars where count(orders) > 3
```

Use it, or take it away:

```seg
param min_orders = 3
segment regulars where count(orders) > $min_orders
```
"""

from __future__ import annotations

from collections.abc import Iterator

from segql.diagnostics.codes.lints import UNUSED_PARAMETER as CODE
from segql.diagnostics.model import Diagnostic
from segql.lints.subject import Subject
from segql.semantics.walk import descendants
from segql.syntax import nodes


def find(subject: Subject) -> Iterator[Diagnostic]:
    """Parameters whose name stands in no definition."""
    declared = [
        item
        for file in subject.files
        for item in file.definitions
        if isinstance(item, nodes.ParamDefinition)
    ]
    if not declared:
        return
    used = {
        node.name
        for file in subject.files
        for definition in file.definitions
        for node in descendants(definition)
        if isinstance(node, nodes.Parameter)
    }
    for item in declared:
        if item.name.name not in used:
            yield Diagnostic(
                CODE,
                f"Nothing uses the parameter `{item.name.name}`.",
                item.name.span,
                f"Write `${item.name.name}` where it is meant, or take it away.",
            )
