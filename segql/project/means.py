"""How the answers of a run are worked out: in one pass or by SQL, with which memory and cache."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from segql.diagnostics import Diagnostic, SegqlError
from segql.diagnostics.codes.fused import BAD_MEMORY, NOT_TOGETHER
from segql.engines.soundness import check_soundness

if TYPE_CHECKING:
    from segql.catalog.models import Target
    from segql.engines import Engine
    from segql.fused.cache import Cache
    from segql.fused.evaluate import Memberships
    from segql.plan import Clock, Plan
    from segql.project.project import Project

Way = Literal["auto", "fused", "sql"]

_AMOUNT = re.compile(r"(\d+(?:\.\d+)?)\s*([KMGT])(i?)B", re.IGNORECASE)
_POWERS = {"K": 1, "M": 2, "G": 3, "T": 4}
_LEAST = 64 * 10**6


@dataclass(frozen=True, slots=True)
class Means:
    """What a run may use. `plan`: `fused` for one pass over compact copies, `sql` for one
    statement, `auto` for whichever costs less. `memory`: at most so much of it. `cache`: whether
    the project's `target/cache` serves. `note` takes lines about what is done.
    """

    plan: Way = "auto"
    cache: bool = True
    memory: str | None = None
    note: Callable[[str], None] = lambda _: None

    @property
    def limit(self) -> int | None:
        """The memory in bytes. Raises SegqlError (2) for what is no amount, or too little."""
        return None if self.memory is None else _bytes(self.memory)

    def limited(self, target: Target) -> Target:
        """The target whose engine keeps to half of the memory; the rest is for the copies."""
        limit = self.limit
        if limit is None or target.engine != "duckdb":
            return target
        return target.model_copy(update={"memory_limit": f"{limit // 2_000_000}MB"})


def _bytes(amount: str) -> int:
    found = _AMOUNT.fullmatch(amount.strip())
    value = 0
    if found is not None:
        power = _POWERS[found[2].upper()]
        value = int(float(found[1]) * (1024 if found[3] else 1000) ** power)
    if value < _LEAST:
        raise SegqlError(
            Diagnostic(
                BAD_MEMORY,
                f"`{amount}` is no amount of memory that a run can keep to.",
                help="Write a number and its unit, 64MB or more: --memory-limit 2GB.",
            ),
            exit_code=2,
        )
    return value


def together(
    project: Project, plan: Plan, engine: Engine, clock: Clock, means: Means
) -> Memberships | None:
    """The memberships from one pass, or None where SQL is to answer.

    Raises SegqlError (2) where one pass was asked for by name and cannot be.
    """
    from segql.engines.columnar import Columnar

    if means.plan == "sql":
        return None
    if not isinstance(engine, Columnar):
        if means.plan == "fused":
            raise _refused("The target is no DuckDB, and only its tables are read in one pass.")
        return None
    from segql.fused.choice import is_worth_it
    from segql.fused.copies import UnfitError
    from segql.fused.evaluate import evaluate

    cache = cache_of(project, means)
    if means.plan == "auto" and not is_worth_it(plan, engine, cache):
        means.note("  By one SQL statement, which costs less than reading whole tables.")
        return None
    means.note("  In one pass over compact copies of the tables:")
    try:
        return evaluate(
            plan,
            engine,
            clock,
            cache=cache,
            limit=means.limit,
            note=means.note,
            check=lambda: check_soundness(engine, project.loaded_catalog),
        )
    except UnfitError as why:
        if means.plan == "fused":
            raise _refused(f"The tables cannot be read in one pass, because {why}.") from why
        means.note(f"  By one SQL statement after all, because {why}.")
        return None


def cache_of(project: Project, means: Means) -> Cache | None:
    """The project's cache, where there is a project and the run may use it."""
    from segql.fused.cache import Cache

    if not means.cache or project.root is None:
        return None
    return Cache(project.root / "target" / "cache")


def _refused(message: str) -> SegqlError:
    return SegqlError(
        Diagnostic(
            NOT_TOGETHER, message, help="Leave `--plan fused` out: SQL gives the same members."
        ),
        exit_code=2,
    )
