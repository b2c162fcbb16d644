"""Conditions that are left to the engine: in one statement where they share their events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segql.engines.columnar import OWNER, Columnar
from segql.fused.bits import Mask
from segql.fused.reading import Keys
from segql.plan.moments import AsOf, Clock
from segql.plan.nodes import (
    At,
    Call,
    Column,
    Const,
    Definition,
    DefinitionKey,
    Exists,
    Expr,
    Measure,
    Plan,
)
from segql.plan.rewrite import descendants
from segql.sql import compile_sql, compile_together
from segql.types import BOOLEAN

_PART = "segql_part_{}"
_TOGETHER = 100


class SqlParts:
    """Asks the engine for conditions of a plan, and for the values of whole definitions."""

    def __init__(self, engine: Columnar, plan: Plan, clock: Clock, keys: Keys) -> None:
        self.engine = engine
        self.plan = plan
        self.clock = clock
        self.keys = keys

    def masks(self, conditions: Sequence[Expr]) -> Mapping[Expr, Mask]:
        """Who satisfies each condition."""
        made: dict[Expr, Mask] = {}
        for group in _grouped(conditions):
            for start in range(0, len(group), _TOGETHER):
                made.update(self._asked(group[start : start + _TOGETHER]))
        return made

    def values(self, key: DefinitionKey) -> tuple[NDArray[np.intp], Sequence[Any]]:
        """The places of customers and the value that a definition gives each of them."""
        sql = compile_sql(self.plan, key, dialect=self.engine.dialect, clock=self.clock)
        places, found = self._placed(sql)
        values = found[key.name]
        return places, np.ma.filled(values.astype(object), None).tolist()

    def _asked(self, conditions: Sequence[Expr]) -> dict[Expr, Mask]:
        parts = {
            DefinitionKey(_PART.format(number), AsOf()): condition
            for number, condition in enumerate(conditions)
        }
        definitions = {
            key: Definition(key, "segment", condition, BOOLEAN, nullable=False)
            for key, condition in parts.items()
        }
        plan = replace(
            self.plan,
            definitions={**self.plan.definitions, **definitions},
            roots=tuple(parts),
            columns={},
        )
        dialect = self.engine.dialect
        made = {condition: np.zeros(len(self.keys), np.bool_) for condition in conditions}
        if len(parts) == 1:
            [root] = parts
            places, _ = self._placed(compile_sql(plan, root, dialect=dialect, clock=self.clock))
            made[conditions[0]][places] = True
            return made
        places, found = self._placed(
            compile_together(plan, plan.roots, dialect=dialect, clock=self.clock)
        )
        for key, condition in parts.items():
            made[condition][places] = np.ma.filled(found[key.name], fill_value=False)
        return made

    def _placed(self, sql: str) -> tuple[NDArray[np.intp], Mapping[str, Any]]:
        """The rows of a query about customers, with the customers' places."""
        customer = self.plan.customer
        if self.keys.numbers is not None:
            found = self.engine.arrays(sql)
            return np.searchsorted(self.keys.numbers, found[customer.key]), found
        found = self.engine.placed(sql, customer.table, customer.key)
        return found[OWNER].astype(np.intp), found


def _grouped(conditions: Sequence[Expr]) -> list[list[Expr]]:
    """Those that share their events, or that ask attributes alone, together; others alone."""
    groups: dict[object, list[Expr]] = {}
    for condition in conditions:
        sets: set[object] = set()
        plain = True
        for node in descendants(condition):
            match node:
                case Measure(events=events) | Exists(events=events):
                    sets.add(events)
                case Column() | Const() | Call() | At():
                    pass
                case _:
                    plain = False
        groups.setdefault(frozenset(sets) if plain else condition, []).append(condition)
    return list(groups.values())
