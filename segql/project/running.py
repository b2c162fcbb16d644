"""From a project and names to SQL and answers: plan, statement, engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, assert_never

from segql.catalog.drift import Used, drift
from segql.catalog.physical import Column, ColumnKind
from segql.diagnostics import Diagnostic, SegqlError
from segql.diagnostics.codes.catalog import NO_TABLE
from segql.diagnostics.codes.cli import UNKNOWN_SELECTION
from segql.diagnostics.suggest import nearest
from segql.engines import Engine, connect
from segql.engines.declared import declared, tables_of
from segql.engines.holding import held
from segql.engines.soundness import check_soundness
from segql.export import MemberRows, hashed
from segql.optimize import optimize
from segql.plan import Clock, DefinitionKey, Plan, build_plan
from segql.plan.build import definition_type
from segql.plan.moments import AsOf as AtRun
from segql.project.means import Means, together
from segql.project.results import Count, Members, RunResult, Split
from segql.project.usage import readings, used_columns, used_tables
from segql.semantics import tree
from segql.sql import Shape, compile_members, compile_sizes, compile_sql, given_columns
from segql.types import TEXT

if TYPE_CHECKING:
    from segql.catalog.models import Target
    from segql.catalog.physical import Physical
    from segql.project.project import Project


def plan_of(
    project: Project,
    names: Sequence[str],
    columns: Sequence[str] = (),
    physical: Physical | None = None,
    conditions: Mapping[str, tree.Expr] | None = None,
) -> Plan:
    """The plan of definitions, and of conditions under names of their own; with `physical` for
    a target whose columns are known.
    """
    plan = build_plan(
        project.analysis.program,
        project.catalog,
        project.settings,
        names,
        physical,
        columns=columns,
        conditions=conditions,
    )
    return optimize(plan)


def clock_of(project: Project, as_of: datetime) -> Clock:
    return Clock(as_of, project.zone, project.settings.week_start)


def key_of(name: str) -> DefinitionKey:
    """A definition at the instant of the run."""
    return DefinitionKey(name, AtRun())


def compile_definition(
    project: Project, name: str, dialect: str, as_of: datetime | None, shape: Shape
) -> str:
    """One definition as one statement, pinned to an instant or live (None)."""
    clock = None if as_of is None else clock_of(project, as_of)
    plan = plan_of(project, [name])
    text = compile_sql(plan, key_of(name), dialect=dialect, clock=clock, shape=shape)
    return text.strip().removesuffix(";")


@contextmanager
def opened(
    project: Project,
    names: Sequence[str],
    target: str | None,
    columns: Sequence[str] = (),
    conditions: Mapping[str, tree.Expr] | None = None,
    *,
    writable: bool = False,
    means: Means | None = None,
) -> Iterator[tuple[Engine, Plan]]:
    """A target with the plan of definitions for its columns; it is opened to read, unless it is to
    be `writable`. With `means` keys are not checked yet: whoever asks `together` for an answer
    does so where that is needed.

    Raises SegqlError (2) before anything runs where the target no longer is as the catalog says,
    as far as the plan reads it, and (3) where a customer has no key or stands in several rows.
    """
    called, described = project.target(target)
    if means is not None:
        described = means.limited(described)
    secrets = project.loaded_settings.secrets(called)
    catalog = project.catalog
    needed = _tables(project, described, names, columns, conditions)
    with connect(
        described, project.base, declared(catalog), needed, secrets, writable=writable
    ) as engine:
        physical = engine.physical(tables_of(catalog))
        plan = plan_of(project, names, columns, physical, conditions)
        _refuse_drift(project, physical, used_columns(plan), target)
        if means is None:
            check_soundness(engine, project.loaded_catalog)
        yield engine, plan


def _tables(
    project: Project,
    described: Target,
    names: Sequence[str],
    columns: Sequence[str],
    conditions: Mapping[str, tree.Expr] | None,
) -> Iterable[str] | None:
    """The tables that a target is opened for, so that other files stay unopened; None for all."""
    if described.engine == "duckdb" and described.database is not None:
        return None
    program, attributes = project.analysis.program, project.catalog.customer.attributes
    asked: list[tree.Expr] = [
        tree.Reference(name, definition_type(program.definitions[name]))
        for name in (*names, *columns)
        if name in program.definitions
    ]
    asked += (conditions or {}).values()
    asked += (
        tree.Field(tree.CUSTOMER, (), name, attributes[name].value_type or TEXT)
        for name in columns
        if name not in program.definitions
    )
    return used_tables(program, project.catalog, asked)


def _refuse_drift(project: Project, physical: Physical, used: Used, target: str | None) -> None:
    problems = drift(project.loaded_catalog, physical, used)
    if any(item.code is NO_TABLE for item in problems):
        # Only now are all tables looked at: their names show what a missing one is called.
        name, described = project.target(target)
        secrets = project.loaded_settings.secrets(name)
        with connect(described, project.base, secrets=secrets) as engine:
            everything = {**engine.physical(engine.tables()), **physical}
        problems = drift(project.loaded_catalog, everything, used)
    errors = [item for item in problems if item.is_error]
    if errors:
        raise SegqlError(errors, exit_code=2)


def run_definitions(
    project: Project,
    names: Sequence[str],
    as_of: datetime,
    target: str | None,
    means: Means | None = None,
) -> RunResult:
    """The sizes of definitions, from one pass over the tables or from one statement."""
    clock, means = clock_of(project, as_of), means or Means()
    with opened(project, names, target, means=means) as (engine, plan):
        sizes = _sizes(project, engine, plan, clock, means)
    program = project.analysis.program
    return RunResult(
        as_of,
        project.target(target)[0],
        _number(sizes[None, None]),
        *_counts([program.definitions[name] for name in names], sizes),
    )


def sizes_of(
    engine: Engine, plan: Plan, keys: Sequence[DefinitionKey], clock: Clock | None
) -> Mapping[tuple[Any, Any], Any]:
    """How many are in each definition and case, and of all customers under (None, None)."""
    statements = compile_sizes(plan, keys, dialect=engine.dialect, clock=clock)
    several = readings(plan) if len(keys) > 1 else ()
    with held(engine, several, statements):
        return {
            (name, part): size
            for statement in statements
            for name, part, size in engine.rows(statement)
        }


def _sizes(
    project: Project, engine: Engine, plan: Plan, clock: Clock, means: Means
) -> Mapping[tuple[Any, Any], Any]:
    """Sizes as `sizes_of` gives them, from one pass or by SQL."""
    found = together(project, plan, engine, clock, means)
    if found is None:
        check_soundness(engine, project.loaded_catalog)
        return sizes_of(engine, plan, plan.roots, clock)
    sizes: dict[tuple[Any, Any], Any] = {(None, None): found.customers}
    for key in plan.roots:
        if key in found.segments:
            sizes[key.name, None] = found.size(key)
        else:
            sizes.update({(key.name, part): found.size(key, part) for part in found.parts[key]})
    return sizes


def _counts(
    definitions: Sequence[tree.Definition], sizes: Mapping[tuple[Any, Any], Any]
) -> tuple[tuple[Count, ...], tuple[Split, ...], tuple[Split, ...]]:
    """Sizes in the order of the definitions; a part that nobody is in has none."""
    segments: list[Count] = []
    segmentations: list[Split] = []
    experiments: list[Split] = []

    def count(item: Any, title: str | None, key: tuple[str, str | None]) -> Count:
        return Count(item.name, title, _number(sizes.get(key, 0)))

    for item in definitions:
        match item:
            case tree.Segment(name=name, title=title):
                segments.append(count(item, title, (name, None)))
            case tree.Segmentation(name=name, title=title, cases=cases):
                parts = tuple(count(case, case.title, (name, case.name)) for case in cases)
                segmentations.append(Split(name, title, parts))
            case tree.Experiment(name=name, title=title, variants=variants):
                parts = tuple(count(part, None, (name, part.name)) for part in variants)
                experiments.append(Split(name, title, parts))
            case tree.Trait():
                raise ValueError(f"{item.name} is a trait, which has no size")
            case _:
                assert_never(item)
    return tuple(segments), tuple(segmentations), tuple(experiments)


def _number(value: object) -> int:
    assert isinstance(value, int)
    return value


@contextmanager
def open_members(
    project: Project,
    name: str,
    as_of: datetime,
    target: str | None,
    columns: Sequence[str],
    hash: Sequence[str],
) -> Iterator[MemberRows]:
    """The members of a definition, ordered by key, as they stream out of the target."""
    attributes = attributes_of(project, [*columns, *hash])
    asked = list(dict.fromkeys([*columns, *hash]))
    roles = [attributes[item] if item in hash else None for item in asked]
    with opened(project, [name], target, asked) as (engine, plan):
        statement = compile_members(
            plan, plan.roots[0], dialect=engine.dialect, clock=clock_of(project, as_of)
        )
        part = _part_of(project.analysis.program.definitions[name])
        first = 2 if part else 1
        hashes = {first + index: roles[index] for index, item in enumerate(asked) if item in hash}
        given = given_columns(plan, plan.roots[0], members=True)
        # the engine's own words where it has them: sizes of numbers, say
        types = [
            known if known.kind is not ColumnKind.OTHER else meant
            for known, meant in zip(engine.columns(statement).values(), given, strict=True)
        ]
        yield MemberRows(
            name,
            as_of,
            project.catalog.customer.key,
            _hashing(engine.rows(statement, columns=given), hashes),
            [
                Column(ColumnKind.TEXT) if index in hashes else kind
                for index, kind in enumerate(types)
            ],
            part,
            tuple(asked),
        )


@contextmanager
def open_all_members(
    project: Project, names: Sequence[str], as_of: datetime, target: str | None, means: Means
) -> Iterator[Callable[[str], AbstractContextManager[MemberRows]]]:
    """Gives the members of each of several definitions, from one pass over the tables where
    that is worth it. Raises SegqlError as `open_members`.
    """
    with opened(project, names, target, means=means) as (engine, plan):
        clock = clock_of(project, as_of)
        found = together(project, plan, engine, clock, means)
        if found is None:
            check_soundness(engine, project.loaded_catalog)
    if found is None:
        yield lambda name: open_members(project, name, as_of, target, (), ())
        return
    key_column = plan.physical[plan.customer.table][plan.customer.key]

    def members(name: str) -> AbstractContextManager[MemberRows]:
        key = key_of(name)
        part = _part_of(project.analysis.program.definitions[name])
        types = [key_column]
        rows: Iterable[Sequence[Any]] = ()
        if part is None:
            rows = ((member,) for member in found.members(key))
        else:
            rows = zip(*found.with_parts(key), strict=True)
            types.append(Column(ColumnKind.TEXT))
        customer = project.catalog.customer.key
        return nullcontext(MemberRows(name, as_of, customer, rows, types, part, ()))

    yield members


def _part_of(definition: tree.Definition) -> Literal["case", "variant"] | None:
    match definition:
        case tree.Segmentation():
            return "case"
        case tree.Experiment():
            return "variant"
        case _:
            return None


def _hashing(
    rows: Iterable[Sequence[Any]], hashes: Mapping[int, str | None]
) -> Iterator[Sequence[Any]]:
    """The rows with the values at some places hashed, each by the role of its attribute."""
    if not hashes:
        yield from rows
        return
    for row in rows:
        yield [
            hashed(value, hashes[index]) if index in hashes else value
            for index, value in enumerate(row)
        ]


def attributes_of(project: Project, names: Iterable[str]) -> dict[str, str | None]:
    """The roles of attributes and traits by name.

    Raises SegqlError (2) for a name that is neither, with the nearest one, and for a point.
    """
    attributes = project.catalog.customer.attributes
    program = project.analysis.program
    known = {name: item.role for name, item in attributes.items() if item.to is None}
    known = {**dict.fromkeys(program.definitions), **known}
    found: dict[str, str | None] = {}
    for name in names:
        if name not in known:
            near = nearest(name, known)
            raise SegqlError(
                Diagnostic(
                    UNKNOWN_SELECTION,
                    f"Customers have no attribute or trait called `{name}`.",
                    help=f"Did you mean `{near}`?" if near else None,
                ),
                exit_code=2,
            )
        if name in attributes and attributes[name].type == "point":
            raise SegqlError(
                Diagnostic(
                    UNKNOWN_SELECTION,
                    f"`{name}` is a point, which is not written beside members.",
                    help="Give its two columns attributes of their own: "
                    f"`latitude: {{type: double, column: {attributes[name].latitude}}}`.",
                ),
                exit_code=2,
            )
        found[name] = known[name]
    return found


def members_of(
    project: Project,
    name: str,
    as_of: datetime,
    target: str | None,
    columns: Sequence[str],
    hash: Sequence[str],
) -> Members:
    """The members of a definition, all in memory."""
    with open_members(project, name, as_of, target, columns, hash) as members:
        rows = list(members.rows)
    names = members.heads
    values = {index: [row[index] for row in rows] for index in range(len(names))}
    first = 2 if members.part else 1
    return Members(
        name,
        as_of,
        members.key,
        values[0],
        members.part,
        values[1] if members.part else None,
        {names[index]: values[index] for index in range(first, len(names))},
    )
