"""Which values an expression can have at all, from what it is."""

from __future__ import annotations

from segql.catalog.models import Catalog
from segql.proofs.points import Point
from segql.proofs.regions import Bound, Region, Stretch
from segql.semantics import tree
from segql.semantics.facts import never_unknown
from segql.types import Kind

_PARTS = {
    "second": (0, 59), "minute": (0, 59), "hour": (0, 23), "day": (1, 31), "weekday": (1, 7),
    "month": (1, 12), "quarter": (1, 4),
}  # fmt: skip
_GROUPS = {"quartile": 4, "quintile": 5, "decile": 10, "percentile": 100}


def universe(expr: tree.Expr, program: tree.Program, catalog: Catalog) -> Region:
    """All values that an expression can have, whether unknown is among them included."""
    unknown = not never_unknown(expr) or _can_overflow(expr)
    if isinstance(expr, tree.Reference):
        names = _names(program.definitions.get(expr.name))
        if names is not None:
            return Region(unknown, only=frozenset(names))
    if expr.type.kind is Kind.BOOLEAN and not expr.type.many:
        return Region(unknown, only=frozenset((0, 1)))
    low, high, open_ = _ends(expr, program, catalog)
    return Region(
        unknown,
        (
            Stretch(
                (Bound(low, True),) if low is not None else (),
                (Bound(high, not open_),) if high is not None else (),
            ),
        ),
    )


def _can_overflow(expr: tree.Expr) -> bool:
    """What is computed with doubles can be no number at all, which is unknown."""
    computed = isinstance(expr, tree.Arithmetic | tree.Aggregate | tree.Population | tree.Scalar)
    return computed and expr.type.kind is Kind.DOUBLE


def _names(definition: tree.Definition | None) -> list[str] | None:
    match definition:
        case tree.Segmentation(cases=cases):
            return [case.name for case in cases]
        case tree.Experiment(variants=variants):
            return [variant.name for variant in variants]
        case _:
            return None


def _ends(
    expr: tree.Expr, program: tree.Program, catalog: Catalog
) -> tuple[Point | None, Point | None, bool]:
    """The smallest and the largest value, and whether the largest is never reached."""
    match expr:
        case tree.Aggregate(function="count"):
            return 0, None, False
        case tree.Aggregate(function="average gap"):
            return 0, None, False
        case tree.Aggregate(function="share"):
            return 0, 1, False
        case tree.Aggregate(function="sum", argument=argument) if argument is not None:
            return (0 if never_negative(argument, program, catalog) else None), None, False
        case tree.PeriodCount(last=last):
            return 0, last, False
        case tree.Bucket():
            return 0, 1, True
        case tree.Scalar(function="length" | "size" | "abs"):
            return 0, None, False
        case tree.PartOf(part=part) if part in _PARTS:
            return *_PARTS[part], False
        case tree.Population(function="rank"):
            return 1, None, False
        case tree.Population(function="count"):
            return 0, None, False
        case tree.Population(function=function) if function in _GROUPS:
            return 1, _GROUPS[function], False
        case _:
            return None, None, False


def never_negative(expr: tree.Expr, program: tree.Program, catalog: Catalog) -> bool:
    """Whether a number of an event is never below zero: by its `minimum` in the catalog, or
    because it is made of such numbers. Doubles are left out, for they are rounded when added.
    """
    if expr.type.kind not in (Kind.INTEGER, Kind.DECIMAL):
        return False
    match expr:
        case tree.Literal(value=value):
            return isinstance(value, int) and value >= 0
        case tree.Field(computed=True, row=row, hops=hops, name=name):
            body = program.computed.get((hops[-1].object if hops else row.event or "", name))
            return body is not None and never_negative(body, program, catalog)
        case tree.Field(row=row, hops=hops, name=name):
            model = catalog.fields_of(hops[-1].object if hops else row.event).get(name)
            minimum = model.minimum if model is not None else None
            return isinstance(minimum, int | float) and minimum >= 0
        case tree.Arithmetic(operator="+" | "*", left=left, right=right):
            return never_negative(left, program, catalog) and never_negative(
                right, program, catalog
            )
        case tree.Aggregate(function="count"):
            return True
        case tree.Aggregate(function="sum", argument=argument) if argument is not None:
            return never_negative(argument, program, catalog)
        case _:
            return False
