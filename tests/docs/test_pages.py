"""The generated pages are those of the declarations, and every example in them runs."""

from __future__ import annotations

import pytest

import segql
from segql.functions import EVERYTHING
from tests.docs.pages import DOCS, PAGES, ROOT

DECLARATIONS = [item for _, chapter in EVERYTHING for item in chapter]


@pytest.mark.parametrize("name", PAGES)
def test_generated_page_is_current(name: str, update_golden: bool) -> None:
    page = DOCS / name
    text = PAGES[name]()
    if update_golden:
        page.write_text(text, encoding="utf-8")
    assert page.read_text(encoding="utf-8") == text, "stale: pytest tests/docs --update-golden"


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> segql.Project:
    """The outdoor shop with one more file: every example as a segment."""
    file = tmp_path_factory.mktemp("examples") / "examples.seg"
    text = "\n".join(
        f"segment example_{number} where {item.example}" for number, item in enumerate(DECLARATIONS)
    )
    file.write_text(text, encoding="utf-8")
    return segql.Project.load(ROOT / "examples" / "outdoor_shop", files=[file])


@pytest.mark.parametrize("number", range(len(DECLARATIONS)))
def test_example_runs(examples: segql.Project, number: int) -> None:
    name = f"example_{number}"
    size = examples.run([name]).size(name)
    assert 0 <= size <= 2000, DECLARATIONS[number].example


def test_every_declaration_is_on_the_page() -> None:
    text = (DOCS / "functions.md").read_text(encoding="utf-8")
    assert all(item.example in text and item.signature in text for item in DECLARATIONS)


def test_names_are_their_own_within_a_chapter() -> None:
    for chapter, declarations in EVERYTHING:
        names = [item.name for item in declarations]
        assert len(names) == len(set(names)), chapter
