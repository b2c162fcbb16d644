"""SQLite, in process: a database file, or rows in memory."""

from __future__ import annotations

from segql.engines.sqlite.engine import connect
from segql.engines.sqlite.functions import register

__all__ = ["connect", "register"]
