"""A definition in plain words: who is meant, what the words rest on, who falls out unknown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import assert_never

from segql.analysis.words.conditions import Conditions
from segql.analysis.words.vocabulary import (
    Speaker,
    day,
    definition_name,
    instant,
    listed,
    percent,
    plain,
)
from segql.proofs import Prover
from segql.semantics import tree
from segql.semantics.walk import descendants

SHORT = 3
"""A segment of at most so many plain conditions is told in one sentence."""


def explain(speaker: Speaker, name: str) -> str:
    """One definition in English, the same words for the same text; ends with a line end.

    The names it uses follow with what they mean.
    """
    definition = speaker.program.definitions[name]
    lines = _definition(speaker, definition)
    used = list(_used(speaker, definition))
    if used:
        lines += ["", "Where:"]
        lines += [f"  {line}" for item in used for line in _meaning(speaker, item)]
    return "\n".join(lines) + "\n"


def _definition(speaker: Speaker, definition: tree.Definition) -> list[str]:
    match definition:
        case tree.Segment():
            return _segment(speaker, definition)
        case tree.Trait():
            return _meaning(speaker, definition)
        case tree.Segmentation():
            return _segmentation(speaker, definition)
        case tree.Experiment():
            return _experiment(speaker, definition)
        case _:
            assert_never(definition)


# --------------------------------------------------------------------------------- segments


def _segment(speaker: Speaker, segment: tree.Segment) -> list[str]:
    lines = [f"{segment.title} ({segment.name})" if segment.title else segment.name]
    lines += _about(segment)
    lines += ["", *_whom(speaker, "Customers", segment.body)]
    if segment.channels:
        channels = listed([plain(channel) for channel in segment.channels])
        lines.append(f"Only those who have consented to {channels} count.")
    return lines + _unknown(speaker, segment.body)


def _about(definition: tree.Segment | tree.Segmentation | tree.Experiment) -> list[str]:
    told = [("Goal", definition.goal), ("Owner", definition.owner), ("Note", definition.note)]
    return [f"{label}: {text}" for label, text in told if text]


def _whom(speaker: Speaker, subject: str, body: tree.Expr) -> list[str]:
    """Who is meant: a sentence where it is short, else one condition a line."""
    if isinstance(body, tree.Literal):
        return ["All customers." if body.value else "No customers."]
    conditions = Conditions(speaker)
    items = body.items if isinstance(body, tree.And | tree.Or) else (body,)
    joint = "or" if isinstance(body, tree.Or) else "and"
    nested = any(isinstance(_bare(item), tree.And | tree.Or) for item in items)
    if len(items) <= SHORT and not nested:
        clauses = [conditions.clause(item) for item in items]
        return [f"{subject} {listed(clauses, joint)}."]
    return [f"{subject}", *_bullets(conditions, body, "  ")]


def _bare(node: tree.Expr) -> tree.Expr:
    return _bare(node.operand) if isinstance(node, tree.Not) else node


def _bullets(conditions: Conditions, body: tree.Expr, indent: str) -> list[str]:
    items = body.items if isinstance(body, tree.And | tree.Or) else (body,)
    joint = "or" if isinstance(body, tree.Or) else "and"
    lines: list[str] = []
    for index, item in enumerate(items):
        end = "." if index == len(items) - 1 else f", {joint}"
        match item:
            case tree.And() | tree.Or():
                kind = "all" if isinstance(item, tree.And) else "at least one"
                are = "are" if kind == "all" else "is"
                lines.append(f"{indent}- for whom {kind} of these {are} true:")
                lines += _bullets(conditions, item, indent + "    ")
                if end != ".":
                    lines[-1] = lines[-1].removesuffix(".") + f"; {joint}"
            case tree.Not(operand=tree.And() | tree.Or() as operand):
                kind = "not all" if isinstance(operand, tree.And) else "none"
                lines.append(
                    f"{indent}- for whom {kind} of these {'are' if kind != 'none' else 'is'} true:"
                )
                lines += _bullets(conditions, operand, indent + "    ")
                if end != ".":
                    lines[-1] = lines[-1].removesuffix(".") + f"; {joint}"
            case _:
                lines.append(f"{indent}- {conditions.clause(item)}{end}")
    return lines


def _unknown(speaker: Speaker, body: tree.Expr) -> list[str]:
    """Who is certainly out because a value is not known, and who is in for that."""
    items = body.items if isinstance(body, tree.And) else (body,)
    values = Conditions(speaker).values
    prover = Prover(speaker.program, speaker.catalog)
    formula = prover.formula(body)
    asked = list(dict.fromkeys(node for item in items for node in _all_asked(item)))
    left_out = [node for node in asked if prover.implies(formula, prover.formula(tree.Known(node)))]
    out = [values.value(node) for node in left_out]
    taken = [
        values.value(node)
        for item in items
        if isinstance(item, tree.Not)
        for node in _asked(item.operand)
        if node not in left_out
    ]
    lines = []
    if out:
        lines.append(f"Whoever has no known {listed(list(dict.fromkeys(out)), 'or')} is left out.")
    if taken:
        lines.append(
            f"Whoever has no known {listed(list(dict.fromkeys(taken)), 'or')} is taken in."
        )
    return lines


def _all_asked(node: tree.Expr) -> Iterator[tree.Expr]:
    """The values that may be unknown, of all conditions that are joined in one."""
    match node:
        case tree.And(items) | tree.Or(items) | tree.Quantified(items=items):
            for item in items:
                yield from _all_asked(item)
        case tree.Not(operand):
            yield from _all_asked(operand)
        case _:
            yield from _asked(node)


def _asked(node: tree.Expr) -> Iterator[tree.Expr]:
    """The value of a customer that one condition asks, where it may be unknown."""
    match node:
        case (
            tree.Compare(left=value) | tree.InRange(operand=value) | tree.InValues(operand=value)
            | tree.TextTest(operand=value) | tree.InWindow(operand=value)
            | tree.ListHas(operand=value) | tree.AnniversaryIn(operand=value)
            | tree.Near(operand=value) | tree.Holds(operand=value)
        ):  # fmt: skip
            if isinstance(value, tree.Field | tree.Reference) and not value.required:
                yield value
        case _:
            return


# ------------------------------------------------------------------------ cases and variants


def _segmentation(speaker: Speaker, segmentation: tree.Segmentation) -> list[str]:
    title = segmentation.title
    lines = [f"{title} ({segmentation.name})" if title else segmentation.name]
    lines += [*_about(segmentation), "", "Every customer falls in the first of these that fits:"]
    conditions = Conditions(speaker)
    complete = False
    for case in segmentation.cases:
        called = f"{case.title} ({case.name})" if case.title else case.name
        if case.condition is None:
            lines.append(f"  - {called}: everybody else.")
            complete = True
        else:
            lines.append(f"  - {called}: {conditions.clause(case.condition)};")
    if not complete:
        lines.append("Whoever fits none of them has no case.")
    return lines


def _experiment(speaker: Speaker, experiment: tree.Experiment) -> list[str]:
    title = experiment.title
    lines = [f"{title} ({experiment.name})" if title else experiment.name, *_about(experiment), ""]
    start = experiment.start
    when = instant(start, speaker.zone) if isinstance(start, datetime) else day(start)
    whom = f"members of {experiment.segment.name}" if experiment.segment else "all customers"
    lines.append(f"The {whom} as of {when}, split at random once and for all:")
    for variant in experiment.variants:
        lines.append(f"  - {variant.name}: {percent(variant.high - variant.low)} of them.")
    values = Conditions(speaker).values
    for measure in experiment.measures:
        lines.append(f"Measured: {plain(measure.name)} is {values.value(measure.body)}.")
    return lines


# ----------------------------------------------------------------------------- what is used


def _used(speaker: Speaker, definition: tree.Definition) -> Iterator[tree.Definition]:
    """The traits and segments that a definition rests on, each once, in the order met."""
    waiting: list[tree.Definition] = [definition]
    seen = {definition.name}
    while waiting:
        for node in descendants(waiting.pop(0)):
            if isinstance(node, tree.Reference) and node.name not in seen:
                seen.add(node.name)
                found = speaker.program.definitions[node.name]
                waiting.append(found)
                yield found


def _meaning(speaker: Speaker, definition: tree.Definition) -> list[str]:
    """What a name stands for, in one line."""
    conditions = Conditions(speaker)
    match definition:
        case tree.Trait():
            words = definition_name(speaker, definition.name)
            # the name as it is written, where the label does not tell it
            named = definition.name if words != plain(definition.name) else definition.title
            told = f" ({named})" if named and named != words else ""
            return [f"{words}{told}: {conditions.values.value(definition.body)}"]
        case tree.Segment():
            consent = " with consent" if definition.consents else ""
            return [f"{definition.name}: customers{consent} {conditions.clause(definition.body)}"]
        case tree.Segmentation() | tree.Experiment():
            names = [item.name for item in _parts(definition)]
            return [f"{definition.name}: one of {listed(names, 'or')}"]
        case _:
            assert_never(definition)


def _parts(
    definition: tree.Segmentation | tree.Experiment,
) -> tuple[tree.Case, ...] | tuple[tree.Variant, ...]:
    return definition.cases if isinstance(definition, tree.Segmentation) else definition.variants
