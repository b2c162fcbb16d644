"""Which instant a run is of: what was asked for, in the project's time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from segql.clock import at_wall_clock, end_of_day, parse_as_of
from segql.diagnostics import Diagnostic, SegqlError
from segql.diagnostics.codes.cli import BAD_OPTION

AsOf = str | date | datetime | None


def instant_of(as_of: AsOf, zone: ZoneInfo) -> datetime:
    """The instant of a date (through its end), a timestamp, their text, or now for None.

    Naive timestamps are read in the zone. Raises SegqlError (2) for other text.
    """
    match as_of:
        case None | "now":
            return datetime.now(UTC).astimezone(zone)
        case str():
            try:
                return parse_as_of(as_of.strip(), zone).astimezone(zone)
            except ValueError as error:
                raise SegqlError(
                    Diagnostic(
                        BAD_OPTION,
                        f"`{as_of}` is not a day or moment that a run can be as of.",
                        help="Write a day, year first, as in 2024-06-30, or a moment, as in "
                        "2024-06-30T14:05.",
                    ),
                    exit_code=2,
                ) from error
        case datetime():
            return (as_of if as_of.tzinfo else at_wall_clock(as_of, zone)).astimezone(zone)
        case _:
            return end_of_day(as_of, zone).astimezone(zone)
