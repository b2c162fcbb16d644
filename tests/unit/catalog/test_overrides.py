"""What a target has otherwise: how it is put in the place of what the catalog says."""

from __future__ import annotations

from pathlib import Path

import pytest

from segql.catalog import LoadedCatalog, load_catalog
from segql.catalog.document import parse_document
from segql.catalog.models import Catalog, Event, FieldModel
from segql.catalog.overrides import SHAPES, overridden
from segql.diagnostics import SegqlError
from segql.source import Source

BASE = """
customer:
  table: customers
  key: id
  duplicates: latest by at
  freshness: {column: at, warn_after: 2 days}
  attributes:
    city: {type: text, path: address.city, label: Town}
    tags: {type: list of text, table: tags, by: owner, column: tag}
    since: {type: timestamp, timezone: UTC}
events:
  orders: {table: orders, customer: id, time: {column: day, type: date}}
  calls: {table: calls, customer: id, where: kind = 1, time: at, fields: {at: {type: date}}}
"""


@pytest.fixture
def base(tmp_path: Path) -> LoadedCatalog:
    (tmp_path / "catalog.yml").write_text(BASE, encoding="utf-8")
    return load_catalog(tmp_path)


def on(base: LoadedCatalog, text: str) -> LoadedCatalog:
    return overridden(base, parse_document(Source("catalog.x.yml", text)))


def test_the_place_of_a_field_is_given_as_a_whole(base: LoadedCatalog) -> None:
    own = on(base, "customer: {attributes: {city: {column: town}, tags: {column: tags}}}").catalog
    fields = own.customer.attributes
    assert fields["city"] == FieldModel(type="text", column="town", label="Town")
    assert fields["tags"] == FieldModel(type="list of text", column="tags")


def test_a_zone_alone_leaves_the_place(base: LoadedCatalog) -> None:
    fields = on(
        base,
        "customer: {attributes: {city: {timezone: UTC}, since: {timezone: }}}",
    ).catalog.customer.attributes
    assert fields["city"].path == "address.city"
    assert fields["since"].timezone is None


def test_other_keys_are_taken_one_by_one(base: LoadedCatalog) -> None:
    own = on(
        base,
        "customer: {table: crm.person, duplicates: , freshness: {column: seen}}\n"
        "events: {orders: {time: booked}, calls: {where: }}",
    ).catalog
    assert own.customer.table == "crm.person"
    assert own.customer.key == "id"
    assert own.customer.duplicates is None
    assert own.customer.freshness is not None
    assert own.customer.freshness.column == "seen"
    assert own.customer.freshness.warn_after == "2 days"
    time = own.events["orders"].time_column
    assert time is not None
    assert (time.column, time.type) == ("booked", "date")
    assert own.events["calls"].where is None


def test_nothing_otherwise_is_the_catalog_itself(base: LoadedCatalog) -> None:
    assert on(base, "").catalog == base.catalog
    assert on(base, "customer:\n  attributes:\nevents:\n  orders:\n").catalog == base.catalog


def test_places_lead_into_the_right_file(base: LoadedCatalog) -> None:
    own = on(base, "events: {calls: {where: kind = 2}}")
    assert own.source_of(("events", "calls", "where")).path == "catalog.x.yml"
    assert own.source_of(("customer", "table")).path == "catalog.yml"
    assert own.span_of(("events", "calls", "where")).source.path == "catalog.x.yml"


def test_a_time_and_its_field_move_together(base: LoadedCatalog) -> None:
    own = on(base, "events: {calls: {time: called, fields: {at: {column: called}}}}").catalog
    assert own.events["calls"].time == "called"
    for text, mend in (
        ("events: {calls: {time: called}}", "Add `at: {column: called}` below `fields:`"),
        ("events: {calls: {fields: {at: {column: called}}}}", "Add `time: called` below `calls:`"),
    ):
        with pytest.raises(SegqlError) as failed:
            on(base, text)
        [problem] = failed.value.diagnostics
        assert problem.code.id == "SEG583"
        assert mend in (problem.help or "")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[a]", "SEG506"),
        ("customer: {table: a.b.c.d}", "SEG513"),
        ("customer: {key: }", "SEG506"),
        ("customer: {attributes: {city: {latitude: a}}}", "SEG510"),
        ("events: {orders: {time: {type: date}}}", "SEG582"),
        ("events: {orders: {label: Orders}}", "SEG582"),
        ("events: {orders: {time: }}", "SEG506"),
        ("places: {Oslo: [1, 2]}", "SEG582"),
        ("customer: {tabel: x}", "SEG505"),
        ("customer: &a {table: x}", "SEG502"),
    ],
)
def test_what_may_not_stand_there(base: LoadedCatalog, text: str, code: str) -> None:
    with pytest.raises(SegqlError) as failed:
        on(base, text)
    assert failed.value.exit_code == 2
    [problem] = failed.value.diagnostics
    assert problem.code.id == code
    assert problem.help
    assert problem.span is not None
    assert problem.span.source.path == "catalog.x.yml"


def test_every_key_that_may_stand_there_is_one_of_the_catalog() -> None:
    for model, shape in SHAPES.items():
        assert set(shape.keys) <= set(model.model_fields)
    assert set(Catalog.model_fields) - set(SHAPES[Catalog].keys) == {"places", "consent"}
    assert not {"of", "by"} & set(SHAPES[Event].keys)
