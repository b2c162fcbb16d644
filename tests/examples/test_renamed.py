"""The outdoor shop on a second target where no table and no column is called as in its catalog:
every definition has the same size, and the same members.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest

import segql
from segql.catalog.models import Event, FieldModel, ObjectModel

SHOP = Path(__file__).parent.parent.parent / "examples" / "outdoor_shop"
TARGET = {"engine": "duckdb", "database": "other.duckdb", "catalog": "catalog.other.yml"}
NAMES = ["young_outdoor", "vip", "lifecycle"]


def other(name: str) -> str:
    return f"The {name[::-1]}!"


def field(name: str, model: FieldModel) -> dict[str, str] | None:
    """Where a field lies in the copy."""
    if model.expression is not None:
        return None
    if model.to is not None:
        return {"by": other(model.by or name)}
    if model.type == "point":
        assert model.latitude is not None
        assert model.longitude is not None
        return {"latitude": other(model.latitude), "longitude": other(model.longitude)}
    if model.path is not None:
        column, rest = model.path.split(".", 1)
        return {"path": f"{other(column)}.{rest}"}
    return {"column": other(model.column or name)}


def fields(models: Mapping[str, FieldModel]) -> dict[str, Any]:
    found = {name: field(name, model) for name, model in models.items()}
    return {name: place for name, place in found.items() if place is not None}


def entry(item: Event | ObjectModel) -> dict[str, Any]:
    said: dict[str, Any] = {"table": other(item.table or ""), "fields": fields(item.fields)}
    if item.key is not None:
        said["key"] = other(item.key)
    if isinstance(item, Event):
        said["customer"] = other(item.customer or "")
        if item.time_column is not None:
            said["time"] = {"column": other(item.time_column.column)}
        if item.where is not None:
            said["where"] = item.where.replace("kind", f"`{other('kind')}`")
    return said


def override(catalog: segql.Catalog) -> dict[str, Any]:
    """All that the copy has otherwise."""
    customer = catalog.customer
    assert customer.freshness is not None
    return {
        "customer": {
            "table": other(customer.table),
            "key": other(customer.key),
            "freshness": {"column": other(customer.freshness.column)},
            "attributes": fields(customer.attributes),
        },
        "events": {name: entry(item) for name, item in catalog.events.items() if item.table},
        "objects": {name: entry(item) for name, item in catalog.objects.items()},
        "lists": {
            name: {"table": other(item.table), "key": other(item.key)}
            for name, item in catalog.lists.items()
        },
    }


def copied(database: Path) -> None:
    """Every table under another name, with other columns; the list of interests is JSON text."""
    with duckdb.connect(str(database)) as base:
        for file in sorted((SHOP / "data").glob("*.parquet")):
            rows = f"read_parquet('{file}')"
            columns = [name for name, *_ in base.execute(f"DESCRIBE FROM {rows}").fetchall()]
            made = ", ".join(f'{_value(name)} AS "{other(name)}"' for name in columns)
            base.execute(f'CREATE TABLE "{other(file.stem)}" AS SELECT {made} FROM {rows}')


def _value(column: str) -> str:
    return "to_json(interests)::VARCHAR" if column == "interests" else f'"{column}"'


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> segql.Project:
    folder = tmp_path_factory.mktemp("renamed") / "shop"
    shutil.copytree(SHOP, folder, ignore=shutil.ignore_patterns("target"))
    copied(folder / "other.duckdb")
    own = override(segql.Catalog.load(SHOP))
    (folder / "catalog.other.yml").write_text(json.dumps(own), encoding="utf-8")
    settings = folder / "segql.yml"
    said = settings.read_text("utf-8")
    targets = f"targets:\n  other: {json.dumps(TARGET)}\n"
    settings.write_text(said.replace("targets:\n", targets, 1), encoding="utf-8")
    return segql.Project.load(folder)


@pytest.mark.parametrize("plan", ["sql", "fused"])
def test_every_definition_has_the_same_size(shop: segql.Project, plan: Any) -> None:
    from segql.project.means import Means

    here, there = (
        shop.run(target=name, means=Means(plan=plan)).to_dict() for name in ("local", "other")
    )
    assert there.pop("target") == "other"
    assert here.pop("target") == "local"
    assert here == there
    assert len(here["segments"]) > 20


@pytest.mark.parametrize("name", NAMES)
def test_members_are_the_same(shop: segql.Project, name: str) -> None:
    here, there = (shop.members(name, target=target) for target in ("local", "other"))
    assert here.keys == there.keys
    assert here.parts == there.parts


def test_the_copy_is_as_its_catalog_says(shop: segql.Project) -> None:
    assert not [item for item in shop.check() if item.is_error]
    here, there = (
        [(item.code, item.message) for item in shop.check_data(name).problems]
        for name in ("local", "other")
    )
    assert len(here) == len(there)
    assert not shop.test(expect=True, target="other").failed
