"""Typed tree to plan: what has to be computed, apart from how any engine spells it."""

from segql.plan.build import build_plan
from segql.plan.moments import Clock
from segql.plan.nodes import DefinitionKey, Plan

__all__ = ["Clock", "DefinitionKey", "Plan", "build_plan"]
