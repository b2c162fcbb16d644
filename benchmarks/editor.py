"""How long an editor waits: a project of 500 segments, asked over the protocol.

    python benchmarks/editor.py [--segments 500] [--rounds 60]

Before each question the file is edited, so that it has to be read and typed anew. `clock` is what
an editor sees, from the edit to the answer, with the language server in a process of its own; `CPU`
is what the server spends on it, so that other work on the machine does not count. `problems` is
the time until the problems of the edited file are there, the pause for typing (80 ms) taken off.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from lsprotocol import types as lsp

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from segql.editor.server import DEBOUNCE  # noqa: E402
from tests.lsp.client import Editor  # noqa: E402

PER_FILE = 10


def project(folder: Path, segments: int) -> Path:
    """The outdoor shop with so many more segments, which rest on each other."""
    root = Path(shutil.copytree(ROOT / "examples" / "outdoor_shop", folder / "shop"))
    rng = random.Random(1)
    below = root / "segments" / "generated"
    below.mkdir()
    for first in range(0, segments, PER_FILE):
        texts = [segment(rng, number) for number in range(first, first + PER_FILE)]
        (below / f"part_{first // PER_FILE}.seg").write_text("\n".join(texts), encoding="utf-8")
    return root


def segment(rng: random.Random, number: int) -> str:
    other = f"\n  and not in segment s{rng.randrange(number)}" if number else ""
    return (
        f'segment s{number} "Segment {number}"\n'
        f'  goal "measure"\n  owner "crm team"\n  tags "generated", "t{number % 7}"\nwhere\n'
        f"  age {rng.randrange(18, 30)}..{rng.randrange(40, 70)}\n"
        f'  and count(orders in last {rng.randrange(10, 300)} days where channel = "web" and '
        f"amount > {rng.randrange(100)}) > {number % 5}\n"
        f'  and country in ("SE", "NO"){other}\n'
    )


Times = list[tuple[float, float]]


def spent(process: int) -> float:
    """The milliseconds of CPU that a process has had."""
    tasks = Path(f"/proc/{process}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1e6


def timed(editor: Editor, work: Callable[[int], object], rounds: int) -> Times:
    """Milliseconds by the clock and of the server's CPU, of each round."""
    server = editor.client._server
    assert server is not None
    found = []
    for turn in range(rounds):
        start, cpu = time.perf_counter(), spent(server.pid)
        work(turn)
        found.append(((time.perf_counter() - start) * 1000, spent(server.pid) - cpu))
    return found


def measure(root: Path, rounds: int) -> dict[str, Times]:
    start = time.perf_counter()
    editor = Editor(root)
    name = "segments/generated/part_20.seg"
    text = (root / name).read_text(encoding="utf-8")
    editor.open(name, text.replace("country in", "cuntry in", 1))
    editor.problems_of(name)
    server = editor.client._server
    assert server is not None
    found = {"start": [((time.perf_counter() - start) * 1000, spent(server.pid))]}
    document = lsp.TextDocumentIdentifier(editor.uri(name))

    def edited(turn: int, mark: str) -> lsp.Position | None:
        """A text that is new each time, so that it has to be read and typed before the answer."""
        return editor.open(name, f"# {turn}\n" + text.replace("country in", mark, 1))[1]

    def completion(turn: int) -> object:
        place = edited(turn, 'country = "|" and country in')
        return editor.wait(
            editor.client.text_document_completion_async(lsp.CompletionParams(document, place))
        )

    def hover(turn: int) -> object:
        place = edited(turn, "coun|try in")
        return editor.wait(
            editor.client.text_document_hover_async(lsp.HoverParams(document, place))
        )

    def definition(turn: int) -> object:
        place = edited(turn, "coun|try in")
        return editor.wait(
            editor.client.text_document_definition_async(lsp.DefinitionParams(document, place))
        )

    def references(turn: int) -> object:
        place = edited(turn, "coun|try in")
        context = lsp.ReferenceContext(include_declaration=True)
        return editor.wait(
            editor.client.text_document_references_async(
                lsp.ReferenceParams(context, document, place)
            )
        )

    def problems(turn: int) -> object:
        before = editor.told.get(document.uri, 0)
        wrong = "a" * (turn % 20 + 1)
        edited(turn, f"cuntry_{wrong} in")
        return editor.until(lambda: editor.told.get(document.uri, 0) > before)

    found["completion"] = timed(editor, completion, rounds)
    found["hover"] = timed(editor, hover, rounds)
    found["definition"] = timed(editor, definition, rounds)
    found["references"] = timed(editor, references, rounds)
    pause = DEBOUNCE * 1000
    found["problems"] = [(took - pause, cpu) for took, cpu in timed(editor, problems, rounds)]
    editor.close()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--segments", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=60)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = measure(project(Path(folder), asked.segments), asked.rounds)
    print(f"{asked.segments} segments, ms{'':6}{'clock':>16}{'CPU':>18}")
    print(f"{'':14}{'median':>9}{'p95':>9}{'median':>9}{'p95':>9}")
    for name, times in found.items():
        columns = [sorted(column) for column in zip(*times, strict=True)]
        cells = [figure for column in columns for figure in (median(column), p95(column))]
        print(f"{name:14}" + "".join(f"{cell:9.1f}" for cell in cells))


def p95(ordered: list[float]) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]


if __name__ == "__main__":
    main()
