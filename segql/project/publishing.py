"""From a project to what others read: files of SQL, a dbt project, views and tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from segql.catalog.names import is_file_name, table_parts
from segql.engines import Engine
from segql.engines.declared import tables_of
from segql.engines.shelves import Kind, refuse_names, refuse_private, refuse_target, shelf
from segql.export import hash_of
from segql.plan import Clock, DefinitionKey, Plan
from segql.plan.renaming import tables_of_plan, with_tables
from segql.project.running import clock_of, key_of, opened, plan_of, sizes_of
from segql.publish import (
    LONG,
    DbtProject,
    Deployed,
    Deployment,
    Made,
    Published,
    check_names,
    labels_of,
    sizes_by_label,
    wide_names,
)
from segql.semantics import tree
from segql.sql import Shape, compile_long, compile_sql, compile_wide, ddl

if TYPE_CHECKING:
    from segql.project.project import Project


def published(project: Project, names: Sequence[str]) -> list[Published]:
    """Definitions as others get to see them. Raises SegqlError where two names would be one."""
    program = project.analysis.program
    found = []
    for name in names:
        listed = project.definitions[name]
        match program.definitions[name]:
            case tree.Segmentation(cases=cases):
                parts = tuple(case.name for case in cases)
            case tree.Experiment(variants=variants):
                parts = tuple(variant.name for variant in variants)
            case _:
                parts = ()
        found.append(
            Published(
                name,
                listed.kind,
                parts,
                listed.title,
                listed.goal,
                listed.owner,
                listed.note,
                listed.tags,
            )
        )
    tables = [table for table in tables_of(project.catalog) if not is_file_name(table)]
    own = [table for table in tables if len(table_parts(table)) == 1]
    check_names(found, project.catalog.customer.key, own)
    return found


def _clock(project: Project, as_of: datetime | None) -> Clock | None:
    return None if as_of is None else clock_of(project, as_of)


def _labels(items: Sequence[Published]) -> dict[DefinitionKey, Mapping[str, str]]:
    return {key_of(name): labels for name, labels in labels_of(items).items()}


def _counted(items: Sequence[Published]) -> list[DefinitionKey]:
    return [key_of(item.name) for item in items if item.is_counted]


def together(
    project: Project, names: Sequence[str], dialect: str, as_of: datetime | None
) -> list[str]:
    """All definitions side by side in one statement, in more where there are too many columns."""
    plan = plan_of(project, names)
    keys = [key_of(name) for name in names]
    made = compile_wide(plan, keys, dialect=dialect, clock=_clock(project, as_of))
    return [text.strip() for _, text in made]


def statements(
    project: Project, names: Sequence[str], dialect: str, as_of: datetime | None, shape: Shape
) -> dict[str, str]:
    """A statement for each definition, then for the wide table and the long one, by name."""
    items = published(project, names)
    plan, clock = plan_of(project, names), _clock(project, as_of)
    made = {
        name: compile_sql(plan, key_of(name), dialect=dialect, clock=clock, shape=shape)
        for name in names
    }
    for name, query in _tables(plan, items, dialect, clock, shape).items():
        made[name] = query if shape == "select" else ddl.anew(shape, name, query, dialect)
    return {name: text.strip().removesuffix(";") for name, text in made.items()}


def _tables(
    plan: Plan, items: Sequence[Published], dialect: str, clock: Clock | None, shape: Shape
) -> dict[str, str]:
    keys = [key_of(item.name) for item in items]
    into = wide_names if shape == "table" else None
    wide = compile_wide(plan, keys, dialect=dialect, clock=clock, into=into)
    made = {name: query for name, (_, query) in zip(wide_names(len(wide)), wide, strict=True)}
    counted = _counted(items)
    if counted:
        below = LONG if shape == "table" else None
        made[LONG] = compile_long(
            plan, counted, _labels(items), dialect=dialect, clock=clock, into=below
        )
    return made


def dbt_project(
    project: Project,
    names: Sequence[str],
    dialect: str,
    as_of: datetime | None,
) -> DbtProject:
    """What a dbt project of definitions is made of."""
    items = published(project, names)
    plan, clock = plan_of(project, names), _clock(project, as_of)
    tables = tables_of_plan(plan)
    # no text of a definition can hold a name that is made of a hash of all of them
    token = "t" + hash_of(repr(plan))[-16:]
    tokens = {table: f"{token}_{number}" for number, table in enumerate(tables)}
    plan = with_tables(plan, tokens)
    keys = [key_of(name) for name in names]
    queries = {
        name: compile_sql(plan, key_of(name), dialect=dialect, clock=clock) for name in names
    }
    wide = compile_wide(plan, keys, dialect=dialect, clock=clock)
    described = project.settings.targets.get(project.target_name or "")
    return DbtProject(
        project.settings.name,
        project.catalog.customer.key,
        dialect,
        items,
        queries,
        [([key.name for key in held], query) for held, query in wide],
        {name: table for table, name in tokens.items()},
        described.schema_ if described else None,
    )


# ---------------------------------------------------------------------------------- publish


@dataclass(frozen=True, slots=True)
class Publication:
    """What `publish` did, or with `dry_run` would do."""

    target: str
    as_of: datetime | None
    kind: Literal["view", "table"]
    made: tuple[str, ...]
    done: Deployed
    dry_run: bool

    def to_dict(self) -> dict[str, Any]:
        answer: dict[str, Any] = {
            "target": self.target,
            "as_of": "live" if self.as_of is None else self.as_of.isoformat(),
            "as": self.kind,
            "dry_run": self.dry_run,
            "published": list(self.made),
            "dropped": self.done.dropped,
            "sizes": dict(self.done.sizes),
            "jumps": [
                {"name": jump.name, "before": jump.before, "after": jump.after}
                for jump in self.done.jumps
            ],
        }
        if self.dry_run:
            answer["statements"] = self.done.statements
        return answer


def publish(
    project: Project,
    names: Sequence[str],
    target: str | None,
    as_of: datetime | None,
    kind: Kind,
    *,
    force: bool,
    dry_run: bool,
) -> Publication:
    """Put definitions into a target as views or tables, in one step."""
    called, described = project.target(target)
    refuse_target(called, described)
    items = published(project, names)
    clock = _clock(project, as_of)
    with (
        opened(project, names, target, writable=not dry_run) as (engine, plan),
        shelf(engine, reading=dry_run) as place,
    ):
        refuse_names(place, names)
        homes = place.homes(tables_of_plan(plan)) if kind == "view" else {}
        said = with_tables(plan, homes) if homes else plan
        made = _made(said, items, engine.dialect, clock, kind, place.most_columns)
        if kind == "view":
            for item in made:
                refuse_private(place, item.name, item.query(str))
        sizes = _sizes(engine, plan, items, clock) if kind == "view" else None
        done = Deployment(
            place,
            engine.dialect,
            project.settings.name,
            kind,
            made,
            sizes or (lambda names: _read_sizes(place.rows, names(LONG), engine.dialect, items)),
            "live" if as_of is None else as_of.isoformat(),
            force,
            dry_run,
        ).run()
    return Publication(called, as_of, kind, tuple(item.name for item in made), done, dry_run)


def _sizes(
    engine: Engine, plan: Plan, items: Sequence[Published], clock: Clock | None
) -> Callable[[Callable[[str], str]], Mapping[str, int]]:
    """Sizes from the tables that views read."""
    return lambda _: sizes_by_label(sizes_of(engine, plan, _counted(items), clock), items)


def _read_sizes(
    rows: Callable[[str], list[tuple[Any, ...]]],
    long: str,
    dialect: str,
    items: Sequence[Published],
) -> Mapping[str, int]:
    """Sizes from the long table that was just made."""
    found = rows(ddl.sizes_in(long, dialect))
    empty = sizes_by_label({}, items)
    return {**empty, **{str(label): int(size) for label, size in found}}


def _made(
    plan: Plan,
    items: Sequence[Published],
    dialect: str,
    clock: Clock | None,
    kind: Kind,
    most: int | None,
) -> list[Made]:
    """Every view or table: views each by itself, tables all out of the wide one."""
    key = plan.customer.key
    keys = [key_of(item.name) for item in items]
    wide = compile_wide(plan, keys, dialect=dialect, clock=clock, most=most)
    places = wide_names(len(wide))
    tables = [
        Made(name, _fixed(query), (key, *(item.name for item in held)), "A row for every customer")
        for name, (held, query) in zip(places, wide, strict=True)
    ]
    homes = {item.name: name for name, (held, _) in zip(places, wide, strict=True) for item in held}
    labels = labels_of(items)
    definitions = [
        Made(
            item.name,
            _fixed(compile_sql(plan, key_of(item.name), dialect=dialect, clock=clock))
            if kind == "view"
            else _out_of(homes[item.name], item, key, dialect),
            (key, item.name) if item.parts else (key,),
            item.words,
            tuple(labels.get(item.name, {"": item.name}).values()),
        )
        for item in items
    ]

    if kind == "view":
        long = _fixed(compile_long(plan, keys, _labels(items), dialect=dialect, clock=clock))
    else:
        long = _below(homes, key, labels, dialect)
    below = Made(LONG, long, ("segment", key), "A row for each membership of a customer")
    return [*definitions, *tables, below] if kind == "view" else [*tables, *definitions, below]


def _below(
    homes: Mapping[str, str], key: str, labels: Mapping[str, Mapping[str, str]], dialect: str
) -> Callable[[Callable[[str], str]], str]:
    def query(called: Callable[[str], str]) -> str:
        places = {name: called(home) for name, home in homes.items()}
        return ddl.long_of(places, key, labels, dialect)

    return query


def _fixed(query: str) -> Callable[[Callable[[str], str]], str]:
    return lambda _: query


def _out_of(
    home: str, item: Published, key: str, dialect: str
) -> Callable[[Callable[[str], str]], str]:
    return lambda called: ddl.members_in(
        called(home), key, item.name, dialect, values=bool(item.parts)
    )
