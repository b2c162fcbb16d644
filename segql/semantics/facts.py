"""What can be told from a typed expression: whether it can be unknown, how its text compares."""

from __future__ import annotations

from typing import assert_never

from segql.catalog.models import Catalog, FieldModel
from segql.functions import SCALARS, Nulls
from segql.semantics import tree
from segql.semantics.walk import descendants

_OF_TIME = (
    tree.Aggregate, tree.Sequence, tree.PeriodCount, tree.Today, tree.Now, tree.Last, tree.Next,
    tree.MoreThanAgo, tree.FromTo, tree.Calendar,
)  # fmt: skip
_VALUES_OF_ARGUMENT = ("first", "last", "min", "max", "most frequent")


def never_unknown(expr: tree.Expr) -> bool:
    """Whether the value can never be unknown; false where that cannot be told."""
    match expr:
        case tree.Field(required=required) | tree.EventTime(required=required):
            return required
        case tree.Reference(required=required):
            return required
        case tree.Literal(value=value):
            return value is not None
        case tree.Today() | tree.Now() | tree.Bucket():
            return True
        case tree.Arithmetic(operator="/", left=left, right=right):
            divides = isinstance(right, tree.Literal) and bool(right.value)
            return divides and never_unknown(left)
        case tree.Arithmetic(left=left, right=right):
            return never_unknown(left) and never_unknown(right)
        case tree.Negative(operand=operand) | tree.Shift(operand=operand):
            return never_unknown(operand)
        case tree.PartOf(operand=operand):
            return never_unknown(operand)
        case tree.Elapsed(start=start, end=end):
            return never_unknown(start) and never_unknown(end)
        case tree.If(then=then, otherwise=otherwise):
            return never_unknown(then) and never_unknown(otherwise)
        case tree.OrElse(value=value, fallback=fallback):
            return never_unknown(value) or never_unknown(fallback)
        case tree.Scalar(function=function, arguments=arguments):
            strict = SCALARS[function].nulls in (Nulls.STRICT, Nulls.NEVER)
            return strict and all(never_unknown(item) for item in arguments)
        case tree.Aggregate(function=function):
            return function in ("count", "sum", "any")
        case tree.Population(function=function):
            return function in ("count", "sum")
        case tree.Column() | tree.EventKey():
            return False
        case tree.PeriodCount():
            return True
        case (
            tree.And() | tree.Or() | tree.Not() | tree.Holds() | tree.Compare() | tree.InRange()
            | tree.InValues() | tree.TextTest() | tree.Known() | tree.ListHas() | tree.InWindow()
            | tree.AnniversaryIn() | tree.InList() | tree.Top() | tree.Quantified() | tree.Near()
            | tree.Sequence()
        ):  # fmt: skip
            return True
        case _:
            assert_never(expr)


def is_dated(program: tree.Program, name: str) -> bool:
    """Whether a definition may have another answer at another instant: it asks events, or the
    time. What an experiment is was decided once, at its start.
    """
    waiting, seen = [name], {name}
    while waiting:
        definition = program.definitions.get(waiting.pop())
        if definition is None or isinstance(definition, tree.Experiment):
            continue
        for node in descendants(definition):
            if isinstance(node, _OF_TIME):
                return True
            if isinstance(node, tree.Reference) and node.name not in seen:
                seen.add(node.name)
                waiting.append(node.name)
    return False


def folds(expr: tree.Expr) -> bool:
    """Whether its text compares without regard to case, because the catalog says so."""
    match expr:
        case tree.Field(fold=fold) | tree.Reference(fold=fold):
            return fold
        case tree.Aggregate(function=function, fold=fold):
            return fold and function in _VALUES_OF_ARGUMENT
        case tree.If(then=then, otherwise=otherwise):
            return folds(then) or folds(otherwise)
        case tree.OrElse(value=value, fallback=fallback):
            return folds(value) or folds(fallback)
        case tree.Population(function="min" | "max", argument=argument):
            return folds(argument)
        case _:
            return False


def declared_field(expr: tree.Expr, catalog: Catalog) -> FieldModel | None:
    """The catalog's entry for the values of an expression, where it plainly is one's."""
    match expr:
        case tree.Field(row=row, hops=hops, name=name):
            owner = hops[-1].object if hops else row.event
            return catalog.fields_of(owner).get(name)
        case tree.Reference(name=name):
            return catalog.customer.attributes.get(name)
        case tree.Aggregate(function=function, argument=tree.Field() as argument):
            return declared_field(argument, catalog) if function in _VALUES_OF_ARGUMENT else None
        case _:
            return None
