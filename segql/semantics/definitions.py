"""Definitions typed one by one: traits, segments, segmentations, experiments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import assert_never

from segql.diagnostics.codes import names as codes
from segql.diagnostics.codes import types
from segql.diagnostics.model import Note
from segql.semantics import headers, tree
from segql.semantics.checker import Checker
from segql.semantics.choices import is_no_place
from segql.semantics.computed import finished, outcome_of
from segql.semantics.literals import typed_value
from segql.semantics.project import Entry, EntryKind, Outcome
from segql.semantics.scope import CUSTOMER, Names, Scope
from segql.semantics.segments import segment
from segql.semantics.suggestions import by_case, close
from segql.semantics.walk import said
from segql.semantics.words import listed
from segql.source import Span
from segql.syntax import nodes
from segql.types import BOOLEAN, TEXT, UNKNOWN

Consents = Mapping[str, tree.Expr | None]
"""The condition of each channel of the catalog; None where it is broken."""

_SOME_DAY = date(2000, 1, 1)
"""Stands for the `start` that an experiment lacks, so that nobody is told of it twice."""


def attribute(checker: Checker, entry: Entry, body: nodes.Expr) -> Outcome:
    """A computed attribute of the catalog, as a trait."""
    assert entry.model is not None
    expr = checker.expression(body, CUSTOMER)
    expr = finished(checker, expr, entry.model, entry.name, body.span)
    outcome = outcome_of(checker, expr, entry.model)
    if expr is None or not outcome.sound:
        return outcome
    trait = tree.Trait(
        entry.name,
        entry.model.label,
        expr,
        expr.type,
        from_catalog=True,
        fold=outcome.fold,
        owner=entry.model.owner,
        tags=tuple(entry.model.tags),
        span=body.span,
    )
    return Outcome(expr.type, True, trait, expr, outcome.required, outcome.fold)


def definition(checker: Checker, node: nodes.Definition, consents: Consents) -> Outcome:
    """One definition of a file; measures of experiments are typed later, by `measures`."""
    match node:
        case nodes.TraitDefinition():
            return _trait(checker, node)
        case nodes.SegmentDefinition():
            return _segment(checker, node, consents)
        case nodes.SegmentationDefinition():
            return _segmentation(checker, node)
        case nodes.ExperimentDefinition():
            return _experiment(checker, node)
        case nodes.ParamDefinition():
            raise AssertionError("parameters are no definitions with a value")
        case _:
            assert_never(node)


def _title(node: nodes.Text | None) -> str | None:
    return node.value if node is not None else None


def _trait(checker: Checker, node: nodes.TraitDefinition) -> Outcome:
    header = headers.read(checker, node.headers, EntryKind.TRAIT, node.name.name)
    expr = checker.expression(node.body, CUSTOMER)
    if expr is not None and expr.type == UNKNOWN:
        checker.report(
            types.WRONG_TYPE,
            f"`{node.name.name}` would be unknown for everybody.",
            node.body.span,
            "Give it a value.",
        )
        expr = None
    elif expr is not None and not is_no_place(checker, expr):
        expr = None
    outcome = outcome_of(checker, expr)
    if expr is None or not outcome.sound:
        return outcome
    trait = tree.Trait(
        node.name.name,
        _title(node.title),
        expr,
        expr.type,
        fold=outcome.fold,
        goal=header.goal,
        owner=header.owner,
        note=header.note,
        tags=header.tags,
        span=node.span,
    )
    return Outcome(expr.type, True, trait, expr, outcome.required, outcome.fold)


def _segment(checker: Checker, node: nodes.SegmentDefinition, consents: Consents) -> Outcome:
    header = headers.read(checker, node.headers, EntryKind.SEGMENT, node.name.name)
    joined: list[tree.Expr] = []
    for channel in header.channels:
        if channel.name not in consents:
            _report_channel(checker, channel, consents)
            continue
        consent = consents[channel.name]
        if consent is None:
            checker.incomplete = True
        else:
            joined.append(consent)
    body = checker.condition(node.body, CUSTOMER)
    if body is None or not checker.sound:
        return Outcome(BOOLEAN, False, required=True)
    segment_ = tree.Segment(
        node.name.name,
        _title(node.title),
        body,
        tuple(channel.name for channel in header.channels),
        tuple(joined),
        header.goal,
        header.owner,
        header.note,
        header.tags,
        header.expectations,
        span=node.span,
    )
    return Outcome(BOOLEAN, True, segment_, required=True)


def _report_channel(checker: Checker, channel: nodes.Ident, consents: Consents) -> None:
    near = by_case(channel.name, consents) or close(channel.name, consents)
    has = f"It has {listed(consents)}." if consents else "It has none."
    checker.report(
        codes.CHANNEL_WITHOUT_CONSENT,
        f"The catalog has no consent for the channel `{channel.name}`.",
        channel.span,
        f"Did you mean `{near}`?"
        if near
        else f"Add it to the catalog: `consent: {{{channel.name}: {{attribute: ...}}}}`. {has}",
        fix=near,
    )


# ---------------------------------------------------------------------------- segmentations


def _segmentation(checker: Checker, node: nodes.SegmentationDefinition) -> Outcome:
    header = headers.read(checker, node.headers, EntryKind.SEGMENTATION, node.name.name)
    _check_names(checker, [case.name for case in node.cases], "case")
    cases: list[tree.Case] = []
    sound = True
    for index, case in enumerate(node.cases):
        condition = None
        if case.condition is not None:
            condition = checker.condition(case.condition, CUSTOMER)
            sound = sound and condition is not None
        elif index != len(node.cases) - 1:
            checker.report(
                types.UNKNOWN_CASE,
                "`otherwise` takes everybody who is left, so it stands last.",
                case.span,
                "Move it to the end.",
            )
        cases.append(tree.Case(case.name.name, _title(case.title), condition, span=case.span))
    required = any(case.condition is None for case in node.cases)
    if not sound or not checker.sound:
        return Outcome(TEXT, False, required=required)
    segmentation = tree.Segmentation(
        node.name.name,
        _title(node.title),
        tuple(cases),
        header.goal,
        header.owner,
        header.note,
        header.tags,
        span=node.span,
    )
    return Outcome(TEXT, True, segmentation, required=required)


def _check_names(checker: Checker, idents: list[nodes.Ident], word: str) -> None:
    seen: dict[str, Span] = {}
    for ident in idents:
        if ident.name in seen:
            checker.report(
                codes.REPEATED_NAME,
                f"Another {word} is called `{ident.name}` already.",
                ident.span,
                f"Give each {word} a name of its own.",
                notes=[Note("The first one stands here.", seen[ident.name])],
            )
        seen.setdefault(ident.name, ident.span)


# ------------------------------------------------------------------------------ experiments


def _experiment(checker: Checker, node: nodes.ExperimentDefinition) -> Outcome:
    header = headers.read(checker, node.headers, EntryKind.EXPERIMENT, node.name.name)
    on = None
    if header.on is not None and (header.on.quoted or header.on.name != "everybody"):
        on = segment(checker, header.on, header.on.span)
        if on is None:
            checker.incomplete = True
    if header.start is None:
        checker.report(
            codes.HEADER_MISPLACED,
            f"`{node.name.name}` does not say when it starts.",
            node.name.span,
            "Add a line `start 2024-03-01`: who takes part is decided on that day.",
        )
    variants = _variants(checker, node)
    _check_names(checker, [measure.name for measure in node.measures], "measure")
    if header.start is None or not checker.sound:
        return Outcome(TEXT, False)
    experiment = tree.Experiment(
        node.name.name,
        _title(node.title),
        on,
        header.start,
        variants,
        (),
        header.goal,
        header.owner,
        header.note,
        header.tags,
        span=node.span,
    )
    return Outcome(TEXT, True, experiment)


def _variants(checker: Checker, node: nodes.ExperimentDefinition) -> tuple[tree.Variant, ...]:
    _check_names(checker, [variant.name for variant in node.variants], "variant")
    if not node.variants:
        checker.report(
            types.SHARES,
            f"`{node.name.name}` has no variants.",
            node.name.span,
            "Add at least one: `variant treatment 50%`.",
        )
    low = Decimal(0)
    found: list[tree.Variant] = []
    for variant in node.variants:
        share = variant.share
        if not share.percent or not 0 < share.value <= 1:
            certain = not share.percent and 0 < share.value <= 100
            checker.report(
                types.SHARES,
                f"{said(share.span)} is no share of the members.",
                share.span,
                f"Write `{share.text}%`." if certain else "Write a percentage above 0, up to 100%.",
                fix=f"{share.text}%" if certain else None,
                expected="a percentage above 0 and up to 100%",
            )
            continue
        high = low + Decimal(share.value)
        if high > 1 >= low:
            checker.report(
                types.SHARES,
                f"With `{variant.name.name}` the shares come to "
                f"{sum(Decimal(v.share.value) for v in node.variants) * 100:f}%.".replace(
                    ".00%", "%"
                ),
                share.span,
                "Together they are at most 100%.",
            )
        found.append(tree.Variant(variant.name.name, low, high, span=variant.span))
        low = high
    return tuple(found)


def measures(checker: Checker, node: nodes.ExperimentDefinition) -> tuple[tree.Measure, ...] | None:
    """The measures of an experiment, in which `start` is its date.

    They are typed even where the experiment is broken: its problems are no problems of theirs.
    """
    starts = [line.value for line in node.headers if line.name == "start"]
    written = [s.value for s in starts if isinstance(s, nodes.Date | nodes.Timestamp)]
    began = typed_value(written[0] if written else _SOME_DAY, checker.project, node.name.span)
    scope = Scope(Names.CUSTOMER, start=began)
    found: list[tree.Measure] = []
    for measure in node.measures:
        body = checker.expression(measure.body, scope)
        if body is not None:
            found.append(tree.Measure(measure.name.name, body, span=measure.span))
    return tuple(found) if len(found) == len(node.measures) and checker.sound else None
