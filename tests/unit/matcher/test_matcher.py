"""One profile at a time: what an application hands over, and what it gets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest

from segql.catalog import Catalog, LoadedCatalog, Settings
from segql.diagnostics import SegqlError
from segql.matcher import Matcher, Matches, ProfileError
from segql.plan import build_plan
from segql.semantics import analyze
from segql.source import Source
from segql.syntax import parse_file

CATALOG = Catalog.model_validate(
    {
        "customer": {
            "table": "customers",
            "key": "customer_id",
            "attributes": {
                "age": {"type": "integer"},
                "country": {"type": "text"},
                "income": {"type": "decimal"},
                "interest": {"type": "list of text"},
                "signup": {"type": "timestamp"},
                "home": {"type": "point", "latitude": "lat", "longitude": "lon"},
                "purchases_90d": {"expression": "count(orders in last 90 days)"},
            },
        },
        "events": {
            "orders": {
                "table": "orders",
                "key": "order_id",
                "customer": "customer_id",
                "time": "ordered_at",
                "fields": {
                    "amount": {"type": "decimal"},
                    "product": {"to": "products", "by": "sku"},
                },
            }
        },
        "objects": {
            "products": {
                "table": "products", "key": "sku", "fields": {"category": {"type": "text"}}
            }
        },
        "lists": {"blocked": {"table": "blocked", "key": "customer_id"}},
    }
)  # fmt: skip
SETTINGS = Settings(name="shop", timezone="Europe/Stockholm")
AS_OF = date(2024, 6, 30)


def matcher(text: str, lists: Mapping[str, Any] | None = None) -> Matcher:
    file = parse_file(Source("a.seg", text)).file
    assert file is not None
    program = analyze([file], LoadedCatalog.from_catalog(CATALOG), SETTINGS).program
    names = [name for name in program.definitions if name not in CATALOG.customer.attributes]
    return Matcher(build_plan(program, CATALOG, SETTINGS, names, given=True), lists)


def order(time: object, **fields: Any) -> dict[str, Any]:
    return {"order_id": 1, "ordered_at": time, **fields}


YOUNG = 'segment young where age 18..25 and purchases_90d > 3 and interest = "outdoor"'


def test_a_ready_made_trait_needs_no_events() -> None:
    match = matcher(YOUNG)
    profile = {"age": 22, "interest": ["outdoor"], "purchases_90d": 4}
    assert match(profile) == {"young"}
    assert match({**profile, "purchases_90d": 3}) == set()


def test_unknown_values_are_no_members() -> None:
    match = matcher(YOUNG)
    assert match({"interest": ["outdoor"], "purchases_90d": 4}) == set()
    assert match({"age": None, "interest": None, "purchases_90d": None}) == set()


def test_a_ready_made_count_may_be_unknown_too() -> None:
    match = matcher(
        "segment many where purchases_90d > 3\n"
        "segment not_many where not purchases_90d > 3\n"
        "segment few where purchases_90d <= 3\n"
        "segment asked where purchases_90d is unknown\n"
        "segmentation load case some where purchases_90d > 0 otherwise none"
    )
    unknown = match({"purchases_90d": None})
    assert unknown == {"not_many", "asked"}
    assert unknown.values == {"load": "none"}
    assert match({"purchases_90d": 3}) == {"not_many", "few"}


def test_not_is_the_exact_complement_of_what_is_known() -> None:
    match = matcher('segment elsewhere where country != "SE"')
    assert match({"country": None}) == {"elsewhere"}
    assert match({"country": "SE"}) == set()


def test_events_are_read_once_for_all_figures_of_their_kind() -> None:
    match = matcher(
        "trait recent = count(orders in last 30 days)\n"
        "segment lately where recent >= 1\n"
        "segment spender where sum(orders.amount in last 90 days) > 20\n"
        "segment much where count(orders where amount > 10) > 1 and not in segment lately\n"
    )

    class Once(list[dict[str, Any]]):
        read = 0

        def __iter__(self) -> Any:
            self.read += 1
            return super().__iter__()

    orders = Once(
        [order("2024-05-01T10:00", amount=15), order("2024-04-20T10:00", amount=12),
         order("2025-01-01T10:00", amount=99)]
    )  # fmt: skip
    assert match({}, {"orders": orders}, AS_OF) == {"spender", "much"}
    assert orders.read == 1


@pytest.mark.parametrize("time", [
    "2024-06-30T23:59:59", datetime(2024, 4, 2), date(2024, 4, 2), "2024-06-30T21:59:59+00:00",
    datetime(2024, 6, 30, 21, 59, tzinfo=UTC),
])  # fmt: skip
def test_events_count_inside_the_window_however_their_time_is_given(time: object) -> None:
    match = matcher("segment recent where any(orders in last 90 days)")
    assert match({}, {"orders": [order(time)]}, AS_OF) == {"recent"}


@pytest.mark.parametrize("time", ["2024-07-01T00:00", "2024-04-01T23:59:59", None])
def test_events_outside_the_window_do_not_count(time: object) -> None:
    match = matcher("segment recent where any(orders in last 90 days)")
    assert match({}, {"orders": [order(time)]}, AS_OF) == set()


def test_sums_of_floats_are_exact_where_the_catalog_says_decimal() -> None:
    match = matcher("segment exact where sum(orders.amount) = 0.3")
    rows = [order("2024-06-01", amount=0.1), order("2024-06-02", amount=0.2)]
    assert match({}, {"orders": rows}, AS_OF) == {"exact"}


def test_related_objects_are_nested() -> None:
    match = matcher('segment tents where any(orders where product.category = "tents")')
    sold = order("2024-06-01", product={"category": "tents"})
    assert match({}, {"orders": [sold]}, AS_OF) == {"tents"}
    assert match({}, {"orders": [order("2024-06-01", product=None)]}, AS_OF) == set()


def test_cases_come_as_values_beside_the_segments() -> None:
    match = matcher(
        "segmentation life case new where signup in last 30 days otherwise old\n"
        "segment all_of_them where everybody"
    )
    found = match({"signup": "2024-06-15T12:00"}, as_of=AS_OF)
    assert isinstance(found, Matches)
    assert found == {"all_of_them"}
    assert found.values == {"life": "new"}


def test_a_list_is_given_with_the_matcher() -> None:
    match = matcher("segment barred where in list blocked", {"blocked": {7}})
    assert match({"customer_id": 7}) == {"barred"}
    with pytest.raises(SegqlError, match="blocked"):
        matcher("segment barred where in list blocked")


def test_figures_of_the_population_are_refused_by_name() -> None:
    with pytest.raises(SegqlError, match="best"):
        matcher("segment best where top 10% by age")


@pytest.mark.parametrize(("profile", "events", "words"), [
    ({"age": 22, "interest": ["outdoor"]}, None, "purchases_90d"),
    ({"age": 22, "interest": "outdoor", "purchases_90d": 4}, None, r"\['outdoor'\]"),
])  # fmt: skip
def test_a_profile_that_lacks_something_is_told_what(
    profile: Mapping[str, Any], events: Mapping[str, Sequence[Any]] | None, words: str
) -> None:
    with pytest.raises(ProfileError, match=words):
        matcher(YOUNG)(profile, events, AS_OF)


def test_a_time_that_is_none_is_named() -> None:
    match = matcher("segment recent where any(orders in last 90 days)")
    with pytest.raises(ProfileError, match="timestamp"):
        match({}, {"orders": [order("yesterday")]}, AS_OF)


def test_the_bounds_follow_as_of_from_call_to_call() -> None:
    match = matcher("segment recent where any(orders in last 90 days)")
    events = {"orders": [order("2024-06-01")]}
    assert match({}, events, date(2024, 6, 30)) == {"recent"}
    assert match({}, events, date(2024, 12, 31)) == set()
    assert match({}, events, date(2024, 6, 30)) == {"recent"}


def test_places_may_be_pairs_or_named() -> None:
    match = matcher("segment near where home within 10 km of (59.33, 18.06)")
    assert match({"home": (59.3293, 18.0686)}) == {"near"}
    assert match({"home": {"latitude": 59.3293, "longitude": 18.0686}}) == {"near"}
    assert match({"home": None}) == set()
