"""A small shop, and short ways to analyse text over it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from segql.catalog import LoadedCatalog, load_catalog
from segql.catalog.models import Settings
from segql.diagnostics.model import Diagnostic
from segql.lints import lint
from segql.semantics import Analysis, analyze, tree
from segql.source import Source
from segql.syntax import nodes, parse_file

CATALOG = """\
customer:
  table: customers
  key: customer_id
  attributes:
    age: {type: integer, minimum: 0, maximum: 120}
    birth_date: {type: date}
    joined: {type: date, required: true}
    seen: {type: timestamp}
    country: {type: text, values: [SE, "NO", DK]}
    city: {type: text}
    nickname: {type: text, case: insensitive, values: [Ann, Bo]}
    language: {type: text, required: true}
    zip: {type: text}
    interest: {type: list of text, values: [outdoor, climbing]}
    income: {type: decimal}
    score: {type: double}
    subscribed: {type: boolean}
    home: {type: point, latitude: lat, longitude: lon}
    account: {to: accounts, by: account_id, required: true}
    spend: {expression: sum(orders.amount)}
    last_order: {expression: last(orders.time)}
    label: {type: text, expression: first(orders.channel), empty: unknown}
events:
  orders:
    table: orders
    key: order_id
    customer: customer_id
    time: ordered_at
    fields:
      amount: {type: decimal}
      channel: {type: text, values: [web, store]}
      gift: {type: boolean}
      quantity: {type: integer, required: true}
      shipped: {type: date}
      product: {to: products, by: product_id}
      double: {expression: amount * 2}
  lines:
    table: lines
    customer: customer_id
    time: {column: sold_on.calendar_date, type: date}
    fields:
      basket: {type: integer}
      price: {type: decimal}
      sold_on: {to: days, by: day_id}
  baskets:
    of: lines
    by: basket
    where: price > 0
    fields:
      total: {expression: sum(lines.price)}
      size: {expression: count(lines where price > 10)}
      mean: {expression: total / size}
  returns:
    table: events
    where: kind = "return" and weight > 0.5 and note = "x" and not deleted
    customer: customer_id
    time: at
    fields: {reason: {type: text, column: note}}
  views:
    table: views
    customer: customer_id
    time: at
    fields: {sku: {type: text}}
  carts:
    table: carts
    customer: customer_id
    time: at
    fields: {sku: {type: text}}
  plans:
    table: plans
    customer: customer_id
    fields: {kind: {type: text}, active: {type: boolean}}
objects:
  accounts: {table: accounts, key: id, fields: {plan: {type: text, required: true}}}
  products:
    table: products
    key: id
    fields:
      category: {type: text}
      price: {type: decimal}
      dear: {expression: price > 100}
  days: {table: days, key: id, fields: {calendar_date: {type: date}}}
lists:
  blocklist: {table: blocked, key: customer_id}
places:
  Stockholm: [59.3293, 18.0686]
consent:
  email: {attribute: subscribed}
  sms: {expression: "subscribed and zip is known"}
"""


@cache
def catalog() -> LoadedCatalog:
    return read_catalog(CATALOG)


def read_catalog(text: str) -> LoadedCatalog:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "catalog.yml"
        path.write_text(text, encoding="utf-8")
        return load_catalog(path)


def analysed(
    *texts: str,
    parameters: Mapping[str, str] | None = None,
    settings: Settings | None = None,
    over: LoadedCatalog | None = None,
) -> Analysis:
    """Files `a.seg`, `b.seg` ... of sound syntax, analysed."""
    chosen = settings or Settings(name="shop", timezone="Europe/Stockholm")
    return analyze(files_of(texts), over or catalog(), chosen, parameters or {})


def files_of(texts: Sequence[str]) -> list[nodes.File]:
    """Texts of sound syntax as files."""
    files = []
    for name, text in zip("abcdefgh", texts, strict=False):
        parsed = parse_file(Source(f"{name}.seg", text))
        assert parsed.file is not None, parsed.diagnostics
        assert not [item for item in parsed.diagnostics if item.is_error], parsed.diagnostics
        files.append(parsed.file)
    return files


def problems(
    *texts: str, settings: Settings | None = None, over: LoadedCatalog | None = None
) -> list[Diagnostic]:
    """What is wrong or odd, in the order of files and places."""
    analysis = analysed(*texts, settings=settings, over=over)
    found = [*analysis.diagnostics, *lint(analysis, files_of(texts))]
    return sorted(found, key=_place)


def _place(item: Diagnostic) -> tuple[str, int]:
    return (item.span.source.path, item.span.start) if item.span else ("", 0)


def errors(*texts: str) -> list[Diagnostic]:
    return [item for item in analysed(*texts).diagnostics if item.is_error]


def condition(text: str) -> tree.Expr:
    """The typed body of a sound condition."""
    analysis = analysed(text)
    found = [item for item in analysis.diagnostics if item.is_error]
    assert not found, [item.message for item in found]
    segment = analysis.program.definitions["a"]
    assert isinstance(segment, tree.Segment)
    return segment.body


def value(text: str) -> tree.Expr:
    """The typed body of a sound trait."""
    analysis = analysed(f"trait t = {text}")
    assert not analysis.has_errors, [item.message for item in analysis.diagnostics]
    trait = analysis.program.definitions["t"]
    assert isinstance(trait, tree.Trait)
    assert trait.type == trait.body.type
    return trait.body
