"""What formulas are about, roughly: where two share nothing, neither says anything of the other."""

from __future__ import annotations

from collections.abc import Iterator

from segql.proofs.figures import Figure
from segql.proofs.formulas import Atom, Formula, Variable


def topic(variable: Variable) -> object:
    """The events that are asked for, or the attribute or list."""
    match variable.about, variable.key:
        case Figure(event=event), _:
            return event
        case (Variable() as of, _, _), ("test", *_):
            return topic(of)
        case (held, _), ("has" | "only", *_):
            return held
        case _, (kind, *rest):
            return kind, rest[0] if rest else None
        case _:
            return variable.key


def topics(formula: Formula) -> frozenset[object]:
    return frozenset(topic(atom.variable) for atom in atoms(formula))


def share_topic(one: Formula, other: Formula) -> bool:
    return not topics(one).isdisjoint(topics(other))


def atoms(formula: Formula) -> Iterator[Atom]:
    """Every atom below a formula; shared parts once."""
    stack, seen = [formula], set[int]()
    while stack:
        here = stack.pop()
        if id(here) in seen:
            continue
        seen.add(id(here))
        if isinstance(here, Atom):
            yield here
        else:
            stack.extend(here.items)
