"""`segql.compile`: text and a catalog to SQL, without a project."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from segql.catalog import Catalog, LoadedCatalog, load_catalog
from segql.catalog.models import Settings
from segql.diagnostics import Diagnostic, SegqlError
from segql.diagnostics.codes.cli import NOT_ONE_DEFINITION
from segql.project.instants import AsOf, instant_of
from segql.semantics import Analysis, analyze, analyze_condition, tree
from segql.source import Source, Span
from segql.syntax import nodes, parse_file

_KEPT = 8
_NAME = "segment"


@dataclass(frozen=True, slots=True)
class _Base:
    """A catalog, analysed once for all the texts that are compiled against it."""

    catalog: LoadedCatalog
    settings: Settings
    analysis: Analysis


_bases: OrderedDict[tuple[int, str], _Base] = OrderedDict()


def compile(
    text: str,
    catalog: Catalog | str | Path,
    dialect: str = "duckdb",
    as_of: AsOf = None,
    timezone: str = "UTC",
) -> str:
    """The SQL of a condition, or of definitions of which one is counted: the members' keys.

    `catalog` is a catalog or the path of one. The SQL is pinned to `as_of` (a date means through
    its end, in `timezone`); without it, it follows the engine's clock. Raises SegqlError: 1 with
    all mistakes of the text, 2 for the catalog, the dialect or `as_of`.
    """
    from segql.optimize import optimize
    from segql.plan import Clock, DefinitionKey, build_plan
    from segql.plan.moments import AsOf as AtRun
    from segql.sql import compile_sql

    base = _base(catalog, timezone)
    instant = None if as_of is None else instant_of(as_of, ZoneInfo(timezone))
    source = Source("text", text)
    parsed = parse_file(source)
    _refuse(parsed.diagnostics)
    assert parsed.file is not None
    if parsed.file.bare:
        [definition] = parsed.file.definitions
        assert isinstance(definition, nodes.SegmentDefinition)
        condition, problems = analyze_condition(definition.body, base.analysis)
        _refuse(problems)
        assert condition is not None
        program, name = base.analysis.program, _NAME
        conditions = {name: condition}
        names: list[str] = []
    else:
        analysis = analyze([parsed.file], base.catalog, base.settings)
        _refuse(analysis.diagnostics)
        program, name = analysis.program, _asked(analysis.program, parsed.file)
        conditions, names = {}, [name]
    plan = build_plan(program, base.catalog.catalog, base.settings, names, conditions=conditions)
    clock = None if instant is None else Clock(instant, ZoneInfo(timezone))
    key = DefinitionKey(name, AtRun())
    return compile_sql(optimize(plan), key, dialect=dialect, clock=clock).strip()


def _base(catalog: Catalog | str | Path, timezone: str) -> _Base:
    if not isinstance(catalog, Catalog):
        return _analysed(load_catalog(Path(catalog)), timezone)
    key = (id(catalog), timezone)
    found = _bases.get(key)
    if found is None or found.catalog.catalog is not catalog:
        found = _bases[key] = _analysed(LoadedCatalog.from_catalog(catalog), timezone)
        if len(_bases) > _KEPT:
            _bases.popitem(last=False)
    _bases.move_to_end(key)
    return found


def _analysed(catalog: LoadedCatalog, timezone: str) -> _Base:
    settings = Settings(name="text", timezone=timezone)
    return _Base(catalog, settings, analyze([], catalog, settings))


def _refuse(problems: tuple[Diagnostic, ...]) -> None:
    errors = [item for item in problems if item.is_error]
    if errors:
        raise SegqlError(errors)


def _asked(program: tree.Program, file: nodes.File) -> str:
    """The one definition that the text is about: traits and params only serve it."""
    own = [
        item.name.name
        for item in file.definitions
        if not isinstance(item, (nodes.ParamDefinition, nodes.TraitDefinition))
    ]
    if len(own) == 1:
        return own[0]
    found = f"{len(own)}: {', '.join(own)}" if own else "none"
    raise SegqlError(
        Diagnostic(
            NOT_ONE_DEFINITION,
            f"One segment, segmentation or experiment was expected, and there is {found}.",
            Span(file.source, 0, len(file.source.text)),
            help="Give one of them at a time, or load the project and compile by name.",
        )
    )
