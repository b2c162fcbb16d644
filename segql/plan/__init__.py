"""Typed tree to plan: what has to be computed, apart from how any engine spells it."""
