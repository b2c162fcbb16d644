"""Databases of every engine that can be published into, and a reader that knows only them."""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from segql.catalog.models import Target
from segql.catalog.physical import Dataset
from segql.engines import connect
from tests.engines.servers import target_of


@contextmanager
def target_in(engine: str) -> Iterator[dict[str, Any]]:
    """What `segql.yml` says of an engine; its server runs meanwhile."""
    if engine in ("duckdb", "sqlite"):
        yield {"engine": engine}
        return
    with target_of(engine) as target:
        yield target.model_dump(by_alias=True, exclude_none=True, exclude_defaults=True)


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
        case "chdb" | "clickhouse":
            _clickhouse(Target.model_validate(described), f"CREATE DATABASE {name}")
            place = {**described, "schema": name}
            with connect(Target.model_validate(place), folder, writable=True) as engine:
                engine.load(dataset)
            yield place
        case "spark":
            from segql.engines.spark.load import dataset_frames
            from segql.engines.spark.session import session_of

            session = session_of(Target.model_validate(described))
            session.sql(f"CREATE DATABASE {name}")
            for table, frame in dataset_frames(session, dataset):
                frame.write.saveAsTable(f"{name}.{table}")
            yield {**described, "schema": name}
            session.sql(f"DROP DATABASE {name} CASCADE")
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
        case "chdb" | "clickhouse":
            return _clickhouse(target, sql)
        case "spark":
            from pyspark import SparkContext
            from pyspark.sql import SparkSession

            session = SparkSession(SparkContext.getOrCreate()).newSession()
            session.sql(f"USE {target.schema_}")
            return [tuple(row) for row in session.sql(sql).collect()]
        case _:
            import pymysql

            place = urlsplit(str(target.url))
            connection = pymysql.connect(
                host="127.0.0.1", port=place.port or 0, user="root", database=place.path[1:]
            )
            with connection, connection.cursor() as cursor:
                cursor.execute(sql)
                return list(cursor.fetchall())


def _clickhouse(target: Target, sql: str) -> list[tuple[Any, ...]]:
    """In process or over HTTP, with the settings that ClickHouse has of its own."""
    database = target.schema_ or "default"
    if target.engine == "chdb":
        from chdb.session import Session

        session = Session(str(target.database))
        session.query(f"USE {database}")
        answer = session.query(sql, "JSONCompactEachRow").bytes().decode()
        session.close()
    else:
        import clickhouse_connect

        place = urlsplit(str(target.url))
        client = clickhouse_connect.get_client(
            host=place.hostname, port=place.port, database=database
        )
        if sql.startswith("SELECT"):
            answer = client.raw_query(sql, fmt="JSONCompactEachRow").decode()
        else:
            client.command(sql)
            answer = ""
        client.close()
    return [tuple(json.loads(line)) for line in answer.splitlines()]
