"""What must hold within one attribute or field."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from segql.catalog.models import TYPE_NAMES, FieldModel
from segql.catalog.names import check_column, check_table, check_zone
from segql.catalog.paths import Path
from segql.catalog.reading import Report
from segql.catalog.values import as_comparable
from segql.diagnostics.codes import catalog as codes
from segql.diagnostics.suggest import nearest
from segql.types import POINT, Kind, Type

_OTHER_WORDS = {
    "string": "text", "str": "text", "varchar": "text", "char": "text", "int": "integer",
    "bigint": "integer", "number": "decimal", "numeric": "decimal", "money": "decimal",
    "float": "double", "real": "double", "bool": "boolean", "datetime": "timestamp",
    "time": "timestamp", "timestamptz": "timestamp", "day": "date", "location": "point",
    "geography": "point", "array": "list of text", "list": "list of text",
    "text[]": "list of text",
}  # fmt: skip


def check_field(report: Report, path: Path, name: str, field: FieldModel) -> None:
    """Where the value comes from, its type, and bounds that fit the type."""
    if field.table is not None:
        _check_child_table(report, path, name, field, field.table)
    elif field.to is not None or field.by is not None:
        _check_related(report, path, name, field)
    elif field.expression is not None:
        _check_computed(report, path, name, field)
    else:
        _check_stored(report, path, name, field)
    if field.timezone is not None:
        check_zone(report, (*path, "timezone"), field.timezone)
    if field.stored is not None:
        _check_stored_as(report, path, name, field)
    kind = _check_type(report, path, field)
    if kind is not None:
        _check_bounds(report, path, field, kind)


def _given(field: FieldModel, *keys: str) -> list[str]:
    return [key for key in keys if getattr(field, key) is not None]


def _check_child_table(
    report: Report, path: Path, name: str, field: FieldModel, table: str
) -> None:
    """A list with one row an element in a table of its own."""
    other = _given(field, "to", "path", "expression", "latitude", "longitude")
    if path[0] != "customer":
        report.add(
            codes.FIELD_SHAPE,
            (*path, "table"),
            f"`{name}` is no attribute of the customer, so it cannot have a `table` of its own.",
            "Only lists of customers may lie in a table of their own. Make the list an array or "
            "JSON here, in a view if need be.",
            key=True,
        )
    elif other:
        report.add(
            codes.FIELD_SHAPE,
            path,
            f"`{name}` lies in a table of its own (`table`) and has `{other[0]}` as well.",
            f"Keep one of the two: `table` with `by`, or `{other[0]}`.",
            key=True,
        )
    elif field.value_type is None or not field.value_type.many:
        report.add(
            codes.FIELD_SHAPE,
            (*path, "table"),
            f"`{name}` has a `table` of its own but is no list.",
            "Write `type: list of text` for one row an element. What lies one to one in another "
            "table is a related object (`to`), or a column of a view.",
            key=True,
        )
    elif field.by is None:
        report.add(
            codes.FIELD_SHAPE,
            path,
            f"`{name}` lies in `{table}` but does not say whose each row is.",
            "Add the column that holds the customer's key: `by: customer_id`.",
            key=True,
        )
    check_table(report, (*path, "table"), table)
    if field.by is not None:
        check_column(report, (*path, "by"), field.by)
    if field.column is not None:
        check_column(report, (*path, "column"), field.column)
    elif field.path is None and field.expression is None and field.to is None:
        check_column(report, path, name)


def _check_stored_as(report: Report, path: Path, name: str, field: FieldModel) -> None:
    """Only what is a list or lies inside a column can be kept one way or the other."""
    many = field.value_type is not None and field.value_type.many
    if field.table is not None or not (many or field.path is not None):
        report.add(
            codes.FIELD_SHAPE,
            (*path, "stored"),
            f"`{name}` is no list in a column and has no `path`, so `stored` says nothing of it.",
            "Delete `stored`.",
            key=True,
        )


def _check_related(report: Report, path: Path, name: str, field: FieldModel) -> None:
    other = _given(field, "type", "column", "path", "expression", "latitude", "longitude")
    if other:
        report.add(
            codes.FIELD_SHAPE,
            path,
            f"`{name}` is a related object (`to`) and has `{other[0]}` as well.",
            f"Delete `{other[0]}`, or make it a field of its own.",
            key=True,
        )
    if field.to is None:
        report.add(
            codes.FIELD_SHAPE,
            path,
            f"`{name}` has `by` but does not say which object it leads to.",
            "Add the object: `to: products`.",
            key=True,
        )
    elif field.by is None:
        report.add(
            codes.FIELD_SHAPE,
            path,
            f"`{name}` leads to `{field.to}` but does not say by which column.",
            "Add the column that holds the key of the object: `by: product_id`.",
            key=True,
        )
    if field.by is not None:
        check_column(report, (*path, "by"), field.by)


def _check_computed(report: Report, path: Path, name: str, field: FieldModel) -> None:
    other = _given(field, "column", "path", "latitude", "longitude")
    if other:
        report.add(
            codes.FIELD_SHAPE,
            path,
            f"`{name}` is computed by `expression` and has `{other[0]}` as well.",
            f"Keep one of the two: the expression, or `{other[0]}` with a `type`.",
            key=True,
        )


def _check_stored(report: Report, path: Path, name: str, field: FieldModel) -> None:
    if field.type is None:
        report.add(
            codes.FIELD_SHAPE,
            path,
            f"`{name}` has no `type`.",
            f"Add one: {', '.join(TYPE_NAMES[:8])}, list of text. Or compute it: "
            "`expression: ...`.",
            key=True,
        )
    if field.column is not None:
        check_column(report, (*path, "column"), field.column)
    if field.path is not None:
        _check_path(report, (*path, "path"), field.path, field.column is not None)
    if field.type == "point":
        _check_point(report, path, name, field)
        return
    for key in _given(field, "latitude", "longitude"):
        report.add(
            codes.FIELD_SHAPE,
            (*path, key),
            f"`{name}` has a `{key}` but is no point.",
            f"Write `type: point`, or delete `{key}`.",
            key=True,
        )
    if field.column is None and field.path is None and field.type is not None:
        check_column(report, path, name)


def _check_point(report: Report, path: Path, name: str, field: FieldModel) -> None:
    for key in ("latitude", "longitude"):
        column = getattr(field, key)
        if column is None:
            report.add(
                codes.FIELD_SHAPE,
                path,
                f"The point `{name}` has no `{key}`.",
                "A point lies in two columns: `latitude: lat` and `longitude: lon`.",
                key=True,
            )
        else:
            check_column(report, (*path, key), column)
    for key in _given(field, "column", "path"):
        report.add(
            codes.FIELD_SHAPE,
            (*path, key),
            f"The point `{name}` has a `{key}`.",
            "A point lies in two columns: `latitude: lat` and `longitude: lon`.",
            key=True,
        )


def _check_path(report: Report, path: Path, text: str, has_column: bool) -> None:
    parts = text.split(".")
    for part in parts:
        if not part.strip():
            report.add(
                codes.BAD_NAME,
                path,
                f"The path `{text}` has an empty part.",
                "Write the names with one dot between them: `address.city`.",
            )
            return
        check_column(report, path, part)
    if len(parts) == 1 and not has_column:
        report.add(
            codes.BAD_NAME,
            path,
            f"The path `{text}` does not say what lies inside the column.",
            f"Write `column: {text}` for the column itself, or the name inside it after a dot: "
            f"`{text}.city`.",
        )


def _check_type(report: Report, path: Path, field: FieldModel) -> Type | None:
    if field.type is None:
        return None
    kind = field.value_type
    if kind is not None:
        return kind
    word = field.type.strip().lower()
    near = _OTHER_WORDS.get(word)
    if near is None and word.startswith("list"):
        element = word.removeprefix("list").strip().removeprefix("of").strip()
        element = element.removeprefix("[").removesuffix("]").removesuffix("s")
        inner = _OTHER_WORDS.get(element) or nearest(element, TYPE_NAMES)
        near = f"list of {inner}" if f"list of {inner}" in TYPE_NAMES else None
    near = near or nearest(word, TYPE_NAMES)
    report.add(
        codes.WRONG_VALUE,
        (*path, "type"),
        f"There is no type `{field.type}`.",
        f"Did you mean `{near}`?" if near else f"Types: {', '.join(TYPE_NAMES[:8])}, list of text.",
        replace=near,
        expected="a type",
        found=f"`{field.type}`",
    )
    return None


def _check_bounds(report: Report, path: Path, field: FieldModel, kind: Type) -> None:
    if kind == POINT:
        for key in _given(field, "values", "minimum", "maximum"):
            report.add(
                codes.BOUNDS,
                (*path, key),
                f"A point has no `{key}`.",
                "Delete it.",
                key=True,
            )
        return
    for index, value in enumerate(field.values or []):
        if as_comparable(value, kind.kind) is None:
            _tell_misfit(report, (*path, "values", index), value, kind)
    bounds = {
        key: as_comparable(getattr(field, key), kind.kind)
        for key in _given(field, "minimum", "maximum")
    }
    for key, bound in bounds.items():
        if kind.kind in (Kind.TEXT, Kind.BOOLEAN):
            report.add(
                codes.BOUNDS,
                (*path, key),
                f"A {kind.kind} has no `{key}`.",
                "Give the possible ones instead: `values: [a, b]`.",
                key=True,
            )
        elif bound is None:
            _tell_misfit(report, (*path, key), getattr(field, key), kind)
    if _is_above(bounds.get("minimum"), bounds.get("maximum")):
        report.add(
            codes.BOUNDS,
            (*path, "minimum"),
            f"The minimum {field.minimum} is above the maximum {field.maximum}.",
            "Change the two.",
        )


Comparable = Decimal | str | bool | date | datetime | None


def _is_above(low: Comparable, high: Comparable) -> bool:
    match low, high:
        case Decimal(), Decimal():
            return low > high
        case datetime(), datetime():
            return (low.tzinfo is None) == (high.tzinfo is None) and low > high
        case date(), date():
            return low > high
        case _:
            return False


_AS = {
    Kind.INTEGER: "a whole number: 18",
    Kind.DECIMAL: "a number: 19.90",
    Kind.DOUBLE: "a number: 0.5",
    Kind.TEXT: "a text",
    Kind.BOOLEAN: "true or false",
    Kind.DATE: "a date, year first: 2024-06-30",
    Kind.TIMESTAMP: "a time, year first: 2024-06-30T14:05",
}


def _tell_misfit(report: Report, path: Path, value: object, kind: Type) -> None:
    written = str(value).lower() if isinstance(value, bool) else str(value)
    help = f"Write {_AS[kind.kind]}."
    replace = None
    if kind.kind is Kind.TEXT:
        replace = f'"{written}"'
        help = f"Put it in quotes: {replace}."
    report.add(
        codes.BOUNDS,
        path,
        f"`{written}` is not of the type {kind.element}.",
        help,
        replace=replace,
        expected=str(kind.element),
        found=f"`{written}`",
    )
