"""Every fenced example in the README and the docs is run, and shows what really comes out.

```` ```seg ````: checked against the outdoor shop. ```` ```seg broken ````: the next `text` block
is the message. ```` ```sh ````: lines that begin with `segql` are run in a copy of the project's
folder, and the next `text` block is what they print; other lines are for people's machines and
are run by CI. ```` ```python ````: executed; the next `text` block is what it prints.
```` ```yaml NAME ````: read as that file; `catalog.TARGET.yml` beside the catalog above it.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from segql.catalog import LoadedCatalog, Settings, load_catalog, load_settings
from segql.catalog.document import read_document
from segql.catalog.overrides import overridden
from segql.diagnostics.render import render
from segql.semantics import analyze
from segql.source import Source
from segql.syntax import nodes, parse_file
from segql.testing.load import load_tests
from tests.docs.pages import DOCS, PAGES, ROOT
from tests.golden.casefile import Block, CaseFile

SHOP = ROOT / "examples" / "outdoor_shop"
FILES = [
    ROOT / "README.md",
    *sorted(path for path in DOCS.rglob("*.md") if path.name not in PAGES),
    *sorted((ROOT / "examples").glob("*/README.md")),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what the examples name."""
    copy = tmp_path_factory.mktemp("docs")
    shutil.copytree(
        ROOT / "examples", copy / "examples", ignore=shutil.ignore_patterns("target", "__pycache__")
    )
    return copy


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_examples(path: Path, folder: Path, tmp_path: Path, update_golden: bool) -> None:
    file = CaseFile.read(path)
    changes: list[tuple[Block, str]] = []
    for number, block in enumerate(file.blocks):
        after = file.blocks[number + 1] if number + 1 < len(file.blocks) else None
        expected = after if after is not None and after.info == "text" else None
        found = output_of(block, folder, tmp_path)
        if found is None or expected is None:
            continue
        if update_golden:
            changes.append((expected, found))
        else:
            assert found == expected.body, block.body
    text = file.text
    for block, body in reversed(changes):
        text = text[: block.start] + body + text[block.end :]
    if update_golden:
        path.write_text(text, encoding="utf-8")


def output_of(block: Block, folder: Path, scratch: Path) -> str | None:
    """What an example prints; None where it is only checked. Fails where it is wrong."""
    kind, _, name = block.info.partition(" ")
    match kind:
        case "seg":
            return checked(block.body, broken=name == "broken")
        case "sh":
            return shell(block.body, folder)
        case "python":
            return python(block.body, folder)
        case "yaml":
            read_yaml(name, block.body, scratch)
    return None


def checked(text: str, broken: bool) -> str | None:
    """The messages about a broken example; nothing for one that must be sound."""
    source = Source("mine.seg", text)
    parsed = parse_file(source)
    files = [parsed.file] if parsed.file is not None else []
    taken = {item.name.name for file in files for item in file.definitions}
    catalog = load_catalog(SHOP)
    problems = list(parsed.diagnostics)
    problems += analyze([*files, *the_shop_s_own(taken)], catalog, settings()).diagnostics
    mine = [item for item in problems if item.span is None or item.span.source is source]
    if broken:
        assert mine, text
        return render(mine, "text")
    assert not [item for item in mine if item.is_error], render(mine, "text")
    return None


def settings() -> Settings:
    return load_settings(SHOP, {}).settings


def the_shop_s_own(taken: set[str]) -> list[nodes.File]:
    """The shop's files, without those that define a name of the example."""
    files = []
    for path in sorted((SHOP / "segments").rglob("*.seg")):
        parsed = parse_file(Source(path.as_posix(), path.read_text(encoding="utf-8")))
        assert parsed.file is not None
        if not taken & {item.name.name for item in parsed.file.definitions}:
            files.append(parsed.file)
    return files


def shell(text: str, folder: Path) -> str:
    printed = ""
    for line in text.splitlines():
        if not line.startswith("segql "):
            continue
        done = subprocess.run(
            [sys.executable, "-m", "segql", *shlex.split(line, comments=True)[1:]],
            cwd=folder,
            env={
                **{k: v for k, v in os.environ.items() if not k.startswith("SEGQL_")},
                "PYTHONPATH": str(ROOT),
                "COLUMNS": "100",
                "NO_COLOR": "1",
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode in (0, 1), f"{line}\n{done.stdout}{done.stderr}"
        assert "Traceback" not in done.stderr, done.stderr
        printed += done.stdout
    return printed


def python(text: str, folder: Path) -> str:
    printed = io.StringIO()
    before = Path.cwd()
    os.chdir(folder)
    try:
        with contextlib.redirect_stdout(printed):
            exec(compile(text, "example", "exec"), {"__name__": "example"})
    finally:
        os.chdir(before)
    return printed.getvalue()


def read_yaml(name: str, text: str, scratch: Path) -> None:
    """Read a YAML example as the file that it is called after."""
    of_target = re.fullmatch(r"catalog\.\w+\.yml", name) is not None
    if name not in ("segql.yml", "catalog.yml", "test.yml") and not of_target:
        return
    place = scratch / name
    place.write_text(text, encoding="utf-8")
    match name:
        case "segql.yml":
            load_settings(scratch, {})
        case "catalog.yml":
            load_catalog(place)
        case _ if of_target:
            # beside the catalog that stands above it on the page
            overridden(load_catalog(scratch / "catalog.yml"), read_document(place, name))
        case _:
            catalog: LoadedCatalog = load_catalog(SHOP)
            loaded = load_tests(place, catalog, settings(), name)
            assert not loaded.diagnostics, render(loaded.diagnostics, "text")


def test_the_first_shell_block_of_the_readme_is_the_two_commands() -> None:
    block = next(b for b in CaseFile.read(ROOT / "README.md").blocks if b.info == "sh")
    first, second = block.body.splitlines()
    assert first.endswith(".venv/bin/segql run --project examples/outdoor_shop")
    assert second.endswith(".venv/bin/pytest -q -n auto")
