"""Does something again whenever a file of the project changes, until a person stops it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from segql.cli import console

PAUSE = 0.25
"""Seconds between two looks at the files."""

_CLEAR = "\x1b[2J\x1b[H"

State = dict[Path, tuple[int, int]]


def watch(action: Callable[[], int], places: Callable[[], Iterable[Path]]) -> int:
    """Run `action` now and after each change of a file below `places`; Ctrl-C ends it.

    The exit code is that of the last run, so that a script may ask how it stood in the end.
    """
    code = 0
    try:
        while True:
            before = _state(places())
            if sys.stdout.isatty():
                console.emit(_CLEAR)
            code = action()
            console.emit(f"{time.strftime('%H:%M:%S')}, watching for changes; Ctrl-C ends it")
            sys.stdout.flush()
            _wait(before, places)
    except KeyboardInterrupt:
        console.emit("\n")
        return code


def _wait(before: State, places: Callable[[], Iterable[Path]]) -> None:
    """Until the files are no longer as they were, and have come to rest."""
    while _state(places()) == before:
        time.sleep(PAUSE)
    settled: State = {}
    while (now := _state(places())) != settled:
        settled = now
        time.sleep(PAUSE / 5)


def _state(places: Iterable[Path]) -> State:
    found: State = {}
    for file in _files(places):
        try:
            told = file.stat()
        except OSError:
            continue
        found[file] = (told.st_mtime_ns, told.st_size)
    return found


def _files(places: Iterable[Path]) -> Iterator[Path]:
    for place in places:
        if place.is_dir():
            yield from (path for path in place.rglob("*") if path.suffix in (".seg", ".yml"))
        else:
            yield place
