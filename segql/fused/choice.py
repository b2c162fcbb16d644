"""Whether one pass over whole tables costs less than asking the engine for each condition."""

from __future__ import annotations

from segql.engines.columnar import Columnar
from segql.fused.cache import Cache
from segql.fused.evaluate import conditions_of
from segql.fused.reading import customers_identity
from segql.plan.nodes import Exists, Measure, Plan
from segql.plan.rewrite import descendants

MANY = 16
"""From so many different conditions on events on, reading whole tables costs less than asking the
engine for each."""

FEW = 3
"""With copies in the cache, from so many conditions on events on."""


def is_worth_it(plan: Plan, engine: Columnar, cache: Cache | None) -> bool:
    """By how many different conditions on events there are, and whether copies are there."""
    asked = 0
    for leaf in conditions_of(plan):
        if any(isinstance(part, Measure | Exists) for part in descendants(leaf)):
            asked += 1
            if asked >= MANY:
                return True
    if asked < FEW or cache is None:
        return False
    identity = customers_identity(engine, plan.customer)
    return identity is not None and bool(cache.names(identity))
