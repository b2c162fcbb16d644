"""DuckDB, the embedded engine: a database file, data files, or rows in memory."""

from __future__ import annotations

from segql.engines.duckdb.opening import connect

__all__ = ["connect"]
