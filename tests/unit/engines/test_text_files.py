"""CSV and JSON files as tables: exact, typed by the catalog, and clear about what does not fit."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from segql.catalog.models import Target
from segql.catalog.physical import Column, ColumnKind
from segql.diagnostics import Diagnostic, SegqlError
from segql.engines import Declared, connect

K = ColumnKind
INTEGER, DECIMAL, DOUBLE = Column(K.INTEGER), Column(K.DECIMAL), Column(K.DOUBLE)
TEXT, BOOLEAN, DATE, TIMESTAMP = (
    Column(K.TEXT),
    Column(K.BOOLEAN),
    Column(K.DATE),
    Column(K.TIMESTAMP),
)
TEXTS = Column(K.TEXT, many=True)


def read(
    folder: Path,
    content: str | bytes,
    columns: Mapping[str, Column] | None = None,
    name: str = "t.csv",
) -> tuple[dict[str, str], list[tuple[Any, ...]]]:
    """The types and rows of a file's table."""
    raw = content.encode() if isinstance(content, str) else content
    (folder / name).write_bytes(raw)
    given = Declared({"t": columns or {}})
    with connect(Target(engine="duckdb", files=name), folder, given) as engine:
        types = {column: kind.raw for column, kind in engine.physical(["t"])["t"].items()}
        return types, list(engine.rows("SELECT * FROM t"))


def refused(
    folder: Path,
    content: str | bytes,
    columns: Mapping[str, Column] | None = None,
    name: str = "t.csv",
) -> Diagnostic:
    with pytest.raises(SegqlError) as failure:
        read(folder, content, columns, name)
    assert failure.value.exit_code == 3
    [problem] = failure.value.diagnostics
    return problem


def column(folder: Path, kind: Column, *cells: str) -> tuple[str, list[Any]]:
    """The type and values of one declared column."""
    lines = ["x,end", *('"' + cell.replace('"', '""') + '",1' for cell in cells)]
    types, rows = read(folder, "\n".join(lines) + "\n", {"x": kind})
    return types["x"], [row[0] for row in rows]


def test_what_is_declared_text_stays_as_written(tmp_path: Path) -> None:
    cells = ["00123", "1e5", " x ", "true", "2024-01-31", "=1", "å\u2019😀"]
    assert column(tmp_path, TEXT, *cells) == ("VARCHAR", cells)


def test_decimals_are_exact(tmp_path: Path) -> None:
    cells = ["0.1", "-1234567890.123456789", " 7 ", "+.5", "1e-3", "2E2", ""]
    values = [Decimal(cell) if cell.strip() else None for cell in cells]
    assert column(tmp_path, DECIMAL, *cells) == ("DECIMAL(38,9)", values)
    assert column(tmp_path, DECIMAL, "1.10", "20")[0] == "DECIMAL(18,2)"


def test_integers_take_what_other_programs_write(tmp_path: Path) -> None:
    assert column(tmp_path, INTEGER, "17850.0", "-3", "+4", "") == ("BIGINT", [17850, -3, 4, None])
    assert column(tmp_path, INTEGER, str(2**64), "1") == ("HUGEINT", [2**64, 1])


def test_dates_and_timestamps(tmp_path: Path) -> None:
    assert column(tmp_path, DATE, "2024-02-29", "2024-03-01 00:00:00") == (
        "DATE", [date(2024, 2, 29), date(2024, 3, 1)],
    )  # fmt: skip
    assert column(
        tmp_path, TIMESTAMP, "2024-02-29", "2024-03-01T14:05", "2024-03-01 14:05:06.25"
    ) == (
        "TIMESTAMP",
        [
            datetime(2024, 2, 29),
            datetime(2024, 3, 1, 14, 5),
            datetime(2024, 3, 1, 14, 5, 6, 250000),
        ],
    )
    assert column(tmp_path, TIMESTAMP, "2024-03-01T14:05Z", "2024-03-01 14:05+02", "") == (
        "TIMESTAMP WITH TIME ZONE",
        [datetime(2024, 3, 1, 14, 5, tzinfo=UTC), datetime(2024, 3, 1, 12, 5, tzinfo=UTC), None],
    )


def test_lists_in_every_usual_spelling(tmp_path: Path) -> None:
    cells = [
        '["a, b", "c"]',
        "[a, 'b c']",
        "a;b",
        "a|b",
        "a, b",
        "a",
        "{a,b}",
        "[]",
        "",
        '["x", null]',
    ]
    assert column(tmp_path, TEXTS, *cells) == (
        "VARCHAR[]",
        [["a, b", "c"], ["a", "b c"], ["a", "b"], ["a", "b"], ["a", "b"], ["a"], ["a", "b"], [],
         None, ["x", None]],
    )  # fmt: skip
    assert column(tmp_path, Column(K.INTEGER, many=True), "1;2", "[3]") == (
        "BIGINT[]",
        [[1, 2], [3]],
    )
    kind, values = column(tmp_path, Column(K.DECIMAL, many=True), "1.25;2", "[0.1]")
    assert values == [[Decimal("1.25"), Decimal(2)], [Decimal("0.1")]]
    assert kind == "DECIMAL(18,2)[]"


def test_booleans_and_doubles(tmp_path: Path) -> None:
    assert column(tmp_path, BOOLEAN, "true", "F", "Yes", "0", "") == (
        "BOOLEAN", [True, False, True, False, None],
    )  # fmt: skip
    assert column(tmp_path, DOUBLE, "1e300", "-2.5", "") == ("DOUBLE", [1e300, -2.5, None])


@pytest.mark.parametrize(
    ("kind", "cell"),
    [
        (INTEGER, "1.5"), (INTEGER, "secret@x.se"), (INTEGER, "9" * 40), (DECIMAL, "1,5"),
        (DECIMAL, "1" * 39), (DATE, "03/15/2024"), (DATE, "2024-02-30"), (DATE, "2024-01-01 10:00"),
        (TIMESTAMP, "2024-01-01 25:00"), (TIMESTAMP, "10:00"), (BOOLEAN, "maybe"), (DOUBLE, "n/a"),
        (Column(K.INTEGER, many=True), "1;x"), (TEXTS, "[1, 2"), (Column(K.JSON), "{a:"),
    ],
)  # fmt: skip
def test_a_cell_that_does_not_fit_is_named_but_not_shown(
    tmp_path: Path, kind: Column, cell: str
) -> None:
    problem = refused(tmp_path, f'k,x\n1,\n2,"{cell}"\n3,\n', {"x": kind})
    assert problem.code.id == "SEG705"
    assert "Row 2 of `t.csv`" in problem.message
    assert "`x`" in problem.message
    assert cell not in f"{problem.message} {problem.help}"


def test_a_column_cannot_mix_timestamps_with_and_without_offset(tmp_path: Path) -> None:
    problem = refused(tmp_path, "x\n2024-01-01 10:00\n2024-01-01 10:00Z\n", {"x": TIMESTAMP})
    assert problem.code.id == "SEG705"
    assert problem.help is not None
    assert "either all of them with an offset" in problem.help


def test_undeclared_columns_take_the_narrowest_type(tmp_path: Path) -> None:
    text = (
        "i,zip,amount,day,at,ok,tags,mixed,none,float\n"
        '1.0,00123,1.50,2024-01-31,2024-01-31 10:00,true,"[""a""]",1,,1e-05\n'
        "2,1,2,2024-02-01,2024-02-01,False,[],x,,3\n"
    )
    types, rows = read(tmp_path, text)
    assert list(types.values()) == [
        "BIGINT", "VARCHAR", "DECIMAL(18,2)", "DATE", "TIMESTAMP", "BOOLEAN", "VARCHAR[]",
        "VARCHAR", "VARCHAR", "DOUBLE",
    ]  # fmt: skip
    assert rows[0][:3] == (1, "00123", Decimal("1.50"))


def test_one_late_cell_decides(tmp_path: Path) -> None:
    text = "id\n" + "".join(f"{n}\n" for n in range(30_000)) + "0077\n"
    types, rows = read(tmp_path, text)
    assert types == {"id": "VARCHAR"}
    assert rows[-1] == ("0077",)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_marks_and_line_ends(tmp_path: Path, delimiter: str) -> None:
    header = delimiter.join(["naïve", '"b, b;b"'])
    rows = f"{delimiter.join(['1', chr(34) + 'x' + chr(10) + delimiter + chr(34)])}\r\n"
    types, found = read(tmp_path, f"\ufeff{header}\r\n{rows}")
    assert list(types) == ["naïve", "b, b;b"]
    assert found == [(1, f"x\n{delimiter}")]


def test_packed_files(tmp_path: Path) -> None:
    assert read(tmp_path, gzip.compress(b"a,b\n1,x\n"), name="t.csv.gz")[1] == [(1, "x")]


def test_an_empty_table_has_its_declared_types(tmp_path: Path) -> None:
    types, rows = read(tmp_path, "a,b,c,d\n", {"a": INTEGER, "b": DECIMAL, "c": TIMESTAMP})
    assert types == {"a": "BIGINT", "b": "DECIMAL(18,0)", "c": "TIMESTAMP", "d": "VARCHAR"}
    assert rows == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"a,A\n1,2\n", "two columns `A`"),
        ("a,b\n1,é\n".encode("latin-1"), "Line 2 of `t.csv` is not UTF-8"),
        (b"a,b\n1,2\n1,2,3\n", "Line 3 of `t.csv` has 3 cells, and the header has 2"),
        (b"a,b\n1\n", "has 1 cells"),
        (b'a,b\n1,"x"y\n', "quote"),
        (b'a,b\n1,"x\n', "quote"),
    ],
)
def test_broken_files_are_named_with_the_line(tmp_path: Path, content: bytes, words: str) -> None:
    problem = refused(tmp_path, content)
    assert problem.code.id == "SEG704"
    assert words in problem.message


def test_json_keeps_what_is_text_apart_from_numbers(tmp_path: Path) -> None:
    rows = [
        {"k": 1, "zip": "0077", "n": "12", "x": 10.25, "tags": ["a"], "at": "2024-01-31T10:00:00",
         "address": {"city": "Lund"}, "ok": True},
        {"k": 2},
    ]  # fmt: skip
    for name, text in (
        ("t.json", json.dumps(rows)),
        ("t.jsonl", "\n".join(json.dumps(row) for row in rows)),
    ):
        types, found = read(tmp_path, text, {"x": DECIMAL, "zip": TEXT}, name)
        assert types == {
            "k": "BIGINT", "zip": "VARCHAR", "n": "VARCHAR", "x": "DECIMAL(18,2)",
            "tags": "VARCHAR[]", "at": "TIMESTAMP", "address": "STRUCT(city VARCHAR)",
            "ok": "BOOLEAN",
        }  # fmt: skip
        assert found[0] == (
            1, "0077", "12", Decimal("10.25"), ["a"], datetime(2024, 1, 31, 10),
            {"city": "Lund"}, True,
        )  # fmt: skip
        assert set(found[1]) == {2, None}
        (tmp_path / name).unlink()


def test_columns_that_are_compared_have_one_type(tmp_path: Path) -> None:
    (tmp_path / "customers.csv").write_text("id\n1\nA3\n")
    (tmp_path / "orders.csv").write_text("order_id,customer\n1,1\n2,1\n")
    joined = (frozenset({("customers", "id"), ("orders", "customer")}),)
    target = Target(engine="duckdb", files="*.csv")
    with connect(target, tmp_path, Declared({}, joined)) as engine:
        assert list(engine.rows("SELECT count(*) FROM orders JOIN customers ON id = customer")) == [
            (2,)
        ]
        assert engine.physical(["orders"])["orders"]["order_id"].raw == "BIGINT"


def test_a_file_may_be_called_by_several_names(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text("zip,amount\n00123,1.5\n")
    given = Declared({"orders": {"amount": DOUBLE}, "orders.csv": {"zip": TEXT}})
    with connect(Target(engine="duckdb", files="orders.csv"), tmp_path, given) as engine:
        kinds = {
            name: column.kind for name, column in engine.physical(["orders"])["orders"].items()
        }
    assert kinds == {"zip": K.TEXT, "amount": K.DOUBLE}


def test_nulls_alone_have_the_declared_type(tmp_path: Path) -> None:
    text = '[{"a": null, "b": null, "c": null, "d": 1}, {"d": "x"}]'
    kinds = {"a": TEXT, "b": TEXTS, "c": DATE, "d": TEXT}
    types, rows = read(tmp_path, text, kinds, "t.json")
    assert types == {"a": "VARCHAR", "b": "VARCHAR[]", "c": "DATE", "d": "VARCHAR"}
    assert rows == [(None, None, None, "1"), (None, None, None, "x")]
