"""`python -m tests.engines conformance [ENGINE...]`: the share of cases that are identical.

Every golden case and generated pairs are asked of each engine that can run here, and compared with
the reference evaluator: members, not only counts, and values. Prints one line an engine, then why
anything was refused, and what differs. Exits with 1 where something that is not refused differs.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.differential.comparing import examine
from tests.engines.asking import Asked
from tests.engines.golden import CASES, asked_of, wrong
from tests.engines.servers import ENGINES, opened

CHOICES = ("duckdb", *ENGINES)
DEFINITIONS = 16
HEAD = "| engine | version | cases | executed | identical | refused | share |"


@dataclass
class Tally:
    """What came of one engine: `cases` are questions, of which some are refused."""

    engine: str
    version: str = ""
    cases: int = 0
    executed: int = 0
    identical: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)
    missing: str = ""

    def line(self) -> str:
        if self.missing:
            return f"| {self.engine} | not run here: {self.missing} | | | | | |"
        share = f"{100 * self.identical / self.executed:.4g} %" if self.executed else "none"
        return (
            f"| {self.engine} | {self.version} | {self.cases:,} | {self.executed:,} "
            f"| {self.identical:,} | {self.refused.total():,} | {share} |"
        )


def tally(name: str, pairs: int, seed: int, cases: Sequence[Path] = CASES) -> Tally:
    """Asks one engine; one that is not installed here is told so."""
    made = Tally(name)
    try:
        with (
            opened(name, as_a_run=True) as engine,
            tempfile.TemporaryDirectory(prefix="segql-") as scratch,
        ):
            made.version = engine.version
            asked = Asked(engine)
            for path in cases:
                _golden(made, asked, path, Path(scratch))
            world = seed * 1_000_000
            while pairs > 0:
                pairs -= _generated(made, asked, world)
                world += 1
            made.refused = asked.refused
    except pytest.skip.Exception as reason:
        made.missing = str(reason)
    return made


def _golden(made: Tally, asked: Asked, path: Path, scratch: Path) -> None:
    case, question, names = asked_of(path, scratch)
    answers = asked(question, names)
    wrongly = wrong(case, answers)
    made.cases += len(names)
    made.executed += len(answers)
    made.identical += len(answers) - min(len(wrongly), len(answers))
    made.differences += [f"{path.stem}: {line}" for line in wrongly]


def _generated(made: Tally, asked: Asked, world: int) -> int:
    refused = asked.refused.total()
    outcome = examine(world, DEFINITIONS, 8, 3, shrink=False, attempts=asked)
    refused = asked.refused.total() - refused
    made.cases += outcome.pairs + refused
    made.executed += outcome.pairs
    made.identical += outcome.pairs - len(outcome.disagreements)
    made.differences += map(str, outcome.disagreements)
    return outcome.pairs + refused


def report(tallies: Sequence[Tally]) -> str:
    """The table, the reasons, and what differs."""
    lines = [HEAD, "|---|---|---|---|---|---|---|", *(made.line() for made in tallies)]
    reasons = [
        f"- {made.engine}, {count:,} times: {reason}"
        for made in tallies
        for reason, count in made.refused.most_common()
    ]
    if reasons:
        lines += ["", "Refused:", "", *reasons]
    differences = [f"{made.engine}: {line}" for made in tallies for line in made.differences]
    if differences:
        lines += ["", "Different:", "", *differences]
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.engines conformance", description=__doc__
    )
    parser.add_argument("engine", nargs="*", choices=[*CHOICES, []], help="all, without one")
    parser.add_argument("--pairs", type=int, default=500, help="generated ones, at least")
    parser.add_argument("--seed", type=int, default=0, help="where to start")
    options = parser.parse_args(arguments)
    started = time.monotonic()
    tallies = [tally(name, options.pairs, options.seed) for name in options.engine or CHOICES]
    print(report(tallies))
    print(f"\n{time.monotonic() - started:.0f} s")
    return 1 if any(made.differences for made in tallies) else 0
