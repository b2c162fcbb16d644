"""Values in words: "age", "the total of amount of their orders in the last year"."""

from __future__ import annotations

from datetime import datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING

from segql.analysis.words.vocabulary import (
    MONTHS,
    Speaker,
    amount,
    day,
    definition_name,
    events_of,
    field_name,
    instant,
    listed,
    literal,
    number,
    percent,
)
from segql.analysis.words.windows import window
from segql.plan.moments import AsOf, Clock, shift_instant, shift_wall
from segql.semantics import tree

if TYPE_CHECKING:
    from collections.abc import Callable

    Condition = Callable[[tree.Expr], str]

SIGNS = {"+": "plus", "-": "minus", "*": "times", "/": "divided by"}
FIGURES = {
    "sum": "the total of", "average": "the average of", "min": "the smallest", "max": "the largest",
    "median": "the median of", "first": "the first", "last": "the last",
    "most frequent": "the most frequent",
}  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SCALARS = {
    "lower": "{0} in lower case", "round": "{0} rounded to a whole number",
    "abs": "the size of {0} without its sign",
    "length": "the number of characters of {0}", "floor": "{0} rounded down",
    "ceil": "{0} rounded up", "size": "the number of values in {0}",
}  # fmt: skip


class Values:
    """Speaks of values; conditions inside them are put into words by `condition`."""

    def __init__(self, speaker: Speaker, condition: Condition) -> None:
        self.speaker = speaker
        self.condition = condition
        self._row = tree.CUSTOMER  # whose fields need no owner where they are named

    def of_row(self, row: tree.Row, node: tree.Expr) -> str:
        """A condition on one event, in which other rows' fields are named with their owner."""
        outer, self._row = self._row, row
        try:
            return self.condition(node)
        finally:
            self._row = outer

    def _field(self, node: tree.Field) -> str:
        words = field_name(self.speaker, node)
        return words if node.row == self._row else f"{self._owner(node.row)} {words}"

    def _owner(self, row: tree.Row) -> str:
        if row.is_customer:
            return "the customer's"
        return f"the {'' if self._row.is_customer else 'earlier '}{events_of(self.speaker, row.event or '', 1)}'s"  # noqa: E501

    def _time(self, node: tree.EventTime) -> str:
        return "its time" if node.row == self._row else f"{self._owner(node.row)} time"

    def against(self, other: tree.Expr, node: tree.Expr) -> str:
        """A value that another is compared with, in the way in which people say the other."""
        match other, node:
            case tree.PartOf(part="month"), tree.Literal(value=int() as value) if 1 <= value <= 12:
                return MONTHS[value - 1]
            case tree.PartOf(part="weekday"), tree.Literal(value=int() as value) if 1 <= value <= 7:
                return WEEKDAYS[value - 1]
            case tree.PartOf(part="year"), tree.Literal(value=int() as value):
                return str(value)
            case (tree.Aggregate(function="share") | tree.Bucket(), tree.Literal(value=value)) if (
                isinstance(value, int | Decimal)
            ):
                return percent(Decimal(value))
            case _:
                return self.value(node)

    def value(self, node: tree.Expr) -> str:
        """A noun phrase for a value of the customer or of one event."""
        match node:
            case tree.Field():
                return self._field(node)
            case tree.Column(name=name):
                return name
            case tree.EventTime():
                return self._time(node)
            case tree.EventKey():
                return "the key"
            case tree.Literal():
                return literal(self.speaker, node)
            case tree.Today():
                return "the day itself" if self.speaker.clock is None else self._today()
            case tree.Now():
                return "now"
            case tree.Reference():
                return self._reference(node)
            case tree.Arithmetic(operator, left, right):
                return f"{self._part(left)} {SIGNS[operator]} {self._part(right)}"
            case tree.Negative(operand):
                return f"minus {self._part(operand)}"
            case tree.Shift(tree.Today() | tree.Now() as operand, duration) if self.speaker.clock:
                return self._moved(operand, duration, self.speaker.clock)
            case tree.Shift(operand, duration):
                side = "before" if duration.amount < 0 else "after"
                return f"{amount(duration)} {side} {self.value(operand)}"
            case tree.Elapsed():
                return self._elapsed(node)
            case tree.PartOf(part, operand):
                return f"the {part} of {self.value(operand)}"
            case tree.If():
                return (
                    f"({self.value(node.then)} where {self.condition(node.condition)}, "
                    f"otherwise {self.value(node.otherwise)})"
                )
            case tree.OrElse(value, fallback):
                return f"{self._part(value)} ({self.value(fallback)} where that is unknown)"
            case tree.Scalar(function, arguments):
                return self._scalar(function, arguments)
            case tree.Bucket(salt):
                return f'their place in the random split "{salt}"'
            case tree.Aggregate():
                return self.figure(node)
            case tree.PeriodCount():
                return f"the number of {self._periods(node)} in which {self.condition(node.where)}"
            case tree.Population():
                return self._population(node)
            case _:
                return f"whether {self.condition(node)}"

    def _today(self) -> str:
        assert self.speaker.clock is not None
        return day(self.speaker.clock.day(AsOf()))

    def _part(self, node: tree.Expr) -> str:
        words = self.value(node)
        return f"({words})" if isinstance(node, tree.Arithmetic) else words

    def _moved(self, node: tree.Today | tree.Now, by: tree.Duration, clock: Clock) -> str:
        """`today - 1 year` as its day."""
        if isinstance(node, tree.Now):
            moved = shift_instant(clock.as_of, by.amount, by.unit, clock.zone)
            return instant(moved, self.speaker.zone)
        wall = datetime.combine(clock.day(AsOf()), time())
        return instant(shift_wall(wall, by.amount, by.unit), None)

    def _reference(self, node: tree.Reference) -> str:
        words = definition_name(self.speaker, node.name)
        return words if node.at is None else f"{words} as it was {self.when(node.at)}"

    def when(self, at: tree.When) -> str:
        """The other instant of an `as of`: "90 days before"."""
        if at.ago is not None:
            return f"{amount(at.ago)} earlier"
        assert at.at is not None
        if isinstance(at.at, datetime):
            return f"on {instant(at.at, self.speaker.zone)}"
        return f"at the end of {day(at.at)}"

    def _elapsed(self, node: tree.Elapsed) -> str:
        if isinstance(node.end, tree.Today | tree.Now):
            return f"the completed {node.unit}s since {self.value(node.start)}"
        start, end = self.value(node.start), self.value(node.end)
        return f"the completed {node.unit}s from {start} to {end}"

    def _scalar(self, function: str, arguments: tuple[tree.Expr, ...]) -> str:
        match function, arguments:
            case "least" | "greatest", _:
                kind = "smallest" if function == "least" else "largest"
                return f"the {kind} of {listed([self.value(item) for item in arguments])}"
            case "abs", (tree.Arithmetic("-", left, right),):
                return f"the difference between {self.value(left)} and {self.value(right)}"
            case "round", (number_, tree.Literal(value=int() as digits)):
                return f"{self._part(number_)} rounded {_digits(digits)}"
            case _:
                return SCALARS[function].format(*(self._part(item) for item in arguments))

    # ------------------------------------------------------------------ figures of events

    def figure(self, node: tree.Aggregate) -> str:
        """A figure of events: "the total of amount of their orders in ..."."""
        events = self.events(node)
        argument = self._argument(node)
        match node.function:
            case "count" if node.argument is None:
                return f"the number of their {events}"
            case "count":
                kind = "different values" if node.distinct else "known values"
                return f"the number of {kind} of {argument} in their {events}"
            case "share":
                unfiltered = events_of(self.speaker, node.row.event or "")
                inside = self._when(node)
                where = self.of_row(node.row, node.where) if node.where is not None else "any"
                return f"the share of their {unfiltered}{inside} where {where}"
            case "average gap":
                return f"the average number of days between their {events}"
            case "any":
                return f"whether they have any {events}"
            case "first" | "last" if isinstance(node.argument, tree.EventTime):
                one = self.events(node, 1)
                return f"the time of their {node.function} {one}"
            case name:
                return f"{FIGURES[name]} {argument} of their {events}"

    def _argument(self, node: tree.Aggregate) -> str:
        if node.argument is None:
            return ""
        outer, self._row = self._row, node.row
        try:
            return self.value(node.argument)
        finally:
            self._row = outer

    def events(self, node: tree.Aggregate, count: int = 2) -> str:
        """Which events: "orders in the 90 days before ... where amount is more than 50"."""
        words = events_of(self.speaker, node.row.event or "", count)
        if node.pick is not None:
            size = "" if node.pick.amount == 1 else f"{number(node.pick.amount)} "
            picked = events_of(self.speaker, node.row.event or "", node.pick.amount)
            words = f"{node.pick.kind} {size}{picked}"
        where = f" where {self.of_row(node.row, node.where)}" if node.where is not None else ""
        having = f" with {self.of_row(node.row, node.having)}" if node.having is not None else ""
        return f"{words}{self._when(node)}{where}{having}"

    def _when(self, node: tree.Aggregate) -> str:
        if node.window is None:
            return ""
        return f" {window(self.speaker, node.window, self.value)}"

    def _periods(self, node: tree.PeriodCount) -> str:
        if node.calendar:
            return f"the {node.last} whole calendar {node.unit}s before this one"
        length = node.unit if node.size == 1 else f"period of {node.size} {node.unit}s"
        words = f"{length}s" if node.size == 1 else f"periods of {node.size} {node.unit}s"
        return f"the last {node.last} {words}"

    def periods(self, node: tree.PeriodCount) -> str:
        return self._periods(node)

    # ------------------------------------------------------------- figures of the population

    def _population(self, node: tree.Population) -> str:
        argument = self.value(node.argument)
        among = self.among(node.per, node.within)
        match node.function:
            case "rank":
                return f"their rank by {argument} {among} (1 is the highest)"
            case "quartile" | "quintile" | "decile" | "percentile":
                return f"their {node.function} by {argument} {among} (1 is the lowest)"
            case "quantile":
                share = percent(node.fraction) if node.fraction is not None else ""
                return f"the {argument} that {share} of {among.removeprefix('among ')} stay below"
            case "count":
                return f"the number of customers with a known {argument} {among}"
            case name:
                return f"{FIGURES[name]} {argument} {among}"

    def among(self, per: tuple[tree.Expr, ...], within: tree.Reference | None) -> str:
        """Among whom a figure is taken."""
        whom = f"the members of {within.name}" if within is not None else "all customers"
        if not per:
            return f"among {whom}"
        return f"among {whom} with the same {listed([self.value(item) for item in per])}"


def _digits(digits: int) -> str:
    """To which place a number is rounded."""
    if digits < 0:
        return f"to the nearest {number(10**-digits)}"
    if digits == 0:
        return "to a whole number"
    return f"to {digits} decimal{'' if digits == 1 else 's'}"
