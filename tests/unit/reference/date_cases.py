"""Date arithmetic worked out by hand: a condition, one customer's dates, and whether it holds.

`d` and `e` are dates; `t` is a timestamp on the project's wall clock and `u` one on UTC's, both
without an offset. `as_of` is what `--as-of` takes: a day means through its end.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    condition: str
    holds: bool
    as_of: str = "2024-06-30"
    d: str | None = None
    e: str | None = None
    t: str | None = None
    u: str | None = None
    zone: str = "Europe/Stockholm"
    week_start: str = "monday"

    def __str__(self) -> str:
        shown = {name: getattr(self, name) for name in ("d", "e", "t", "u")}
        given = " ".join(f"{name}={value}" for name, value in shown.items() if value)
        return f"{self.condition} | {given} @ {self.as_of} {self.zone}"


def yes(condition: str, as_of: str = "2024-06-30", **more: str) -> Case:
    return Case(condition, True, as_of, **more)  # type: ignore[arg-type]


def no(condition: str, as_of: str = "2024-06-30", **more: str) -> Case:
    return Case(condition, False, as_of, **more)  # type: ignore[arg-type]


ELAPSED = (
    # ages: the birthday itself counts
    yes("years since d = 24", d="2000-06-30"),
    yes("years since d = 23", d="2000-07-01"),
    yes("years since d = 24", "2024-07-01T00:00", d="2000-06-30"),
    yes("years since d = 23", "2024-07-01T00:00", d="2000-07-01"),
    yes("years since d = 24", "2024-07-01T00:00:01", d="2000-07-01"),
    # born on 29 February: 28 February in common years
    yes("years since d = 19", "2024-02-28", d="2004-02-29"),
    yes("years since d = 20", "2024-02-29", d="2004-02-29"),
    yes("years since d = 19", "2023-02-28", d="2004-02-29"),
    yes("years since d = 18", "2023-02-27", d="2004-02-29"),
    # the future is the mirror of the past
    yes("years since d = -1", d="2025-06-30"),
    yes("years since d = 0", d="2025-06-29"),
    yes("months since d = -1", "2024-02-29", d="2024-03-29"),
    yes("months since d = 0", "2024-02-29", d="2024-03-28"),
    yes("days since d = -1", d="2024-07-01"),
    # ends of months
    yes("months since d = 1", "2024-02-29", d="2024-01-31"),
    yes("months since d = 0", "2024-02-28", d="2024-01-31"),
    yes("months since d = 1", "2023-02-28", d="2023-01-31"),
    yes("months since d = 3", "2024-04-30", d="2024-01-31"),
    yes("months since d = 1", "2024-02-29", d="2024-01-30"),
    yes("months since d = 0", "2024-03-28", d="2024-02-29"),
    yes("months since d = 1", "2024-03-29", d="2024-02-29"),
    yes("months since d = 13", "2025-02-28", d="2024-01-31"),
    yes("quarters since d = 1", "2024-04-30", d="2024-01-31"),
    yes("quarters since d = 0", "2024-04-29", d="2024-01-31"),
    # days and weeks
    yes("days since d = 2", "2024-03-01", d="2024-02-28"),
    yes("days since d = 1", "2023-03-01", d="2023-02-28"),
    yes("days since d = 1", "2024-03-31", d="2024-03-30"),
    yes("weeks since d = 2", d="2024-06-16"),
    yes("weeks since d = 1", d="2024-06-17"),
    yes("weeks since d = -1", d="2024-07-07"),
    # hours count instants: 23 of them on the day that clocks go forward, 25 on the other
    yes("hours since t = 23", "2024-03-31T12:00", t="2024-03-30T12:00"),
    yes("days since t = 1", "2024-03-31T12:00", t="2024-03-30T12:00"),
    yes("hours since t = 25", "2024-10-27T12:00", t="2024-10-26T12:00"),
    yes("minutes since t = 0", "2024-06-30T10:01:29", t="2024-06-30T10:00:30"),
    yes("minutes since t = 1", "2024-06-30T10:01:30", t="2024-06-30T10:00:30"),
    yes("hours since t = -1", "2024-06-30T14:00", t="2024-06-30T15:30"),
    yes("seconds since t = 59", "2024-06-30T10:01:29", t="2024-06-30T10:00:30"),
    yes("hours since d = 24", d="2024-06-30"),
    # between two dates
    yes("days between d and e = 2", d="2024-02-28", e="2024-03-01"),
    yes("days between d and e = -2", d="2024-03-01", e="2024-02-28"),
    yes("months between d and e = -1", d="2024-03-31", e="2024-02-29"),
    yes("years between d and e = 0", d="1999-12-31", e="2000-01-01"),
    yes("hours between d and e = 23", d="2024-03-31", e="2024-04-01"),
    yes("hours between d and e = 25", d="2024-10-27", e="2024-10-28"),
    yes("days between t and u = 1", t="2024-06-29T23:30", u="2024-06-29T22:30"),
    yes("hours between t and u = 1", t="2024-06-29T23:30", u="2024-06-29T22:30"),
    yes("(days since d) is unknown"),
)

READING = (
    # a reading that occurs twice is the second; one that is skipped has the offset before
    yes("seconds between t and u = 0", t="2024-10-27T02:30", u="2024-10-27T01:30"),
    yes("seconds between t and u = 0", t="2024-03-31T02:30", u="2024-03-31T01:30"),
    yes("today = 2024-06-30", "2024-06-30"),
    yes("today = 2024-06-30", "2024-07-01T00:00"),
    yes("today = 2024-07-01", "2024-07-01T00:00:01"),
    yes("now = 2024-07-01T00:00", "2024-06-30"),
    yes("now = 2024-06-30T22:00Z", "2024-06-30"),
    yes("today = 2024-06-30", "2024-06-30T22:00Z"),
    yes("t = 2024-01-31T23:30", t="2024-01-31T23:30"),
    yes("t = 2024-01-31T22:30Z", t="2024-01-31T23:30"),
    yes("t = u", t="2024-06-30T02:00", u="2024-06-30T00:00"),
    yes("t = d", t="2024-06-30T02:00", d="2024-06-30"),
)

SHIFTS = (
    yes("d + 1 month = 2024-02-29", d="2024-01-31"),
    yes("d + 1 month = 2023-02-28", d="2023-01-31"),
    yes("d - 1 month = 2024-02-29", d="2024-03-31"),
    yes("d - 1 year = 2023-02-28", d="2024-02-29"),
    yes("d + 4 years = 2024-02-29", d="2020-02-29"),
    yes("d + 1 quarter = 2024-02-29", d="2023-11-30"),
    yes("d + 2 weeks = 2024-03-07", d="2024-02-22"),
    yes("today - 1 year = 2023-06-30"),
    yes("today + 1 day = 2024-07-01"),
    yes("t + 1 day = 2024-03-31T12:00", t="2024-03-30T12:00"),
    yes("t + 24 hours = 2024-03-31T13:00", t="2024-03-30T12:00"),
    yes("t - 1 month = 2024-02-29T08:15", t="2024-03-31T08:15"),
    yes("t + 90 minutes = 2024-10-27T01:30", t="2024-10-27T00:00", zone="UTC"),
)

PARTS = (
    yes("month of d = 2 and day of d = 29 and year of d = 2024", d="2024-02-29"),
    yes("weekday of d = 7", d="2024-06-30"),
    yes("weekday of d = 1", d="2024-07-01"),
    yes("quarter of d = 2", d="2024-04-01"),
    yes("quarter of d = 1", d="2024-03-31"),
    yes("hour of t = 23 and minute of t = 59 and second of t = 58", t="2024-06-30T23:59:58"),
    yes("hour of u = 0 and day of u = 1 and month of u = 7", u="2024-06-30T22:30"),
    yes("hour of u = 23 and day of u = 15", u="2024-01-15T22:30"),
    yes("date of u = 2024-07-01", u="2024-06-30T22:00"),
    yes("date of u = 2024-06-30", u="2024-06-30T21:59:59"),
    yes("year of u = 2024", u="2023-12-31T23:30"),
    yes("date of u = 2024-07-01 and minute of u = 0", u="2024-06-30T18:30", zone="Asia/Kolkata"),
    yes("date of u = 2024-07-01", u="2024-06-30T10:00", zone="Pacific/Kiritimati"),
    yes("date of u = 2024-06-30", u="2024-07-01T11:59", zone="Etc/GMT+12"),
    yes("weekday of u = 1", u="2024-06-30T22:00"),
)

MOVING = (
    yes("d in last 1 day", d="2024-06-30"),
    no("d in last 1 day", d="2024-07-01"),
    yes("d in last 30 days", d="2024-06-01"),
    no("d in last 30 days", d="2024-05-31"),
    yes("d more than 30 days ago", d="2024-05-31"),
    no("d more than 30 days ago", d="2024-06-01"),
    yes("d less than 30 days ago", d="2024-06-01"),
    no("d in next 7 days", d="2024-06-30"),
    yes("d in next 7 days", d="2024-07-01"),
    yes("d in next 7 days", d="2024-07-07"),
    no("d in next 7 days", d="2024-07-08"),
    yes("d from 90 to 30 days ago", d="2024-04-02"),
    no("d from 90 to 30 days ago", d="2024-04-01"),
    yes("d from 90 to 30 days ago", d="2024-05-31"),
    no("d from 90 to 30 days ago", d="2024-06-01"),
    yes("d in last 1 month", d="2024-06-01"),
    yes("d in last 1 month", "2024-03-30", d="2024-02-29"),
    no("d in last 1 month", "2024-03-30", d="2024-02-28"),
    yes("d in last 1 year", "2024-02-28", d="2023-02-28"),
    no("d in last 1 year", "2024-02-28", d="2023-02-27"),
    no("d in last 1 day", "2024-06-30T12:00", d="2024-06-29"),
    yes("d in last 1 day", "2024-06-30T12:00", d="2024-06-30"),
    # hours are exact, days keep the wall clock
    yes("t in last 24 hours", "2024-03-31T12:00", t="2024-03-30T11:30"),
    no("t in last 1 day", "2024-03-31T12:00", t="2024-03-30T11:30"),
    no("t in last 24 hours", "2024-10-27T12:00", t="2024-10-26T12:30"),
    yes("t in last 1 day", "2024-10-27T12:00", t="2024-10-26T12:30"),
    no("t in last 1 hour", "2024-06-30T12:00", t="2024-06-30T12:00"),
    yes("t in last 1 hour", "2024-06-30T12:00", t="2024-06-30T11:00"),
    yes("t in next 1 hour", "2024-06-30T12:00", t="2024-06-30T12:00"),
    # after and before another date of the customer's
    yes("e within 14 days after d", d="2024-01-31", e="2024-01-31"),
    yes("e within 14 days after d", d="2024-01-31", e="2024-02-13"),
    no("e within 14 days after d", d="2024-01-31", e="2024-02-14"),
    no("e within 14 days before d", d="2024-01-31", e="2024-01-31"),
    yes("e within 14 days before d", d="2024-01-31", e="2024-01-17"),
    no("e within 14 days before d", d="2024-01-31", e="2024-01-16"),
    yes("e within 1 month after d", d="2024-01-31", e="2024-02-28"),
    no("e within 1 month after d", d="2024-01-31", e="2024-02-29"),
    no("e within 14 days after d", e="2024-01-31"),
)

CALENDARS = (
    yes("d in this month", d="2024-06-01"),
    no("d in this month", d="2024-07-01"),
    no("d in this month", "2024-07-01T00:00", d="2024-07-01"),
    yes("d in previous month", d="2024-05-31"),
    yes("d in next month", d="2024-07-31"),
    yes("d in this week", d="2024-06-24"),
    no("d in this week", d="2024-06-23"),
    yes("d in this week", d="2024-07-06", week_start="sunday"),
    no("d in this week", d="2024-06-29", week_start="sunday"),
    yes("d in previous week", d="2024-06-23"),
    yes("d in next week", d="2024-07-01"),
    yes("d in previous quarter", d="2024-03-31"),
    no("d in previous quarter", d="2024-04-01"),
    yes("d in this year", d="2024-12-31"),
    yes("d in previous year", d="2023-12-31"),
    no("t in 2024", t="2023-12-31T23:59:59"),
    yes("u in 2024", u="2023-12-31T23:30"),
    yes("u in 2024-01", u="2024-01-31T22:59:59"),
    no("u in 2024-01", u="2024-01-31T23:00"),
    yes("d in January 2024", d="2024-01-31"),
    no("d in February 2023", d="2024-02-28"),
    # a date is the whole day
    no("t after 2024-01-31", t="2024-01-31T23:59"),
    yes("t after 2024-01-31", t="2024-02-01T00:00"),
    yes("t since 2024-01-31", t="2024-01-31T00:00"),
    yes("t before 2024-01-31", t="2024-01-30T23:59:59"),
    no("t before 2024-01-31", t="2024-01-31T00:00"),
    yes("t until 2024-01-31", t="2024-01-31T23:59:59"),
    yes("t on 2024-01-31", t="2024-01-31T23:59:59"),
    yes("u on 2024-01-31", u="2024-01-30T23:00"),
    yes("t between 2024-01-01 and 2024-01-31", t="2024-01-31T23:59:59"),
    no("t after 2024-01-31T12:00", t="2024-01-31T12:00"),
    yes("t since 2024-01-31T12:00", t="2024-01-31T12:00"),
    yes("t > 2024-01-30 and t <= 2024-01-31", t="2024-01-31T23:59:59"),
    no("t 2024-01-01..<2024-01-31", t="2024-01-31T00:00"),
    yes("not d after 2024-01-31"),
)

ANNIVERSARIES = (
    yes("anniversary of d in next 7 days", "2024-12-28", d="1990-01-03"),
    no("anniversary of d in next 7 days", "2024-12-28", d="1990-01-05"),
    no("anniversary of d in next 7 days", "2024-12-28", d="1990-12-28"),
    yes("anniversary of d in next 7 days", "2024-12-28", d="1990-12-29"),
    yes("anniversary of d in next 1 day", "2023-02-27", d="2000-02-29"),
    no("anniversary of d in next 1 day", "2024-02-27", d="2000-02-29"),
    yes("anniversary of d in next 1 day", "2024-02-28", d="2000-02-29"),
    yes("anniversary of d on today", d="1990-06-30"),
    no("anniversary of d on today", d="1990-07-01"),
    yes("anniversary of d on today", "2023-02-28", d="2000-02-29"),
    no("anniversary of d on today", "2024-02-28", d="2000-02-29"),
    yes("anniversary of d on today", "2024-02-29", d="2000-02-29"),
    yes("anniversary of d in last 7 days", "2025-01-02", d="1980-12-27"),
    no("anniversary of d in last 7 days", "2025-01-02", d="1980-12-26"),
    yes("anniversary of d in next month", "2024-12-15", d="1970-01-31"),
    yes("anniversary of d in previous month", "2024-01-10", d="1999-12-31"),
    yes("anniversary of d in this week", "2025-01-01", d="1985-12-31"),
    no("anniversary of d in this week", "2025-01-01", d="1985-12-29"),
    yes("anniversary of d in this week", "2025-01-01", d="1985-01-05"),
    yes("anniversary of d in February 2023", d="2000-02-29"),
    yes("anniversary of u on today", u="1990-06-29T22:30"),
    yes("anniversary of d in next 1 year", d="1990-02-03"),
    yes("anniversary of d within 7 days after e", d="1950-01-02", e="2023-12-30"),
    no("anniversary of d within 7 days after e", d="1950-01-06", e="2023-12-30"),
    no("anniversary of d in next 7 days"),
    yes("anniversary of d not in next 7 days"),
)

CASES = (*ELAPSED, *READING, *SHIFTS, *PARTS, *MOVING, *CALENDARS, *ANNIVERSARIES)
