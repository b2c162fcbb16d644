"""Payloads as names and titles of what is published: one statement, one identifier, one literal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlglot

from segql.catalog.models import Target
from segql.catalog.names import table_parts
from segql.diagnostics import SegqlError
from segql.engines import connect
from segql.project import Project
from segql.publish import REGISTRY
from tests.engines.conftest import marked
from tests.engines.databases import filled, rows_of, target_in
from tests.engines.many import CATALOG, data
from tests.security.payloads import PAYLOADS, written

AS_OF = "2024-06-30"
PLACES = ["duckdb", "sqlite", "postgres", "mariadb", "chdb", "clickhouse"]
NAMES = {
    about: text
    for about, text in PAYLOADS.items()
    if text.isprintable() and "`" not in text and text == text.strip()
}
BEYOND = "\uffff"
"""The last character that a name of MariaDB may have."""
COMMENTS = {
    "duckdb": "SELECT comment FROM duckdb_views() WHERE view_name = {0} "
    "UNION ALL SELECT comment FROM duckdb_tables() WHERE table_name = {0}",
    "postgres": "SELECT obj_description(c.oid) FROM pg_class c JOIN pg_namespace n "
    "ON n.oid = c.relnamespace WHERE n.nspname = current_schema() AND c.relname = {0}",
    "mariadb": "SELECT table_comment FROM information_schema.tables "
    "WHERE table_schema = DATABASE() AND table_name = {0} AND table_type = 'BASE TABLE'",
    "chdb": "SELECT comment FROM system.tables WHERE database = currentDatabase() AND name = {0}",
}
COMMENTS["clickhouse"] = COMMENTS["chdb"]
DIALECTS = {"mariadb": "mysql", "chdb": "clickhouse"}


def _quoted(engine: str, name: str) -> str:
    if engine in ("chdb", "clickhouse"):
        return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`"
    return f"`{name}`" if engine == "mariadb" else '"' + name.replace('"', '""') + '"'


def _literal(engine: str, text: str) -> str:
    if engine == "mariadb":  # whatever a backslash is to the reader's session
        return f"CONVERT(X'{text.encode().hex()}' USING utf8mb4)"
    if engine in ("chdb", "clickhouse"):
        text = text.replace("\\", "\\\\")
    return "'" + text.replace("'", "''") + "'"


def definitions(names: dict[str, str]) -> str:
    """A segment for each name, with every payload as a title in turn."""
    titles = list(PAYLOADS.values())
    return "\n".join(
        f"segment `{name}` {written(titles[number % len(titles)])} where age >= {number + 20}"
        for number, name in enumerate(names.values())
    )


def without_emoji(text: str) -> str:
    """What MariaDB keeps of a comment."""
    return "".join(character if character <= BEYOND else "?" for character in text)


def is_one(statement: str, engine: str, target: Target) -> bool:
    """Whether a text is one statement, by the database's own parser where that can be asked."""
    match engine:
        case "duckdb":
            import duckdb

            return len(duckdb.extract_statements(statement)) == 1
        case "postgres":
            import psycopg

            # what is prepared may be anything but several statements
            with psycopg.connect(str(target.url)) as connection:
                said = connection.pgconn.prepare(b"", statement.encode()).error_message
                return b"multiple commands" not in said and b"syntax error" not in said
        case _:
            return len(sqlglot.parse(statement, read=DIALECTS.get(engine, engine))) == 1


def opened(folder: Path, described: dict[str, Any], segments: str) -> Project:
    settings = {"name": "it's \\ a `shop`", "targets": {"it": described}}
    (folder / "segql.yml").write_text(json.dumps(settings), encoding="utf-8")
    (folder / "catalog.yml").write_text(CATALOG, encoding="utf-8")
    (folder / "segments").mkdir(exist_ok=True)
    (folder / "segments" / "shop.seg").write_text(segments, encoding="utf-8")
    return Project.load(folder)


@pytest.fixture(scope="module", params=marked(PLACES))
def server(request: pytest.FixtureRequest) -> Iterator[dict[str, Any]]:
    with target_in(request.param) as described:
        yield described


@pytest.fixture
def place(server: dict[str, Any], tmp_path: Path) -> Iterator[dict[str, Any]]:
    with filled(server, data(), tmp_path) as described:
        yield described


def taken(engine: str) -> dict[str, str]:
    """The names that a database takes."""
    return {
        about: name for about, name in NAMES.items() if engine != "mariadb" or max(name) <= BEYOND
    }


@pytest.mark.parametrize("kind", ["view", "table"])
def test_names_and_titles_are_what_they_were(
    place: dict[str, Any], tmp_path: Path, kind: Any
) -> None:
    engine = place["engine"]
    names = taken(engine)
    # so many payloads side by side; their segments and titles differ
    project = opened(tmp_path, place, definitions(names))
    for _ in range(2):  # what is there is known again
        done = project.publish(as_=kind, as_of=AS_OF)
    assert not done.done.dropped
    target = project.settings.targets["it"]
    for statement in done.done.statements:
        assert is_one(statement, engine, target)
    found = dict(rows_of(target, tmp_path, f"SELECT name, kind FROM {REGISTRY}"))
    told = project.definitions
    for name in names.values():
        assert found[name] == kind
        query = f"SELECT count(*) FROM {_quoted(engine, name)}"
        assert rows_of(target, tmp_path, query) == [(done.done.sizes[name],)]
        if engine in COMMENTS and (engine, kind) != ("mariadb", "view"):
            asked = COMMENTS[engine].format(_literal(engine, name))
            [(comment,)] = rows_of(target, tmp_path, asked)
            title = (told[name].title or "").rstrip(".")
            assert comment == (without_emoji(title) if engine == "mariadb" else title), name
    rows = rows_of(target, tmp_path, "SELECT DISTINCT segment FROM memberships_long")
    assert {label for (label,) in rows} == {
        label for label, size in done.done.sizes.items() if size
    }
    with connect(target, tmp_path) as again:
        assert {"customers", "orders", "views"} <= set(again.tables())
        plain = [name for name in names.values() if table_parts(name) == (name,)]
        assert len(plain) > 10
        assert set(again.physical(plain)) == set(plain)


@pytest.mark.parametrize(
    ("name", "refusing"),
    [
        ("x" * 64, {"postgres": "at most 63 bytes"}),
        ("å" * 32, {"postgres": "at most 63 bytes"}),
        ("x" * 65, {"postgres": "at most 63 bytes", "mariadb": "at most 64 characters"}),
        ("so \U0001f600", {"mariadb": "none of them beyond"}),
    ],
)
def test_a_name_that_would_be_cut_is_refused(
    place: dict[str, Any], tmp_path: Path, name: str, refusing: dict[str, str]
) -> None:
    project = opened(tmp_path, place, f"segment `{name}` where age > 30")
    words = refusing.get(place["engine"])
    if words is None:
        assert project.publish(as_of=AS_OF).made[0] == name
        return
    with pytest.raises(SegqlError, match=words) as refused:
        project.publish(as_of=AS_OF)
    assert refused.value.exit_code == 2


def test_a_long_note_is_no_reason_to_fail(place: dict[str, Any], tmp_path: Path) -> None:
    note = "It's long. " * 400
    project = opened(
        tmp_path, place, f'segment noted "Noted"\nnote {written(note)}\nwhere age > 30'
    )
    assert project.publish(as_="table", as_of=AS_OF).made


HOSTILE_SETTINGS = {
    "standard_conforming_strings": "off",
    "backslash_quote": "on",
    "escape_string_warning": "off",
    "client_encoding": "LATIN1",
    "quote_all_identifiers": "on",
    "transform_null_equals": "on",
    "DateStyle": "German",
    "TimeZone": "Asia/Tokyo",
    "extra_float_digits": "-15",
}


@pytest.mark.engine
@pytest.mark.parametrize("whose", ["ROLE CURRENT_USER", "DATABASE"])
def test_a_role_s_settings_change_no_literal_of_postgres(tmp_path: Path, whose: str) -> None:
    """A backslash is a backslash whatever `ALTER ROLE` or `ALTER DATABASE` says of sessions."""
    import psycopg

    with target_in("postgres") as server, filled(server, data(), tmp_path) as described:
        url, schema = described["url"], described["schema"]
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"SET search_path TO {schema}")
            for number, text in enumerate(PAYLOADS.values(), 1):
                changed = "UPDATE customers SET country = %s WHERE customer_id = %s"
                assert connection.execute(changed, (text, number)).rowcount == 1
            [database] = connection.execute("SELECT current_database()").fetchone() or ("",)
            subject = whose if whose != "DATABASE" else f"DATABASE {database}"
            for name, value in HOSTILE_SETTINGS.items():
                connection.execute(f"ALTER {subject} SET {name} = '{value}'")
        with psycopg.connect(url) as connection:
            assert connection.execute("SHOW standard_conforming_strings").fetchone() == ("off",)
        titles = [written(text) for text in PAYLOADS.values()]
        segments = [
            f"segment s{number} {title} where country = {title}"
            for number, title in enumerate(titles, 1)
        ]
        project = opened(tmp_path, described, "\n".join(segments))
        assert not [item for item in project.check() if item.is_error]
        for kind in ("view", "table"):
            done = project.publish(as_=kind, as_of=AS_OF)  # type: ignore[arg-type]
            assert set(done.done.sizes.values()) == {1}
            with psycopg.connect(url) as connection:  # a reader with the settings of the role
                connection.execute(f"SET search_path TO {schema}")
                connection.execute("SET client_encoding TO 'UTF8'")
                for number, text in enumerate(PAYLOADS.values(), 1):
                    rows = connection.execute(f"SELECT customer_id FROM s{number}").fetchall()
                    assert rows == [(number,)], text
                    comment = connection.execute(f"SELECT obj_description('s{number}'::regclass)")
                    assert comment.fetchone() == (text.rstrip("."),)
