"""Typed expressions as plan expressions: the null rule made explicit at every node."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from segql.clock import at_wall_clock, wall_clock
from segql.folding import simple_fold
from segql.plan.children import holds, is_child, of_rows, size
from segql.plan.columns import lower_field, point_columns
from segql.plan.context import Context
from segql.plan.events import (
    lower_aggregate,
    lower_key,
    lower_periods,
    lower_sequence,
    lower_stray_column,
    lower_time,
)
from segql.plan.logic import (
    FALSE,
    both,
    call,
    compare,
    decide,
    double,
    either,
    integer,
    known,
    negate,
    or_else,
    to_instant,
)
from segql.plan.nodes import (
    Call,
    Const,
    Expr,
    InList,
    Op,
    Population,
    Reference,
    Top,
)
from segql.plan.times import (
    compare_times,
    lower_anniversary,
    lower_date,
    lower_elapsed,
    lower_part,
    lower_shift,
    lower_window,
)
from segql.semantics import tree
from segql.semantics.facts import folds
from segql.types import BOOLEAN, DECIMAL, DOUBLE, INTEGER, TEXT, TIMESTAMP, Kind

COMPARISONS = {"=": Op.EQ, "<": Op.LT, "<=": Op.LE, ">": Op.GT, ">=": Op.GE}
ARITHMETIC = {"+": Op.ADD, "-": Op.SUBTRACT, "*": Op.MULTIPLY}
SCALARS = {
    "lower": Op.LOWER, "round": Op.ROUND, "abs": Op.ABS, "length": Op.LENGTH, "floor": Op.FLOOR,
    "ceil": Op.CEIL, "least": Op.LEAST, "greatest": Op.GREATEST, "size": Op.LIST_SIZE,
}  # fmt: skip
TEXT_TESTS = {
    "contains": Op.CONTAINS, "starts with": Op.STARTS, "ends with": Op.ENDS, "matches": Op.MATCHES,
}  # fmt: skip
LISTS = {"any": Op.LIST_ANY, "all": Op.LIST_ALL, "only": Op.LIST_ONLY}


def lower(ctx: Context, node: tree.Expr) -> Expr:
    """The plan's expression of a typed one, at the context's instant and rows."""
    match node:
        case tree.Literal() | tree.Today() | tree.Now():
            moment = lower_date(ctx, node)
            if moment is not None:
                return moment
            return Const(node.value if isinstance(node, tree.Literal) else None, node.type)
        case tree.Shift():
            return lower_date(ctx, node) or lower_shift(ctx, node)
        case tree.Field():
            return lower_field(ctx, node)
        case tree.Column():
            return lower_stray_column(ctx, node)
        case tree.EventTime():
            return lower_time(ctx, node)
        case tree.EventKey():
            return lower_key(ctx, node)
        case tree.Reference():
            return lower_reference(ctx, node)
        case tree.Arithmetic():
            return _arithmetic(ctx, node)
        case tree.Negative(operand, type_):
            return call(Op.NEGATE, ctx.expr(operand), type=type_)
        case tree.Elapsed():
            return lower_elapsed(ctx, node)
        case tree.PartOf():
            return lower_part(ctx, node)
        case tree.If():
            return _choice(ctx, node)
        case tree.OrElse(value, fallback, type_):
            return _default(ctx.expr(value), ctx.expr(fallback), node)
        case tree.Scalar():
            return _scalar(ctx, node)
        case tree.Bucket(salt, _):
            return Call(Op.BUCKET, (), DECIMAL, nullable=False, detail=salt)
        case tree.Aggregate():
            return lower_aggregate(ctx, node)
        case tree.PeriodCount():
            return lower_periods(ctx, node)
        case tree.Population():
            return _population(ctx, node)
        case _:
            return _condition(ctx, node)


def _condition(ctx: Context, node: tree.Expr) -> Expr:
    match node:
        case tree.And(items):
            return both(ctx.expr(item) for item in items)
        case tree.Or(items):
            return either(ctx.expr(item) for item in items)
        case tree.Not(operand):
            return negate(ctx.expr(operand))
        case tree.Holds(operand):
            return ctx.expr(operand)
        case tree.Compare():
            return _compare(ctx, node)
        case tree.InRange():
            return _range(ctx, node)
        case tree.InValues():
            return _values(ctx, node)
        case tree.TextTest(kind, operand, pattern, fold):
            return _text_test(ctx, kind, operand, pattern, fold=fold)
        case tree.Known(operand):
            return _known(ctx, operand)
        case tree.ListHas():
            return _list_has(ctx, node)
        case tree.InWindow(operand, window):
            return lower_window(ctx, ctx.expr(operand), window)
        case tree.AnniversaryIn():
            return lower_anniversary(ctx, node)
        case tree.InList(name):
            model = ctx.shared.catalog.lists[name]
            return InList(name, model.table, model.key)
        case tree.Top():
            return _top(ctx, node)
        case tree.Quantified(kind, amount, items):
            conditions = tuple(ctx.expr(item) for item in items)
            count = Call(Op.COUNT_TRUE, conditions, INTEGER, nullable=False)
            op = {"at least": Op.GE, "at most": Op.LE, "exactly": Op.EQ}[kind]
            return compare(op, count, integer(amount))
        case tree.Near(operand, metres, latitude, longitude):
            place = (Const(latitude, DECIMAL), Const(longitude, DECIMAL))
            point = point_columns(ctx, operand)
            distance = call(Op.DISTANCE, *point, *(double(p) for p in place), type=DOUBLE)
            return compare(Op.LE, distance, Const(metres, DECIMAL))
        case tree.Sequence():
            return lower_sequence(ctx, node)
        case (
            tree.Literal() | tree.Today() | tree.Now() | tree.Shift() | tree.Field()
            | tree.Column() | tree.EventTime() | tree.EventKey() | tree.Reference()
            | tree.Arithmetic() | tree.Negative() | tree.Elapsed() | tree.PartOf() | tree.If()
            | tree.OrElse() | tree.Scalar() | tree.Bucket() | tree.Aggregate()
            | tree.PeriodCount() | tree.Population()
        ):  # fmt: skip
            raise TypeError(f"a value where a condition was expected: {node}")
        case _:
            assert_never(node)


# ---------------------------------------------------------------------------------- values


def lower_reference(ctx: Context, node: tree.Reference) -> Expr:
    """The value of another definition, at its own instant; it must have been lowered before."""
    here = ctx.at(ctx.moment(node.at)) if node.at is not None else ctx
    target = ctx.shared.definitions[here.key(node.name)]
    return Reference(target.key, target.type, target.nullable, target.value.zone)


def value_of(ctx: Context, node: tree.Expr) -> Expr:
    """An expression as a value: a condition is decided, so that it is never null by accident."""
    value = ctx.expr(node)
    return decide(value) if node.type == BOOLEAN and _is_condition(node) else value


def _is_condition(node: tree.Expr) -> bool:
    return not isinstance(
        node,
        tree.Field | tree.Column | tree.EventKey | tree.Reference | tree.Literal | tree.Aggregate
        | tree.Population | tree.If | tree.OrElse,
    )  # fmt: skip


def _arithmetic(ctx: Context, node: tree.Arithmetic) -> Expr:
    left, right = ctx.expr(node.left), ctx.expr(node.right)
    if node.operator == "/":
        parts = (double(left), double(right))
        return Call(Op.DIVIDE, parts, DOUBLE, nullable=True)
    return call(ARITHMETIC[node.operator], left, right, type=node.type)


def _choice(ctx: Context, node: tree.If) -> Expr:
    arms: list[Expr] = []
    rest: tree.Expr = node
    while isinstance(rest, tree.If) and rest.type == node.type:
        arms.extend((ctx.expr(rest.condition), value_of(ctx, rest.then)))
        rest = rest.otherwise
    arms.append(value_of(ctx, rest))
    values = _one_zone([*arms[1:-1:2], arms[-1]])
    args: list[Expr] = []
    for condition, value in zip(arms[:-1:2], values[:-1], strict=True):
        args.extend((condition, value))
    args.append(values[-1])
    nullable = any(value.nullable for value in values)
    return Call(Op.CASE, tuple(args), node.type, nullable, zone=values[0].zone)


def _one_zone(values: list[Expr]) -> list[Expr]:
    """Timestamps in one representation, so that a choice between them has one too."""
    if not any(value.type == TIMESTAMP for value in values):
        return values
    if len({value.zone for value in values}) == 1:
        return values
    return [to_instant(value) if value.type == TIMESTAMP else value for value in values]


def _default(value: Expr, fallback: Expr, node: tree.OrElse) -> Expr:
    first, second = _one_zone([value, fallback])
    made = or_else(first, second)
    if isinstance(made, Call) and made.op is Op.COALESCE:
        return Call(Op.COALESCE, made.args, node.type, made.nullable, zone=made.zone)
    return made


def _size(ctx: Context, operand: tree.Expr) -> Expr:
    if is_child(ctx, operand):
        return size(ctx, operand)
    return call(Op.LIST_SIZE, ctx.expr(operand), type=INTEGER)


def _scalar(ctx: Context, node: tree.Scalar) -> Expr:
    if node.function == "size":
        [operand] = node.arguments
        counted = of_rows(ctx, operand, _size)
        if counted is not None:
            return counted
    arguments = _one_zone([ctx.expr(item) for item in node.arguments])
    return call(SCALARS[node.function], *arguments, type=node.type, zone=arguments[0].zone)


def _population(ctx: Context, node: tree.Population) -> Expr:
    place = node.function in ("rank", "quartile", "quintile", "decile", "percentile")
    argument = _of_customers(ctx, node.argument)
    within = lower_reference(ctx, node.within) if node.within else None
    return Population(
        node.function,
        argument,
        tuple(group(ctx, item) for item in node.per),
        within if isinstance(within, Reference) else None,
        node.fraction,
        node.type,
        nullable=node.function not in ("sum", "count")
        and (not place or argument.nullable or within is not None),
        zone=argument.zone if node.type == TIMESTAMP else None,
    )


def _of_customers(ctx: Context, node: tree.Expr) -> Expr:
    """What a figure of all customers is asked of; of a point only whether it is known."""
    if node.type.kind is not Kind.POINT:
        return value_of(ctx, node)
    known_point = (_known(ctx, node), Const(True, BOOLEAN), Const(None, BOOLEAN))
    return Call(Op.CASE, known_point, BOOLEAN, nullable=True)


def group(ctx: Context, node: tree.Expr) -> Expr:
    """What customers are grouped by: folded text where the catalog says so."""
    return _folded(value_of(ctx, node), fold=folds(node))


def _top(ctx: Context, node: tree.Top) -> Expr:
    within = lower_reference(ctx, node.within) if node.within else None
    return Top(
        node.kind,
        node.amount,
        node.percent,
        ctx.expr(node.by),
        tuple(group(ctx, item) for item in node.per),
        within if isinstance(within, Reference) else None,
    )


# ------------------------------------------------------------------------------- predicates


def _folded(value: Expr, *, fold: bool) -> Expr:
    if not fold:
        return value
    if isinstance(value, Const):
        return Const(simple_fold(str(value.value)), TEXT) if value.value is not None else value
    return call(Op.FOLD, value, type=TEXT)


def _constant(node: tree.Literal, *, fold: bool = False) -> Expr:
    return _folded(Const(node.value, node.type), fold=fold)


def _compare(ctx: Context, node: tree.Compare) -> Expr:
    op = COMPARISONS[node.operator]
    left, right = node.left, node.right
    if left.type.is_time and right.type.is_time:
        return compare_times(ctx, op, left, right)
    a, b = value_of(ctx, left), value_of(ctx, right)
    return compare(op, _folded(a, fold=node.fold), _folded(b, fold=node.fold))


def _range(ctx: Context, node: tree.InRange) -> Expr:
    upper = Op.LT if node.upper_open else Op.LE
    if node.operand.type.is_time:
        return both(
            compare_times(ctx, op, node.operand, bound)
            for op, bound in ((Op.GE, node.low), (upper, node.high))
            if bound is not None
        )
    operand = _folded(ctx.expr(node.operand), fold=node.fold)
    low, high = (
        None if bound is None else _folded(ctx.expr(bound), fold=node.fold)
        for bound in (node.low, node.high)
    )
    if low is not None and high is not None and upper is Op.LE and not isinstance(operand, Const):
        return call(Op.BETWEEN, operand, low, high, type=BOOLEAN)
    return both(
        compare(op, operand, bound)
        for op, bound in ((Op.GE, low), (upper, high))
        if bound is not None
    )


def _list_has(ctx: Context, node: tree.ListHas) -> Expr:
    def ask(here: Context, operand: tree.Expr) -> Expr:
        if is_child(here, operand):
            return holds(here, operand, node)
        return here.expr(replace(node, operand=operand))

    found = of_rows(ctx, node.operand, ask)
    return _of_column(ctx, node) if found is None else found


def _of_column(ctx: Context, node: tree.ListHas) -> Expr:
    held = ctx.expr(node.operand)
    if node.fold:
        held = call(Op.LIST_FOLD, held, type=held.type)
    constants = [_constant(value, fold=node.fold) for value in node.values]
    shown = [value for value in constants if _is_shown(value, held.zone)]
    if not shown or (node.quantifier == "all" and len(shown) < len(constants)):
        return FALSE
    return call(LISTS[node.quantifier], held, *shown, type=BOOLEAN)


def _is_shown(value: Expr, zone: str | None) -> bool:
    """Whether a reading of the zone's clocks can mean an instant: the first showing of an hour
    that they show twice has none.
    """
    if zone is None or not isinstance(value, Const) or not isinstance(value.value, datetime):
        return True
    where = ZoneInfo(zone)
    meant = at_wall_clock(wall_clock(value.value, where), where)
    return meant.astimezone(UTC) == value.value.astimezone(UTC)


def _values(ctx: Context, node: tree.InValues) -> Expr:
    operand = node.operand
    if operand.type == TIMESTAMP or any(value.type == TIMESTAMP for value in node.values):
        return either(compare_times(ctx, Op.EQ, operand, value) for value in node.values)
    if not node.values:
        return Const(False, BOOLEAN)
    value = _folded(value_of(ctx, operand), fold=node.fold)
    constants = tuple(dict.fromkeys(_constant(item, fold=node.fold) for item in node.values))
    if len(constants) == 1:
        return compare(Op.EQ, value, constants[0])
    return call(Op.IN, value, *constants, type=BOOLEAN)


def _text_test(
    ctx: Context, kind: str, operand: tree.Expr, pattern: tree.Expr, *, fold: bool
) -> Expr:
    op = TEXT_TESTS[kind]
    text, part = ctx.expr(operand), ctx.expr(pattern)
    if op is Op.MATCHES:
        return call(op, text, part, type=BOOLEAN, detail="i" if fold else None)
    return call(op, _folded(text, fold=fold), _folded(part, fold=fold), type=BOOLEAN)


def _known(ctx: Context, operand: tree.Expr) -> Expr:
    if operand.type.kind == "point":
        return both(known(coordinate) for coordinate in point_columns(ctx, operand))
    return known(ctx.expr(operand))
