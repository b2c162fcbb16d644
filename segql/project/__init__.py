"""One project, and what can be asked of it: the Python API, imported when first used."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from segql.project.project import Project
    from segql.project.results import Members, RunResult
    from segql.project.text import compile

__all__ = ["Members", "Project", "RunResult", "compile"]

_PLACES = {"Members": "results", "Project": "project", "RunResult": "results", "compile": "text"}


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_PLACES[name]}"), name)
