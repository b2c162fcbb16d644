"""`segql init`: what it makes of tables, and what it adds to a catalog that people have edited."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from segql.catalog import load_catalog
from segql.diagnostics import SegqlError
from segql.project import Project
from segql.project.starting import Wanted, start

SHOP = Path(__file__).parents[3] / "examples" / "outdoor_shop"

CUSTOMERS = """\
customer_id,Full Name,email,country,religion,newsletter_opt_in,date_of_birth,lat,lng
1,Ann,ann@example.org,SE,a,true,1990-01-01,59.1,18.1
2,Bo,bo@example.org,NO,b,false,1980-01-01,59.2,18.2
3,Cy,cy@example.org,SE,a,true,1970-01-01,59.3,18.3
4,Di,di@example.org,NO,b,,1960-01-01,59.4,18.4
5,Ed,ed@example.org,SE,a,true,,59.5,18.5
6,Fi,fi@example.org,NO,b,true,1950-01-01,59.6,18.6
"""
ORDERS = """\
order_id,customer_id,ordered_at,amount,sku
10,1,2024-06-01 10:00,10.50,A1
11,1,2024-06-02 10:00,20.00,A2
12,2,2024-06-03 10:00,30.00,A1
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "customers.csv").write_text(CUSTOMERS)
    (folder / "orders.csv").write_text(ORDERS)
    return tmp_path


def test_a_project_that_runs(data: Path) -> None:
    started = start(data, Wanted(timezone="Europe/Stockholm"))
    assert not (data / "catalog.yml").exists(), "nothing is written before it is asked for"
    started.write()
    project = Project.load(data)
    assert [item for item in project.check() if item.is_error] == []
    sizes = {item.name: item.size for item in project.run().segments}
    assert sizes["recent_orders"] == 2
    assert sizes["country_no"] == 3
    text = (data / "segql.yml").read_text()
    assert "as_of: 2024-06-03" in text
    assert "files: data\n" in text or "files: data}" in text


def test_what_columns_are(data: Path) -> None:
    start(data, Wanted()).write()
    catalog = load_catalog(data).catalog
    attributes = catalog.customer.attributes
    assert attributes["Full Name"].sensitivity == "personal"
    assert (attributes["email"].role, attributes["email"].case) == ("email", "insensitive")
    assert attributes["country"].values == ["NO", "SE"]
    assert attributes["religion"].sensitivity == "special"
    assert attributes["religion"].values is None, "values of special attributes are not written"
    assert attributes["age"].expression == "years since date_of_birth"
    assert (attributes["home"].latitude, attributes["home"].longitude) == ("lat", "lng")
    assert "customer_id" not in attributes
    assert catalog.consent["email"].attribute == "newsletter_opt_in"
    orders = catalog.events["orders"]
    assert (orders.key, orders.customer) == ("order_id", "customer_id")
    assert list(orders.fields) == ["amount", "sku"]


EDITED = """\
# Our customers. Ask Ann.
customer:
  table: customers.csv   # from the CRM
  key: customer_id
  attributes:
    land: {type: text, column: country}   # their word for it
    # religion: we do not use that
    birthday:
      column: date_of_birth
      type: date
  # the end of the attributes

# what they did
events:
  purchases: {table: orders, customer: customer_id, time: ordered_at,
              fields: {amount: {type: decimal}}}
"""


def test_what_is_new_is_added_and_every_word_kept(data: Path) -> None:
    (data / "segql.yml").write_text("name: a\ntargets: {l: {engine: duckdb, files: data}}\n")
    (data / "catalog.yml").write_text(EDITED)
    (data / "data" / "returns.csv").write_text(
        "return_id,customer_id,returned_on\n1,1,2024-06-05\n"
    )
    started = start(data, Wanted())
    assert started.added is not None
    assert {place: list(names) for place, names in started.added.entries.items()} == {
        ("customer", "attributes"): ["home", "Full Name", "email", "newsletter_opt_in"],
        ("events", "purchases", "fields"): ["sku"],
        ("events",): ["returns"],
        ("consent",): ["email"],
    }
    started.write()
    text = (data / "catalog.yml").read_text()
    lines = iter(text.splitlines())
    kept = [line for line in EDITED.splitlines() if "amount" not in line]
    assert all(line in lines for line in kept), "every line, in its order"
    assert text.index("newsletter_opt_in:") < text.index("# the end of the attributes")
    assert "fields: {amount: {type: decimal}, sku: {type: text}}}" in text
    catalog = load_catalog(data).catalog
    assert list(catalog.events) == ["purchases", "returns"]
    assert catalog.consent["email"].attribute == "newsletter_opt_in"
    assert start(data, Wanted()).files == {}, "once added it is not new any more"


def test_nothing_is_new_in_the_example(tmp_path: Path) -> None:
    project = tmp_path / "shop"
    shutil.copytree(SHOP, project, ignore=shutil.ignore_patterns("target"))
    started = start(project, Wanted())
    assert started.added is not None
    # keys that the example leaves out on purpose, and nothing that it has under another name
    added = {place: set(names) for place, names in started.added.entries.items()}
    assert ("customer", "attributes") not in added or added["customer", "attributes"] <= {
        "updated_at"
    }
    before = (project / "catalog.yml").read_text()
    started.write()
    lines = (project / "catalog.yml").read_text().splitlines()
    assert [line for line in lines if line in before.splitlines()] == before.splitlines()
    assert Project.load(project).run(["young_outdoor"]).size("young_outdoor") == 59


def test_a_database(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "shop.duckdb")) as connection:
        connection.execute("CREATE TABLE users AS SELECT i AS id, i % 3 AS plan FROM range(9) t(i)")
        connection.execute("CREATE TABLE logins AS SELECT 1 AS user_id, now()::TIMESTAMP AS at")
    start(tmp_path / "new", Wanted(data=(tmp_path / "shop.duckdb",))).write()
    project = Project.load(tmp_path / "new")
    assert project.run(["recent_logins"]).size("recent_logins") == 1
    assert "../shop.duckdb" in (tmp_path / "new" / "segql.yml").read_text()


def test_rows_without_a_customer_are_nobodys(tmp_path: Path) -> None:
    (tmp_path / "sales.csv").write_text(
        "customer_id,sold_on,amount\n1,2024-01-01,5\n1,2024-01-02,6\n,2024-01-03,7\n2,2024-01-03,8\n"
    )
    start(tmp_path, Wanted()).write()
    project = Project.load(tmp_path)
    assert project.run(["recent_sales"]).customers == 2


def test_figures_between_blanks(tmp_path: Path) -> None:
    """As CDNOW's purchases are given out: no names of columns, days without dashes."""
    lines = [
        f" {customer:05} 1997{month:02}01  {customer}   {month}.50"
        for customer in range(1, 15)
        for month in (1, 6)
    ]
    file = tmp_path / "cds.txt"
    file.write_text("\n".join(lines) + "\n")
    start(tmp_path / "shop", Wanted(data=(file,))).write()
    catalog = load_catalog(tmp_path / "shop").catalog
    assert catalog.customer.key == "column1"
    time = catalog.events["cds"].time_column
    assert time is not None
    assert (time.column, time.type) == ("column2", "date")
    result = Project.load(tmp_path / "shop").run()
    assert (result.customers, result.size("lapsed_cds")) == (14, 0)
    assert result.size("recent_cds") == 14
    file.write_text(file.read_text() + "1 2\n")
    with pytest.raises(SegqlError, match=r"Line 29 of `cds\.txt` has 2 cells, and the first has 4"):
        Project.load(tmp_path / "shop").run()


def test_what_is_missing_is_said(tmp_path: Path) -> None:
    with pytest.raises(SegqlError, match="no tables to begin with") as caught:
        start(tmp_path, Wanted())
    assert "--data" in (caught.value.diagnostics[0].help or "")
    with pytest.raises(SegqlError, match="holds a password"):
        start(tmp_path, Wanted(url="postgresql://ann:secret@db/shop"))
    with pytest.raises(SegqlError, match="no time zone"):
        start(tmp_path, Wanted(timezone="Europe/Stokholm"))
    assert list(tmp_path.iterdir()) == []
