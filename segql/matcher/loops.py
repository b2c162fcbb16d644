"""Event sets as loops: each kind of event is read once a level, for all sets that it serves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from segql.matcher.tallies import Asked, finish, order, start, tally
from segql.matcher.writer import Frame, Writer, depends_on_row
from segql.plan.logic import either, known, negate
from segql.plan.nodes import (
    CUSTOMER,
    EVENT,
    At,
    Call,
    Column,
    EventSet,
    EventTable,
    Exists,
    Expr,
    Measure,
    Periods,
    Plan,
    Reference,
    Step,
)
from segql.plan.nodes import Sequence as SequenceNode
from segql.plan.rewrite import children, descendants, event_set_parts, rewrite
from segql.plan.times import within
from segql.types import DATE


def write_events(writer: Writer, plan: Plan, values: Iterable[Expr]) -> None:
    """Write all figures of events that some values rest on, what they need before them."""
    waiting = [node for node in dict.fromkeys(_asked(values)) if writer.known_name(node) is None]
    while waiting:
        ready = [node for node in waiting if not any(
            part in waiting for part in _asked(_inner(node))
        )]  # fmt: skip
        waiting = [node for node in waiting if node not in ready]
        _write_level(writer, plan, ready)


def write_shared_events(writer: Writer, plan: Plan, values: Iterable[Expr]) -> None:
    """Write the figures that rest on events alone, of many definitions in one loop a kind."""
    plain = [
        node
        for node in dict.fromkeys(_asked(values))
        if isinstance(node, Measure | Exists)
        and not node.events.per_period
        and not any(isinstance(part, Reference) for part in descendants(node))
        and not _asked(_inner(node))
    ]
    _write_level(writer, plan, plain)


def _asked(values: Iterable[Expr]) -> list[Expr]:
    """Figures of events below some values, that are not in scope yet, inside others too."""
    found: list[Expr] = []
    stack = list(values)
    while stack:
        node = stack.pop()
        if isinstance(node, Measure | Exists | SequenceNode | Periods):
            found.append(node)
            if isinstance(node, Periods):
                stack.extend(part for part in _outside(node.where))
                continue
        stack.extend(children(node))
    return found


def _outside(where: Expr) -> list[Expr]:
    """Figures inside a period's condition that are not of the period."""
    match where:
        case Measure(events=events) | Exists(events=events):
            if not events.per_period:
                return [where]
            return [part for item in event_set_parts(events) for part in _outside(item)]
        case SequenceNode() | Periods():
            return [where]
        case _:
            return [part for item in children(where) for part in _outside(item)]


def _inner(node: Expr) -> list[Expr]:
    if isinstance(node, Periods):
        return _outside(node.where)
    return list(children(node))


def _write_level(writer: Writer, plan: Plan, ready: Sequence[Expr]) -> None:
    simple = [node for node in ready if isinstance(node, Measure | Exists)]
    kinds = dict.fromkeys((node.events.event, node.events.until) for node in simple)
    for event, until in kinds:
        asked = [n for n in simple if (n.events.event, n.events.until) == (event, until)]
        _write_loop(writer, plan, plan.events[event], asked)
    for node in ready:
        if isinstance(node, SequenceNode):
            _write_sequence(writer, plan, node)
        elif isinstance(node, Periods):
            _write_periods(writer, plan, node)


# ------------------------------------------------------------------------------------ loops


def rows_of(writer: Writer, plan: Plan, table: EventTable, events: EventSet | None) -> str:
    """The variable that holds the rows of an event kind, made from its lines where it is."""
    if table.of is None:
        return writer.known_name(("rows", table.name)) or writer.assign(
            ("rows", table.name), f"events.get({table.name!r}, ())", prefix="rows_"
        )
    until = events.until if events is not None else None
    known = writer.known_name(("rows", table.name, until))
    return known or _write_groups(writer, plan, table, ("rows", table.name, until))


def _write_loop(
    writer: Writer, plan: Plan, table: EventTable, asked: Sequence[Asked],
    period: tuple[str, str] | None = None,
) -> None:  # fmt: skip
    rows = rows_of(writer, plan, table, asked[0].events)
    sets = dict.fromkeys(node.events for node in asked)
    _hoist(writer, (part for events in sets for part in event_set_parts(events)))
    _hoist(writer, (part for node in asked for part in _argument(node)))
    tallies = {node: start(writer, node) for node in asked if not node.events.pick}
    picked = {events: writer.fresh("picked") for events in sets if events.pick}
    for name in picked.values():
        writer.add(f"{name} = []")
    _enter(writer, rows)
    if period is not None:
        _skip_other_periods(writer, table, period)
    everywhere = _common(sets)
    if everywhere:
        writer.add(f"if not ({_all(writer, everywhere)}): continue")
    for events in sets:
        own = [item for item in events.where if item not in everywhere]
        writer.add(f"if {_all(writer, own)}:")
        _nested(writer)
        if events in picked:
            _collect(writer, table, events, picked[events])
        for node in asked:
            if node.events == events and node in tallies:
                tally(writer, table, node, tallies[node])
        _leave_nested(writer)
    _leave(writer)
    for node, names in tallies.items():
        finish(writer, node, names)
    for events, name in picked.items():
        _write_picked(writer, table, events, name, [n for n in asked if n.events == events])


def _common(sets: Iterable[EventSet]) -> list[Expr]:
    """The conditions that each of several sets asks for: whoever fails one is in none of them."""
    first, *others = sets
    return [item for item in first.where if others and all(item in it.where for it in others)]


def _argument(node: Asked) -> list[Expr]:
    if isinstance(node, Exists):
        return []
    return [part for part in (node.argument, node.filter) if part is not None]


def _hoist(writer: Writer, values: Iterable[Expr]) -> None:
    """Read before a loop the customer's fields that its conditions ask for."""
    for value in values:
        if isinstance(value, Call):
            _hoist(writer, value.args)
        elif isinstance(value, Column) and value.row == CUSTOMER:
            writer.value(value)


def _enter(writer: Writer, rows: str, number: int = EVENT) -> str:
    name = writer.fresh("e")
    writer.add(f"for {name} in {rows}:")
    writer.depth += 1
    writer.frames.append(Frame(rows={number: name}))
    return name


def _leave(writer: Writer) -> None:
    writer.frames.pop()
    writer.depth -= 1


def _nested(writer: Writer) -> None:
    """A block whose variables exist only when it is entered."""
    writer.depth += 1
    writer.frames.append(Frame())


def _leave_nested(writer: Writer) -> None:
    writer.add("pass")
    _leave(writer)


def _all(writer: Writer, conditions: Sequence[Expr]) -> str:
    return " and ".join(writer.condition(item) for item in conditions) or "True"


def _skip_other_periods(writer: Writer, table: EventTable, period: tuple[str, str]) -> None:
    if table.time is None:
        raise ValueError(f"{table.name} has no time")
    time = writer.value(table.time)
    low, high = period
    writer.add(f"if {time} is None or not {low} <= {time} < {high}: continue")


def _collect(writer: Writer, table: EventTable, events: EventSet, name: str) -> None:
    time, key = order(writer, table)
    tie = writer.value(events.tie) if events.tie is not None else "None"
    writer.add(f"{name}.append(({time}, {key}, {tie}, {writer.row(EVENT)}))")


def _write_picked(
    writer: Writer, table: EventTable, events: EventSet, name: str, asked: Sequence[Asked]
) -> None:
    """The second look at the events that were chosen."""
    writer.add(f"{name} = [row[3] for row in chosen({name}, {events.pick!r}, {events.pick_count})]")
    tallies = {node: start(writer, node) for node in asked}
    _enter(writer, name)
    writer.add(f"if {_all(writer, events.having)}:")
    _nested(writer)
    for node, names in tallies.items():
        tally(writer, table, node, names)
    _leave_nested(writer)
    _leave(writer)
    for node, names in tallies.items():
        finish(writer, node, names)


# ------------------------------------------------------------- groups, periods and sequences


def _write_groups(writer: Writer, plan: Plan, table: EventTable, key: object) -> str:
    """The rows of an event made of events: one for each known value of `by`."""
    if table.of is None or table.by is None or table.time is None:
        raise ValueError(f"{table.name} is not made of events")
    lines = plan.events[table.of]
    source = rows_of(writer, plan, lines, None)
    groups, result = writer.fresh("groups"), writer.fresh("rows_")
    writer.add(f"{groups} = {{}}")
    _enter(writer, source)
    writer.add(f"if {_all(writer, [*table.where, *_visible(plan, table, key)])}:")
    _nested(writer)
    by = writer.value(table.by)
    writer.add(f"if {by} is not None: {groups}.setdefault({by}, []).append({writer.row(EVENT)})")
    _leave_nested(writer)
    _leave(writer)
    writer.add(f"{result} = []")
    group, by_name = writer.fresh("g"), writer.fresh("by")
    writer.add(f"for {by_name}, {group} in {groups}.items():")
    _nested(writer)
    writer.frames[-1].names[("rows", table.of)] = group
    writer.frames[-1].names[table.by] = by_name
    figures = [n for n in _asked(table.fields.values()) if isinstance(n, Measure | Exists)]
    for node in dict.fromkeys(figures):
        _write_loop(writer, plan, lines, [node])
    items = ", ".join(f"{name!r}: {writer.value(value)}" for name, value in table.fields.items())
    writer.add(f"{result}.append({{{table.key!r}: {by_name}, {items}}})")
    _leave_nested(writer)
    writer.frames[-1].names[key] = result
    return result


def _visible(plan: Plan, table: EventTable, key: object) -> list[Expr]:
    lines = plan.events[table.of or ""]
    if lines.time is None:
        return []
    until = key[2] if isinstance(key, tuple) else None
    seen = within(lines.time, (None, until))
    return [either((negate(known(lines.time)), seen)) if lines.time.nullable else seen]


def _write_periods(writer: Writer, plan: Plan, node: Periods) -> None:
    """In how many periods the condition holds: the loops inside see one period each."""
    name = writer.fresh("p")
    zones = dict.fromkeys(_zones(plan, node.where))
    writer.add(f"{name} = 0")
    indexes = {zone: [writer.spans.setdefault((low, high, zone), len(writer.spans))
                      for low, high in node.bounds] for zone in zones}  # fmt: skip
    if not zones:
        writer.add(f"if {writer.condition(node.where)}: {name} += {len(node.bounds)}")
        writer.frames[-1].names[node] = name
        return
    limits = {zone: writer.fresh("limits") for zone in zones}
    targets = ", ".join(f"({limit}_low, {limit}_high)" for limit in limits.values())
    sources = [f"({', '.join(f's[{i}]' for i in items)},)" for items in indexes.values()]
    joined = sources[0] if len(sources) == 1 else f"zip({', '.join(sources)})"
    writer.add(f"for {targets} in {joined}:")
    _nested(writer)
    inside = [n for n in _asked([node.where]) if isinstance(n, Measure | Exists)]
    inside = [n for n in dict.fromkeys(inside) if n.events.per_period]
    for figure in inside:
        table = plan.events[figure.events.event]
        limit = limits[_period_zone(table)]
        _write_loop(writer, plan, table, [figure], (f"{limit}_low", f"{limit}_high"))
    writer.add(f"if {writer.condition(node.where)}: {name} += 1")
    _leave_nested(writer)
    writer.frames[-1].names[node] = name


def _period_zone(table: EventTable) -> str | None:
    if table.time is None:
        raise ValueError(f"{table.name} has no time")
    return "date" if table.time.type == DATE else table.time.zone


def _zones(plan: Plan, where: Expr) -> list[str | None]:
    inside = [n for n in _asked([where]) if isinstance(n, Measure | Exists)]
    return [_period_zone(plan.events[n.events.event]) for n in inside if n.events.per_period]


def _write_sequence(writer: Writer, plan: Plan, node: SequenceNode) -> None:
    """Candidates of each step in a list, then a search over them."""
    steps = ", ".join(_write_step(writer, plan, step) for step in node.steps)
    until = writer.bound(At(node.until, "instant"), None)
    writer.assign(node, f"sequence(({steps},), {until}, after)", prefix="q")


def _write_step(writer: Writer, plan: Plan, step: Step) -> str:
    table = plan.events[step.event]
    if table.time is None:
        raise ValueError(f"{table.name} has no time")
    earlier = range(1, step.row)
    own = [c for c in step.where if not any(depends_on_row(c, n) for n in earlier)]
    rest = [c for c in step.where if c not in own]
    rows = rows_of(writer, plan, table, None)
    _hoist(writer, step.where)
    found = writer.fresh("found")
    writer.add(f"{found} = []")
    row = _enter(writer, rows, step.row)
    writer.add(f"if {_all(writer, own)}:")
    _nested(writer)
    time = _moved(table.time, step.row)
    writer.add(f"{found}.append(({_instant(writer, time)}, {row}))")
    _leave_nested(writer)
    _leave(writer)
    fits = _write_fits(writer, rest, step.row) if rest else "None"
    return f"SequenceStep({found}, {step.negated}, {step.limit!r}, {fits})"


def _write_fits(writer: Writer, conditions: Sequence[Expr], number: int) -> str:
    name = writer.fresh("fits")
    _hoist(writer, conditions)
    writer.add(f"def {name}(rows):")
    _nested(writer)
    writer.frames[-1].rows = {row: f"rows[{row}]" for row in range(1, number + 1)}
    writer.add(f"return {_all(writer, conditions)}")
    _leave(writer)
    return name


def _moved(time: Expr, row: int) -> Expr:
    def change(node: Expr) -> Expr:
        return replace(node, row=row) if isinstance(node, Column) and node.row else node

    return rewrite(time, change)


def _instant(writer: Writer, time: Expr) -> str:
    name = writer.value(time)
    zone = writer.constant(ZoneInfo(time.zone or writer.zone))
    if time.type == DATE:
        return f"from_zone(start_of_day({name}), {writer.constant(ZoneInfo(writer.zone))})"
    return name if time.zone is None else f"from_zone({name}, {zone})"
