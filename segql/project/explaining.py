"""What each stage makes of a definition, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from segql.diagnostics import Diagnostic, SegqlError
from segql.diagnostics.codes.cli import NOTHING_TO_DO, UNKNOWN_CUSTOMER
from segql.project.instants import AsOf
from segql.project.outline import outline
from segql.semantics import tree

if TYPE_CHECKING:
    from segql.analysis.waterfall import Waterfall
    from segql.analysis.why import Why
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
    from segql.analysis.waterfall import waterfall
    from segql.project.running import clock_of, key_of, opened
    from segql.sql import compile_patterns

    segment = segment_of(project, name, "Only segments have conditions to count one by one.")
    instant = project.instant(as_of)
    parts = parts_of(speaker_of(project, as_of), segment)
    with opened(project, [], target, conditions=parts.conditions) as (engine, plan):
        clock = clock_of(project, instant)
        keys = [key_of(item) for item in parts.asked]
        statement = compile_patterns(plan, keys, dialect=engine.dialect, clock=clock)
        return waterfall(parts, segment.title, instant, engine.rows(statement))


def why_of(project: Project, name: str, key: object, as_of: AsOf, target: str | None) -> Why:
    """Why one customer is in a segment, or is not, from one statement about this customer."""
    from segql.analysis.parts import parts_of
    from segql.analysis.why import questions, why
    from segql.plan import Clock
    from segql.project.running import key_of, opened
    from segql.sql import compile_together, given_columns

    segment = segment_of(project, name, "Only segments have conditions to tell one by one.")
    clock = Clock(project.instant(as_of), project.zone, project.settings.week_start)
    speaker = speaker_of(project, clock.as_of)
    parts = parts_of(speaker, segment)
    asked = questions(parts)
    with opened(project, [], target, conditions=asked) as (engine, plan):
        keys = [key_of(item) for item in asked]
        statement = compile_together(
            plan, keys, dialect=engine.dialect, clock=clock, customer=str(key)
        )
        given = [given_columns(plan, item, values=True) for item in keys]
        columns = [given[0][0], *(item[1] for item in given)]
        row = next(engine.rows(statement, columns=columns), None)
    if row is None:
        raise SegqlError(_no_such_customer(project, key), exit_code=2)
    answers = dict(zip(asked, row[1:], strict=True))
    return why(speaker, segment, parts, clock.as_of, row[0], answers)


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
