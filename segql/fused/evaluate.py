"""Many definitions at once: every different condition decided once, memberships as bits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from segql.engines.columnar import Columnar, storable
from segql.fused import bits as sets
from segql.fused.asked import source_of, time_of
from segql.fused.bits import Bits, packed
from segql.fused.cache import Cache
from segql.fused.copies import Copy, UnfitError
from segql.fused.kept import Kept
from segql.fused.leaves import Combining, Parts, leaves, parts_of
from segql.fused.reading import Keys, Reader, Source
from segql.fused.recipes import Needs, Recipe, recipe_of
from segql.fused.single import Tests
from segql.fused.sqlparts import SqlParts
from segql.fused.store import Store
from segql.fused.windows import number_of
from segql.fused.work import Work
from segql.plan.moments import Clock
from segql.plan.nodes import Definition, DefinitionKey, Expr, Plan

LIMIT = 8 * 2**30
"""So many bytes may be held where no limit is given."""

BLOCK = 65_536
"""At least so many events are looked at together."""

Note = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Memberships:
    """The members of definitions as bits over all customers, whose keys come in order."""

    keys: Keys
    segments: Mapping[DefinitionKey, Bits]
    parts: Mapping[DefinitionKey, Parts]

    @property
    def customers(self) -> int:
        return len(self.keys)

    def size(self, key: DefinitionKey, part: str | None = None) -> int:
        """How many customers are in a segment, or in a case or variant of a definition."""
        if part is None:
            return sets.size(self.segments[key])
        found = self.parts[key].get(part)
        return 0 if found is None else sets.size(found)

    def members(self, key: DefinitionKey) -> list[int] | list[str]:
        """The keys of a segment's members, in order."""
        return self.keys.at(sets.places(self.segments[key], self.customers))

    def with_parts(self, key: DefinitionKey) -> tuple[list[int] | list[str], list[str]]:
        """The keys of all who are in a case or variant, in order, and the case of each."""
        names = list(self.parts[key])
        which = np.zeros(self.customers, np.uint16)
        for number, name in enumerate(names, 1):
            which[sets.unpacked(self.parts[key][name], self.customers)] = number
        places = np.flatnonzero(which)
        return self.keys.at(places), [names[number - 1] for number in which[places].tolist()]


def evaluate(
    plan: Plan,
    engine: Columnar,
    clock: Clock,
    *,
    cache: Cache | None = None,
    limit: int | None = None,
    note: Note = lambda _: None,
    check: Callable[[], None] = lambda: None,
) -> Memberships:
    """The members of every definition that a plan asks for.

    `check` is called before customers are read anew; it raises where their keys are unsound.
    Raises UnfitError where not even the customers can be numbered.
    """
    store = Store(engine, cache)
    try:
        reader = Reader(engine, plan.physical, plan.customer, store, (limit or LIMIT) // 4, check)
        return _Evaluation(plan, engine, clock, reader, limit or LIMIT, note).run()
    finally:
        store.close()


def conditions_of(plan: Plan) -> dict[Expr, None]:
    """Every different condition of all definitions, in their order."""
    wanted: dict[Expr, None] = {}
    for definition in _counted(plan):
        for condition in _conditions(definition):
            wanted.update(dict.fromkeys(leaves(plan, condition)))
    return wanted


def _counted(plan: Plan) -> list[Definition]:
    return [item for item in plan.definitions.values() if item.kind != "trait"]


class _Evaluation:
    def __init__(
        self,
        plan: Plan,
        engine: Columnar,
        clock: Clock,
        reader: Reader,
        limit: int,
        note: Note,
    ) -> None:
        self.plan = plan
        self.engine = engine
        self.clock = clock
        self.reader = reader
        self.limit = limit
        self.note = note
        self._why: dict[Expr, str] = {}

    def run(self) -> Memberships:
        wanted = conditions_of(self.plan)
        kept = Kept(self.engine, self.plan, self.clock, self.reader.store)
        found = kept.find(wanted)
        missing = [leaf for leaf in wanted if leaf not in found]
        recipes = self._recipes(missing)
        needs = Needs()
        for recipe in recipes.values():
            needs.add(recipe.needs)
        customers, keys = self.reader.customers(needs.customers)
        kept.check(found, len(keys))
        made = self._decided(recipes, needs, customers, keys)
        asked = [leaf for leaf in missing if leaf not in made]
        if asked:
            parts = SqlParts(self.engine, self.plan, self.clock, keys)
            for leaf, mask in parts.masks(asked).items():
                made[leaf] = packed(mask)
        self._tell(len(wanted), len(found), asked)
        kept.keep(made, len(keys))
        return self._combined({**found, **made}, keys)

    def _recipes(self, missing: Iterable[Expr]) -> dict[Expr, Recipe]:
        recipes: dict[Expr, Recipe] = {}
        for leaf in missing:
            try:
                recipes[leaf] = recipe_of(self.plan, leaf)
            except UnfitError as why:
                self._why[leaf] = str(why)
        return recipes

    def _decided(
        self, recipes: Mapping[Expr, Recipe], needs: Needs, customers: Copy, keys: Keys
    ) -> dict[Expr, Bits]:
        copies: dict[Source, Copy] = {}
        for source, columns in needs.events.items():
            try:
                earliest = self._earliest(source, needs)
                copies[source] = self.reader.events(source, columns, keys, earliest)
            except UnfitError as why:
                self.note(f"  {source.table} stays with the engine, because {why}")
        tests = Tests(self.engine, self.plan, self.clock)
        for test in needs.tests:
            tests.expect(test)
        block = max(self.limit // 256, BLOCK)
        work = Work(self.plan, self.clock, customers, copies, tests, needs, block)
        made: dict[Expr, Bits] = {}
        for leaf, recipe in sorted(recipes.items(), key=lambda item: item[1].order):
            try:
                made[leaf] = packed(recipe.decide(work))
            except UnfitError as why:
                self._why[leaf] = str(why)
        return made

    def _earliest(self, source: Source, needs: Needs) -> int | None:
        """The first time that any window on a table sees; None where one sees all."""
        found: list[int] = []
        for chosen in needs.chosen:
            if source_of(self.plan, chosen.event) != source:
                continue
            time = time_of(self.plan.events[chosen.event])
            kind = storable(self.plan.physical[source.table][time.column]) if time else None
            if time is None or kind is None:
                return None
            try:
                starts = [
                    number_of(bound.at, time, kind, self.clock, after=bound.after)
                    for bound in chosen.bounds
                    if not bound.upper and not bound.unknown
                ]
            except UnfitError:
                continue
            if not starts:
                return None
            found.append(max(starts))
        return min(found, default=None)

    def _tell(self, wanted: int, found: int, asked: Sequence[Expr]) -> None:
        here = wanted - found - len(asked)
        self.note(
            f"  {wanted} different conditions: {found} from the cache, {here} decided in one "
            f"pass, {len(asked)} by SQL"
        )
        reasons: dict[str, int] = {}
        for leaf in asked:
            reasons[self._why[leaf]] = reasons.get(self._why[leaf], 0) + 1
        for reason, count in sorted(reasons.items(), key=lambda item: (-item[1], item[0])):
            self.note(f"  {count} by SQL, because {reason}")

    def _combined(self, decided: Mapping[Expr, Bits], keys: Keys) -> Memberships:
        segments: dict[DefinitionKey, Bits] = {}
        parts: dict[DefinitionKey, Parts] = {}
        combining = Combining(self.plan, len(keys), decided.__getitem__, segments, parts)
        for definition in _counted(self.plan):
            if definition.kind == "segment":
                segments[definition.key] = combining.bits(definition.value)
            else:
                parts[definition.key] = self._parts(definition, combining, keys)
        return Memberships(keys, segments, parts)

    def _parts(self, definition: Definition, combining: Combining, keys: Keys) -> Parts:
        cases = parts_of(definition)
        if cases is None:
            return self._parts_by_sql(definition, keys)
        left = sets.everybody(len(keys))
        made: dict[str, Bits] = {}
        for condition, name in cases:
            inside = sets.intersection([combining.bits(condition), left])
            left = sets.intersection([left, sets.inverted(inside, len(keys))])
            made[name] = sets.union([made[name], inside]) if name in made else inside
        return made

    def _parts_by_sql(self, definition: Definition, keys: Keys) -> Parts:
        self.note(f"  {definition.key.name} by SQL, because its value is computed")
        places, values = SqlParts(self.engine, self.plan, self.clock, keys).values(definition.key)
        made: dict[str, Bits] = {}
        given = np.array([str(value) if value is not None else "" for value in values], object)
        for name in {str(value) for value in values if value is not None}:
            mask = np.zeros(len(keys), np.bool_)
            mask[places[given == name]] = True
            made[name] = packed(mask)
        return made


def _conditions(definition: Definition) -> list[Expr]:
    if definition.kind == "segment":
        return [definition.value]
    return [condition for condition, _ in parts_of(definition) or []]
