"""`python -m tests.engines sqlite --pairs 2000 --seed 7`: generated pairs on one engine.

A pair is one definition with one set of data, answered by the reference evaluator and by SQL on
the engine. Prints the smallest reproduction of every disagreement, what was refused and why, and
exits with 1 where there was a disagreement. `python -m tests.engines conformance` compares all.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter

from tests.differential.comparing import examine
from tests.engines import conformance
from tests.engines.asking import Asked
from tests.engines.servers import ENGINES, opened


def main() -> int:
    if sys.argv[1:2] == ["conformance"]:
        return conformance.main(sys.argv[2:])
    parser = argparse.ArgumentParser(prog="python -m tests.engines", description=__doc__)
    parser.add_argument("engine", choices=ENGINES)
    parser.add_argument("--pairs", type=int, default=500, help="how many, at least")
    parser.add_argument("--seed", type=int, default=0, help="where to start")
    parser.add_argument("--definitions", type=int, default=16, help="how many a set of data")
    parser.add_argument("--depth", type=int, default=3, help="how deeply conditions nest")
    parser.add_argument("--stop-after", type=int, default=5, help="disagreements before it ends")
    parser.add_argument("--no-shrink", action="store_true", help="print them as they were found")
    options = parser.parse_args()
    pairs, worlds, found = 0, 0, 0
    started = time.monotonic()
    refused: Counter[str] = Counter()
    with opened(options.engine, as_a_run=True) as engine:
        while pairs < options.pairs and found < options.stop_after:
            asked = Asked(engine)
            outcome = examine(
                options.seed * 1_000_000 + worlds,
                options.definitions,
                8,
                options.depth,
                shrink=not options.no_shrink,
                attempts=asked,
            )
            pairs += outcome.pairs
            worlds += 1
            refused.update(asked.refused)
            for disagreement in outcome.disagreements:
                found += 1
                print(disagreement, flush=True)
    print(f"{pairs} pairs of {worlds} worlds, {found} disagreements, "
          f"{sum(refused.values())} refused, {time.monotonic() - started:.0f} s")  # fmt: skip
    for reason, count in refused.most_common():
        print(f"{count:5} {reason}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
