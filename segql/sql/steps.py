"""The steps of a sequence: what each needs of its own row, and of the steps before it."""

from __future__ import annotations

from collections.abc import Sequence as Listed
from dataclasses import dataclass, replace

from segql.plan.nodes import CUSTOMER, EVENT, At, Call, Column, Const, Expr, Op, Step
from segql.sql import names

OWN = 1
"""The row of a step's own event in conditions that also see earlier steps."""
BEFORE = 2
"""The row of what has been reached before it."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A step with its conditions sorted by what they see.

    `own`: over its own row and the customer. `equal`: what an expression of earlier steps must
    equal. `mixed`: all other conditions that see earlier steps, over `OWN` and `BEFORE` columns
    that are named in `parts` (expressions of its own row) and `carried` (of earlier steps).
    """

    step: Step
    own: tuple[Expr, ...]
    equal: dict[Expr, Expr]
    mixed: tuple[Expr, ...]
    carried: dict[Expr, None]

    @property
    def by_equality(self) -> bool:
        return not self.mixed


def taken(step: Step) -> Taken:
    """A step's conditions sorted."""
    own: list[Expr] = []
    equal: dict[Expr, Expr] = {}
    mixed: list[Expr] = []
    carried: dict[Expr, None] = {}
    for condition in step.where:
        if step_rows(condition) <= {step.row}:
            own.append(condition)
            continue
        pair = _equality(condition, step.row)
        if pair is not None and pair[0] not in equal:
            equal[pair[0]] = pair[1]
            carried[pair[0]] = None
        else:
            mixed.append(condition)
            carried.update(dict.fromkeys(earlier_parts(condition, step.row)))
    return Taken(step, tuple(own), equal, tuple(mixed), carried)


def _equality(condition: Expr, row: int) -> tuple[Expr, Expr] | None:
    match condition:
        case Call(op=Op.EQ, args=(left, right)):
            for one, other in ((left, right), (right, left)):
                if _is_earlier(one, row) and step_rows(other) == {row}:
                    return one, other
        case _:
            pass
    return None


def _is_earlier(node: Expr, row: int) -> bool:
    rows = step_rows(node)
    return len(rows) == 1 and row not in rows and not sees_customer(node)


def earlier_parts(node: Expr, row: int) -> list[Expr]:
    """The largest parts of a condition that rest on one earlier step alone."""
    if _is_earlier(node, row):
        return [node]
    if isinstance(node, Call):
        return [part for arg in node.args for part in earlier_parts(arg, row)]
    return []


def own_parts(node: Expr, row: int) -> list[Expr]:
    """The largest parts of a condition that rest on the step's own row or the customer."""
    if _is_constant(node) or _is_earlier(node, row):
        return []
    if step_rows(node) <= {row}:
        return [node]
    if isinstance(node, Call):
        return [part for arg in node.args for part in own_parts(arg, row)]
    return []


def substituted(node: Expr, parts: dict[Expr, Column]) -> Expr:
    """A condition with parts replaced by the columns that hold them."""
    found = parts.get(node)
    if found is not None:
        return found
    if isinstance(node, Call):
        return replace(node, args=tuple(substituted(arg, parts) for arg in node.args))
    return node


def step_rows(node: Expr) -> set[int]:
    """The steps whose events an expression reads; what lies inside functions of events is the
    customer's.
    """
    match node:
        case Column(row=row):
            return set() if row == CUSTOMER else {row}
        case Call(args=args):
            return set().union(*map(step_rows, args)) if args else set()
        case _:
            return set()


def sees_customer(node: Expr) -> bool:
    match node:
        case Column(row=row):
            return row == CUSTOMER
        case Call(op=op, args=args):
            return op is Op.BUCKET or any(map(sees_customer, args))
        case Const() | At():
            return False
        case _:
            return True


def _is_constant(node: Expr) -> bool:
    match node:
        case Const() | At():
            return True
        case Call(op=op, args=args):
            return op is not Op.BUCKET and all(map(_is_constant, args))
        case _:
            return False


def first_row(node: Expr, row: int) -> Expr:
    """A condition of a step as one of an event set, whose event is row 1."""
    match node:
        case Column(row=found) if found == row:
            return replace(node, row=EVENT)
        case Call(args=args):
            return replace(node, args=tuple(first_row(arg, row) for arg in args))
        case _:
            return node


def asked_later(steps: Listed[Taken]) -> list[set[Expr]]:
    """For each step, the expressions of it and of steps before it that later steps read."""
    asked: list[set[Expr]] = []
    later: set[Expr] = set()
    for step in reversed(steps):
        asked.append(set(later))
        later |= set(step.carried)
    return list(reversed(asked))


def held_as(row: int, name: str, part: Expr) -> Column:
    """A column that holds an expression under a name."""
    return Column(row, (), name, (), part.type, part.nullable, part.zone)


def row_of(part: Expr) -> int:
    """The step of an expression that rests on one."""
    return next(iter(step_rows(part)))


def name_of(part: Expr) -> str:
    """What a column that holds an expression may be called."""
    match part:
        case Column():
            return names.plain(names.of_column(part))
        case Call(args=args) if args:
            return name_of(args[0])
        case _:
            return "value"
