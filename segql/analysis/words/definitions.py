"""A definition in plain words: who is meant, what the words rest on, who falls out unknown."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import assert_never

from segql.analysis.words.conditions import Conditions, is_joined
from segql.analysis.words.meanings import Used, cases, computed, consent, meaning, used
from segql.analysis.words.notes import notes
from segql.analysis.words.unknowns import left_out
from segql.analysis.words.vocabulary import Speaker, day, instant, listed, percent, plain
from segql.semantics import tree
from segql.semantics.walk import descendants

SHORT = 3
"""A segment of at most so many plain conditions is told in one sentence."""


def explain(speaker: Speaker, name: str) -> str:
    """One definition in English, the same words for the same text; ends with a line end.

    The names it uses follow with what they mean.
    """
    definition = speaker.program.definitions[name]
    rests_on = used(speaker, definition)
    everything = [Used(speaker, definition), *rests_on]
    lines = _definition(speaker, definition)
    lines += notes(speaker, Conditions(speaker).values, everything)
    told = [line for item in rests_on for line in meaning(item)]
    told += computed(speaker, [item.definition for item in everything])
    if told:
        lines += ["", "Where:", *(f"  {line}" for line in told)]
    return "\n".join(lines) + "\n"


def _definition(speaker: Speaker, definition: tree.Definition) -> list[str]:
    match definition:
        case tree.Segment():
            return _segment(speaker, definition)
        case tree.Trait():
            return meaning(Used(speaker, definition))
        case tree.Segmentation():
            return _segmentation(speaker, definition)
        case tree.Experiment():
            return _experiment(speaker, definition)
        case _:
            assert_never(definition)


# --------------------------------------------------------------------------------- segments


def _segment(speaker: Speaker, segment: tree.Segment) -> list[str]:
    conditions = Conditions(speaker)
    lines = [f"{segment.title} ({segment.name})" if segment.title else segment.name]
    lines += _about(segment)
    lines += ["", *_whom(conditions, "Customers", segment.body)]
    if segment.channels:
        lines.append(f"Of these only those count {consent(conditions, segment)}.")
        if any(isinstance(node, tree.Top | tree.Population) for node in descendants(segment.body)):
            lines.append("Others are ranked and compared too: consent is asked last.")
    return lines + left_out(speaker, conditions.values, segment.body)


def _about(definition: tree.Segment | tree.Segmentation | tree.Experiment) -> list[str]:
    told = [("Goal", definition.goal), ("Owner", definition.owner), ("Note", definition.note)]
    return [f"{label}: {text}" for label, text in told if text]


def _whom(conditions: Conditions, subject: str, body: tree.Expr) -> list[str]:
    """Who is meant: a sentence where it is short, else one condition a line."""
    if isinstance(body, tree.Literal):
        return ["All customers." if body.value else "No customers."]
    items = body.items if isinstance(body, tree.And | tree.Or) else (body,)
    joint = "or" if isinstance(body, tree.Or) else "and"
    nested = any(isinstance(_bare(item), tree.And | tree.Or) for item in items)
    nested |= joint == "or" and any(is_joined(item) for item in items)
    many = any(isinstance(_bare(item), tree.Quantified) for item in items)
    if len(items) <= SHORT and not nested and not many:
        with conditions.beside(items if joint == "and" else ()):
            clauses = [conditions.clause(item) for item in items]
        return [f"{subject} {listed(clauses, joint)}."]
    return [f"{subject}", *_bullets(conditions, body, "  ")]


def _bare(node: tree.Expr) -> tree.Expr:
    return _bare(node.operand) if isinstance(node, tree.Not) else node


def _bullets(conditions: Conditions, body: tree.Expr, indent: str) -> list[str]:
    items = body.items if isinstance(body, tree.And | tree.Or) else (body,)
    joint = "or" if isinstance(body, tree.Or) else "and"
    with conditions.beside(items if joint == "and" else ()):
        return _listed(conditions, items, joint, indent)


def _listed(
    conditions: Conditions, items: tuple[tree.Expr, ...], joint: str, indent: str
) -> list[str]:
    """Conditions, each on a line of its own; those of which several must hold stand below."""
    lines: list[str] = []
    end = f"{joint and ' '}{joint}"
    for index, item in enumerate(items):
        last = index == len(items) - 1
        head, inner, inner_joint = _group(conditions, item)
        if not inner:
            lines.append(f"{indent}- {conditions.clause(item)}{'.' if last else f',{end}'}")
            continue
        lines.append(f"{indent}- for whom {head} true:")
        with conditions.beside(inner if inner_joint == "and" else ()):
            lines += _listed(conditions, inner, inner_joint, indent + "    ")
        if not last:
            lines[-1] = lines[-1].removesuffix(".") + f";{end}"
    return lines


def _group(conditions: Conditions, item: tree.Expr) -> tuple[str, tuple[tree.Expr, ...], str]:
    """What is said of a group of conditions, its conditions, and the word between them."""
    match item:
        case tree.And(items):
            return "all of these are", items, "and"
        case tree.Or(items):
            return "at least one of these is", items, "or"
        case tree.Not(operand=tree.And(items)):
            return "not all of these are", items, "and"
        case tree.Not(operand=tree.Or(items)):
            return "none of these is", items, "or"
        case tree.Quantified(items=items):
            return f"{conditions.quantity(item)} are", items, ""
        case tree.Not(operand=tree.Quantified(items=items) as operand):
            return f"it is not so that {conditions.quantity(operand)} are", items, ""
        case _:
            return "", (), ""


# ------------------------------------------------------------------------ cases and variants


def _segmentation(speaker: Speaker, segmentation: tree.Segmentation) -> list[str]:
    title = segmentation.title
    lines = [f"{title} ({segmentation.name})" if title else segmentation.name]
    lines += [*_about(segmentation), "", "Every customer falls in the first of these that fits:"]
    return lines + list(cases(speaker, segmentation))


def _experiment(speaker: Speaker, experiment: tree.Experiment) -> list[str]:
    title = experiment.title
    lines = [f"{title} ({experiment.name})" if title else experiment.name, *_about(experiment), ""]
    start = experiment.start
    when = instant(start, speaker.zone) if isinstance(start, datetime) else day(start)
    if speaker.clock is None:
        at = f"at {when if isinstance(start, datetime) else f'the beginning of {when}'}"
    else:
        at = speaker.at(start).moved_to or "now"
    whom = f"Members of {experiment.segment.name}" if experiment.segment else "All customers"
    lines.append(f"{whom} {at}, split at random once and for all:")
    for variant in experiment.variants:
        lines.append(f"  - {variant.name}: {percent(variant.high - variant.low)} of them.")
    rest = 1 - sum((item.high - item.low for item in experiment.variants), Decimal())
    if rest:
        lines.append(f"  The other {percent(rest)} have no variant.")
    values = Conditions(speaker).values
    for measure in experiment.measures:
        lines.append(f"Measured: {plain(measure.name)} is {values.value(measure.body)}.")
    return lines
