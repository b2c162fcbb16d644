"""One catalog on three targets that keep the same shop otherwise: other names, lists otherwise."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from segql.diagnostics import SegqlError
from segql.project import Project
from segql.project.diffing import Side, diff
from segql.project.means import Means
from segql.project.state import manifest_of
from segql.project.versions import version_of
from tests.engines.servers import require, target_of

AS_OF = "2024-06-30"
CATALOG = """
customer:
  table: customers
  key: customer_id
  attributes:
    birth_date: {type: date}
    age: {expression: years since birth_date}
    city: {type: text, path: address.city}
    home: {type: point, latitude: lat, longitude: lon}
    interest: {type: list of text, column: interests}
    email_opt_in: {type: boolean}
    account: {to: accounts, by: account_id}
events:
  orders:
    table: orders
    key: order_id
    customer: customer_id
    time: ordered_at
    fields:
      order_id: {type: integer}
      ordered_at: {type: timestamp}
      amount: {type: decimal}
      product: {to: products, by: product_id}
  returns:
    table: stream
    where: kind = "return"
    customer: customer_id
    time: {column: at, timezone: UTC}
    fields: {reason: {type: text}}
  baskets:
    of: orders
    by: order_id
    fields: {total: {expression: sum(orders.amount)}}
objects:
  products: {table: products, key: product_id, fields: {brand: {type: text}}}
  accounts: {table: accounts, key: account_id, fields: {kind: {type: text}}}
lists:
  blocklist: {table: blocked, key: customer_id}
places: {Stockholm: [59.3293, 18.0686]}
consent: {email: {attribute: email_opt_in}}
"""
POSTGRES = """
customer:
  table: crm.person
  key: id
  duplicates: latest by changed
  attributes:
    birth_date: {column: born}
    city: {column: town}
    home: {latitude: north, longitude: east}
    interest: {table: crm.person_interest, by: person, column: word}
    email_opt_in: {column: mail}
    account: {by: account}
events:
  orders:
    table: sales.purchase
    key: no
    customer: person
    time: {column: day, timezone: UTC}
    fields:
      order_id: {column: no}
      ordered_at: {column: day, timezone: UTC}
      amount: {column: price}
      product: {by: item}
  returns: {table: sales.come_back, where: , customer: person, time: back, fields: {reason: {column: why}}}
objects:
  products: {table: sales.item, key: id, fields: {brand: {column: make}}}
  accounts: {table: crm.account, key: id, fields: {kind: {column: sort}}}
lists:
  blocklist: {table: crm.no_mail, key: person}
"""  # noqa: E501
SQLITE = """
customer:
  table: tbl_customer
  attributes:
    birth_date: {column: "Birth Date"}
    city: {path: details.home.city}
    interest: {column: "likes;"}
events:
  orders: {time: bought, fields: {ordered_at: {column: bought}}}
  returns: {where: status = "returned"}
"""
SEGMENTS = """
segment young "Young" where age 18..25
segment outdoor where interest = "outdoor" and not interest = "golf"
segment keen where size(interest) >= 2
segment none_told where size(interest) = 0
segment from_umea where city = "Umeå"
segment near where home within 20 km of "Stockholm"
segment business where account.kind = "business"
segment buyers where sum(orders.amount in last 90 days) >= 30
segment of_brand where any(orders where product.brand = "Fell")
segment by_day where any(orders where hour of orders.time = 2)
segment sent_back where any(returns in last 60 days where reason = "size")
segment baskets_of where any(baskets where total > 15)
segment blocked where in list blocklist
segment mailed channel email where age is known
segmentation value
  case high where sum(orders.amount) > 30
  case some where any(orders)
  otherwise none
"""
EXPECTED = {
    "young": [1],
    "outdoor": [1],
    "keen": [1, 3],
    "none_told": [2],
    "from_umea": [2],
    "near": [1],
    "business": [3],
    "buyers": [1],
    "of_brand": [1, 3],
    "by_day": [3],
    "sent_back": [3],
    "baskets_of": [1],
    "blocked": [2],
    "mailed": [1, 3],
    "value": [1, 2, 3],
}
TESTS = """
as_of: 2024-06-30
customers:
  - {customer_id: 1, birth_date: 2004-01-01, interests: [outdoor]}
  - {customer_id: 2, birth_date: 1980-01-01, interests: [golf], address: {city: Umeå}}
events:
  returns: [{customer_id: 2, at: 2024-06-20T12:00:00, kind: return, reason: size}]
expect: {young: [1], outdoor: [1], from_umea: [2], sent_back: [2]}
"""


def _duckdb(folder: Path) -> dict[str, Any]:
    """As `catalog.yml` says: arrays, a struct, one stream of events."""
    with duckdb.connect(str(folder / "shop.duckdb")) as base:
        base.execute("""
            CREATE TABLE customers (customer_id INT, birth_date DATE, address STRUCT(city TEXT),
              lat DOUBLE, lon DOUBLE, interests TEXT[], email_opt_in BOOL, account_id INT);
            INSERT INTO customers VALUES
              (1, '2004-01-01', {city: 'Stockholm'}, 59.33, 18.06, ['outdoor', 'skiing'], true, 7),
              (2, '1980-01-01', {city: 'Umeå'}, 63.8, 20.2, [], false, 7),
              (3, '1990-01-01', {city: 'Malmö'}, 55.6, 13.0, ['outdoor', 'golf'], true, 8);
            CREATE TABLE orders (order_id INT, customer_id INT, ordered_at TIMESTAMP,
              amount DECIMAL(9, 2), product_id INT);
            INSERT INTO orders VALUES (1, 1, '2024-06-01 12:00', 20, 5),
              (2, 1, '2024-06-02 12:00', 10.5, 6), (3, 3, '2023-06-02 02:30', 1, 5);
            CREATE TABLE stream (customer_id INT, "at" TIMESTAMP, kind TEXT, reason TEXT);
            INSERT INTO stream VALUES (3, '2024-06-20 12:00', 'return', 'size'),
              (1, '2024-06-20 12:00', 'call', 'size'), (1, '2022-06-20 12:00', 'return', 'size');
            CREATE TABLE products (product_id INT, brand TEXT);
            INSERT INTO products VALUES (5, 'Fell'), (6, 'Other');
            CREATE TABLE accounts (account_id INT, kind TEXT);
            INSERT INTO accounts VALUES (7, 'private'), (8, 'business');
            CREATE TABLE blocked (customer_id INT);
            INSERT INTO blocked VALUES (2);
        """)
    return {"engine": "duckdb", "database": "shop.duckdb"}


def _sqlite(folder: Path) -> dict[str, Any]:
    """Lists and what lies inside columns as JSON text."""
    with sqlite3.connect(folder / "shop.sqlite") as base:
        base.executescript("""
            CREATE TABLE tbl_customer (customer_id INTEGER, "Birth Date" TEXT, details TEXT,
              lat REAL, lon REAL, "likes;" TEXT, email_opt_in INTEGER, account_id INTEGER);
            INSERT INTO tbl_customer VALUES
              (1, '2004-01-01', '{"home": {"city": "Stockholm"}}', 59.33, 18.06,
               '["outdoor", "skiing"]', 1, 7),
              (2, '1980-01-01', '{"home": {"city": "Umeå"}}', 63.8, 20.2, '[]', 0, 7),
              (3, '1990-01-01', '{"home": {"city": "Malmö"}}', 55.6, 13.0, '["outdoor", "golf"]',
               1, 8);
            CREATE TABLE orders (order_id INTEGER, customer_id INTEGER, bought TEXT, amount REAL,
              product_id INTEGER);
            INSERT INTO orders VALUES (1, 1, '2024-06-01 12:00:00', 20, 5),
              (2, 1, '2024-06-02 12:00:00', 10.5, 6), (3, 3, '2023-06-02 02:30:00', 1, 5);
            CREATE TABLE stream (customer_id INTEGER, at TEXT, status TEXT, reason TEXT);
            INSERT INTO stream VALUES (3, '2024-06-20 12:00:00', 'returned', 'size'),
              (1, '2024-06-20 12:00:00', 'called', 'size'),
              (1, '2022-06-20 12:00:00', 'returned', 'size');
            CREATE TABLE products (product_id INTEGER, brand TEXT);
            INSERT INTO products VALUES (5, 'Fell'), (6, 'Other');
            CREATE TABLE accounts (account_id INTEGER, kind TEXT);
            INSERT INTO accounts VALUES (7, 'private'), (8, 'business');
            CREATE TABLE blocked (customer_id INTEGER);
            INSERT INTO blocked VALUES (2);
        """)
    return {"engine": "sqlite", "database": "shop.sqlite", "catalog": "catalog.sqlite.yml"}


def _postgres(url: str) -> dict[str, Any]:
    """Other names in two schemas, a list in a table of its own, clocks in UTC, old versions."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as base:
        base.execute("""
            CREATE SCHEMA IF NOT EXISTS crm; CREATE SCHEMA IF NOT EXISTS sales;
            CREATE TABLE crm.person (id INT, changed DATE, born DATE, town TEXT,
              north FLOAT, east FLOAT, mail BOOL, account INT);
            INSERT INTO crm.person VALUES
              (1, '2020-01-01', '1950-01-01', 'Umeå', 0, 0, false, 8),
              (1, '2024-01-01', '2004-01-01', 'Stockholm', 59.33, 18.06, true, 7),
              (2, '2024-01-01', '1980-01-01', 'Umeå', 63.8, 20.2, false, 7),
              (3, '2024-01-01', '1990-01-01', 'Malmö', 55.6, 13.0, true, 8);
            CREATE TABLE crm.person_interest (person INT, word TEXT);
            INSERT INTO crm.person_interest VALUES (1, 'outdoor'), (1, 'skiing'), (3, 'golf'),
              (3, 'outdoor');
            CREATE TABLE sales.purchase (no INT, person INT, day TIMESTAMP, price NUMERIC(9, 2),
              item INT);
            INSERT INTO sales.purchase VALUES (1, 1, '2024-06-01 10:00', 20, 5),
              (2, 1, '2024-06-02 10:00', 10.5, 6), (3, 3, '2023-06-02 00:30', 1, 5);
            CREATE TABLE sales.come_back (person INT, back TIMESTAMP, why TEXT);
            INSERT INTO sales.come_back VALUES (3, '2024-06-20 12:00', 'size'),
              (1, '2022-06-20 12:00', 'size');
            CREATE TABLE sales.item (id INT, make TEXT);
            INSERT INTO sales.item VALUES (5, 'Fell'), (6, 'Other');
            CREATE TABLE crm.account (id INT, sort TEXT);
            INSERT INTO crm.account VALUES (7, 'private'), (8, 'business');
            CREATE TABLE crm.no_mail (person INT);
            INSERT INTO crm.no_mail VALUES (2);
        """)
    return {"engine": "postgres", "url": url, "catalog": "catalog.warehouse.yml"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    require("postgres")
    folder = tmp_path_factory.mktemp("targets")
    with target_of("postgres") as server:
        assert server.url is not None
        targets = {
            "local": _duckdb(folder),
            "app": _sqlite(folder),
            "warehouse": _postgres(server.url),
        }
        settings = {
            "name": "shop",
            "timezone": "Europe/Stockholm",
            "targets": targets,
            "default_target": "local",
        }
        (folder / "segql.yml").write_text(json.dumps(settings), encoding="utf-8")
        (folder / "catalog.yml").write_text(CATALOG, encoding="utf-8")
        (folder / "catalog.warehouse.yml").write_text(POSTGRES, encoding="utf-8")
        (folder / "catalog.sqlite.yml").write_text(SQLITE, encoding="utf-8")
        for below, name, text in (
            ("segments", "shop.seg", SEGMENTS), ("tests", "young.yml", TESTS)
        ):  # fmt: skip
            (folder / below).mkdir()
            (folder / below / name).write_text(text, encoding="utf-8")
        yield folder


TARGETS = ("local", "app", "warehouse")


@pytest.fixture
def project(folder: Path) -> Project:
    return Project.load(folder)


@pytest.mark.parametrize("target", TARGETS)
def test_every_target_has_the_same_members(project: Project, target: str) -> None:
    found = {name: project.members(name, AS_OF, target).keys for name in EXPECTED}
    assert found == EXPECTED
    result = project.run(as_of=AS_OF, target=target)
    assert {name: result.size(name) for name in EXPECTED if name != "value"} == {
        name: len(keys) for name, keys in EXPECTED.items() if name != "value"
    }
    [split] = result.segmentations
    assert [part.size for part in split.parts] == [1, 1, 1]


@pytest.mark.parametrize("target", TARGETS)
def test_every_question_is_asked_in_the_names_of_the_target(project: Project, target: str) -> None:
    problems = project.check_data(target, AS_OF).problems
    assert not [item.message for item in problems if item.is_error]
    assert project.counts("outdoor", AS_OF, target).size == 1
    assert project.why("outdoor", 3, AS_OF, target).is_member is False  # type: ignore[union-attr]
    rows = project.members("keen", AS_OF, target, columns=["city", "age"])
    assert rows.columns == {"city": ["Stockholm", "Malmö"], "age": [20, 34]}
    there = project.on(target)
    assert there.run(["keen"], AS_OF).target == target
    [change] = diff(
        Side(there, project.instant("2024-03-31"), "before"),
        Side(there, project.instant(AS_OF), "now"),
        ["buyers"],
        target,
    )
    assert change.movement.entered == (1,)


@pytest.mark.parametrize("target", [None, *TARGETS])
def test_unit_tests_speak_the_names_of_the_catalog(project: Project, target: str | None) -> None:
    result = project.test(unit=True, expect=False, target=target)
    assert [(item.status, item.message) for item in result.verdicts] == [("passed", None)] * 4


def test_sql_has_the_names_of_the_target(project: Project) -> None:
    here, there = (project.compile("young", target=name) for name in ("local", "warehouse"))
    assert "FROM customers" in here
    assert "birth_date" in here
    assert "born" not in here
    assert "FROM crm.person " in there
    assert "born" in there
    assert "birth_date" not in there
    assert "FROM crm.person_interest" in project.compile("keen", target="warehouse")
    models = project.compile_dbt(["young"], target="warehouse")
    [sources] = [text for name, text in models.items() if name.endswith("sources.yml")]
    assert "person" in sources
    assert "customers" not in sources


def test_records_tell_the_catalogs_of_targets_apart(project: Project) -> None:
    hashes = {manifest_of(project.on(name)).catalog_hash for name in TARGETS}
    assert len(hashes) == 3
    texts = [
        {item.name: item.hash for item in manifest_of(project.on(name)).definitions}
        for name in TARGETS
    ]
    # what a definition says is the same on every target, so `state:modified` is too
    assert texts[0] == texts[1] == texts[2]


@pytest.mark.parametrize("kind", ["view", "table"])
@pytest.mark.parametrize("target", TARGETS)
def test_every_target_can_be_published_into(
    project: Project, target: str, kind: Any, tmp_path: Path
) -> None:
    done = project.publish(["young", "outdoor"], target, kind, AS_OF)
    assert done.done.sizes["outdoor"] == 1
    assert done.target == target


def test_a_version_brings_what_its_targets_have_otherwise(
    project: Project, folder: Path, tmp_path: Path
) -> None:
    """The old version called a table otherwise; the new one has the name that is true now."""
    for item in ("segql.yml", "catalog.yml", "catalog.sqlite.yml", "catalog.warehouse.yml"):
        (tmp_path / item).write_text((folder / item).read_text("utf-8"), encoding="utf-8")
    (tmp_path / "segments").mkdir()
    text = 'segment from_umea where city = "Malmö"'
    (tmp_path / "segments" / "shop.seg").write_text(text, encoding="utf-8")
    now = project.instant(AS_OF)
    with version_of(project, str(tmp_path)) as old:
        sides = Side(old, now, "old"), Side(project, now, "new")
        [change] = diff(*sides, ["from_umea"], "warehouse")
    assert (change.movement.entered, change.movement.left) == ((2,), (3,))
    assert change.movement.before == Decimal(1)


def test_two_targets_of_one_database_share_no_figure(tmp_path: Path) -> None:
    """What is kept between runs of one target is no answer of the other, whose columns differ."""
    described = _duckdb(tmp_path)
    with duckdb.connect(str(tmp_path / "shop.duckdb")) as base:
        base.execute("ALTER TABLE customers ADD COLUMN alive BOOL DEFAULT true")
        base.execute("ALTER TABLE stream ADD COLUMN why TEXT DEFAULT 'colour'")
    targets = {"one": described, "two": {**described, "catalog": "catalog.two.yml"}}
    settings = {"name": "shop", "targets": targets, "default_target": "one"}
    (tmp_path / "segql.yml").write_text(json.dumps(settings), encoding="utf-8")
    (tmp_path / "catalog.yml").write_text(CATALOG, encoding="utf-8")
    (tmp_path / "catalog.two.yml").write_text(
        "customer: {attributes: {email_opt_in: {column: alive}}}\n"
        "events: {returns: {fields: {reason: {column: why}}}}\n",
        encoding="utf-8",
    )
    (tmp_path / "segments").mkdir()
    (tmp_path / "segments" / "shop.seg").write_text(SEGMENTS, encoding="utf-8")
    means = Means(plan="fused")
    for _ in range(2):  # the second time from the cache
        for target, mailed, sent_back in (("one", 2, 1), ("two", 3, 0)):
            result = Project.load(tmp_path).run(as_of=AS_OF, target=target, means=means)
            assert (result.size("mailed"), result.size("sent_back")) == (mailed, sent_back)


def test_what_is_wrong_on_another_target_is_told(folder: Path, tmp_path: Path) -> None:
    settings = json.loads((folder / "segql.yml").read_text("utf-8"))
    (tmp_path / "segql.yml").write_text(json.dumps(settings), encoding="utf-8")
    (tmp_path / "catalog.yml").write_text(CATALOG, encoding="utf-8")
    (tmp_path / "catalog.sqlite.yml").write_text(SQLITE, encoding="utf-8")
    project = Project.load(tmp_path)
    with pytest.raises(SegqlError) as failure:
        project.check()
    assert failure.value.exit_code == 2
    [problem] = failure.value.diagnostics
    assert problem.code.id == "SEG580"
    assert problem.message == "There is no file catalog.warehouse.yml."
    assert problem.span is not None
    assert problem.span.source.path == "segql.yml"
    (tmp_path / "catalog.warehouse.yml").write_text(
        "events: {returns: {where: 'kind ='}}", encoding="utf-8"
    )
    [problem] = [item for item in Project.load(tmp_path).check() if item.is_error]
    assert problem.span is not None
    assert problem.span.source.path == "catalog.warehouse.yml"
