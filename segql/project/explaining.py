"""What each stage makes of a definition, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from segql.project.instants import AsOf
from segql.project.outline import outline

if TYPE_CHECKING:
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
    from segql.analysis.words import Speaker, explain
    from segql.plan import Clock

    pinned = as_of is not None or "as_of" in project.settings.defaults
    clock = None
    if pinned:
        clock = Clock(project.instant(as_of), project.zone, project.settings.week_start)
    return explain(Speaker(project.catalog, project.analysis.program, clock), name)


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
