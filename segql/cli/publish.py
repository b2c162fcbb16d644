"""`segql publish`: definitions as views or tables of a target's database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from segql.cli.options import Chosen, Common

if TYPE_CHECKING:
    from segql.project.publishing import Publication


def command(
    chosen: Chosen,
    common: Common,
    as_: Annotated[
        Literal["view", "table"],
        typer.Option("--as", help="Views, which compute when they are read, or tables."),
    ] = "view",
    force: Annotated[
        bool, typer.Option("--force", help="Publish sizes that jumped tenfold all the same.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print the statements, and change nothing.")
    ] = False,
    format: Annotated[
        Literal["text", "json"], typer.Option("--format", help="Words, or JSON.")
    ] = "text",
) -> int:
    """Put definitions into a database, as views or tables.

    Each definition by its name, with memberships_wide (a row a customer, a column a definition)
    and memberships_long (a row a membership), all in one step. What an earlier publish made and
    this one does not is dropped; nothing else ever is. Pinned or live as compile.
    """
    from segql.cli import console
    from segql.cli.progress import working
    from segql.cli.session import open_session

    session = open_session(common, chosen)
    names = session.counted()
    live = common.as_of == "live"
    with working(f"Publishing {console.amount(len(names), 'definition')}"):
        result = session.project.publish(
            names,
            common.target,
            as_,
            None if live else common.as_of,
            live,
            force=force,
            dry_run=dry_run,
        )
    if format == "json":
        console.emit_json(result.to_dict())
    elif dry_run:
        console.emit("\n".join(f"{sql};\n" for sql in result.done.statements))
    elif not common.quiet:
        console.emit(_told(result))
    return 0


def _told(result: Publication) -> str:
    from segql.cli import console

    when = "live" if result.as_of is None else f"as of {result.as_of.isoformat(sep=' ')}"
    lines = [
        f"Published {console.amount(len(result.made), result.kind)} into {result.target}, {when}"
    ]
    if result.done.dropped:
        dropped = ", ".join(map(console.plain, result.done.dropped))
        lines.append(f"Dropped what is no longer published: {dropped}")
    lines += [
        f"{console.plain(jump.name)}: {jump.before:,} members before, {jump.after:,} now"
        for jump in result.done.jumps
    ]
    return "\n".join(lines)
