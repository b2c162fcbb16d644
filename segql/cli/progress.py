"""Says on a terminal what takes longer than a second."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

DELAY = 1.0


@contextmanager
def working(text: str) -> Iterator[None]:
    """Show the text with a spinner on stderr once the block has run for a second.

    Nothing is shown where stderr is not a terminal, and nothing is left behind.
    """
    if not sys.stderr.isatty():
        yield
        return
    done = threading.Event()
    shower = threading.Thread(target=_show, args=(text, done), daemon=True)
    shower.start()
    try:
        yield
    finally:
        done.set()
        shower.join()


def _show(text: str, done: threading.Event) -> None:
    if done.wait(DELAY):
        return
    from rich.console import Console

    with Console(stderr=True).status(text):
        done.wait()
