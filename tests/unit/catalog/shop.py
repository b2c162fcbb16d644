"""A small catalog that tests change, and how problems are told in tests."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from segql.catalog import LoadedCatalog, load_catalog
from segql.diagnostics.model import Diagnostic, SegqlError

SHOP = """\
customer:
  table: customers
  key: customer_id
  attributes:
    age: {type: integer, minimum: 0, maximum: 120}
    country: {type: text, values: [SE, NO]}
    interest: {type: list of text, column: interests}
    subscribed: {type: boolean}
    city: {type: text, path: address.city}
    account: {to: accounts, by: account_id}
events:
  orders:
    table: orders
    key: order_id
    customer: customer_id
    time: ordered_at
    fields:
      amount: {type: decimal}
      product: {to: products, by: product_id}
  baskets:
    of: lines
    by: basket_id
    fields:
      total: {expression: sum(lines.amount)}
  lines:
    table: lines
    customer: customer_id
    time: {column: sold_on.calendar_date, timezone: UTC}
    fields:
      basket_id: {type: integer}
      amount: {type: decimal}
      sold_on: {to: days, by: day_id}
objects:
  products: {table: products, key: product_id, fields: {brand: {type: text}}}
  accounts: {table: accounts, key: account_id}
  days: {table: days, key: day_id, fields: {calendar_date: {type: date}}}
lists:
  blocklist: {table: blocked, key: customer_id}
places:
  Stockholm: [59.3293, 18.0686]
consent:
  email: {attribute: subscribed}
"""


def write(folder: Path, text: str, name: str = "catalog.yml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def load(folder: Path, old: str = "", new: str = "") -> LoadedCatalog:
    """The shop's catalog, with one text in it replaced."""
    assert old in SHOP
    return load_catalog(write(folder, SHOP.replace(old, new, 1)))


def problems(folder: Path, old: str, new: str) -> list[str]:
    with pytest.raises(SegqlError) as caught:
        load(folder, old, new)
    assert caught.value.exit_code == 2
    return told(caught.value.diagnostics)


def told(diagnostics: Iterable[Diagnostic]) -> list[str]:
    """`LINE:COLUMN CODE [underlined] message | help` of each problem."""
    lines = []
    for problem in diagnostics:
        assert problem.span is not None, problem
        place = problem.span.source.position(problem.span.start)
        lines.append(
            f"{place.line}:{place.column} {problem.code.id} [{problem.span.text}] "
            f"{problem.message} | {problem.help}"
        )
    return lines
