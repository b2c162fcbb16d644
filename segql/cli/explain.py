"""`segql explain`: what a definition means, and what each stage makes of it."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from segql.cli.options import Chosen, Common, Data

Stage = Literal["words", "tree", "types", "plan", "sql"]


def command(
    chosen: Chosen,
    common: Common,
    data: Data,
    stage: Annotated[
        Stage,
        typer.Option(
            "--stage",
            help="Plain words, the tree as written, with types, the plan of what is computed, "
            "or the SQL.",
        ),
    ] = "words",
) -> int:
    """Show what a definition means and how it is computed."""
    from segql.cli import console
    from segql.cli.session import open_session

    session = open_session(common, chosen, data)
    project = session.project
    for number, name in enumerate(session.computed()):
        if number:
            console.emit("\n")
        console.emit(project.explain(name, stage, as_of=common.as_of, target=common.target))
    return 0
