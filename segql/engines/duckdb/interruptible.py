"""Long work of DuckDB that Ctrl-C stops at once.

DuckDB looks for signals only now and then, and some queries never let it. So the work runs beside
the main thread, which waits and hands the interrupt over.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread, current_thread, main_thread
from typing import TypeVar

from duckdb import DuckDBPyConnection

T = TypeVar("T")
_AGAIN = 0.1  # seconds; an interrupt that comes between two steps of the engine is lost


def run(cursor: DuckDBPyConnection, sql: str) -> DuckDBPyConnection:
    """Execute a statement."""
    return interruptible(cursor, lambda: cursor.execute(sql))


def interruptible(cursor: DuckDBPyConnection, work: Callable[[], T]) -> T:
    """What `work` gives; a KeyboardInterrupt while it lasts stops the cursor first."""
    if current_thread() is not main_thread():
        return work()
    results: list[T] = []
    failures: list[BaseException] = []
    done = Event()

    def beside() -> None:
        try:
            results.append(work())
        except BaseException as error:  # noqa: BLE001  # raised again in the main thread
            failures.append(error)
        finally:
            done.set()

    Thread(target=beside, name="duckdb", daemon=True).start()
    try:
        done.wait()
    except BaseException:
        while not done.is_set():
            cursor.interrupt()
            done.wait(_AGAIN)
        raise
    if failures:
        raise failures[0]
    return results[0]
