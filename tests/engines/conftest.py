"""One server an engine for all tests of this folder, started at its first use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from segql.catalog.models import Target
from segql.engines import Engine, scratch
from tests.engines.servers import ENGINES, MARKS, WAYS, target_of


def marked(names: Sequence[str]) -> list[object]:
    """Engines as parameters for a fixture, with the markers of each."""
    return [
        pytest.param(name, marks=getattr(pytest.mark, MARKS[name]) if name in MARKS else ())
        for name in names
    ]


def of_every_engine() -> list[object]:
    """Every way to every engine."""
    return marked(WAYS)


@pytest.fixture(scope="session", params=marked(ENGINES))
def target(request: pytest.FixtureRequest) -> Iterator[Target]:
    """A target for each engine in turn; skipped with the reason where it is not installed."""
    with target_of(request.param) as found:
        yield found


@pytest.fixture(scope="session")
def engine(target: Target) -> Iterator[Engine]:
    """An engine with an empty place for rows."""
    with scratch(target) as opened:
        yield opened
