"""Rules that make a plan smaller or cheaper and never change what it means."""

from collections.abc import Callable

from segql.optimize.defaults import drop_defaults
from segql.optimize.existence import ask_existence
from segql.optimize.gather import gather_sets
from segql.optimize.inline import inline_traits
from segql.plan.nodes import Plan

Rule = Callable[[Plan], Plan]

RULES: tuple[Rule, ...] = (inline_traits, ask_existence, gather_sets, drop_defaults)


def optimize(plan: Plan) -> Plan:
    """The plan after every rule, in order."""
    for rule in RULES:
        plan = rule(plan)
    return plan


__all__ = ["RULES", "optimize"]
