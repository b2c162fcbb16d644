"""What the names in a sentence stand for, and what else is to be known to read it back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from segql.analysis.words.conditions import Conditions
from segql.analysis.words.unknowns import has_unknown, in_words, lacking, may_be_unknown
from segql.analysis.words.vocabulary import (
    Speaker,
    definition_name,
    events_of,
    field_name,
    listed,
    percent,
    plain,
)
from segql.semantics import tree
from segql.semantics.facts import is_dated
from segql.semantics.walk import descendants

CONDITIONS = (
    tree.And | tree.Or | tree.Not | tree.Holds | tree.Compare | tree.InRange | tree.InValues
    | tree.TextTest | tree.Known | tree.ListHas | tree.InWindow | tree.AnniversaryIn | tree.InList
    | tree.Top | tree.Quantified | tree.Near | tree.Sequence
)  # fmt: skip
"""What is a condition by itself, and no value that happens to be true or false."""


@dataclass(frozen=True, slots=True)
class Used:
    """A definition that a sentence rests on, and who speaks of it: at another instant where an
    `as of` asks for that.
    """

    speaker: Speaker
    definition: tree.Definition


def used(speaker: Speaker, definition: tree.Definition) -> list[Used]:
    """All definitions that one rests on, each once an instant, in the order met."""
    waiting = [Used(speaker, definition)]
    seen = {(definition.name, _instant(speaker, definition.name))}
    found: list[Used] = []
    while waiting:
        here = waiting.pop(0)
        around = here.speaker
        if isinstance(here.definition, tree.Experiment):
            around = here.speaker.at(here.definition.start)
        for node in descendants(asked_of(here.definition) if found else here.definition):
            if not isinstance(node, tree.Reference):
                continue
            there = around if node.at is None else around.at(node.at)
            key = (node.name, _instant(there, node.name))
            if key not in seen:
                seen.add(key)
                found.append(Used(there, speaker.program.definitions[node.name]))
                waiting.append(found[-1])
    return found


def asked_of(definition: tree.Definition) -> object:
    """What decides a definition that another asks: of an experiment not what it measures."""
    return definition.segment if isinstance(definition, tree.Experiment) else definition


def _instant(speaker: Speaker, name: str) -> datetime | None:
    """The instant at which a definition is asked; None where that changes nothing."""
    if speaker.clock is None or not is_dated(speaker.program, name):
        return None
    return speaker.clock.as_of


def meaning(item: Used) -> list[str]:
    """What a name stands for: one line, and one more for each case."""
    speaker, definition = item.speaker, item.definition
    conditions = Conditions(speaker)
    at = f" {speaker.moved_to}" if _moved(speaker, definition.name) else ""
    match definition:
        case tree.Trait():
            words = definition_name(speaker, definition.name)
            # the name as it is written, where the label does not tell it
            named = definition.name if words != plain(definition.name) else definition.title
            told = f" ({named})" if named and named != words else ""
            return [f"{words}{at}{told}: {value_of(conditions, definition)}"]
        case tree.Segment():
            clause = conditions.clause(definition.body)
            return [f"{definition.name}{at}: customers {clause}{_consent(conditions, definition)}"]
        case tree.Segmentation():
            return [
                f"{definition.name}{at}: the first of these that fits:",
                *cases(speaker, definition),
            ]
        case tree.Experiment(segment=segment):
            shares = [
                f"{percent(each.high - each.low)} {each.name}" for each in definition.variants
            ]
            whom = f"members of {segment.name}" if segment is not None else "all customers"
            return [f"{definition.name}: {whom}, split once at random into {listed(shares)}"]


def _moved(speaker: Speaker, name: str) -> bool:
    return speaker.moved_to is not None and is_dated(speaker.program, name)


def value_of(conditions: Conditions, trait: tree.Trait) -> str:
    """The value of a trait, and who has none."""
    if isinstance(trait.body, CONDITIONS):
        return f"holds for customers {conditions.clause(trait.body)}"
    words = conditions.values.value(trait.body)
    match trait.body:
        case tree.If():
            words = words.removeprefix("(").removesuffix(")")
        case tree.Aggregate(function="average gap"):
            return f"{words}; unknown with fewer than two"
        case tree.Aggregate(having=None) if may_be_unknown(trait.body):
            in_it = ""
            if trait.body.function in ("first", "last") and has_unknown(trait.body):
                in_it = f", or where the {trait.body.function} one has none"
            return f"{words}; unknown without any{in_it}"
    # that what is made of an unknown value is unknown goes without saying
    lacks = [item for item in lacking(conditions.values, trait.body) if not _is_plain(item)]
    return f"{words}; unknown for whoever {in_words(dict.fromkeys(lacks))}" if lacks else words


def _is_plain(lack: str) -> bool:
    return lack.startswith("has no known ")


def _consent(conditions: Conditions, segment: tree.Segment) -> str:
    if not segment.consents:
        return ""
    return f"; of these only those {consent(conditions, segment)}"


def consent(conditions: Conditions, segment: tree.Segment) -> str:
    """Who has consented: "who have consented to email (whose email opt in is yes)"."""
    told = [
        f"{plain(channel)} ({conditions.clause(condition)})"
        for channel, condition in zip(segment.channels, segment.consents, strict=True)
    ]
    return f"who have consented to {listed(told)}"


def cases(speaker: Speaker, segmentation: tree.Segmentation) -> Iterator[str]:
    """The cases in their order, one a line."""
    conditions = Conditions(speaker)
    complete = False
    for case in segmentation.cases:
        called = f"{case.title} ({case.name})" if case.title else case.name
        if case.condition is None:
            yield f"  - {called}: everybody else."
            complete = True
        else:
            yield f"  - {called}: customers {conditions.clause(case.condition)};"
    if not complete:
        yield "  Whoever fits none of them has no case."


# ------------------------------------------------------------------ computed fields of events


def computed(speaker: Speaker, definitions: list[tree.Definition]) -> Iterator[str]:
    """What computed fields and events made of events are, that definitions ask."""
    program, catalog = speaker.program, speaker.catalog
    values = Conditions(speaker).values
    waiting: list[object] = list(definitions)
    seen: set[object] = set()
    while waiting:
        for node in descendants(waiting.pop(0)):
            row = getattr(node, "row", None)
            if isinstance(row, tree.Row) and row.event is not None and row.event not in seen:
                seen.add(row.event)
                model = catalog.events.get(row.event)
                if model is not None and model.of:
                    one, of = events_of(speaker, row.event, 1), events_of(speaker, model.of)
                    by = plain(model.by or "")
                    of += f" of a customer with the same {by}"
                    yield f"{one}: the {of}, dated as the earliest of them"
            if not isinstance(node, tree.Field) or not node.computed:
                continue
            owner = (node.hops[-1].object if node.hops else node.row.event) or ""
            if (owner, node.name) in seen or (owner, node.name) not in program.computed:
                continue
            seen.add((owner, node.name))
            body = program.computed[owner, node.name]
            bare = tree.Field(tree.Row(1, owner), (), node.name, node.type)
            waiting.append(body)
            told = values.value_of_row(tree.Row(1, owner), body)
            yield f"{field_name(speaker, bare)} of one {events_of(speaker, owner, 1)}: {told}"
