"""How near a customer came: how far from a place, how many steps of a sequence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from segql.analysis.words.conditions import Conditions
from segql.analysis.words.sequences import steps
from segql.analysis.words.vocabulary import number
from segql.semantics import tree

_FARTHER = tuple(map(Decimal, ("1.1", "1.25", "1.5", "2", "3", "5", "10", "20", "50", "100")))
_NEARER = tuple(map(Decimal, ("0.9", "0.75", "0.5", "0.25", "0.1")))


def probes(node: tree.Expr) -> list[tree.Expr]:
    """More conditions to ask: distances around the one that is asked for, the beginnings of a
    sequence. They are no values to show; `nearness` makes words of their answers.
    """
    match node:
        case tree.Near(metres=metres):
            asked = sorted(metres * factor for factor in (*_NEARER, *_FARTHER))
            return [replace(node, metres=distance) for distance in asked]
        case tree.Sequence():
            return [replace(node, steps=node.steps[:end]) for end in _ends(node)]
        case _:
            return []


def nearness(
    conditions: Conditions, node: tree.Expr, answers: Sequence[bool] | None, *, positive: bool
) -> str | None:
    """What was found, and what is needed, from the answers to the `probes`; without answers the
    value that is asked is not known. None for a condition that has no probes.
    """
    match node:
        case tree.Near():
            return _distance(conditions, node, answers, positive=positive)
        case tree.Sequence() if positive and answers is not None:
            return _steps(conditions, node, answers)
        case _:
            return None


def _distance(
    conditions: Conditions, node: tree.Near, answers: Sequence[bool] | None, *, positive: bool
) -> str:
    value = conditions.values.value(node.operand)
    place = conditions.tests.place(node.latitude, node.longitude)
    needed = f"{'at most' if positive else 'more than'} {_km(node.metres)}"
    if answers is None:
        return f"{value} is unknown, needs {needed} from {place}"
    rungs = [probe.metres for probe in probes(node) if isinstance(probe, tree.Near)]
    # the distance that is asked for is a rung as well, whose answer is known
    known = sorted([*zip(rungs, answers, strict=True), (node.metres, not positive)])
    low = max((metres for metres, holds in known if not holds), default=None)
    high = min((metres for metres, holds in known if holds), default=None)
    if high is None:
        far = f"more than {_km(rungs[-1])}"
    elif low is None:
        far = f"at most {_km(high)}"
    else:
        far = f"between {number(low / 1000)} and {_km(high)}"
    return f"{value} is {far} from {place}, needs {needed}"


def _km(metres: Decimal) -> str:
    return f"{number(metres / 1000)} km"


def _ends(node: tree.Sequence) -> list[int]:
    """Where beginnings of a sequence end: behind each step but the last that has to happen."""
    happen = [place for place, step in enumerate(node.steps, 1) if not step.negated]
    return [place for place in happen if place < len(node.steps)]


def _steps(conditions: Conditions, node: tree.Sequence, answers: Sequence[bool]) -> str:
    """How far a sequence came, and the steps that are missing."""
    done = max((end for end, holds in zip(_ends(node), answers, strict=True) if holds), default=0)
    told = steps(conditions.values, node)
    if not done:
        happened = "no step happened"
    else:
        happened = "step (1) happened" if done == 1 else f"steps (1) to ({done}) happened"
    return f"{happened}, needs {'; '.join(told[done:])}"
