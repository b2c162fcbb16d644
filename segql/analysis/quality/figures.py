"""What is asked of a table's rows, as figures of one statement, and what the answers mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal

from segql.catalog.models import Catalog, FieldModel
from segql.catalog.values import as_comparable
from segql.folding import simple_fold
from segql.plan.logic import both, call, compare, either, known, negate, to_instant
from segql.plan.moments import AsOf, Fixed, Shifted
from segql.plan.nodes import At, Call, Const, EventSet, Expr, Function, Measure, Op
from segql.plan.stored import Stored
from segql.types import BOOLEAN, DATE, DOUBLE, INTEGER, TEXT, TIMESTAMP, Kind, Type

EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
YEARS_AHEAD = 100


@dataclass(slots=True)
class Questions:
    """The figures of one table: `measures` by name, in the order in which they are asked;
    `outside` are the conditions that rows outside of the catalog's values or bounds satisfy.
    """

    stored: Stored
    events: EventSet
    measures: dict[str, Measure] = field(default_factory=dict)
    outside: dict[str, Expr] = field(default_factory=dict)

    def strange(self, name: str) -> EventSet:
        """The rows in which a field is outside."""
        return EventSet(self.stored.rows, AsOf(), (self.outside[name],))


def questions(catalog: Catalog, stored: Stored) -> Questions:
    """What is asked of one table of the catalog."""
    made = Questions(stored, EventSet(stored.rows, AsOf(), ()))

    def ask(
        name: str,
        function: Function = "count",
        value: Expr | None = None,
        where: Expr | None = None,
    ) -> None:
        type = value.type if value is not None and function != "count distinct" else INTEGER
        zone = value.zone if value is not None else None
        made.measures[name] = Measure(
            made.events, function, value, type, nullable=True, filter=where, zone=zone
        )

    ask("rows")
    if stored.time is not None:
        instant = to_instant(stored.time)
        ask("time known", where=known(stored.time))
        ask("time first", "min", instant)
        ask("time last", "max", instant)
        ask("time ahead", where=_ahead(stored.time))
    if stored.changed is not None:
        ask("changed", "max", to_instant(stored.changed))
    for name, value in stored.values.items():
        ask(f"known {name}", where=known(value))
        if _is_ordered(value.type):
            shown = to_instant(value) if value.type == TIMESTAMP else value
            ask(f"smallest {name}", "min", shown)
            ask(f"largest {name}", "max", shown)
        outside = _outside(_model(catalog, stored, name), value)
        if outside is not None:
            made.outside[name] = outside
            ask(f"outside {name}", where=outside)
        if value.type in (DATE, TIMESTAMP):
            ask(f"implausible {name}", where=_implausible(value))
    return made


def _model(catalog: Catalog, stored: Stored, name: str) -> FieldModel:
    owner = None if stored.role in ("customers", "elements") else stored.name
    return catalog.fields_of(owner)[name]


def _is_ordered(type: Type) -> bool:
    return not type.many and (type.is_number or type.is_time)


def _ahead(time: Expr) -> Expr:
    if time.type == DATE:
        return compare(Op.GT, time, At(AsOf(), "day"))
    return compare(Op.GE, time, At(AsOf(), "instant"))


def _implausible(value: Expr) -> Expr:
    late = Shifted(AsOf(), YEARS_AHEAD, "year")
    low: Expr
    high: Expr
    if value.type == DATE:
        low, high = Const(EARLIEST.date(), DATE), At(late, "day")
    else:
        low, high = At(Fixed(EARLIEST), "instant"), At(late, "instant")
    return either([compare(Op.LT, value, low), compare(Op.GT, value, high)])


def _outside(model: FieldModel, value: Expr) -> Expr | None:
    """Whether a known value is none that the catalog allows; None where it allows everything."""
    parts = list(_refused(model, value))
    return both([known(value), either(parts)]) if parts else None


def _refused(model: FieldModel, value: Expr) -> Iterator[Expr]:
    type = value.type
    single = Type(type.kind)
    if model.values is not None:
        allowed = [_constant(item, single) for item in model.values]
        fold = model.case == "insensitive" and type.kind is Kind.TEXT
        if fold:
            allowed = [Const(simple_fold(str(item.value)), TEXT) for item in allowed]
        if type.many:
            held = call(Op.LIST_FOLD, value, type=type) if fold else value
            within = Call(Op.LIST_ONLY, (held, *allowed), BOOLEAN, nullable=True)
            some = compare(Op.GT, call(Op.LIST_SIZE, value, type=INTEGER), Const(0, INTEGER))
            yield both([some, negate(within)])
        else:
            held = call(Op.FOLD, value, type=TEXT) if fold else value
            yield negate(Call(Op.IN, (held, *allowed), BOOLEAN, nullable=value.nullable))
    for bound, op in ((model.minimum, Op.LT), (model.maximum, Op.GT)):
        if bound is not None and not type.many and type != TIMESTAMP:
            yield compare(op, value, _constant(bound, single))


def _constant(value: object, type: Type) -> Const:
    comparable = as_comparable(value, type.kind)
    if isinstance(comparable, Decimal):
        if type == INTEGER:
            return Const(int(comparable), INTEGER)
        return Const(float(comparable) if type == DOUBLE else comparable, type)
    return Const(comparable, type)
