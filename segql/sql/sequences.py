"""Sequences of events: who has a chain that fits, step by step.

After each step that happened there is a query of what was reached: the customer, when, and what
later steps ask of it. Where a step asks nothing of earlier ones but equality, only the latest
event before it matters: whatever lies between that and the step lies between any earlier one and
the step, and it is the nearest for any limit. So each step is one pass over its own events and
what was reached before it. Otherwise pairs are tried, within one customer.
"""

from __future__ import annotations

from collections.abc import Sequence as Listed
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlglot import exp

from segql.plan.logic import compare, to_instant
from segql.plan.moments import Unit
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
from segql.sql.reached import LAST, NEXT, OWN_NAMES, PREVIOUS, TIME, Passes, Rows, derived, is_main
from segql.sql.scope import Row, Scope
from segql.sql.steps import (
    BEFORE,
    OWN,
    Taken,
    asked_later,
    first_row,
    held_as,
    name_of,
    own_parts,
    row_of,
    substituted,
    taken,
)
from segql.types import DATE, TIMESTAMP

if TYPE_CHECKING:
    from segql.sql.builder import Builder, Found


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
        zones = {self._time(step).zone for step in self.steps}
        self.passes = Passes(builder, self.key, zones.pop() if len(zones) == 1 else None)

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
        if self.passes.zone is None:
            time = to_instant(time)
        made: list[Node] = [
            scope.shown_key(self.key),
            make.named(translate(time, scope, self.passes.zone), TIME),
        ]
        taken_names = Names((self.key, *OWN_NAMES))
        columns: dict[Expr, Column] = {}
        for part in self._parts(step, number):
            own_part = first_row(part, row)
            held = taken_names.take(name_of(part))
            columns[part] = held_as(OWN, held, part)
            made.append(make.shown(translate(own_part, scope, part.zone), held))
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
                    part for part in other.carried if part in later and row_of(part) == row
                )
        return list(dict.fromkeys(parts))

    def _begin(self, rows: Rows, pending: Listed[Taken]) -> Rows:
        """The first step: no event of negated ones before it."""
        for step in pending:
            gone = self._events(step, self.steps.index(step))
            first = self.passes.extreme(gone, exp.Min(this=column("n", TIME)), [])
            on = [exp.EQ(this=column("f", self.key), expression=column("e", self.key))]
            join = make.join(derived(first, "f"), make.conjunction(on), outer=True)
            none = make.is_null(column("f", TIME))
            later = exp.GTE(this=column("f", TIME), expression=column("e", TIME))
            rows = self.passes.added(
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
        asked = [step.equal.get(part) for part in reached.columns]
        simple = step.by_equality and None not in asked and len(set(asked)) == len(asked)
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
        first = self.passes.extreme(
            reached, exp.Min(this=column("n", TIME)), [reached.columns[p].column for p in parts]
        )
        on: list[Node] = [exp.EQ(this=column("r", self.key), expression=column("e", self.key))]
        for part in parts:
            mine = rows.columns[step.equal[part]].column
            on.append(
                exp.EQ(this=column("r", reached.columns[part].column), expression=column("e", mine))
            )
        on.append(exp.GT(this=column("e", TIME), expression=column("r", TIME)))
        join = make.join(derived(first, "r"), make.conjunction(on), outer=False)
        columns = self._next_columns(rows, step, kept)
        return self.passes.added(rows, f"until_{step.step.event}", "e", columns, [join], [])

    def _after_latest(self, reached: Rows, rows: Rows, step: Taken, kept: set[Expr]) -> Rows:
        """Within a limit, or with nothing between: the latest that was reached before decides."""
        parts = list(reached.columns)
        columns = self._next_columns(rows, step, kept)
        own = {held.column for held in columns.values()}
        equal = [rows.columns[step.equal[part]].column for part in parts]
        shown = list(dict.fromkeys((*equal, *sorted(own))))
        back = dict(zip(equal, (reached.columns[part].column for part in parts), strict=True))
        union = self.passes.union(rows, reached, shown, back)
        inner = self.passes.marked(union, shown, equal, latest=True)
        scope = self.passes.scope("s")
        previous = self.passes.moment(BEFORE, PREVIOUS, nullable=True)
        scope.rows[BEFORE] = Row("s")
        where: list[Node] = [is_main("s")]
        limit = step.step.limit
        if limit is None:
            where.append(make.is_known(column("s", PREVIOUS)))
        else:
            end = self.passes.end(previous, limit)
            now = self.passes.moment(OWN, TIME)
            where.append(translate(compare(Op.LE, now, end), scope))
        made: list[Node] = [column("s", self.key), column("s", TIME), column("s", PREVIOUS)]
        made.extend(column("s", name) for name in sorted(own))
        query = make.select(made, derived(inner, "s"), where=where)
        name = self.builder.add(names.plain("until", step.step.event), query)
        return Rows(name, columns, start=True)

    def _pairs(
        self, reached: Rows, rows: Rows, step: Taken, kept: set[Expr], *, with_start: bool
    ) -> Rows:
        """All pairs of what was reached and what follows, for conditions of every kind."""
        scope = self.passes.scope("e")
        scope.rows[BEFORE] = Row("r")
        on: list[Node] = [exp.EQ(this=column("r", self.key), expression=column("e", self.key))]
        on.append(exp.GT(this=column("e", TIME), expression=column("r", TIME)))
        on.extend(self._correlated(step, rows, reached, scope))
        if step.step.limit is not None:
            end = self.passes.end(self.passes.moment(BEFORE, TIME), step.step.limit)
            on.append(translate(compare(Op.LE, self.passes.moment(OWN, TIME), end), scope))
        made: list[Node] = [column("e", self.key), column("e", TIME)]
        if with_start:
            made.append(make.named(column("r", TIME), PREVIOUS))
        used = Names((self.key, *OWN_NAMES))
        columns: dict[Expr, Column] = {}
        for part in sorted(kept, key=name_of):
            side, held = ("e", rows.columns) if part in rows.columns else ("r", reached.columns)
            if part not in held:
                continue
            name = used.take(held[part].column)
            columns[part] = replace(held[part], column=name, row=OWN)
            made.append(make.shown(column(side, held[part].column), name))
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
        scope = self.passes.scope("s")
        ended: list[Node] = []
        if is_last:
            over = compare(Op.LE, self.passes.end(self.passes.moment(OWN, TIME), limit), self.until)
            ended = conditions([over], scope)
        if not step.by_equality:
            return self._not_exists(reached, rows, step, limit=limit, more=ended)
        parts = list(step.equal)
        equal = [reached.columns[part].column for part in parts]
        back = dict(zip(equal, (rows.columns[step.equal[p]].column for p in parts), strict=True))
        shown = [held.column for held in reached.columns.values()]
        if reached.start:
            shown = [PREVIOUS, *shown]
        union = self.passes.union(reached, rows, shown, back)
        inner = self.passes.marked(union, shown, equal, latest=False)
        scope.rows[BEFORE] = Row("s")
        next_one = self.passes.moment(BEFORE, NEXT, nullable=True)
        end = self.passes.end(self.passes.moment(OWN, TIME), limit)
        later = translate(compare(Op.GT, next_one, end), scope)
        none = make.is_null(column("s", NEXT))
        where = [
            is_main("s"),
            make.disjunction([none, later]),
            *ended,
        ]
        made: list[Node] = [column("s", self.key), column("s", TIME)]
        made.extend(column("s", name) for name in shown)
        query = make.select(made, derived(inner, "s"), where=where)
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
        union = self.passes.union(pairs, rows, shown, back)
        inner = self.passes.marked(union, shown, equal, latest=True, mark=LAST)
        none = make.is_null(column("s", LAST))
        earlier = exp.LTE(this=column("s", LAST), expression=column("s", PREVIOUS))
        where = [
            is_main("s"),
            make.disjunction([none, earlier]),
        ]
        made: list[Node] = [column("s", self.key), column("s", TIME)]
        made.extend(column("s", name) for name in shown)
        query = make.select(made, derived(inner, "s"), where=where)
        return replace(pairs, name=self.builder.add(names.plain("without", step.step.event), query))

    def _never_after(self, reached: Rows, step: Taken) -> Rows:
        """What was reached, where nothing of a step happens any more."""
        rows = self._events(step, self.steps.index(step))
        if not step.by_equality:
            return self._not_exists(replace(reached, start=False), rows, step, limit=None, more=[])
        parts = list(step.equal)
        theirs = [rows.columns[step.equal[part]].column for part in parts]
        last = self.passes.extreme(rows, exp.Max(this=column("n", TIME)), theirs)
        on: list[Node] = [exp.EQ(this=column("n", self.key), expression=column("e", self.key))]
        for part, name in zip(parts, theirs, strict=True):
            mine = reached.columns[part].column
            on.append(exp.EQ(this=column("n", name), expression=column("e", mine)))
        join = make.join(derived(last, "n"), make.conjunction(on), outer=True)
        none = make.is_null(column("n", TIME))
        before = exp.LTE(this=column("n", TIME), expression=column("e", TIME))
        return self.passes.added(
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
        scope = self.passes.scope("n")
        scope.rows[BEFORE] = Row("s")
        start = PREVIOUS if reached.start and limit is None else TIME
        where: list[Node] = [exp.EQ(this=column("n", self.key), expression=column("s", self.key))]
        where.append(exp.GT(this=column("n", TIME), expression=column("s", start)))
        if limit is not None:
            end = self.passes.end(self.passes.moment(BEFORE, TIME), limit)
            where.append(translate(compare(Op.LE, self.passes.moment(OWN, TIME), end), scope))
        elif reached.start:
            where.append(exp.LT(this=column("n", TIME), expression=column("s", TIME)))
        where.extend(self._correlated(step, rows, reached, scope))
        inner = make.select([make.number(1)], make.table((rows.name,), "n"), where=where)
        absent = exp.Not(this=exp.Exists(this=inner))
        return self.passes.added(
            reached, f"without_{step.step.event}", "s", reached.columns, [], [absent, *more]
        )
