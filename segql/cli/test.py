"""`segql test`: unit tests of definitions, and what they expect of the real data."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from segql.cli.options import Chosen, Common, Data

if TYPE_CHECKING:
    from segql.project import Project
    from segql.project.verdicts import TestResult, Verdict

_ENDINGS = (".yml", ".yaml")


def command(
    chosen: Chosen,
    common: Common,
    data: Data,
    unit: Annotated[
        bool, typer.Option("--unit", help="Only unit tests, which need no target.")
    ] = False,
    expect: Annotated[
        bool, typer.Option("--expect", help="Only the `expect` lines, on the target's data.")
    ] = False,
    format: Annotated[
        Literal["text", "json"], typer.Option("--format", help="For people, or JSON.")
    ] = "text",
) -> int:
    """Run unit tests and expectations.

    Unit tests are in tests/**/*.yml: given rows, expected members; SELECT may name such files.
    Expectations are the `expect` lines of segments, held against the target's data. The exit
    code is 1 where one fails.
    """
    from segql.cli import console
    from segql.cli.progress import working
    from segql.cli.session import open_session

    words = chosen.select or []
    files = [Path(word) for word in words if word.endswith(_ENDINGS)]
    rest = [word for word in words if not word.endswith(_ENDINGS)]
    session = open_session(common, replace(chosen, select=rest), data)
    project = session.project
    names = [item.name for item in session.listed()] if rest or chosen.exclude else None
    # Where neither is named, files of unit tests alone, or no target at all, leave only those.
    with_data = bool(common.target or project.settings.targets) and not (files and not rest)
    with working("Running tests"):
        result = project.test(
            names,
            unit=unit or not expect,
            expect=expect or (not unit and with_data),
            as_of=common.as_of,
            target=common.target,
            files=files,
        )
    if format == "json":
        console.emit_json(result.to_dict())
    else:
        console.emit(_text(result))
    if result.problems:
        console.show_problems(result.problems)
    if not common.quiet:
        _warn(project, result)
    return 1 if result.failed else 2 if result.problems else 0


def _text(result: TestResult) -> str:
    """What did not pass, then how many did."""
    from segql.cli import console

    paint = console.out_palette().paint
    lines: list[str] = []
    for item in result.verdicts:
        if item.status != "passed":
            lines += [*_told(item, paint), ""]
    # a relation that follows from the conditions tells nothing of the data
    certain = f" ({result.certain:,} of them whatever the data)" if result.certain else ""
    passed = paint(f"{result.passed:,} passed", "green") + certain
    failed = paint(f"{result.failed:,} failed", "red") if result.failed else "none failed"
    return "\n".join([*lines, f"{passed}, {failed}"]) + "\n"


def _told(item: Verdict, paint: Callable[[str, str], str]) -> list[str]:
    from segql.cli import console
    from segql.diagnostics.render.cells import safe
    from segql.diagnostics.render.text import render_text

    word = "error" if item.status == "error" else "failed"
    lines = [
        f"{paint(word, 'red')}: {safe(item.definition)}",
        f"  in {item.path}, {safe(item.name)}",
    ]
    if item.problems:
        shown = render_text(item.problems, style=console.text_style(sys.stdout))
        return [*lines, *(f"  {line}".rstrip() for line in shown.rstrip().split("\n"))]
    return [*lines, f"  {safe(item.message or '')}"]


def _warn(project: Project, result: TestResult) -> None:
    """Say what the verdicts do not cover."""
    from segql.cli import console

    errors = len(project.errors())
    if errors:
        there = console.amount(errors, "error")
        console.tell(f"The definitions have {there}, which `segql check` shows.")
    if not result.verdicts and not result.problems:
        console.tell("There are no tests here: write some into tests/NAME.yml.")
