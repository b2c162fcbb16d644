"""How much processor time and memory a process or a function takes, with others taking turns."""

from __future__ import annotations

import importlib.util
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
_NOT_KEPT = "PYTHONDONTWRITEBYTECODE"


@dataclass(frozen=True, slots=True)
class Cost:
    """Processor seconds, of user and system, and the most memory that was held, in MB."""

    cpu: float
    memory: float = 0.0
    output: str = ""


def child(*command: str) -> Cost:
    """What a whole process of Python takes, its start included.

    The memory of a child cannot be told below that of this process, which so stays small. Modules
    are compiled once and kept, as where a program is installed.
    """
    kept = {name: value for name, value in os.environ.items() if name != _NOT_KEPT}
    started = subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        env={**kept, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert started.stdout is not None
    output = started.stdout.read()
    _, status, used = os.wait4(started.pid, 0)
    started.returncode = os.waitstatus_to_exitcode(status)
    started.stdout.close()
    if started.returncode:
        raise RuntimeError(f"{' '.join(command)} failed with {started.returncode}")
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1000, output)


def in_process(function: Callable[[], object], times: int = 1) -> Cost:
    """What one call of a function takes of this process, in all its threads."""
    start = time.process_time()
    for _ in range(times):
        function()
    return Cost((time.process_time() - start) / times)


def enough(function: Callable[[], object], least: float = 0.05) -> int:
    """How often a function must be called so that all calls take so many seconds."""
    function()
    times = 1
    while True:
        spent = in_process(function, times).cpu * times
        if spent >= least:
            return times
        times = max(times * 2, int(times * least / max(spent, 1e-6) * 1.2))


def interleaved(runs: int, tasks: Mapping[str, Callable[[], Cost]]) -> dict[str, Cost]:
    """The median of several runs of each task. They take turns, and another begins each round, so
    that what else the machine does meets all alike.
    """
    names = list(tasks)
    costs: dict[str, list[Cost]] = {name: [] for name in names}
    for round_ in range(runs):
        start = round_ % len(names)
        for name in names[start:] + names[:start]:
            costs[name].append(tasks[name]())
    return {
        name: Cost(
            statistics.median(cost.cpu for cost in found),
            max(cost.memory for cost in found),
            found[-1].output,
        )
        for name, found in costs.items()
    }


def calls(
    runs: int, functions: Mapping[str, Callable[[], object]], least: float
) -> dict[str, float]:
    """Seconds of one call of each function, in runs of `least` seconds that take turns."""
    times = {name: enough(function, least) for name, function in functions.items()}

    def one_run(name: str) -> Callable[[], Cost]:
        return lambda: in_process(functions[name], times[name])

    costs = interleaved(runs, {name: one_run(name) for name in functions})
    return {name: cost.cpu for name, cost in costs.items()}


def installed(*modules: str) -> bool:
    return all(importlib.util.find_spec(module) is not None for module in modules)
