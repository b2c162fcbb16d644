"""Plan to SQL text, in a dialect. sqlglot is loaded at the first call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal as OneOf

from segql.plan.moments import Clock
from segql.plan.nodes import DefinitionKey, Plan

Shape = OneOf["select", "view", "table"]


def compile_sql(
    plan: Plan,
    key: DefinitionKey,
    *,
    dialect: str = "duckdb",
    clock: Clock | None,
    shape: Shape = "select",
    name: str | None = None,
) -> str:
    """One definition as a statement. `clock` None means live: the engine's own clock.

    Columns: of a segment the customer's key; of a trait, segmentation or experiment the key and
    a column named after it. A view or table is called `name`, or as the definition. Raises
    SegqlError where the dialect cannot express the definition.
    """
    from segql.sql import statements

    return statements.definition(plan, key, dialect=dialect, clock=clock, shape=shape, name=name)


def supported_dialects() -> tuple[str, ...]:
    """The dialects that SQL can be written in."""
    from segql.sql.dialects import DIALECTS

    return tuple(DIALECTS)


__all__ = ["Sequence", "compile_sql", "supported_dialects"]
