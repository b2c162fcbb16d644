"""From conditions of the typed tree to formulas. What has no formula becomes a variable of its
own, which is true or false and nothing more.
"""

from __future__ import annotations

from collections.abc import Iterator

from segql.catalog.models import Catalog
from segql.proofs import values
from segql.proofs.events import Events
from segql.proofs.formulas import (
    FALSE,
    TRUE,
    Atom,
    Formula,
    Variable,
    at_least,
    conjunction,
    disjunction,
    negation,
    truth,
)
from segql.proofs.keys import NO_ROWS, Keys, Rows, seen_through
from segql.proofs.regions import (
    KNOWN,
    NO,
    UNKNOWN,
    YES,
    Bound,
    Region,
    Stretch,
    between,
    none_of,
    one_of,
    outside,
)
from segql.proofs.times import RELATIONS, Span, relation_span, window_span
from segql.proofs.universe import universe
from segql.semantics import tree
from segql.semantics.facts import folds, never_unknown
from segql.types import BOOLEAN

_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "="}
_SIGNS = {"<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (0, 1), "=": (0,)}
MOST_VALUES = 500
"""A list of more values than this is one condition as a whole."""


class Reader:
    """Reads conditions of one program. Without `follow`, as within a period, what has a name is
    not taken for what it stands for.
    """

    def __init__(self, program: tree.Program, catalog: Catalog, *, follow: bool = True) -> None:
        self.program = program
        self.catalog = catalog
        self.keys = Keys(program, follow=follow)
        self._follow = follow
        self._segments: dict[str, Formula] = {}
        self._events = Events(self)

    # ------------------------------------------------------------------------- conditions

    def condition(self, node: tree.Expr, rows: Rows = NO_ROWS) -> Formula:
        """What must be true for a condition to hold."""
        match node:
            case tree.And(items):
                return conjunction([self.condition(item, rows) for item in items])
            case tree.Or(items):
                return disjunction([self.condition(item, rows) for item in items])
            case tree.Not(operand):
                return negation(self.condition(operand, rows))
            case tree.Literal(value=value):
                return TRUE if value is True else FALSE
            case tree.Holds(operand):
                return self._holds(operand, rows)
            case tree.Reference():
                return self._named(node, rows)
            case tree.Known(operand):
                return self.known(operand, rows)
            case tree.Compare(operator, left, right, fold):
                return self._compare(operator, left, right, fold, rows)
            case tree.InRange(operand, low, high, upper_open, fold):
                upper = "<" if upper_open else "<="
                parts = [self._compare(">=", operand, low, fold, rows)] if low else []
                parts += [self._compare(upper, operand, high, fold, rows)] if high else []
                return _merged(parts)
            case tree.InValues():
                return self._in_values(node, rows)
            case tree.InWindow(operand, window):
                span = window_span(window, operand.type, self.keys, rows)
                return self._opaque(node, rows) if span is None else self.time(operand, span, rows)
            case tree.AnniversaryIn(operand):
                return conjunction((self.known(operand, rows), self._opaque(node, rows)))
            case tree.TextTest():
                return self._text(node, rows)
            case tree.ListHas():
                return self._list(node, rows)
            case tree.InList(name):
                return truth(("list", name))
            case tree.Near(operand, metres, latitude, longitude):
                variable = Variable(
                    ("distance", self.keys.of(operand, rows), latitude, longitude),
                    Region(True, (Stretch((Bound(0, True),)),)),
                )
                near = values.compared("<=", metres)
                return conjunction((self.known(operand, rows), Atom(variable, *near)))
            case tree.Top():
                return self._top(node, rows)
            case tree.Quantified():
                return self._quantified(node, rows)
            case tree.Aggregate(function="any"):
                return self._events.any(node, rows)
            case _:
                return self._opaque(node, rows)

    def known(self, node: tree.Expr, rows: Rows = NO_ROWS) -> Formula:
        """That a value is known."""
        node, rows = self.behind(node, rows)
        match node:
            case tree.Literal(value=value):
                return FALSE if value is None else TRUE
            case tree.OrElse(value, fallback):
                return disjunction((self.known(value, rows), self.known(fallback, rows)))
            case tree.If(condition, then, otherwise):
                holds = self.condition(condition, rows)
                return disjunction(
                    (
                        conjunction((holds, self.known(then, rows))),
                        conjunction((negation(holds), self.known(otherwise, rows))),
                    )
                )
            case _ if never_unknown(node):
                return TRUE
            case _:
                if (times := self._events.known_time(node, rows)) is not None:
                    return times
                return self.atom(node, rows, KNOWN, UNKNOWN)

    def behind(self, node: tree.Expr, rows: Rows) -> tuple[tree.Expr, Rows]:
        """What a name of a value stands for, and the rows that it is about."""
        if not self._follow:
            return node, rows
        body = seen_through(self.program, node)
        return (node, rows) if body is node else (body, NO_ROWS)

    def atom(
        self, node: tree.Expr, rows: Rows, region: Region, inverse: Region, fold: bool = False
    ) -> Formula:
        """That a value lies in a region, which no value that is unknown does."""
        node, rows = self.behind(node, rows)
        if node.type == BOOLEAN and not _is_stored(node):
            # a condition as a value: true or false, never unknown
            holds = self.condition(node, rows)
            true, false = not (region & YES).is_empty, not (region & NO).is_empty
            return disjunction(
                (*((holds,) if true else ()), *((negation(holds),) if false else ()))
            )
        if isinstance(node, tree.Aggregate):
            return self._events.atom(node, rows, region, inverse, fold)
        found = Atom(self.variable(node, rows, fold), region, inverse)
        if fold and not folds(node):
            # the text itself is another variable than its folded form
            return conjunction((found, self.known(node, rows)))
        return found

    def variable(self, node: tree.Expr, rows: Rows, fold: bool = False) -> Variable:
        """The variable of a value that stands for itself."""
        alike = fold or folds(node)
        about = universe(node, self.program, self.catalog)
        if isinstance(node, tree.Literal):
            point = values.point_of(node, node.type, fold)
            about = about if point is None else one_of((point,))
        return Variable(("value", self.keys.of(node, rows), alike), about)

    def time(self, node: tree.Expr, span: Span, rows: Rows) -> Formula:
        """That a date or timestamp lies in a stretch of time."""
        node, rows = self.behind(node, rows)
        parts = [self.known(base, rows) for base in span.bases]
        if (found := self._events.time(node, span.stretch, rows)) is not None:
            return conjunction((found, *parts))
        ways = list(self._branches(node, rows))
        if len(ways) > 1:
            return disjunction(
                tuple(conjunction((when, self.time(value, span, rows))) for when, value in ways)
            )
        region, inverse = between(span.stretch), outside(span.stretch)
        return conjunction((self.atom(node, rows, region, inverse), *parts))

    # ------------------------------------------------------------------------- comparisons

    def _compare(
        self, operator: str, left: tree.Expr, right: tree.Expr, fold: bool, rows: Rows
    ) -> Formula:
        if isinstance(left, tree.Literal | tree.Today | tree.Now):
            operator, left, right = _FLIPPED[operator], right, left
        if isinstance(right, tree.Literal) and right.value is None:
            return FALSE
        if left.type.is_time and right.type.is_time:
            kind = RELATIONS[operator]
            if not _is_fixed(right):
                return self._order(operator, left, right, fold, rows)
            span = relation_span(kind, right, left.type, self.keys, rows)
            if span is not None:
                return self.time(left, span, rows)
        elif isinstance(right, tree.Literal):
            return self._against(operator, left, right, fold, rows)
        return self._order(operator, left, right, fold, rows)

    def _against(
        self, operator: str, left: tree.Expr, right: tree.Literal, fold: bool, rows: Rows
    ) -> Formula:
        """A comparison with one value."""
        parts: list[Formula] = []
        left, rows = self.behind(left, rows)
        for guard, node in self._branches(left, rows):
            point = values.point_of(right, node.type, fold)
            if point is None:
                return self._order(operator, left, right, fold, rows)
            region, inverse = values.compared(operator, point, node.type)
            parts.append(conjunction((guard, self.atom(node, rows, region, inverse, fold))))
        return disjunction(parts)

    def _branches(self, node: tree.Expr, rows: Rows) -> Iterator[tuple[Formula, tree.Expr]]:
        """The values that a value with a choice can be, each with when it is that one."""
        match node:
            case tree.OrElse(value, fallback, type_) if value.type == fallback.type == type_:
                known = self.known(value, rows)
                yield known, value
                yield negation(known), fallback
            case tree.If(condition, then, otherwise, type_) if then.type == otherwise.type == type_:
                holds = self.condition(condition, rows)
                yield holds, then
                yield negation(holds), otherwise
            case _:
                yield TRUE, node

    def _order(
        self, operator: str, left: tree.Expr, right: tree.Expr, fold: bool, rows: Rows
    ) -> Formula:
        """A comparison of two values that are both unknown beforehand."""
        one, other = self.keys.of(left, rows), self.keys.of(right, rows)
        if one == other:
            return FALSE if operator in "<>" else self.known(left, rows)
        if one > other:
            one, other, operator = other, one, _FLIPPED[operator]
        unknown = not (never_unknown(left) and never_unknown(right))
        variable = Variable(
            ("order", one, other, fold), Region(unknown, only=frozenset((-1, 0, 1)))
        )
        signs = _SIGNS[operator]
        return Atom(variable, one_of(signs), none_of(signs))

    def _in_values(self, node: tree.InValues, rows: Rows) -> Formula:
        if len(node.values) > MOST_VALUES:
            return conjunction((self.known(node.operand, rows), self._opaque(node, rows)))
        operand, inner = self.behind(node.operand, rows)
        plain = not operand.type.is_time and not isinstance(operand, tree.If | tree.OrElse)
        points = [values.point_of(item, operand.type, node.fold) for item in node.values]
        if plain and None not in points:
            known = [point for point in points if point is not None]
            return self.atom(operand, inner, one_of(known), none_of(known), node.fold)
        return disjunction(
            tuple(self._compare("=", node.operand, item, node.fold, rows) for item in node.values)
        )

    # ---------------------------------------------------------------- texts, lists, the rest

    def _text(self, node: tree.TextTest, rows: Rows) -> Formula:
        known = self.known(node.operand, rows)
        if not isinstance(node.pattern, tree.Literal) or node.kind == "matches":
            return conjunction((known, self.known(node.pattern, rows), self._opaque(node, rows)))
        pattern = values.point_of(node.pattern, node.pattern.type, node.fold)
        operand, inner = self.behind(node.operand, rows)
        of = self.variable(operand, inner, node.fold)
        test = ("test", of.key, node.kind, pattern)
        return conjunction((known, truth(test, (of, node.kind, pattern))))

    def _list(self, node: tree.ListHas, rows: Rows) -> Formula:
        known = self.known(node.operand, rows)
        element = node.operand.type.element
        points = [values.element_of(item, element, node.fold) for item in node.values]
        held = (self.keys.of(node.operand, rows), node.fold)
        if len(points) > MOST_VALUES:
            return conjunction((known, self._opaque(node, rows)))
        if node.quantifier == "only":
            chosen = frozenset(points)
            return conjunction((known, truth(("only", held, chosen), (held, chosen))))
        has = tuple(truth(("has", held, point), (held, point)) for point in points)
        return conjunction(
            (known, disjunction(has) if node.quantifier == "any" else conjunction(has))
        )

    def _top(self, node: tree.Top, rows: Rows) -> Formula:
        """A place among others: in the first N is in the first N + 1 too."""
        key = (
            "top", node.kind, node.percent, self.keys.of(node.by, rows),
            self.keys.of(node.per, rows), self.keys.of(node.within, rows),
        )  # fmt: skip
        first = Bound(0, False) if node.percent else Bound(1, True)
        last = (Bound(1, True),) if node.percent else ()
        variable = Variable(key, Region(True, (Stretch((first,), last),)))
        parts = [Atom(variable, *values.compared("<=", node.amount)), self.known(node.by, rows)]
        if node.within is not None:
            parts.append(self._named(node.within, rows))
        return conjunction(parts)

    def _quantified(self, node: tree.Quantified, rows: Rows) -> Formula:
        items = [self.condition(item, rows) for item in node.items]
        least, more = at_least(node.amount, items), at_least(node.amount + 1, items)
        if least is None or more is None:
            return self._opaque(node, rows)
        match node.kind:
            case "at least":
                return least
            case "at most":
                return negation(more)
            case "exactly":
                return conjunction((least, negation(more)))

    def _holds(self, operand: tree.Expr, rows: Rows) -> Formula:
        if isinstance(operand, tree.Reference):
            return self._named(operand, rows)
        if isinstance(operand, tree.If | tree.OrElse):
            ways = list(self._branches(operand, rows))
            if len(ways) == 1:
                return self._opaque(operand, rows)
            return disjunction(
                tuple(conjunction((when, self._truly(value, rows))) for when, value in ways)
            )
        return self._truly(operand, rows)

    def _truly(self, node: tree.Expr, rows: Rows) -> Formula:
        """That a boolean value is known and true."""
        if isinstance(node, tree.If | tree.OrElse | tree.Reference):
            return self._holds(node, rows)
        if _is_stored(node):
            return self.atom(node, rows, one_of((1,)), none_of((1,)))
        return self.condition(node, rows)

    def _named(self, node: tree.Reference, rows: Rows) -> Formula:
        """The condition that a name stands for."""
        definition = self.program.definitions.get(node.name)
        if node.at is None and self._follow:
            if node.name in self._segments:
                return self._segments[node.name]
            if isinstance(definition, tree.Segment):
                parts = [self.condition(item) for item in (definition.body, *definition.consents)]
                self._segments[node.name] = conjunction(parts)
                return self._segments[node.name]
            if isinstance(definition, tree.Trait) and definition.type == definition.body.type:
                self._segments[node.name] = self._truly(definition.body, NO_ROWS)
                return self._segments[node.name]
        return self._opaque(node, rows)

    def _opaque(self, node: tree.Expr, rows: Rows) -> Formula:
        return truth(("condition", self.keys.of(node, rows)))


def _is_stored(node: tree.Expr) -> bool:
    """Whether a boolean is a value of the data, which can be unknown, and no condition."""
    match node:
        case tree.Field() | tree.Column() | tree.Scalar() | tree.Population():
            return True
        case tree.If() | tree.OrElse():
            return True
        case tree.Aggregate(function=function):
            return function != "any"
        case tree.Reference(required=required):
            return not required
        case _:
            return False


def _is_fixed(node: tree.Expr) -> bool:
    """Whether a date or timestamp is a constant of the run."""
    match node:
        case tree.Literal() | tree.Today() | tree.Now():
            return True
        case tree.Shift(operand):
            return _is_fixed(operand)
        case _:
            return False


def _merged(parts: list[Formula]) -> Formula:
    """Two bounds of one value as one stretch."""
    if len(parts) == 2:
        match parts:
            case [Atom(one, low), Atom(other, high)] if one == other:
                if low.only is None and high.only is None:
                    [first], [second] = low.stretches, high.stretches
                    stretch = first.within(second)
                    return Atom(one, between(stretch), outside(stretch))
    return conjunction(parts)
