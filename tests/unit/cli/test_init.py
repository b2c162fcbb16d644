"""`segql init` from the command line: what it writes, and what it says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

Segql = Callable[..., Result]


@pytest.fixture
def tables(shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the shop's files and nothing else."""
    folder = tmp_path_factory.mktemp("tables")
    for name in ("customers", "orders"):
        (folder / f"{name}.csv").write_text((shop / "data" / f"{name}.csv").read_text())
    return folder


def test_begin_and_run(tables: Path, segql: Segql, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tables)
    result = segql("init")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "`customers` has one row for each customer, told apart by `customer_id`." in (
        result.stderr
    )
    assert result.stderr.endswith("Then: segql run, and segql check --data\n")
    assert "recent_orders" in segql("run").stdout
    again = segql("init")
    assert (again.exit_code, again.stderr) == (0, "Nothing is new.\n")


def test_dry_run_writes_nothing(tables: Path, segql: Segql) -> None:
    result = segql("init", str(tables), "--dry-run")
    assert "customer:\n  table: customers\n" in result.stdout
    assert sorted(item.name for item in tables.iterdir()) == ["customers.csv", "orders.csv"]


def test_nothing_to_begin_with(tmp_path: Path, segql: Segql) -> None:
    result = segql("init", str(tmp_path / "empty"))
    assert result.exit_code == 2
    assert "There are no tables to begin with" in result.stderr


def test_what_is_new_is_named(shop: Path, segql: Segql) -> None:
    customers = shop / "data" / "customers.csv"
    lines = customers.read_text().splitlines()
    customers.write_text("\n".join([f"{lines[0]},city", *(f"{line},Lund" for line in lines[1:])]))
    result = segql("init")
    assert "New in customer.attributes: `city`\n" in result.stderr
    assert "    city: {type: text" in (shop / "catalog.yml").read_text()


PEOPLE = "Medlnr,Namn\nA1,Anna\nA2,Bo\nA3,Cia\n"
SALES = "nr,vem,datum\n1,A1,2024-06-01\n2,A1,2024-06-02\n3,A2,2024-06-03\n"


@pytest.fixture
def swedish(tmp_path: Path) -> Path:
    """Tables whose customers no name tells."""
    (tmp_path / "folk.csv").write_text(PEOPLE)
    (tmp_path / "salt.csv").write_text(SALES)
    return tmp_path


def test_the_customers_can_be_named(swedish: Path, segql: Segql) -> None:
    refused = segql("init", str(swedish))
    assert refused.exit_code == 2
    assert "`segql init --customer folk.Medlnr`" in refused.stderr
    alone = segql("init", str(swedish), "--customer", "folk.Medlnr", "--dry-run")
    assert "customer:\n  table: folk\n  key: Medlnr\n" in alone.stdout
    assert "events:" not in alone.stdout
    named = segql("init", str(swedish), "--customer", "folk.Medlnr", "--customer", "salt.vem")
    assert named.exit_code == 0, named.output
    assert "`folk` has one row for each customer, told apart by `Medlnr`." in named.stderr
    assert "`salt` are events of the customer in `vem`, and happened at `datum`." in named.stderr
    assert "`folk` has 3 rows: types, keys and values that are told from so few" in named.stderr
    ran = segql("run", "recent_salt", "--project", str(swedish))
    assert "  2  66.7%" in ran.stdout
    again = segql("init", str(swedish), "--customer", "salt.vem")
    assert again.exit_code == 2
    assert "`folk`, told apart by `Medlnr`" in again.stderr


@pytest.mark.parametrize(("words", "said"), [
    (["folk.medlnr"], "Did you mean `--customer folk.Medlnr`?"),
    (["falk.Medlnr"], "There is no table `falk` (tables: `folk`, `salt`)."),
    (["Medlnr"], "`Medlnr` names no table: write TABLE.COLUMN."),
    (["salt.datum"], "`salt.datum` cannot hold a customer's key."),
    (["folk.Medlnr", "salt.nr"],
     "`salt.nr` cannot hold a customer's key as `folk.Medlnr` does."),
])  # fmt: skip
def test_a_key_that_is_named_wrongly(
    swedish: Path, segql: Segql, words: list[str], said: str
) -> None:
    result = segql("init", str(swedish), *(part for word in words for part in ("--customer", word)))
    assert result.exit_code == 2
    assert "SEG543" in result.stderr
    assert said in result.stderr
    assert not (swedish / "segql.yml").exists()


def test_text_that_another_notation_made_is_told(tmp_path: Path, segql: Segql) -> None:
    rows = "".join(f"{n};N{n};{n + 1:02}.07.1985;{n}.250,50;{n},x\n" for n in range(1, 10))
    (tmp_path / "kunder.csv").write_text(f"Kundnr;Vorname;Geburtstag;Umsatz;Code\n{rows}")
    result = segql("init", str(tmp_path), "--data", str(tmp_path / "kunder.csv"))
    assert result.exit_code == 0
    assert "`Geburtstag` of `kunder` holds days that are not written as" in result.stderr
    assert "`Umsatz` of `kunder` holds numbers with a decimal comma." in result.stderr
    assert "`Code` of" not in result.stderr
    assert "`Vorname` of" not in result.stderr
    catalog = (tmp_path / "catalog.yml").read_text()
    assert "Geburtstag: {type: text, sensitivity: personal}" in catalog
