"""What a sentence leaves to the rules of the language: ties, rounding, groups of the unknown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from segql.analysis.words.meanings import Used, asked_of
from segql.analysis.words.unknowns import may_be_unknown, may_hang
from segql.analysis.words.values import Values
from segql.analysis.words.vocabulary import Speaker, ending, events_of, field_name, listed, plain
from segql.analysis.words.windows import stretch
from segql.proofs import Prover
from segql.semantics import tree
from segql.semantics.walk import children, descendants
from segql.types import BOOLEAN

GROUPS = {"quartile": "fourth", "quintile": "fifth", "decile": "tenth", "percentile": "hundredth"}


def notes(speaker: Speaker, values: Values, found: list[Used]) -> list[str]:
    """Sentences on what all these definitions share, each once."""
    own, *others = [item.definition for item in found]
    asked = [own, *(asked_of(item) for item in others)]
    nodes = [node for item in asked for node in descendants(item)]
    told = [
        *_ranks(speaker, nodes),
        *_groups(speaker, values, nodes),
        *_ties(speaker, nodes),
        *_nothing(speaker, nodes, found[0].definition),
        *_history(speaker, found),
        *_negations(own),
        *_end(speaker, asked),
    ]
    return list(dict.fromkeys(told))


def _ranks(speaker: Speaker, nodes: Iterable[object]) -> Iterator[str]:
    key = plain(speaker.catalog.customer.key)
    for node in nodes:
        match node:
            case tree.Top(percent=percent):
                if percent:
                    yield "A percentage is rounded up to whole customers."
                yield f"Of customers with the same value the smaller {key} goes first."
            case tree.Population(function="rank"):
                yield f"Of customers with the same value the smaller {key} ranks first."
            case tree.Population(function=function) if function in GROUPS:
                part = GROUPS[function]
                yield (
                    f"A {function} of 1 is the lowest {part}; cut points are interpolated between "
                    f"values, and a value on one belongs to the lower {part}."
                )


def _groups(speaker: Speaker, values: Values, nodes: Iterable[object]) -> Iterator[str]:
    """What becomes of customers without a group."""
    for node in nodes:
        if isinstance(node, tree.Top | tree.Population):
            names = [
                values.value(item) for item in node.per
                if may_be_unknown(item) and not _known_within(speaker, node.within, item)
            ]  # fmt: skip
            if names:
                yield f"Those without a known {listed(names, 'or')} are one group together."


def _known_within(speaker: Speaker, within: tree.Reference | None, node: tree.Expr) -> bool:
    if within is None:
        return False
    prover = Prover(speaker.program, speaker.catalog)
    return prover.implies(prover.segment(within.name), prover.formula(tree.Known(node)))


def _ties(speaker: Speaker, nodes: Iterable[object]) -> Iterator[str]:
    for node in nodes:
        if not isinstance(node, tree.Aggregate):
            continue
        events = events_of(speaker, node.row.event or "")
        if node.function == "most frequent":
            yield "Of equally frequent values the most recent one counts."
        elif (node.pick is not None and not _any_of_some(node)) or (
            node.function in ("first", "last") and not isinstance(node.argument, tree.EventTime)
        ):
            model = speaker.catalog.events.get(node.row.event or "")
            keyed = model is not None and (model.key or model.of)
            first = "the one with the larger key is the later" if keyed else "the smallest counts"
            yield f"Of {events} at the same time {first}."


def _any_of_some(node: tree.Aggregate) -> bool:
    """`any(latest 2 orders)`: which ones they are makes no difference."""
    return node.function == "any" and node.having is None


def _nothing(
    speaker: Speaker, nodes: Iterable[object], definition: tree.Definition
) -> Iterator[str]:
    """That the sum of nothing is 0, where that could let somebody in."""
    body = definition.body if isinstance(definition, tree.Segment) else None
    prover = Prover(speaker.program, speaker.catalog)
    for node in nodes:
        if not isinstance(node, tree.Aggregate) or node.function != "sum" or node.of_parent:
            continue
        some = tree.Aggregate(
            "any", node.row, None, False, None, node.window, node.where, None, BOOLEAN
        )
        if body is None or not prover.implies(prover.formula(body), prover.formula(some)):
            yield f"A customer without {events_of(speaker, node.row.event or '')} has a total of 0."


def _history(speaker: Speaker, found: list[Used]) -> Iterator[str]:
    """Which attributes an `as of` takes as they stand today."""
    names: dict[str, None] = {}
    for item in found:
        if item.speaker.moved_to is not None:
            for node in descendants(item.definition):
                if isinstance(node, tree.Field) and node.row.is_customer:
                    names[field_name(speaker, node)] = None
    if names:
        yield f"No history is known of {listed(list(names))}: today's value is taken for any day."


def _negations(definition: tree.Definition) -> Iterator[str]:
    """That what asks an unknown value does not hold, where several things are counted or denied
    together, and no word of each says so.
    """
    for node in descendants(definition):
        match node:
            case tree.Quantified() | tree.Not(operand=tree.And() | tree.Or()) as group:
                if any(may_hang(item) for item in descendants(group)):
                    yield "Unless it says otherwise, what asks an unknown value is not true."


def _end(speaker: Speaker, asked: Iterable[object]) -> Iterator[str]:
    """Until when events are seen, where some have no window that says so."""
    if speaker.seen_until is not None and any(_is_open(speaker, item) for item in asked):
        yield f"Events count up to {ending(speaker.seen_until, speaker.zone)}."


def _is_open(speaker: Speaker, node: object) -> bool:
    match node:
        case tree.PeriodCount():  # whose periods end
            return False
        case tree.Sequence():
            return True
        case tree.Aggregate(window=window) if node.of_parent is None:
            ends = window is not None and stretch(speaker, window) is not None
            if not ends and speaker.catalog.has_time(node.row.event or ""):
                return True
    return any(_is_open(speaker, item) for item in children(node))
