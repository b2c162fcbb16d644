"""Unit tests of definitions: given rows, what is expected of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from segql.catalog.physical import Dataset
from segql.diagnostics.model import Diagnostic
from segql.source import Source, Span

Key = int | str | Decimal | float | bool | date | datetime


@dataclass(frozen=True, slots=True)
class Expectation:
    """Who must satisfy a condition, which may be the bare name of a definition.

    `keys` are all members, no more and no fewer. Of a segmentation, an experiment or a trait
    `cases` gives the members of single cases instead; cases that are not named may be anything.
    `source` holds the condition at its place in the file.
    """

    condition: str
    source: Source
    span: Span
    keys: tuple[Key, ...] = ()
    cases: Mapping[str, tuple[Key, ...]] | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A condition that must be refused, with a problem in whose code, message and mend all of
    `words` stand, in any case.
    """

    condition: str
    source: Source
    span: Span
    words: tuple[str, ...]

    def matches(self, problem: Diagnostic) -> bool:
        """Whether a problem is the one that is meant."""
        text = " ".join(
            part
            for part in (
                problem.code.id, problem.code.name, problem.message, problem.help,
                problem.fix.replacement if problem.fix else None,
            )
            if part
        ).casefold()  # fmt: skip
        return all(word.casefold() in text for word in self.words)


@dataclass(frozen=True, slots=True)
class UnitTest:
    """One test: rows, an instant (None: the run's own), and what is expected.

    `path` is the file as messages show it, `span` the test's place in it. `dataset` holds every
    table of the catalog, also those without rows.
    """

    name: str
    path: str
    span: Span
    as_of: datetime | None
    dataset: Dataset
    expectations: tuple[Expectation, ...] = ()
    refusals: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True)
class LoadedTests:
    """The tests of one or more files, and the problems of those that could not be read."""

    tests: tuple[UnitTest, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    sources: tuple[Source, ...] = field(default=(), repr=False)
