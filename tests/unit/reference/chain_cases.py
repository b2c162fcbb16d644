"""Sequences and periods worked out by hand: one customer's orders and views, and what holds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Chain:
    """`orders` and `views` are `time` or `time value` (an order's kind, a view's sku)."""

    name: str
    condition: str
    holds: bool
    orders: tuple[str, ...] = ()
    views: tuple[str, ...] = ()
    as_of: str = "2024-06-30"


SEQUENCES = (
    Chain("in order", "sequence(views then orders)", True, ("2024-06-02",), ("2024-06-01",)),
    Chain("not the other way round", "sequence(orders then views)", False,
          ("2024-06-02",), ("2024-06-01",)),
    Chain("the same instant does not follow", "sequence(views then orders)", False,
          ("2024-06-01",), ("2024-06-01",)),
    Chain("the limit itself still counts", "sequence(views then orders within 1 day)", True,
          ("2024-06-02T10:00",), ("2024-06-01T10:00",)),
    Chain("a second more does not", "sequence(views then orders within 1 day)", False,
          ("2024-06-02T10:00:01",), ("2024-06-01T10:00",)),
    Chain("any chain may fit", "sequence(views then orders within 1 day)", True,
          ("2024-06-10",), ("2024-06-01", "2024-06-09T12:00")),
    Chain("limits count from the step before, not from the first",
          "sequence(views then orders within 2 days then views within 2 days)", True,
          ("2024-06-03",), ("2024-06-01", "2024-06-05")),
    Chain("days keep the wall clock when clocks change",
          "sequence(views then orders within 1 day)", True,
          ("2024-10-27T12:00",), ("2024-10-26T12:00",), "2024-10-30"),
    Chain("hours do not", "sequence(views then orders within 24 hours)", False,
          ("2024-10-27T12:00",), ("2024-10-26T12:00",), "2024-10-30"),
    Chain("correlated", "sequence(views as v then orders where kind = v.sku)", True,
          ("2024-06-02 a", "2024-06-03 b"), ("2024-06-01 b",)),
    Chain("correlated, none fits", "sequence(views as v then orders where kind = v.sku)", False,
          ("2024-06-02 a",), ("2024-06-01 b",)),
    Chain("only a later chain correlates",
          "sequence(views as v then orders within 1 day where kind = v.sku)", True,
          ("2024-06-01T12:00 z", "2024-06-05T12:00 b"), ("2024-06-01 a", "2024-06-05 b")),
    Chain("a window bounds its step alone",
          "sequence(views in last 10 days then orders)", False,
          ("2024-06-29",), ("2024-06-01",)),
    Chain("as_of bounds them all", "sequence(views then orders)", False,
          ("2024-07-01T00:00",), ("2024-06-01",)),
    Chain("an unknown time is no step", "sequence(views then orders)", False,
          ("?",), ("2024-06-01",)),
    # negated steps at the end
    Chain("none within", "sequence(views then no orders within 7 days)", True,
          ("2024-06-09",), ("2024-06-01",)),
    Chain("one on the limit", "sequence(views then no orders within 7 days)", False,
          ("2024-06-08",), ("2024-06-01",)),
    Chain("one at the very instant is not after it",
          "sequence(views then no orders within 7 days)", True,
          ("2024-06-01",), ("2024-06-01",)),
    Chain("the limit has not passed", "sequence(views then no orders within 7 days)", False,
          (), ("2024-06-25",)),
    Chain("the limit ends at as_of", "sequence(views then no orders within 7 days)", True,
          (), ("2024-06-24",)),
    Chain("without a limit: none until as_of", "sequence(views then no orders)", True,
          ("2024-06-01",), ("2024-06-02",)),
    Chain("one before as_of", "sequence(views then no orders)", False,
          ("2024-06-29",), ("2024-06-02",)),
    Chain("the last of several fits", "sequence(views then no orders)", True,
          ("2024-06-05",), ("2024-06-02", "2024-06-06")),
    # negated steps in the middle
    Chain("none between", "sequence(views as v then no orders then views where sku != v.sku)",
          True, (), ("2024-06-01 a", "2024-06-05 b")),
    Chain("one between", "sequence(views as v then no orders then views where sku != v.sku)",
          False, ("2024-06-03",), ("2024-06-01 a", "2024-06-05 b")),
    Chain("at the instants of its neighbours is not between",
          "sequence(views as v then no orders then views where sku != v.sku)", True,
          ("2024-06-01", "2024-06-05"), ("2024-06-01 a", "2024-06-05 b")),
    Chain("with a limit: up to the limit, whenever the next step is",
          "sequence(views as v then no orders within 7 days then views where sku != v.sku)",
          False, ("2024-06-06",), ("2024-06-01 a", "2024-06-05 b")),
    Chain("after its limit an order does not matter",
          "sequence(views as v then no orders within 2 days then views where sku != v.sku)",
          True, ("2024-06-04",), ("2024-06-01 a", "2024-06-05 b")),
    Chain("timed from the last step that happened",
          "sequence(views as v then no orders then views within 4 days where sku != v.sku)",
          True, (), ("2024-06-01 a", "2024-06-05 b")),
    Chain("timed from the last step that happened, too late",
          "sequence(views as v then no orders then views within 3 days where sku != v.sku)",
          False, (), ("2024-06-01 a", "2024-06-05 b")),
    Chain("two negated in a row",
          'sequence(views then no orders where kind = "x" then no orders within 3 days)', True,
          ("2024-06-05 y",), ("2024-06-01",)),
    Chain("two negated in a row, the first reaches to as_of",
          'sequence(views then no orders where kind = "x" then no orders within 3 days)', False,
          ("2024-06-05 x",), ("2024-06-01",)),
    Chain("four steps", "sequence(views then orders then views then orders)", True,
          ("2024-06-02", "2024-06-04"), ("2024-06-01", "2024-06-03")),
)  # fmt: skip

PERIODS = (
    Chain("each of the last two weeks", "every(weeks in last 2 weeks where any(orders))", True,
          ("2024-06-17", "2024-06-24")),
    Chain("both in one week", "every(weeks in last 2 weeks where any(orders))", False,
          ("2024-06-24", "2024-06-30")),
    Chain("how many", "count(weeks in last 3 weeks where count(orders) >= 2) = 1", True,
          ("2024-06-24", "2024-06-30", "2024-06-17")),
    Chain("the k-th month back", "count(months in last 3 months where any(orders)) = 2", True,
          ("2024-03-31", "2024-03-30"), (), "2024-05-30"),
    Chain("calendar months before this one",
          "count(calendar months in last 2 months where any(orders)) = 1", True,
          ("2024-06-01", "2024-05-31", "2024-03-31")),
    Chain("of several days", "count(periods of 3 days in last 9 days where any(orders)) = 2", True,
          ("2024-06-28", "2024-06-29", "2024-06-22")),
    Chain("several kinds of events in one period",
          "count(weeks in last 2 weeks where any(orders) and any(views)) = 1", True,
          ("2024-06-24", "2024-06-17"), ("2024-06-25",)),
    Chain("a window of its own intersects",
          "count(weeks in last 2 weeks where any(orders in last 3 days)) = 1", True,
          ("2024-06-24", "2024-06-28", "2024-06-17")),
    Chain("an unknown time is in no period", "count(weeks in last 2 weeks where any(orders)) = 0",
          True, ("?",)),
)  # fmt: skip

CHAINS = (*SEQUENCES, *PERIODS)
