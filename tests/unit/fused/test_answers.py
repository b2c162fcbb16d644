"""One pass gives what SQL gives: on the examples, on odd columns, in small blocks."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

import segql
from segql.diagnostics import SegqlError
from segql.project.means import Means
from tests.unit.fused.conftest import Shop

OUTDOOR = Path(__file__).parent.parent.parent.parent / "examples" / "outdoor_shop"
ODD = {
    "segql.yml": """\
name: odd
timezone: Europe/Stockholm
targets: {local: {engine: duckdb, database: odd.duckdb}}
default_target: local
""",
    "catalog.yml": """\
customer:
  table: customers
  key: id
  attributes:
    nick: {type: text, empty: unknown, case: insensitive}
    name: {type: text}
    born: {type: date}
    seen: {type: timestamp}
    score: {type: double}
    points: {type: integer}
    flag: {type: boolean}
    shop: {to: shops, by: shop_id}
events:
  orders:
    table: orders
    key: order_id
    customer: customer
    time: {column: day, type: timestamp}
    fields:
      amount: {type: decimal}
      units: {type: integer}
      item: {to: items, by: item_id}
      kind: {type: text}
  gifts: {table: orders, where: 'kind = "gift"', customer: customer, time: moment}
  loose: {table: loose, customer: customer, fields: {size: {type: integer}}}
objects:
  shops: {table: shops, key: shop_id, fields: {city: {type: text}}}
  items: {table: items, key: item_id, fields: {brand: {type: text}}}
""",
    "a.seg": "\n".join(
        f"segment s{number} where {condition}"
        for number, condition in enumerate(
            [
                'nick = "anna"', 'nick != "ANNA"', "nick is unknown", 'name >= "B"', 'name = ""',
                "born in 1990", "years since born >= 30", "seen in last 30 days", "seen is unknown",
                "score > 1.5", "score is known", "points > 9_007_199_254_740_992", "points = -5",
                "points in (1, 2, -5)", "flag", "not flag", 'shop.city = "Lund"',
                'shop.city != "Lund"', "any(orders in last 30 days)", "no(orders in last 30 days)",
                "count(orders) = 2", "count(orders) in (1, 3)", "count(orders) < 2",
                "sum(orders.amount) > 10.05", "sum(orders.amount) = 20.1", "sum(orders.units) > 2",
                "min(orders.units) < 0", "max(orders.amount) >= 10.05",
                "median(orders.amount) = 10.05", "average(orders.units) > 0.5",
                "average(orders.amount) > 5", "count(distinct orders.kind) = 2",
                "any(orders)",
                'any(orders where item.brand = "north")', 'no(orders where item.brand = "north")',
                'any(orders where customer.name = "Bo")', "count(gifts) >= 1",
                "any(gifts in last 10 days)", "first(orders.time) in last 400 days",
                "last(orders.time) more than 20 days ago", "last(orders.time) on 2024-06-03",
                "share(orders where units > 1) > 0.4", 'share(orders where kind = "none") < 0.1',
                "count(orders) - count(gifts) >= 2", "sum(orders.amount * orders.units) > 15",
                "sum(orders.amount) > points", "sum(loose.size) > 3", "any(loose where size = 3)",
                "at least 2 of (flag, any(orders), points > 0)", "(count(orders) or else 9) > 1",
                "top 2 by points", "last(orders.kind) = \"gift\"", "bucket(\"x\") < 50%",
            ]
        )
    ),
}  # fmt: skip
TABLES = """
CREATE TABLE customers AS SELECT * FROM (VALUES
  (7, 'Anna', 'Bo', DATE '1990-01-01', TIMESTAMP '2024-06-30 23:59:59', 2.5, 9007199254740993,
   true, 1),
  (1, '', '', DATE '2000-02-29', TIMESTAMP '2024-03-31 02:30:00', 'NaN'::DOUBLE, -5, false, 2),
  (3, 'ANNA', 'Åsa', NULL, NULL, NULL, NULL, NULL, NULL),
  (9000000000, NULL, NULL, DATE '1990-12-31', TIMESTAMP '2024-05-31 22:00:00', 1.5, 2, NULL, 9),
  (-4, 'x', 'Al', DATE '1993-07-01', TIMESTAMP '2023-01-01', 0, 1, true, 1)
) AS t(id, nick, name, born, seen, score, points, flag, shop_id);
CREATE TABLE shops AS SELECT * FROM (VALUES (1, 'Lund'), (2, 'Oslo')) AS t(shop_id, city);
CREATE TABLE items AS SELECT * FROM (VALUES ('a', 'north'), ('b', 'south')) AS t(item_id, brand);
CREATE TABLE orders AS SELECT * FROM (VALUES
  (1, 7, DATE '2024-06-30', TIMESTAMP '2024-06-30 12:00:00', 10.05, 1, 'a', 'gift'),
  (2, 7, DATE '2024-06-03', TIMESTAMP '2024-06-03 12:00:00', 10.05, 2, 'b', 'sale'),
  (3, 1, DATE '2024-05-31', NULL, 0.10, -1, 'a', 'gift'),
  (4, 1, NULL, TIMESTAMP '2024-06-29 12:00:00', NULL, NULL, NULL, NULL),
  (5, 9000000000, DATE '2024-07-01', TIMESTAMP '2024-07-01 00:00:00', 99.99, 5, 'a', 'sale'),
  (6, 4711, DATE '2024-06-30', TIMESTAMP '2024-06-30 12:00:00', 10.05, 1, 'a', 'gift'),
  (7, NULL, DATE '2024-06-30', TIMESTAMP '2024-06-30 12:00:00', 10.05, 1, 'a', 'gift'),
  (8, -4, DATE '2023-08-01', TIMESTAMP '2023-08-01 12:00:00', 20.10, 1, 'z', 'sale')
) AS t(order_id, customer, day, moment, amount, units, item_id, kind);
CREATE TABLE loose AS SELECT * FROM (VALUES (7, 3), (7, 1), (3, NULL)) AS t(customer, size);
"""


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("odd")
    for name, text in ODD.items():
        path = folder / ("segments" if name.endswith(".seg") else "") / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    with duckdb.connect(str(folder / "odd.duckdb")) as connection:
        connection.execute(TABLES)
    return folder


def members(folder: Path, plan: str, as_of: str) -> dict[str, list[object]]:
    project = segql.Project.load(folder)
    names = project.counted(None)
    means = Means(plan=plan, cache=False)  # type: ignore[arg-type]
    found: dict[str, list[object]] = {}
    with project.open_all_members(names, as_of=as_of, means=means) as opened:
        for name in names:
            with opened(name) as rows:
                found[name] = [tuple(row) for row in rows.rows]
    return found


@pytest.mark.parametrize("as_of", ["2024-06-30", "2024-06-03", "2024-03-31T02:30", "2023-01-01"])
def test_odd_columns_keep_their_meaning(odd: Path, as_of: str) -> None:
    assert members(odd, "fused", as_of) == members(odd, "sql", as_of)


def test_odd_answers_worked_out_by_hand(odd: Path) -> None:
    found = members(odd, "fused", "2024-06-30")
    texts = {line.split(" where ", 1)[1]: line.split()[1] for line in ODD["a.seg"].splitlines()}

    def who(text: str) -> list[object]:
        return [row[0] for row in found[texts[text]]]  # type: ignore[index]

    assert who("points > 9_007_199_254_740_992") == [7]
    assert who('nick != "ANNA"') == [-4, 1, 9000000000]
    assert who("count(orders) < 2") == [-4, 3, 9000000000]
    assert who("sum(orders.amount) = 20.1") == [-4, 7]
    assert who("any(orders in last 30 days)") == [7]
    assert who("last(orders.time) on 2024-06-03") == []
    assert who("median(orders.amount) = 10.05") == [7]
    assert who('no(orders where item.brand = "north")') == [-4, 3, 9000000000]


@pytest.mark.parametrize("as_of", ["2024-06-30", "2024-03-31", "2023-10-29T02:30"])
def test_the_outdoor_shop(as_of: str) -> None:
    assert members(OUTDOOR, "fused", as_of) == members(OUTDOOR, "sql", as_of)


def test_alone_as_among_many(shop: Shop) -> None:
    together = shop.sizes("fused")
    project = segql.Project.load(shop.folder)
    for item in shop.made[1:20]:
        means = Means(plan="fused", cache=False)
        assert (
            project.run([item.name], "2024-06-30", means=means).size(item.name)
            == (together[item.name])
        )


def test_little_memory_gives_the_same(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = shop.sizes("sql")
    # so little that tables are read in many spans of time, and events looked at block by block
    monkeypatch.setattr("segql.fused.evaluate.LIMIT", 40_000)
    monkeypatch.setattr("segql.fused.evaluate.BLOCK", 500)
    assert shop.sizes(cache=False) == expected
    assert shop.sizes() == expected
    assert shop.sizes() == expected


def test_the_limit_of_memory_reaches_the_engine(shop: Shop) -> None:
    assert shop.sizes(memory="256MB") == shop.sizes("sql", memory="256MB")
    with pytest.raises(SegqlError) as raised:
        shop.sizes(memory="much")
    assert raised.value.diagnostics[0].code.id == "SEG760"


def test_the_run_chooses_by_itself(shop: Shop) -> None:
    shop.sizes("auto")
    assert shop.counts()[1] > 50
    project = segql.Project.load(shop.folder)
    notes: list[str] = []
    project.run(["s0001"], as_of="2024-06-30", means=Means(note=notes.append))
    assert "SQL" in notes[0]


def test_what_cannot_be_read_in_one_pass_is_said(shop: Shop) -> None:
    catalog = shop.folder / "catalog.yml"
    text = catalog.read_text(encoding="utf-8")
    catalog.write_text(
        text.replace(
            "  key: customer_id\n  attr",
            "  key: customer_id\n  duplicates: latest by signup_date\n  attr",
        ),
        encoding="utf-8",
    )
    with pytest.raises(SegqlError) as raised:
        shop.sizes("fused")
    assert raised.value.diagnostics[0].code.id == "SEG761"
    assert shop.sizes("auto") == shop.sizes("sql", cache=False)
    shop.sizes("auto")
    assert any("after all" in line for line in shop.notes)
