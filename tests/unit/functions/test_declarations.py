"""Declarations of functions: complete, and their examples sound on the outdoor shop."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from segql.catalog import LoadedCatalog, load_catalog, load_settings
from segql.catalog.models import Settings
from segql.functions import EVERYTHING, Accepts, Declaration, promoted
from segql.semantics import analyze
from segql.source import Source
from segql.syntax import parse_file
from segql.types import DATE, DECIMAL, DOUBLE, INTEGER, TEXT, TIMESTAMP, UNKNOWN, Kind, Type

SHOP = Path(__file__).parents[3] / "examples" / "outdoor_shop"
DECLARATIONS = [item for _, items in EVERYTHING for item in items]


@cache
def shop() -> tuple[LoadedCatalog, Settings]:
    return load_catalog(SHOP), load_settings(SHOP, {}).settings


@pytest.mark.parametrize("declaration", DECLARATIONS, ids=lambda item: item.name)
def test_the_example_is_sound(declaration: Declaration) -> None:
    text = f"segment buyers where any(orders)\nsegment example where {declaration.example}"
    parsed = parse_file(Source("example.seg", text))
    assert parsed.file is not None, parsed.diagnostics
    analysis = analyze([parsed.file], *shop())
    assert [item.message for item in analysis.diagnostics] == []


@pytest.mark.parametrize("declaration", DECLARATIONS, ids=lambda item: item.name)
def test_the_documentation_is_complete(declaration: Declaration) -> None:
    assert declaration.documentation.endswith(".")
    assert declaration.null_words.endswith((".", ")"))
    assert declaration.signature


def test_names_are_declared_once_in_their_chapter() -> None:
    for chapter, items in EVERYTHING:
        names = [item.name for item in items]
        assert len(names) == len(set(names)), chapter


def test_promotion() -> None:
    assert promoted((INTEGER, DECIMAL)) == DECIMAL
    assert promoted((DECIMAL, DOUBLE, INTEGER)) == DOUBLE
    assert promoted((DATE, TIMESTAMP)) == TIMESTAMP
    assert promoted((UNKNOWN, TEXT)) == TEXT
    texts = Type(Kind.TEXT, many=True)
    assert promoted((texts, texts)) == texts


def test_accepted_types() -> None:
    assert Accepts.NUMBER.takes(DOUBLE)
    assert not Accepts.NUMBER.takes(Type(Kind.INTEGER, many=True))
    assert not Accepts.ORDERED.takes(Type(Kind.POINT))
    assert Accepts.CLOCK.takes(TIMESTAMP)
    assert not Accepts.CLOCK.takes(DATE)
    assert Accepts.TEXT.takes(UNKNOWN)
