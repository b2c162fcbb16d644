"""`python -m tests.differential --pairs 100000 --seed 7`: as many generated pairs as asked.

A pair is one definition with one set of data, answered by the reference evaluator and by SQL on
an embedded DuckDB. Prints the smallest reproduction of every disagreement, and exits with 1
where there was one.
"""

from __future__ import annotations

import argparse
import sys
import time

from tests.differential.comparing import examine


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.differential", description=__doc__)
    parser.add_argument("--pairs", type=int, default=2_000, help="how many, at least")
    parser.add_argument("--seed", type=int, default=0, help="where to start")
    parser.add_argument("--definitions", type=int, default=16, help="how many a set of data")
    parser.add_argument("--customers", type=int, default=8, help="how many at most")
    parser.add_argument("--depth", type=int, default=3, help="how deeply conditions nest")
    parser.add_argument("--stop-after", type=int, default=5, help="disagreements before it ends")
    parser.add_argument("--no-shrink", action="store_true", help="print them as they were found")
    options = parser.parse_args()
    pairs, worlds, found = 0, 0, 0
    started = time.monotonic()
    while pairs < options.pairs and found < options.stop_after:
        seed = options.seed * 1_000_000 + worlds
        outcome = examine(
            seed,
            options.definitions,
            options.customers,
            options.depth,
            shrink=not options.no_shrink,
        )
        pairs += outcome.pairs
        worlds += 1
        for disagreement in outcome.disagreements:
            found += 1
            print(disagreement, flush=True)
        if worlds % 50 == 0:
            print(f"{pairs} pairs, {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    print(f"{pairs} pairs of {worlds} worlds, {found} disagreements, "
          f"{time.monotonic() - started:.0f} s")  # fmt: skip
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
