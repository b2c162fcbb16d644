"""Conditions on one column: decided once for each of its values, or by comparing its numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from segql.engines.columnar import Columnar, Layout
from segql.fused.bits import Mask
from segql.fused.copies import Array, UnfitError
from segql.fused.spans import Spans, Verdict, runs, spans, within
from segql.plan.moments import AsOf, Clock
from segql.plan.nodes import (
    CUSTOMER,
    At,
    Call,
    Column,
    Const,
    CustomerTable,
    Definition,
    DefinitionKey,
    Expr,
    Op,
    Plan,
)
from segql.plan.rewrite import descendants, rewrite
from segql.sql import compile_together
from segql.types import BOOLEAN

_TOGETHER = 200
"""At most so many conditions are asked in one statement."""


@dataclass(frozen=True, slots=True)
class Test:
    """A condition on one column of a table, as if it stood on a customer's row; null is false."""

    table: str
    column: str
    condition: Expr


def single(table: str, row: int, condition: Expr) -> Test | None:
    """A condition as a test of one column, or None where it is of several, or of none.

    A field of a related object is a matter of the column that leads to it.
    """
    bases: set[str] = set()
    for node in descendants(condition):
        match node:
            case Column(row=here, joins=joins, column=column, path=path):
                if here != row or path:
                    return None
                bases.add(joins[0].by if joins else column)
            case Call(op=Op.BUCKET):
                return None
            case Const() | At() | Call():
                pass
            case _:
                return None
    if len(bases) != 1:
        return None

    def to_customer(node: Expr) -> Expr:
        return replace(node, row=CUSTOMER) if isinstance(node, Column) else node

    moved = condition if row == CUSTOMER else rewrite(condition, to_customer)
    return Test(table, bases.pop(), moved)


class Tests:
    """Decides tests: the engine is asked once for all tests of a column that need it."""

    def __init__(self, engine: Columnar, plan: Plan, clock: Clock) -> None:
        self.engine = engine
        self.plan = plan
        self.clock = clock
        self._expected: dict[tuple[str, str], dict[Test, None]] = {}
        self._verdicts: dict[Test, Spans | Verdict] = {}

    def expect(self, test: Test) -> None:
        """Say that a test will be asked for, so that it can share a statement with others."""
        self._expected.setdefault((test.table, test.column), {})[test] = None

    def mask(self, test: Test, values: Array, layout: Layout) -> Mask:
        """Where the test holds, of stored values of its column."""
        found = self._verdicts.get(test)
        if found is None:
            found = self._decide(test, layout)
        if isinstance(found, Spans):
            return within(values, layout, found)
        return found.codes[values]

    def _decide(self, test: Test, layout: Layout) -> Spans | Verdict:
        if (found := self._plainly(test, layout)) is not None:
            self._verdicts[test] = found
            return found
        if not layout.coded:
            raise UnfitError(f"`{test.column}` has too many values to decide each by itself")
        expected = self._expected.get((test.table, test.column), {})
        asked = [test] + [
            other
            for other in expected
            if other != test
            and other not in self._verdicts
            and self._plainly(other, layout) is None
        ]
        for start in range(0, len(asked), _TOGETHER):
            self._ask(asked[start : start + _TOGETHER], layout)
        return self._verdicts[test]

    def _plainly(self, test: Test, layout: Layout) -> Spans | None:
        if any(isinstance(node, Column) and node.joins for node in descendants(test.condition)):
            return None
        try:
            return spans(test.condition, layout, self.clock)
        except UnfitError:
            return None

    def _ask(self, tests: list[Test], layout: Layout) -> None:
        """One statement over the values of a column, an unknown one among them."""
        table = self.engine.values_table(tests[0].column, layout)
        definitions = {
            key: Definition(key, "segment", test.condition, BOOLEAN, nullable=False)
            for number, test in enumerate(tests)
            for key in (DefinitionKey(f"t{number}", AsOf()),)
        }
        plan = replace(
            self.plan,
            customer=CustomerTable(table, "code", None),
            events={},
            definitions=definitions,
            roots=tuple(definitions),
            columns={},
        )
        found = self.engine.arrays(
            compile_together(plan, plan.roots, dialect=self.engine.dialect, clock=self.clock)
        )
        for test, key in zip(tests, plan.roots, strict=True):
            codes = np.zeros(layout.size + 1, np.bool_)
            codes[found["code"]] = np.ma.filled(found[key.name], fill_value=False)
            verdict = Verdict(codes)
            self._verdicts[test] = runs(verdict, layout) or verdict
