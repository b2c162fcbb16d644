"""An analysis with a memory finds what one without finds, and types only what has changed."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from segql.catalog import load_catalog
from segql.catalog.models import Settings
from segql.semantics import analyze
from segql.semantics.memory import Memory
from segql.source import Source
from segql.syntax import nodes, parse_file

SHOP = Path(__file__).parents[3] / "examples" / "outdoor_shop"
SETTINGS = Settings(name="shop", timezone="Europe/Stockholm")
WORDS = (
    ("interest", "intrest"),
    ("orders", "lines"),
    ("country", "age"),
    ("young", "yung"),
    ("segment", "trait"),
    ("in last", "in next"),
    ("param", "trait"),
    ("orders.", "lines."),
    ("buyers", "purchases_90d"),
    ("amount", "channel"),
    ("12", "1"),
    ("case", "case x where everybody case"),
    ("\n", "\n# more\n"),
)


def shop() -> dict[str, str]:
    return {
        path.relative_to(SHOP).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted((SHOP / "segments").rglob("*.seg"))
    }


def mutated(text: str, rng: random.Random) -> str:
    old, new = rng.choice(WORDS)
    if rng.random() < 0.3:
        old, new = new, old
    places = text.count(old)
    if not places:
        return text + f"\nsegment s{rng.randrange(9)} where everybody\n"
    before, *rest = text.split(old, rng.randrange(places) + 1)
    return old.join([before, *rest[:-1]]) + new + rest[-1]


@pytest.mark.parametrize("seed", range(6))
def test_edits_one_after_another_give_what_a_fresh_analysis_gives(seed: int) -> None:
    rng = random.Random(seed)
    catalog = load_catalog(SHOP)
    memory = Memory()
    original = shop()
    texts = dict(original)
    parsed = {path: parse_file(Source(path, text)).file for path, text in texts.items()}
    reused = 0
    for _ in range(12):
        path = rng.choice(list(texts))
        texts[path] = original[path] if rng.random() < 0.3 else mutated(texts[path], rng)
        parsed[path] = parse_file(Source(path, texts[path])).file
        files = [file for file in parsed.values() if file is not None]
        parameters = {"min_orders": "5"} if rng.random() < 0.2 else {}
        kept = analyze(files, catalog, SETTINGS, parameters, memory)
        fresh = analyze(files, catalog, SETTINGS, parameters)
        assert kept.diagnostics == fresh.diagnostics
        assert kept.program == fresh.program
        reused += memory.reused
    assert reused


def files_of(**texts: str) -> list[nodes.File]:
    found = [parse_file(Source(f"{name}.seg", text)).file for name, text in texts.items()]
    return [file for file in found if file is not None]


def test_only_what_changed_and_what_rests_on_it_is_typed_anew() -> None:
    catalog = load_catalog(SHOP)
    memory = Memory()
    first = files_of(
        one="trait spend = sum(orders.amount)",
        two="segment big where spend > 100",
        three="segment old where age > 60",
    )
    analyze(first, catalog, SETTINGS, None, memory)
    analyze(first, catalog, SETTINGS, None, memory)
    untouched = memory.typed
    # another total of the same type: nobody else need look at it
    same = [*files_of(one="trait spend = sum(lines.price)"), *first[1:]]
    analyze(same, catalog, SETTINGS, None, memory)
    assert memory.typed - untouched == 2  # the survey, the definition
    # text instead of a number: the segment that compares it is asked again
    text = [*files_of(one="trait spend = last(orders.channel)"), *first[1:]]
    found = analyze(text, catalog, SETTINGS, None, memory)
    assert [item.span.source.path for item in found.diagnostics if item.span] == ["two.seg"]
    assert memory.typed - untouched == 3


def test_a_name_that_was_missing_counts_as_looked_up() -> None:
    catalog = load_catalog(SHOP)
    memory = Memory()
    user = files_of(two="segment big where spending > 100")
    assert analyze(user, catalog, SETTINGS, None, memory).has_errors
    both = [*user, *files_of(one="trait spending = sum(orders.amount)")]
    assert not analyze(both, catalog, SETTINGS, None, memory).has_errors


def test_another_catalog_empties_the_memory() -> None:
    memory = Memory()
    files = files_of(two="segment big where age > 10")
    analyze(files, load_catalog(SHOP), SETTINGS, None, memory)
    everything = memory.typed
    analyze(files, load_catalog(SHOP), SETTINGS, None, memory)
    assert memory.typed == everything
