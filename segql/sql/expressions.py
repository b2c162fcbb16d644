"""Plan expressions as sqlglot nodes, in the scope of one query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar, assert_never

from sqlglot import exp

from segql.catalog.physical import ColumnKind
from segql.diagnostics import Diagnostic, SegqlError
from segql.diagnostics.codes import compile as codes
from segql.plan.moments import Fixed
from segql.plan.nodes import (
    At,
    Call,
    Column,
    Const,
    Exists,
    Expr,
    InList,
    Measure,
    Op,
    Periods,
    Population,
    Reference,
    Top,
)
from segql.plan.nodes import Sequence as Steps
from segql.sql import make
from segql.sql.dialects.base import Types, Unsupported
from segql.sql.make import Node
from segql.sql.scope import Scope
from segql.sql.times import TICK, first_reading, is_plain
from segql.types import DOUBLE, TEXT, TIMESTAMP, Kind

COMPARISONS = frozenset(
    {Op.EQ, Op.NE, Op.LT, Op.LE, Op.GT, Op.GE, Op.BETWEEN, Op.DISTINCT, Op.IN, Op.SECONDS}
)
LISTS = frozenset({Op.LIST_ANY, Op.LIST_ALL, Op.LIST_ONLY})
FOLDS = frozenset({Op.FOLD, Op.LIST_FOLD})
Spelled = TypeVar("Spelled")
_MIRROR = {Op.LT: Op.GT, Op.GT: Op.LT, Op.LE: Op.GE, Op.GE: Op.LE, Op.EQ: Op.EQ, Op.NE: Op.NE}


def translate(node: Expr, scope: Scope, zone: str | None = None) -> Node:
    """A plan expression as a fresh node. `zone` says in which representation a constant
    timestamp is written: the zone whose reading it is, or None for an instant.
    """
    match node:
        case Column():
            return column(node, scope)
        case Call():
            return _call(node, scope)
        case Const():
            return constant(node, scope, zone)
        case At(moment=moment, form=form, days=days):
            moments = scope.builder.moments
            return moments.instant(moment, zone) if form == "instant" else moments.day(moment, days)
        case Measure():
            if scope.figures is not None:
                return scope.figures(node)
            return scope.builder.measure(node, scope)
        case Exists(events=events):
            return scope.builder.exists(events, scope)
        case Reference():
            return scope.builder.reference(node, scope)
        case InList():
            return scope.builder.in_list(node, scope)
        case Periods():
            return scope.builder.periods(node, scope)
        case Population():
            return scope.builder.population(node, scope)
        case Top():
            return scope.builder.top(node, scope)
        case Steps():
            return scope.builder.sequence(node, scope)
        case _:
            assert_never(node)


def conditions(items: Sequence[Expr], scope: Scope) -> list[Node]:
    """Conjuncts of a filter; what is always true is left out."""
    made: list[Node] = []
    for item in items:
        if isinstance(item, Call) and item.op is Op.AND:
            made.extend(conditions(item.args, scope))
        elif item != Const(True, item.type):
            made.append(translate(item, scope))
    return made


# ---------------------------------------------------------------------------------- columns


def given_out(node: Column, table: str) -> SegqlError:
    """The error of a list that is wanted whole, where no column holds it."""
    name = ".".join(node.name)
    return SegqlError(
        Diagnostic(
            codes.CHILD_LIST,
            f"The list `{name}` lies in the table `{table}`, one row an element, and cannot be "
            "given out as one value.",
            help=f"Ask something of it, such as `size({name})`, or read `{table}` itself.",
        )
    )


def column(node: Column, scope: Scope) -> Node:
    """A physical column in the language's terms."""
    if node.child is not None:
        raise given_out(node, node.child)
    row = scope.owner(node.row).rows[node.row]
    if row.columns is not None:
        return make.column(row.alias, row.columns[node])
    alias = scope.related(node.row, node.joins) if node.joins else row.alias
    made: Node = make.column(alias, node.column)
    dialect = scope.builder.dialect
    in_json = node.physical in (ColumnKind.JSON, ColumnKind.TEXT) or not dialect.structs
    if node.path:
        path = _able(dialect.path, "a path into a struct or JSON", dialect.name)
        if in_json and dialect.json_path is not None:
            raise unsupported("a path into JSON", dialect.json_path, dialect.name)
        made = path(made, node.path, in_json)
        if not node.type.many and (in_json or not dialect.typed_structs):
            is_text = in_json and node.type == TEXT
            return made if is_text else dialect.cast(made, type_of(node, dialect.types))
    if node.type.many and in_json and not (node.physical_many and dialect.structs):
        listed = _able(dialect.list_of_json, "a list in JSON", dialect.name)
        return listed(made, type_name(node.type.kind, dialect.types))
    if node.path:
        return made
    if node.type == TIMESTAMP and node.physical is ColumnKind.DATE:
        return dialect.cast(made, dialect.types.timestamp)
    if node.type == TEXT and node.physical is ColumnKind.UUID:
        return dialect.cast(made, dialect.types.text)
    return dialect.read(made, node)


def _able(spelled: Spelled | Unsupported, what: str, dialect: str) -> Spelled:
    if isinstance(spelled, Unsupported):
        raise unsupported(what, spelled, dialect)
    return spelled


def type_of(node: Expr, types: Types) -> str:
    """The dialect's type of an expression."""
    if node.type == TIMESTAMP and node.zone is None:
        return types.instant
    return type_name(node.type.kind, types)


def type_name(kind: Kind, types: Types) -> str:
    match kind:
        case Kind.INTEGER:
            return types.integer
        case Kind.DECIMAL:
            return types.decimal
        case Kind.DOUBLE | Kind.POINT:
            return types.double
        case Kind.TEXT | Kind.UNKNOWN:
            return types.text
        case Kind.BOOLEAN:
            return types.boolean
        case Kind.DATE:
            return types.date
        case Kind.TIMESTAMP:
            return types.timestamp
        case Kind.DURATION:
            raise ValueError("a duration is no column")
        case _:
            assert_never(kind)


# -------------------------------------------------------------------------------- constants


def constant(node: Const, scope: Scope, zone: str | None) -> Node:
    """A literal, cast only where its own spelling would be of another type."""
    value = node.value
    match value:
        case None:
            return exp.Null()
        case bool():
            return make.boolean(value)
        case datetime():
            return scope.builder.moments.literal(value, zone)
        case date():
            return scope.builder.moments.day_literal(value)
        case str():
            return make.text(value)
        case int():
            return make.number(value)
        case Decimal():
            dialect = scope.builder.dialect
            return dialect.double(value) if node.type == DOUBLE else dialect.decimal(value)
        case float():
            return scope.builder.dialect.double(value)
        case _:
            assert_never(value)


# -------------------------------------------------------------------------------- operations


def _call(node: Call, scope: Scope) -> Node:
    spelling = scope.builder.dialect.operations[node.op]
    if isinstance(spelling, Unsupported):
        raise unsupported(node.op, spelling, scope.builder.dialect.name)
    if node.op in COMPARISONS and any(arg.type == TIMESTAMP for arg in node.args):
        exact = _compare_times(node, scope)
        if exact is not None:
            return exact
        zone = _representation(node.args)
    else:
        zone = node.detail if node.op is Op.TO_ZONE else node.zone
        if node.op in LISTS:
            zone = node.args[0].zone
    match node:
        case Call(op=Op.TO_ZONE, args=(At() | Const(),)):
            return translate(node.args[0], scope, zone)
        case Call(op=Op.PART, args=(At(moment=moment, form="day", days=days),), detail="year"):
            day = scope.builder.moments.day_value(moment, days)
            if day is not None:
                return make.number(day.year)
        case Call(op=Op.BUCKET):
            return spelling(node, [scope.key()])
        case _:
            pass
    args = node.args
    if any(isinstance(arg, Call) and arg.op in FOLDS for arg in args):
        args = tuple(_folded(arg, scope) for arg in args)
    if node.op is Op.AND:
        return make.conjunction(conditions(args, scope))
    return spelling(node, [translate(arg, scope, zone) for arg in args])


def _folded(arg: Expr, scope: Scope) -> Expr:
    if isinstance(arg, Const) and isinstance(arg.value, str):
        return replace(arg, value=scope.builder.dialect.fold_constant(arg.value))
    return arg


def unsupported(op: str, why: Unsupported, dialect: str) -> SegqlError:
    """The error of an operation that a dialect cannot express."""
    return SegqlError(
        Diagnostic(
            codes.UNSUPPORTED,
            f"`{op}` cannot be written in the SQL of {dialect}: {why.reason}.",
            help=why.instead,
        )
    )


# ----------------------------------------------------------------- comparisons of timestamps


def _representation(args: Sequence[Expr]) -> str | None:
    for arg in args:
        if arg.type == TIMESTAMP and not isinstance(arg, At | Const):
            return arg.zone
    return None


def _instant_of(arg: Expr, scope: Scope) -> datetime | None:
    match arg:
        case Const(value=datetime() as value):
            return value
        case At(moment=moment, form="instant"):
            return scope.builder.moments.resolved(moment)
        case _:
            return None


def _compare_times(node: Call, scope: Scope) -> Node | None:
    """A comparison of naive timestamps with an instant that clocks repeat or skip around; None
    for every other, which a plain literal serves.
    """
    zone = _representation(node.args)
    if zone is None:
        return None
    instants = [_instant_of(arg, scope) for arg in node.args]
    if all(instant is None or is_plain(instant, zone) for instant in instants):
        return None
    if node.op is Op.BETWEEN:
        value, low, high = node.args
        halves = (
            replace(node, op=Op.GE, args=(value, low)),
            replace(node, op=Op.LE, args=(value, high)),
        )
        return make.conjunction([_call(half, scope) for half in halves])
    if node.op in _MIRROR and instants[0] is not None and instants[1] is None:
        mirrored = replace(node, op=_MIRROR[node.op], args=(node.args[1], node.args[0]))
        return _compare_times(mirrored, scope)
    if node.op in (Op.LT, Op.LE, Op.GT, Op.GE) and instants[1] is not None:
        including = node.op in (Op.GT, Op.LE)
        reading = first_reading(instants[1] + TICK if including else instants[1], zone)
        if reading is not None:
            kind = exp.GTE if node.op in (Op.GT, Op.GE) else exp.LT
            left = translate(node.args[0], scope)
            return make.compared(kind, left, scope.builder.moments.reading(reading))
    dialect = scope.builder.dialect
    sides: list[Node] = []
    for arg, instant in zip(node.args, instants, strict=True):
        if instant is not None:
            sides.append(scope.builder.moments.instant(Fixed(instant), None))
        else:
            sides.append(dialect.to_instant(translate(arg, scope), zone))
    spelling = dialect.operations[node.op]
    if isinstance(spelling, Unsupported):
        raise unsupported(node.op, spelling, dialect.name)
    return spelling(node, sides)
