"""Every recipe of the cookbook runs on the outdoor shop, and has the size that is printed."""

from __future__ import annotations

import re
from pathlib import Path

import segql
from tests.docs.pages import DOCS, ROOT

PAGE = DOCS / "cookbook.md"
RECIPE = re.compile(
    r"### (?P<title>.+)\n\n(?P<why>.+)\n\n"
    r"```seg\n(?P<text>.+?)```\n\n\*(?P<size>In the shop: .+)\*",
    re.DOTALL,
)


def recipes() -> list[re.Match[str]]:
    parts = re.split(r"(?=^### )", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    found = [RECIPE.match(part) for part in parts if part.startswith("### ")]
    assert all(found), "a recipe is a title, a sentence, a definition and its size"
    return [match for match in found if match is not None]


def test_there_are_recipes_enough() -> None:
    titles = [recipe["title"] for recipe in recipes()]
    assert len(titles) >= 30
    assert len(titles) == len(set(titles))
    for page in (ROOT / "README.md", DOCS / "guide.md"):
        assert f"{len(titles)} segments to copy" in page.read_text(encoding="utf-8")


def test_every_recipe_runs(tmp_path: Path, update_golden: bool) -> None:
    found = recipes()
    files = []
    for number, recipe in enumerate(found):
        file = tmp_path / f"recipe_{number:02}.seg"
        file.write_text(recipe["text"], encoding="utf-8")
        files.append(file)
    project = segql.Project.load(ROOT / "examples" / "outdoor_shop", files=files)
    names = {number: own(project, path) for number, path in enumerate(files)}
    assert all(names.values()), "the shop has no definition of the same name"
    result = project.run([name for defined in names.values() for name in defined])
    text = PAGE.read_text(encoding="utf-8")
    sizes = {number: said(result, defined) for number, defined in names.items()}
    if update_golden:
        for number, recipe in enumerate(found):
            line = f"{recipe['text']}```\n\n*"
            text = text.replace(f"{line}{recipe['size']}*", f"{line}{sizes[number]}*")
        PAGE.write_text(text, encoding="utf-8")
        return
    wrong = [
        f"{recipe['title']}: {sizes[number]}, not {recipe['size']}"
        for number, recipe in enumerate(found)
        if sizes[number] != recipe["size"]
    ]
    assert not wrong, "\n".join(wrong)
    assert not [line for line in sizes.values() if "nobody" in line]


def own(project: segql.Project, path: Path) -> list[str]:
    """What a recipe defines that can be counted."""
    listed = project.definitions.values()
    return [item.name for item in listed if item.path.endswith(path.name) and item.is_counted]


def said(result: segql.RunResult, names: list[str]) -> str:
    """The sizes of a recipe's definitions, as the page prints them."""
    figures = []
    for count in result.segments:
        if count.name in names:
            figures.append(f"{count.size:,} of {result.customers:,}" if count.size else "nobody")
    for split in (*result.segmentations, *result.experiments):
        if split.name in names:
            figures += [f"{part.title or part.name} {part.size:,}" for part in split.parts]
    return f"In the shop: {', '.join(figures)}"
