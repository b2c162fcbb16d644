"""`segql ls`: the definitions that SELECT chooses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from segql.cli.options import Chosen, Common, Data

if TYPE_CHECKING:
    from segql.project.listing import Listed


def command(
    chosen: Chosen,
    common: Common,
    data: Data,
    format: Annotated[
        Literal["text", "names", "json"],
        typer.Option("--format", help="A table, one name a line, or JSON."),
    ] = "text",
) -> int:
    """List definitions.

    Shows what SELECT chooses, for instance before a run: `segql ls tag:spring`.
    """
    from segql.cli import console
    from segql.cli.session import open_session

    found = open_session(common, chosen, data).listed()
    match format:
        case "json":
            console.emit_json([to_object(item) for item in found])
        case "names":
            console.emit("".join(f"{item.name}\n" for item in found))
        case "text":
            console.emit(_text(found))
            if not common.quiet:
                console.tell(console.amount(len(found), "definition"))
    return 0


def to_object(item: Listed) -> dict[str, Any]:
    """A definition as JSON; `uses` are the definitions and attributes that it mentions."""
    return {
        "name": item.name,
        "kind": item.kind,
        "title": item.title,
        "goal": item.goal,
        "owner": item.owner,
        "tags": list(item.tags),
        "channels": list(item.channels),
        "file": item.path,
        "line": item.span.source.position(item.span.start).line,
        "uses": sorted(item.uses),
    }


def _text(found: list[Listed]) -> str:
    from segql.cli import console
    from segql.diagnostics.render.cells import shorten

    rows = [
        [
            item.name,
            item.kind,
            shorten(item.title or "", 40),
            shorten(item.owner or "", 20),
            shorten(", ".join(item.tags), 30),
            item.path,
        ]
        for item in found
    ]
    heads = ["name", "kind", "title", "owner", "tags", "file"]
    kept = [index for index in range(len(heads)) if index < 2 or any(row[index] for row in rows)]
    return console.table(
        [[row[index] for index in kept] for row in rows],
        heads=[heads[index] for index in kept],
        palette=console.out_palette(),
    )
