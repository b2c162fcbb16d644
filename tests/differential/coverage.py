"""`python -m tests.differential.coverage`: how much of the language generated pairs reach.

Counts productions by value types by unknown or known, as the reference evaluator met them on
generated definitions and data, out of all that the declarations ask for. Exits with 1 below 100 %.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable
from random import Random

from tests.differential.comparing import ask
from tests.differential.recorder import Recorder
from tests.differential.universe import Cell, universe
from tests.generate.data import World, draw_world
from tests.generate.program import Written, write_program
from tests.generate.tour import tour

DEFINITIONS = 16
"""How many definitions are written by chance for each world, as the generated pairs have."""


def reached(world: World, written: Written) -> set[Cell]:
    """The cells that definitions over a world reach."""
    question = ask(written.text, world, world.dataset)
    recorder = Recorder(question.program, world.catalog, world.settings, world.dataset, world.as_of)
    for name in written.names:
        recorder.values(name)
    return recorder.cells


def coverage(seeds: Iterable[int], tours: int) -> Counter[Cell]:
    """How many worlds reached each cell: the first ones with the tour, all by chance."""
    counts: Counter[Cell] = Counter()
    asked = universe()
    for number, seed in enumerate(seeds):
        rng = Random(seed)
        world = draw_world(rng)
        if number < tours:
            counts.update(reached(world, tour()) & asked)
        counts.update(reached(world, write_program(rng, world, DEFINITIONS)) & asked)
    return counts


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.differential.coverage")
    parser.add_argument("--worlds", type=int, default=60, help="how many")
    parser.add_argument("--tours", type=int, default=4, help="in how many of them the tour is made")
    parser.add_argument("--seed", type=int, default=0, help="where to start")
    options = parser.parse_args()
    first = options.seed * 1_000_000
    counts = coverage(range(first, first + options.worlds), options.tours)
    asked = universe()
    missing = sorted(asked - counts.keys())
    for cell in missing:
        print(
            f"not reached: {cell.production}, {cell.type}, {'unknown' if cell.unknown else 'known'}"
        )
    share = 100 * (len(asked) - len(missing)) / len(asked)
    productions = len({cell.production for cell in asked})
    print(f"{productions} productions, {len(asked)} cells by type and unknown, "
          f"{len(asked) - len(missing)} reached: {share:.1f} %")  # fmt: skip
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
