"""`segql check`: parse, resolve, type-check and lint definitions."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from segql.cli.command import guarded
from segql.cli.options import Catalog, Chosen, Common, Data

if TYPE_CHECKING:
    from segql.cli.session import Session
    from segql.diagnostics import Diagnostic
    from segql.diagnostics.render import Format
    from segql.project import Project
    from segql.project.listing import Listed
    from segql.source import Span


def command(
    chosen: Chosen,
    common: Common,
    catalog: Catalog = None,
    data: Annotated[
        bool,
        typer.Option(
            "--data",
            help="Also hold the catalog against the target's data, or against data files that "
            "stand among the words of SELECT.",
        ),
    ] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Let warnings fail the check.")] = False,
    format: Annotated[
        Literal["text", "json", "github", "sarif"],
        typer.Option("--format", help="How problems are written."),
    ] = "text",
    watch: Annotated[
        bool, typer.Option("--watch", help="Check again when a file changes, until Ctrl-C.")
    ] = False,
) -> int:
    """Find mistakes in definitions.

    Reads every file of the project, or what SELECT names, and shows each problem with its place
    and what to write instead. It needs no data, unless --data asks for it: then the catalog is
    held against the target's rows, and what each table holds is shown (and written to
    target/data_report.json). The exit code is 1 where there are errors.
    """
    if not watch:
        return _check(chosen, common, catalog, data, strict, format)
    from segql.cli.watching import watch as watch_files

    if format != "text":
        _refuse_format(format)
    fresh = replace(common, settings=None)  # `segql.yml` may change as well

    def again() -> int:
        return guarded(lambda: _check(chosen, fresh, catalog, data, strict, format), common.debug)

    return watch_files(again, lambda: _watched(chosen, common, catalog))


def _refuse_format(format: str) -> None:
    from segql.diagnostics import Diagnostic, SegqlError
    from segql.diagnostics.codes.cli import BAD_OPTION

    raise SegqlError(
        Diagnostic(
            BAD_OPTION,
            f"--watch writes for people, and --format {format} for programs.",
            help="Leave one of the two away.",
        ),
        exit_code=2,
    )


def _watched(chosen: Chosen, common: Common, catalog: Path | None) -> list[Path]:
    """The files and folders whose change calls for another check."""
    from segql.project.files import SETTINGS_FILE, find_root, root_of

    named = [Path(word) for word in chosen.select or () if word.endswith(".seg")]
    named += [catalog] if catalog is not None else []
    root = root_of(common.project) if common.project else find_root(Path.cwd())
    if root is None:
        return named
    own = (SETTINGS_FILE, "catalog.yml", "catalog.yaml", "catalog", "segments")
    return [*named, *(root / name for name in (*own, *_of_targets(root)))]


def _of_targets(root: Path) -> list[str]:
    """The files in which targets say what they have otherwise, if the settings can be read."""
    from segql.catalog import load_settings
    from segql.diagnostics import SegqlError

    try:
        targets = load_settings(root, {}).settings.targets
    except SegqlError:
        return []
    return [target.catalog for target in targets.values() if target.catalog is not None]


def _check(
    chosen: Chosen,
    common: Common,
    catalog: Path | None,
    data: bool,
    strict: bool,
    format: Literal["text", "json", "github", "sarif"],
) -> int:
    """One check, from reading the files to the summary."""
    from segql.cli import console
    from segql.cli.records import record_data
    from segql.cli.session import open_session
    from segql.diagnostics import SegqlError, Severity

    words = chosen.select or []
    files = [word for word in words if data and _is_data(word)]
    select = [word for word in words if word not in files]
    given = Data(catalog, [Path(file) for file in files])
    try:
        session = open_session(common, replace(chosen, select=select), given)
        problems = concerning(session)
        report = session.project.check_data(common.target, common.as_of) if data else None
    except SegqlError as error:
        if format == "text" or common.debug:
            raise
        _write(error.diagnostics, format, None)
        return error.exit_code
    if report is not None:
        problems += report.problems
        record_data(session.project, report)
    _write(problems, format, session.project)
    if report is not None and format == "text":
        from segql.cli.quality import table

        console.emit(("\n" if problems else "") + table(report))
    if format == "text" and not common.quiet:
        console.emit("\n" if problems or report is not None else "")
        console.emit(_closing(_how_many(session), problems))
    failing = (Severity.ERROR, Severity.WARNING) if strict else (Severity.ERROR,)
    return 1 if any(item.severity in failing for item in problems) else 0


def _is_data(word: str) -> bool:
    """Whether a word of SELECT is a file or folder of data: names and patterns never are."""
    path = Path(word)
    return path.is_dir() or (path.suffix not in ("", ".seg") and path.is_file())


def concerning(session: Session) -> list[Diagnostic]:
    """The project's problems, or those of the chosen files and definitions."""
    problems = session.project.check()
    if not session.words and not session.exclude:
        return problems
    files, wanted, left_out = _chosen(session)

    def concerns(problem: Diagnostic) -> bool:
        span = problem.span
        if span is None or not span.source.path.endswith(".seg"):
            return True
        if _within(span, left_out):
            return False
        return not session.words or span.source.path in files or _within(span, wanted)

    return [problem for problem in problems if concerns(problem)]


def _chosen(session: Session) -> tuple[set[str], list[Listed], list[Listed]]:
    """The files among the words of SELECT, the definitions that others name, and those left out."""
    files = {word for word in session.words if word.endswith(".seg")}
    names = [word for word in session.words if word not in files]
    wanted = session.project.ls(names, session.exclude, session.state) if names else []
    left_out = session.project.ls(session.exclude) if session.exclude else []
    return files, wanted, left_out


def _within(span: Span, definitions: Iterable[Listed]) -> bool:
    return any(
        span.source.path == item.path and item.span.start <= span.start <= item.span.end
        for item in definitions
    )


def _write(problems: Iterable[Diagnostic], format: Format, project: Project | None) -> None:
    from segql import __version__
    from segql.cli import console
    from segql.diagnostics.render import render
    from segql.diagnostics.render.text import render_text

    if format == "text":
        console.emit(render_text(problems, style=console.text_style(sys.stdout)))
        return

    def from_here(path: str) -> str:
        """Code hosts want paths from where the check runs: the top of the checkout."""
        base = project.base if project is not None else None
        return os.path.relpath(base / path) if base is not None else path

    path_of = from_here if format in ("github", "sarif") else str
    console.emit(render(problems, format, path_of=path_of, version=__version__))


def _how_many(session: Session) -> int:
    """How many definitions were chosen, sound or not."""
    if not session.words and not session.exclude:
        return len(session.project.definitions)
    files, wanted, left_out = _chosen(session)
    everything = list(session.project.definitions.values())
    if session.words:
        names = {item.name for item in wanted}
        everything = [item for item in everything if item.path in files or item.name in names]
    return len({item.name for item in everything} - {item.name for item in left_out})


def _closing(definitions: int, problems: list[Diagnostic]) -> str:
    from segql.cli import console
    from segql.diagnostics import Severity

    paint = console.out_palette().paint
    counted = console.amount(definitions, "definition")
    errors = sum(item.severity is Severity.ERROR for item in problems)
    warnings = sum(item.severity is Severity.WARNING for item in problems)
    if not problems:
        return f"{counted}, {paint('no problems', 'green')}"
    parts = []
    if errors:
        parts.append(paint(console.amount(errors, "error"), "red"))
    if warnings:
        parts.append(paint(console.amount(warnings, "warning"), "yellow"))
    hints = len(problems) - errors - warnings
    if hints:
        parts.append(console.amount(hints, "hint"))
    return ", ".join([counted, *parts] if definitions else parts)
