"""Conditions in words, as relative clauses: "whose age is from 18 to 25"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from typing import TypeGuard

from segql.analysis.words.predicates import OPPOSITE, Predicates
from segql.analysis.words.sequences import chain
from segql.analysis.words.unknowns import asked_strictly, or_unknown
from segql.analysis.words.values import Values
from segql.analysis.words.vocabulary import Speaker, number, percent
from segql.semantics import tree
from segql.types import INTEGER

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
        self.tests = Predicates(self.values)
        self._known: frozenset[tree.Expr] = frozenset()

    @contextmanager
    def beside(self, items: Iterable[tree.Expr], positive: bool = True) -> Iterator[None]:
        """While conditions are told that all hold: what one asks to be known is so in the others,
        and no word is lost on its being unknown there.
        """
        outer = self._known
        self._known |= {value for item in items for value in asked_strictly(item, positive)}
        try:
            yield
        finally:
            self._known = outer

    def clause(self, node: tree.Expr, positive: bool = True) -> str:
        """A condition on the customer as a relative clause."""
        node = self._seen_through(node)
        match node:
            case tree.Not(operand):
                return self.clause(operand, not positive)
            case tree.And(items) | tree.Or(items):
                every = isinstance(node, tree.And) == positive
                with self.beside(items if every else (), positive):
                    clauses = [self._part(self.clause(item, positive), item) for item in items]
                return f" {'and' if every else 'or'} ".join(clauses)
            case tree.Literal(value=value):
                return "who may be anybody" if value is positive else "who cannot be anybody"
            case tree.Reference() | tree.Holds(tree.Reference()):
                named = node.operand if isinstance(node, tree.Holds) else node
                if self._is_segment(named):
                    return self._membership(named, positive)
                holds = "holds" if positive else "does not hold"
                unknown = self._or_unknown(node, positive)
                return f'for whom "{self.values.value(named)}" {holds}{unknown}'
            case tree.Aggregate(function="any", pick=tree.Pick(), having=having) if having:
                return self._of_chosen(node, having, positive)
            case tree.Aggregate(function="any"):
                return f"who have {'at least one' if positive else 'no'} {self._of_any(node)}"
            case tree.InList(name):
                return f"who are {'' if positive else 'not '}in the list {name}"
            case tree.Top():
                return self._top(node, positive)
            case tree.Quantified():
                return self._of_many(node, positive)
            case tree.Sequence():
                happened = "this happened" if positive else "this never happened"
                return f"for whom {happened}{chain(self.values, node)}"
            case tree.Compare(operator, left, tree.Literal() as right) if _is_count(left):
                return self._counted(operator, left, right, positive)
            case tree.InRange(operand=operand) if _is_count(operand):
                have = "have" if positive else "do not have"
                single = node.high is None and node.low == tree.Literal(1, INTEGER)
                events = self.values.events(operand, 1 if single else 2)
                return f"who {have} {self.tests.range(node)}{self._none_too(node)} {events}"
            case tree.Compare(operator, tree.PeriodCount() as left, right):
                words = COUNTS[operator].format(self.values.value(right))
                if operator in ("=", ">=") and right == tree.Literal(left.last, right.type):
                    words = "each"
                negation = "" if positive else " it is not so that"
                periods = self.values.periods(left)
                inside = self.inside(left.where)
                return f"for whom{negation or ','} in {words} of {periods}, {inside}"
            case _:
                return _related(self.inside(node, positive))

    def inside(self, node: tree.Expr, positive: bool = True) -> str:
        """A condition without a pronoun: "age is from 18 to 25", "amount is more than 50"."""
        match node:
            case tree.Not(operand):
                return self.inside(operand, not positive)
            case tree.And(items) | tree.Or(items):
                return self._joined(node, items, positive)
            case tree.Aggregate(function="any", pick=tree.Pick(), having=having) if having:
                return self._pronoun(self.clause(node, positive))
            case tree.Aggregate(function="any"):
                there = "there is at least one" if positive else "there is no"
                return f"{there} {self._of_any(node)}"
            case tree.Compare(left=left, right=tree.Literal()) | tree.InRange(operand=left) if (
                _is_count(left) and left.of_parent is None
            ):
                return self._pronoun(self.clause(node, positive))
            case tree.Known(operand):
                none = " (or there is none)" if isinstance(operand, tree.Aggregate) else ""
                known = "known" if positive else f"unknown{none}"
                return f"{self.values.value(operand)} is {known}"
            case tree.Literal(value=bool() as value):
                return "always" if value is positive else "never"
            case _:
                words = self.tests.said(node, positive)
                if words is None:
                    return self._pronoun(self.clause(node, positive))
                return f"{words}{self._or_unknown(node, positive)}"

    # ----------------------------------------------------------------------- of many things

    def _or_unknown(self, node: tree.Expr, positive: bool) -> str:
        return "" if positive else or_unknown(node, self._known)

    def _joined(self, node: tree.Expr, items: tuple[tree.Expr, ...], positive: bool) -> str:
        """`A and B`, `either A or B`; what is joined within that stands in parentheses."""
        every = isinstance(node, tree.And) == positive
        with self.beside(items if every else (), positive):
            words = [self._part(self.inside(item, positive), item) for item in items]
        return " and ".join(words) if every else f"either {' or '.join(words)}"

    def _part(self, words: str, node: tree.Expr) -> str:
        """Words that stand among others: in parentheses where they hold an `and` or `or` that
        could be taken for one of the others'.
        """
        return f"({words})" if is_joined(node) and not words.startswith("[") else words

    def _of_any(self, node: tree.Aggregate) -> str:
        """Which events `any` asks for: of the latest few, whether there is any with a time."""
        dated = "dated " if node.pick is not None and node.window is None else ""
        return f"{dated}{self.values.events(replace(node, pick=None), 1)}"

    def _of_chosen(self, node: tree.Aggregate, having: tree.Expr, positive: bool) -> str:
        assert node.pick is not None
        asked = self.values.of_row(node.row, having)
        events = self.values.events(replace(node, having=None), 1)
        if node.pick.amount == 1:
            words = f"for whom there is {_article(events)}, and in it {asked}"
            return words if positive else f"for whom it is not so that {words[9:]}"
        some = "at least one" if positive else "none"
        return f"who have, among their {events}, {some} where {asked}"

    def _of_many(self, node: tree.Quantified, positive: bool) -> str:
        words = "for whom" if positive else "for whom it is not so that"
        parts = "; ".join(self.inside(item) for item in node.items)
        return f"{words} {self.quantity(node)} hold: [{parts}]"

    def quantity(self, node: tree.Quantified) -> str:
        """How many of some conditions: "at least 2 of these 3"."""
        return f"{node.kind} {number(node.amount)} of these {len(node.items)}"

    def _pronoun(self, clause: str) -> str:
        for relative, plain in (
            ("who ", "they "),
            ("whose ", "their "),
            ("for whom ", "for them "),
            ("for whom, ", "for them, "),
        ):
            if clause.startswith(relative):
                return plain + clause[len(relative) :]
        return clause

    # ------------------------------------------------------------------ names, counts, ranks

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

    def _definition(self, node: tree.Reference) -> tree.Definition | None:
        return self.speaker.program.definitions.get(node.name)

    def _is_segment(self, node: tree.Expr) -> TypeGuard[tree.Reference]:
        return isinstance(node, tree.Reference) and isinstance(self._definition(node), tree.Segment)

    def _membership(self, node: tree.Reference, positive: bool) -> str:
        when = self.values.when(node)
        are = "were" if when else "are"
        at = f" {when}" if when else ""
        return f"who {are} {'' if positive else 'not '}in the segment {node.name}{at}"

    def _counted(
        self, operator: str, figure: tree.Aggregate, bound: tree.Literal, positive: bool
    ) -> str:
        if not positive and operator in OPPOSITE:
            operator, positive = OPPOSITE[operator], True
        if (operator, bound.value) in (("=", 0), ("<", 1), ("<=", 0)):
            some = "no" if positive else "at least one"
            return f"who have {some} {self.values.events(figure, 1)}"
        words = COUNTS[operator].format(self.values.value(bound))
        one = 1 if bound.value == 1 else 2
        none = " (or no)" if operator in ("<", "<=") else ""
        have = "have" if positive else "do not have"
        return f"who {have} {words}{none} {self.values.events(figure, one)}"

    def _none_too(self, node: tree.InRange) -> str:
        low = node.low
        none = low is None or (isinstance(low, tree.Literal) and low.value in (0, Decimal(0)))
        return " (or no)" if none else ""

    def _top(self, node: tree.Top, positive: bool) -> str:
        size = percent(Decimal(node.amount)) if node.percent else number(node.amount)
        kind = "highest" if node.kind == "top" else "lowest"
        among = self.values.among(node.per, node.within, node.by)
        are = "are" if positive else "are not"
        by = self.values.value(node.by).removeprefix("the ")
        return f"who {are} among the {size} with the {kind} {by} {among}"


def _related(words: str) -> str:
    """A condition as a relative clause: "whose age is ...", "for whom the total of ... is"."""
    first, _, rest = words.partition(" ")
    if first == "their":
        return f"whose {rest}"
    spoken = first in (
        "the", "there", "they", "whether", "minus", "for", "either", "always", "never",
        "it", "its", "today", "now",
    )  # fmt: skip
    return f"for whom {words}" if spoken or not words[0].isalpha() else f"whose {words}"


def _article(words: str) -> str:
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


def is_joined(node: tree.Expr) -> bool:
    """Whether a condition is told with an `and` or `or` of its own, which could be taken for one
    of its neighbours'.
    """
    match node:
        case tree.Not(operand):
            return is_joined(operand)
        case tree.And() | tree.Or():
            return True
        case tree.Aggregate(where=where, having=having):
            return any(item is not None and is_joined(item) for item in (where, having))
        case tree.Compare(left=left, right=right):
            return is_joined(left) or is_joined(right)
        case tree.InRange(operand=operand):
            return is_joined(operand)
        case tree.PeriodCount(where=where):
            return is_joined(where)
        case tree.Sequence():
            return True
        case _:
            return False


def _is_count(node: tree.Expr) -> TypeGuard[tree.Aggregate]:
    return isinstance(node, tree.Aggregate) and node.function == "count" and node.argument is None
