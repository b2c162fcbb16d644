"""Unit tests of definitions, in YAML: reading them, and running them on an engine."""

from __future__ import annotations

from segql.testing.load import load_all, load_tests
from segql.testing.model import Expectation, LoadedTests, Refusal, UnitTest
from segql.testing.schema import test_schema

__all__ = [
    "Expectation",
    "LoadedTests",
    "Refusal",
    "UnitTest",
    "load_all",
    "load_tests",
    "test_schema",
]
