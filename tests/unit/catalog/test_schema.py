"""The JSON Schemas agree with what the loader takes and refuses."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from segql.catalog import Catalog, catalog_schema, settings_schema, target_schema
from segql.catalog.document import parse_document
from segql.catalog.yaml_nodes import to_python
from segql.source import Source
from segql.testing import test_schema as schema_of_tests
from tests.unit.catalog.shop import SHOP

DESIGN = """\
customer:
  table: customers              # a table, a view, or a Parquet/CSV file of the target
  description: One row a customer, from the shop's database
  freshness: {column: updated_at, warn_after: 2 days}
  key: customer_id
  attributes:
    age:        {type: integer, category: demographic, expression: years since birth_date}
    birth_date: {type: date, sensitivity: personal}
    country:    {type: text, category: geographic, values: [SE, NO, DK, FI]}
    interest:   {type: list of text, category: psychographic, column: interests}
    email:      {type: text, sensitivity: personal, role: email}
    income:     {type: decimal, unit: EUR, required: true}
    home:       {type: point, latitude: lat, longitude: lon}
    account:    {to: accounts, by: account_id}      # a related object, many customers to one
    city:       {type: text, path: address.city}    # inside a struct or a JSON column
    nickname:   {type: text, case: insensitive, empty: unknown}
    spend_365d: {expression: sum(orders.amount in last 365 days), category: transactional}
events:
  orders:
    table: orders
    key: order_id
    customer: customer_id
    time: ordered_at
    fields:
      amount:   {type: decimal, unit: EUR}
      channel:  {type: text, values: [web, store, app]}
      product:  {to: products, by: product_id}
  returns:                                          # one stream, several kinds of events
    table: events
    where: kind = "return"
    customer: customer_id
    time: {column: at, timezone: UTC}
    fields: {kind: {type: text}, reason: {type: text}}
  baskets:                                          # events made of events
    of: lines
    by: basket_id
    fields:
      total: {expression: sum(lines.amount)}
      items: {expression: count(lines)}
  surveys:
    table: survey_answers
    customer: customer_id
    time: answered_at
    fields: {satisfaction: {type: integer, minimum: 1, maximum: 5}}
objects:
  products: {table: products, key: product_id, fields: {category: {type: text}}}
lists:
  blocklist: {table: blocked, key: customer_id}
places:
  Stockholm: [59.3293, 18.0686]
consent:
  email: {attribute: email_opt_in, label: E-mail, tags: [a], meta: {any: [thing]}}
  sms:   {expression: "sms_opt_in and phone is known"}
"""


def read(text: str) -> Any:
    root = parse_document(Source("a.yml", text)).root
    assert root is not None
    return to_python(root)


def test_the_whole_format_is_in_the_schema_and_the_models() -> None:
    Draft202012Validator.check_schema(catalog_schema())
    validator = Draft202012Validator(catalog_schema())
    for text in (DESIGN, SHOP):
        assert [error.message for error in validator.iter_errors(read(text))] == []
        Catalog.model_validate(read(text))


def test_an_editor_reads_the_same_values() -> None:
    assert YAML(typ="safe", pure=True).load(StringIO(SHOP)) == read(SHOP)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("integer", "int"),
        ("demographic", "demografic"),
        ("category: geographic", "catgory: geographic"),
        ("table: orders", "table: [orders]"),
        ("[59.3293, 18.0686]", "[59.3293]"),
        ("required: true", "required: yes"),
    ],
)
def test_the_schema_refuses_what_the_loader_refuses(old: str, new: str) -> None:
    data = read(DESIGN.replace(old, new, 1))
    assert list(Draft202012Validator(catalog_schema()).iter_errors(data))


def test_every_key_of_the_schema_is_described() -> None:
    definitions = catalog_schema()["$defs"] | settings_schema()["$defs"]
    bare = [
        f"{name}.{key}"
        for name, definition in definitions.items()
        for key, value in definition.get("properties", {}).items()
        if "description" not in value and "$ref" not in str(value)
    ]
    assert bare == []


def test_the_schema_of_a_target_has_the_physical_keys_alone() -> None:
    Draft202012Validator.check_schema(target_schema())
    validator = Draft202012Validator(target_schema())
    own = read(
        "customer: {table: a.b, duplicates: null, attributes: {age: {path: x.y, timezone: UTC}}}\n"
        "events: {orders: {time: {column: t}, where: null, fields: {a: {column: b}}}}\n"
        "lists: {l: {key: k}}\n"
    )
    assert not list(validator.iter_errors(own))
    for wrong in (
        "customer: {attributes: {age: {type: integer}}}",
        "events: {orders: {of: lines}}",
        "consent: {email: {attribute: a}}",
        "lists: {l: {label: x}}",
        "events: {orders: {time: {column: t, type: date}}}",
    ):
        assert list(validator.iter_errors(read(wrong))), wrong


def test_settings_and_tests_have_schemas() -> None:
    for schema in (settings_schema(), schema_of_tests()):
        Draft202012Validator.check_schema(schema)
    settings = read('name: x\ntargets: {a: {engine: duckdb, schema: m, url: "${X}"}}\n')
    assert not list(Draft202012Validator(settings_schema()).iter_errors(settings))
    unit = read(
        "as_of: 2024-06-30\ncustomers: [{id: 1}]\nlists: {l: [1, {id: 2}]}\n"
        "tests: [{name: a, expect: {x: [1], y: {new: [1]}}, refuse: {z: SEG203}}]\n"
    )
    validator = Draft202012Validator(schema_of_tests())
    assert not list(validator.iter_errors(unit))
    assert list(validator.iter_errors({**unit, "expct": {}}))
