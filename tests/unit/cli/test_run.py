"""`segql run` counts exactly, in a table and in the JSON that other programs hold on to."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from typer.testing import Result

Segql = Callable[..., Result]


def test_json_is_exactly_the_contract(shop: Path, segql: Segql) -> None:
    result = segql("run", "--format", "json", "--exclude", "offer")
    assert result.exit_code == 0, result.output
    assert result.stdout == json.dumps(json.loads(result.stdout), indent=2) + "\n"
    found = json.loads(result.stdout)
    assert list(found) == [
        "as_of", "target", "customers", "segments", "segmentations", "experiments",
    ]  # fmt: skip
    assert found == {
        "as_of": "2024-07-01T00:00:00+02:00",
        "target": "local",
        "customers": 5,
        "segments": [
            {"name": "buyers", "title": "Buyers", "size": 2, "share": 0.4},
            {"name": "swedish_buyers", "title": None, "size": 1, "share": 0.2},
            {"name": "swedes", "title": "Swedes", "size": 2, "share": 0.4},
        ],
        "segmentations": [
            {
                "name": "activity",
                "title": "Activity",
                "cases": [
                    {"name": "often", "title": "Often", "size": 1, "share": 0.2},
                    {"name": "once", "title": None, "size": 1, "share": 0.2},
                    {"name": "never", "title": None, "size": 3, "share": 0.6},
                ],
            }
        ],
        "experiments": [],
    }


def test_experiments_have_variants(shop: Path, segql: Segql) -> None:
    found = json.loads(segql("run", "offer", "--format", "json").stdout)
    [experiment] = found["experiments"]
    assert list(experiment) == ["name", "variants"]
    a, b = experiment["variants"]
    assert (a["name"], b["name"]) == ("a", "b")
    assert list(a) == ["name", "size", "share"]
    assert a["size"] + b["size"] == 5


def test_the_table(shop: Path, segql: Segql) -> None:
    result = segql("run", "buyers", "activity")
    assert result.exit_code == 0
    assert result.stdout == (
        "corner_shop on local, through 2024-06-30, 5 customers\n"
        "\n"
        "                    size  share  0 to 60.0%\n"
        "buyers    Buyers       2  40.0%  █████████████▍\n"
        "activity  Activity\n"
        "  often   Often        1  20.0%  ██████▋\n"
        "  once                 1  20.0%  ██████▋\n"
        "  never                3  60.0%  ████████████████████\n"
    )
    quiet = segql("run", "buyers", "--quiet")
    assert quiet.stdout.split()[:2] == ["size", "share"]


def test_as_of_is_a_day_or_a_moment(shop: Path, segql: Segql) -> None:
    def at(as_of: str) -> tuple[str, int]:
        result = segql("run", "buyers", "--format", "json", "--as-of", as_of)
        found = json.loads(result.stdout)
        return found["as_of"], found["segments"][0]["size"]

    assert at("2024-06-14") == ("2024-06-15T00:00:00+02:00", 1)
    assert at("2024-06-15T00:00") == ("2024-06-15T00:00:00+02:00", 1)
    assert at("2024-06-14T22:30Z") == ("2024-06-15T00:30:00+02:00", 2)
    wrong = segql("run", "--as-of", "14/06/2024")
    assert wrong.exit_code == 2
    assert "year first" in wrong.stderr


def test_mistakes_stop_a_run_of_everything_but_not_of_what_is_sound(
    shop: Path, segql: Segql
) -> None:
    (shop / "segments" / "bad.seg").write_text("segment bad where agee > 3\n")
    assert segql("run").exit_code == 1
    assert segql("run", "bad").exit_code == 1
    assert "agee" in segql("run", "bad").stderr
    sound = segql("run", "buyers", "--format", "json")
    assert sound.exit_code == 0
    assert "Other definitions have 1 error" in sound.stderr
    assert json.loads(sound.stdout)["segments"][0]["size"] == 2


def test_traits_have_no_size(shop: Path, segql: Segql) -> None:
    result = segql("run", "basket")
    assert result.exit_code == 2
    assert "`basket` is a trait" in result.stderr


def test_a_column_that_is_gone_stops_the_run_before_it_starts(shop: Path, segql: Segql) -> None:
    orders = shop / "data" / "orders.csv"
    orders.write_text(orders.read_text().replace("ordered_at", "orderd_at"))
    result = segql("run", "buyers")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "ordered_at" in result.stderr
    assert "catalog.yml:" in result.stderr
    assert segql("run", "swedes").exit_code == 0


def test_an_engine_that_does_not_answer(shop: Path, segql: Segql) -> None:
    (shop / "missing.duckdb").write_text("this is no database")
    result = segql("run", "--target", "nowhere")
    assert result.exit_code == 3
    assert "Traceback" not in result.output


def test_an_unknown_target(shop: Path, segql: Segql) -> None:
    result = segql("run", "--target", "locl")
    assert result.exit_code == 2
    assert "Did you mean `local`?" in result.stderr


@pytest.fixture
def elsewhere(
    shop: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Path:
    folder = tmp_path_factory.mktemp("elsewhere")
    monkeypatch.chdir(folder)
    (folder / "mine.seg").write_text('country = "SE"\n')
    return folder


def test_one_file_a_catalog_and_a_csv(shop: Path, elsewhere: Path, segql: Segql) -> None:
    result = segql(
        "run", "mine.seg", "--catalog", str(shop / "catalog.yml"),
        "--data", str(shop / "data" / "customers.csv"), "--format", "json",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert found["customers"] == 5
    assert found["segments"] == [{"name": "mine", "title": None, "size": 2, "share": 0.4}]


def test_data_alone_infers_a_catalog_and_says_so(shop: Path, elsewhere: Path, segql: Segql) -> None:
    (elsewhere / "mine.seg").write_text('country = "SE" and count(orders) >= 1\n')
    result = segql(
        "run", "mine.seg", "--format", "json",
        "--data", str(shop / "data" / "customers.csv"),
        "--data", str(shop / "data" / "orders.csv"),
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["segments"][0]["size"] == 2
    assert "inferred from the data" in result.stderr
    assert "`customers` has one row for each customer" in result.stderr


def test_a_folder_of_data(shop: Path, elsewhere: Path, segql: Segql) -> None:
    result = segql(
        "run", "mine.seg", "--catalog", str(shop / "catalog.yml"), "--data", str(shop / "data")
    )
    assert result.exit_code == 0, result.output


def test_nothing_to_work_on(elsewhere: Path, segql: Segql) -> None:
    assert segql("run", "mine.seg").exit_code == 2
    assert segql("run", "none.seg", "--catalog", "none.yml").exit_code == 2
    data = segql("run", "mine.seg", "--data", "none.csv")
    assert data.exit_code == 2
    assert "none.csv" in data.stderr


def test_verbose_says_what_is_done_and_quiet_says_nothing(shop: Path, segql: Segql) -> None:
    told = segql("run", "swedes", "--verbose").stderr
    assert f"in {shop}, 2 files" in told
    assert "On the target local (duckdb), as of 2024-07-01T00:00:00+02:00:\n  swedes\n" in told
    assert segql("run", "swedes", "--quiet").stderr == ""


@pytest.mark.parametrize("kind", ["duckdb", "sqlite"])
def test_a_database_as_data(shop: Path, elsewhere: Path, segql: Segql, kind: str) -> None:
    file = elsewhere / "shop.db"
    connection: Any = duckdb.connect(file) if kind == "duckdb" else sqlite3.connect(file)
    connection.execute("CREATE TABLE customers (customer_id INTEGER, country VARCHAR)")
    connection.execute("INSERT INTO customers VALUES (1, 'SE'), (2, 'NO'), (3, 'SE')")
    connection.commit()
    connection.close()
    result = segql("run", "mine.seg", "--data", "shop.db", "--format", "json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["segments"][0]["size"] == 2
    both = segql("run", "mine.seg", "--data", "shop.db", "--data", str(shop / "data"))
    assert both.exit_code == 2
    assert "Give one database" in both.stderr
