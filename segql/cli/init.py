"""`segql init`: a project from a company's tables; run again, it adds what is new."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from segql.cli.options import Common

if TYPE_CHECKING:
    from segql.project.starting import Started


def command(
    common: Common,
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="DIR", help="The project's folder (default: this one)."),
    ] = None,
    data: Annotated[
        list[Path] | None,
        typer.Option(
            "--data",
            metavar="FILE",
            help="A CSV, Parquet or JSON file, a folder of them, or a DuckDB or SQLite database; "
            "repeatable. Without it the files in the folder, or in its folder `data`.",
        ),
    ] = None,
    url: Annotated[
        str | None,
        typer.Option(
            "--url", metavar="URL", help="A server, best as a variable: '${DATABASE_URL}'."
        ),
    ] = None,
    engine: Annotated[
        str | None,
        typer.Option("--engine", metavar="NAME", help="What answers at the URL: postgres, mysql."),
    ] = None,
    schema: Annotated[
        str | None, typer.Option("--schema", metavar="NAME", help="The schema of the tables.")
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help="What the project is called.")
    ] = None,
    timezone: Annotated[
        str | None,
        typer.Option(
            "--timezone", metavar="ZONE", help="In which days are counted (default: UTC)."
        ),
    ] = None,
    customer: Annotated[
        list[str] | None,
        typer.Option(
            "--customer",
            metavar="TABLE.COLUMN",
            help="The column that tells customers apart; once more for each other table that holds "
            "that key under another name.",
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Write nothing; show the files instead.")
    ] = False,
) -> int:
    """Begin a project from tables, or add what is new in them.

    Looks at the tables of files, of a database or of a project's target, and writes what they
    seem to mean: segql.yml, catalog.yml and a few segments that run. Look it through: names and
    data decide, and people know better. Run again, it adds new tables and columns and keeps every
    word and comment that stands there; what is commented out (`# phone: ...`) stays out.
    """
    from segql.cli import console
    from segql.cli.progress import working
    from segql.project.starting import Wanted, start

    place = folder or common.project or Path()
    wanted = Wanted(
        tuple(data or ()),
        engine,
        url,
        schema,
        common.target,
        name,
        timezone,
        tuple(customer or ()),
    )
    with working("Looking at the tables"):
        started = start(place, wanted)
    if dry_run:
        for path, text in started.files.items():
            console.emit(f"# {path.as_posix()}\n{text}\n")
        return 0
    started.write()
    if not common.quiet:
        _tell(started, place)
    return 0


def _tell(started: Started, place: Path) -> None:
    """What was assumed, what was written, and what to do next."""
    from segql.cli import console

    for sentence in started.sentences:
        console.tell(f"  {sentence}")
    if started.sentences:
        console.tell("")
    if started.added is not None:
        _tell_added(started)
    for path in sorted(started.files):
        console.tell(f"Wrote {path.as_posix()}")
    if started.added is None:
        where = "" if place == Path() else f" --project {place.as_posix()}"
        console.tell(
            f"\nRead catalog.yml through. Then: segql run{where}, and segql check --data{where}"
        )


def _tell_added(started: Started) -> None:
    from segql.cli import console

    added = started.added
    if not added:
        console.tell("Nothing is new.")
        return
    for path, entries in added.entries.items():
        names = ", ".join(f"`{name}`" for name in entries)
        console.tell(f"New in {'.'.join(map(str, path))}: {names}")
