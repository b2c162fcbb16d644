"""`segql run`: sizes of segments, cases and variants, with their share of all customers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from segql.cli.options import Chosen, Common, Data, Effort

if TYPE_CHECKING:
    from segql.project import Project, RunResult


def command(
    chosen: Chosen,
    common: Common,
    data: Data,
    effort: Effort,
    format: Annotated[
        Literal["text", "json"], typer.Option("--format", help="A table, or JSON.")
    ] = "text",
) -> int:
    """Count segments, cases and variants.

    Shows how many customers are in each, and which share of all customers that is.
    """
    from segql.cli import console
    from segql.cli.progress import working
    from segql.cli.records import record
    from segql.cli.session import open_session

    session = open_session(common, chosen, data)
    names = session.counted()
    if not names and format == "text":
        # `state:modified` may choose nothing, which is no mistake.
        if not common.quiet:
            console.tell("Nothing to count: no definition was chosen.")
        return 0
    session.note_run(names, common)
    with working(f"Counting {console.amount(len(names), 'definition')}"):
        result = session.project.run(
            names, as_of=common.as_of, target=common.target, means=effort.means(session.note)
        )
    if format == "json":
        console.emit_json(result.to_dict())
    else:
        if not common.quiet:
            console.emit(_heading(session.project, result) + "\n\n")
        console.emit(_table(result.to_dict()))
    record(session.project, "run", result.as_of, result.target, _results(result.to_dict()))
    return 0


def _results(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """The answer as one list, for the records of the run."""
    kinds = {"segments": "segment", "segmentations": "segmentation", "experiments": "experiment"}
    return [{"kind": kind, **item} for several, kind in kinds.items() for item in answer[several]]


def _heading(project: Project, result: RunResult) -> str:
    from segql.cli import console

    counted = console.amount(result.customers, "customer")
    place = f" on {result.target}" if result.target else ""
    bold = console.out_palette().paint(project.settings.name, "bold")
    return f"{bold}{place}, {moment(result.as_of)}, {counted}"


def moment(as_of: datetime) -> str:
    """`through 2024-06-30` for the end of a day, else the moment."""
    if (as_of.hour, as_of.minute, as_of.second, as_of.microsecond) == (0, 0, 0, 0):
        return f"through {(as_of - timedelta(microseconds=1)).date()}"
    return f"as of {as_of.isoformat(sep=' ', timespec='seconds')}"


def _table(answer: dict[str, Any]) -> str:
    """The sizes as rows with bars, the longest for the largest share."""
    from segql.cli import console

    rows: list[tuple[str, str, dict[str, Any] | None]] = [
        (item["name"], item["title"] or "", item) for item in answer["segments"]
    ]
    for kind, parts in (("segmentations", "cases"), ("experiments", "variants")):
        for split in answer[kind]:
            rows.append((split["name"], split.get("title") or "", None))
            rows += [(f"  {part['name']}", part.get("title") or "", part) for part in split[parts]]
    most = max((row["share"] or 0.0 for _, _, row in rows if row), default=0.0)
    palette = console.out_palette()
    return console.table(
        [
            [name, title, *_figures(figure), (_bar(figure, most), "cyan")]
            for name, title, figure in rows
        ],
        right=(2, 3),
        # all bars have one scale, which ends with the largest share
        heads=["", "", "size", "share", f"0 to {most:.1%}" if most else ""],
        palette=palette,
    )


def _figures(figure: dict[str, Any] | None) -> tuple[str, str]:
    if figure is None:
        return "", ""
    return f"{figure['size']:,}", f"{figure['share']:.1%}"


def _bar(figure: dict[str, Any] | None, most: float) -> str:
    if figure is None or not most:
        return ""
    from segql.cli import console

    return console.bar(figure["share"] / most, there=figure["size"] > 0)
