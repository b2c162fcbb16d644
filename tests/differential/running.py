"""Text to answers, twice: by the reference evaluator, and by SQL on an embedded DuckDB."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from segql.catalog import LoadedCatalog, Settings
from segql.catalog.physical import Dataset
from segql.clock import at_wall_clock
from segql.diagnostics import Diagnostic
from segql.engines import Engine, scratch
from segql.optimize import optimize
from segql.plan import Clock, build_plan
from segql.reference import Evaluator
from segql.semantics import tree
from segql.semantics.analyze import analyze
from segql.source import Source
from segql.sql import compile_sql
from segql.syntax import parse_file

Answer = Mapping[Any, Any]
"""By the customer's key: true for a member, a value, a case, a variant.

Who is not in a segment, and whose value is unknown, is left out.
"""

Answers = Mapping[str, Answer]
"""By definition."""


class RefusedError(Exception):
    """A text that was meant to be sound was refused."""

    def __init__(self, diagnostics: Sequence[Diagnostic], text: str) -> None:
        self.diagnostics = diagnostics
        lines = [
            f"{item.code.id} {item.message}: {item.span and item.span.text}" for item in diagnostics
        ]
        super().__init__("\n".join([*lines, text]))


@dataclass(frozen=True)
class Question:
    """Definitions, the data they are asked of, and the instant."""

    program: tree.Program
    loaded: LoadedCatalog
    settings: Settings
    dataset: Dataset
    as_of: datetime


def understand(text: str, loaded: LoadedCatalog, settings: Settings) -> tree.Program:
    """The typed program of a text. Raises RefusedError where it has an error."""
    parsed = parse_file(Source("generated.seg", text))
    if parsed.file is None or any(item.is_error for item in parsed.diagnostics):
        raise RefusedError(parsed.diagnostics, text)
    analysis = analyze([parsed.file], loaded, settings)
    errors = [item for item in analysis.diagnostics if item.is_error]
    if errors:
        raise RefusedError(errors, text)
    return analysis.program


def by_reference(question: Question, names: Sequence[str]) -> Answers:
    """The answers of the reference evaluator."""
    evaluator = Evaluator(
        question.program,
        question.loaded.catalog,
        question.settings,
        question.dataset,
        question.as_of,
    )
    return {name: known(evaluator.values(name)) for name in names}


def known(values: Mapping[Any, Any]) -> Answer:
    """Without the customers who are not in, and those whose value is unknown."""
    return {key: value for key, value in values.items() if value is not None and value is not False}


@contextmanager
def loaded_engine(dataset: Dataset) -> Iterator[Engine]:
    """An embedded DuckDB with the rows of a dataset."""
    with scratch() as engine:
        engine.load(dataset)
        yield engine


def by_engine(question: Question, names: Sequence[str]) -> Answers:
    """The answers of SQL on an embedded DuckDB, one statement a definition."""
    with loaded_engine(question.dataset) as engine:
        return {name: _ask(engine, question, name) for name in names}


def attempts(question: Question, names: Sequence[str]) -> Mapping[str, Answer | Exception]:
    """The engine's answers; where one fails, what it failed with."""
    found: dict[str, Answer | Exception] = {}
    with loaded_engine(question.dataset) as engine:
        for name in names:
            try:
                found[name] = _ask(engine, question, name)
            except Exception as error:  # noqa: BLE001 - whatever it is, a user would get it
                found[name] = error
    return found


def _ask(engine: Engine, question: Question, name: str) -> Answer:
    physical = engine.physical(question.dataset.tables)
    plan = optimize(
        build_plan(question.program, question.loaded.catalog, question.settings, [name], physical)
    )
    zone = ZoneInfo(question.settings.timezone)
    clock = Clock(question.as_of, zone, question.settings.week_start)
    root = plan.roots[0]
    rows = list(engine.rows(compile_sql(plan, root, clock=clock)))
    if rows and len(rows[0]) == 1:
        return {key: True for (key,) in rows}
    clocks = plan.definitions[root].value.zone
    return known({key: _instant(value, clocks) for key, value in rows})


def _instant(value: Any, clocks: str | None) -> Any:
    """A wall clock of a zone as the instant it means; anything else as it is."""
    if isinstance(value, datetime) and value.tzinfo is None:
        return at_wall_clock(value, ZoneInfo(clocks or "UTC")).astimezone(UTC)
    return value
