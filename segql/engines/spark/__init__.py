"""Spark, here or on a cluster, by pyspark: needs the extra [spark], and Java."""

from __future__ import annotations

from segql.engines.spark.engine import connect

__all__ = ["connect"]
