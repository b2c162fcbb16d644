"""The register of engines: what an unknown one is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from segql.catalog.models import Target
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
