"""What all tests share: the flag that rewrites golden files, and where data outside lies."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write what the code says now into the expected blocks of golden files",
    )


@pytest.fixture(scope="session")
def update_golden(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of published data sets: $SEGQL_SHARED_DATA, or shared/data beside the project."""
    folder = Path(os.environ.get("SEGQL_SHARED_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("the published data sets are not here; set SEGQL_SHARED_DATA to their folder")
    return folder
