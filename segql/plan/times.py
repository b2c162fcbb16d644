"""Dates, timestamps and windows as bounds: where the language's calendar becomes comparisons."""

from __future__ import annotations

from datetime import date, datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from segql.clock import midnight
from segql.plan.columns import day_of_timestamp
from segql.plan.context import Context
from segql.plan.logic import both, call, compare, either, integer, to_instant, to_zone
from segql.plan.moments import EXACT, Fixed, Moment, Shifted, StartOf, add_months
from segql.plan.nodes import At, Call, Const, Expr, Op
from segql.semantics import tree
from segql.types import BOOLEAN, DATE, INTEGER, TIMESTAMP

Bounds = tuple[Moment | None, Moment | None]


# ----------------------------------------------------------------------- moments of the text


def moment_of(ctx: Context, node: tree.Expr) -> Moment | None:
    """The instant that an expression means whatever the rows: a date is its midnight."""
    match node:
        case tree.Literal(value=datetime() as value):
            return Fixed(value)
        case tree.Literal(value=date() as value):
            return Fixed(midnight(value, ZoneInfo(ctx.shared.zone)))
        case tree.Today():
            return StartOf("day", ctx.until)
        case tree.Now():
            return ctx.until
        case tree.Shift(operand, duration):
            base = moment_of(ctx, operand)
            return None if base is None else Shifted(base, duration.amount, duration.unit)
        case _:
            return None


def _day_after(moment: Moment) -> Moment:
    return Shifted(moment, 1, "day")


def lower_date(ctx: Context, node: tree.Expr) -> Expr | None:
    """A date or timestamp that is the same for every row, as a constant or a moment."""
    match node:
        case tree.Literal(value=datetime() as instant):
            return At(Fixed(instant), "instant")
        case tree.Literal(value=date() as day):
            return Const(day, DATE)
        case tree.Today():
            return At(ctx.until, "day")
        case _:
            moment = moment_of(ctx, node)
            if moment is None:
                return None
            if node.type == DATE:
                return At(moment, "day", 1)
            return At(moment, "instant")


def lower_shift(ctx: Context, node: tree.Shift) -> Expr:
    """A date or timestamp of the row, moved by a duration."""
    value = ctx.expr(node.operand)
    amount, unit = node.duration.amount, node.duration.unit
    if node.type == TIMESTAMP and value.type == DATE:
        value = midnight_of(ctx, value)
    if value.type == TIMESTAMP:
        # days move the wall clock of the project, hours the instant
        value = to_instant(value) if unit in EXACT else _wall(ctx, value)
    return call(Op.SHIFT, value, integer(amount), type=value.type, detail=unit, zone=value.zone)


def _wall(ctx: Context, value: Expr) -> Expr:
    return to_zone(value, ctx.shared.zone)


def midnight_of(ctx: Context, value: Expr) -> Expr:
    """A date as the timestamp of its midnight in the project's zone."""
    return call(Op.MIDNIGHT, value, type=TIMESTAMP, zone=ctx.shared.zone)


# ------------------------------------------------------------------------------ comparisons


def compare_times(ctx: Context, op: Op, left: tree.Expr, right: tree.Expr) -> Expr:
    """A comparison in which a side is a date or timestamp: against a date, days count."""
    if left.type == right.type:
        return compare(op, ctx.expr(left), ctx.expr(right))
    if left.type == DATE:
        return compare_times(ctx, _MIRROR[op], right, left)
    moment = moment_of(ctx, right)
    if moment is None:
        return compare(op, day_of_timestamp(ctx, ctx.expr(left)), ctx.expr(right))
    return _against_day(op, ctx.expr(left), moment)


_MIRROR = {Op.EQ: Op.EQ, Op.LT: Op.GT, Op.GT: Op.LT, Op.LE: Op.GE, Op.GE: Op.LE}


def _against_day(op: Op, value: Expr, day: Moment) -> Expr:
    first, after = At(day, "instant"), At(_day_after(day), "instant")
    match op:
        case Op.LT:
            return compare(Op.LT, value, first)
        case Op.LE:
            return compare(Op.LT, value, after)
        case Op.GT:
            return compare(Op.GE, value, after)
        case Op.GE:
            return compare(Op.GE, value, first)
        case _:
            return both((compare(Op.GE, value, first), compare(Op.LT, value, after)))


def within(value: Expr, bounds: Bounds) -> Expr:
    """`low <= value < high`; a date counts as its midnight."""
    low, high = bounds
    form = _bound_of_date if value.type == DATE else _bound_of_timestamp
    parts = []
    if low is not None:
        parts.append(compare(Op.GE, value, form(low)))
    if high is not None:
        parts.append(compare(Op.LT, value, form(high)))
    return both(parts)


def _bound_of_timestamp(moment: Moment) -> Expr:
    return At(moment, "instant")


def _bound_of_date(moment: Moment) -> Expr:
    # the first day whose midnight is not before the moment
    return At(moment, "day", 1)


# ---------------------------------------------------------------------------------- windows


def lower_window(ctx: Context, value: Expr, window: tree.Window) -> Expr:
    """Whether a date or timestamp of the row lies in a window."""
    bounds = static_bounds(ctx, window)
    if bounds is not None:
        return within(value, bounds)
    match window:
        case tree.Relative(kind, bound):
            return _relative(ctx, value, kind, bound)
        case tree.Between(low, high):
            return both((_relative(ctx, value, "since", low), _relative(ctx, value, "until", high)))
        case tree.WithinOf(duration, side, bound):
            return _within_of(ctx, value, duration, side, bound)
        case _:
            raise TypeError(f"a window without bounds: {window}")


def static_bounds(ctx: Context, window: tree.Window) -> Bounds | None:
    """The half-open bounds of a window that are the same for every customer, or None."""
    until = ctx.until
    match window:
        case tree.Last(duration):
            return _ago(until, duration), until
        case tree.Next(duration):
            return until, Shifted(until, duration.amount, duration.unit)
        case tree.MoreThanAgo(duration):
            return None, _ago(until, duration)
        case tree.FromTo(older, newer):
            return _ago(until, older), _ago(until, newer)
        case tree.Calendar(which, unit):
            offset = {"previous": -1, "this": 0, "next": 1}[which]
            return StartOf(unit, until, offset), StartOf(unit, until, offset + 1)
        case tree.InPeriod(year, month):
            return _in_period(ctx, year, month)
        case tree.Relative(kind, bound):
            moment = moment_of(ctx, bound)
            return None if moment is None or bound.type != DATE else _day_bounds(kind, moment)
        case tree.Between(low, high):
            first, last = moment_of(ctx, low), moment_of(ctx, high)
            if first is None or last is None or low.type != DATE or high.type != DATE:
                return None
            return first, _day_after(last)
        case tree.WithinOf(duration, side, bound):
            moment = moment_of(ctx, bound)
            if moment is None:
                return None
            if side == "after":
                return moment, Shifted(moment, duration.amount, duration.unit)
            return _ago(moment, duration), moment
        case _:
            assert_never(window)


def _ago(moment: Moment, duration: tree.Duration) -> Moment:
    return Shifted(moment, -duration.amount, duration.unit)


def _in_period(ctx: Context, year: int, month: int | None) -> Bounds:
    first = date(year, month or 1, 1)
    zone = ZoneInfo(ctx.shared.zone)
    after = add_months(first, 1 if month else 12)
    return Fixed(midnight(first, zone)), Fixed(midnight(after, zone))


def _day_bounds(kind: str, day: Moment) -> Bounds:
    match kind:
        case "before":
            return None, day
        case "after":
            return _day_after(day), None
        case "since":
            return day, None
        case "until":
            return None, _day_after(day)
        case _:
            return day, _day_after(day)


_OPERATORS = {"before": Op.LT, "after": Op.GT, "since": Op.GE, "until": Op.LE, "on": Op.EQ}


def _relative(ctx: Context, value: Expr, kind: str, bound: tree.Expr) -> Expr:
    if bound.type == DATE:
        moment = moment_of(ctx, bound)
        if moment is not None:
            return within(value, _day_bounds(kind, moment))
    limit = ctx.expr(bound)
    if DATE in (bound.type, value.type):
        return compare(_OPERATORS[kind], day_of_timestamp(ctx, value), day_of_timestamp(ctx, limit))
    return compare(_OPERATORS[kind], value, limit)


def _within_of(
    ctx: Context, value: Expr, duration: tree.Duration, side: str, bound: tree.Expr
) -> Expr:
    unit = duration.unit
    anchor = ctx.expr(bound)
    if not (value.type == DATE and anchor.type == DATE and unit not in EXACT):
        value = midnight_of(ctx, value) if value.type == DATE else value
        anchor = midnight_of(ctx, anchor) if anchor.type == DATE else anchor
        anchor = to_instant(anchor) if unit in EXACT else _wall(ctx, anchor)
    amount = duration.amount if side == "after" else -duration.amount
    moved = call(Op.SHIFT, anchor, integer(amount), type=anchor.type, detail=unit, zone=anchor.zone)
    low, high = (anchor, moved) if side == "after" else (moved, anchor)
    return both((compare(Op.GE, value, low), compare(Op.LT, value, high)))


# ------------------------------------------------------------------- anniversaries, elapsed


def lower_anniversary(ctx: Context, node: tree.AnniversaryIn) -> Expr:
    """Some anniversary lies in the window: the first one not before its start does."""
    day = day_of_timestamp(ctx, ctx.expr(node.operand))
    bounds = static_bounds(ctx, node.window)
    if bounds is not None and (bounds[0] is None or bounds[1] is None):
        # an open window holds some anniversary of every known date
        return (
            Call(Op.KNOWN, (day,), BOOLEAN, nullable=False)
            if day.nullable
            else Const(True, BOOLEAN)
        )
    if bounds is None:
        return _dynamic_anniversary(ctx, day, node.window)
    start = At(bounds[0], "day", 1) if bounds[0] is not None else None
    if start is None:
        raise ValueError("a window without a start")
    year = call(Op.PART, start, type=INTEGER, detail="year")
    return either(
        within(call(Op.ANNIVERSARY, day, which, type=DATE), bounds)
        for which in (year, call(Op.ADD, year, integer(1), type=INTEGER))
    )


def _dynamic_anniversary(ctx: Context, day: Expr, window: tree.Window) -> Expr:
    # the bounds follow from the row: try the anniversaries around the bound's own year
    anchor = day_of_timestamp(ctx, ctx.expr(_anchor(window)))
    year = call(Op.PART, anchor, type=INTEGER, detail="year")
    years = (call(Op.ADD, year, integer(offset), type=INTEGER) for offset in _reach(window))
    return either(
        lower_window(ctx, call(Op.ANNIVERSARY, day, which, type=DATE), window) for which in years
    )


def _anchor(window: tree.Window) -> tree.Expr:
    match window:
        case tree.Relative(bound=bound) | tree.WithinOf(bound=bound):
            return bound
        case tree.Between(low=low):
            return low
        case _:
            raise TypeError(f"no bound of the row: {window}")


def _reach(window: tree.Window) -> tuple[int, ...]:
    if isinstance(window, tree.WithinOf) and window.side == "before":
        return (-1, 0)
    return (-1, 0, 1)


def lower_elapsed(ctx: Context, node: tree.Elapsed) -> Expr:
    """Completed units from start to end: by the calendar for days and longer."""
    start, end = ctx.expr(node.start), ctx.expr(node.end)
    if node.unit in EXACT:
        start, end = (
            to_instant(midnight_of(ctx, value) if value.type == DATE else value)
            for value in (start, end)
        )
        seconds = call(Op.SECONDS, start, end, type=INTEGER)
        return _divided(seconds, EXACT[node.unit])
    start, end = day_of_timestamp(ctx, start), day_of_timestamp(ctx, end)
    if node.unit in ("day", "week"):
        days = call(Op.DAYS, start, end, type=INTEGER)
        return _divided(days, 7 if node.unit == "week" else 1)
    months = call(Op.MONTHS, start, end, type=INTEGER)
    return _divided(months, {"month": 1, "quarter": 3, "year": 12}[node.unit])


def _divided(value: Expr, by: int) -> Expr:
    if by == 1:
        return value
    return call(Op.TRUNC_DIVIDE, value, integer(by), type=INTEGER)


def lower_part(ctx: Context, node: tree.PartOf) -> Expr:
    value = ctx.expr(node.operand)
    if node.part == "date":
        return day_of_timestamp(ctx, value)
    if value.type == TIMESTAMP:
        value = _wall(ctx, value)
    elif node.part in EXACT:
        value = midnight_of(ctx, value)
    return call(Op.PART, value, type=INTEGER, detail=node.part)
