"""Runs the `expect` lines of segments against a target's data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any

from segql.project.running import clock_of, key_of, opened, sizes_of
from segql.project.verdicts import Verdict
from segql.proofs import Prover
from segql.semantics import tree
from segql.sql import compile_members, given_columns
from segql.types import BOOLEAN

if TYPE_CHECKING:
    from segql.engines import Engine
    from segql.plan import Clock, Plan
    from segql.project.project import Project

_TOLD = 10


def run_expectations(
    project: Project, names: Sequence[str], as_of: datetime, target: str | None
) -> list[Verdict]:
    """The verdict on each `expect` line of these definitions; sizes come from one statement."""
    stated = [
        (segment, expectation)
        for name in names
        for segment in [project.analysis.program.definitions[name]]
        if isinstance(segment, tree.Segment)
        for expectation in segment.expectations
    ]
    if not stated:
        return []
    strays = {
        f"expect {number}": condition
        for number, (segment, expectation) in enumerate(stated)
        if (condition := _stray(segment, expectation)) is not None
    }
    sized = dict.fromkeys(item.name for item, expected in stated if expected.kind == "size")
    clock = clock_of(project, as_of)
    with opened(project, list(sized), target, conditions=strays) as (engine, plan):
        keys = [key_of(name) for name in (*sized, *strays)]
        sizes = {name: size for (name, _), size in sizes_of(engine, plan, keys, clock).items()}
        return [
            _size(project, segment, expectation, sizes)
            if expectation.kind == "size"
            else _relation(
                project,
                segment,
                expectation,
                _found(engine, plan, clock, f"expect {number}", sizes),
            )
            for number, (segment, expectation) in enumerate(stated)
        ]


def _stray(segment: tree.Segment, expectation: tree.Expectation) -> tree.Expr | None:
    """The condition of customers who break a relation; None for a size."""
    if expectation.other is None:
        return None
    own = tree.Reference(segment.name, BOOLEAN, required=True)
    other = tree.Reference(expectation.other, BOOLEAN, required=True)
    match expectation.kind:
        case "disjoint from":
            return tree.And((own, other))
        case "subset of":
            return tree.And((own, tree.Not(other)))
        case "covers":
            return tree.And((other, tree.Not(own)))
        case _:
            return None


def _found(
    engine: Engine, plan: Plan, clock: Clock, name: str, sizes: Mapping[Any, Any]
) -> tuple[int, tuple[Any, ...]]:
    """How many break a relation, and the keys of the first few."""
    count = int(sizes.get(name, 0))
    if not count:
        return 0, ()
    statement = compile_members(plan, key_of(name), dialect=engine.dialect, clock=clock)
    rows = engine.rows(statement, _TOLD, given_columns(plan, key_of(name), members=True))
    return count, tuple(row[0] for row in islice(rows, _TOLD))


def _relation(
    project: Project,
    segment: tree.Segment,
    expectation: tree.Expectation,
    found: tuple[int, tuple[Any, ...]],
) -> Verdict:
    count, keys = found
    told = f"{segment.name}: expect {expectation.kind} {expectation.other}"
    path = project.analysis.program.paths[segment.name]
    if not count:
        certain = _is_certain(project, segment, expectation)
        return Verdict(told, segment.name, path, "passed", certain=certain)
    who = "1 customer" if count == 1 else f"{count:,} customers"
    verb = "is" if count == 1 else "are"
    match expectation.kind:
        case "disjoint from":
            message = f"{who} {verb} in both."
        case "subset of":
            message = f"{who} {verb} in {segment.name}, but not in {expectation.other}."
        case _:
            message = f"{who} {verb} in {expectation.other}, but not in {segment.name}."
    covers = expectation.kind == "covers"
    return Verdict(
        told,
        segment.name,
        path,
        "failed",
        missing=keys if covers else (),
        unexpected=() if covers else keys,
        message=message,
    )


def _is_certain(project: Project, segment: tree.Segment, expectation: tree.Expectation) -> bool:
    """Whether a relation follows from the two conditions, whatever the data."""
    prover = Prover(project.analysis.program, project.catalog)
    own, other = prover.segment(segment.name), prover.segment(expectation.other or "")
    match expectation.kind:
        case "disjoint from":
            return prover.never(own, other)
        case "subset of":
            return prover.implies(own, other)
        case _:
            return prover.implies(other, own)


def _size(
    project: Project,
    segment: tree.Segment,
    expectation: tree.Expectation,
    sizes: Mapping[Any, Any],
) -> Verdict:
    size, base = int(sizes.get(segment.name, 0)), int(sizes[None])
    low = _bound(expectation.low, expectation.percent_low, base)
    high = _bound(expectation.high, expectation.percent_high, base)
    asked = expectation.span.text.strip()
    told = f"{segment.name}: expect {asked.removeprefix('expect').strip()}"
    path = project.analysis.program.paths[segment.name]
    if (low is None or size >= low) and (high is None or size <= high):
        return Verdict(told, segment.name, path, "passed")
    share = f", {size / base:.1%} of all" if base else ""
    few = "fewer" if low is not None and size < low else "more"
    are = "customer is" if size == 1 else "customers are"
    message = f"{size:,} {are} in it{share}: {few} than expected."
    return Verdict(told, segment.name, path, "failed", message=message)


def _bound(value: int | Decimal | None, percent: bool, base: int) -> Decimal | None:
    if value is None:
        return None
    return Decimal(value) * base if percent else Decimal(value)
