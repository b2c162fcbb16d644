"""Completion never offers what the language then refuses, and never fails."""

from __future__ import annotations

import random
import re
from functools import cache
from pathlib import Path

import pytest

from segql.editor.completion import complete
from segql.editor.convert import plain
from segql.editor.folder import Folder
from segql.editor.symbols import uses_in
from segql.semantics.project import Project
from segql.source import Source
from segql.syntax import parse_file
from segql.syntax.at import keywords

SHOP = Path(__file__).parents[3] / "examples" / "outdoor_shop"
FILES = sorted((SHOP / "segments").rglob("*.seg"))


@cache
def project() -> Project:
    analysis = Folder(SHOP).snapshot().analysis
    assert analysis is not None
    return analysis.project


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_word_of_the_examples_is_offered_at_its_place(path: Path) -> None:
    """A name or keyword of a sound file is among what is offered where it stands."""
    text = path.read_text(encoding="utf-8")
    file = parse_file(Source(path.name, text)).file
    assert file is not None
    missing = []
    rng = random.Random(path.stem)
    uses = [use for use in uses_in(file, project()) if not use.defines and not use.text]
    for use in rng.sample(uses, min(12, len(uses))):
        name = use.span.text
        _, items = complete(text, use.span.start + 1, path.name, project())
        labels = {item.label for item in items} | {item.label.split(".")[0] for item in items}
        labels |= {word for label in labels for word in label.split()}
        if name not in labels and name.split()[-1] not in labels:
            missing.append((name, text[max(0, use.span.start - 40) : use.span.end]))
    assert not missing


@pytest.mark.parametrize("path", FILES[:6], ids=lambda path: path.stem)
def test_keywords_of_the_examples_are_offered_at_their_places(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    known = {
        word for spelled in keywords().values() for phrase in spelled for word in phrase.split()
    }
    missing = []
    for match in re.finditer(r'#[^\n]*|"[^"\n]*"|(?<![\w$.])[a-z]+\b', text):
        if match[0] not in known or match[0] in ("size", "channel", "start"):
            continue
        before = text[: match.start()].split()[-1:]
        if before in (["as"], ["within"]):
            continue  # `as of` and `within segment` are offered as one piece
        _, items = complete(text, match.start() + 1, path.name, project())
        offered = " ".join(f"{item.label} {item.insert}" for item in items)
        words = set(re.findall(r"[a-z]+", offered))
        if match[0] not in words:
            missing.append((match[0], text[max(0, match.start() - 30) : match.end()]))
    assert not missing


def test_nothing_that_is_typed_makes_it_fail() -> None:
    rng = random.Random(7)
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        for _ in range(6):
            cut = rng.randrange(len(text) + 1)
            noise = "".join(rng.choices("()\"'`$.,=<> \n#aé\U0001f600", k=rng.randrange(6)))
            broken = text[:cut] + noise + text[rng.randrange(len(text) + 1) :]
            start, _ = complete(broken, rng.randrange(len(broken) + 1), path.name, project())
            assert 0 <= start <= len(broken)


def test_snippets_without_their_marks_are_what_they_begin_with() -> None:
    assert plain("in last ${1:30} ${2:days}") == "in last 30 days"
    assert plain("in this ${1|week,month|}") == "in this week"
    assert plain("count($1)") == "count()"
