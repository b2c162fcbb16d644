"""Deciding over copies: groups of events and figures are kept while conditions share them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import TypeVar

import numpy as np

from segql.engines.columnar import StoredKind
from segql.fused.asked import Chosen, Figure, source_of, time_of
from segql.fused.bits import Mask
from segql.fused.copies import Array, Copy, UnfitError
from segql.fused.groups import Group, Where
from segql.fused.measures import Asked, existence, measured
from segql.fused.numbers import Numbers
from segql.fused.reading import Source
from segql.fused.recipes import Needs, where
from segql.fused.single import Test, Tests, single
from segql.fused.windows import number_of, positions
from segql.plan.moments import Clock
from segql.plan.nodes import CUSTOMER, Expr, Plan
from segql.types import DATE

_FIGURES = 6
_GROUPS = 3
"""So many figures and groups are kept for the next condition that asks the same."""

K = TypeVar("K")
V = TypeVar("V")
_GroupKey = tuple[str, tuple[Expr, ...]]


class Work:
    """Decides recipes over the copies: see `recipes.Data` and `recipes.RowData`.

    `block` is how many events are looked at together.
    """

    def __init__(
        self,
        plan: Plan,
        clock: Clock,
        customers: Copy,
        copies: Mapping[Source, Copy],
        tests: Tests,
        needs: Needs,
        block: int,
    ) -> None:
        self.plan = plan
        self.clock = clock
        self.customers = customers
        self.copies = copies
        self.tests = tests
        self.block = block
        self._windows: dict[_GroupKey, list[Chosen]] = {}
        for chosen in needs.chosen:
            self._windows.setdefault((chosen.event, chosen.where), []).append(chosen)
        self._groups: OrderedDict[_GroupKey, Group] = OrderedDict()
        self._figures: OrderedDict[Figure, Numbers] = OrderedDict()
        self._masks: dict[Expr, Mask] = {}

    def test(self, test: Test, values: Array, copy: Copy) -> Mask:
        return self.tests.mask(test, values, copy.layout(test.column))

    def customer_mask(self, condition: Expr) -> Mask:
        known = self._masks.get(condition)
        if known is None:
            test = single(self.plan.customer.table, CUSTOMER, condition)
            assert test is not None
            known = self.test(test, self.customers.column(test.column), self.customers)
            self._masks[condition] = known
        return known

    def number(self, at: Expr, like: Expr, *, after: bool) -> int:
        kind: StoredKind = "date" if like.type == DATE else "timestamp"
        return number_of(at, like, kind, self.clock, after=after)

    def exists(self, chosen: Chosen) -> Mask:
        return existence(self._asked(chosen), self.customers.rows)

    def figure(self, figure: Figure) -> Numbers:
        known = self._figures.get(figure)
        if known is None:
            asked = self._asked(figure.chosen)
            base = asked if figure.base is figure.chosen else self._asked(figure.base)
            known = measured(figure.measure, asked, base, self.customers.rows)
            _keep(self._figures, figure, known, _FIGURES)
        return known

    def _asked(self, chosen: Chosen) -> Asked:
        key = (chosen.event, chosen.where)
        window = self._window(chosen)
        group = self._groups.get(key)
        if group is None:
            source = source_of(self.plan, chosen.event)
            group = Group(
                self._copy(source), self._where(source, chosen), self._widest(key), self.block
            )
            _keep(self._groups, key, group, _GROUPS)
        time = time_of(self.plan.events[chosen.event])
        return Asked(group, window, time.column if time else None)

    def _copy(self, source: Source) -> Copy:
        found = self.copies.get(source)
        if found is None:
            raise UnfitError(f"`{source.table}` could not be read as columns of numbers")
        return found

    def _window(self, chosen: Chosen) -> range:
        copy = self._copy(source_of(self.plan, chosen.event))
        time = time_of(self.plan.events[chosen.event])
        return positions(copy, time, chosen.bounds, self.clock)

    def _widest(self, key: _GroupKey) -> range:
        """The rows of all windows that are asked of a group."""
        found: list[range] = []
        for chosen in self._windows[key]:
            try:
                found.append(self._window(chosen))
            except UnfitError:
                continue
        found = [window for window in found if len(window)]
        if not found:
            return range(0)
        return range(min(part.start for part in found), max(part.stop for part in found))

    def _where(self, source: Source, chosen: Chosen) -> Where | None:
        parts = [where(self.plan, source, part, Needs())(self) for part in chosen.where]
        if not parts:
            return None

        def decide(copy: Copy, rows: slice) -> Mask:
            made = parts[0](copy, rows)
            for part in parts[1:]:
                made = np.logical_and(made, part(copy, rows))
            return made

        return decide


def _keep(kept: OrderedDict[K, V], key: K, value: V, most: int) -> None:
    kept[key] = value
    if len(kept) > most:
        kept.popitem(last=False)
