"""Runs the tests of a project: unit tests on given rows, expectations on a target's data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from segql.diagnostics import Diagnostic
from segql.engines import scratch
from segql.project.expectations import run_expectations
from segql.project.files import shown_path
from segql.project.unit_tests import UnitTests
from segql.project.verdicts import TestResult, Verdict
from segql.semantics import tree
from segql.testing import LoadedTests, load_all, load_tests

if TYPE_CHECKING:
    from segql.project.project import Project


def run_tests(
    project: Project,
    names: Sequence[str] | None,
    *,
    unit: bool,
    expect: bool,
    as_of: datetime,
    target: str | None,
    files: Sequence[Path],
) -> TestResult:
    """Unit tests first, in the order of their files, then expectations in that of definitions."""
    verdicts: list[Verdict] = []
    problems: list[Diagnostic] = []
    if unit:
        plain = project.everywhere()
        for loaded in _loaded(plain, files):
            problems += loaded.diagnostics
            verdicts += _unit(plain, loaded, names, files, as_of, target)
    if expect:
        verdicts += _expect(project.on(target), names, as_of, target)
    return TestResult(tuple(verdicts), tuple(problems))


def _loaded(project: Project, files: Sequence[Path]) -> list[LoadedTests]:
    catalog, settings = project.loaded_catalog, project.settings
    if files:
        return [
            load_tests(file, catalog, settings, shown_path(file, project.root)) for file in files
        ]
    if project.root is None:
        return []
    return [load_all(project.root, catalog, settings)]


def _unit(
    project: Project,
    loaded: LoadedTests,
    names: Sequence[str] | None,
    files: Sequence[Path],
    as_of: datetime,
    target: str | None,
) -> list[Verdict]:
    """Files that were named run whole; else only what is about the named definitions does."""
    if not loaded.tests:
        return []
    described = None if target is None else project.target(target)[1]
    only = None if names is None or files else frozenset(names)
    with scratch(described, project.base) as engine:
        runner = UnitTests(project, engine, as_of)
        return [verdict for test in loaded.tests for verdict in runner.run(test, only)]


def _expect(
    project: Project, names: Sequence[str] | None, as_of: datetime, target: str | None
) -> list[Verdict]:
    sound = project.analysis.program.definitions
    chosen = project.definitions if names is None else names
    asked = [name for name in chosen if name in sound and _expects(sound[name])]
    return run_expectations(project, asked, as_of, target) if asked else []


def _expects(definition: tree.Definition) -> bool:
    return isinstance(definition, tree.Segment) and bool(definition.expectations)
