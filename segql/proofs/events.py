"""Event functions as variables: numbers of events, sums, and times of first and last events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segql.proofs import values
from segql.proofs.figures import Figure, count_variable
from segql.proofs.formulas import (
    TRUE,
    Atom,
    Formula,
    Variable,
    conjunction,
    negation,
    truth,
)
from segql.proofs.keys import Rows
from segql.proofs.regions import Bound, Region, Stretch, one_of
from segql.proofs.times import SEEN, Span, window_span
from segql.proofs.universe import never_negative, universe
from segql.semantics import tree
from segql.semantics.facts import folds
from segql.types import DATE, INTEGER

if TYPE_CHECKING:
    from segql.proofs.reading import Reader

_SOME = values.compared(">=", 1, INTEGER)
_NUMBERS = Region(False, (Stretch((Bound(0, True),)),))


class Events:
    """Reads event functions for a reader of conditions."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def any(self, node: tree.Aggregate, rows: Rows) -> Formula:
        """`any(...)`: that there is at least one."""
        count = self._count(node, rows)
        if count is not None and node.pick is None and node.having is None:
            return Atom(count, *_SOME)
        key = ("condition", self._reader.keys.of(node, rows))
        found = truth(key)
        return found if count is None else conjunction((found, Atom(count, *_SOME)))

    def atom(
        self, node: tree.Aggregate, rows: Rows, region: Region, inverse: Region, fold: bool
    ) -> Formula:
        """That the value of an event function lies in a region, in which unknown is not."""
        found = Atom(self._variable(node, rows, fold), region, inverse)
        if fold and not folds(node):
            return found
        if node.function == "count" and node.argument is None:
            return found
        count = self._count(node, rows)
        if count is None:
            return found
        if node.function in ("count", "sum"):
            # nothing comes of no events: so whatever is not 0 needs one
            never_zero = (region & one_of((0,))).is_empty
            return conjunction((found, Atom(count, *_SOME))) if never_zero else found
        least = 2 if node.function == "average gap" else 1
        return conjunction((found, Atom(count, *values.compared(">=", least, INTEGER))))

    def time(self, node: tree.Expr, stretch: Stretch, rows: Rows) -> Formula | None:
        """That the first or last event lies in a stretch, as how many events lie where; None
        where the value is no such time.
        """
        if not _is_time_of_one(node):
            return None
        assert isinstance(node, tree.Aggregate)
        last = node.function in ("last", "max")
        near, far = (stretch.low, stretch.high) if last else (stretch.high, stretch.low)
        inside = self._between(node, rows, near, beyond=False, last=last)
        if inside is None:
            return None
        beyond: list[Formula] = []
        for bound in far:
            later = self._between(node, rows, (bound,), beyond=True, last=last)
            if later is None:
                return None
            beyond.append(negation(later))
        return conjunction((inside, *beyond))

    def known_time(self, node: tree.Expr, rows: Rows) -> Formula | None:
        """That there is a first or last event; None where the value is no such time."""
        return self.time(node, Stretch(), rows) if _is_time_of_one(node) else None

    # ----------------------------------------------------------------------------- pieces

    def _between(
        self,
        node: tree.Aggregate,
        rows: Rows,
        bounds: tuple[Bound, ...],
        *,
        beyond: bool,
        last: bool,
    ) -> Formula | None:
        """That there is an event on the near side of bounds, or one beyond a far bound."""
        if beyond:
            bounds = tuple(Bound(item.point, not item.closed) for item in bounds)
        low, high = (bounds, ()) if last else ((), bounds)
        count = self._count(node, rows, cut=(low, high))
        return None if count is None else Atom(count, *_SOME)

    def _variable(self, node: tree.Aggregate, rows: Rows, fold: bool) -> Variable:
        reader = self._reader
        about = universe(node, reader.program, reader.catalog)
        plain = node.pick is None and node.having is None and not fold
        if plain and node.function in ("count", "sum"):
            figure = self._figure(node, rows)
            if figure is not None:
                return count_variable(figure, self._where_key(node, rows), about)
        alike = fold or folds(node)
        return Variable(("value", reader.keys.of(node, rows), alike), about)

    def _count(
        self,
        node: tree.Aggregate,
        rows: Rows,
        cut: tuple[tuple[Bound, ...], tuple[Bound, ...]] | None = None,
    ) -> Variable | None:
        """The number of events that a function looks at, before any are chosen."""
        figure = self._figure(node, rows, cut, events=True)
        if figure is None:
            return None
        where = 0 if node.function == "share" else self._where_key(node, rows)
        return count_variable(figure, where, _NUMBERS)

    def _where_key(self, node: tree.Aggregate, rows: Rows) -> int:
        if node.where is None:
            return 0
        return self._reader.keys.of(node.where, _with(rows, node.row))

    def _figure(
        self,
        node: tree.Aggregate,
        rows: Rows,
        cut: tuple[tuple[Bound, ...], tuple[Bound, ...]] | None = None,
        *,
        events: bool = False,
    ) -> Figure | None:
        reader = self._reader
        if node.of_parent is not None:
            return None
        inner = _with(rows, node.row)
        span = Span(Stretch())
        if node.window is not None:
            # whether their times are days or instants is a matter of the data: what would
            # differ is not told
            found = window_span(node.window, DATE, reader.keys, rows)
            if found is None:
                return None
            span = found
        timed = node.window is not None or cut is not None
        window = span.stretch.within(SEEN) if timed else None
        if window is not None and cut is not None:
            window = window.within(Stretch(*cut))
        plain = node.where is None or node.function == "share"
        where = TRUE if plain or node.where is None else reader.condition(node.where, inner)
        kind, amount = "count", None
        if node.argument is not None and not events:
            amount = reader.keys.of(node.argument, inner)
            if node.function == "sum":
                nonnegative = never_negative(node.argument, reader.program, reader.catalog)
                kind = "sum of amounts never negative" if nonnegative else "sum"
        return Figure(
            kind,
            node.row.event or "",
            amount,
            node.distinct and not events,
            window,
            where,
            based=bool(span.bases),
        )


def _with(rows: Rows, row: tree.Row) -> dict[int, int]:
    return {**rows, row.index: len(rows) + 1}


def _is_time_of_one(node: tree.Expr) -> bool:
    return (
        isinstance(node, tree.Aggregate)
        and node.function in ("first", "last", "min", "max")
        and isinstance(node.argument, tree.EventTime)
        and node.argument.row == node.row
        and node.pick is None
        and node.having is None
        and node.of_parent is None
    )
