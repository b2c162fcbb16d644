"""Expressions of the catalog: computed attributes and fields, streams, events made of events."""

from __future__ import annotations

import pytest

from segql.semantics import tree
from segql.types import BOOLEAN, DECIMAL, DOUBLE, INTEGER, TEXT
from tests.unit.semantics.shop import CATALOG, analysed, read_catalog

ORDER = tree.Row(1, "orders")
BASKET = tree.Row(1, "baskets")
LINE = tree.Row(2, "lines")


def test_computed_attributes_are_traits() -> None:
    program = analysed("segment s where spend > 3").program
    spend = program.definitions["spend"]
    assert isinstance(spend, tree.Trait)
    assert spend.from_catalog
    assert (spend.type, spend.span.text) == (DECIMAL, "sum(orders.amount)")
    segment = program.definitions["s"]
    assert isinstance(segment, tree.Segment)
    assert isinstance(segment.body, tree.Compare)
    assert segment.body.left == tree.Reference("spend", DECIMAL, required=True)


def test_empty_text_of_a_computed_attribute_is_unknown_where_the_catalog_says_so() -> None:
    label = analysed("age > 3").program.definitions["label"]
    assert isinstance(label, tree.Trait)
    assert isinstance(label.body, tree.If)
    assert label.body.then == tree.Literal(None, label.body.then.type)


def test_computed_fields_are_over_their_own_row() -> None:
    program = analysed("trait orders.net = double - 1\ntrait products.cheap = not dear").program
    amount = tree.Field(ORDER, (), "amount", DECIMAL)
    assert program.computed["orders", "double"] == tree.Arithmetic(
        "*", amount, tree.Literal(2, INTEGER), DECIMAL
    )
    double = tree.Field(ORDER, (), "double", DECIMAL, computed=True)
    assert program.computed["orders", "net"] == tree.Arithmetic(
        "-", double, tree.Literal(1, INTEGER), DECIMAL
    )
    cheap = program.computed["products", "cheap"]
    assert cheap == tree.Not(
        tree.Holds(
            tree.Field(tree.Row(1, "products"), (), "dear", BOOLEAN, required=True, computed=True)
        )
    )


def test_events_made_of_events_aggregate_the_rows_that_share_their_key() -> None:
    program = analysed("any(baskets where total > 3)").program
    total = program.computed["baskets", "total"]
    assert isinstance(total, tree.Aggregate)
    assert (total.row, total.of_parent) == (LINE, BASKET)
    size = program.computed["baskets", "size"]
    assert isinstance(size, tree.Aggregate)
    assert size.where == tree.Compare(
        ">", tree.Field(LINE, (), "price", DECIMAL), tree.Literal(10, INTEGER)
    )
    mean = program.computed["baskets", "mean"]
    assert mean == tree.Arithmetic(
        "/",
        tree.Field(BASKET, (), "total", DECIMAL, required=True, computed=True),
        tree.Field(BASKET, (), "size", INTEGER, required=True, computed=True),
        DOUBLE,
    )
    lines = program.streams["baskets"]
    assert lines == tree.Compare(
        ">", tree.Field(tree.Row(1, "lines"), (), "price", DECIMAL), tree.Literal(0, INTEGER)
    )


def test_the_where_of_a_stream_names_physical_columns() -> None:
    stream = analysed("any(returns)").program.streams["returns"]
    row = tree.Row(1, "returns")
    assert isinstance(stream, tree.And)
    kind, weight, note, deleted = stream.items
    assert kind == tree.Compare("=", tree.Column(row, "kind", TEXT), tree.Literal("return", TEXT))
    assert isinstance(weight, tree.Compare)
    assert weight.left == tree.Column(row, "weight", DECIMAL)
    assert isinstance(note, tree.Compare)
    assert note.left == tree.Field(row, (), "reason", TEXT)  # the field that reads the column
    assert deleted == tree.Not(tree.Holds(tree.Column(row, "deleted", BOOLEAN)))


BROKEN = [
    ("{expression: sum(orders.amount)}", "{expression: sum(orders.amuont)}", "SEG203", "amuont"),
    ("{expression: sum(orders.amount)}", "{expression: label}", None, ""),
    (
        "{expression: last(orders.time)}",
        "{type: integer, expression: last(orders.time)}",
        "SEG323",
        "last(orders.time)",
    ),
    ("{expression: last(orders.time)}", "{expression: spend + last_order}", "SEG202", "last_order"),
    (
        "{expression: amount * 2}",
        "{expression: amount * 2 + customer.age}",
        "SEG225",
        "customer.age",
    ),
    ("{expression: amount * 2}", "{expression: double * 2}", "SEG202", "double * 2"),
    (
        "{expression: sum(lines.price)}",
        "{expression: sum(orders.amount)}",
        "SEG225",
        "orders.amount",
    ),
    ("{expression: sum(lines.price)}", "{expression: price}", "SEG203", "price"),
    ("where: price > 0", "where: sum(lines.price) > 0", "SEG225", "sum(lines.price)"),
    ("where: price > 0", "where: prise > 0", "SEG203", "prise"),
    ('kind = "return" and', "kind = refund and", "SEG205", "refund"),
    ("subscribed and zip is known", "subscribed and zap is known", "SEG203", "zap"),
]


@pytest.mark.parametrize(("sound", "broken", "code", "underlined"), BROKEN)
def test_mistakes_in_the_catalog_are_shown_in_the_catalog(
    sound: str, broken: str, code: str | None, underlined: str
) -> None:
    assert sound in CATALOG
    over = read_catalog(CATALOG.replace(sound, broken))
    found = [item for item in analysed("age > 3", over=over).diagnostics if item.is_error]
    assert [(item.code.id, item.span.text) for item in found if item.span] == (
        [(code, underlined)] if code else []
    )
    for item in found:
        assert item.span is not None
        assert item.span.source.path.endswith("catalog.yml")


def test_what_uses_a_broken_stream_or_field_is_left_out() -> None:
    over = read_catalog(
        CATALOG.replace('kind = "return" and', "kind = refund and").replace(
            "amount * 2}", "amuont * 2}"
        )
    )
    program = analysed(
        "segment a where any(returns) segment b where sum(orders.double) > 3 segment c where "
        "any(orders)",
        over=over,
    ).program
    assert [name for name in "abc" if name in program.definitions] == ["c"]
    assert "returns" not in program.streams
