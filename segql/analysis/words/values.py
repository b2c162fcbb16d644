"""Values in words: "age", "the total amount of their orders in the last year"."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, time
from decimal import Decimal

from segql.analysis.words.units import is_share, unit_of
from segql.analysis.words.unknowns import may_hang
from segql.analysis.words.vocabulary import (
    MONTHS,
    Speaker,
    amount,
    day,
    definition_name,
    ending,
    events_of,
    field_name,
    instant,
    listed,
    literal,
    number,
    percent,
)
from segql.analysis.words.windows import periods, window
from segql.plan.moments import AsOf, Clock, shift_instant, shift_wall
from segql.semantics import tree
from segql.semantics.facts import is_dated, never_unknown

Condition = Callable[[tree.Expr], str]

SIGNS = {"+": "plus", "-": "minus", "*": "times", "/": "divided by"}
FIGURES = {
    "sum": "the total", "average": "the average", "min": "the smallest", "max": "the largest",
    "median": "the median", "most frequent": "the most frequent",
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
        self._steps: Mapping[int, int] = {}  # the numbers of a sequence's steps, by their rows

    def of_row(self, row: tree.Row, node: tree.Expr) -> str:
        """A condition on one event, in which other rows' fields are named with their owner."""
        with self._within(row):
            return self.condition(node)

    def value_of_row(self, row: tree.Row, node: tree.Expr) -> str:
        """A value of one event, or of an object."""
        with self._within(row):
            return self.value(node)

    @contextmanager
    def _within(self, row: tree.Row) -> Iterator[None]:
        outer, self._row = self._row, row
        try:
            yield
        finally:
            self._row = outer

    @contextmanager
    def steps(self, numbers: Mapping[int, int]) -> Iterator[None]:
        """What a sequence's steps are called while they are spoken of: (1), (2)."""
        outer, self._steps = self._steps, numbers
        try:
            yield
        finally:
            self._steps = outer

    def _owned(self, row: tree.Row, words: str) -> str:
        """What belongs to another row than the one that is spoken of."""
        if row.is_customer:
            return f"the customer's {words}"
        if row.index in self._steps:
            return f"the {words} of ({self._steps[row.index]})"
        earlier = "" if self._row.is_customer else "earlier "
        return f"the {earlier}{events_of(self.speaker, row.event or '', 1)}'s {words}"

    def _field(self, node: tree.Field) -> str:
        words = field_name(self.speaker, node)
        return words if node.row == self._row else self._owned(node.row, words)

    def own(self, node: tree.Expr) -> str:
        """A value inside other words: "their birth date"."""
        words = self.value(node)
        match node:
            case tree.Field(row=row) if row == self._row:
                return f"{'their' if row.is_customer else 'its'} {words}"
            case tree.Reference() if self._row.is_customer:
                return f"their {words}"
            case tree.Arithmetic():
                return f"({words})"
            case _:
                return words

    def against(self, other: tree.Expr, node: tree.Expr) -> str:
        """A value that another is compared with, in the way in which people say the other."""
        match other, node:
            case tree.PartOf(part="month"), tree.Literal(value=int() as value) if 1 <= value <= 12:
                return MONTHS[value - 1]
            case tree.PartOf(part="weekday"), tree.Literal(value=int() as value) if 1 <= value <= 7:
                return WEEKDAYS[value - 1]
            case tree.PartOf(part="year"), tree.Literal(value=int() as value):
                return str(value)
            case _, tree.Literal(value=bool()):
                return self.value(node)
            case _, tree.Literal(value=int() | Decimal() as value):
                if is_share(self.speaker, other) and not _as_percent(node):
                    return percent(Decimal(value))
                unit = unit_of(self.speaker, other)
                return f"{self.value(node)} {unit}" if unit else self.value(node)
            case tree.Field(row=one, hops=way, name=name), tree.Field(two, hops, other_name) if (
                (way, name) == (hops, other_name) and one != two and two.index in self._steps
            ):
                return f"that of ({self._steps[two.index]})"
            case _, tree.Arithmetic():
                return self.value(node)
            case _:
                return self.own(node)

    def value(self, node: tree.Expr) -> str:
        """A noun phrase for a value of the customer or of one event."""
        match node:
            case tree.Field():
                return self._field(node)
            case tree.Column(name=name):
                return name
            case tree.EventTime(row=row):
                return "its time" if row == self._row else self._owned(row, "time")
            case tree.EventKey():
                return "the key"
            case tree.Literal():
                return percent(Decimal(str(node.value))) if _as_percent(node) else self._plain(node)
            case tree.Today():
                return "the day itself" if self.speaker.clock is None else self._today()
            case tree.Now():
                if self.speaker.clock is None:
                    return "now"
                return ending(self.speaker.clock.as_of, self.speaker.zone)
            case tree.Reference():
                return self._reference(node)
            case tree.Arithmetic("*", tree.Literal() as left, right) if _as_percent(left):
                return f"{self.value(left)} of {self.own(right)}"
            case tree.Arithmetic(operator, left, right):
                return f"{self._part(left)} {SIGNS[operator]} {self._part(right)}"
            case tree.Negative(operand):
                return f"minus {self._part(operand)}"
            case tree.Shift(tree.Today() | tree.Now() as operand, duration) if self.speaker.clock:
                return self._moved(operand, duration, self.speaker.clock)
            case tree.Shift(operand, duration):
                side = "before" if duration.amount < 0 else "after"
                return f"{amount(duration)} {side} {self.own(operand)}"
            case tree.Elapsed():
                return self._elapsed(node)
            case tree.PartOf("date", tree.EventTime(row=row)) if row == self._row:
                return "its day"
            case tree.PartOf(part, operand):
                return f"the {part} of {self.own(operand)}"
            case tree.If(condition, then, otherwise):
                asked = self.condition(condition)
                rest = " (also where that is unknown)" if may_hang(condition) else ""
                other = f"otherwise {self.value(otherwise)}{rest}"
                return f"({self.value(then)} where {asked}, {other})"
            case tree.OrElse(value, fallback):
                return f"{self._part(value)} ({self.value(fallback)} where that is unknown)"
            case tree.Scalar(function, arguments):
                return self._scalar(function, arguments)
            case tree.Bucket(salt):
                return f'their place (from 0% up to 100%) in the random split "{salt}"'
            case tree.Aggregate():
                return self.figure(node)
            case tree.PeriodCount():
                inside = self.condition(node.where)
                return f"the number, of {self.periods(node)}, of those in which {inside}"
            case tree.Population():
                return self._population(node)
            case _:
                return f"whether {self.condition(node)}"

    def _plain(self, node: tree.Literal) -> str:
        return literal(self.speaker, node)

    def _today(self) -> str:
        assert self.speaker.clock is not None
        return day(self.speaker.clock.day(AsOf()))

    def _part(self, node: tree.Expr) -> str:
        words = self.value(node)
        asks = isinstance(node, tree.Aggregate) and (node.where is not None or node.having)
        return f"({words})" if isinstance(node, tree.Arithmetic) or asks else words

    def _moved(self, node: tree.Today | tree.Now, by: tree.Duration, clock: Clock) -> str:
        """`today - 1 year` as its day."""
        if isinstance(node, tree.Now):
            moved = shift_instant(clock.as_of, by.amount, by.unit, clock.zone)
            return instant(moved, self.speaker.zone)
        wall = datetime.combine(clock.day(AsOf()), time())
        return instant(shift_wall(wall, by.amount, by.unit), None)

    def _reference(self, node: tree.Reference) -> str:
        words = definition_name(self.speaker, node.name)
        when = self.when(node)
        return f"{words} {when}" if when else words

    def when(self, node: tree.Reference) -> str:
        """At which other instant a definition is asked: "at the end of 1 July 2023"; nothing
        where it is asked at that of the run, or has the same answer at any.
        """
        if not is_dated(self.speaker.program, node.name):
            return ""
        if self.speaker.clock is not None:
            there = self.speaker if node.at is None else self.speaker.at(node.at)
            return there.moved_to or ""
        if node.at is None:
            return ""
        if node.at.ago is not None:
            return f"as of {amount(node.at.ago)} earlier"
        if isinstance(node.at.at, datetime):
            return f"on {instant(node.at.at, self.speaker.zone)}"
        assert node.at.at is not None
        return f"at the end of {day(node.at.at)}"

    def _elapsed(self, node: tree.Elapsed) -> str:
        kind = "number of calendar days" if node.unit == "day" else f"completed {node.unit}s"
        start, end = self.own(node.start), self.own(node.end)
        if isinstance(node.end, tree.Today | tree.Now) and self.speaker.clock is None:
            return f"the {kind} since {start}"
        return f"the {kind} from {start} to {end}"

    def _scalar(self, function: str, arguments: tuple[tree.Expr, ...]) -> str:
        match function, arguments:
            case "least" | "greatest", _:
                kind = "smallest" if function == "least" else "largest"
                return f"the {kind} of {listed([self.own(item) for item in arguments])}"
            case "abs", (tree.Arithmetic("-", left, right),):
                return f"the difference between {self.own(left)} and {self.own(right)}"
            case "round", (number_, tree.Literal(value=int() as digits)):
                return f"{self._part(number_)} rounded {_digits(digits)}"
            case "length" | "size" | "abs", _:
                return SCALARS[function].format(*(self.own(item) for item in arguments))
            case _:
                return SCALARS[function].format(*(self._part(item) for item in arguments))

    # ------------------------------------------------------------------ figures of events

    def figure(self, node: tree.Aggregate) -> str:
        """A figure of events: "the total amount of their orders in ..."."""
        events = f"{'their' if node.of_parent is None else 'its'} {self.events(node)}"
        argument = self.of_event(node)
        match node.function:
            case "count" if node.argument is None:
                return f"the number of {events}"
            case "count" if node.distinct and argument == "its day":
                return f"the number of different days of {events}"
            case "count":
                kind = "different values" if node.distinct else "known values"
                return f"the number of {kind} of {argument} in {events}"
            case "share":
                unfiltered = events_of(self.speaker, node.row.event or "")
                where = self.of_row(node.row, node.where) if node.where is not None else "any"
                return f"the share of their {unfiltered}{self._when(node)} where {where}"
            case "average gap":
                one = events_of(self.speaker, node.row.event or "", 1)
                return (
                    f"the average number of calendar days from one {one} to the next among {events}"
                )
            case "any":
                return f"whether they have any {self.events(node)}"
            case "first" | "last":
                own = "its" if node.of_parent is not None else "their"
                what = "time" if isinstance(node.argument, tree.EventTime) else argument
                return f"the {what} of {own} {self.chosen(node)}"
            case name if isinstance(node.argument, tree.Field):
                if argument.startswith(FIGURES[name].removeprefix("the ")):
                    return f"{FIGURES[name]} of {argument} of {events}"
                return f"{FIGURES[name]} {argument} of {events}"
            case name:
                return f"{FIGURES[name]} of {argument} of {events}"

    def chosen(self, node: tree.Aggregate) -> str:
        """The event whose value `first` or `last` takes: "first order from ..."."""
        events = self.events(node, 1)
        return f"{node.function} {'of the ' if node.pick is not None else ''}{events}"

    def of_event(self, node: tree.Aggregate) -> str:
        """The value of one event that a figure takes: "amount"."""
        if node.argument is None:
            return ""
        return self.value_of_row(node.row, node.argument)

    def events(self, node: tree.Aggregate, count: int = 2) -> str:
        """Which events: "orders from 2 April through 30 June 2024 where amount is more than 50"."""
        words = events_of(self.speaker, node.row.event or "", count)
        if node.pick is not None:
            size = "" if node.pick.amount == 1 else f"{number(node.pick.amount)} "
            picked = events_of(self.speaker, node.row.event or "", node.pick.amount)
            words = f"{node.pick.kind} {size}{picked}"
        where = f" where {self.of_row(node.row, node.where)}" if node.where is not None else ""
        having = ""
        if node.having is not None:
            asked = self.of_row(node.row, node.having)
            having = f", as far as {asked}" if node.pick is not None else f" where {asked}"
        return f"{words}{self._when(node)}{where}{having}"

    def _when(self, node: tree.Aggregate) -> str:
        if node.window is None:
            return ""
        return f" {window(self.speaker, node.window, self.own, of_events=True)}"

    def periods(self, node: tree.PeriodCount) -> str:
        """The periods that are counted: "the 6 consecutive weeks from ... through ..."."""
        if node.calendar:
            kind = f"calendar {node.unit}"
        else:
            kind = node.unit if node.size == 1 else f"period of {node.size} {node.unit}s"
        head, *rest = kind.split(" of ")
        many = " of ".join([f"{head}s", *rest]) if node.last != 1 else kind
        consecutive = "" if node.last == 1 or node.calendar else "consecutive "
        found = periods(self.speaker, node)
        if found is not None:
            return f"the {number(node.last)} {consecutive}{many} {found.words()}"
        end = "before this one" if node.calendar else "up to now"
        return f"the {number(node.last)} {consecutive}{many} {end}"

    # ------------------------------------------------------------- figures of the population

    def _population(self, node: tree.Population) -> str:
        argument = self.value(node.argument)
        among = self.among(node.per, node.within, node.argument)
        match node.function:
            case "rank":
                return f"their rank by {argument} {among} (1 is the highest)"
            case "quartile" | "quintile" | "decile" | "percentile":
                return f"their {node.function} by {argument} {among} (1 is the lowest)"
            case "quantile":
                share = percent(node.fraction) if node.fraction is not None else ""
                return f"the {share} point of {argument} {among}"
            case "count":
                among = self.among(node.per, node.within)
                return f"the number of customers with a known {argument} {among}"
            case "min" | "max" as name:
                return f"{FIGURES[name]} {argument.removeprefix('the ')} {among}"
            case name:
                return f"{FIGURES[name]} of {argument} {among}"

    def among(
        self,
        per: tuple[tree.Expr, ...],
        within: tree.Reference | None,
        known: tree.Expr | None = None,
    ) -> str:
        """Among whom a figure is taken, of those whose value is `known`."""
        if within is not None:
            when = self.when(within)
            whom = f"the members of {within.name}{' ' + when if when else ''}"
        else:
            whom = "all customers"
        if per:
            whom += f" with the same {listed([self.value(item) for item in per])}"
        if known is not None and not never_unknown(known):
            whom += " (those of whom that is known)"
        return f"among {whom}"


def _as_percent(node: tree.Literal) -> bool:
    """Whether a number is written as a percentage."""
    number_ = isinstance(node.value, int | Decimal) and not isinstance(node.value, bool)
    return number_ and node.span.text.endswith("%")


def _digits(digits: int) -> str:
    """To which place a number is rounded."""
    if digits < 0:
        return f"to the nearest {number(10**-digits)}"
    if digits == 0:
        return "to a whole number"
    return f"to {digits} decimal{'' if digits == 1 else 's'}"
