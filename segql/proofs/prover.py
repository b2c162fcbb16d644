"""The questions that a project is asked, and their certain answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from segql.catalog.models import Catalog
from segql.proofs.formulas import All, Atom, Formula, negation
from segql.proofs.reading import Reader
from segql.proofs.solving import MOST_STEPS, Search
from segql.semantics import tree

_DEEPEST = 3
"""Questions about conditions on events within questions are followed so deep."""


class Prover:
    """Answers about the conditions of one program. True is certain for every data that keeps
    the catalog's promises; False means that it is not so, or cannot be told.
    """

    def __init__(self, program: tree.Program, catalog: Catalog) -> None:
        self._program = program
        self._reader = Reader(program, catalog)
        self._plain = Reader(program, catalog, follow=False)
        self._implied: dict[tuple[Formula, Formula], bool] = {}
        self._depth = 0

    def formula(
        self, condition: tree.Expr, rows: Iterable[tree.Row] = (), *, period: bool = False
    ) -> Formula:
        """What a condition says, over the customer and the rows of events that it is asked of.
        `period`: it stands within a period.
        """
        reader = self._plain if period else self._reader
        numbers = {row.index: number for number, row in enumerate(rows, 1)}
        return reader.condition(condition, numbers)

    def never(self, *formulas: Formula) -> bool:
        """Whether the formulas never hold together."""
        match formulas:
            case (Atom(variable, region),) if variable.kind != "figure":
                return (variable.universe & region).is_empty
        steps = MOST_STEPS if not self._depth else MOST_STEPS // 10
        return Search(self._implies, steps).never_holds(formulas)

    def always(self, formula: Formula) -> bool:
        return self.never(negation(formula))

    def implies(self, one: Formula | Sequence[Formula], other: Formula) -> bool:
        """Whether the second holds wherever the first (or all of the first) does."""
        given = [one] if not isinstance(one, Sequence) else list(one)
        return self.never(*given, negation(other))

    def equal(self, one: Formula, other: Formula) -> bool:
        return self.implies(one, other) and self.implies(other, one)

    def segment(self, name: str) -> Formula:
        """A segment with the consent of its channels."""
        segment = self._program.definitions[name]
        assert isinstance(segment, tree.Segment)
        parts = (segment.body, *segment.consents)
        return All(tuple(self.formula(part) for part in parts))

    def _implies(self, one: Formula, other: Formula) -> bool:
        if one == other:
            return True
        key = (one, other)
        if key not in self._implied:
            if self._depth >= _DEEPEST:
                return False
            self._depth += 1
            try:
                self._implied[key] = self.implies(one, other)
            finally:
                self._depth -= 1
        return self._implied[key]
