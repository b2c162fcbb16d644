"""An `or` of values that are not meant.

Whoever is not from Sweden, or not from Norway, is everybody: a Swede is not from Norway, and a
Norwegian is not from Sweden. In speech "not from Sweden or Norway" means neither of them; that is
`not in`, or `and`.

```seg
segment abroad where
  country != "SE" or country != "NO"
```

Write which values are not meant in one list:

```seg
segment abroad where
  country not in ("SE", "NO") and country is known
```
"""

from __future__ import annotations

from collections.abc import Iterator

from segql.diagnostics.codes.lints import OR_OF_NEGATIONS as CODE
from segql.diagnostics.model import Diagnostic
from segql.lints.constant import Constant, constants
from segql.lints.subject import Subject
from segql.semantics import tree


def find(subject: Subject) -> Iterator[Diagnostic]:
    """An `or` in which every value but one is left out each time."""
    for asked in subject.conditions:
        for found in constants(subject, asked):
            if is_or_of_negations(found):
                yield _problem(found.node, found.parts)


def is_or_of_negations(found: Constant) -> bool:
    """Whether a condition is constant because several values are each not meant."""
    if not found.always or len(found.parts) < 2:
        return False
    values = [_excluded(part) for part in found.parts]
    return all(value is not None for value in values)


def _excluded(node: tree.Expr) -> tuple[tree.Literal, ...] | None:
    match node:
        case tree.Not(tree.Compare("=", _, tree.Literal() as value)):
            return (value,)
        case tree.Not(tree.InValues(values=values)):
            return values
        case _:
            return None


def _problem(node: tree.Expr, parts: tuple[tree.Expr, ...]) -> Diagnostic:
    operand = _operand(parts[0])
    values = ", ".join(value.span.text for part in parts for value in _excluded(part) or ())
    return Diagnostic(
        CODE,
        f"Every {operand} is other than one of these values, so that this holds for everybody.",
        node.span,
        f"For none of them write `{operand} not in ({values})`.",
    )


def _operand(node: tree.Expr) -> str:
    match node:
        case tree.Not(tree.Compare(left=operand) | tree.InValues(operand=operand)):
            return operand.span.text
        case _:
            return node.span.text
