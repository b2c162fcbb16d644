"""BigQuery, through Google's client (`segql[bigquery]`)."""

from __future__ import annotations

from segql.engines.bigquery.engine import connect

__all__ = ["connect"]
