"""All rules over one project, and which of their findings are told."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from types import ModuleType

from segql.diagnostics.codes.lints import (
    ALWAYS_HOLDS,
    NEVER_HOLDS,
    OR_OF_NEGATIONS,
    TAKES_IN_UNKNOWN,
    UNUSED_PARAMETER,
    UNUSED_TRAIT,
)
from segql.diagnostics.model import Diagnostic
from segql.lints import rules
from segql.lints.rules import window_beyond_data
from segql.lints.subject import Subject
from segql.semantics import Analysis, suppress
from segql.source import Span
from segql.syntax import nodes


@cache
def all_rules() -> tuple[ModuleType, ...]:
    """The rules, each a module with a `CODE`, a `find` and its page as its docstring, in the
    order of their codes.
    """
    found = [
        importlib.import_module(f"{rules.__name__}.{item.name}")
        for item in pkgutil.iter_modules(rules.__path__)
    ]
    return tuple(sorted(found, key=lambda rule: rule.CODE.id))


def lint(
    analysis: Analysis, files: Sequence[nodes.File], known: Sequence[Diagnostic] = ()
) -> list[Diagnostic]:
    """Everything odd in the sound definitions of a project, but for what is switched off.

    `known` are the problems of reading the files. Nothing is said of files that have errors:
    those come first.
    """
    told = [*known, *analysis.diagnostics]
    broken = {item.span.source.path for item in told if item.is_error and item.span is not None}
    subject = Subject(analysis, files)
    rules = [rule for rule in all_rules() if not (broken and rule.CODE in _OF_EVERYTHING)]
    found = [problem for rule in rules for problem in rule.find(subject)]
    kept = [
        problem
        for problem in _once(found)
        if problem.span is None
        or (problem.span.source.path not in broken and not _is_told(problem, told))
    ]
    return suppress.keep(_sharpest(kept), files, analysis.project.settings)


def _sharpest(problems: Sequence[Diagnostic]) -> list[Diagnostic]:
    """Without what another problem says better: the reason within, or what it is about."""
    constant = [item for item in problems if item.code in (NEVER_HOLDS, ALWAYS_HOLDS)]
    negations = [item for item in problems if item.code is OR_OF_NEGATIONS]

    def is_said_better(problem: Diagnostic) -> bool:
        if problem.code is TAKES_IN_UNKNOWN:
            return any(_is_within(problem.span, item.span) for item in negations)
        if problem.code not in (NEVER_HOLDS, ALWAYS_HOLDS):
            return False
        return any(
            item.span != problem.span and _is_within(item.span, problem.span) for item in constant
        )

    return [item for item in problems if not is_said_better(item)]


_OF_EVERYTHING = (UNUSED_PARAMETER, UNUSED_TRAIT)
"""What can be told only where every definition is understood."""


def _is_told(problem: Diagnostic, told: Sequence[Diagnostic]) -> bool:
    """Whether the reason why a condition never or always holds was told already."""
    if problem.code not in (NEVER_HOLDS, ALWAYS_HOLDS):
        return False
    return any(_is_within(item.span, problem.span) for item in told)


def _is_within(inner: Span | None, outer: Span | None) -> bool:
    return (
        inner is not None
        and outer is not None
        and inner.source.path == outer.source.path
        and outer.start <= inner.start
        and inner.end <= outer.end
    )


def lint_data(
    analysis: Analysis, files: Sequence[nodes.File], first: Mapping[str, datetime], now: datetime
) -> list[Diagnostic]:
    """What is odd beside the data: `first` is the time of the first event of each kind, and
    `now` the instant of the run.
    """
    subject = Subject(analysis, files)
    found = window_beyond_data.beyond(subject, first, now)
    return suppress.keep(_once(found), files, analysis.project.settings)


def _once(problems: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    yield from dict.fromkeys(problems)
