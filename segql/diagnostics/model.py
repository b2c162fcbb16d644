"""What a problem is, apart from how it is shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from segql.source import Span


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of problem: `SEG203`, its name for `# segql: ignore NAME`, and what it is about.

    `explanation` is Markdown for the reference of messages: what, why, an example, the mend.
    """

    id: str
    name: str
    severity: Severity
    summary: str
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class Fix:
    """A mend that is certain: put `replacement` in place of `span`."""

    replacement: str
    span: Span


@dataclass(frozen=True, slots=True)
class Note:
    """A second place that the problem is about, with its own words (`first defined here`)."""

    message: str
    span: Span


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One problem.

    `message` is one sentence that says what is wrong, in a marketer's words; `help` says what to
    write instead. `expected` and `found` are given where both are known.
    """

    code: Code
    message: str
    span: Span | None = None
    help: str | None = None
    fix: Fix | None = None
    notes: tuple[Note, ...] = ()
    expected: str | None = None
    found: str | None = None
    severity_override: Severity | None = None

    def __post_init__(self) -> None:
        if self.fix is not None and self.fix.span.rough:
            object.__setattr__(self, "fix", None)

    @property
    def severity(self) -> Severity:
        return self.severity_override or self.code.severity

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR


class SegqlError(Exception):
    """Problems that stop a command; the exit code says whose they are.

    1: definitions, tests, expectations. 2: wrong use or configuration. 3: the engine.
    """

    def __init__(self, diagnostics: Diagnostic | Iterable[Diagnostic], exit_code: int = 1) -> None:
        self.diagnostics: tuple[Diagnostic, ...] = (
            (diagnostics,) if isinstance(diagnostics, Diagnostic) else tuple(diagnostics)
        )
        self.exit_code = exit_code
        super().__init__("; ".join(item.message for item in self.diagnostics))
