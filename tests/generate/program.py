"""Whole files of definitions: traits, segments with consent, segmentations, experiments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from tests.generate import conditions, values
from tests.generate.data import World
from tests.generate.pen import Defined, Pen

TRAIT_KINDS = ("integer", "decimal", "double", "text", "folded", "date", "timestamp", "boolean")

SHARED = """param words = ("web", "SE", "tents")
param many = 30

trait orders.margin = amount - 1.25
"""
"""Stands at the head of every generated file."""


@dataclass(frozen=True)
class Written:
    """A generated file: its text, and the names of its definitions in order."""

    text: str
    names: tuple[str, ...]


def write_program(rng: Random, world: World, number: int = 12, depth: int = 3) -> Written:
    """So many definitions over a world; each may use the ones before it."""
    defined = Defined(margin=True)
    pen = Pen(rng, world.as_of, world.zone, defined, depth)
    texts = [SHARED]
    names: list[str] = []
    for index in range(number):
        write = pen.pick(WRITERS)
        name = f"d{index}"
        texts.append(write(pen, name))
        names.append(name)
    return Written("\n".join(texts), tuple(names))


def _trait(pen: Pen, name: str) -> str:
    kind = pen.pick(TRAIT_KINDS)
    if kind == "boolean":
        body = conditions.condition(pen)
        kind = "boolean"
    elif kind in ("integer", "decimal", "double"):
        # what arithmetic gives is not always what its leaves are: a number all the same
        body = values.number(pen, kind)
    else:
        body = values.value(pen, kind)
    pen.defined.traits.setdefault(kind, []).append(name)
    return f"trait {name} = {body}\n"


def _segment(pen: Pen, name: str) -> str:
    channel = ""
    if pen.chance(0.3):
        channel = f"  channel {pen.pick(('email', 'sms', 'email, sms'))}\n"
    body = conditions.condition(pen)
    pen.defined.segments.append(name)
    return f"segment {name}\n{channel}where\n  {body}\n"


def _segmentation(pen: Pen, name: str) -> str:
    number = pen.rng.randrange(1, 4)
    cases = [f"  case c{i} where {conditions.condition(pen.deeper())}" for i in range(number)]
    known = [f"c{i}" for i in range(number)]
    if pen.chance(0.5):
        cases.append("  otherwise rest")
        known.append("rest")
    pen.defined.cases[name] = known
    return "\n".join([f"segmentation {name}", *cases]) + "\n"


def _experiment(pen: Pen, name: str) -> str:
    segment = f"  on segment {pen.pick(pen.defined.segments)}\n" if pen.defined.segments else ""
    start = pen.today + timedelta(days=pen.pick((-30, -90, 0, 1)))
    shares = pen.pick((("a", 45, "b", 45, "holdout", 10), ("a", 30, "b", 20), ("a", 100)))
    variants = [f"  variant {shares[i]} {shares[i + 1]}%\n" for i in range(0, len(shares), 2)]
    body = values.number(pen.deeper(), "decimal")
    pen.defined.cases[name] = [str(shares[i]) for i in range(0, len(shares), 2)]
    return (
        f"experiment {name}\n{segment}  start {start.isoformat()}\n{''.join(variants)}"
        f"  measure m = {body}\n"
    )


WRITERS: tuple[Callable[[Pen, str], str], ...] = (
    _segment, _segment, _segment, _segment, _segment, _trait, _trait, _segmentation, _experiment,
)  # fmt: skip
