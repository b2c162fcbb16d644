"""Whether a formula can hold at all: cases are tried until each ends in a contradiction.

Only that conclusion is certain; where it is not reached, or takes too many steps, nothing is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from segql.proofs.figures import Implies
from segql.proofs.formulas import All, Any, Atom, Formula, Variable
from segql.proofs.regions import Region
from segql.proofs.theory import contradicts

MOST_STEPS = 4_000
"""So many atoms and alternatives are looked at before a question is left open."""

State = dict[Variable, Region]


class _GivenUpError(Exception):
    """The question is too large."""


@dataclass(slots=True)
class Search:
    """One question. `implies` answers smaller ones, about conditions on events."""

    implies: Implies
    steps: int = field(default=MOST_STEPS)

    def never_holds(self, formulas: Sequence[Formula]) -> bool:
        """Whether the formulas certainly never hold together."""
        try:
            return self._closes(list(formulas), {})
        except _GivenUpError:
            return False

    def _step(self) -> None:
        self.steps -= 1
        if self.steps < 0:
            raise _GivenUpError

    def _closes(self, pending: list[Formula], state: State) -> bool:
        """Whether the formulas contradict each other or what is already assumed."""
        choices: list[Any] = []
        while pending:
            self._step()
            match pending.pop():
                case Atom(variable, region):
                    left = state.get(variable, variable.universe) & region
                    if left.is_empty:
                        return True
                    state[variable] = left
                case All(items):
                    pending.extend(items)
                case Any(items) as choice:
                    if not items:
                        return True
                    if len(items) == 1:
                        pending.append(items[0])
                    else:
                        choices.append(choice)
        return self._choose(choices, state)

    def _choose(self, choices: list[Any], state: State) -> bool:
        """Tries the alternatives of the choice that has the fewest left."""
        best: list[Formula] | None = None
        rest: list[Any] = []
        chosen: Any | None = None
        for choice in choices:
            open_ = [item for item in choice.items if self._is_open(item, state)]
            if not open_:
                return True
            if len(open_) == 1:
                # the only one left must hold
                others = [item for item in choices if item is not choice]
                return self._closes([open_[0], *others], state)
            if any(self._holds_already(item, state) for item in open_):
                continue
            if best is None or len(open_) < len(best):
                rest += [chosen] if chosen is not None else []
                best, chosen = open_, choice
            else:
                rest.append(choice)
        if contradicts(state, self.implies):
            return True
        if best is None:
            return False
        return all(self._closes([item, *rest], dict(state)) for item in best)

    def _is_open(self, item: Formula, state: State) -> bool:
        self._step()
        if not isinstance(item, Atom):
            return not (isinstance(item, Any) and not item.items)
        left = state.get(item.variable, item.variable.universe) & item.region
        return not left.is_empty

    def _holds_already(self, item: Formula, state: State) -> bool:
        if not isinstance(item, Atom):
            return isinstance(item, All) and not item.items
        known = state.get(item.variable, item.variable.universe)
        return (known & item.inverse).is_empty
