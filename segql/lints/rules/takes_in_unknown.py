"""A negation that takes in customers whose value is unknown.

A customer whose country is unknown is in `country != "SE"`: conditions are true or false, never
unknown, so that everybody is in a segment or in its negation. Often only people of another known
country are meant.

```seg
segment abroad where country != "SE"
```

Where that is so, say it:

```seg
segment abroad where country != "SE" and country is known
```
"""

from __future__ import annotations

from collections.abc import Iterator

from segql.diagnostics.codes.lints import TAKES_IN_UNKNOWN as CODE
from segql.diagnostics.model import Diagnostic
from segql.lints.subject import Subject, roots
from segql.semantics import tree
from segql.semantics.facts import never_unknown
from segql.semantics.walk import descendants, said


def find(subject: Subject) -> Iterator[Diagnostic]:
    """Negations of a value that may be unknown and is not asked to be known."""
    for definition in subject.program.definitions.values():
        for root in roots(definition):
            everything = list(descendants(root))
            asked = {node.operand for node in everything if isinstance(node, tree.Known)}
            for node in everything:
                if isinstance(node, tree.Not):
                    yield from _problems(node, asked)


def _problems(node: tree.Not, asked_known: set[tree.Expr]) -> Iterator[Diagnostic]:
    inner = node.operand
    # `a != b` and `a not in (...)` stand where their positive does; `not (...)` begins before it
    if inner.span != node.span:
        return
    match inner:
        case tree.Compare(operator="=", left=left, right=right):
            operands = [left, right]
        case tree.InValues(operand=operand) | tree.TextTest(operand=operand):
            operands = [operand]
        case tree.InRange(operand=operand):
            operands = [operand]
        case _:
            return
    for operand in operands:
        if never_unknown(operand) or operand in asked_known:
            continue
        name = operand.span.text
        yield Diagnostic(
            CODE,
            f"{said(node.span)} takes in those whose {said(operand.span)} is unknown.",
            node.span,
            f"Where that is not meant, add `and {name} is known`.",
        )
