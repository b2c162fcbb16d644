"""ZetaSQL, Google's own implementation of GoogleSQL, in process: proves what BigQuery is sent."""

from __future__ import annotations

# before what it brings along, so that it is the one that is named where it is missing
from zetasql import __version__

from segql.engines.zetasql.engine import connect

__all__ = ["__version__", "connect"]
