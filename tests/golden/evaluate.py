"""Evaluates a golden case: its source, data and conditions, on each backend.

The lines of a case's `members` and `values` blocks become definitions of one more file, so that
one analysis and one plan serve the whole case.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from segql.catalog import Catalog, LoadedCatalog, Settings
from segql.catalog.physical import Dataset
from segql.diagnostics import Diagnostic
from segql.diagnostics.render import render
from segql.semantics import Analysis, analyze
from segql.source import Source
from segql.syntax import nodes, parse_file
from segql.testing.load import load_tests
from tests.golden.casefile import CaseFile

HERE = Path(__file__).parent
SHOP = YAML(typ="safe").load((HERE / "catalog.yml").read_text(encoding="utf-8"))
SETTINGS = YAML(typ="safe").load((HERE / "segql.yml").read_text(encoding="utf-8"))


def yaml(text: str | None) -> Any:
    return YAML(typ="safe").load(text) if text else {}


def merged(base: Any, more: Any) -> Any:
    """A mapping with another laid over it, mapping by mapping."""
    if isinstance(base, dict) and isinstance(more, dict):
        return base | {key: merged(base.get(key), value) for key, value in more.items()}
    return more


def shown(problems: tuple[Diagnostic, ...]) -> str:
    return render(problems, "text")


@dataclass(frozen=True)
class Asked:
    """One line of a `members` or `values` block: what is asked, and under which name."""

    text: str
    answer: str
    name: str


class Case:
    """A golden case, analysed."""

    def __init__(self, file: CaseFile, scratch: Path) -> None:
        self.file = file
        self.scratch = scratch
        self.catalog = LoadedCatalog.from_catalog(
            Catalog.model_validate(merged(SHOP, yaml(file.body("yaml catalog"))))
        )
        self.settings = Settings.model_validate(merged(SETTINGS, yaml(file.body("yaml settings"))))
        self.members = self._asked("members", "m")
        self.values = self._asked("values", "v")

    def _asked(self, info: str, letter: str) -> list[Asked]:
        lines = (self.file.body(info) or "").splitlines()
        asked = [line.rpartition(": ") for line in lines if line.strip()]
        return [
            Asked(text, answer, f"golden_{letter}{number}")
            for number, (text, _, answer) in enumerate(asked, 1)
        ]

    @cached_property
    def sources(self) -> list[Source]:
        given = [
            Source(block.info.removeprefix("seg").strip() or "case.seg", block.body)
            for block in self.file.all("seg")
        ]
        lines = [f"segment {asked.name} where {asked.text}\n" for asked in self.members]
        lines += [f"trait {asked.name} = {asked.text}\n" for asked in self.values]
        return [*given, Source("asked.seg", "".join(lines))]

    @cached_property
    def analysis(self) -> Analysis:
        files: list[nodes.File] = []
        for source in self.sources:
            parsed = parse_file(source)
            assert parsed.file is not None, shown(parsed.diagnostics)
            assert not parsed.diagnostics, shown(parsed.diagnostics)
            files.append(parsed.file)
        analysis = analyze(files, self.catalog, self.settings)
        errors = tuple(problem for problem in analysis.diagnostics if problem.is_error)
        assert not errors, shown(errors)
        return analysis

    @cached_property
    def _loaded(self) -> tuple[Dataset, datetime]:
        path = self.scratch / "data.yml"
        body = self.file.body("yaml data")
        assert body, f"{self.file.path} has no data"
        path.write_text(body + "\nexpect: {everybody: []}\n", encoding="utf-8")
        loaded = load_tests(path, self.catalog, self.settings, self.file.path.name)
        assert not loaded.diagnostics, shown(loaded.diagnostics)
        (test,) = loaded.tests
        assert test.as_of is not None
        return test.dataset, test.as_of

    @property
    def dataset(self) -> Dataset:
        return self._loaded[0]

    @property
    def as_of(self) -> datetime:
        return self._loaded[1]


def expected_members(answer: str) -> set[int]:
    """`1 2 3`, or `none`."""
    return set() if answer == "none" else {int(word) for word in answer.split()}


def expected_values(answer: str) -> dict[int, str]:
    """`1=3 2="a b" 3=?` by key, still as text."""
    values: dict[int, str] = {}
    for word in split_words(answer):
        key, _, value = word.partition("=")
        values[int(key)] = value
    return values


def split_words(text: str) -> list[str]:
    """Words at blanks, but not within double quotes."""
    words, quoted = [""], False
    for character in text:
        quoted ^= character == '"'
        if character == " " and not quoted:
            words.append("")
        else:
            words[-1] += character
    return [word for word in words if word]


def same(found: object, expected: str) -> bool:
    """Whether a value is the one that a case spells."""
    if expected == "?":
        return found is None
    match found:
        case None:
            return False
        case bool():
            return expected == str(found).lower()
        case str():
            return expected == f'"{found}"'
        case datetime():
            return datetime.fromisoformat(expected) == found
        case float():
            return abs(found - float(expected)) < 1e-9
        case int() | Decimal():
            return Decimal(expected) == found
        case _:
            return expected == str(found)
