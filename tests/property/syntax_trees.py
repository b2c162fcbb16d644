"""Random syntax trees of the whole language, as strategies."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import get_args

from hypothesis import strategies as st

from segql.syntax import nodes

Draw = st.DrawFn

WORDS = ("a", "b2", "orders", "last", "size", "channel", "any", "count", "list", "to")
UNITS = get_args(nodes.Unit)


def idents() -> st.SearchStrategy[nodes.Ident]:
    plain = st.sampled_from(WORDS).map(lambda word: nodes.Ident(word, False))
    # at the beginning of parentheses a plain `latest` chooses events
    quoted = st.sampled_from(("Total Spend", "month", "a", "å", "latest")).map(
        lambda word: nodes.Ident(word, True)
    )
    return st.one_of(plain, quoted)


def names() -> st.SearchStrategy[nodes.Name]:
    return st.lists(idents(), min_size=1, max_size=3).map(lambda parts: nodes.Name(tuple(parts)))


def integers() -> st.SearchStrategy[nodes.Number]:
    return st.integers(0, 10_000).map(lambda n: nodes.Number(n, False, str(n)))


def numbers() -> st.SearchStrategy[nodes.Number]:
    decimals = st.decimals(0, 1_000, places=2).map(lambda d: nodes.Number(d, False, str(d)))
    percents = st.integers(0, 100).map(lambda n: nodes.Number(Decimal(n).scaleb(-2), True, f"{n}%"))
    return st.one_of(integers(), decimals, percents)


def texts() -> st.SearchStrategy[nodes.Text]:
    signs = st.characters(exclude_categories=("Cs",), exclude_characters="\0")
    return st.text(signs, max_size=8).map(nodes.Text)


def moments() -> st.SearchStrategy[nodes.Expr]:
    times = st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1))
    return st.one_of(
        st.dates().map(nodes.Date),
        times.map(nodes.Timestamp),
        times.map(lambda time: nodes.Timestamp(time.replace(tzinfo=UTC))),
    )


def parameters() -> st.SearchStrategy[nodes.Parameter]:
    return st.sampled_from(("n", "min_orders")).map(nodes.Parameter)


def amounts() -> st.SearchStrategy[nodes.Number | nodes.Parameter]:
    return st.one_of(integers(), parameters())


def durations() -> st.SearchStrategy[nodes.Duration]:
    return st.builds(nodes.Duration, amounts(), st.sampled_from(UNITS))


def plain_values() -> st.SearchStrategy[nodes.Expr]:
    return st.one_of(numbers(), texts(), moments(), parameters())


def choices() -> st.SearchStrategy[nodes.Values | nodes.Parameter]:
    item = st.one_of(plain_values(), names(), numbers().map(nodes.Negative))
    values = st.lists(item, min_size=1, max_size=4).map(lambda items: nodes.Values(tuple(items)))
    return st.one_of(values, parameters())


@st.composite
def values(draw: Draw, depth: int) -> nodes.Expr:
    """A value: what stands on a side of a comparison."""
    if depth == 0:
        return draw(
            st.one_of(
                plain_values(), names(), durations(),
                st.builds(nodes.Boolean, st.booleans()), st.builds(nodes.Unknown),
            )
        )  # fmt: skip
    below = values(depth - 1)
    kind = draw(st.integers(0, 10))
    match kind:
        case 0:
            return nodes.Negative(draw(below))
        case 1 | 2:
            return nodes.Arithmetic(draw(st.sampled_from("+-*/")), draw(below), draw(below))  # type: ignore[arg-type]
        case 3:
            return nodes.OrElse(draw(below), draw(below))
        case 4:
            percent = st.integers(1, 99).map(
                lambda n: nodes.Number(Decimal(n).scaleb(-2), True, f"{n}%")
            )
            return nodes.PercentOf(draw(percent), draw(below))
        case 5:
            return nodes.Since(draw(st.sampled_from(UNITS)), draw(below))
        case 6:
            return nodes.UnitsBetween(draw(st.sampled_from(UNITS)), draw(below), draw(below))
        case 7:
            part = draw(st.sampled_from((*UNITS, "weekday", "date")))
            return nodes.PartOf(part, draw(below))
        case 8:
            return nodes.If(draw(conditions(depth - 1)), draw(below), draw(below))
        case 9:
            return draw(calls(depth))
        case _:
            return nodes.Overall(draw(population_calls(depth)))


@st.composite
def windows(draw: Draw, depth: int) -> nodes.Window:
    bound = values(min(depth, 1))
    return draw(
        st.one_of(
            st.builds(nodes.Last, durations()),
            st.builds(nodes.Next, durations()),
            st.builds(nodes.Ago, st.sampled_from(("more", "less")), durations()),
            st.builds(nodes.FromTo, durations(), durations()),
            st.builds(
                nodes.Relative,
                st.sampled_from(("before", "after", "since", "until", "on")),
                bound,
            ),
            st.builds(nodes.BetweenDates, bound, bound),
            st.builds(
                nodes.Calendar,
                st.sampled_from(("this", "previous", "next")),
                st.sampled_from(("week", "month", "quarter", "year")),
            ),
            st.builds(nodes.InPeriod, st.integers(1, 9999), st.none() | st.integers(1, 12)),
            st.builds(nodes.WithinOf, durations(), st.sampled_from(("after", "before")), bound),
        )
    )


@st.composite
def calls(draw: Draw, depth: int) -> nodes.Expr:
    """A function over events, or over plain values."""
    function = nodes.Ident(draw(st.sampled_from(("count", "sum", "most frequent", "last"))), False)
    below, where = values(depth - 1), conditions(depth - 1)
    if draw(st.booleans()):
        arguments = draw(st.lists(below, max_size=3))
        return nodes.Call(function, tuple(arguments))
    pick = draw(
        st.none()
        | st.builds(nodes.Pick, st.sampled_from(("latest", "earliest")), st.none() | amounts())
    )
    argument = draw(names()) if pick is not None else draw(below)
    window = draw(st.none() | windows(depth - 1))
    return nodes.Call(
        function,
        (argument,),
        distinct=draw(st.booleans()),
        pick=pick,
        alias=draw(st.none() | idents()),
        window=window,
        window_negated=window is not None and draw(st.booleans()),
        where=draw(st.none() | where),
        having=draw(st.none() | where),
    )


@st.composite
def population_calls(draw: Draw, depth: int) -> nodes.Call:
    function = nodes.Ident(draw(st.sampled_from(("rank", "average", "percentile"))), False)
    below = values(depth - 1)
    return nodes.Call(
        function,
        tuple(draw(st.lists(below, min_size=1, max_size=2))),
        per=tuple(draw(st.lists(below, max_size=2))),
        within=draw(st.none() | idents()),
    )


@st.composite
def steps(draw: Draw, depth: int) -> nodes.Step:
    window = draw(st.none() | windows(depth - 1))
    return nodes.Step(
        event=draw(names()),
        negated=draw(st.booleans()),
        alias=draw(st.none() | idents()),
        limit=draw(st.none() | durations()),
        window=window,
        where=draw(st.none() | conditions(depth - 1)),
        window_negated=window is not None and draw(st.booleans()),
    )


@st.composite
def ranges(draw: Draw, depth: int) -> nodes.Expr:
    operand = draw(values(depth - 1).filter(lambda node: not isinstance(node, nodes.Arithmetic)))
    with_in = draw(st.booleans())
    bound = plain_values()
    if with_in:
        bound = st.one_of(bound, names(), numbers().map(nodes.Negative))
    low, high = draw(
        st.tuples(bound, bound) | st.tuples(st.none(), bound) | st.tuples(bound, st.none())
    )
    upper_open = high is not None and draw(st.booleans())
    return nodes.InRange(operand, low, high, upper_open, with_in, draw(st.booleans()))


@st.composite
def conditions(draw: Draw, depth: int) -> nodes.Expr:
    """A condition of any kind."""
    if depth == 0:
        return draw(
            st.one_of(
                names(), st.builds(nodes.Everybody), st.builds(nodes.Nobody),
                st.builds(nodes.InSegment, idents(), st.booleans()),
                st.builds(nodes.InList, idents(), st.booleans()),
            )
        )  # fmt: skip
    value, below = values(depth - 1), conditions(depth - 1)
    negated = draw(st.booleans())
    several = st.lists(below, min_size=2, max_size=4).map(tuple)
    match draw(st.integers(0, 17)):
        case 0:
            return nodes.And(draw(several))
        case 1:
            return nodes.Or(draw(several))
        case 2:
            return nodes.Not(draw(below.filter(_may_be_negated)))
        case 3 | 4:
            sign = draw(st.sampled_from(("=", "!=", "<", "<=", ">", ">=")))
            known = value.filter(lambda node: not isinstance(node, nodes.Unknown))
            return nodes.Compare(sign, draw(value), draw(known))
        case 5:
            return draw(ranges(depth))
        case 6:
            return nodes.Between(draw(value), draw(value), draw(value), negated)
        case 7:
            return nodes.InValues(draw(value), draw(choices()), negated)
        case 8:
            kind = draw(st.sampled_from(("contains", "starts with", "ends with", "matches")))
            return nodes.TextTest(kind, draw(value), draw(texts()), negated)
        case 9:
            return nodes.IsKnown(draw(value), negated)
        case 10:
            quantifier = draw(st.sampled_from(("any", "all", "none", "only")))
            return nodes.Has(draw(value), quantifier, draw(choices()))
        case 11:
            window = draw(windows(depth).filter(lambda w: not isinstance(w, nodes.BetweenDates)))
            operand = nodes.Anniversary(draw(value)) if draw(st.booleans()) else draw(value)
            return nodes.InWindow(operand, window, negated)
        case 12:
            operand = draw(
                st.one_of(
                    names(),
                    st.builds(nodes.InSegment, idents(), st.booleans()),
                    st.builds(nodes.Compare, st.just("="), names(), texts()),
                )
            )
            return nodes.AsOf(operand, draw(st.one_of(durations(), parameters(), moments())))
        case 13:
            return nodes.Top(
                draw(st.sampled_from(("top", "bottom"))),
                draw(amounts()),
                draw(value),
                tuple(draw(st.lists(value, max_size=2))),
                draw(st.none() | idents()),
            )
        case 14:
            kind = draw(st.sampled_from(("at least", "at most", "exactly")))
            items = draw(st.lists(below, min_size=1, max_size=3))
            return nodes.Quantified(kind, draw(amounts()), tuple(items))
        case 15:
            place = draw(st.one_of(texts(), st.just(nodes.Point(Decimal("59.33"), Decimal("-18")))))
            unit = draw(st.sampled_from(("km", "mi", "m")))
            return nodes.Near(draw(value), draw(amounts()), unit, place, negated)
        case 16:
            return nodes.Sequence(tuple(draw(st.lists(steps(depth), min_size=1, max_size=3))))
        case _:
            size = draw(st.none() | amounts())
            return nodes.PeriodCall(
                draw(st.sampled_from(("count", "every"))),
                draw(st.sampled_from(UNITS)),
                size,
                size is None and draw(st.booleans()),
                draw(durations()),
                draw(below),
            )


def _may_be_negated(node: nodes.Expr) -> bool:
    """`not in segment x` is one node, so its parts are never met apart."""
    inner = node.operand if isinstance(node, nodes.AsOf) else node
    return not isinstance(inner, nodes.InSegment | nodes.InList) or inner.negated


def headers(*kinds: str) -> st.SearchStrategy[tuple[nodes.Header, ...]]:
    every = {
        "text": st.builds(nodes.Header, st.sampled_from(("goal", "owner", "note")), texts()),
        "tags": st.builds(
            nodes.Header, st.just("tags"), st.lists(texts(), min_size=1, max_size=3).map(tuple)
        ),
        "channel": st.builds(
            nodes.Header, st.just("channel"), st.lists(idents(), min_size=1, max_size=2).map(tuple)
        ),
        "size": st.builds(
            nodes.Header,
            st.just("expect"),
            st.one_of(
                st.builds(nodes.Size, numbers(), st.none() | numbers()),
                st.builds(nodes.Size, st.none(), numbers()),
            ),
        ),
        "relation": st.builds(
            nodes.Header,
            st.just("expect"),
            st.builds(
                nodes.Relation,
                st.sampled_from(("disjoint from", "subset of", "covers")),
                idents(),
            ),
        ),
        "on": st.builds(nodes.Header, st.just("on"), idents()),
        "start": st.builds(nodes.Header, st.just("start"), moments()),
    }
    return st.lists(st.one_of([every[kind] for kind in kinds]), max_size=3).map(tuple)


def definitions(depth: int) -> st.SearchStrategy[nodes.Definition]:
    title = st.none() | texts()
    body = conditions(depth)
    plain = headers("text", "tags")
    case = st.builds(nodes.Case, idents(), title, st.none() | body)
    percent = st.integers(1, 99).map(lambda n: nodes.Number(Decimal(n).scaleb(-2), True, f"{n}%"))
    literal = st.one_of(plain_values(), numbers().map(nodes.Negative), durations())
    listed = st.lists(plain_values(), min_size=1, max_size=40).map(
        lambda items: nodes.Values(tuple(items))
    )
    no_parameter = st.one_of(literal, listed).filter(
        lambda node: not isinstance(node, nodes.Parameter)
    )
    return st.one_of(
        st.builds(nodes.ParamDefinition, idents(), no_parameter),
        st.builds(
            nodes.TraitDefinition, st.none() | idents(), idents(), title, plain, values(depth)
        ),
        st.builds(
            nodes.SegmentDefinition,
            idents(),
            title,
            headers("text", "tags", "channel", "size", "relation"),
            body,
        ),
        st.builds(
            nodes.SegmentationDefinition,
            idents(),
            title,
            plain,
            st.lists(case, min_size=1, max_size=3).map(tuple),
        ),
        st.builds(
            nodes.ExperimentDefinition,
            idents(),
            title,
            headers("text", "tags", "on", "start"),
            st.lists(st.builds(nodes.Variant, idents(), percent), max_size=3).map(tuple),
            st.lists(st.builds(nodes.Measure, idents(), body), max_size=2).map(tuple),
        ),
    )
