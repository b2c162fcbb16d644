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
_CLOCK = r"[ T]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?"
_COMPACT_DATE = r"\d{8}"
_MIDNIGHT = r"([ T]00:00(:00(\.0+)?)?)?"
_PLAIN_INTEGER = r"-?(0|[1-9]\d*)(\.0+)?"
_PLAIN_DECIMAL = r"-?(0|[1-9]\d*)(\.\d+)?"
_PLAIN_DOUBLE = _PLAIN_DECIMAL + r"([eE][+-]?\d{1,3})?"
_TRUE, _FALSE = "('true', 't', 'yes', 'y', '1')", "('false', 'f', 'no', 'n', '0')"

HOW_TO_WRITE = {
    _K.INTEGER: "Whole numbers are written as `1200`.",
    _K.DECIMAL: "Numbers are written as `1234.50`, with at most 38 digits.",
    _K.DOUBLE: "Numbers are written as `1234.50`.",
    _K.BOOLEAN: "Write `true` or `false`.",
    _K.DATE: "Dates are written year first, as `2024-06-30` or `20240630`.",
    _K.TIMESTAMP: "Timestamps are written year first, as `2024-06-30 14:05`, either all of them "
    "with an offset (`+02:00`) or none.",
    _K.JSON: 'Nested values are written as JSON, as in `{"city": "Lund"}`.',
}

CANDIDATES = (
    Column(_K.BOOLEAN),
    Column(_K.INTEGER),
    Column(_K.DECIMAL),
    Column(_K.DOUBLE),
    Column(_K.DATE),
    Column(_K.TIMESTAMP),
    Column(_K.TEXT, many=True),
)
"""What a column may be that nothing is declared of, the narrowest first; else it is text."""


def known(cell: str) -> str:
    """The cell without blanks at its ends; null where nothing is left."""
    return f"nullif(trim({cell}), '')"


def fits(text: str, column: Column) -> str:
    """Whether a known cell, without its blanks, can be read as the column's type."""
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
            return f"({_is(text, _INTEGER)} AND try_cast({text} AS HUGEINT) IS NOT NULL)"
        case _K.DECIMAL:
            return f"({_is(text, _DECIMAL)} AND {_is_narrow(text)})"
        case _K.DOUBLE:
            return f"(try_cast({text} AS DOUBLE) IS NOT NULL)"
        case _K.BOOLEAN:
            return f"(lower({text}) IN {_TRUE} OR lower({text}) IN {_FALSE})"
        case _K.DATE:
            usual = f"{_is(text, _DATE + _MIDNIGHT)} AND try_cast({text} AS DATE) IS NOT NULL"
            compact = f"{_is(text, _COMPACT_DATE)} AND {_compact_day(text)} IS NOT NULL"
            return f"({usual} OR {compact})"
        case _K.TIMESTAMP:
            usual = f"CAST(try_cast({text} AS TIMESTAMP) AS VARCHAR) = replace({text}, 'T', ' ')"
            pattern = f"{_DATE}({_CLOCK})?({_OFFSET})?"
            return (
                f"(CASE WHEN {usual} AND substr({text}, 5, 1) = '-' THEN true "
                f"ELSE {_is(text, pattern)} AND try_cast({text} AS TIMESTAMPTZ) IS NOT NULL END)"
            )
        case _K.JSON:
            return f"json_valid({text})"
        case _:
            return "true"


def _compact_day(text: str) -> str:
    """The day of `20240630`, where the catalog says that a column holds dates."""
    return f"CAST(try_strptime({text}, '%Y%m%d') AS DATE)"


def _written_as(text: str, candidate: Column) -> str:
    """Whether people write the candidate's values like this: `00123` is text, not a number."""
    match candidate.kind:
        case _K.BOOLEAN:
            return f"lower({text}) IN ('true', 'false')"
        case _K.INTEGER:
            return _is(text, _PLAIN_INTEGER)
        case _K.DECIMAL:
            return f"({_is(text, _PLAIN_DECIMAL)} AND {_is_narrow(text)})"
        case _K.DOUBLE:
            return _is(text, _PLAIN_DOUBLE)
        case _K.TEXT:
            return f"(starts_with({text}, '[') AND json_valid({text}))"
        case _K.DATE:
            return f"({_is(text, _DATE)} AND try_cast({text} AS DATE) IS NOT NULL)"
        case kind:
            return _fits(text, kind)


# ---------------------------------------------------------------------------------- surveys


def survey(text: str, column: Column) -> list[str]:
    """What to count over all cells of a declared column: see `settle`."""
    if column == Column(_K.TEXT):
        return []
    misfits = f"count(*) FILTER ({text} IS NOT NULL AND NOT coalesce({fits(text, column)}, false))"
    return [misfits, *_sizes(text, column)]


def settle(column: Column, figures: Sequence[Any]) -> Column | None:
    """The physical column for a declared type, by its survey; None where a cell misfits."""
    if not figures:
        return column
    misfits, *sizes = figures
    return None if misfits else _sized(column, sizes)


def open_survey(text: str, candidates: Sequence[Column]) -> list[str]:
    """What to count where nothing is declared: see `remaining` and `infer`."""
    if not candidates:
        return []
    counts = [
        f"count(*) FILTER (coalesce({_written_as(text, candidate)}, false))"
        for candidate in candidates
    ]
    sizes = [size for candidate in candidates for size in _sizes(text, candidate)]
    return [f"count({text})", *counts, *sizes]


def remaining(candidates: Sequence[Column], figures: Sequence[Any]) -> tuple[Column, ...]:
    """The candidates that every surveyed cell is written as."""
    if not figures:
        return ()
    total, *counts = figures[: len(candidates) + 1]
    return tuple(
        candidate for candidate, count in zip(candidates, counts, strict=True) if count == total
    )


def infer(candidates: Sequence[Column], figures: Sequence[Any]) -> Column:
    """The narrowest candidate that every known cell is written as; text in doubt."""
    if not figures or not figures[0]:
        return Column(_K.TEXT)
    fitting = remaining(candidates, figures)
    sizes = list(figures[len(candidates) + 1 :])
    for candidate in candidates:
        taken = len(_sizes("", candidate))
        own, sizes = sizes[:taken], sizes[taken:]
        if candidate in fitting and (column := _sized(candidate, own)) is not None:
            return column
    return Column(_K.TEXT)


def read(cell: str, column: Column) -> str:
    """The value of a cell that fits the column, which is one that was settled or inferred."""
    if column == Column(_K.TEXT):
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
        case _K.INTEGER | _K.DECIMAL:
            return f"CAST({text} AS {column.raw})"
        case _K.DOUBLE:
            return f"CAST({text} AS DOUBLE)"
        case _K.BOOLEAN:
            return f"(lower({text}) IN {_TRUE})"
        case _K.DATE:
            return f"coalesce(try_cast({text} AS DATE), {_compact_day(text)})"
        case _K.TIMESTAMP:
            return f"CAST({text} AS TIMESTAMP)"
        case _K.INSTANT:
            return f"CAST({text} AS TIMESTAMPTZ)"
        case _K.JSON:
            return f"CAST({text} AS JSON)"
        case _:
            return text


# ---------------------------------------------------------------------------------- sizes


def _sizes(text: str, column: Column) -> list[str]:
    """Measures that decide how wide a type must be."""
    if not column.many:
        return [f"max({measure})" for measure in _widths(text, column.kind)]
    return [
        f"max(list_max(list_transform({_items(text)}, lambda e: {measure})))"
        for measure in _widths("trim(e)", column.kind)
    ]


def _widths(text: str, kind: ColumnKind) -> list[str]:
    match kind:
        case _K.INTEGER:
            wide = f"{text} IS NOT NULL AND try_cast({text} AS BIGINT) IS NULL"
            return [f"CAST({wide} AS INTEGER)"]
        case _K.DECIMAL:
            return [_digits(text), _scale(text)]
        case _K.TIMESTAMP:
            offset = f"regexp_matches(substr({text}, 11), '[-+Zz]')"
            return [f"CAST({offset} AS INTEGER)", f"CAST(NOT {offset} AS INTEGER)"]
        case _:
            return []


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


def _is_narrow(text: str) -> str:
    """Whether a number has at most 38 digits; most are short, and need no counting."""
    return (
        f"CASE WHEN length({text}) <= 38 AND NOT {_has_exponent(text)} THEN true "
        f"ELSE {_digits(text)} + {_scale(text)} <= 38 END"
    )


def _scale(text: str) -> str:
    """Digits after the point, an exponent counted in."""
    point = f"strpos({text}, '.')"
    exact = f"length(split_part({_mantissa(text)}, '.', 2)) - {_exponent(text)}"
    return (
        f"CASE WHEN {_has_exponent(text)} THEN greatest(0, {exact}) "
        f"WHEN {point} = 0 THEN 0 ELSE length({text}) - {point} END"
    )


def _digits(text: str) -> str:
    """Digits before the point, an exponent counted in, leading zeros not."""
    whole = f"ltrim(split_part({_mantissa(text)}, '.', 1), '+-0')"
    plain = f"ltrim(split_part({text}, '.', 1), '+-0')"
    return (
        f"CASE WHEN {_has_exponent(text)} "
        f"THEN greatest(1, length({whole}) + {_exponent(text)}) "
        f"ELSE greatest(1, length({plain})) END"
    )


def _has_exponent(text: str) -> str:
    return f"(contains({text}, 'e') OR contains({text}, 'E'))"


def _mantissa(text: str) -> str:
    return f"split_part(lower({text}), 'e', 1)"


def _exponent(text: str) -> str:
    return f"coalesce(try_cast(split_part(lower({text}), 'e', 2) AS INTEGER), 0)"


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
