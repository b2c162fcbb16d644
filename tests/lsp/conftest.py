"""One server for all tests of a module, on a copy of the outdoor shop."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lsp.client import Editor

SHOP = Path(__file__).parents[2] / "examples" / "outdoor_shop"


def copy_of_shop(folder: Path) -> Path:
    kept = shutil.ignore_patterns("target", "expected.json")
    return Path(shutil.copytree(SHOP, folder / "shop", ignore=kept))


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    running = Editor(copy_of_shop(tmp_path_factory.mktemp("lsp")))
    yield running
    assert running.close() == 0
