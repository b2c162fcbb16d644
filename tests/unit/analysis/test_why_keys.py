"""A customer is found by their key as it is written, whatever kind of key it is."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

import segql
from segql.cli import app

KEYS = {
    "text": ("VARCHAR", ["a1", "Anna Berg", "O'Keefe", 'the "best"', "007", "7", " 7", "å%_\\"]),
    "uuid": (
        "UUID",
        ["6f1c1f6e-3b0a-4c56-9a3e-0d1f2b3c4d5e", "00000000-0000-0000-0000-000000000001"],
    ),
    "number": ("BIGINT", ["7", "-12", "9007199254740993"]),
}


@pytest.fixture(scope="module", params=KEYS)
def shop(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> segql.Project:
    kind, keys = KEYS[request.param]
    folder: Path = tmp_path_factory.mktemp(request.param)
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE customers (id {kind}, age INTEGER)")
        connection.executemany(
            "INSERT INTO customers VALUES (?, ?)", [(key, 20 + n) for n, key in enumerate(keys)]
        )
        connection.execute(f"COPY customers TO '{folder / 'customers.parquet'}'")
    (folder / "segql.yml").write_text(
        f"name: {request.param}\ntargets:\n  local: {{engine: duckdb, files: '*.parquet'}}\n",
        encoding="utf-8",
    )
    (folder / "catalog.yml").write_text(
        "customer:\n  table: customers\n  key: id\n  attributes:\n    age: {type: integer}\n",
        encoding="utf-8",
    )
    (folder / "segments").mkdir()
    (folder / "segments" / "all.seg").write_text("segment old where age > 90", encoding="utf-8")
    return segql.Project.load(folder)


def test_each_key_finds_its_own_customer(shop: segql.Project) -> None:
    for number, key in enumerate(KEYS[shop.settings.name][1]):
        found = shop.why("old", key)
        assert found.missing == (f"age is {20 + number}, needs at least 91",), key
        assert str(found.key) == key


def test_the_key_in_text_and_json(shop: segql.Project) -> None:
    for key in KEYS[shop.settings.name][1]:
        words = ["why", "old", f"--customer={key}", "--project", str(shop.root)]
        text = CliRunner().invoke(app, words)
        assert text.exit_code == 0, text.output
        assert text.stdout.startswith(f"Customer {key} is not in old")
        [found] = json.loads(CliRunner().invoke(app, [*words, "--format", "json"]).stdout)
        assert str(found["customer"]) == key


def test_a_key_near_another_is_nobody_s(shop: segql.Project) -> None:
    for key in ("07", "o'keefe", "Anna", "' OR '1'='1"):
        with pytest.raises(segql.SegqlError, match="No customer has the key"):
            shop.why("old", key)
