"""Members as files: exact formats, and nothing a spreadsheet would run."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from segql.catalog.physical import Column, ColumnKind
from segql.diagnostics import SegqlError
from segql.export import MemberRows, hashed, write_members, write_stream

AS_OF = datetime(2024, 7, 1, tzinfo=UTC)
KEY = Column(ColumnKind.INTEGER, raw="BIGINT")
TEXT = Column(ColumnKind.TEXT, raw="VARCHAR")


def members(
    rows: list[tuple[Any, ...]], *columns: str, types: tuple[Column, ...] = (), **more: Any
) -> MemberRows:
    return MemberRows(
        "vip", AS_OF, "customer_id", iter(rows), (KEY, *types), columns=columns, **more
    )


def written(given: MemberRows, format: Any) -> str:
    stream = io.StringIO()
    write_stream(stream, given, format)
    return stream.getvalue()


def test_json_has_the_documented_shape() -> None:
    found = json.loads(written(members([(1,), (2**70,)]), "json"))
    assert found == {
        "name": "vip", "as_of": "2024-07-01T00:00:00+00:00", "key": "customer_id",
        "members": [1, 2**70],
    }  # fmt: skip
    assert json.loads(written(members([]), "json"))["members"] == []
    assert json.loads(written(members([("a\"'\u2028",)]), "json"))["members"] == ["a\"'\u2028"]


def test_json_rows_of_a_segmentation_name_key_and_case() -> None:
    given = members([(1, "new", Decimal("1.10"))], "spend", part="case")
    text = written(given, "json")
    assert json.loads(text)["members"] == [{"key": 1, "case": "new", "spend": 1.1}]
    assert "1.10" in text


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_text_that_a_spreadsheet_would_run_is_made_harmless(start: str) -> None:
    text = f"{start}1+cmd|' /C calc'!A0"
    given = members([(-1, text, Decimal("-2.50"), -3)], "name", "spend", "age")
    [_, row] = csv.reader(io.StringIO(written(given, "csv"), newline=""))
    assert row == ["-1", f"'{text}", "-2.50", "-3"]


def test_keys_of_text_stay_as_they_are() -> None:
    given = members([("=1+1",), ("-7",), ('with "quote", comma',)])
    rows = list(csv.reader(io.StringIO(written(given, "csv"))))
    assert rows == [["customer_id"], ["=1+1"], ["-7"], ['with "quote", comma']]


def test_parquet_keeps_types(tmp_path: Path) -> None:
    file = tmp_path / "vip.parquet"
    types = (
        Column(ColumnKind.DECIMAL, raw="DECIMAL(10,2)", scale=2),
        Column(ColumnKind.DATE, raw="DATE"),
        Column(ColumnKind.INSTANT, raw="TIMESTAMP WITH TIME ZONE"),
        Column(ColumnKind.TEXT, True, "VARCHAR[]"),
    )
    row = (1, Decimal("1.10"), date(2024, 1, 31), AS_OF, ["a", None])
    names = ("spend", "born", "seen", "tags")
    assert (
        write_members(file, members([row, (2, None, None, None, None)], *names, types=types)) == 2
    )
    found = duckdb.connect()
    found.execute("SET TimeZone = 'UTC'")
    assert found.execute(
        f"SELECT customer_id, spend, born, CAST(seen AS VARCHAR), tags FROM '{file}' ORDER BY 1"
    ).fetchall() == [
        (1, Decimal("1.10"), date(2024, 1, 31), "2024-07-01 00:00:00+00", ["a", None]),
        (2, None, None, None, None),
    ]


def test_parquet_does_not_round_large_keys(tmp_path: Path) -> None:
    file = tmp_path / "vip.parquet"
    wide = MemberRows(
        "vip", AS_OF, "id", [(2**90 + 1,)], (Column(ColumnKind.INTEGER, raw="HUGEINT"),)
    )
    write_members(file, wide)
    assert duckdb.execute(f"SELECT CAST(id AS VARCHAR) FROM '{file}'").fetchall() == [
        (str(2**90 + 1),)
    ]


def test_rows_that_fail_leave_the_old_file(tmp_path: Path) -> None:
    file = tmp_path / "vip.csv"
    file.write_text("old")

    def rows() -> Any:
        yield (1,)
        raise SegqlError(())

    with pytest.raises(SegqlError):
        write_members(file, MemberRows("vip", AS_OF, "id", rows(), (KEY,)))
    assert file.read_text() == "old"
    assert [item.name for item in tmp_path.iterdir()] == ["vip.csv"]


def test_an_unknown_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SegqlError) as failure:
        write_members(tmp_path / "vip.xlsx", members([]))
    assert failure.value.exit_code == 2


def test_hashes_are_those_that_ad_platforms_match() -> None:
    expected = hashlib.sha256(b"anna@example.com").hexdigest()
    assert hashed("  Anna@Example.COM ", "email") == expected
    phones = ["+46 (0)70-123 45 67", "0046701234567", "46701234567", "+46701234567"]
    assert {hashed(phone, "phone") for phone in phones} == {
        hashlib.sha256(b"+46701234567").hexdigest()
    }
    assert hashed("070-123 45 67", "phone") is None
    assert hashed(None, "email") is None
    assert hashed("  ", "email") is None
