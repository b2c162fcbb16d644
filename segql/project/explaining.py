"""What each stage makes of a definition, as text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from segql.diagnostics import Diagnostic, SegqlError
from segql.diagnostics.codes.cli import NOTHING_TO_DO, UNKNOWN_CUSTOMER
from segql.project.instants import AsOf
from segql.project.outline import outline
from segql.semantics import tree
from segql.types import DECIMAL, TEXT

if TYPE_CHECKING:
    from segql.analysis.parts import Parts
    from segql.analysis.waterfall import CaseWaterfalls, Waterfall
    from segql.analysis.why import Why
    from segql.analysis.why_split import WhyCase, WhyVariant
    from segql.analysis.words import Speaker
    from segql.plan import DefinitionKey
    from segql.project.project import Project

Stage = Literal["words", "tree", "types", "plan", "sql"]


def explain_stage(
    project: Project, name: str, stage: Stage, as_of: AsOf, target: str | None
) -> str:
    """The definition as one stage sees it, ending with a line end. Raises SegqlError (1)."""
    match stage:
        case "words":
            return _words(project, name, as_of)
        case "tree":
            return outline(_written(project, name))
        case "types":
            return outline(project.analysis.program.definitions[name])
        case "plan":
            plan = project.plan([name])
            parts: dict[str, object] = {f"events {key}": item for key, item in plan.events.items()}
            for key, definition in plan.definitions.items():
                parts[_title(key)] = definition
            return outline(parts)
        case "sql":
            return project.compile(name, as_of=as_of, target=target) + "\n"


def _words(project: Project, name: str, as_of: AsOf) -> str:
    """English, with the days of its windows where a day is given."""
    from segql.analysis.words import explain

    return explain(speaker_of(project, as_of), name)


def speaker_of(project: Project, as_of: AsOf) -> Speaker:
    from segql.analysis.words import Speaker
    from segql.plan import Clock

    pinned = as_of is not None or "as_of" in project.settings.defaults
    clock = None
    if pinned:
        clock = Clock(project.instant(as_of), project.zone, project.settings.week_start)
    return Speaker(project.catalog, project.analysis.program, clock)


def counts_of(project: Project, name: str, as_of: AsOf, target: str | None) -> Waterfall:
    """How many customers each condition of a segment keeps, from one statement."""
    from segql.analysis.parts import parts_of

    help = "Only segments and segmentations have conditions to count one by one."
    segment = segment_of(project, name, help)
    parts = parts_of(speaker_of(project, as_of), segment)
    return _counted(project, parts, segment.title, as_of, target)


def cases_of(project: Project, name: str, as_of: AsOf, target: str | None) -> CaseWaterfalls:
    """The same for each case of a segmentation, from one statement a case."""
    from segql.analysis.parts import case_parts
    from segql.analysis.waterfall import CaseWaterfalls

    node = project.analysis.program.definitions[name]
    assert isinstance(node, tree.Segmentation)
    titles = {case.name: case.title for case in node.cases}
    cases = tuple(
        _counted(project, parts, titles[parts.name], as_of, target)
        for parts in case_parts(speaker_of(project, as_of), node)
    )
    last = node.cases[-1]
    return CaseWaterfalls(
        name,
        node.title,
        project.instant(as_of),
        cases[0].customers,
        cases,
        last.name if last.condition is None else None,
        cases[-1].customers - cases[-1].size,
    )


def _counted(
    project: Project, parts: Parts, title: str | None, as_of: AsOf, target: str | None
) -> Waterfall:
    from segql.analysis.waterfall import waterfall
    from segql.project.running import clock_of, key_of, opened
    from segql.sql import compile_patterns

    instant = project.instant(as_of)
    with opened(project, [], target, conditions=parts.conditions) as (engine, plan):
        clock = clock_of(project, instant)
        keys = [key_of(item) for item in parts.asked]
        statement = compile_patterns(plan, keys, dialect=engine.dialect, clock=clock)
        return waterfall(parts, title, instant, engine.rows(statement))


def why_of(
    project: Project, name: str, key: object, as_of: AsOf, target: str | None
) -> Why | WhyCase | WhyVariant:
    """Why one customer is in a definition, or is not, from statements about this customer."""
    match project.analysis.program.definitions[name]:
        case tree.Segmentation() as segmentation:
            return _why_case(project, segmentation, key, as_of, target)
        case tree.Experiment() as experiment:
            return _why_variant(project, experiment, key, as_of, target)
        case _:
            help = "Segments, segmentations and experiments have members to ask about."
            return _why(project, segment_of(project, name, help), key, as_of, target)


def _why(
    project: Project, segment: tree.Segment, key: object, as_of: AsOf, target: str | None
) -> Why:
    from segql.analysis.parts import parts_of
    from segql.analysis.why import questions, why

    instant = project.instant(as_of)
    speaker = speaker_of(project, instant)
    parts = parts_of(speaker, segment)
    asked = questions(parts)
    own, values = _answers(project, asked, key, instant, target)
    answers = dict(zip(asked, values, strict=True))
    return why(speaker, segment, parts, instant, own, answers)


def _why_case(
    project: Project, node: tree.Segmentation, key: object, as_of: AsOf, target: str | None
) -> WhyCase:
    from segql.analysis.why_split import WhyCase

    asked: list[Why] = []
    chosen: str | None = None
    for case in node.cases:
        if case.condition is None:
            chosen = case.name
            break
        condition = tree.Segment(case.name, case.title, case.condition, span=case.span)
        asked.append(_why(project, condition, key, as_of, target))
        if asked[-1].is_member:
            chosen = case.name
            break
    own = asked[0].key if asked else key
    return WhyCase(node.name, node.title, own, project.instant(as_of), chosen, tuple(asked))


def _why_variant(
    project: Project, node: tree.Experiment, key: object, as_of: AsOf, target: str | None
) -> WhyVariant:
    from decimal import Decimal

    from segql.analysis.why_split import Share, WhyVariant

    instant = project.instant(as_of)
    asked: dict[str, tree.Expr] = {
        "its variant": tree.Reference(node.name, TEXT),
        "its place": tree.Bucket(node.name, DECIMAL),
    }
    own, (variant, place) = _answers(project, asked, key, instant, target)
    return WhyVariant(
        node.name,
        node.title,
        own,
        instant,
        variant,
        Decimal(str(place)),
        node.segment.name if node.segment is not None else None,
        tuple(Share(item.name, item.low, item.high) for item in node.variants),
    )


def _answers(
    project: Project,
    asked: Mapping[str, tree.Expr],
    key: object,
    as_of: datetime,
    target: str | None,
) -> tuple[object, tuple[Any, ...]]:
    """A customer's key as the target has it, and the values of conditions and expressions.

    Raises SegqlError (2) for a key that no customer has.
    """
    from segql.project.running import clock_of, key_of, opened
    from segql.sql import compile_together, given_columns

    with opened(project, [], target, conditions=asked) as (engine, plan):
        keys = [key_of(item) for item in asked]
        clock = clock_of(project, as_of)
        statement = compile_together(
            plan, keys, dialect=engine.dialect, clock=clock, customer=str(key)
        )
        given = [given_columns(plan, item, values=True) for item in keys]
        columns = [given[0][0], *(item[1] for item in given)]
        row = next(engine.rows(statement, columns=columns), None)
    if row is None:
        raise SegqlError(_no_such_customer(project, key), exit_code=2)
    return row[0], row[1:]


def _no_such_customer(project: Project, key: object) -> Diagnostic:
    customer = project.catalog.customer
    return Diagnostic(
        UNKNOWN_CUSTOMER,
        f"No customer has the key {key}.",
        help=f"The key is `{customer.key}` of the table {customer.table}.",
    )


def segment_of(project: Project, name: str, help: str) -> tree.Segment:
    """A segment by its name. Raises SegqlError (2) where it is another kind of definition."""
    definition = project.analysis.program.definitions[name]
    if isinstance(definition, tree.Segment):
        return definition
    kind = type(definition).__name__.lower()
    article = "an" if kind == "experiment" else "a"
    problem = Diagnostic(NOTHING_TO_DO, f"`{name}` is {article} {kind}, not a segment.", help=help)
    raise SegqlError(problem, exit_code=2)


def _title(key: DefinitionKey) -> str:
    from segql.plan.moments import AsOf as AtRun

    return key.name if key.until == AtRun() else f"{key.name}, at {outline(key.until).strip()}"


def _written(project: Project, name: str) -> object:
    """The syntax tree of a definition."""
    for parsed in project.parsed:
        if parsed.file is not None:
            for definition in parsed.file.definitions:
                if definition.name.name == name and getattr(definition, "event", None) is None:
                    return definition
    raise KeyError(name)
