"""Hypothesis strategies: worlds and definitions that shrink."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

from tests.generate.conditions import condition
from tests.generate.data import World, draw_world
from tests.generate.pen import Defined, Pen
from tests.generate.program import Written, write_program


@dataclass(frozen=True)
class Generated:
    """A world and a file of definitions over it."""

    world: World
    written: Written

    def __repr__(self) -> str:
        tables = self.world.dataset.tables.items()
        rows = "\n".join(f"{name}: {list(table.rows)}" for name, table in tables if table.rows)
        world = self.world
        settings = f"{world.as_of} {world.zone_name} {world.week_start}"
        return f"\n{self.written.text}\n{settings}\n{rows}"


@st.composite
def worlds(draw: st.DrawFn, size: int = 4) -> World:
    """A small world."""
    return draw_world(draw(st.randoms(use_true_random=False)), size)


@st.composite
def generated(draw: st.DrawFn, number: int = 5, size: int = 4, depth: int = 2) -> Generated:
    """A small world with so many definitions."""
    rng = draw(st.randoms(use_true_random=False))
    world = draw_world(rng, size)
    return Generated(world, write_program(rng, world, number, depth))


@st.composite
def conditions(draw: st.DrawFn, world: World, depth: int = 2) -> str:
    """A condition about customers of a world, without references."""
    rng = draw(st.randoms(use_true_random=False))
    return condition(Pen(rng, world.as_of, world.zone, Defined(), depth, plain=True))
