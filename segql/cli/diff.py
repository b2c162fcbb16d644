"""`segql diff`: two versions of definitions, or two days: what is said otherwise, and who moved."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from segql.cli.options import Chosen, Common

if TYPE_CHECKING:
    from segql.analysis.changes import Wording
    from segql.cli.session import Session
    from segql.project.diffing import Change, Side


def command(
    chosen: Chosen,
    common: Common,
    before: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="OLD",
            help="A folder with another version of the project, or a git revision: HEAD~1, main.",
        ),
    ] = None,
    after: Annotated[
        str | None,
        typer.Option("--to", metavar="NEW", help="Likewise (default: the project as it stands)."),
    ] = None,
    from_as_of: Annotated[
        str | None,
        typer.Option(
            "--from-as-of",
            metavar="DAY",
            help="The day of the older answer, to be compared with that of --as-of.",
        ),
    ] = None,
    fail_over: Annotated[
        str | None,
        typer.Option(
            "--fail-over",
            metavar="SHARE",
            help="Exit code 1 where more than this share of a segment moves: 10%.",
        ),
    ] = None,
    keys: Annotated[
        bool, typer.Option("--keys", help="Also the keys of those who enter and leave.")
    ] = False,
    format: Annotated[
        Literal["text", "json"], typer.Option("--format", help="Text, or JSON.")
    ] = "text",
) -> int:
    """Show what changed between two versions or two days.

    With --from, two versions are held against the same data: which conditions came and went, who
    enters and leaves because of them. With --from-as-of, the same definitions are asked as of two
    days. Both can be given.
    """
    from segql.cli import console
    from segql.cli.progress import working
    from segql.cli.session import open_session
    from segql.diagnostics import Diagnostic, SegqlError
    from segql.diagnostics.codes.cli import BAD_OPTION
    from segql.project.diffing import diff

    if before is None and from_as_of is None:
        problem = Diagnostic(
            BAD_OPTION,
            "There is nothing to compare with.",
            help="Name a version, `--from HEAD~1`, or another day, `--from-as-of 2024-03-31`."
            if common.as_of is None
            else f"`--as-of {common.as_of}` is one day. Name the earlier one too: "
            "`--from-as-of 2024-03-31`; or a version, `--from HEAD~1`.",
        )
        raise SegqlError(problem, exit_code=2)
    limit = _share(fail_over)
    session = open_session(common, chosen)
    with ExitStack() as stack:
        old, new = _sides(stack, session, before, after, from_as_of, common.as_of)
        names = _names(session, old) if session.words or session.exclude else None
        with working("Comparing"):
            changes = diff(old, new, names, common.target)
    over = [item for item in changes if limit is not None and _is_over(item, limit)]
    if format == "json":
        console.emit_json({
            "from": {"version": old.label, "as_of": old.as_of.isoformat()},
            "to": {"version": new.label, "as_of": new.as_of.isoformat()},
            "definitions": [item.to_dict(keys=keys) for item in changes],
            "over": [item.name for item in over],
        })  # fmt: skip
    else:
        _show(changes, old, new, keys=keys, quiet=common.quiet)
    if over and not common.quiet:
        names_over = ", ".join(item.name for item in over)
        console.tell(f"More than {fail_over} moved: {names_over}")
    return 1 if over else 0


def _sides(
    stack: ExitStack,
    session: Session,
    before: str | None,
    after: str | None,
    from_as_of: str | None,
    as_of: str | None,
) -> tuple[Side, Side]:
    from segql.project.diffing import Side
    from segql.project.versions import version_of

    project = session.project
    old = stack.enter_context(version_of(project, before)) if before else project
    new = stack.enter_context(version_of(project, after)) if after else project
    now = project.instant(as_of)
    then = project.instant(from_as_of) if from_as_of else now
    return (
        Side(old, then, before or "this version"),
        Side(new, now, after or "this version"),
    )


def _names(session: Session, old: Side) -> list[str]:
    """The chosen definitions; one that was taken away can still be chosen by its name."""
    gone = [word for word in session.words if word in old.project.definitions]
    known = set(session.project.definitions)
    words = [word for word in session.words if word in known or word not in gone]
    chosen = session.project.ls(words, session.exclude) if words or not gone else []
    return [*(item.name for item in chosen), *(word for word in gone if word not in known)]


def _share(text: str | None) -> float | None:
    """`10%` or `0.1`. Raises SegqlError (2) for anything else."""
    from segql.diagnostics import Diagnostic, SegqlError
    from segql.diagnostics.codes.cli import BAD_OPTION

    if text is None:
        return None
    try:
        number = float(text.removesuffix("%"))
    except ValueError:
        number = -1.0
    if not 0 <= number < float("inf"):
        problem = Diagnostic(BAD_OPTION, f"`{text}` is not a share.", help="Write --fail-over 10%.")
        raise SegqlError(problem, exit_code=2)
    return number / 100 if text.endswith("%") else number


def _is_over(item: Change, limit: float) -> bool:
    return item.status in ("changed", "moved") and item.movement.share > limit


def _show(changes: list[Change], old: Side, new: Side, *, keys: bool, quiet: bool) -> None:
    from segql.cli import console

    paint = console.out_palette().paint
    if not quiet:
        console.emit(f"{_between(old, new)}\n\n")
    shown = [item for item in changes if item.status != "same"]
    for item in shown:
        title = f"  {item.title}" if item.title else ""
        console.emit(f"{paint(item.name, 'bold')}{console.plain(title)}: {_sizes(item)}\n")
        for wording in item.wordings:
            _show_wording(wording)
        _show_causes(item)
        if keys:
            for sign, moved, color in (
                ("+", item.movement.entered, "green"), ("-", item.movement.left, "red")
            ):  # fmt: skip
                for key in moved:
                    console.emit(f"    {paint(sign, color)} {console.plain(str(key))}\n")
        console.emit("\n")
    same = len(changes) - len(shown)
    if not quiet:
        others = "other " if shown else ""
        console.emit(f"{console.amount(same, others + 'definition')} as before\n" if same else "")


def _between(old: Side, new: Side) -> str:
    from segql.cli.run import moment

    before, after = moment(old.as_of), moment(new.as_of)
    if old.label == new.label:
        return f"{old.label[:1].upper()}{old.label[1:]}, {before} and {after}"
    return f"From {old.label}, {before}, to {new.label}, {after}"


def _sizes(item: Change) -> str:
    moved = item.movement
    match item.status:
        case "added":
            return f"new, {moved.after:,}"
        case "removed":
            return f"gone, was {moved.before:,}"
        case _:
            pass
    if item.kind != "segment":
        others = len(moved.entered) + len(moved.left)
        return f"{others:,} in another case" if others else "the same members"
    if not moved.moved:
        return f"{moved.after:,}, the same members"
    parts = [f"{moved.before:,} to {moved.after:,}"]
    if moved.entered:
        parts.append(f"{len(moved.entered):,} enter")
    if moved.left:
        parts.append(f"{len(moved.left):,} leave")
    return ", ".join(parts)


def _show_wording(item: Wording) -> None:
    from segql.cli import console

    paint = console.out_palette().paint
    about = "" if item.about in ("condition", "joined") else f"{item.about}: "
    for sign, text, color in (("-", item.text_before, "red"), ("+", item.text_after, "green")):
        if text is not None:
            console.emit(f"  {paint(sign, color)} {about}{console.plain(text)}\n")


def _show_causes(item: Change) -> None:
    from segql.cli import console

    rows: list[list[Any]] = []
    for cause in item.movement.causes:
        enters = "enters" if cause.customers == 1 else "enter"
        leaves = "leaves" if cause.customers == 1 else "leave"
        word = enters if cause.direction == "entered" else leaves
        rows.append([f"  {cause.customers:,}", f"{word} because of", console.short(cause.text)])
    for move in item.moves:
        rows.append([f"  {move.customers:,}", "go from", f"{move.before or 'none'} to "
                     f"{move.after or 'none'}"])  # fmt: skip
    if rows:
        console.emit(console.table(rows, right=(0,), palette=console.out_palette()))
    told = sum(cause.customers for cause in item.movement.causes)
    if told > len(item.movement.entered) + len(item.movement.left):
        console.emit("  Some have more than one reason.\n")
