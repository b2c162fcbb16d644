"""`segql compile`: definitions as SQL text, or as a dbt project."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from segql.cli import completing
from segql.cli.options import Chosen, Common, Data

if TYPE_CHECKING:
    from segql.cli.session import Session


def command(
    chosen: Chosen,
    common: Common,
    data: Data,
    dialect: Annotated[
        str | None,
        typer.Option(
            "--dialect",
            metavar="NAME",
            help="The SQL dialect (default: the target's).",
            autocompletion=completing.dialect,
        ),
    ] = None,
    as_: Annotated[
        Literal["select", "view", "table", "dbt"],
        typer.Option(
            "--as",
            help="A query, the statement that makes a view or table of it, or a dbt project.",
        ),
    ] = "select",
    together: Annotated[
        bool,
        typer.Option(
            "--together", help="One statement for all: a row a customer, a column a definition."
        ),
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="DIR", help="Write one file a definition into a folder."
        ),
    ] = None,
    format: Annotated[
        Literal["text", "json"],
        typer.Option("--format", help="SQL, or JSON with the SQL of each definition."),
    ] = "text",
) -> int:
    """Write definitions as SQL.

    One statement a definition, which names no data but your tables. With --as-of it is pinned to
    that day; with --as-of live, or without a default day in segql.yml, it follows the engine's
    clock. A folder also gets memberships_wide (a row a customer, a column a definition) and
    memberships_long (a row a membership) where there are several definitions.
    """
    from segql.cli import console
    from segql.cli.session import open_session
    from segql.export import safe_path, write_all

    _check(as_, together, output)
    session = open_session(common, chosen, data)
    project = session.project
    if as_ == "dbt":
        assert output is not None
        return _write_dbt(session, common, dialect, output)
    statements = _statements(session, common, dialect, as_, together, output is not None)
    if output is not None:
        write_all(
            {safe_path(output, name, ".sql"): f"{sql};\n" for name, sql in statements.items()}
        )
        if not common.quiet:
            console.tell(f"Wrote {console.amount(len(statements), 'file')} into {output}")
        return 0
    if format == "json":
        used = project.dialect(dialect, common.target)
        console.emit_json(
            [{"name": name, "dialect": used, "sql": sql} for name, sql in statements.items()]
        )
        return 0
    console.emit("\n".join(f"{sql};\n" for sql in statements.values()))
    return 0


def _check(as_: str, together: bool, output: Path | None) -> None:
    from segql.cli.session import refuse

    if as_ == "dbt" and output is None:
        refuse("A dbt project is a folder of files.", "Name the folder: --as dbt -o DIR.")
    if together and as_ != "select":
        refuse(
            "--together gives one query.",
            "Leave --as out, or leave --together out: `--as view -o DIR` writes memberships_wide.",
        )


def _statements(
    session: Session,
    common: Common,
    dialect: str | None,
    as_: Literal["select", "view", "table"],
    together: bool,
    into_folder: bool,
) -> dict[str, str]:
    """The statements by the names of their files."""
    from segql.publish import wide_names

    project = session.project
    names = session.computed()
    live = common.as_of == "live"
    as_of = None if live else common.as_of
    if together:
        if not names:
            return {}
        texts = project.compile_together(names, dialect, as_of, live, common.target)
        return dict(zip(wide_names(len(texts)), texts, strict=True))
    if into_folder and len(names) > 1:
        return project.compile_all(names, dialect, as_, as_of, live, common.target)
    return {name: project.compile(name, dialect, as_, as_of, live, common.target) for name in names}


def _write_dbt(session: Session, common: Common, dialect: str | None, output: Path) -> int:
    from segql.cli import console
    from segql.export import write_all
    from segql.publish import left_over, project_file, slug

    called = session.project.settings.name
    live = common.as_of == "live"
    as_of = None if live else common.as_of
    files = session.project.compile_dbt(session.counted(), dialect, as_of, live, common.target)
    if not (output / "dbt_project.yml").exists():
        # in a project that is there already, nothing but models and tests is written
        files["dbt_project.yml"] = project_file(called)
    write_all({_path(output, place): text for place, text in files.items()})
    gone = left_over(output, files, slug(called))
    for path in gone:
        path.unlink(missing_ok=True)
    if not common.quiet:
        console.tell(f"Wrote {console.amount(len(files), 'file')} into {output}")
        if gone:
            names = ", ".join(console.plain(path.name) for path in gone)
            console.tell(f"Removed what is no longer exported: {names}")
    return 0


def _path(output: Path, place: str) -> Path:
    from segql.export import safe_path

    folder, _, name = place.rpartition("/")
    stem, dot, ending = name.rpartition(".")
    return safe_path(output / folder, stem, dot + ending)
