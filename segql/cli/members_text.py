"""Members as lines, CSV, JSON or Parquet."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from segql.project import Members

_RUNS = ("=", "+", "-", "@", "\t", "\r")


def as_lines(members: Members) -> str:
    """A key a line, what stands beside it after a tab."""
    rows = zip(*members.table().values(), strict=True)
    return "".join("\t".join(map(_plain, row)) + "\n" for row in rows)


def as_csv(members: Members) -> str:
    """CSV with a head line. Text that a spreadsheet would run gets an apostrophe before it;
    keys and numbers never.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    table = members.table()
    writer.writerow(table)
    keys, *others = table.values()
    for key, *rest in zip(keys, *others, strict=True):
        writer.writerow([_plain(key), *map(_harmless, rest)])
    return out.getvalue()


def as_json(members: Members) -> str:
    """The object of `members --format json`."""
    return json.dumps(_json(members.to_dict()), indent=2, ensure_ascii=False) + "\n"


def _json(value: Any) -> Any:
    """Decimals as numbers, dates and moments as ISO text."""
    match value:
        case dict():
            return {key: _json(item) for key, item in value.items()}
        case list() | tuple():
            return [_json(item) for item in value]
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case datetime() | date():
            return value.isoformat()
        case _:
            return value


def _plain(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case list() | tuple():
            return json.dumps(_json(value), ensure_ascii=False)
        case datetime() | date():
            return value.isoformat()
        case Decimal():
            return format(value, "f")
        case _:
            return str(value)


def _harmless(value: Any) -> str:
    text = _plain(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_RUNS) else text
