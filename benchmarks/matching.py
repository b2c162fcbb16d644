"""One profile at a time: SegQL's matcher against rule engines and against a loop by hand."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import segql
from benchmarks.figures import Bar, Comparison, Figure
from benchmarks.matching_team import END, Events, Profile, events, profiles, segments, traits
from benchmarks.measuring import calls, installed
from benchmarks.setting import Setting
from benchmarks.workload import CATALOG, settings
from segql.matcher import Matcher

SEGQL = "SegQL"
BY_HAND = "Python by hand"
JSON_LOGIC = "json-logic"
RULE_ENGINE = "rule-engine"
CEL_RUST = "common-expression-language"
CEL_PYTHON = "cel-python"
MODULES = {JSON_LOGIC: "json_logic", RULE_ENGINE: "rule_engine", CEL_RUST: "cel",
           CEL_PYTHON: "celpy"}  # fmt: skip
AS_OF = dt.date(2024, 6, 30)

ONE = 'country in ("SE", "NO") and income >= 30000 and email_opt_in and orders_90d >= 3'
EIGHT = {
    "buyers": "orders_90d >= 3",
    "recent": "orders_30d >= 1 and country in (\"SE\", \"NO\")",
    "spenders": "spent_365d > 1000 and email_opt_in",
    "booted": "boots_365d >= 2",
    "large": "largest >= 200 and income >= 30000",
    "lapsing": "last_order more than 60 days ago",
    "lookers": "visits_30d >= 3 and orders_30d = 0",
    "regulars": "visits_365d >= 20",
}  # fmt: skip

Decide = Callable[[Profile], bool]


def matcher(team: Mapping[str, str]) -> Matcher:
    """The matcher of segments over the named figures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "segql.yml").write_text(settings("parquet"), encoding="utf-8")
        (folder / "catalog.yml").write_text(CATALOG, encoding="utf-8")
        (folder / "segments").mkdir()
        text = "\n".join(
            [f"trait {name} = {value}" for name, value in traits().items()]
            + [f"segment {name} where {value}" for name, value in team.items()]
        )
        (folder / "segments" / "team.seg").write_text(text + "\n", encoding="utf-8")
        return segql.Project.load(folder).matcher(list(team))


def compare(setting: Setting) -> Comparison:
    some = profiles(50 if setting.quick else 400, unknown=0.0)
    real = profiles(len(some), unknown=0.1)
    figures: list[Figure] = []
    for count in setting.segments:
        match = matcher(segments(count))
        time = timed(setting.functions, {SEGQL: lambda p, m=match: m(p, None, AS_OF)}, real)[SEGQL]
        figures.append(Figure(f"{count:,} segments, ready-made figures", SEGQL, time))
    deciders = one_segment()
    for profile in some:
        answers = {who: bool(decide(profile)) for who, decide in deciders.items()}
        assert len(set(answers.values())) == 1, answers
    for who, time in timed(setting.functions, deciders, some).items():
        figures.append(Figure("1 segment, ready-made figures", who, time))
    few, many = (figure.value for figure in figures[:2])
    return Comparison(
        "matcher",
        "One profile at a time",
        "A profile is decided in process. The many segments have two to four conditions each on "
        "attributes and on 38 figures of events that stand ready-made in the profile; a tenth of "
        "the values is unknown. The one segment asks four known values; "
        f"`{ONE}`. Rules are compiled once.",
        f"{len(real):,} profiles",
        "microseconds",
        SEGQL,
        f"All decide {len(some):,} profiles alike for the one segment.",
        tuple(figures),
        (
            Bar(f"{setting.segments[0]:,} segments, a profile", few, 60, "at most", "µs"),
            Bar(f"{setting.segments[1]:,} segments, a profile", many, 200, "at most", "µs"),
        ),
        absent=tuple(who for who, module in MODULES.items() if not installed(module)),
    )


def timed(
    runs: int, deciders: Mapping[str, Callable[[Profile], object]], given: Sequence[Profile]
) -> dict[str, float]:
    """Microseconds a profile."""

    def all_of(decide: Callable[[Profile], object], few: Sequence[Profile]) -> None:
        for profile in few:
            decide(profile)

    slow = [given[:20] if who == CEL_PYTHON else given for who in deciders]
    tasks = {
        who: (lambda d=decide, g=few: all_of(d, g))
        for (who, decide), few in zip(deciders.items(), slow, strict=True)
    }
    costs = calls(runs, tasks, 0.02)
    return {who: costs[who] / len(few) * 1e6 for who, few in zip(deciders, slow, strict=True)}


def one_segment() -> dict[str, Decide]:
    """The one segment for each of those that are installed."""
    match = matcher({"one": ONE})
    found: dict[str, Decide] = {
        SEGQL: lambda p: bool(match(p, None, AS_OF)),
        BY_HAND: lambda p: (
            p["country"] in ("SE", "NO")
            and p["income"] >= 30000
            and p["email_opt_in"]
            and p["orders_90d"] >= 3
        ),
    }
    if installed("json_logic"):
        from json_logic import jsonLogic

        rule = {"and": [
            {"in": [{"var": "country"}, ["SE", "NO"]]}, {">=": [{"var": "income"}, 30000]},
            {"var": "email_opt_in"}, {">=": [{"var": "orders_90d"}, 3]},
        ]}  # fmt: skip
        found[JSON_LOGIC] = lambda p: jsonLogic(rule, p)
    if installed("rule_engine"):
        import rule_engine

        engine = rule_engine.Rule(
            'country in ["SE", "NO"] and income >= 30000 and email_opt_in and orders_90d >= 3'
        )
        found[RULE_ENGINE] = engine.matches
    text = 'country in ["SE", "NO"] && income >= 30000 && email_opt_in && orders_90d >= 3'
    names = ("country", "income", "email_opt_in", "orders_90d")
    if installed("cel"):
        import cel

        program = cel.compile(text)
        found[CEL_RUST] = lambda p: program.execute({name: p[name] for name in names})
    if installed("celpy"):
        import celpy

        environment = celpy.Environment()
        runner = environment.program(environment.compile(text))
        found[CEL_PYTHON] = lambda p: bool(
            runner.evaluate({name: celpy.json_to_cel(p[name]) for name in names})
        )
    return found


# --------------------------------------------------------------------------------- raw events


def of_events(setting: Setting) -> Comparison:
    """From raw events: more and more of them, and against a loop that somebody wrote by hand."""
    sizes = (10, 100) if setting.quick else (10, 100, 1_000, 10_000)
    some = [
        {name: value for name, value in profile.items() if name not in traits()}
        for profile in profiles(20, unknown=0.0)
    ]
    team, eight = matcher(segments(setting.segments[0])), matcher(EIGHT)
    figures: list[Figure] = []
    for size in sizes:
        given = [events(size, seed) for seed in range(len(some))]
        rows = list(zip(some, given, strict=True))
        for profile, log in rows:
            assert eight(profile, log, AS_OF) == by_hand(profile, log)
        decide: dict[str, Callable[[Profile, Events], object]] = {
            f"{SEGQL}, 8 segments": lambda p, e: eight(p, e, AS_OF),
            f"{BY_HAND}, 8 segments": by_hand,
            f"{SEGQL}, {setting.segments[0]:,} segments": lambda p, e: team(p, e, AS_OF),
        }
        some_rows = rows[: max(1, 2000 // size)]
        tasks = {
            who: (lambda d=one, r=some_rows: [d(*row) for row in r]) for who, one in decide.items()
        }
        figures += [
            Figure(f"{size:,} events", who, seconds / len(some_rows) * 1e6, at=size)
            for who, seconds in calls(setting.functions, tasks, 0.02).items()
        ]
    value = {(figure.at, figure.who): figure.value for figure in figures}
    ours, theirs, all_ours = (f"{SEGQL}, 8 segments", f"{BY_HAND}, 8 segments",
                              f"{SEGQL}, {setting.segments[0]:,} segments")  # fmt: skip
    last, before = sizes[-1], sizes[-2]
    return Comparison(
        "events",
        "From raw events",
        "A profile comes with its orders and visits, and every figure is computed from them. The "
        "loop by hand goes over the events once and decides the same eight segments. The many "
        "segments ask for 38 figures.",
        f"{sizes[0]:,} to {last:,} events a profile",
        "microseconds",
        theirs,
        f"The loop and SegQL decide {len(some) * len(sizes):,} profiles alike.",
        tuple(figures),
        (
            Bar(
                f"8 segments, {last:,} events, of the loop by hand",
                value[last, ours] / value[last, theirs],
                3,
                "at most",
            ),
            Bar(
                f"{last // before:,} times the events take so many times as long",
                value[last, all_ours] / value[before, all_ours],
                last / before * 1.1,
                "at most",
            ),
        ),
        axis="events",
    )


def by_hand(profile: Profile, given: Events) -> set[str]:
    """What a programmer writes for these eight segments alone."""
    day30, day60, day90, day365 = (END - dt.timedelta(days) for days in (30, 60, 90, 365))
    in30 = in90 = boots = visits30 = visits365 = 0
    spent = largest = last = None
    for order in given["orders"]:
        time = order["ordered_at"]
        if time is None or time >= END:
            continue
        if last is None or time > last:
            last = time
        if time >= day365:
            amount = order["amount"]
            if amount is not None:
                spent = amount if spent is None else spent + amount
                if largest is None or amount > largest:
                    largest = amount
            if order["category"] == "boots":
                boots += 1
            if time >= day90:
                in90 += 1
                if time >= day30:
                    in30 += 1
    for visit in given["visits"]:
        time = visit["visited_at"]
        if time is not None and day365 <= time < END:
            visits365 += 1
            if time >= day30:
                visits30 += 1
    income = profile["income"]
    found = {
        "buyers": in90 >= 3,
        "recent": in30 >= 1 and profile["country"] in ("SE", "NO"),
        "spenders": spent is not None and spent > 1000 and profile["email_opt_in"],
        "booted": boots >= 2,
        "large": largest is not None and largest >= 200 and income is not None and income >= 30000,
        "lapsing": last is not None and last < day60,
        "lookers": visits30 >= 3 and in30 == 0,
        "regulars": visits365 >= 20,
    }
    return {name for name, inside in found.items() if inside}
