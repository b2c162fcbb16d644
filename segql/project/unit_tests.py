"""Runs unit tests: their rows in an engine's scratch place, their conditions as SQL."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from segql.catalog.names import table_parts
from segql.catalog.physical import Dataset
from segql.diagnostics import Diagnostic, SegqlError
from segql.diagnostics.codes.engines import BAD_VALUE, ENGINE_FAILED
from segql.engines import Engine
from segql.optimize import optimize
from segql.plan import Clock, Plan, build_plan
from segql.plan.renaming import with_tables
from segql.project.running import key_of
from segql.project.verdicts import Verdict, compared
from segql.semantics import analyze_condition, tree
from segql.semantics.walk import descendants
from segql.source import Source
from segql.sql import compile_sql, compile_values, given_columns
from segql.syntax import parse_expression
from segql.testing import Expectation, Refusal, UnitTest

if TYPE_CHECKING:
    from segql.catalog.physical import Physical
    from segql.project.project import Project

_NAME = "tested condition"


class UnitTests:
    """The unit tests of a project on an engine."""

    def __init__(self, project: Project, engine: Engine, as_of: datetime) -> None:
        self._project = project
        self._engine = engine
        self._as_of = as_of
        self._held = ""
        self._columns: Physical = {}

    def run(self, test: UnitTest, only: Collection[str] | None) -> Iterator[Verdict]:
        """The verdict on each expectation and refusal of a test.

        With `only`, those that mention none of these definitions are left out.
        """
        chosen = [item for item in test.expectations if self._concerns(item.source, only)]
        refusals = [item for item in test.refusals if self._concerns(item.source, only)]
        try:
            if chosen:
                self._load(test.dataset)
        except SegqlError as error:
            # rows that this engine cannot hold say nothing of the other tests
            if any(problem.code != BAD_VALUE for problem in error.diagnostics):
                raise
            yield from (_error(test, item.condition, error.diagnostics) for item in chosen)
        else:
            for expectation in chosen:
                yield from self._expectation(test, expectation)
        for refusal in refusals:
            yield self._refusal(test, refusal)

    def _load(self, dataset: Dataset) -> None:
        """Put the rows of a test into the engine, unless the test before it had the same.

        The columns are kept as the engine made them: a list may be JSON there, a struct too.
        """
        # equal values may be unlike (1 and true within JSON): what is written tells them apart
        rows = repr(dataset)
        if rows == self._held:
            return
        self._held = ""
        names = _scratch_names(dataset)
        held = Dataset({names[name]: table for name, table in dataset.tables.items()})
        self._engine.load(held)
        found = self._engine.physical(held.tables)
        self._columns = {name: found[made] for name, made in names.items() if made in found}
        self._held = rows

    # -------------------------------------------------------------------------- conditions

    def _concerns(self, source: Source, only: Collection[str] | None) -> bool:
        if only is None:
            return True
        condition, _ = self._typed(source)
        return condition is not None and any(
            isinstance(node, tree.Reference) and node.name in only
            for node in descendants(condition)
        )

    def _typed(self, source: Source) -> tuple[tree.Expr | None, tuple[Diagnostic, ...]]:
        """A condition of a test, and what is wrong with it."""
        parsed = parse_expression(source)
        if parsed.expression is None or any(item.is_error for item in parsed.diagnostics):
            return None, parsed.diagnostics
        condition, problems = analyze_condition(parsed.expression, self._project.analysis)
        return condition, (*parsed.diagnostics, *problems)

    def _keys(self, test: UnitTest, condition: tree.Expr) -> set[Any]:
        """The customers for whom a condition holds."""
        statement, plan = self._compiled(test, condition, self._columns)
        given = given_columns(plan, key_of(_NAME))
        return {row[0] for row in self._engine.rows(statement, columns=given)}

    def _compiled(
        self, test: UnitTest, condition: tree.Expr, physical: Physical
    ) -> tuple[str, Plan]:
        project = self._project
        plan = build_plan(
            project.analysis.program,
            project.catalog,
            project.settings,
            [],
            physical,
            conditions={_NAME: condition},
        )
        plan = with_tables(optimize(plan), _scratch_names(test.dataset))
        statement = compile_sql(
            plan, key_of(_NAME), dialect=self._engine.dialect, clock=self._clock(test)
        )
        return statement, plan

    def _clock(self, test: UnitTest) -> Clock:
        as_of = test.as_of if test.as_of is not None else self._as_of
        return Clock(as_of, self._project.zone, self._project.settings.week_start)

    # ------------------------------------------------------------------------ expectations

    def _expectation(self, test: UnitTest, item: Expectation) -> Iterator[Verdict]:
        try:
            if item.cases is not None:
                yield from self._cases(test, item, item.cases)
                return
            condition, problems = self._typed(item.source)
            errors = tuple(problem for problem in problems if problem.is_error)
            if condition is None or errors:
                yield _error(test, item.condition, errors)
                return
            found = self._keys(test, condition)
        except SegqlError as error:
            # values that do not fit one condition say nothing of the others; a lost engine does
            if error.exit_code == 3 and any(p.code != ENGINE_FAILED for p in error.diagnostics):
                raise
            yield _error(test, item.condition, error.diagnostics)
            return
        yield _verdict(test, item.condition, set(item.keys), found)

    def _cases(
        self, test: UnitTest, item: Expectation, cases: dict[str, tuple[Any, ...]] | Any
    ) -> Iterator[Verdict]:
        project = self._project
        [name] = project.require([item.condition.strip().strip("`")])
        plan = optimize(
            build_plan(
                project.analysis.program,
                project.catalog,
                project.settings,
                [name],
                self._columns,
            )
        )
        plan = with_tables(plan, _scratch_names(test.dataset))
        statement = compile_values(
            plan, plan.roots[0], dialect=self._engine.dialect, clock=self._clock(test)
        )
        given = given_columns(plan, plan.roots[0], values=True)
        values = list(self._engine.rows(statement, columns=given))
        for case, keys in cases.items():
            found = {key for key, value in values if _shown(value) == case}
            yield _verdict(test, f'{name} = "{case}"', set(keys), found)

    # ---------------------------------------------------------------------------- refusals

    def _refusal(self, test: UnitTest, item: Refusal) -> Verdict:
        condition, problems = self._typed(item.source)
        errors = [problem for problem in problems if problem.is_error]
        if condition is not None and not errors:
            try:
                self._compiled(test, condition, test.dataset.physical)
            except SegqlError as error:
                errors += error.diagnostics
        asked = " ".join(item.words)
        if any(item.matches(problem) for problem in errors):
            return Verdict(test.name, item.condition, test.path, "passed")
        said = "; ".join(problem.message for problem in errors)
        message = (
            f"It was refused, but not for `{asked}`: {said}"
            if errors
            else f"It should be refused for `{asked}`, and was taken."
        )
        return Verdict(test.name, item.condition, test.path, "failed", message=message)


def _scratch_names(dataset: Dataset) -> dict[str, str]:
    """What each table is called in the one scratch schema, where none names another."""
    names: dict[str, str] = {name: name for name in dataset.tables if len(table_parts(name)) == 1}
    taken = {name.casefold() for name in names}
    for name in dataset.tables:
        if name not in names:
            stem = made = "_".join(table_parts(name))
            number = 1
            while made.casefold() in taken:
                number += 1
                made = f"{stem}_{number}"
            taken.add(made.casefold())
            names[name] = made
    return names


def _verdict(test: UnitTest, definition: str, expected: set[Any], found: set[Any]) -> Verdict:
    missing, unexpected = compared(expected, found)
    if not missing and not unexpected:
        return Verdict(test.name, definition, test.path, "passed")
    told = []
    if missing:
        told.append(f"not in it, but expected: {_some(missing)}")
    if unexpected:
        told.append(f"in it, but not expected: {_some(unexpected)}")
    return Verdict(test.name, definition, test.path, "failed", missing, unexpected, "; ".join(told))


def _some(keys: tuple[Any, ...]) -> str:
    more = f" and {len(keys) - 10} more" if len(keys) > 10 else ""
    return ", ".join(map(str, keys[:10])) + more


def _error(test: UnitTest, definition: str, problems: tuple[Diagnostic, ...]) -> Verdict:
    message = "; ".join(problem.message for problem in problems) or "It cannot be understood."
    return Verdict(
        test.name, definition, test.path, "error", message=message, problems=tuple(problems)
    )


def _shown(value: Any) -> str:
    """A value as the name of a case in YAML."""
    match value:
        case None:
            return "unknown"
        case bool():
            return "true" if value else "false"
        case _:
            return str(value)
