"""Tests of single values in words: "age is from 18 to 25", "country is none of ..."."""

from __future__ import annotations

from segql.analysis.words.values import Values
from segql.analysis.words.vocabulary import listed, number, shortened
from segql.analysis.words.windows import stretch, window
from segql.semantics import tree
from segql.semantics.facts import folds

SIGNS = {
    "=": "is",
    "<": "is less than",
    "<=": "is at most",
    ">": "is more than",
    ">=": "is at least",
}
TIMES = {
    "=": "is on",
    "<": "is before",
    "<=": "is on or before",
    ">": "is after",
    ">=": "is on or after",
}
OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
TEXTS = {
    "contains": ("contains", "does not contain"),
    "starts with": ("starts with", "does not start with"),
    "ends with": ("ends with", "does not end with"),
    "matches": ("matches the pattern", "does not match the pattern"),
}
MOST = 50
"""So many values of a list are told; a sentence that leaves some out cannot be read back."""


class Predicates:
    """Speaks of tests of the values that `values` speaks of."""

    def __init__(self, values: Values) -> None:
        self.values = values

    def said(self, node: tree.Expr, positive: bool) -> str | None:
        """A test of values; None for any other condition."""
        is_ = "is" if positive else "is not"
        match node:
            case tree.Holds(operand):
                return f"{self.values.value(operand)} is {'yes' if positive else 'no'}"
            case tree.Compare():
                return self._compare(node, positive)
            case tree.InRange(operand=operand):
                return f"{self.values.value(operand)} {is_} {self.range(node)}"
            case tree.InValues(operand, values):
                chosen = self._chosen(operand, values)
                part = self._part_of(operand, chosen, positive)
                if part is not None:
                    return part
                if positive or len(chosen) == 1:
                    words = listed(chosen, "or")
                else:
                    is_, words = "is", _neither(chosen)
                return f"{self.values.value(operand)} {is_} {words}{self._any_case(operand)}"
            case tree.TextTest(kind, operand, pattern):
                words = TEXTS[kind][0 if positive else 1]
                tested = f"{words} {self.values.own(pattern)}{self._any_case(operand)}"
                return f"{self.values.value(operand)} {tested}"
            case tree.ListHas():
                return self._list(node, positive)
            case tree.InWindow(operand, span):
                lies = "lies" if positive else "does not lie"
                return f"{self.values.value(operand)} {lies} {self._window(span)}"
            case tree.AnniversaryIn(operand, span):
                has = "has" if positive else "does not have"
                when = f"{self._window(span)}{self._leap_day(span)}"
                return f"{self.values.value(operand)} {has} its anniversary {when}"
            case tree.Near(operand, metres, latitude, longitude):
                place = self.place(latitude, longitude)
                far = "at most" if positive else "more than"
                km = number(metres / 1000)
                return f"{self.values.value(operand)} is {far} {km} km from {place}"
            case _:
                return None

    def _compare(self, node: tree.Compare, positive: bool) -> str:
        left = self.values.value(node.left)
        right = self.values.against(node.left, node.right)
        case = self._any_case(node.left)
        if node.left.type.is_time and node.right.type.is_time:
            operator = node.operator if positive else OPPOSITE.get(node.operator)
            words = TIMES[operator] if operator else "is not on"
            return f"{left} {words} {right}"
        if node.operator == "=" and (part := self._part_of(node.left, [right], positive)):
            return part
        if isinstance(node.right, tree.Literal) and isinstance(node.right.value, bool):
            return f"{left} is {'yes' if node.right.value is positive else 'no'}"
        if positive or node.operator == "=":
            words = SIGNS[node.operator] if positive else "is not"
            return f"{left} {words} {right}{case}"
        return f"{left} {SIGNS[OPPOSITE[node.operator]]} {right}{case}"

    def _part_of(self, operand: tree.Expr, chosen: list[str], positive: bool) -> str | None:
        """A date or time by one of its parts: "birth date is in February"; None for others."""
        within = {"month": "in {0}", "year": "in {0}", "weekday": "on a {0}"}
        if not isinstance(operand, tree.PartOf) or operand.part not in within:
            return None
        if not all(word.isalnum() for word in chosen):
            return None
        is_ = "is" if positive else "is not"
        when = within[operand.part].format(listed(chosen, "or"))
        return f"{self.values.value(operand.operand)} {is_} {when}"

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
        words = shortened([self.values.value(item) for item in node.values], MOST)
        held, case = self.values.value(node.operand), self._any_case(node.operand)
        one = len(words) == 1
        match node.quantifier:
            case "any" if positive:
                some = words[0] if one else f"at least one of {listed(words)}"
                return f"{held} includes {some}{case}"
            case "any":
                none = f"does not include {words[0]}" if one else f"includes {_neither(words)}"
                return f"{held} {none}{case}"
            case "all" if positive:
                some = words[0] if one else f"all of {listed(words)}"
                return f"{held} includes {some}{case}"
            case "all":
                some = words[0] if one else f"at least one of {listed(words)}"
                return f"{held} lacks {some}{case}"
            case "only":
                some = words[0] if one else f"at least one of {listed(words)}"
                not_ = "" if positive else "it is not so that "
                return f"{not_}{held} includes {some}{case} and nothing else"

    def _chosen(self, operand: tree.Expr, values: tuple[tree.Literal, ...]) -> list[str]:
        return shortened([self.values.against(operand, item) for item in values], MOST)

    def _any_case(self, operand: tree.Expr) -> str:
        return " (in capital or small letters)" if folds(operand) else ""

    def _window(self, span: tree.Window) -> str:
        return window(self.values.speaker, span, self.values.own)

    def _leap_day(self, span: tree.Window) -> str:
        """What becomes of 29 February, where the window comes near its place."""
        found = stretch(self.values.speaker, span)
        if found is not None and found.low is not None and found.high is not None:
            low, high = found.low, found.high
            years = range(low.year, high.year + 1)
            if not any(low <= low.replace(year, 3, 1) and high > low.replace(year, 2, 28)
                       for year in years):  # fmt: skip
                return ""
        return " (29 February counts as 28 February in other years)"

    def place(self, latitude: object, longitude: object) -> str:
        """A place by its name in the catalog, else by its degrees."""
        for name, (north, east) in self.values.speaker.catalog.places.items():
            if (
                abs(float(str(latitude)) - north) < 1e-9
                and abs(float(str(longitude)) - east) < 1e-9
            ):
                return name
        return f"the point ({latitude}, {longitude})"


def _neither(words: list[str]) -> str:
    """None of some values: "neither a nor b", "none of a, b and c"."""
    return f"neither {words[0]} nor {words[1]}" if len(words) == 2 else f"none of {listed(words)}"
