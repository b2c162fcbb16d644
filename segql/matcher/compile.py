"""From a plan to one function over one profile."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from math import ceil, floor
from typing import Any
from zoneinfo import ZoneInfo

from segql.clock import at_wall_clock, end_of_day
from segql.diagnostics import Diagnostic, SegqlError
from segql.diagnostics.codes import matcher as codes
from segql.matcher import runtime
from segql.matcher.loops import write_events, write_shared_events
from segql.matcher.writer import Writer
from segql.plan.moments import AsOf, Clock, Moment, shift_instant
from segql.plan.nodes import (
    Definition,
    DefinitionKey,
    Exists,
    Expr,
    InList,
    Measure,
    Periods,
    Plan,
    Population,
    Reference,
    Top,
)
from segql.plan.nodes import (
    Sequence as SequenceNode,
)
from segql.plan.rewrite import descendants
from segql.types import BOOLEAN

Profile = Mapping[str, Any]
Events = Mapping[str, Sequence[Mapping[str, Any]]]
Function = Callable[[Profile, Events, list[Any], list[Any]], set[str]]
EVENTFUL = Measure | Exists | SequenceNode | Periods


class Matches(set[str]):
    """The segments that a profile is in; `values` are the cases and variants it falls in."""

    values: Mapping[str, str | None]

    def __init__(self, names: Iterable[str], values: Mapping[str, str | None]) -> None:
        super().__init__(names)
        self.values = values


class Matcher:
    """Decides for one profile which segments it is in.

    `match(profile, events=None, as_of=now)`: `profile` maps the catalog's attribute names to
    values, a missing one is unknown; ready-made values of traits may stand among them. `events`
    maps event kinds to their rows, by field names; without it every trait that rests on events
    must be ready-made. `as_of` is an aware datetime (naive: in the project's zone) or a date,
    through whose end it counts; the default is now. Returns the names of segments.
    Raises ProfileError where the profile lacks what the segments ask for.
    """

    def __init__(self, plan: Plan, lists: Mapping[str, Container[Any]] | None = None) -> None:
        self._plan = plan
        self._lists = dict(lists or {})
        self._zone = ZoneInfo(plan.zone)
        _refuse(plan, self._lists)
        self._ready: Compiled | None = None
        self._raw: Compiled | None = None

    def __call__(
        self,
        profile: Profile,
        events: Events | None = None,
        as_of: datetime | date | None = None,
    ) -> set[str]:
        if events is None:
            if self._ready is None:
                self._ready = Compiled(self._plan, self._lists, with_events=False)
            return self._ready(profile, {}, self._instant(as_of))
        if self._raw is None:
            self._raw = Compiled(self._plan, self._lists, with_events=True)
        return self._raw(profile, events, self._instant(as_of))

    def _instant(self, as_of: datetime | date | None) -> datetime | None:
        match as_of:
            case None:
                return None
            case datetime():
                return as_of if as_of.tzinfo else at_wall_clock(as_of, self._zone)
            case _:
                return end_of_day(as_of, self._zone)


class Compiled:
    """One generated function, its constants, and the bounds of the last instant asked for."""

    def __init__(
        self, plan: Plan, lists: Mapping[str, Container[Any]], *, with_events: bool
    ) -> None:
        writer = Writer(plan.zone, plan.customer.key)
        source = _source(writer, plan, with_events=with_events)
        self._clock_zone, self._week_start = ZoneInfo(plan.zone), plan.week_start
        self._bounds, self._spans = list(writer.bounds), list(writer.spans)
        self._timeless = not self._bounds and not self._spans
        names = {
            **vars(runtime), **writer.constants, "lists": lists, "EMPTY": {}, "ceil": ceil,
            "floor": floor, "MISSING": object(), "after": self._after, "date": date,
            "datetime": datetime,
        }  # fmt: skip
        exec(compile(source, "<segments>", "exec"), names)  # noqa: S102 - written above
        self.source = source
        self._function: Function = names["match"]
        self._as_of: datetime | None = None
        self._values: tuple[list[Any], list[Any]] = ([], [])

    def __call__(self, profile: Profile, events: Events, as_of: datetime | None) -> set[str]:
        if not self._timeless and (as_of is None or as_of != self._as_of):
            self._resolve(as_of or datetime.now(UTC))
        return self._function(profile, events, *self._values)

    def _resolve(self, as_of: datetime) -> None:
        clock = Clock(as_of, self._clock_zone, self._week_start)
        self._as_of = as_of
        bounds = [
            clock.day(moment, days) if form == "day" else _reading(clock, moment, zone)
            for moment, form, days, zone in self._bounds
        ]
        spans = [
            (_reading(clock, low, zone), _reading(clock, high, zone))
            for low, high, zone in self._spans
        ]
        self._values = (bounds, spans)

    def _after(self, instant: datetime, amount: int, unit: Any) -> datetime:
        return shift_instant(instant, amount, unit, self._clock_zone)


def _reading(clock: Clock, moment: Moment, zone: str | None) -> Any:
    if zone == "date":
        return clock.day(moment, 1)
    return runtime.bound(clock.resolve(moment), ZoneInfo(zone) if zone else None)


def _refuse(plan: Plan, lists: Mapping[str, Container[Any]]) -> None:
    """Refuse by name what one profile cannot decide."""
    problems = []
    for key, definition in plan.definitions.items():
        for node in descendants(definition.value):
            if isinstance(node, Population | Top):
                problems.append(
                    Diagnostic(
                        codes.NEEDS_POPULATION,
                        f"`{key.name}` compares a customer with all others, which one profile "
                        "alone cannot tell",
                        help="Compute its value in the warehouse and give it ready-made as a "
                        "trait, or leave this definition out.",
                    )
                )
            elif isinstance(node, InList) and node.name not in lists:
                problems.append(
                    Diagnostic(
                        codes.NEEDS_LIST,
                        f"`{key.name}` asks for the list `{node.name}`, which was not given",
                        help=f'Give its keys: matcher(names, lists={{"{node.name}": {{...}}}}).',
                    )
                )
    if problems:
        raise SegqlError(dict.fromkeys(problems))


# ----------------------------------------------------------------------------------- source


def _source(writer: Writer, plan: Plan, *, with_events: bool) -> str:
    needed = _needed(plan, with_events=with_events)
    if with_events:
        write_shared_events(writer, plan, [plan.definitions[key].value for key in needed])
    for key in needed:
        _write_definition(writer, plan, plan.definitions[key], with_events=with_events)
    names = {
        key.name: writer.frames[0].names[("definition", key)]
        for key in plan.roots
        if plan.definitions[key].kind == "segment"
    }
    writer.add("found = set()")
    for name, variable in names.items():
        writer.add(f"if {variable}: found.add({name!r})")
    values = {
        key.name: writer.frames[0].names[("definition", key)]
        for key in plan.roots
        if plan.definitions[key].kind in ("segmentation", "experiment")
    }
    if values:
        given = ", ".join(f"{name!r}: {variable}" for name, variable in values.items())
        writer.constants["Matches"] = Matches
        writer.add(f"return Matches(found, {{{given}}})")
    else:
        writer.add("return found")
    return "def match(profile, events, b, s):\n" + "\n".join(writer.lines) + "\n"


def _needed(plan: Plan, *, with_events: bool) -> list[DefinitionKey]:
    """The definitions that the asked ones rest on, below ready-made ones only where events are
    there to compute them.
    """
    wanted = set(plan.roots)
    waiting = list(plan.roots)
    while waiting:
        definition = plan.definitions[waiting.pop()]
        if not with_events and _ready_made(definition) and _eventful(plan, definition.key):
            continue
        for node in descendants(definition.value):
            key = getattr(node, "key", None)
            if isinstance(key, DefinitionKey) and key not in wanted:
                wanted.add(key)
                waiting.append(key)
    return [key for key in plan.definitions if key in wanted]


def _ready_made(definition: Definition) -> bool:
    return definition.kind == "trait" and definition.key.until == AsOf()


def _eventful(plan: Plan, key: DefinitionKey) -> bool:
    waiting, seen = [key], {key}
    while waiting:
        for node in descendants(plan.definitions[waiting.pop()].value):
            if isinstance(node, EVENTFUL):
                return True
            named = getattr(node, "key", None)
            if isinstance(named, DefinitionKey) and named not in seen:
                seen.add(named)
                waiting.append(named)
    return False


def _write_definition(
    writer: Writer, plan: Plan, definition: Definition, *, with_events: bool
) -> None:
    name = writer.fresh("d")
    ready = _ready_made(definition)
    eventful = any(isinstance(node, EVENTFUL) for node in descendants(definition.value))
    if not with_events and ready and _eventful(plan, definition.key):
        writer.add(f"{name} = profile.get({definition.key.name!r}, MISSING)")
        writer.add(f"if {name} is MISSING: raise {_missing(writer, definition)}")
    else:
        if eventful and not with_events:
            writer.constants["ProfileError"] = runtime.ProfileError
            message = (
                f"`{definition.key.name}` asks for events: give them, as "
                'events={"orders": [...]}, or name the figure as a trait and give its value'
            )
            writer.add(f"raise ProfileError({message!r})")
        if with_events:
            write_events(writer, plan, [definition.value])
        value = _value(writer, definition.value)
        if ready:
            writer.add(f"{name} = profile.get({definition.key.name!r}, MISSING)")
            writer.add(f"if {name} is MISSING: {name} = {value}")
        else:
            writer.add(f"{name} = {value}")
    names = writer.frames[0].names
    names[("definition", definition.key)] = name
    for node in (
        Reference(definition.key, definition.type, definition.nullable, definition.value.zone),
        Reference(definition.key, definition.type, False, definition.value.zone),
    ):
        names[node] = name


def _value(writer: Writer, value: Expr) -> str:
    return writer.condition(value) if value.type == BOOLEAN else writer.value(value)


def _missing(writer: Writer, definition: Definition) -> str:
    name = definition.key.name
    message = (
        f"the profile has no value for the trait `{name}`, and no events were given to "
        f'compute it from: add "{name}" to the profile, or give events={{...}}'
    )
    return f"ProfileError({message!r})"
