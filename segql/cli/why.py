"""`segql why`: why a customer is in a segment, or what keeps them out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from segql.cli.options import Chosen, Common, Data

if TYPE_CHECKING:
    from segql.analysis.why import Why
    from segql.analysis.why_split import WhyCase, WhyVariant
    from segql.cli.console import Cell


def command(
    chosen: Chosen,
    common: Common,
    data: Data,
    customer: Annotated[
        str,
        typer.Option("--customer", metavar="KEY", help="The customer's key.", show_default=False),
    ],
    format: Annotated[
        Literal["text", "json"], typer.Option("--format", help="A table, or JSON.")
    ] = "text",
) -> int:
    """Show why a customer is in a segment, or what keeps them out.

    Each condition stands with the customer's values and its verdict; at the end, for whoever is
    not a member, the least that is missing. Of a segmentation, the case that fits and those
    before it; of an experiment, the place in the random split.
    """
    from segql.cli import console
    from segql.cli.progress import working
    from segql.cli.session import open_session

    session = open_session(common, chosen, data)
    found: list[Why | WhyCase | WhyVariant] = []
    for name in session.counted():
        session.note_run([name], common)
        with working(f"Asking for {name}"):
            found.append(session.project.why(name, customer, common.as_of, common.target))
    if format == "json":
        console.emit_json([item.to_dict() for item in found])
        return 0
    where = session.project.target(common.target)[0]
    for number, item in enumerate(found):
        if number:
            console.emit("\n")
        _tell(item, where)
    return 0


def _tell(item: Why | WhyCase | WhyVariant, where: str) -> None:
    from segql.analysis.why import Why
    from segql.analysis.why_split import WhyCase
    from segql.cli import console

    console.emit(_heading(item, where) + "\n\n")
    if isinstance(item, Why):
        _tell_reasons(item)
    elif isinstance(item, WhyCase):
        for number, case in enumerate(item.cases):
            if number:
                console.emit("\n")
            fits = "fits" if case.is_member else "does not fit"
            console.emit(f"{console.plain(case.name)} {fits}:\n\n")
            _tell_reasons(case)
        if item.case is not None and not (item.cases and item.cases[-1].is_member):
            console.emit(f"\n{console.plain(item.case)} takes everybody else.\n")
    else:
        console.emit(f"  {console.plain(item.reason)}\n")


def _tell_reasons(item: Why) -> None:
    from segql.cli import console

    console.emit(_table(item))
    if item.missing:
        console.emit("\nWhat is missing:\n")
        console.emit("".join(f"  {console.plain(words)}\n" for words in item.missing))


def _heading(item: Why | WhyCase | WhyVariant, target: str) -> str:
    from segql.analysis.why import Why
    from segql.analysis.why_split import WhyCase
    from segql.cli import console
    from segql.cli.run import moment

    if isinstance(item, Why):
        said = f"is in {item.name}" if item.is_member else f"is not in {item.name}"
    elif isinstance(item, WhyCase):
        said = f"has the case {item.case}" if item.case else "has no case"
        said += f" of {item.name}"
    else:
        said = f"has the variant {item.variant}" if item.variant else "has no variant"
        said += f" of {item.name}"
    key = console.plain(str(item.key))
    return f"Customer {key} {said} on {target}, {moment(item.as_of)}."


def _table(item: Why) -> str:
    from segql.cli import console

    rows: list[list[Cell]] = []
    joints: list[str] = [item.joint]
    first = True
    texts = console.apart([reason.text for reason in item.reasons])
    for reason, text in zip(item.reasons, texts, strict=True):
        first = first or reason.depth >= len(joints)
        del joints[reason.depth + 1 :]
        # a consent has no place in the text, and always comes on top
        joint = joints[reason.depth] if reason.span is not None else "and"
        word = "" if first else f"{joint} "
        values = ", ".join(f"{figure.words} is {figure.shown}" for figure in reason.figures)
        color = "green" if reason.holds else "red"
        rows.append(
            [
                "  " * (reason.depth + 1) + word + (text if reason.joint is None else reason.words),
                (reason.verdict, color),
                values,
            ]
        )
        first = reason.joint is not None
        if reason.joint is not None:
            joints.append(reason.joint)
    return console.table(rows, palette=console.out_palette())
