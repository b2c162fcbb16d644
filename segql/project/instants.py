"""Which instant a run is of: what was asked for, in the project's time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from segql.clock import at_wall_clock, end_of_day, parse_as_of
from segql.diagnostics import Diagnostic, SegqlError
from segql.diagnostics.codes.cli import BAD_OPTION
from segql.diagnostics.codes.syntax import NO_SUCH_DATE, NUMBER_NOTATION
from segql.source import Source
from segql.syntax import parse_expression

AsOf = str | date | datetime | None


YEARS = range(1900, 3000)
"""Years that a run can be as of, so that no window reaches beyond what calendars hold."""


def instant_of(as_of: AsOf, zone: ZoneInfo) -> datetime:
    """The instant of a date (through its end), a timestamp, their text, or now for None.

    Naive timestamps are read in the zone. Raises SegqlError (2) for other text, and for years
    before 1900 or after 2999.
    """
    if as_of is None or as_of == "now":
        return datetime.now(UTC).astimezone(zone)
    try:
        instant = _read(as_of, zone).astimezone(zone)
    except (ValueError, OverflowError) as error:
        raise _refused(as_of) from error
    if instant.year not in YEARS:
        raise _refused(as_of)
    return instant


def _read(as_of: str | date, zone: ZoneInfo) -> datetime:
    match as_of:
        case str():
            return parse_as_of(as_of.strip(), zone)
        case datetime():
            return as_of if as_of.tzinfo else at_wall_clock(as_of, zone)
        case _:
            return end_of_day(as_of, zone)


def _refused(as_of: str | date) -> SegqlError:
    return SegqlError(
        Diagnostic(
            BAD_OPTION,
            f"`{as_of}` is not a day or moment that a run can be as of.",
            help=_told(str(as_of))
            or "Write a day from 1900 to 2999, year first, as in `2024-06-30`, or a moment, as in "
            "`2024-06-30T14:05`.",
        ),
        exit_code=2,
    )


def _told(text: str) -> str | None:
    """What would be said of such a day in a definition."""
    problems = parse_expression(Source("as of", text)).diagnostics
    said = [item for item in problems if item.code in (NO_SUCH_DATE, NUMBER_NOTATION)]
    return f"{said[0].message} {said[0].help}" if said else None
