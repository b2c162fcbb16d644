"""Options that many commands share, as groups that a command takes as one parameter each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from segql.cli import completing

if TYPE_CHECKING:
    from segql.project.means import Means


@dataclass(frozen=True, slots=True)
class Common:
    """What every command takes. `project` is a folder; `as_of` and `set` are still text.

    `settings` is no option: the project's `LoadedSettings`, where its defaults were asked for.
    """

    project: Annotated[
        Path | None,
        typer.Option("--project", metavar="DIR", help="The project's folder (default: around)."),
    ] = None
    target: Annotated[
        str | None,
        typer.Option(
            "--target",
            metavar="NAME",
            help="Where to run, by its name in segql.yml.",
            autocompletion=completing.target,
        ),
    ] = None
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of",
            metavar="DAY",
            help="Answer as of the end of a day (2024-06-30) or a moment (2024-06-30T14:05).",
        ),
    ] = None
    set: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="Another value for a param; repeatable."),
    ] = None
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only data and errors.")] = False
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say what is done.")] = False
    debug: Annotated[
        bool, typer.Option("--debug", help="Show the Python traceback of a failure.")
    ] = False
    settings: Any = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which definitions: SELECT and what narrows it."""

    select: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SELECT",
            help="Names, vip_*, tag:T, owner:O, path:P, +name, name+, state:modified, or .seg "
            "files; all definitions when left out.",
            show_default=False,
            autocompletion=completing.select,
        ),
    ] = None
    exclude: Annotated[
        list[str] | None,
        typer.Option(
            "--exclude",
            metavar="SELECT",
            help="Leave these out; repeatable.",
            autocompletion=completing.select,
        ),
    ] = None
    state: Annotated[
        Path | None,
        typer.Option(
            "--state", metavar="DIR", help="An earlier target/ folder, for state:modified."
        ),
    ] = None


Catalog = Annotated[
    Path | None,
    typer.Option("--catalog", metavar="FILE", help="A catalog file instead of the project's."),
]


@dataclass(frozen=True, slots=True)
class Data:
    """A catalog and data that take the place of the project's, or do without a project."""

    catalog: Catalog = None
    data: Annotated[
        list[Path] | None,
        typer.Option(
            "--data",
            metavar="FILE",
            help="A CSV, Parquet or JSON file, a folder of them, or a DuckDB database, instead "
            "of a target; repeatable. A table is named after its file.",
        ),
    ] = None


@dataclass(frozen=True, slots=True)
class Effort:
    """How many definitions are worked out, and with how much memory; the answers are the same."""

    plan: Annotated[
        Literal["auto", "fused", "sql"],
        typer.Option(
            "--plan", help="One pass over compact copies (fused), one SQL statement, or either."
        ),
    ] = "auto"
    memory_limit: Annotated[
        str | None,
        typer.Option("--memory-limit", metavar="AMOUNT", help="At most so much memory: 2GB."),
    ] = None
    no_cache: Annotated[
        bool, typer.Option("--no-cache", help="Neither use nor fill target/cache.")
    ] = False

    def means(self, note: Callable[[str], None]) -> Means:
        from segql.project.means import Means

        return Means(self.plan, not self.no_cache, self.memory_limit, note)


GROUPS: tuple[type[Any], ...] = (Common, Chosen, Data, Effort)
SHOWN_VARIABLES = ("project", "target", "as_of")


@dataclass(frozen=True, slots=True)
class Given:
    """Values of options that stood before the command's name: `segql --project X run`."""

    values: dict[str, Any] = field(default_factory=dict)
