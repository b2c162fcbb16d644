"""`segql ls`: the definitions that SELECT chooses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from segql.cli.options import Chosen, Common, Data

if TYPE_CHECKING:
    from segql.cli.console import Cell
    from segql.project.listing import Listed
    from segql.project.vocabulary import Word


def command(
    chosen: Chosen,
    common: Common,
    data: Data,
    format: Annotated[
        Literal["text", "names", "json"],
        typer.Option("--format", help="A table, one name a line, or JSON."),
    ] = "text",
    fields: Annotated[
        bool,
        typer.Option(
            "--fields",
            help="List what one may write about instead: attributes, traits, events and their "
            "fields, with types and values.",
        ),
    ] = False,
    known: Annotated[
        bool,
        typer.Option(
            "--known", help="With --fields: ask the target in how many rows each value is known."
        ),
    ] = False,
) -> int:
    """List definitions, or what one may write about.

    Shows what SELECT chooses, for instance before a run: `segql ls tag:spring`. With --fields,
    SELECT are names of the catalog: `segql ls --fields orders`.
    """
    from segql.cli import console
    from segql.cli.session import open_session, refuse

    if fields:
        return _fields(chosen, common, data, format, known=known)
    if known:
        refuse("--known goes with --fields.", "Write `segql ls --fields --known`.")
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


def _fields(chosen: Chosen, common: Common, data: Data, format: str, *, known: bool) -> int:
    from segql.cli import console
    from segql.cli.progress import working
    from segql.cli.session import open_session
    from segql.diagnostics import SegqlError
    from segql.project.vocabulary import chosen as choose
    from segql.project.vocabulary import vocabulary

    project = open_session(common, Chosen(), data).project.on(common.target)
    report = None
    if known:
        with working("Counting known values"):
            report = project.check_data(common.target, common.as_of)
        if not report.tables:
            raise SegqlError([item for item in report.problems if item.is_error], exit_code=3)
    found = choose(vocabulary(project.analysis.project, report), chosen.select or ())
    match format:
        case "json":
            console.emit_json([item.to_dict() for item in found])
        case "names":
            console.emit("".join(f"{item.written}\n" for item in found))
        case _:
            console.emit(_words(found))
    return 0


def _words(found: list[Word]) -> str:
    """A table of names, the fields of an event below it."""
    from segql.cli import console

    rows: list[list[Cell]] = []
    for word in found:
        kind = word.type or ("events" if word.kind == "event" else word.kind)
        unit = f", {word.unit}" if word.unit else ""
        share = "" if word.known is None else f"{word.known:.0%}"
        said = [text for text in (word.label, word.description) if text]
        if word.definition:
            said.append(f"= {word.definition}")
        if word.values:
            values = [f'"{item}"' if isinstance(item, str) else str(item) for item in word.values]
            said.append(", ".join(values))
        color = "bold" if word.kind == "event" else ""
        rows.append([(word.written, color), f"{kind}{unit}", share, "; ".join(said)])
    heads = ["name", "what it is", "known", "about"]
    kept = [index for index in range(4) if index != 2 or any(row[2] for row in rows)]
    return console.table(
        [[row[index] for index in kept] for row in rows],
        right=(2,) if len(kept) == 4 else (),
        heads=[heads[index] for index in kept],
        palette=console.out_palette(),
    )


def _text(found: list[Listed]) -> str:
    from segql.cli import console

    rows = [
        [
            item.name,
            item.kind,
            item.title or "",
            item.owner or "",
            ", ".join(item.tags),
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
