"""How a cell of text becomes a value: what fits a type, what to measure first, what to write.

Each function gives SQL over the expression of a cell. Blanks around anything but text do not
count, and a cell of blanks alone is unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from segql.catalog.physical import Column, ColumnKind

_K = ColumnKind
_INTEGER = r"[+-]?\d+(\.0*)?"
_DECIMAL = r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?"
_DATE = r"\d{4}-\d{2}-\d{2}"
_OFFSET = r" ?([Zz]|[+-]\d{2}(:?\d{2})?)"
_CLOCK = r"[ Tt]\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?"
_MIDNIGHT = r"([ Tt]00:00(:00(\.0+)?)?)?"
_PLAIN_INTEGER = r"-?(0|[1-9]\d*)(\.0+)?"
_PLAIN_DECIMAL = r"-?(0|[1-9]\d*)(\.\d+)?"
_PLAIN_DOUBLE = _PLAIN_DECIMAL + r"([eE][+-]?\d{1,3})?"
_TRUE, _FALSE = "('true', 't', 'yes', 'y', '1')", "('false', 'f', 'no', 'n', '0')"

HOW_TO_WRITE = {
    _K.INTEGER: "Whole numbers are written as `1200`.",
    _K.DECIMAL: "Numbers are written as `1234.50`, with at most 38 digits.",
    _K.DOUBLE: "Numbers are written as `1234.50`.",
    _K.BOOLEAN: "Write `true` or `false`.",
    _K.DATE: "Dates are written year first, as `2024-06-30`.",
    _K.TIMESTAMP: "Timestamps are written year first, as `2024-06-30 14:05`, either all of them "
    "with an offset (`+02:00`) or none.",
    _K.JSON: 'Nested values are written as JSON, as in `{"city": "Lund"}`.',
}


def known(cell: str) -> str:
    """The cell without blanks at its ends; null where nothing is left."""
    return f"nullif(trim({cell}), '')"


def fits(cell: str, column: Column) -> str:
    """Whether a known cell can be read as the column's type."""
    if column.kind is _K.TEXT and not column.many:
        return "true"
    text = known(cell)
    if not column.many:
        return _fits(text, column.kind)
    items = _items(text)
    if column.kind is _K.TEXT:
        return f"{items} IS NOT NULL"
    return (
        f"({items} IS NOT NULL AND len(list_filter({items}, "
        f"lambda e: e IS NOT NULL AND NOT {_fits('trim(e)', column.kind)})) = 0)"
    )


def _fits(text: str, kind: ColumnKind) -> str:
    match kind:
        case _K.INTEGER:
            return f"({_is(text, _INTEGER)} AND try_cast({_whole(text)} AS HUGEINT) IS NOT NULL)"
        case _K.DECIMAL:
            return f"({_is(text, _DECIMAL)} AND {_digits(text)} + {_scale(text)} <= 38)"
        case _K.DOUBLE:
            return f"(try_cast({text} AS DOUBLE) IS NOT NULL)"
        case _K.BOOLEAN:
            return f"(lower({text}) IN {_TRUE} OR lower({text}) IN {_FALSE})"
        case _K.DATE:
            return f"({_is(text, _DATE + _MIDNIGHT)} AND {_day(text)} IS NOT NULL)"
        case _K.TIMESTAMP:
            return (
                f"({_is(text, f'{_DATE}({_CLOCK})?({_OFFSET})?')} AND {_instant(text)} IS NOT NULL)"
            )
        case _K.JSON:
            return f"json_valid({text})"
        case _:
            return "true"


def survey(cell: str, column: Column | None) -> list[str]:
    """What to count over all cells before the type is settled: see `settle` and `infer`."""
    text = known(cell)
    if column is not None:
        misfits = (
            f"count(*) FILTER ({text} IS NOT NULL AND NOT coalesce({fits(cell, column)}, false))"
        )
        return [misfits, *_sizes(text, column)]
    kinds = (
        f"lower({text}) IN ('true', 'false')",
        _is(text, _PLAIN_INTEGER),
        f"({_is(text, _PLAIN_DECIMAL)} AND {_digits(text)} + {_scale(text)} <= 38)",
        _is(text, _PLAIN_DOUBLE),
        f"({_is(text, _DATE)} AND {_day(text)} IS NOT NULL)",
        f"({_is(text, f'{_DATE}({_CLOCK})?({_OFFSET})?')} AND {_instant(text)} IS NOT NULL)",
        f"({text} LIKE '[%' AND json_valid({text}))",
    )
    counts = [f"count(*) FILTER (coalesce({kind}, false))" for kind in kinds]
    return [f"count({text})", *counts, *_all_sizes(text)]


def settle(column: Column, figures: Sequence[Any]) -> Column | None:
    """The physical column for a declared type, by the survey; None where a cell misfits."""
    misfits, *sizes = figures
    return None if misfits else _sized(column, sizes)


def infer(figures: Sequence[Any]) -> Column:
    """The narrowest type that every known cell has as people write it; text in doubt, so that
    `00123` stays what it is.
    """
    total, boolean, integer, decimal, double, day, timestamp, array, *sizes = figures
    number, moment = sizes[:3], sizes[3:]
    candidates = (
        (boolean, Column(_K.BOOLEAN)),
        (integer, _sized(Column(_K.INTEGER), number[:1])),
        (decimal, _sized(Column(_K.DECIMAL), number[1:])),
        (double, Column(_K.DOUBLE)),
        (day, Column(_K.DATE)),
        (timestamp, _sized(Column(_K.TIMESTAMP), moment)),
        (array, Column(_K.TEXT, many=True)),
    )
    for count, column in candidates:
        if total and count == total and column is not None:
            return column
    return Column(_K.TEXT)


def read(cell: str, column: Column) -> str:
    """The value of a cell that fits the column, which is one that was settled or inferred."""
    if column.kind is _K.TEXT and not column.many:
        return cell
    text = known(cell)
    if not column.many:
        return _read(text, column)
    items = _items(text)
    if column.kind is _K.TEXT:
        return items
    return f"list_transform({items}, lambda e: {_read('trim(e)', column)})"


def _read(text: str, column: Column) -> str:
    match column.kind:
        case _K.INTEGER:
            return f"CAST({_whole(text)} AS {column.raw})"
        case _K.DECIMAL:
            return f"CAST({text} AS {column.raw})"
        case _K.DOUBLE:
            return f"CAST({text} AS DOUBLE)"
        case _K.BOOLEAN:
            return f"(lower({text}) IN {_TRUE})"
        case _K.DATE:
            return _day(text)
        case _K.TIMESTAMP:
            return f"try_cast({_clock(text)} AS TIMESTAMP)"
        case _K.INSTANT:
            return _instant(text)
        case _K.JSON:
            return f"CAST({text} AS JSON)"
        case _:
            return text


# ---------------------------------------------------------------------------------- sizes


def _sizes(text: str, column: Column) -> list[str]:
    """Measures that decide how wide a type must be."""
    match column.kind:
        case _K.INTEGER:
            wanted = [
                f"CAST({{}} IS NOT NULL AND try_cast({_whole('{}')} AS BIGINT) IS NULL AS INTEGER)"
            ]
        case _K.DECIMAL:
            wanted = [_digits("{}"), _scale("{}")]
        case _K.TIMESTAMP:
            offset = _is("{}", f".*{_CLOCK}{_OFFSET}")
            wanted = [f"CAST({offset} AS INTEGER)", f"CAST(NOT {offset} AS INTEGER)"]
        case _:
            return []
    if not column.many:
        return [f"max({measure.replace('{}', text)})" for measure in wanted]
    return [
        f"max(list_max(list_transform({_items(text)}, "
        f"lambda e: {measure.replace('{}', 'trim(e)')})))"
        for measure in wanted
    ]


def _all_sizes(text: str) -> list[str]:
    kinds = (_K.INTEGER, _K.DECIMAL, _K.TIMESTAMP)
    return [measure for kind in kinds for measure in _sizes(text, Column(kind))]


def _sized(column: Column, sizes: Sequence[Any]) -> Column | None:
    """The column with its width; None where its cells mix what one column cannot hold."""
    match column.kind:
        case _K.INTEGER:
            return Column(column.kind, column.many, "HUGEINT" if sizes[0] else "BIGINT")
        case _K.DECIMAL:
            digits, scale = sizes[0] or 1, sizes[1] or 0
            if digits + scale > 38:
                return None
            precision = 18 if digits + scale <= 18 else 38
            return Column(column.kind, column.many, f"DECIMAL({precision}, {scale})", scale)
        case _K.TIMESTAMP:
            with_offset, without = sizes
            if with_offset and without:
                return None
            kind = _K.INSTANT if with_offset else _K.TIMESTAMP
            return Column(kind, column.many)
        case _:
            return column


# ------------------------------------------------------------------------------- pieces


def _is(text: str, pattern: str) -> str:
    return f"regexp_full_match({text}, '{pattern}')"


def _whole(text: str) -> str:
    return rf"regexp_replace({text}, '\.0*$', '')"


def _scale(text: str) -> str:
    """Digits after the point, an exponent counted in."""
    return (
        rf"greatest(0, length(regexp_extract({text}, '\.(\d*)', 1)) "
        rf"- coalesce(try_cast(nullif(regexp_extract({text}, '[eE]([+-]?\d+)$', 1), '') "
        "AS INTEGER), 0))"
    )


def _digits(text: str) -> str:
    """Digits before the point, an exponent counted in, leading zeros not."""
    return (
        rf"greatest(1, length(regexp_extract({text}, '^[+-]?0*(\d*)', 1)) "
        rf"+ coalesce(try_cast(nullif(regexp_extract({text}, '[eE]([+-]?\d+)$', 1), '') "
        "AS INTEGER), 0))"
    )


def _day(text: str) -> str:
    return f"try_cast(left({text}, 10) AS DATE)"


def _clock(text: str) -> str:
    """A wall clock as DuckDB reads it: seconds are needed, and a point before fractions."""
    spaced = f"replace(replace(replace({text}, 'T', ' '), 't', ' '), ',', '.')"
    return rf"regexp_replace({spaced}, '^(\S+ \d\d:\d\d)([^:\d]|$)', '\1:00\2')"


def _instant(text: str) -> str:
    return f"try_cast({_clock(text)} AS TIMESTAMPTZ)"


def _items(text: str) -> str:
    """A list as texts: JSON, DuckDB's and PostgreSQL's own spelling, or parted by `;`, `|`, `,`."""
    parts = (
        f"list_filter(list_transform(string_split({text}, CASE WHEN contains({text}, ';') THEN ';' "
        f"WHEN contains({text}, '|') THEN '|' ELSE ',' END), lambda e: trim(e)), lambda e: e <> '')"
    )
    return (
        f"(CASE WHEN starts_with({text}, '[') THEN CASE WHEN json_valid({text}) "
        f"THEN from_json({text}, '[\"VARCHAR\"]') ELSE try_cast({text} AS VARCHAR[]) END "
        f"WHEN starts_with({text}, '{{') AND ends_with({text}, '}}') "
        f"THEN try_cast('[' || substr({text}, 2, length({text}) - 2) || ']' AS VARCHAR[]) "
        f"ELSE {parts} END)"
    )
