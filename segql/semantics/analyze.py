"""From syntax trees and a catalog to the typed program: the order in which all is done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from zoneinfo import ZoneInfo

from segql.catalog import LoadedCatalog
from segql.catalog.models import Settings
from segql.diagnostics.codes import names as codes
from segql.diagnostics.model import Diagnostic, Note
from segql.semantics import definitions, graph, namespace, parameters, suppress, tree
from segql.semantics.checker import Checker
from segql.semantics.computed import type_fields, type_streams
from segql.semantics.memory import Memory
from segql.semantics.project import BROKEN, EntryKind, Outcome, Project
from segql.semantics.scope import CUSTOMER
from segql.semantics.survey import Survey
from segql.source import Span
from segql.syntax import nodes
from segql.types import BOOLEAN, TEXT

_CONSENT_ROWS = 100_000
"""Rows of consents are numbered from here, so that they differ from those of a segment's body."""

_TYPES = {
    EntryKind.SEGMENT: BOOLEAN,
    EntryKind.SEGMENTATION: TEXT,
    EntryKind.EXPERIMENT: TEXT,
}


@dataclass(frozen=True, slots=True)
class Analysis:
    """The typed program and every problem; `project` is what conditions are typed against."""

    program: tree.Program
    diagnostics: tuple[Diagnostic, ...]
    project: Project = field(repr=False)

    @property
    def has_errors(self) -> bool:
        return any(item.is_error for item in self.diagnostics)


def analyze(
    files: Sequence[nodes.File],
    catalog: LoadedCatalog,
    settings: Settings,
    parameters: Mapping[str, str] | None = None,
    memory: Memory | None = None,
) -> Analysis:
    """Resolve and type every definition of the files and of the catalog.

    `parameters` are the values of `--set`. With the `memory` of earlier analyses only what has
    changed since, and what rests on it, is typed anew. Never raises for what people wrote: all
    independent problems are in the result, and the program holds the definitions without errors.
    """
    return _Run(files, catalog, settings, memory or Memory()).analysis(parameters or {})


def analyze_condition(
    expression: nodes.Expr, analysis: Analysis
) -> tuple[tree.Expr | None, tuple[Diagnostic, ...]]:
    """Type a condition over the customer in an analysed project."""
    checker = Checker(analysis.project)
    condition = checker.condition(expression, CUSTOMER)
    found = list(checker.problems)
    if condition is None or not checker.sound:
        if not any(item.is_error for item in found):
            found.append(_broken_below(expression, analysis.project))
        return None, tuple(found)
    return condition, tuple(suppress.apply(found, (), analysis.project.settings))


def _broken_below(expression: nodes.Expr, project: Project) -> Diagnostic:
    survey = Survey()
    survey.add(expression, project.events)
    broken = [
        name
        for name in survey.uses
        if name in project.outcomes and not project.outcomes[name].sound
    ]
    if not broken:
        return Diagnostic(
            codes.BROKEN_REFERENCE,
            "This rests on something in the catalog that has an error.",
            expression.span,
            "Mend the catalog first.",
        )
    return Diagnostic(
        codes.BROKEN_REFERENCE,
        f"`{broken[0]}` has an error, or rests on something that has.",
        survey.uses[broken[0]],
        "Mend that definition first.",
    )


_Key = tuple[str, str]
"""What is typed in order: ("", name) for a definition or computed attribute, ("consent", name)."""


class _Run:
    """One analysis: what is collected on the way to the program."""

    def __init__(
        self,
        files: Sequence[nodes.File],
        catalog: LoadedCatalog,
        settings: Settings,
        memory: Memory,
    ) -> None:
        self.files = files
        self.memory = memory
        memory.begin(catalog, settings)
        self.project = Project(
            catalog,
            settings,
            ZoneInfo(settings.timezone),
            entries=memory.watch("entries", {}),
            parameters=memory.watch("parameters", {}),
            event_traits=memory.watch("event traits", {}),
            outcomes=memory.watch("outcomes", {}),
            fields=memory.watch("fields", {}),
            expressions=memory.expressions,
        )
        self.problems: list[Diagnostic] = []
        self.bodies: dict[_Key, nodes.Expr] = {}  # of what stands in the catalog
        self.consents: dict[str, tree.Expr | None] = memory.watch("consents", {})

    def analysis(self, overrides: Mapping[str, str]) -> Analysis:
        project = self.project
        collector = Checker(project)
        namespace.collect(collector, self.files)
        parameters.override(collector, overrides)
        self.problems.extend(collector.problems)
        self.problems.extend(type_fields(project))
        streams, problems = type_streams(project)
        self.problems.extend(problems)
        self.memory.rest_on(project.broken_events)
        self._read_catalog()
        for key in self._order():
            self._type(key)
        self._type_measures()
        program = self._program(streams)
        found = suppress.apply(self.problems, self.files, project.settings)
        return Analysis(program, tuple(self._sorted(found)), project)

    # -------------------------------------------------------------------------- the catalog

    def _read_catalog(self) -> None:
        catalog = self.project.catalog
        for name, model in catalog.customer.attributes.items():
            if model.expression is not None:
                body = self._parse(("customer", "attributes", name, "expression"))
                if body is None:
                    self.project.outcomes[name] = replace(BROKEN, type=model.value_type)
                else:
                    self.bodies["", name] = body
        for name, consent in catalog.consent.items():
            self.consents[name] = None
            if consent.attribute is not None:
                span = self.project.loaded.span_of(("consent", name, "attribute"))
                ident = nodes.Ident(consent.attribute, True, span)
                self.bodies["consent", name] = nodes.Name((ident,), span)
            else:
                body = self._parse(("consent", name, "expression"))
                if body is not None:
                    self.bodies["consent", name] = body

    def _parse(self, path: tuple[str, ...]) -> nodes.Expr | None:
        parsed = self.project.read(path)
        self.problems.extend(parsed.diagnostics)
        return parsed.expression

    # ------------------------------------------------------------------------------- order

    def _order(self) -> list[_Key]:
        """What is to be typed, each after what it needs."""
        uses: dict[_Key, dict[_Key, Span]] = {}
        for key, node, bodies in self._surveyed():
            named, _ = self.memory.recall(("survey", key), node, partial(self._survey, bodies))
            uses[key] = {("", name): place for name, place in named.items()}
            uses[key].update({("consent", c.name): c.span for c in self._channels(key)})
        order, cycles = graph.ordered(uses)
        for loop in cycles:
            self.problems.append(_cycle(loop, uses))
            for key in loop:
                self._mark_broken(key)
        return order

    def _survey(self, bodies: Sequence[nodes.Expr]) -> tuple[dict[str, Span], list[Diagnostic]]:
        survey = Survey()
        for body in bodies:
            survey.add(body, self.project.events)
        return survey.uses, []

    def _surveyed(self) -> Iterator[tuple[_Key, object, list[nodes.Expr]]]:
        for key, body in self.bodies.items():
            yield key, body, [body]
        for name, entry in self.project.entries.items():
            if entry.node is not None:
                yield ("", name), entry.node, _expressions(entry.node)

    def _channels(self, key: _Key) -> list[nodes.Ident]:
        entry = self.project.entries.get(key[1]) if key[0] == "" else None
        node = entry.node if entry is not None else None
        if not isinstance(node, nodes.SegmentDefinition):
            return []
        found: list[nodes.Ident] = []
        for line in node.headers:
            if line.name == "channel" and isinstance(line.value, tuple):
                found += [item for item in line.value if isinstance(item, nodes.Ident)]
        return found

    def _mark_broken(self, key: _Key) -> None:
        if key[0] == "":
            entry = self.project.entries[key[1]]
            self.project.outcomes[key[1]] = replace(BROKEN, type=_TYPES.get(entry.kind))

    # ------------------------------------------------------------------------------ typing

    def _type(self, key: _Key) -> None:
        section, name = key
        if section == "consent":
            self._type_consent(name)
            return
        node = self.project.entries[name].node or self.bodies[key]
        outcome, problems = self.memory.recall(key, node, partial(self._typed, key))
        self.problems.extend(problems)
        # what stands in a cycle stays broken, though its other problems are told
        self.project.outcomes.setdefault(name, outcome)

    def _typed(self, key: _Key) -> tuple[Outcome, list[Diagnostic]]:
        entry = self.project.entries[key[1]]
        checker = Checker(self.project)
        if entry.node is None:
            outcome = definitions.attribute(checker, entry, self.bodies[key])
        else:
            outcome = definitions.definition(checker, entry.node, self.consents)
        return outcome, checker.problems

    def _type_consent(self, name: str) -> None:
        checker = Checker(self.project, _CONSENT_ROWS * (1 + list(self.consents).index(name)))
        condition = checker.condition(self.bodies["consent", name], CUSTOMER)
        self.problems.extend(checker.problems)
        self.consents[name] = condition if checker.sound else None

    def _type_measures(self) -> None:
        """Measures may use anything, the experiment itself included, so they come last."""
        outcomes = self.project.outcomes
        for name, entry in self.project.entries.items():
            if not isinstance(entry.node, nodes.ExperimentDefinition):
                continue
            experiment = outcomes[name].definition
            work = partial(self._measures, entry.node)
            measures, problems = self.memory.recall(("measures", name), entry.node, work)
            self.problems.extend(problems)
            if not isinstance(experiment, tree.Experiment):
                continue
            if measures is None:
                outcomes[name] = replace(outcomes[name], sound=False, definition=None)
            else:
                experiment = replace(experiment, measures=measures)
                outcomes[name] = replace(outcomes[name], definition=experiment)

    def _measures(
        self, node: nodes.ExperimentDefinition
    ) -> tuple[tuple[tree.Measure, ...] | None, list[Diagnostic]]:
        checker = Checker(self.project)
        return definitions.measures(checker, node), checker.problems

    # ----------------------------------------------------------------------------- results

    def _program(self, streams: Mapping[str, tree.Expr]) -> tree.Program:
        project = self.project
        found: dict[str, tree.Definition] = {}
        paths: dict[str, str] = {}
        for name, entry in project.entries.items():
            outcome = project.outcomes.get(name)
            if outcome is not None and outcome.sound and outcome.definition is not None:
                found[name] = outcome.definition
                paths[name] = entry.path
        computed = {
            key: outcome.expression
            for key, outcome in project.fields.items()
            if outcome.sound and outcome.expression is not None
        }
        values = parameters.values_in_force(project.parameters)
        return tree.Program(found, computed, paths, values, streams)

    def _sorted(self, problems: Sequence[Diagnostic]) -> list[Diagnostic]:
        """By file, in the order given, then by place; each problem once."""
        rank = {file.source.path: index for index, file in enumerate(self.files)}

        def place(item: Diagnostic) -> tuple[int, str, int, str]:
            if item.span is None:
                return (-2, "", 0, item.code.id)
            path = item.span.source.path
            return (rank.get(path, -1), path, item.span.start, item.code.id)

        return sorted(dict.fromkeys(problems), key=place)


def _expressions(node: nodes.Definition) -> list[nodes.Expr]:
    """The expressions that a definition's value rests on; measures are no part of it."""
    match node:
        case nodes.TraitDefinition(body=body) | nodes.SegmentDefinition(body=body):
            return [body]
        case nodes.SegmentationDefinition(cases=cases):
            return [case.condition for case in cases if case.condition is not None]
        case nodes.ExperimentDefinition(headers=headers):
            return [
                nodes.InSegment(line.value, False, line.value.span)
                for line in headers
                if line.name == "on" and isinstance(line.value, nodes.Ident)
            ]
        case _:
            return []


def _cycle(loop: list[_Key], uses: Mapping[_Key, Mapping[_Key, Span]]) -> Diagnostic:
    words = [f"the consent `{name}`" if section else f"`{name}`" for section, name in loop]
    steps = graph.steps(loop)
    first, second = steps[0]
    if len(loop) == 2:
        message = f"{words[0]} needs itself."
    else:
        message = f"These definitions need each other: {' needs '.join(words)}."
    return Diagnostic(
        codes.CYCLE,
        message,
        uses[first][second],
        "Take one of these uses away.",
        notes=tuple(
            Note(f"{words[index]} needs {words[index + 1]} here.", uses[one][two])
            for index, (one, two) in enumerate(steps)
            if index > 0
        ),
    )
