"""Keys of customers before a run: known, and once each."""

from __future__ import annotations

import pytest

from segql.catalog import LoadedCatalog
from segql.catalog.models import Catalog
from segql.catalog.physical import Column, ColumnKind, Dataset, Table
from segql.diagnostics import SegqlError
from segql.engines import Engine, scratch
from segql.engines.soundness import check_soundness

KEYS = {"id": Column(ColumnKind.TEXT), "seen": Column(ColumnKind.INTEGER)}


def checked(*keys: str | None, **customer: str) -> list[tuple[str, str]]:
    """The problems of a table of customers with these keys."""
    model = {"table": "odd table", "key": "id", "attributes": {"seen": {"type": "integer"}}}
    catalog = Catalog.model_validate({"customer": {**model, **customer}})
    with scratch() as engine:
        engine.load(Dataset({"odd table": Table(KEYS, [{"id": key} for key in keys])}))
        return _problems(engine, LoadedCatalog.from_catalog(catalog))


def _problems(engine: Engine, catalog: LoadedCatalog) -> list[tuple[str, str]]:
    try:
        check_soundness(engine, catalog)
    except SegqlError as error:
        return [(problem.code.id, problem.message) for problem in error.diagnostics]
    return []


def test_sound_keys_pass() -> None:
    assert checked("a", "b", "A", "a ") == []
    assert checked() == []


def test_the_first_repeated_keys_are_named() -> None:
    [(code, message)] = checked(*"aabbbccddeeffgh")
    assert code == "SEG721"
    assert "a (2 rows), b (3 rows), c (2 rows), d (2 rows), e (2 rows), and others" in message


def test_rows_without_a_key_are_counted() -> None:
    assert [code for code, _ in checked("a", None, None, "a")] == ["SEG720", "SEG721"]
    [(_, message)] = checked("a", None)
    assert "1 row has no `id`" in message


@pytest.mark.parametrize(("keys", "codes"), [(("a", "a"), []), (("a", None), [])])
def test_the_catalog_may_say_which_row_counts(
    keys: tuple[str | None, ...], codes: list[str]
) -> None:
    assert [code for code, _ in checked(*keys, duplicates="latest by seen")] == codes
