"""Every comparison runs at a tiny size, and all answer alike; times prove nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.__main__ import PAGE, PLACES, RESULTS
from benchmarks.definitions import definitions
from benchmarks.digest import digest, digests
from benchmarks.figures import Bar, Comparison, Figure
from benchmarks.many import changed
from benchmarks.measuring import ROOT, child, interleaved
from benchmarks.page import page, read


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("benchmarks")


@pytest.mark.parametrize("name", PLACES)
def test_a_comparison_runs_and_answers_agree(name: str, folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", name, "--quick", "--folder", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = Comparison.read(folder / "results" / f"{name}.json")
    assert found.title in done.stdout
    assert found.first in found.compared
    assert all(figure.value > 0 for figure in found.figures)
    if found.absent:
        pytest.skip(f"ran without {', '.join(found.absent)}, not installed")


def test_the_page_says_what_the_results_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(read(RESULTS, list(PLACES)))


def test_every_plot_of_the_page_is_there() -> None:
    for comparison in read(RESULTS, list(PLACES)):
        plot = (PAGE.with_suffix("") / f"{comparison.name}.svg").read_text(encoding="utf-8")
        assert plot.startswith("<svg")
        assert "http" not in plot.replace("http://www.w3.org/", "")


def test_plots_are_drawn(tmp_path: Path) -> None:
    pytest.importorskip("altair")
    pytest.importorskip("vl_convert")
    from benchmarks.plots import draw

    figures = (Figure("few", "SegQL", 1.5), Figure("few", "others", 15.0))
    comparison = Comparison("x", "X", "About.", "2", "seconds", "SegQL", "All.", figures)
    draw(comparison, tmp_path / "x.svg")
    assert "15.0" in (tmp_path / "x.svg").read_text(encoding="utf-8")


def test_a_missed_bar_is_told_with_its_reason() -> None:
    figures = (Figure("few", "SegQL", 4.0), Figure("few", "others", 1.0))
    bar = Bar("few, of others", 4.0, 1.1, "at most", why="It reads twice.")
    shown = page([Comparison("x", "X", "About.", "2", "s", "others", "All.", figures, (bar,))])
    assert "| few, of others | at most 1.10 times | 4.00 times | missed |" in shown
    assert "Missed: few, of others, 4.00 times. It reads twice." in shown
    assert "| few | 4.00 (4.0×) | 1.00 |" in shown


def test_digests_tell_members_apart() -> None:
    assert digest([3, 1, 2]) == digest([1, 2, 3])
    assert digest([1, 2, 3]) != digest([1, 2, 4])
    assert digest([1, 4]) != digest([2, 3])
    assert digest([]) == "0:0:0"
    assert digests("x", [1, 2], ["a", "b"]) == {"x.a": digest([1]), "x.b": digest([2])}


def test_a_child_is_measured_and_its_failure_is_told() -> None:
    cost = child("-c", "print(sum(range(3_000_000)))")
    assert cost.output == "4499998500000\n"
    assert cost.cpu > 0.01
    assert cost.memory > 5
    with pytest.raises(RuntimeError, match="failed with 3"):
        child("-c", "raise SystemExit(3)")


def test_tasks_take_turns_and_another_begins_each_round() -> None:
    order: list[str] = []

    def task(name: str, output: str) -> object:
        order.append(name)
        return child("-c", f"print({json.dumps(output)})")

    costs = interleaved(2, {"a": lambda: task("a", "A"), "b": lambda: task("b", "B")})  # type: ignore[dict-item,return-value]
    assert order == ["a", "b", "b", "a"]
    assert costs["a"].output == "A\n"


def test_the_changed_condition_is_of_one_definition_alone() -> None:
    for count in (10, 20, 200, 1000):
        made = definitions(count)
        chosen = changed(made)
        others = [item.text for item in made if item is not chosen]
        assert not any(f"segment {chosen.name}" in text for text in others)
