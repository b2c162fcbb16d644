"""DataFusion, in process: Parquet files, or rows in memory. Needs the extra [datafusion]."""

from __future__ import annotations

from segql.engines.datafusion.engine import connect

__all__ = ["connect"]
