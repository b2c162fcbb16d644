"""The engines of the tests, each empty: in process, or a server started here for a while."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from segql.catalog.models import Target
from segql.engines import Engine, scratch

ENGINES = ("sqlite",)


@contextmanager
def opened(name: str) -> Iterator[Engine]:
    """An engine with an empty place for rows."""
    with scratch(Target(engine=name)) as engine:
        yield engine
