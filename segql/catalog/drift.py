"""The catalog held against a target's columns: what is missing, and what has another type.

What fits: an integer column any number; a decimal or double column both, but never `integer`,
as it may have fractions; a UUID is text. A timestamp is a `timestamp` and, read as its day in
the project's time zone, a `date`; a date is both, as its midnight. A list may be an array or
JSON, also as text; what a `path` leads into a struct or JSON, also as text.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from segql.catalog.loading import LoadedCatalog
from segql.catalog.lookup import Role, Use, child_tables, table_of, uses_of
from segql.catalog.physical import Column, ColumnKind, Physical
from segql.diagnostics.codes import catalog as codes
from segql.diagnostics.model import Diagnostic
from segql.diagnostics.suggest import nearest
from segql.types import Kind, Type

_NUMBERS = frozenset({ColumnKind.INTEGER, ColumnKind.DECIMAL, ColumnKind.DOUBLE})
_TIMES = frozenset({ColumnKind.DATE, ColumnKind.TIMESTAMP, ColumnKind.INSTANT})
_JSON = frozenset({ColumnKind.JSON, ColumnKind.TEXT})
_FITTING: Mapping[Kind, frozenset[ColumnKind]] = {
    Kind.INTEGER: frozenset({ColumnKind.INTEGER}),
    Kind.DECIMAL: _NUMBERS,
    Kind.DOUBLE: _NUMBERS,
    Kind.TEXT: frozenset({ColumnKind.TEXT, ColumnKind.UUID}),
    Kind.BOOLEAN: frozenset({ColumnKind.BOOLEAN}),
    Kind.DATE: _TIMES,
    Kind.TIMESTAMP: _TIMES,
}
_NO_KEYS = frozenset({ColumnKind.STRUCT, ColumnKind.JSON, ColumnKind.BOOLEAN, ColumnKind.OTHER})

Used = Mapping[str, Collection[str]]
"""Physical tables and the columns of them that a run reads."""


def drift(loaded: LoadedCatalog, physical: Physical, used: Used | None = None) -> list[Diagnostic]:
    """Every contradiction between the catalog and the columns that a target has.

    With `used`, only what concerns those columns of those tables is told; without it, everything
    that the catalog declares. Each problem points to the catalog's file.
    """
    problems = list(_missing_tables(loaded, physical, used))
    told: set[tuple[str, str]] = set()
    families: dict[str, tuple[Use, Column]] = {}
    for use in uses_of(loaded.catalog):
        columns = physical.get(use.table)
        if columns is None or (used is not None and use.column not in used.get(use.table, ())):
            continue
        column = columns.get(use.column)
        if column is None:
            if (use.table, use.column) not in told:
                told.add((use.table, use.column))
                problems.append(_missing_column(loaded, use, columns))
            continue
        problem = _contradiction(loaded, use, column)
        if problem is None and use.role is Role.KEY and use.family is not None:
            first = families.setdefault(use.family, (use, column))
            problem = _other_key(loaded, use, column, *first)
        if problem is not None:
            problems.append(problem)
    return problems


# --------------------------------------------------------------------------------- missing


def _missing_tables(
    loaded: LoadedCatalog, physical: Physical, used: Used | None
) -> Iterator[Diagnostic]:
    catalog = loaded.catalog
    entries: list[tuple[str, tuple[str, ...]]] = [(catalog.customer.table, ("customer", "table"))]
    entries += [
        (table, ("customer", "attributes", name, "table"))
        for name, _, table in child_tables(catalog)
    ]
    entries += [
        (table_of(catalog, name), ("events", name, "table"))
        for name, event in catalog.events.items()
        if event.table is not None
    ]
    entries += [(item.table, ("objects", name, "table")) for name, item in catalog.objects.items()]
    entries += [(item.table, ("lists", name, "table")) for name, item in catalog.lists.items()]
    told: set[str] = set()
    for table, entry in entries:
        if table in physical or table in told or (used is not None and table not in used):
            continue
        told.add(table)
        near = nearest(table, physical)
        yield Diagnostic(
            codes.NO_TABLE,
            f"The target has no table `{table}`.",
            loaded.span_of(entry),
            f"Did you mean `{near}`?" if near else _listed("It has", physical),
        )


def _missing_column(loaded: LoadedCatalog, use: Use, columns: Mapping[str, Column]) -> Diagnostic:
    near = nearest(use.column, columns)
    entry = use.entry
    if use.role is Role.VALUE and entry[-1] not in ("latitude", "longitude"):
        entry = next(
            (below for below in ((*entry, "column"), (*entry, "path")) if below in loaded.sites),
            entry,
        )
    name = str(use.entry[-1])
    help = f"Did you mean `{near}`?" if near else _listed("Its columns", columns)
    if near and use.role is Role.VALUE and name == use.column:
        help = f"Did you mean `{near}`? Then write `column: {near}`."
    return Diagnostic(
        codes.NO_COLUMN,
        f"The table `{use.table}` has no column `{use.column}`.",
        loaded.span_of(entry),
        help,
    )


def _listed(words: str, names: Collection[str]) -> str:
    shown = sorted(names)
    more = f" and {len(shown) - 12} more" if len(shown) > 12 else ""
    return f"{words}: {', '.join(shown[:12])}{more}." if shown else f"{words} nothing."


# ----------------------------------------------------------------------------------- types


def _contradiction(loaded: LoadedCatalog, use: Use, column: Column) -> Diagnostic | None:
    if use.role is Role.OTHER:
        return None
    if use.role is Role.KEY:
        if column.many or column.kind in _NO_KEYS:
            return _wrong(loaded, use, column, "a number or a text", "A key cannot be that.")
        return None
    inside: Column | None = column
    for depth, part in enumerate(use.location.path):
        if inside is None or inside.kind in _JSON:
            return None
        if inside.kind is not ColumnKind.STRUCT or inside.many:
            return _wrong(
                loaded, use, inside, "a struct or JSON", f"Take `path` away, if `{use.column}` "
                "itself is the value.",
            )  # fmt: skip
        fields = inside.fields
        inside = fields.get(part)
        if inside is None:
            return _no_part(loaded, use, depth, part, fields)
    if use.type is None or inside is None or fits(use.type, inside):
        return None
    return _wrong(loaded, use, inside, str(use.type), _type_help(use, inside))


def fits(type_: Type, column: Column) -> bool:
    """Whether the values of a column can be read as the catalog's type."""
    if type_.many:
        if not column.many:
            return column.kind in _JSON
        return column.kind in _FITTING[type_.kind] or _is_whole(type_, column)
    if column.many:
        return False
    return column.kind in _FITTING[type_.kind] or _is_whole(type_, column)


def _is_whole(type_: Type, column: Column) -> bool:
    return type_.kind is Kind.INTEGER and column.kind is ColumnKind.DECIMAL and column.scale == 0


def type_name(column: Column) -> str | None:
    """The catalog's word for a column's type, or None where it has none."""
    match column.kind:
        case ColumnKind.INSTANT:
            name = "timestamp"
        case ColumnKind.UUID:
            name = "text"
        case ColumnKind.STRUCT | ColumnKind.JSON | ColumnKind.OTHER:
            return None
        case _:
            name = str(column.kind)
    return f"list of {name}" if column.many else name


def _type_help(use: Use, column: Column) -> str:
    name = type_name(column)
    if use.role is Role.TIME:
        return "Name a column of dates or timestamps, or a view that makes one of it."
    if name is None:
        return "Give a `path` into it, or make a view that picks the value out."
    return f"Write `type: {name}`, or make a view that changes the column."


def _wrong(loaded: LoadedCatalog, use: Use, column: Column, expected: str, help: str) -> Diagnostic:
    found = _kind_words(column)
    entry = (*use.entry, "type") if (*use.entry, "type") in loaded.sites else use.entry
    inside = "".join(f".{part}" for part in use.location.path)
    return Diagnostic(
        codes.RETYPED,
        f"`{use.column}{inside}` of the table `{use.table}` is {found}, but the catalog says "
        f"{expected}.",
        loaded.span_of(entry),
        help,
        expected=expected,
        found=found,
    )


def _kind_words(column: Column) -> str:
    name = type_name(column) or str(column.kind)
    words = name if column.kind is not ColumnKind.OTHER else column.raw or "of an unknown type"
    return f"{words} ({column.raw})" if column.raw and column.raw.lower() != words else words


def _no_part(
    loaded: LoadedCatalog, use: Use, depth: int, part: str, fields: Mapping[str, Column]
) -> Diagnostic:
    near = nearest(part, fields)
    where = ".".join((use.column, *use.location.path[:depth]))
    return Diagnostic(
        codes.NO_COLUMN,
        f"There is no `{part}` inside `{where}` of the table `{use.table}`.",
        loaded.span_of((*use.entry, "path")),
        f"Did you mean `{near}`?" if near else _listed("It has", fields),
    )


def _other_key(
    loaded: LoadedCatalog, use: Use, column: Column, first: Use, first_column: Column
) -> Diagnostic | None:
    """Keys that are compared must be of one kind."""
    if _key_kind(column) == _key_kind(first_column):
        return None
    return Diagnostic(
        codes.RETYPED,
        f"`{use.column}` of the table `{use.table}` is {_kind_words(column)}, but "
        f"`{first.column}` of `{first.table}`, whose keys it holds, is "
        f"{_kind_words(first_column)}.",
        loaded.span_of(use.entry),
        "Make a view that gives both the same type.",
        expected=_kind_words(first_column),
        found=_kind_words(column),
    )


def _key_kind(column: Column) -> str:
    if column.kind in _NUMBERS:
        return "number"
    return "time" if column.kind in _TIMES else str(column.kind)
