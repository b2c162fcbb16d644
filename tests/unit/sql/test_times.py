"""Instants against columns of every kind, around the hours that clocks repeat and skip."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from segql.clock import at_wall_clock
from segql.plan.moments import AsOf, Clock, Earliest, Fixed, Moment, Shifted, StartOf
from segql.plan.nodes import At, Call, Column, Definition, DefinitionKey, Expr, Op
from segql.sql import compile_sql
from segql.sql.times import first_reading
from tests.unit.sql.plans import (
    BOOLEAN,
    CLOCK,
    DATE,
    INTEGER,
    NOW,
    TIMESTAMP,
    ZONE,
    at,
    const,
    customer,
    database,
    members_of,
    op,
    plan_of,
    sql_of,
    values_of,
)

STOCKHOLM = ZoneInfo(ZONE)
SET_BACK = datetime(2024, 10, 27, 1, tzinfo=UTC)  # 3:00 summer time becomes 2:00
SET_FORWARD = datetime(2024, 3, 31, 1, tzinfo=UTC)  # 2:00 becomes 3:00
OPERATORS = {
    Op.LT: lambda a, b: a < b, Op.LE: lambda a, b: a <= b, Op.GT: lambda a, b: a > b,
    Op.GE: lambda a, b: a >= b, Op.EQ: lambda a, b: a == b, Op.NE: lambda a, b: a != b,
}  # fmt: skip
SEEN = Column(0, (), "updated_at", (), TIMESTAMP, nullable=True, zone=ZONE)


def meant(reading: datetime) -> datetime:
    # in UTC: Python finds no two times equal across zones where clocks repeat or skip them
    return at_wall_clock(reading, STOCKHOLM).astimezone(UTC)


def test_a_plain_instant_is_its_wall_clock() -> None:
    instant = datetime(2024, 6, 30, 22, tzinfo=UTC)
    assert first_reading(instant, ZONE) == datetime(2024, 7, 1)
    assert first_reading(instant, "UTC") == datetime(2024, 6, 30, 22)


def test_readings_of_a_repeated_hour_mean_its_second_occurrence() -> None:
    first_time = datetime(2024, 10, 27, 0, 30, tzinfo=UTC)
    assert first_reading(first_time, ZONE) == datetime(2024, 10, 27, 2)
    assert first_reading(SET_BACK, ZONE) == datetime(2024, 10, 27, 2)
    second_time = datetime(2024, 10, 27, 1, 30, tzinfo=UTC)
    assert first_reading(second_time, ZONE) == datetime(2024, 10, 27, 2, 30)


def test_the_end_of_a_skipped_hour_takes_its_readings_in() -> None:
    assert first_reading(SET_FORWARD, ZONE) == datetime(2024, 3, 31, 2)
    assert first_reading(SET_FORWARD + timedelta(minutes=30), ZONE) is None
    # midnight itself is skipped in Cairo
    cairo = at_wall_clock(datetime(2024, 4, 26), ZoneInfo("Africa/Cairo"))
    assert first_reading(cairo, "Africa/Cairo") == datetime(2024, 4, 26)


@pytest.mark.parametrize("change", [SET_BACK, SET_FORWARD], ids=["back", "forward"])
def test_every_comparison_is_of_instants(change: datetime) -> None:
    """Every reading within hours of a change of clocks, against instants around it."""
    middle = change.astimezone(STOCKHOLM).replace(tzinfo=None)
    readings = [middle + timedelta(minutes=15 * step) for step in range(-20, 21)]
    connection = database(
        customers=[{"customer_id": n, "updated_at": seen} for n, seen in enumerate(readings)]
    )
    for minutes in range(-150, 151, 25):
        instant = change + timedelta(minutes=minutes)
        bound = At(Fixed(instant), "instant")
        for operation, compare in OPERATORS.items():
            expected = {
                n for n, seen in enumerate(readings)
                if compare(meant(seen), instant)
            }  # fmt: skip
            plan = plan_of(op(operation, SEEN, bound))
            assert members_of(plan, connection) == expected, (instant, operation)
            mirrored = op(operation, bound, SEEN)
            turned = {
                n for n, seen in enumerate(readings)
                if compare(instant, meant(seen))
            }  # fmt: skip
            assert members_of(plan_of(mirrored), connection) == turned
        low = At(Fixed(instant - timedelta(minutes=40)), "instant")
        inside = {
            n for n, seen in enumerate(readings)
            if instant - timedelta(minutes=40) <= meant(seen) <= instant
        }  # fmt: skip
        between = op(Op.BETWEEN, SEEN, low, bound)
        assert members_of(plan_of(between), connection) == inside


def test_instants_are_compared_as_instants() -> None:
    connection = database(customers=[{"customer_id": 1}, {"customer_id": 2}])
    connection.execute("ALTER TABLE customers ADD COLUMN seen TIMESTAMPTZ")
    connection.execute("UPDATE customers SET seen = '2024-06-30 23:30:00+02' WHERE customer_id = 1")
    connection.execute("UPDATE customers SET seen = '2024-06-30 22:30:00+00' WHERE customer_id = 2")
    seen = Column(0, (), "seen", (), TIMESTAMP, nullable=True)
    assert members_of(plan_of(op(Op.LT, seen, at(NOW))), connection) == {1}
    day = Call(Op.DATE_OF, (Call(Op.TO_ZONE, (seen,), TIMESTAMP, True, ZONE, ZONE),), DATE, True)
    assert values_of(plan_of(day, kind="trait"), connection) == {
        1: date(2024, 6, 30), 2: date(2024, 7, 1),
    }  # fmt: skip


def test_a_naive_timestamp_is_given_out_as_an_instant() -> None:
    connection = database(customers=[{"customer_id": 1, "updated_at": "2024-06-30 23:30:00"}])
    text = sql_of(plan_of(SEEN, kind="trait"))
    row = connection.execute(f"SELECT CAST(s AS VARCHAR) FROM ({text})").fetchone()
    assert row == ("2024-06-30 21:30:00+00",)


@pytest.mark.parametrize(
    ("unit", "amount", "expected"),
    [
        ("day", 1, datetime(2024, 4, 1, 2, 30)),
        ("week", -1, datetime(2024, 3, 24, 2, 30)),
        ("month", -1, datetime(2024, 2, 29, 2, 30)),
        ("quarter", 1, datetime(2024, 6, 30, 2, 30)),
        ("year", -1, datetime(2023, 3, 31, 2, 30)),
        ("hour", 5, datetime(2024, 3, 31, 7, 30)),
    ],
)
def test_a_timestamp_moves_by_units(unit: str, amount: int, expected: datetime) -> None:
    connection = database(customers=[{"customer_id": 1, "updated_at": "2024-03-31 02:30"}])
    moved = Call(Op.SHIFT, (SEEN, const(amount)), TIMESTAMP, nullable=True, detail=unit, zone=ZONE)
    text = sql_of(plan_of(op(Op.EQ, moved, at(Fixed(at_wall_clock(expected, STOCKHOLM))))))
    assert connection.execute(text).fetchall() == [(1,)]


# ------------------------------------------------------------------------------------- live

MOMENTS: list[Moment] = [
    AsOf(),
    Shifted(AsOf(), -90, "day"),
    Shifted(AsOf(), 2, "hour"),
    Shifted(AsOf(), -3, "month"),
    Shifted(StartOf("day", AsOf()), -1, "year"),
    StartOf("day", AsOf(), 1),
    StartOf("week", AsOf(), -1),
    StartOf("month", AsOf()),
    StartOf("quarter", AsOf(), 1),
    StartOf("year", AsOf(), -1),
    Shifted(StartOf("month", AsOf()), -2, "day"),
    Fixed(datetime(2024, 3, 1, tzinfo=UTC)),
    Shifted(Fixed(datetime(2024, 3, 1, tzinfo=UTC)), 1, "month"),
    Earliest((AsOf(), Fixed(datetime(2024, 3, 1, tzinfo=UTC)))),
]


@pytest.mark.parametrize("week_start", ["monday", "sunday", "thursday"])
@pytest.mark.parametrize("moment", MOMENTS, ids=str)
def test_live_moments_are_those_of_the_clock(moment: Moment, week_start: str) -> None:
    """The engine's clock against ours, to the minute; days exactly."""
    connection = database(customers=[{"customer_id": 1}])

    def asked(value: Expr, clock: Clock | None) -> object:
        from dataclasses import replace

        key = DefinitionKey("s", NOW)
        plan = replace(
            plan_of(value, kind="trait"),
            definitions={key: Definition(key, "trait", value, value.type, False)},
            week_start=week_start,
        )
        text = compile_sql(plan, key, clock=clock)
        row = connection.execute(f"SELECT CAST(s AS VARCHAR) FROM ({text})").fetchone()
        assert row is not None
        return row[0]

    now = datetime.now(UTC)
    clock = Clock(now, STOCKHOLM, week_start)
    for value in (At(moment, "day"), At(moment, "day", 1), At(moment, "day", -3)):
        assert asked(value, None) == asked(value, clock)
    live = datetime.fromisoformat(str(asked(At(moment, "instant"), None)))
    pinned = datetime.fromisoformat(str(asked(At(moment, "instant"), clock)))
    assert abs(live - pinned) < timedelta(minutes=1)


def test_live_sql_asks_the_engine_once_a_bound() -> None:
    plan = plan_of(op(Op.GE, SEEN, at(Shifted(NOW, -90, "day"))))
    assert (
        compile_sql(plan, plan.roots[0], clock=None)
        == """\
SELECT
  c.customer_id
FROM customers AS c
WHERE
  c.updated_at >= CURRENT_TIMESTAMP AT TIME ZONE 'Europe/Stockholm' - INTERVAL '90' DAY
"""
    )
    assert "CURRENT_TIMESTAMP" not in compile_sql(plan, plan.roots[0], clock=CLOCK)


# ----------------------------------------------------------------------------------- calendar


def _days() -> list[date]:
    return [
        date(2023, 1, 31), date(2023, 2, 28), date(2023, 12, 31), date(2024, 1, 1),
        date(2024, 1, 29), date(2024, 1, 30), date(2024, 1, 31), date(2024, 2, 28),
        date(2024, 2, 29), date(2024, 3, 1), date(2024, 3, 30), date(2024, 3, 31),
        date(2024, 4, 30), date(2024, 5, 31), date(2025, 2, 28), date(2025, 3, 1),
        date(2028, 2, 29),
    ]  # fmt: skip


def _completed_months(start: date, end: date) -> int:
    from segql.plan.moments import add_months

    if end < start:
        return -_completed_months(end, start)
    months = 0
    while add_months(start, months + 1) <= end:
        months += 1
    return months


def test_completed_months_are_counted_as_people_count_age() -> None:
    days = _days()
    connection = database(
        customers=[{"customer_id": n, "birth_date": day} for n, day in enumerate(days)]
    )
    born = customer("birth_date", DATE)
    for end in days:
        today = At(
            Fixed(at_wall_clock(datetime(end.year, end.month, end.day), STOCKHOLM)), "day", 1
        )
        months = op(Op.MONTHS, born, today, type=INTEGER)
        expected = {n: _completed_months(day, end) for n, day in enumerate(days)}
        assert values_of(plan_of(months, kind="trait"), connection) == expected
        years = op(Op.TRUNC_DIVIDE, months, const(12), type=INTEGER)
        expected = {n: int(count / 12) for n, count in expected.items()}
        assert values_of(plan_of(years, kind="trait"), connection) == expected
        between = op(Op.DAYS, born, today, type=INTEGER)
        expected = {n: (end - day).days for n, day in enumerate(days)}
        assert values_of(plan_of(between, kind="trait"), connection) == expected


def test_anniversaries_of_leap_days_are_the_28th_in_common_years() -> None:
    connection = database(
        customers=[{"customer_id": 1, "birth_date": date(2004, 2, 29)},
                   {"customer_id": 2, "birth_date": date(2003, 12, 31)}]
    )  # fmt: skip
    for year in (1999, 2023, 2024, 2028):
        day = op(Op.ANNIVERSARY, customer("birth_date", DATE), const(year), type=DATE)
        assert values_of(plan_of(day, kind="trait"), connection) == {
            1: date(year, 2, 29 if year % 4 == 0 else 28), 2: date(year, 12, 31),
        }  # fmt: skip


@pytest.mark.parametrize(
    ("part", "expected"),
    [("year", 2024), ("quarter", 4), ("month", 12), ("day", 29), ("weekday", 7), ("hour", 23),
     ("minute", 58), ("second", 59)],
)  # fmt: skip
def test_parts_of_a_timestamp(part: str, expected: int) -> None:
    connection = database(customers=[{"customer_id": 1, "updated_at": "2024-12-29 23:58:59.9"}])
    value = op(Op.PART, SEEN, type=INTEGER, detail=part)
    assert values_of(plan_of(value, kind="trait"), connection) == {1: expected}


@pytest.mark.parametrize(("seconds", "expected"), [(3599.9, 3599), (-3599.9, -3599), (0.9, 0)])
def test_seconds_are_whole_towards_zero(seconds: float, expected: int) -> None:
    start = datetime(2024, 3, 31, 1, 30)
    end = at_wall_clock(start, STOCKHOLM) + timedelta(seconds=seconds)
    connection = database(customers=[{"customer_id": 1, "updated_at": start}])
    value = op(Op.SECONDS, SEEN, At(Fixed(end), "instant"), type=INTEGER)
    assert value.type != BOOLEAN
    assert values_of(plan_of(value, kind="trait"), connection) == {1: expected}
