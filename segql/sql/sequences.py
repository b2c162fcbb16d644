"""Sequences of events: who has a chain that fits, step by step.

After each step that happened there is a query of what was reached: the customer, when, and what
later steps ask of it. Where a step asks nothing of earlier ones but equality, only the latest
event before it matters: whatever lies between that and the step lies between any earlier one and
the step, and it is the nearest for any limit. So each step is one pass over its own events and
what was reached before it. Otherwise pairs are tried, within one customer.
"""

from __future__ import annotations

from collections.abc import Sequence as Listed
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlglot import exp

from segql.plan.logic import compare, integer, to_instant, to_zone
from segql.plan.moments import EXACT, Unit
from segql.plan.nodes import (
    EVENT,
    At,
    Call,
    Column,
    Expr,
    Op,
    Sequence,
)
from segql.sql import make, names
from segql.sql.expressions import conditions, translate
from segql.sql.make import Node, column
from segql.sql.names import Names
from segql.sql.scope import Row, Scope
from segql.sql.steps import (
    BEFORE,
    OWN,
    Taken,
    asked_later,
    first_row,
    own_parts,
    substituted,
    taken,
)
from segql.types import DATE, TIMESTAMP

if TYPE_CHECKING:
    from segql.sql.builder import Builder, Found

TIME = "happened_at"
PREVIOUS = "previous_at"


@dataclass(frozen=True, slots=True)
class Rows:
    """A query of events: the customer, `happened_at`, and named columns for what is asked of
    them. `start` marks pairs, which hold `previous_at` too.
    """

    name: str
    columns: dict[Expr, Column]
    start: bool = False

    def keep(self, wanted: set[Expr]) -> dict[Expr, Column]:
        return {part: held for part, held in self.columns.items() if part in wanted}


def members(builder: Builder, node: Sequence) -> Found:
    """A query of the customers for whom a chain fits."""
    from segql.sql.builder import Found

    chain = _Chain(builder, node)
    reached = chain.walk()
    key = builder.plan.customer.key
    words = [f"no_{step.event}" if step.negated else step.event for step in node.steps]
    name = names.plain("_then_".join(words))
    query = make.select([column("r", key)], make.table((reached.name,), "r"), distinct=True)
    return Found(builder.add(name, query), key)


class _Chain:
    def __init__(self, builder: Builder, node: Sequence) -> None:
        self.builder = builder
        self.until = At(node.until, "instant")
        self.key = builder.plan.customer.key
        self.steps = [taken(step) for step in node.steps]
        self.asked = asked_later(self.steps)
        self.zone = self._common_zone()

    def _common_zone(self) -> str | None:
        zones = {self._time(step).zone for step in self.steps}
        return zones.pop() if len(zones) == 1 else None

    def _time(self, step: Taken) -> Expr:
        """When an event of a step happened, as a timestamp."""
        time = self.builder.source(step.step.event, self.until.moment).time
        if time is None:
            raise ValueError(f"{step.step.event} has no time")
        if time.type != DATE:
            return time
        zone = self.builder.plan.zone
        return Call(Op.MIDNIGHT, (time,), TIMESTAMP, time.nullable, zone=zone)

    # -- the walk

    def walk(self) -> Rows:
        reached: Rows | None = None
        pending: list[Taken] = []
        for number, step in enumerate(self.steps):
            if not step.step.negated:
                rows = self._events(step, number)
                kept = self.asked[number]
                reached = (
                    self._begin(rows, pending)
                    if reached is None
                    else self._follow(reached, rows, step, pending, kept)
                )
                pending = []
            elif step.step.limit is None:
                pending.append(step)
            elif reached is None:
                raise ValueError("a step with a time limit needs a step before it")
            else:
                is_last = all(later.step.negated for later in self.steps[number:])
                reached = self._without(reached, step, step.step.limit, number, is_last=is_last)
        if reached is None:
            raise ValueError("a sequence in which nothing happens")
        for step in pending:
            reached = self._never_after(reached, step)
        return reached

    # -- the events of one step

    def _events(self, step: Taken, number: int) -> Rows:
        """A query of the events that satisfy what a step asks of its own row."""
        builder, row = self.builder, step.step.row
        source = builder.source(step.step.event, self.until.moment)
        scope = Scope(builder, lambda: source.owner(builder, alias))
        alias = scope.alias(step.step.event)
        scope.rows[EVENT] = Row(alias)
        own = [first_row(item, row) for item in step.own]
        where = conditions((*source.where, *own), scope)
        time = self._time(step)
        if self.zone is None:
            time = to_instant(time)
        made: list[Node] = [
            scope.shown_key(self.key),
            make.named(translate(time, scope, self.zone), TIME),
        ]
        taken_names = Names((self.key, TIME, PREVIOUS, "kind"))
        columns: dict[Expr, Column] = {}
        for part in self._parts(step, number):
            own_part = first_row(part, row)
            held = taken_names.take(_name_of(part))
            columns[part] = _held(OWN, held, part)
            made.append(make.named(translate(own_part, scope, part.zone), held))
            if part in step.equal.values() and part.nullable:
                where.append(make.is_known(translate(own_part, scope, part.zone)))
        query = make.select(made, source.relation(alias), scope.joins, where)
        return Rows(
            builder.add(names.plain("step", str(number + 1), step.step.event), query), columns
        )

    def _parts(self, step: Taken, number: int) -> list[Expr]:
        """What is asked of a step's own row: by its own conditions, and by later steps."""
        row = step.step.row
        parts = [part for condition in step.mixed for part in own_parts(condition, row)]
        parts.extend(step.equal.values())
        if not step.step.negated:
            later = self.asked[number]
            for other in self.steps[number + 1 :]:
                parts.extend(
                    part for part in other.carried if part in later and _row_of(part) == row
                )
        return list(dict.fromkeys(parts))

    def _begin(self, rows: Rows, pending: Listed[Taken]) -> Rows:
        """The first step: no event of negated ones before it."""
        for step in pending:
            gone = self._events(step, self.steps.index(step))
            first = self._extreme(gone, exp.Min(this=column("n", TIME)), [])
            on = [exp.EQ(this=column("f", self.key), expression=column("e", self.key))]
            join = make.join(_derived(first, "f"), make.conjunction(on), outer=True)
            none = make.is_null(column("f", TIME))
            later = exp.GTE(this=column("f", TIME), expression=column("e", TIME))
            rows = self._added(
                rows, "begin", "e", rows.columns, [join], [make.disjunction([none, later])]
            )
        return rows

    # -- from step to step

    def _follow(
        self, reached: Rows, rows: Rows, step: Taken, pending: Listed[Taken], kept: set[Expr]
    ) -> Rows:
        """What is reached by a step that happens after what was reached before."""
        for gone in pending:
            kept = kept | set(gone.carried)
        simple = step.by_equality and set(reached.columns) <= set(step.equal)
        if not simple:
            pairs = self._pairs(reached, rows, step, kept, with_start=bool(pending))
        elif step.step.limit is None and not pending:
            pairs = self._after_first(reached, rows, step, kept)
        else:
            pairs = self._after_latest(reached, rows, step, kept)
        for gone in pending:
            pairs = self._none_between(pairs, gone)
        return Rows(pairs.name, pairs.keep(self.asked[self.steps.index(step)]))

    def _next_columns(self, rows: Rows, step: Taken, kept: set[Expr]) -> dict[Expr, Column]:
        """What is carried on from a step that follows by equality: by names of its own query."""
        columns: dict[Expr, Column] = {}
        for part in kept:
            if part in rows.columns:
                columns[part] = rows.columns[part]
            elif part in step.equal:
                columns[part] = rows.columns[step.equal[part]]
        return dict(sorted(columns.items(), key=lambda item: item[1].column))

    def _after_first(self, reached: Rows, rows: Rows, step: Taken, kept: set[Expr]) -> Rows:
        """Any time after: after the first that was reached."""
        parts = list(reached.columns)
        first = self._extreme(
            reached, exp.Min(this=column("n", TIME)), [reached.columns[p].column for p in parts]
        )
        on: list[Node] = [exp.EQ(this=column("r", self.key), expression=column("e", self.key))]
        for part in parts:
            mine = rows.columns[step.equal[part]].column
            on.append(
                exp.EQ(this=column("r", reached.columns[part].column), expression=column("e", mine))
            )
        on.append(exp.GT(this=column("e", TIME), expression=column("r", TIME)))
        join = make.join(_derived(first, "r"), make.conjunction(on), outer=False)
        columns = self._next_columns(rows, step, kept)
        return self._added(rows, f"until_{step.step.event}", "e", columns, [join], [])

    def _after_latest(self, reached: Rows, rows: Rows, step: Taken, kept: set[Expr]) -> Rows:
        """Within a limit, or with nothing between: the latest that was reached before decides."""
        parts = list(reached.columns)
        columns = self._next_columns(rows, step, kept)
        own = {held.column for held in columns.values()}
        equal = [rows.columns[step.equal[part]].column for part in parts]
        shown = list(dict.fromkeys((*equal, *sorted(own))))
        back = dict(zip(equal, (reached.columns[part].column for part in parts), strict=True))
        union = self._union(rows, reached, shown, back)
        inner = self._marked(union, shown, equal, latest=True)
        scope = self._scope("s")
        previous = _moment(BEFORE, PREVIOUS, self.zone, nullable=True)
        scope.rows[BEFORE] = Row("s")
        where: list[Node] = [exp.EQ(this=column("s", "kind"), expression=make.number(0))]
        limit = step.step.limit
        if limit is None:
            where.append(make.is_known(column("s", PREVIOUS)))
        else:
            end = self._end(previous, limit)
            now = _moment(OWN, TIME, self.zone)
            where.append(translate(compare(Op.LE, now, end), scope))
        made: list[Node] = [column("s", self.key), column("s", TIME), column("s", PREVIOUS)]
        made.extend(column("s", name) for name in sorted(own))
        query = make.select(made, _derived(inner, "s"), where=where)
        name = self.builder.add(names.plain("until", step.step.event), query)
        return Rows(name, columns, start=True)

    def _pairs(
        self, reached: Rows, rows: Rows, step: Taken, kept: set[Expr], *, with_start: bool
    ) -> Rows:
        """All pairs of what was reached and what follows, for conditions of every kind."""
        scope = self._scope("e")
        scope.rows[BEFORE] = Row("r")
        on: list[Node] = [exp.EQ(this=column("r", self.key), expression=column("e", self.key))]
        on.append(exp.GT(this=column("e", TIME), expression=column("r", TIME)))
        on.extend(self._correlated(step, rows, reached, scope))
        if step.step.limit is not None:
            end = self._end(_moment(BEFORE, TIME, self.zone), step.step.limit)
            on.append(translate(compare(Op.LE, _moment(OWN, TIME, self.zone), end), scope))
        made: list[Node] = [column("e", self.key), column("e", TIME)]
        if with_start:
            made.append(make.named(column("r", TIME), PREVIOUS))
        used = Names((self.key, TIME, PREVIOUS, "kind"))
        columns: dict[Expr, Column] = {}
        for part in sorted(kept, key=_name_of):
            side, held = ("e", rows.columns) if part in rows.columns else ("r", reached.columns)
            if part not in held:
                continue
            name = used.take(held[part].column)
            columns[part] = replace(held[part], column=name, row=OWN)
            made.append(make.named(column(side, held[part].column), name))
        join = make.join(make.table((reached.name,), "r"), make.conjunction(on), outer=False)
        source = make.table((rows.name,), "e")
        query = make.select(made, source, [join], distinct=True)
        name = self.builder.add(names.plain("until", step.step.event), query)
        return Rows(name, columns, start=with_start)

    def _correlated(self, step: Taken, rows: Rows, reached: Rows, scope: Scope) -> list[Node]:
        """A step's conditions on earlier steps, over the aliases of both."""
        parts = {part: replace(held, row=OWN) for part, held in rows.columns.items()}
        for part, held in reached.columns.items():
            parts[part] = replace(held, row=BEFORE)
        made = [compare(Op.EQ, parts[own], parts[earlier]) for earlier, own in step.equal.items()]
        made.extend(substituted(condition, parts) for condition in step.mixed)
        return conditions(made, scope)

    # -- negated steps

    def _without(
        self, reached: Rows, step: Taken, limit: tuple[int, Unit], number: int, *, is_last: bool
    ) -> Rows:
        """What was reached, where nothing of a step happens until its limit."""
        rows = self._events(step, number)
        scope = self._scope("s")
        ended: list[Node] = []
        if is_last:
            over = compare(Op.LE, self._end(_moment(OWN, TIME, self.zone), limit), self.until)
            ended = conditions([over], scope)
        if not step.by_equality:
            return self._not_exists(reached, rows, step, limit=limit, more=ended)
        parts = list(step.equal)
        equal = [reached.columns[part].column for part in parts]
        back = dict(zip(equal, (rows.columns[step.equal[p]].column for p in parts), strict=True))
        shown = [held.column for held in reached.columns.values()]
        if reached.start:
            shown = [PREVIOUS, *shown]
        union = self._union(reached, rows, shown, back)
        inner = self._marked(union, shown, equal, latest=False)
        scope.rows[BEFORE] = Row("s")
        next_one = _moment(BEFORE, "next_at", self.zone, nullable=True)
        end = self._end(_moment(OWN, TIME, self.zone), limit)
        later = translate(compare(Op.GT, next_one, end), scope)
        none = make.is_null(column("s", "next_at"))
        where = [
            exp.EQ(this=column("s", "kind"), expression=make.number(0)),
            make.disjunction([none, later]),
            *ended,
        ]
        made: list[Node] = [column("s", self.key), column("s", TIME)]
        made.extend(column("s", name) for name in shown)
        query = make.select(made, _derived(inner, "s"), where=where)
        name = self.builder.add(names.plain("without", step.step.event), query)
        return replace(reached, name=name)

    def _none_between(self, pairs: Rows, step: Taken) -> Rows:
        """Pairs with nothing of a step between the two."""
        rows = self._events(step, self.steps.index(step))
        if not step.by_equality:
            return self._not_exists(pairs, rows, step, limit=None, more=[])
        parts = list(step.equal)
        equal = [pairs.columns[part].column for part in parts]
        back = dict(zip(equal, (rows.columns[step.equal[p]].column for p in parts), strict=True))
        shown = [PREVIOUS, *(held.column for held in pairs.columns.values())]
        union = self._union(pairs, rows, shown, back)
        inner = self._marked(union, shown, equal, latest=True, mark="last_at")
        none = make.is_null(column("s", "last_at"))
        earlier = exp.LTE(this=column("s", "last_at"), expression=column("s", PREVIOUS))
        where = [
            exp.EQ(this=column("s", "kind"), expression=make.number(0)),
            make.disjunction([none, earlier]),
        ]
        made: list[Node] = [column("s", self.key), column("s", TIME)]
        made.extend(column("s", name) for name in shown)
        query = make.select(made, _derived(inner, "s"), where=where)
        return replace(pairs, name=self.builder.add(names.plain("without", step.step.event), query))

    def _never_after(self, reached: Rows, step: Taken) -> Rows:
        """What was reached, where nothing of a step happens any more."""
        rows = self._events(step, self.steps.index(step))
        if not step.by_equality:
            return self._not_exists(replace(reached, start=False), rows, step, limit=None, more=[])
        parts = list(step.equal)
        theirs = [rows.columns[step.equal[part]].column for part in parts]
        last = self._extreme(rows, exp.Max(this=column("n", TIME)), theirs)
        on: list[Node] = [exp.EQ(this=column("n", self.key), expression=column("e", self.key))]
        for part, name in zip(parts, theirs, strict=True):
            mine = reached.columns[part].column
            on.append(exp.EQ(this=column("n", name), expression=column("e", mine)))
        join = make.join(_derived(last, "n"), make.conjunction(on), outer=True)
        none = make.is_null(column("n", TIME))
        before = exp.LTE(this=column("n", TIME), expression=column("e", TIME))
        return self._added(
            reached,
            f"never_{step.step.event}",
            "e",
            reached.columns,
            [join],
            [make.disjunction([none, before])],
        )

    def _not_exists(
        self,
        reached: Rows,
        rows: Rows,
        step: Taken,
        *,
        limit: tuple[int, Unit] | None,
        more: list[Node],
    ) -> Rows:
        """Rows with no event of a step after them, up to its limit, or between the two of a
        pair: for conditions of every kind.
        """
        scope = self._scope("n")
        scope.rows[BEFORE] = Row("s")
        start = PREVIOUS if reached.start and limit is None else TIME
        where: list[Node] = [exp.EQ(this=column("n", self.key), expression=column("s", self.key))]
        where.append(exp.GT(this=column("n", TIME), expression=column("s", start)))
        if limit is not None:
            end = self._end(_moment(BEFORE, TIME, self.zone), limit)
            where.append(translate(compare(Op.LE, _moment(OWN, TIME, self.zone), end), scope))
        elif reached.start:
            where.append(exp.LT(this=column("n", TIME), expression=column("s", TIME)))
        where.extend(self._correlated(step, rows, reached, scope))
        inner = make.select([make.number(1)], make.table((rows.name,), "n"), where=where)
        absent = exp.Not(this=exp.Exists(this=inner))
        return self._added(
            reached, f"without_{step.step.event}", "s", reached.columns, [], [absent, *more]
        )

    # -- queries

    def _added(
        self,
        rows: Rows,
        wanted: str,
        alias: str,
        columns: dict[Expr, Column],
        joins: list[exp.Join],
        where: list[Node],
    ) -> Rows:
        """A query over rows with fewer of them."""
        made: list[Node] = [column(alias, self.key), column(alias, TIME)]
        if rows.start:
            made.append(column(alias, PREVIOUS))
        shown = dict.fromkeys(held.column for held in columns.values())
        made.extend(column(alias, name) for name in shown)
        query = make.select(made, make.table((rows.name,), alias), joins, where)
        return Rows(self.builder.add(names.plain(wanted), query), dict(columns), rows.start)

    def _extreme(self, rows: Rows, figure: Node, by: Listed[str]) -> exp.Select:
        """The first or last of rows for each customer, and value of further columns."""
        made: list[Node] = [column("n", self.key), *(column("n", name) for name in by)]
        group = [column("n", self.key), *(column("n", name) for name in by)]
        made.append(make.named(figure, TIME))
        return make.select(made, make.table((rows.name,), "n"), group=group)

    def _union(
        self, main: Rows, other: Rows, shown: Listed[str], back: dict[str, str]
    ) -> exp.Union:
        """The rows of two queries, told apart by `kind`: 0 and 1. `back` names the columns of
        the other that stand for columns of the first; the rest are null there.
        """
        first: list[Node] = [column("a", self.key), column("a", TIME)]
        first.extend(column("a", name) for name in shown)
        first.append(make.named(make.number(0), "kind"))
        second: list[Node] = [column("b", self.key), column("b", TIME)]
        second.extend(column("b", back[name]) if name in back else exp.Null() for name in shown)
        second.append(make.number(1))
        return exp.Union(
            this=make.select(first, make.table((main.name,), "a")),
            expression=make.select(second, make.table((other.name,), "b")),
            distinct=False,
        )

    def _marked(
        self,
        union: exp.Union,
        shown: Listed[str],
        equal: Listed[str],
        *,
        latest: bool,
        mark: str | None = None,
    ) -> exp.Select:
        """The union with, for each row of the first query, when the latest row of the other was
        strictly before it (or the next one strictly after it).
        """
        partition = [column("u", name) for name in (self.key, *equal)]
        order = [
            exp.Ordered(this=column("u", TIME), desc=not latest),
            exp.Ordered(this=column("u", "kind"), desc=False),
        ]
        is_other = exp.EQ(this=column("u", "kind"), expression=make.number(1))
        time = make.case([(is_other, column("u", TIME))])
        frame = exp.WindowSpec(
            kind="ROWS", start="UNBOUNDED", start_side="PRECEDING", end="CURRENT ROW"
        )
        figure = exp.Max(this=time) if latest else exp.Min(this=time)
        window = make.window(figure, partition, order, frame)
        made: list[Node] = [column("u", name) for name in (self.key, TIME, *shown, "kind")]
        made.append(make.named(window, mark or (PREVIOUS if latest else "next_at")))
        return make.select(made, exp.Subquery(this=union, alias=_alias("u")))

    def _scope(self, alias: str) -> Scope:
        scope = Scope(self.builder, lambda: column(alias, self.key))
        scope.rows[OWN] = Row(alias)
        return scope

    def _end(self, start: Column, limit: tuple[int, Unit]) -> Expr:
        """The last instant of a time limit; days move the wall clock, hours the instant."""
        amount, unit = limit
        base = to_instant(start) if unit in EXACT else to_zone(start, self.builder.plan.zone)
        return Call(Op.SHIFT, (base, integer(amount)), TIMESTAMP, start.nullable, unit, base.zone)


def _moment(row: int, name: str, zone: str | None, *, nullable: bool = False) -> Column:
    return Column(row, (), name, (), TIMESTAMP, nullable, zone)


def _held(row: int, name: str, part: Expr) -> Column:
    return Column(row, (), name, (), part.type, part.nullable, part.zone)


def _row_of(part: Expr) -> int:
    from segql.sql.steps import step_rows

    return next(iter(step_rows(part)))


def _name_of(part: Expr) -> str:
    match part:
        case Column():
            return names.plain(names.of_column(part))
        case Call(args=args) if args:
            return _name_of(args[0])
        case _:
            return "value"


def _derived(query: exp.Query, alias: str) -> exp.Subquery:
    return exp.Subquery(this=query, alias=_alias(alias))


def _alias(name: str) -> exp.TableAlias:
    return exp.TableAlias(this=make.identifier(name))
