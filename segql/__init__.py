"""SegQL: customer segments as text, compiled to SQL.

Names are imported when they are first used, so that `import segql` itself costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from segql.catalog.models import Catalog
    from segql.diagnostics import Diagnostic, SegqlError
    from segql.project import Members, Project, RunResult, compile

__version__ = "0.1.0"

__all__ = [
    "Catalog",
    "Diagnostic",
    "Members",
    "Project",
    "RunResult",
    "SegqlError",
    "__version__",
    "compile",
]

_PLACES = {
    "Catalog": "segql.catalog.models",
    "Diagnostic": "segql.diagnostics",
    "Members": "segql.project",
    "Project": "segql.project",
    "RunResult": "segql.project",
    "SegqlError": "segql.diagnostics",
    "compile": "segql.project",
}


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module 'segql' has no attribute {name!r}")
    value = getattr(importlib.import_module(_PLACES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
