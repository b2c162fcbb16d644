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
from tests.generate.data import draw_world
from tests.generate.program import write_program


def reached(seed: int, number: int = 16, size: int = 8, depth: int = 3) -> set[Cell]:
    """The cells that one generated world with its definitions reaches."""
    rng = Random(seed)
    world = draw_world(rng, size)
    written = write_program(rng, world, number, depth)
    question = ask(written.text, world, world.dataset)
    recorder = Recorder(question.program, world.catalog, world.settings, world.dataset, world.as_of)
    for name in written.names:
        recorder.values(name)
    return recorder.cells


def coverage(seeds: Iterable[int]) -> Counter[Cell]:
    """How many worlds reached each cell; it ends early once all are reached."""
    counts: Counter[Cell] = Counter()
    asked = universe()
    for seed in seeds:
        counts.update(reached(seed) & asked)
        if len(counts) == len(asked):
            break
    return counts


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.differential.coverage")
    parser.add_argument("--worlds", type=int, default=3_000, help="how many at most")
    parser.add_argument("--seed", type=int, default=0, help="where to start")
    options = parser.parse_args()
    first = options.seed * 1_000_000
    counts = coverage(range(first, first + options.worlds))
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
