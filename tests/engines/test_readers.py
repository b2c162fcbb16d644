"""A program that knows nothing of SegQL reads what was published, over SQLAlchemy."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from segql.project import Project
from tests.engines.databases import filled, target_in
from tests.engines.many import CATALOG, data
from tests.security.payloads import PAYLOADS, written

sqlalchemy = pytest.importorskip("sqlalchemy")
AS_OF = "2024-06-30"


def url_of(described: dict[str, Any], folder: Path) -> str:
    match described["engine"]:
        case "postgres":
            return str(described["url"]).replace("postgresql://", "postgresql+psycopg://")
        case "mariadb":
            return str(described["url"]).replace("mysql://", "mysql+pymysql://")
        case _:
            return f"sqlite:///{folder / described['database']}"


@pytest.mark.parametrize("engine", ["postgres", "mariadb", "sqlite"])
@pytest.mark.parametrize("kind", ["view", "table"])
def test_sqlalchemy_finds_columns_and_rows(engine: str, kind: Any, tmp_path: Path) -> None:
    named = {f"t{n}": text for n, text in enumerate(PAYLOADS.values())}
    segments = "".join(
        f"segment {name} {written(text)}\n  owner {written(text)}\n  goal {written(text)}\n"
        f"where country = {written(text)} or age > 40\n"
        for name, text in named.items()
    )
    segments += "segmentation lifecycle\n  case grown where age > 40\n  otherwise young\n"
    with target_in(engine) as server, filled(server, data(), tmp_path) as described:
        settings = {"name": "shop", "targets": {"it": described}}
        (tmp_path / "segql.yml").write_text(json.dumps(settings), encoding="utf-8")
        (tmp_path / "catalog.yml").write_text(CATALOG, encoding="utf-8")
        (tmp_path / "segments").mkdir()
        (tmp_path / "segments" / "shop.seg").write_text(segments, encoding="utf-8")
        project = Project.load(tmp_path)
        project.publish(as_=kind, as_of=AS_OF)
        expected = project.members("t0", as_of=AS_OF).keys
        schema = described.get("schema")
        client = sqlalchemy.create_engine(url_of(described, tmp_path))
        try:
            meta = sqlalchemy.MetaData()
            meta.reflect(client, schema=schema, views=True)
            prefix = f"{schema}." if schema else ""
            wide, long = (meta.tables[f"{prefix}memberships_{name}"] for name in ("wide", "long"))
            assert [column.name for column in wide.columns] == [
                "customer_id", *named, "lifecycle",
            ]  # fmt: skip
            with client.connect() as connection:
                rows = connection.execute(sqlalchemy.select(long.c.segment, long.c.customer_id))
                sizes: dict[str, int] = {}
                for segment, _ in rows:
                    sizes[segment] = sizes.get(segment, 0) + 1
                chosen = sqlalchemy.select(wide.c.customer_id).where(wide.c.t0)
                assert sorted(connection.execute(chosen).scalars()) == expected
            assert sizes["lifecycle:grown"] == sizes["t0"] == len(expected) > 5
            if engine == "postgres":
                look = sqlalchemy.inspect(client)
                for name, text in named.items():
                    found = look.get_table_comment(name, schema=schema)["text"]
                    assert found == f"{text.rstrip('.')}. Goal: {text.rstrip('.')}"
        finally:
            client.dispose()
