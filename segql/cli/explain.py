"""`segql explain`: what a definition means, whom its conditions keep, and how it is computed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from segql.cli.options import Chosen, Common, Data

if TYPE_CHECKING:
    from segql.analysis.waterfall import CaseWaterfalls, Waterfall
    from segql.cli.console import Cell
    from segql.cli.session import Session

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
    counts: Annotated[
        bool,
        typer.Option(
            "--counts",
            help="Count how many customers each condition of a segment, or of each case of a "
            "segmentation, keeps in turn.",
        ),
    ] = False,
    format: Annotated[
        Literal["text", "json"], typer.Option("--format", help="Text, or JSON.")
    ] = "text",
) -> int:
    """Show what a definition means and how it is computed.

    With --counts: a condition is satisfied by so many customers `alone`; `kept` are left after
    it in turn; `without it` the segment would grow (or shrink) by so many; for `unknown`
    customers a value that it asks is not known, and the membership of those `on fence` hangs
    on that. A case is counted among those whom no case before it takes.
    """
    from segql.cli import console
    from segql.cli.session import open_session

    session = open_session(common, chosen, data)
    project = session.project
    if counts:
        return _counts(session, common, stage, as_json=format == "json")
    told = [
        (name, project.explain(name, stage, as_of=common.as_of, target=common.target))
        for name in session.computed()
    ]
    if format == "json":
        console.emit_json([{"name": name, "stage": stage, "text": text} for name, text in told])
    else:
        console.emit("\n".join(text for _, text in told))
    return 0


def _counts(session: Session, common: Common, stage: Stage, *, as_json: bool) -> int:
    from segql.analysis.waterfall import CaseWaterfalls
    from segql.cli import console
    from segql.cli.progress import working
    from segql.diagnostics import Diagnostic, SegqlError
    from segql.diagnostics.codes.cli import BAD_OPTION
    from segql.semantics.tree import Segmentation

    if stage != "words":
        problem = Diagnostic(BAD_OPTION, f"--counts goes with plain words, not --stage {stage}.")
        raise SegqlError(problem, exit_code=2)
    found: list[Waterfall | CaseWaterfalls] = []
    project = session.project
    definitions = project.analysis.program.definitions
    for name in session.of_conditions():
        session.note_run([name], common)
        of_cases = isinstance(definitions[name], Segmentation)
        with working(f"Counting the conditions of {name}"):
            ask = project.case_counts if of_cases else project.counts
            found.append(ask(name, common.as_of, common.target))
    if as_json:
        console.emit_json([item.to_dict() for item in found])
        return 0
    where = project.target(common.target)[0]
    for number, item in enumerate(found):
        if number:
            console.emit("\n")
        if not common.quiet:
            console.emit(_heading(item, where) + "\n\n")
        if isinstance(item, CaseWaterfalls):
            _tell_cases(item)
        else:
            console.emit(_table(item, "all customers", "members"))
        if not common.quiet:
            console.emit("\n" + LEGEND)
    return 0


LEGEND = """\
alone: satisfy it, whatever else they are. kept: are left after it. without it: would be gained if
the line went. unknown: a value is not known. on fence: for that they may be in or out.
"""


def _heading(item: Waterfall | CaseWaterfalls, target: str) -> str:
    from segql.cli import console
    from segql.cli.run import moment

    named = console.out_palette().paint(item.name, "bold")
    title = f" ({item.title})" if item.title else ""
    return f"{named}{title} on {target}, {moment(item.as_of)}"


def _tell_cases(item: CaseWaterfalls) -> None:
    """Each case with its conditions, asked of those whom no case before it takes."""
    from segql.cli import console

    for case in item.cases:
        title = f" ({case.title})" if case.title else ""
        also = f"; {case.taken_before:,} more satisfy it, but are in an earlier case"
        bold = console.out_palette().paint(case.name, "bold")
        console.emit(f"{bold}{title}: {case.size:,}{also if case.taken_before else ''}\n")
        first = case is item.cases[0]
        console.emit(_table(case, "all customers" if first else "in no earlier case", case.name))
        console.emit("\n")
    bold = console.out_palette().paint(item.otherwise or "without a case", "bold")
    console.emit(f"{bold}: {item.rest:,}, all that are left\n")


def _table(item: Waterfall, everybody: str, members: str) -> str:
    """The steps from those who are asked to the members, with a bar for those who are left."""
    from segql.cli import console

    def kept(count: int) -> tuple[str, tuple[str, str]]:
        part = count / item.customers if item.customers else 0.0
        return f"{count:,}", (console.bar(part, there=count > 0), "cyan")

    rows: list[list[Cell]] = [[everybody, "", "", *kept(item.customers), "", "", ""]]
    joints: list[str] = [item.joint]
    first = True
    texts = console.apart([step.text for step in item.steps])
    for step, text in zip(item.steps, texts, strict=True):
        first = first or step.depth >= len(joints)
        del joints[step.depth + 1 :]
        word = "" if first else f"{joints[step.depth]} "
        rows.append(
            [
                "  " * (step.depth + 1) + word + (text if step.joint is None else step.words),
                f"{step.alone:,}",
                "" if step.added is None else f"+{step.added:,}",
                *kept(step.kept),
                f"{step.gained_without:+,}" if step.gained_without else "0",
                f"{step.unknown:,}" if step.unknown else "",
                f"{step.on_fence:,}" if step.on_fence else "",
            ]
        )
        first = step.joint is not None
        if step.joint is not None:
            joints.append(step.joint)
    if item.consent_removed:
        left = f"-{item.consent_removed:,}"
        rows.append(["without consent", "", left, *kept(item.size), "", "", ""])
    fence = f"{item.on_fence:,}" if item.on_fence else ""
    rows.append([members, "", "", *kept(item.size), "", "", fence])
    heads = ["", "alone", "change", "kept", "", "without it", "unknown", "on fence"]
    # a column that says nothing about this segment is left out
    shown = [index for index in range(8) if index in (0, 1, 3, 4, 5) or any(r[index] for r in rows)]
    return console.table(
        [[row[index] for index in shown] for row in rows],
        right=[place for place, index in enumerate(shown) if index not in (0, 4)],
        heads=[heads[index] for index in shown],
        palette=console.out_palette(),
    )
