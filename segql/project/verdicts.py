"""What a test found: who is missing, who is too many, or why nothing could be asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from segql.diagnostics import Diagnostic

Status = Literal["passed", "failed", "error"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of one expectation.

    `name` is the test it stands in, `definition` the condition or definition that it is about,
    `path` the file that states it. `missing` are keys of customers that should be members and
    are not, `unexpected` of those that are and should not be. `problems` are the mistakes that
    made it an error. `certain` says that it passes whatever the data, as the conditions stand.
    """

    name: str
    definition: str
    path: str
    status: Status
    missing: tuple[Any, ...] = ()
    unexpected: tuple[Any, ...] = ()
    message: str | None = None
    problems: tuple[Diagnostic, ...] = ()
    certain: bool = False

    def to_dict(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "definition": self.definition,
            "status": self.status,
            "certain": self.certain,
            "missing": list(self.missing),
            "unexpected": list(self.unexpected),
            "message": self.message,
        }


@dataclass(frozen=True, slots=True)
class TestResult:
    """All verdicts of one run of tests, in order; `problems` are test files that are wrong."""

    __test__ = False  # pytest would take the name for a test

    verdicts: tuple[Verdict, ...]
    problems: tuple[Diagnostic, ...] = ()

    @property
    def passed(self) -> int:
        return sum(item.status == "passed" for item in self.verdicts)

    @property
    def certain(self) -> int:
        """How many pass whatever the data."""
        return sum(item.certain for item in self.verdicts)

    @property
    def failed(self) -> int:
        """How many did not pass, errors among them."""
        return len(self.verdicts) - self.passed

    def to_dict(self) -> dict[str, Any]:
        """The object of `test --format json`; a wrong test file is an error there."""
        wrong = [
            Verdict(path, path, path, "error", message=item.message)
            for item in self.problems
            for path in [item.span.source.path if item.span else ""]
        ]
        return {
            "passed": self.passed,
            "failed": self.failed + len(wrong),
            "tests": [item.to_dict() for item in (*self.verdicts, *wrong)],
        }


def compared(expected: set[Any], found: set[Any]) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """Who is missing and who is unexpected, each in order."""
    return in_order(expected - found), in_order(found - expected)


def in_order(keys: set[Any]) -> tuple[Any, ...]:
    """Keys sorted; those of several types by their text."""
    try:
        return tuple(sorted(keys))
    except TypeError:
        return tuple(sorted(keys, key=str))
