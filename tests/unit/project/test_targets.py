"""A project stands on a target, and has its names of tables and columns."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from segql import Project
from segql.diagnostics import SegqlError
from segql.project.starting import Wanted, start

FILES = {
    "segql.yml": "name: shop\ntargets:\n"
    "  copies: {engine: duckdb, files: copies, catalog: catalog.copies.yml}\n"
    "  local: {engine: duckdb, files: data}\n"
    "default_target: copies\n",
    "catalog.yml": """
customer:
  table: customers
  key: customer_id
  attributes: {age: {type: integer}}
events:
  orders: {table: orders, customer: customer_id, time: ordered_at}
""",
    "catalog.copies.yml": """
customer: {table: person, key: id, attributes: {age: {column: years}}}
events: {orders: {table: bought, customer: id, time: day}}
""",
    "segments/a.seg": "segment a where age > 30 and any(orders in last 30 days)\n",
    "copies/person.csv": "id,years,height\n1,40,180\n2,20,170\n",
    "copies/bought.csv": "id,day\n1,2024-06-20 12:00\n",
    "data/customers.csv": "customer_id,age\n1,40\n2,20\n3,50\n",
    "data/orders.csv": "customer_id,ordered_at\n3,2024-06-20 12:00\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_it_stands_on_the_default_target_at_first(folder: Path) -> None:
    project = Project.load(folder)
    assert (project.target_name, project.catalog.customer.table) == ("copies", "person")
    assert project.members("a", "2024-06-30").keys == [1]
    assert project.members("a", "2024-06-30", "local").keys == [3]
    there = project.on("local")
    assert (there.target_name, there.catalog.customer.table) == ("local", "customers")
    assert there.members("a", "2024-06-30").keys == [3]
    assert there.on() is there
    assert project.everywhere().catalog.customer.table == "customers"


def test_targets_that_differ_in_nothing_share_what_was_read(folder: Path) -> None:
    project = Project.load(folder)
    assert project.on("local").analysis is project.everywhere().analysis
    assert project.on("local").analysis is not project.analysis
    assert project.on("local").parsed is project.parsed


def test_an_unknown_target_is_told_by_whoever_needs_it(folder: Path) -> None:
    with pytest.raises(SegqlError, match="There is no target `lokal`"):
        Project.load(folder).run(target="lokal")


def test_a_profile_has_the_names_of_the_catalog(folder: Path) -> None:
    match = Project.load(folder).matcher(["a"])
    orders = {"orders": [{"ordered_at": datetime(2024, 6, 20, 12, tzinfo=UTC)}]}
    assert match({"age": 40}, orders, as_of=datetime(2024, 6, 30, tzinfo=UTC)) == {"a"}


def test_init_knows_what_a_target_calls_otherwise(folder: Path) -> None:
    """Only what is new is added, to the catalog of all targets, by the names of this one."""
    started = start(folder, Wanted())
    assert started.added is not None
    assert started.added.entries == {("customer", "attributes"): {"height": {"type": "integer"}}}
    assert list(started.files) == [folder / "catalog.yml"]
    assert "called as on `copies`" in " ".join(started.sentences)


def test_a_broken_file_of_one_target_hinders_no_other(folder: Path) -> None:
    (folder / "catalog.copies.yml").write_text("customer: {tabel: person}", encoding="utf-8")
    project = Project.load(folder)
    assert project.members("a", "2024-06-30", "local").keys == [3]
    with pytest.raises(SegqlError, match="no key `tabel`"):
        project.members("a", "2024-06-30")
