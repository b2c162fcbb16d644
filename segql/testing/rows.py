"""Rows of a unit test, given by events, objects and lists, to the tables of a dataset."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from segql.catalog.lookup import child_tables, table_of
from segql.catalog.models import Catalog
from segql.catalog.physical import Column, Dataset, Row, Table, Value
from segql.catalog.yaml_nodes import Mapping, Node, Scalar, Sequence
from segql.diagnostics.codes import catalog as codes
from segql.diagnostics.model import Code, Diagnostic, Fix
from segql.diagnostics.suggest import nearest
from segql.source import Span
from segql.testing.cells import Filled, MisfitError, fill, fill_key, infer_type
from segql.testing.columns import Declared, Layout, layout_of
from segql.types import Type

SECTIONS = ("customers", "events", "objects", "lists")


@dataclass(frozen=True, slots=True)
class GivenRow:
    """A row as it was written: cells by physical column, with the place of each key."""

    cells: dict[str, Node]
    keys: dict[str, Span]


class Problems:
    """Collects problems; what several tests share is told once."""

    def __init__(self) -> None:
        self.found: dict[tuple[str, int, str], Diagnostic] = {}

    def add(
        self, code: Code, message: str, span: Span, help: str | None = None, fix: str | None = None
    ) -> None:
        mend = Fix(fix, span) if fix is not None else None
        problem = Diagnostic(code, message, span, help, mend)
        self.found.setdefault((code.id, span.start, message), problem)

    def misfit(self, problem: MisfitError, what: str) -> None:
        node = problem.node
        shown = f"`{node.text}`" if isinstance(node, Scalar) else _shape(node)
        self.add(
            codes.TEST_VALUE,
            f"{what} must be {problem.expected}, not {shown}.",
            first_line(node.span),
            problem.help or "A value that is not known is left out, or written as null.",
        )


def _shape(node: Node) -> str:
    return "a list" if isinstance(node, Sequence) else "a mapping"


def first_line(span: Span) -> Span:
    """The part of a span in its first line."""
    end = span.source.text.find("\n", span.start, span.end)
    return Span(span.source, span.start, span.end if end < 0 else end)


class RowReader:
    """Reads the rows of one test file's tests into datasets."""

    def __init__(self, catalog: Catalog, zone: ZoneInfo, problems: Problems) -> None:
        self.catalog = catalog
        self.zone = zone
        self.problems = problems
        self.layout: Layout = layout_of(catalog)

    def given(self, body: Mapping) -> dict[str, list[GivenRow]]:
        """The rows of a file or test, by table."""
        rows: dict[str, list[GivenRow]] = {}
        for section in SECTIONS:
            entry = body.entry(section)
            if entry is None or _is_null(entry.value):
                continue
            if section == "customers":
                self._add(rows, self.catalog.customer.table, entry.value, "customers", None)
            elif not isinstance(entry.value, Mapping):
                self.problems.add(
                    codes.TEST_SHAPE,
                    f"Below `{section}` stand names, and rows below each.",
                    entry.key.span,
                    f"Write it as `{section}:`, then `  NAME:`, then `    - {{column: value}}`.",
                )
            else:
                for named in entry.value:
                    self._add_named(rows, section, named.key, named.value)
        return rows

    def _add_named(
        self, rows: dict[str, list[GivenRow]], section: str, key: Scalar, value: Node
    ) -> None:
        name, table = key.text, self._table(section, key)
        if table is None or _is_null(value):
            return
        listed = self.catalog.lists.get(name) if section == "lists" else None
        self._add(rows, table, value, name, listed.key if listed else None)

    def _table(self, section: str, key: Scalar) -> str | None:
        """The table of rows below a name: of the event (object, list), or the table's own."""
        name, catalog = key.text, self.catalog
        names: dict[str, str] = {}
        if section == "events":
            made = catalog.events.get(name)
            if made is not None and made.of is not None:
                self.problems.add(
                    codes.TEST_ROWS,
                    f"`{name}` are made of `{made.of}` and have no rows of their own.",
                    key.span,
                    f"Give rows of `{made.of}`.",
                )
                return None
            names = {n: table_of(catalog, n) for n, e in catalog.events.items() if e.table}
        elif section == "objects":
            names = {n: item.table for n, item in catalog.objects.items()}
        else:
            names = {n: table for n, _, table in child_tables(catalog)}
            names |= {n: item.table for n, item in catalog.lists.items()}
        if name in names:
            return names[name]
        if name in names.values():
            return name
        near = nearest(name, [*names, *names.values()])
        known = ", ".join(names) or "none"
        self.problems.add(
            codes.TEST_ROWS,
            f"The catalog has no {section.removesuffix('s')} `{name}`.",
            key.span,
            f"Did you mean `{near}`?" if near else f"It has: {known}.",
            near,
        )
        return None

    def _add(
        self,
        rows: dict[str, list[GivenRow]],
        table: str,
        node: Node,
        name: str,
        bare_key: str | None,
    ) -> None:
        """Rows of a table; those of a list may be bare keys."""
        if not isinstance(node, Sequence):
            self.problems.add(
                codes.TEST_SHAPE,
                f"The rows of `{name}` are a list.",
                first_line(node.span),
                "Write one row a line: `- {column: value}`.",
            )
            return
        for item in node.items:
            if isinstance(item, Mapping):
                given = GivenRow(
                    {entry.key.text: entry.value for entry in item},
                    {entry.key.text: entry.key.span for entry in item},
                )
                self._check_columns(table, given)
                rows.setdefault(table, []).append(given)
            elif bare_key is not None and isinstance(item, Scalar):
                given = GivenRow({bare_key: item}, {bare_key: item.span})
                rows.setdefault(table, []).append(given)
            else:
                self.problems.add(
                    codes.TEST_SHAPE,
                    f"A row of `{name}` has columns with values.",
                    first_line(item.span),
                    "Write it as {column: value, column: value}.",
                )

    def _check_columns(self, table: str, row: GivenRow) -> None:
        declared = self.layout.tables[table]
        stray = self.layout.stray.get(table, set())
        for name, span in list(row.keys.items()):
            if name in declared or name in stray:
                continue
            del row.cells[name]
            computed = self.layout.computed.get(table, {}).get(name)
            meant = next((c for c, d in declared.items() if name in d.names), None)
            near = None if computed else meant or nearest(name, declared)
            listed = next((t for n, _, t in child_tables(self.catalog) if n == name), None)
            if listed is not None and table == self.catalog.customer.table:
                help = f"Its elements are rows of `{listed}`: give them below `lists: {name}:`."
                near = None
            elif computed is not None:
                help = f"`{name}` is computed (`{computed}`): give what it is computed from."
            elif meant is not None:
                help = f"`{name}` lies in the column `{meant}`."
            elif near is not None:
                help = f"Did you mean `{near}`?"
            else:
                help = f"Its columns are: {', '.join(declared)}."
            self.problems.add(
                codes.TEST_COLUMN,
                f"The catalog uses no column `{name}` of the table `{table}`.",
                span,
                help,
                near,
            )

    # ------------------------------------------------------------------------------- typing

    def dataset(self, rows: dict[str, list[GivenRow]]) -> tuple[Dataset, Type]:
        """Typed tables, every one of the catalog's, and the type of the customers' keys."""
        key_types = self._key_types(rows)
        tables: dict[str, Table] = {}
        for table, declared in self.layout.tables.items():
            given = rows.get(table, [])
            names = dict.fromkeys([*declared, *(name for row in given for name in row.cells)])
            filled = {
                name: self._column(table, name, declared.get(name), given, key_types)
                for name in names
            }
            tables[table] = _table(filled, len(given))
        return Dataset(tables), key_types[self.layout.customer_family]

    def _key_types(self, rows: dict[str, list[GivenRow]]) -> dict[str, Type]:
        """One type for all keys that are compared with each other."""
        cells: dict[str, list[Node | None]] = {}
        declared: dict[str, Type] = {}
        for table, columns in self.layout.tables.items():
            for name, column in columns.items():
                if column.family is None:
                    continue
                known = cells.setdefault(column.family, [])
                known.extend(row.cells.get(name) for row in rows.get(table, []))
                if column.types:
                    declared.setdefault(column.family, column.types[0])
        return {
            family: declared.get(family) or infer_type(found, dates=False)
            for family, found in cells.items()
        }

    def _column(
        self,
        table: str,
        name: str,
        declared: Declared | None,
        rows: Iterable[GivenRow],
        key_types: dict[str, Type],
    ) -> Filled:
        cells = [row.cells.get(name) for row in rows]

        def report(problem: MisfitError) -> None:
            self.problems.misfit(problem, f"`{name}` of `{table}`")

        if declared is not None and declared.family is not None:
            return fill_key(cells, key_types[declared.family], self.zone, report)
        if declared is not None and (declared.types or declared.parts):
            return fill(cells, declared, self.zone, report)
        return fill(cells, Declared(types=[infer_type(cells)]), self.zone, report)


def _table(filled: dict[str, Filled], count: int) -> Table:
    columns: dict[str, Column] = {name: column.column for name, column in filled.items()}
    rows: list[Row] = []
    for index in range(count):
        values: dict[str, Value] = {name: column.values[index] for name, column in filled.items()}
        rows.append({name: value for name, value in values.items() if value is not None})
    return Table(columns, rows)


def _is_null(node: Node) -> bool:
    return isinstance(node, Scalar) and node.is_null
