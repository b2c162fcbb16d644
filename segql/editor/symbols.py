"""What the names in a text stand for: every use of an attribute, a definition, a field, a case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from segql.functions import EVENTS, PLACES, SCALARS
from segql.semantics.project import Entry, Project
from segql.semantics.walk import children
from segql.source import Span
from segql.syntax import nodes


class Kind(StrEnum):
    """What a name may stand for, in words for people."""

    ATTRIBUTE = "attribute"
    DEFINITION = "definition"
    PARAMETER = "parameter"
    EVENT = "events"
    FIELD = "field"
    ROLE = "role of events"
    ALIAS = "name of events"
    CASE = "case"
    LIST = "list"
    PLACE = "place"
    CHANNEL = "channel"
    MEASURE = "measure"
    FUNCTION = "function"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class Symbol:
    """One named thing. `owner` is the event or object of a field, the segmentation or experiment
    of a case, the place of the function in which an alias holds; `overall` for its functions.
    """

    kind: Kind
    name: str
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Use:
    """A name in a text. `defines`: it is given its meaning here; `text`: it stands in quotes."""

    symbol: Symbol
    span: Span
    defines: bool = False
    text: bool = False


@dataclass(frozen=True, slots=True)
class _Scope:
    """`event` is the kind of events in scope, None for the customer; `prefixed`: its fields are
    written with its name before them; `aliases` other names of events, each with its event and
    where it is made.
    """

    event: str | None = None
    prefixed: bool = False
    aliases: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def uses_in(file: nodes.File, project: Project) -> Iterator[Use]:
    """Every use of a name in a file of definitions, in no particular order."""
    for definition in file.definitions:
        yield from _Walker(project).definition(definition, file.bare)


def uses_in_expression(
    node: nodes.Expr, project: Project, owner: str | None = None
) -> Iterator[Use]:
    """The uses in one expression; `owner` are the events or the object whose fields it names."""
    yield from _Walker(project).expression(node, _Scope(owner))


class _Walker:
    def __init__(self, project: Project) -> None:
        self.project = project
        self.events = project.events

    # --------------------------------------------------------------------------- definitions

    def definition(self, node: nodes.Definition, bare: bool) -> Iterator[Use]:
        scope = _Scope()
        match node:
            case nodes.ParamDefinition(name=name, value=value):
                yield Use(Symbol(Kind.PARAMETER, name.name), name.span, defines=True)
                yield from self.expression(value, scope)
                return
            case nodes.TraitDefinition(event=nodes.Ident() as event, name=name, body=body):
                yield Use(Symbol(Kind.EVENT, event.name), event.span)
                yield Use(Symbol(Kind.FIELD, name.name, event.name), name.span, defines=True)
                yield from self.expression(body, _Scope(event.name))
                return
            case _:
                if not bare:
                    own = Symbol(Kind.DEFINITION, node.name.name)
                    yield Use(own, node.name.span, defines=True)
        for header in node.headers:
            yield from self._header(header)
        match node:
            case nodes.TraitDefinition(body=body) | nodes.SegmentDefinition(body=body):
                yield from self.expression(body, scope)
            case nodes.SegmentationDefinition(cases=cases):
                for case in cases:
                    symbol = Symbol(Kind.CASE, case.name.name, node.name.name)
                    yield Use(symbol, case.name.span, defines=True)
                    if case.condition is not None:
                        yield from self.expression(case.condition, scope)
            case nodes.ExperimentDefinition(variants=variants, measures=measures):
                for variant in variants:
                    symbol = Symbol(Kind.CASE, variant.name.name, node.name.name)
                    yield Use(symbol, variant.name.span, defines=True)
                for measure in measures:
                    symbol = Symbol(Kind.MEASURE, measure.name.name, node.name.name)
                    yield Use(symbol, measure.name.span, defines=True)
                    yield from self.expression(measure.body, scope)

    def _header(self, header: nodes.Header) -> Iterator[Use]:
        match header.value:
            case tuple() as items:
                for item in items:
                    if isinstance(item, nodes.Ident):
                        yield Use(Symbol(Kind.CHANNEL, item.name), item.span)
            case nodes.Relation(other=other):
                yield Use(Symbol(Kind.DEFINITION, other.name), other.span)
            case nodes.Ident() as ident if ident.name != "everybody":
                yield Use(Symbol(Kind.DEFINITION, ident.name), ident.span)
            case _:
                pass

    # --------------------------------------------------------------------------- expressions

    def expression(self, node: Any, scope: _Scope) -> Iterator[Use]:
        customer = _Scope(aliases=scope.aliases)
        match node:
            case nodes.Name(parts=parts):
                yield from self._name(parts, scope)
            case nodes.Parameter(name=name, span=span):
                yield Use(Symbol(Kind.PARAMETER, name), span)
            case nodes.InSegment(name=name) | nodes.InList(name=name):
                kind = Kind.LIST if isinstance(node, nodes.InList) else Kind.DEFINITION
                yield Use(Symbol(kind, name.name), name.span)
            case nodes.Call():
                yield from self._call(node, scope)
            case nodes.Overall(call=call):
                span = call.function.span
                yield Use(Symbol(Kind.FUNCTION, call.function.name, "overall"), span)
                yield from self._options(call, customer)
                for item in call.arguments:
                    yield from self.expression(item, customer)
            case nodes.Top(within=within):
                if within is not None:
                    yield Use(Symbol(Kind.DEFINITION, within.name), within.span)
                yield from self._below(node, customer)
            case nodes.Sequence(steps=steps):
                yield from self._sequence(steps, scope)
            case nodes.Compare(left=left, right=right):
                yield from self._below(node, scope)
                yield from self._cases(left, (right,), scope)
            case nodes.InValues(operand=operand, values=nodes.Values(items=items)):
                yield from self.expression(operand, scope)
                yield from self._cases(operand, items, scope)
                for item in items:
                    if not isinstance(item, nodes.Text | nodes.Number):
                        yield from self.expression(item, scope)
            case nodes.Near(operand=operand, place=nodes.Text() as place):
                yield from self.expression(operand, scope)
                yield Use(Symbol(Kind.PLACE, place.value), place.span, text=True)
            case _:
                yield from self._below(node, scope)

    def _below(self, node: Any, scope: _Scope) -> Iterator[Use]:
        for child in children(node):
            yield from self.expression(child, scope)

    def _cases(
        self, operand: nodes.Expr, values: tuple[nodes.Expr, ...], scope: _Scope
    ) -> Iterator[Use]:
        if scope.event is not None or not isinstance(operand, nodes.Name):
            return
        entry = self.project.entries.get(operand.dotted)
        if entry is None or not isinstance(
            entry.node, nodes.SegmentationDefinition | nodes.ExperimentDefinition
        ):
            return
        for value in values:
            if isinstance(value, nodes.Text):
                yield Use(Symbol(Kind.CASE, value.value, entry.name), value.span, text=True)

    def _call(self, node: nodes.Call, scope: _Scope) -> Iterator[Use]:
        customer = _Scope(aliases=scope.aliases)
        name = node.function.name
        if name in EVENTS or name in SCALARS or name in PLACES:
            yield Use(Symbol(Kind.FUNCTION, name), node.function.span)
        yield from self._options(node, customer)
        event = self._event_of(node) if name in EVENTS else None
        if event is None:
            for item in children(node):
                if item not in node.per:
                    yield from self.expression(item, scope)
            return
        aliases = dict(scope.aliases)
        if node.alias is not None:
            made = str(node.alias.span.start)
            aliases[node.alias.name] = (event, made)
            yield Use(Symbol(Kind.ALIAS, node.alias.name, made), node.alias.span, defines=True)
        inner = _Scope(event, aliases=aliases)
        for item in node.arguments:
            yield from self.expression(item, replace(inner, prefixed=True))
        if node.pick is not None:
            yield from self._below(node.pick, customer)
        if node.window is not None:
            yield from self.expression(node.window, customer)
        for condition in (node.where, node.having):
            if condition is not None:
                yield from self.expression(condition, inner)

    def _options(self, node: nodes.Call, customer: _Scope) -> Iterator[Use]:
        for item in node.per:
            yield from self.expression(item, customer)
        if node.within is not None:
            yield Use(Symbol(Kind.DEFINITION, node.within.name), node.within.span)

    def _event_of(self, node: nodes.Call) -> str | None:
        """The events that a function looks at: those of the first name of its argument."""
        waiting: list[Any] = list(reversed(node.arguments))
        while waiting:
            here = waiting.pop()
            if isinstance(here, nodes.Name) and here.parts[0].name in self.events:
                return here.parts[0].name
            waiting.extend(reversed(list(children(here))))
        return None

    def _sequence(self, steps: tuple[nodes.Step, ...], scope: _Scope) -> Iterator[Use]:
        aliases = dict(scope.aliases)
        for step in steps:
            head = step.event.parts[0]
            yield Use(Symbol(Kind.EVENT, head.name), head.span)
            if step.alias is not None:
                made = str(step.alias.span.start)
                aliases[step.alias.name] = (head.name, made)
                yield Use(Symbol(Kind.ALIAS, step.alias.name, made), step.alias.span, defines=True)
            if step.window is not None:
                yield from self.expression(step.window, _Scope(aliases=aliases))
            if step.where is not None and head.name in self.events:
                yield from self.expression(step.where, _Scope(head.name, aliases=dict(aliases)))

    # ---------------------------------------------------------------------------------- names

    def _name(self, parts: tuple[nodes.Ident, ...], scope: _Scope) -> Iterator[Use]:
        head, rest = parts[0], parts[1:]
        if len(parts) == 1 and head.name in ("today", "now") and not head.quoted:
            yield Use(Symbol(Kind.WORD, head.name), head.span)
        elif scope.event is None:
            yield from self._of_customer(parts)
        elif rest and head.name in scope.aliases:
            event, made = scope.aliases[head.name]
            yield Use(Symbol(Kind.ALIAS, head.name, made), head.span)
            yield from self._fields(event, rest)
        elif head.name == scope.event and (rest or scope.prefixed):
            yield Use(Symbol(Kind.EVENT, head.name), head.span)
            yield from self._fields(scope.event, rest)
        elif rest and head.name == "customer" and not head.quoted:
            yield Use(Symbol(Kind.WORD, "customer"), head.span)
            yield from self._of_customer(rest)
        elif not scope.prefixed:
            yield from self._fields(scope.event, parts)

    def _of_customer(self, parts: tuple[nodes.Ident, ...]) -> Iterator[Use]:
        head, rest = parts[0], parts[1:]
        entry = self.project.entries.get(head.name)
        if entry is not None:
            yield Use(symbol_of(entry), head.span)
            if entry.model is not None and entry.model.to is not None:
                yield from self._fields(entry.model.to, rest)
        elif head.name in self.events:
            yield Use(Symbol(Kind.EVENT, head.name), head.span)
            yield from self._fields(head.name, rest)
        elif rest and head.name == "customer":
            yield from self._of_customer(rest)
        elif not rest:
            # a name that nothing has is a use all the same: it may be defined any moment
            yield Use(Symbol(Kind.DEFINITION, head.name), head.span)

    def _fields(self, owner: str, parts: tuple[nodes.Ident, ...]) -> Iterator[Use]:
        for part in parts:
            known = owner in self.events or owner in self.project.catalog.objects
            if known and part.name in self.project.field_names(owner):
                yield Use(Symbol(Kind.FIELD, part.name, owner), part.span)
            elif owner in self.events and part.name in ("time", "key") and not part.quoted:
                yield Use(Symbol(Kind.ROLE, part.name, owner), part.span)
                return
            else:
                return
            model = self.project.catalog.fields_of(owner).get(part.name)
            if model is None or model.to is None:
                return
            owner = model.to


def symbol_of(entry: Entry) -> Symbol:
    """What a name of the shared namespace is."""
    return Symbol(Kind.ATTRIBUTE if entry.node is None else Kind.DEFINITION, entry.name)
