"""The register of engines: what an unknown one is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from segql.catalog.models import Target
from segql.catalog.secrets import Secrets
from segql.diagnostics import SegqlError
from segql.engines import connect, dialect_of, scratch


def test_an_unknown_engine_gets_the_nearest_and_the_list() -> None:
    with pytest.raises(SegqlError) as failure:
        connect(Target(engine="duckbd"), Path())
    assert failure.value.exit_code == 2
    [problem] = failure.value.diagnostics
    assert problem.code.id == "SEG701"
    assert problem.help is not None
    assert "Did you mean `duckdb`?" in problem.help


def test_the_dialect_is_known_without_connecting() -> None:
    assert dialect_of(Target(engine="duckdb")) == "duckdb"
    assert dialect_of(Target(engine="duckdb", dialect="postgres")) == "postgres"


def test_a_scratch_place_is_empty() -> None:
    with scratch() as engine:
        assert engine.tables() == ()
        assert (engine.name, engine.dialect) == ("duckdb", "duckdb")
        assert engine.version.startswith("2.")


def test_secrets_show_in_no_error(tmp_path: Path) -> None:
    secrets = Secrets(frozenset({"hunter2"}))
    target = Target(engine="duckdb", database="hunter2/shop.duckdb")
    with (
        pytest.raises(SegqlError) as failure,
        connect(target, tmp_path, secrets=secrets),
    ):
        pass
    [problem] = failure.value.diagnostics
    assert "***/shop.duckdb" in problem.message
    assert "hunter2" not in f"{failure.value} {problem.help} {failure.value.__cause__}"
    with (
        pytest.raises(SegqlError) as failure,
        connect(Target(engine="duckdb"), tmp_path, secrets=secrets) as engine,
    ):
        engine.execute("SELECT * FROM hunter2")
    assert "hunter2" not in str(failure.value)
    assert failure.value.__suppress_context__
