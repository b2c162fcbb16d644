"""PostgreSQL, by psycopg: needs the extra [postgres]."""

from __future__ import annotations

from segql.engines.postgres.engine import connect

__all__ = ["connect"]
