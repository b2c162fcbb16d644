"""Rebuilding typed trees, whatever their nodes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any, cast

from segql.semantics import tree


def rewrite(node: tree.Expr, change: Callable[[Any], Any]) -> tree.Expr:
    """A copy in which every node, the innermost first, went through `change`."""
    return cast(tree.Expr, _rewrite(node, change))


def _rewrite(node: Any, change: Callable[[Any], Any]) -> Any:
    new: dict[str, Any] = {}
    for item in fields(node):
        value = getattr(node, item.name)
        if item.name == "span":
            continue
        if isinstance(value, tuple):
            made = tuple(_rewrite(part, change) if is_dataclass(part) else part for part in value)
            if any(a is not b for a, b in zip(made, value, strict=True)):
                new[item.name] = made
        elif is_dataclass(value):
            changed = _rewrite(value, change)
            if changed is not value:
                new[item.name] = changed
    return change(replace(node, **new) if new else node)
