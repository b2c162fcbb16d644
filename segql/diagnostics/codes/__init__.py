"""Every kind of problem, one module a stage; `all_codes` is the register."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from segql.diagnostics.model import Code


@cache
def all_codes() -> dict[str, Code]:
    """Every declared code by its id (`SEG203`), sorted."""
    found: dict[str, Code] = {}
    for module in pkgutil.iter_modules(__path__):
        for value in vars(importlib.import_module(f"{__name__}.{module.name}")).values():
            if isinstance(value, Code):
                if value.id in found and found[value.id] is not value:
                    raise ValueError(f"two codes share {value.id}")
                found[value.id] = value
    return dict(sorted(found.items()))
