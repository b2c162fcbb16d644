"""Conditions in words, as relative clauses: "whose age is from 18 to 25"."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TypeGuard

from segql.analysis.words.values import Values
from segql.analysis.words.vocabulary import (
    Speaker,
    amount,
    events_of,
    listed,
    number,
    percent,
    shortened,
)
from segql.analysis.words.windows import window
from segql.semantics import tree

SIGNS = {
    "=": "is",
    "<": "is less than",
    "<=": "is at most",
    ">": "is more than",
    ">=": "is at least",
}
NEGATED = {
    "=": "is not",
    "<": "is not less than",
    "<=": "is not at most",
    ">": "is not more than",
    ">=": "is not at least",
}
TIMES = {
    "=": "is on",
    "<": "is before",
    "<=": "is on or before",
    ">": "is after",
    ">=": "is on or after",
}
TEXTS = {
    "contains": ("contains", "does not contain"),
    "starts with": ("starts with", "does not start with"),
    "ends with": ("ends with", "does not end with"),
    "matches": ("matches the pattern", "does not match the pattern"),
}
COUNTS = {
    "=": "exactly {0}",
    "<": "fewer than {0}",
    "<=": "at most {0}",
    ">": "more than {0}",
    ">=": "at least {0}",
}


class Conditions:
    """Speaks of conditions. `clause` begins with "who" or "whose"; `inside` has no pronoun and
    stands where one event is spoken of.
    """

    def __init__(self, speaker: Speaker) -> None:
        self.speaker = speaker
        self.values = Values(speaker, self.inside)

    def clause(self, node: tree.Expr, positive: bool = True) -> str:
        """A condition on the customer as a relative clause."""
        node = self._seen_through(node)
        match node:
            case tree.Not(operand):
                return self.clause(operand, not positive)
            case tree.And(items) | tree.Or(items):
                joint = "and" if isinstance(node, tree.And) == positive else "or"
                clauses = [self._part(self.clause(item, positive), item) for item in items]
                return f" {joint} ".join(clauses)
            case tree.Literal(value=value):
                return "who may be anybody" if value is positive else "who cannot be anybody"
            case tree.Reference() | tree.Holds(tree.Reference()):
                named = node.operand if isinstance(node, tree.Holds) else node
                if self._is_segment(named):
                    return self._membership(named, positive)
                holds = "holds" if positive else "does not hold"
                return f"for whom {self.values.value(named)} {holds}"
            case tree.Aggregate(function="any", pick=tree.Pick(amount=1), having=having) if having:
                events = self.values.events(replace(node, having=None), 1)
                asked = self.values.of_row(node.row, having)
                known = "" if positive else "it is not so that "
                return f"for whom {known}there is {_article(events)}, and in it {asked}"
            case tree.Aggregate(function="any"):
                return (
                    f"who have {'at least one' if positive else 'no'} {self.values.events(node, 1)}"
                )
            case tree.InList(name):
                return f"who are {'' if positive else 'not '}in the list {name}"
            case tree.Top():
                return self._top(node, positive)
            case tree.Quantified(kind, least, items):
                words = "for whom" if positive else "for whom it is not so that"
                parts = "; ".join(self.inside(item) for item in items)
                return f"{words} {kind} {number(least)} of these {len(items)} hold: [{parts}]"
            case tree.Sequence():
                did = "did" if positive else "did not do"
                return f"who {did} this in order: {self._sequence(node)}"
            case tree.Compare(operator, left, tree.Literal() as right) if _is_count(left):
                return self._counted(operator, left, right, positive)
            case tree.InRange(operand) if _is_count(operand):
                return self._counted_range(node, positive)
            case tree.Compare(operator, tree.PeriodCount() as left, right):
                words = COUNTS[operator].format(self.values.value(right))
                if operator == "=" and right == tree.Literal(left.last, right.type):
                    words = "each"
                negation = "" if positive else "not "
                periods = self.values.periods(left)
                return f"for whom, {negation}in {words} of {periods}, {self.inside(left.where)}"
            case _:
                return _related(self.inside(node, positive))

    def inside(self, node: tree.Expr, positive: bool = True) -> str:
        """A condition without a pronoun: "age is from 18 to 25", "amount is more than 50"."""
        match node:
            case tree.Not(operand):
                return self.inside(operand, not positive)
            case tree.And(items) | tree.Or(items):
                return self._joined(node, items, positive)
            case tree.Holds(operand):
                return f"{self.values.value(operand)} {self._is(positive)} yes"
            case tree.Compare():
                return self._compare(node, positive)
            case tree.InRange():
                return f"{self.values.value(node.operand)} {self._is(positive)} {self.range(node)}"
            case tree.InValues(operand, values):
                chosen = shortened([self.values.against(operand, item) for item in values])
                return f"{self.values.value(operand)} {self._is(positive)} {listed(chosen, 'or')}"
            case tree.TextTest(kind, operand, pattern):
                words = TEXTS[kind][0 if positive else 1]
                return f"{self.values.value(operand)} {words} {self.values.value(pattern)}"
            case tree.Known(operand):
                return f"{self.values.value(operand)} is {'known' if positive else 'unknown'}"
            case tree.ListHas():
                return self._list(node, positive)
            case tree.InWindow(operand, span):
                negation = "lies" if positive else "does not lie"
                return f"{self.values.value(operand)} {negation} {self._window(span)}"
            case tree.AnniversaryIn(operand, span):
                negation = "falls" if positive else "does not fall"
                return (
                    f"anniversary of {self.values.value(operand)} {negation} {self._window(span)}"
                )
            case tree.Near(operand, metres, latitude, longitude):
                place = self._place(latitude, longitude)
                far = "at most" if positive else "more than"
                km = number(metres / 1000)
                return f"{self.values.value(operand)} is {far} {km} km from {place}"
            case tree.Aggregate(function="any"):
                there = "there is at least one" if positive else "there is no"
                return f"{there} {self.values.events(node, 1)}"
            case tree.Literal(value=bool() as value):
                return "always" if value is positive else "never"
            case _:
                return self._pronoun(self.clause(node, positive))

    # ----------------------------------------------------------------------------- pieces

    def _joined(self, node: tree.Expr, items: tuple[tree.Expr, ...], positive: bool) -> str:
        """`A and B`, `either A or B`; what is joined within that stands in parentheses."""
        every = isinstance(node, tree.And) == positive
        words = [self._part(self.inside(item, positive), item) for item in items]
        return " and ".join(words) if every else f"either {' or '.join(words)}"

    def _part(self, words: str, node: tree.Expr) -> str:
        """Words that stand among others: in parentheses where they hold an `and` or `or` that
        could be taken for one of the others'.
        """
        return f"({words})" if _is_joined(node) and not words.startswith("[") else words

    def _pronoun(self, clause: str) -> str:
        for relative, plain in (
            ("who ", "they "),
            ("whose ", "their "),
            ("for whom ", "for them "),
        ):
            if clause.startswith(relative):
                return plain + clause[len(relative) :]
        return clause

    def _seen_through(self, node: tree.Expr) -> tree.Expr:
        """A comparison of a trait that counts events, as one of the events themselves."""
        match node:
            case tree.Compare(left=tree.Reference() as named):
                return replace(node, left=self._counts(named))
            case tree.InRange(operand=tree.Reference() as named):
                return replace(node, operand=self._counts(named))
            case _:
                return node

    def _counts(self, node: tree.Reference) -> tree.Expr:
        definition = self._definition(node)
        if node.at is None and isinstance(definition, tree.Trait) and _is_count(definition.body):
            return definition.body
        return node

    def _is(self, positive: bool) -> str:
        return "is" if positive else "is not"

    def _window(self, span: tree.Window) -> str:
        return window(self.speaker, span, self.values.value)

    def _definition(self, node: tree.Reference) -> tree.Definition | None:
        return self.speaker.program.definitions.get(node.name)

    def _is_segment(self, node: tree.Expr) -> TypeGuard[tree.Reference]:
        return isinstance(node, tree.Reference) and isinstance(self._definition(node), tree.Segment)

    def _membership(self, node: tree.Reference, positive: bool) -> str:
        if node.at is None:
            return f"who are {'' if positive else 'not '}in the segment {node.name}"
        when = self.values.when(node.at)
        return f"who were {'' if positive else 'not '}in the segment {node.name} {when}"

    def _compare(self, node: tree.Compare, positive: bool) -> str:
        left = self.values.value(node.left)
        right = self.values.against(node.left, node.right)
        if node.left.type.is_time and node.right.type.is_time:
            words = TIMES[node.operator]
            return f"{left} {words if positive else words.replace('is ', 'is not ', 1)} {right}"
        signs = SIGNS if positive else NEGATED
        return f"{left} {signs[node.operator]} {right}"

    def range(self, node: tree.InRange) -> str:
        """The bounds of a range: "from 18 to 25"."""
        low = self.values.against(node.operand, node.low) if node.low is not None else None
        high = self.values.against(node.operand, node.high) if node.high is not None else None
        if low is None:
            return f"{'below' if node.upper_open else 'at most'} {high}"
        if high is None:
            return f"at least {low}"
        return f"from {low} to {'below ' if node.upper_open else ''}{high}"

    def _list(self, node: tree.ListHas, positive: bool) -> str:
        words = shortened([self.values.value(item) for item in node.values])
        held = self.values.value(node.operand)
        match node.quantifier:
            case "any":
                return (
                    f"{held} {'includes' if positive else 'does not include'} {listed(words, 'or')}"
                )
            case "all":
                includes = "includes" if positive else "does not include"
                return f"{held} {includes} all of {listed(words)}"
            case "only":
                return (
                    f"{held} {'holds' if positive else 'does not hold'} nothing but {listed(words)}"
                )

    def _counted(self, operator: str, node: tree.Expr, bound: tree.Literal, positive: bool) -> str:
        figure = self._figure(node)
        words = COUNTS[operator].format(self.values.value(bound))
        one = 1 if bound.value == 1 else 2
        return (
            f"who {'have' if positive else 'do not have'} {words} {self.values.events(figure, one)}"
        )

    def _counted_range(self, node: tree.InRange, positive: bool) -> str:
        figure = self._figure(node.operand)
        have = "have" if positive else "do not have"
        return f"who {have} {self.range(node)} {self.values.events(figure)}"

    def _figure(self, node: tree.Expr) -> tree.Aggregate:
        if isinstance(node, tree.Aggregate):
            return node
        raise TypeError(node)

    def _top(self, node: tree.Top, positive: bool) -> str:
        size = percent(Decimal(node.amount)) if node.percent else number(node.amount)
        kind = "highest" if node.kind == "top" else "lowest"
        among = self.values.among(node.per, node.within)
        are = "are" if positive else "are not"
        by = self.values.value(node.by).removeprefix("the ")
        return f"who {are} among the {size} with the {kind} {by} {among}"

    def _sequence(self, node: tree.Sequence) -> str:
        parts = []
        for index, step in enumerate(node.steps):
            name = events_of(self.speaker, step.row.event or "", 1)
            words = f"{'no' if step.negated else 'one'} {name}"
            within = f"within {amount(step.limit)}, " if step.limit is not None else ""
            if step.window is not None:
                words += f" {self._window(step.window)}"
            if step.where is not None:
                words += f" where {self.values.of_row(step.row, step.where)}"
            if index == 0:
                parts.append(words)
            else:
                parts.append(f"then, {within}{words}" if within else f"then {words}")
        return "; ".join(parts)

    def _place(self, latitude: object, longitude: object) -> str:
        for name, (north, east) in self.speaker.catalog.places.items():
            if (
                abs(float(str(latitude)) - north) < 1e-9
                and abs(float(str(longitude)) - east) < 1e-9
            ):
                return name
        return f"the point ({latitude}, {longitude})"


def _related(words: str) -> str:
    """A condition as a relative clause: "whose age is ...", "for whom the total of ... is"."""
    first = words.split(" ", 1)[0]
    spoken = first in (
        "the", "their", "there", "they", "whether", "minus", "for", "either", "always", "never",
        "it", "its", "today", "now",
    )  # fmt: skip
    return f"for whom {words}" if spoken or not words[0].isalpha() else f"whose {words}"


def _article(words: str) -> str:
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


def _is_joined(node: tree.Expr) -> bool:
    """Whether a condition is told with an `and` or `or` of its own."""
    match node:
        case tree.Not(operand):
            return _is_joined(operand)
        case tree.And() | tree.Or():
            return True
        case tree.Aggregate(where=where, having=having):
            return any(item is not None and _is_joined(item) for item in (where, having))
        case tree.Compare(left=left, right=right):
            return _is_joined(left) or _is_joined(right)
        case tree.InRange(operand=operand):
            return _is_joined(operand)
        case tree.PeriodCount(where=where):
            return _is_joined(where)
        case tree.Sequence():
            return True
        case _:
            return False


def _is_count(node: tree.Expr) -> bool:
    return isinstance(node, tree.Aggregate) and node.function == "count" and node.argument is None
