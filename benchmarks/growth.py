"""Growth: from one segment to a thousand, and from a hundred thousand customers to millions."""

from __future__ import annotations

import shutil
from pathlib import Path

from benchmarks.figures import Bar, Comparison, Figure
from benchmarks.many import BY_HAND, SEGQL, WARM, by_hand, run, same_members, same_sizes, warm
from benchmarks.measuring import Cost, interleaved
from benchmarks.setting import Setting, count

EVENTS_EACH = 20
SEGMENTS = (1, 5, 20, 50, 100, 200, 500, 1000)
CUSTOMERS = (100_000, 200_000, 500_000, 1_000_000, 2_000_000, 5_000_000)


def of_segments(setting: Setting) -> Comparison:
    """The same data, more and more segments."""
    customers = setting.customers // 10
    sizes = (1, 10) if setting.quick else SEGMENTS
    figures: list[Figure] = []
    for segments in sizes:
        project = setting.shop(customers, customers * EVENTS_EACH, segments)
        costs = measured(project, setting.runs, theirs=1 if segments > 100 else setting.runs)
        same_sizes(costs[SEGQL], costs[BY_HAND])
        figures += [
            Figure(count(segments, "segment"), who, cost.cpu, cost.memory, segments)
            for who, cost in costs.items()
        ]
    checked = same_members(setting.shop(customers, customers * EVENTS_EACH, sizes[-1]))
    value = {(figure.at, figure.who): figure.value for figure in figures}
    bars: tuple[Bar, ...] = ()
    if not setting.quick:
        bars = (
            Bar(
                "twice as many segments than 500, copies not kept",
                value[1000, SEGQL] / value[500, SEGQL],
                1.7,
                "at most",
            ),
            Bar(
                "twice as many segments than 500, copies kept",
                value[1000, WARM] / value[500, WARM],
                1.7,
                "at most",
            ),
        )
    return Comparison(
        "segments",
        "From 1 segment to 1,000",
        "The same customers and events, more and more segments, counted by processes of their own.",
        f"{customers:,} customers, {customers * EVENTS_EACH:,} events",
        "seconds",
        SEGQL,
        f"Sizes of all; members of the largest collection, {checked:,} segments and cases, key "
        "by key through digests.",
        tuple(figures),
        bars,
        axis="segments",
    )


def of_customers(setting: Setting) -> Comparison:
    """The same segments, more and more customers and events."""
    sizes = (500, 1_000) if setting.quick else CUSTOMERS
    sizes = tuple(size for size in sizes if size <= setting.largest)
    segments = setting.segments[0]
    figures: list[Figure] = []
    for customers in sizes:
        project = setting.shop(customers, customers * EVENTS_EACH, segments)
        large = customers > 500_000
        costs = measured(project, 1 if large else setting.runs, theirs=0 if large else 1)
        if not large:
            same_sizes(costs[SEGQL], costs[BY_HAND])
        figures += [
            Figure(f"{customers:,} customers", who, cost.cpu, cost.memory, customers)
            for who, cost in costs.items()
        ]
    first, last = (
        next(f for f in figures if f.at == at and f.who == SEGQL) for at in (sizes[0], sizes[-1])
    )
    grown = sizes[-1] / sizes[0]
    return Comparison(
        "customers",
        "From 100,000 customers to millions",
        f"The same {segments:,} segments, more and more customers with {EVENTS_EACH} events each. "
        "By hand up to 500,000 customers.",
        f"{sizes[0]:,} to {sizes[-1]:,} customers, {segments:,} segments",
        "seconds",
        SEGQL,
        "Sizes of all, where the queries by hand ran.",
        tuple(figures),
        (
            Bar(f"CPU of {grown:g} times the events", last.value / first.value, grown, "at most"),
            Bar(
                f"memory of {grown:g} times the events", last.memory / first.memory, grown,
                "at most",
            ),
        ),
        axis="customers",
    )  # fmt: skip


def measured(project: Path, runs: int, theirs: int) -> dict[str, Cost]:
    shutil.rmtree(project / "target", ignore_errors=True)
    run(project, "--plan", "fused")  # fills the cache
    costs = interleaved(
        runs, {SEGQL: lambda: run(project, "--no-cache"), WARM: lambda: warm(project)}
    )
    if theirs:
        costs |= interleaved(theirs, {BY_HAND: lambda: by_hand(project)})
    return costs
