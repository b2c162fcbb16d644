"""`segql compile`: definitions as SQL text."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from segql.cli.options import Chosen, Common, Data


def command(
    chosen: Chosen,
    common: Common,
    data: Data,
    dialect: Annotated[
        str | None,
        typer.Option("--dialect", metavar="NAME", help="The SQL dialect (default: the target's)."),
    ] = None,
    as_: Annotated[
        Literal["select", "view", "table"],
        typer.Option("--as", help="A query, or the statement that makes a view or table of it."),
    ] = "select",
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
    clock.
    """
    from segql.cli import console
    from segql.cli.session import open_session
    from segql.export import atomic_write, safe_path

    session = open_session(common, chosen, data)
    project = session.project
    live = common.as_of == "live"
    statements = {
        name: project.compile(
            name,
            dialect=dialect,
            as_=as_,
            as_of=None if live else common.as_of,
            live=live,
            target=common.target,
        )
        for name in session.computed()
    }
    if output is not None:
        for name, sql in statements.items():
            atomic_write(safe_path(output, name, ".sql"), f"{sql};\n")
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
