"""Databases of every engine that can be published into, and a reader that knows only them."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from segql.catalog.models import Target
from segql.catalog.physical import Dataset
from tests.engines.servers import target_of


@contextmanager
def target_in(engine: str) -> Iterator[dict[str, Any]]:
    """What `segql.yml` says of an engine; its server runs meanwhile."""
    driver = {"postgres": "psycopg", "mariadb": "pymysql"}.get(engine)
    if driver is None:
        yield {"engine": engine}
        return
    pytest.importorskip(driver)
    with target_of(engine) as target:
        yield {"engine": engine, "url": target.url}


@contextmanager
def filled(described: dict[str, Any], dataset: Dataset, folder: Path) -> Iterator[dict[str, Any]]:
    """A database of its own with rows."""
    name = f"shop_{secrets.token_hex(4)}"
    match described["engine"]:
        case "duckdb":
            import duckdb

            from segql.engines.duckdb.load import load_dataset as load_duckdb

            with duckdb.connect(str(folder / "shop.duckdb")) as connection:
                load_duckdb(connection, dataset)
            yield {**described, "database": "shop.duckdb"}
        case "sqlite":
            from segql.engines.sqlite.load import load_dataset

            file = sqlite3.connect(folder / "shop.db")
            with file:
                load_dataset(file, dataset)
            file.close()
            yield {**described, "database": "shop.db"}
        case "postgres":
            import psycopg

            from segql.engines.postgres.load import load_dataset as load_postgres

            with psycopg.connect(described["url"], autocommit=True) as connection:
                connection.execute(f"CREATE SCHEMA {name}")
                connection.execute(f"SET search_path TO {name}")
                load_postgres(connection, dataset)
            yield {**described, "schema": name}
        case _:
            import pymysql

            from segql.engines.mysql.load import load_dataset as load_mysql

            port = urlsplit(described["url"]).port or 0
            connection = pymysql.connect(host="127.0.0.1", port=port, user="root", autocommit=True)
            with connection, connection.cursor() as cursor:
                cursor.execute(f"CREATE DATABASE {name}")
                cursor.execute(f"USE {name}")
                load_mysql(cursor, dataset)
            yield {**described, "url": f"{described['url']}/{name}"}


def rows_of(target: Target, folder: Path, sql: str) -> list[tuple[Any, ...]]:
    """What a query gives to a program that knows the database and its driver, and no more."""
    match target.engine:
        case "duckdb":
            import duckdb

            with duckdb.connect(str(folder / str(target.database)), read_only=True) as connection:
                return connection.execute(sql).fetchall()
        case "sqlite":
            file = sqlite3.connect(folder / str(target.database))
            try:
                return file.execute(sql).fetchall()
            finally:
                file.close()
        case "postgres":
            import psycopg

            with psycopg.connect(str(target.url), autocommit=True) as connection:
                connection.execute(f"SET search_path TO {target.schema_}")
                return connection.execute(sql).fetchall()
        case _:
            import pymysql

            place = urlsplit(str(target.url))
            connection = pymysql.connect(
                host="127.0.0.1", port=place.port or 0, user="root", database=place.path[1:]
            )
            with connection, connection.cursor() as cursor:
                cursor.execute(sql)
                return list(cursor.fetchall())
