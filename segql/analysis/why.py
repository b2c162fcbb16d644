"""Why one customer is in a segment, or out of it: values, verdicts, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeGuard
from typing import Literal as OneOf

from segql.analysis.parts import Group, Part, Parts, Single
from segql.analysis.why_near import nearness, probes
from segql.analysis.why_ranked import named, needed, ranked
from segql.analysis.words import Speaker
from segql.analysis.words.conditions import COUNTS, Conditions
from segql.analysis.words.vocabulary import day, instant, listed, number, plain, shortened
from segql.analysis.words.windows import window
from segql.semantics import tree
from segql.semantics.walk import descendants
from segql.semantics.words import counted
from segql.source import Span
from segql.types import INTEGER, Kind

Verdict = OneOf["holds", "does not hold", "unknown, so it holds", "unknown, so it does not hold"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A value that a condition asks of the customer: what it is called, the value (None where it
    is not known), and the value in words.
    """

    words: str
    value: object
    shown: str


@dataclass(frozen=True, slots=True)
class Reason:
    """One condition, or one group of them, and its verdict. `joint` is a group's; `missing` are
    the words for what a condition that does not hold would need.
    """

    text: str
    words: str
    depth: int
    joint: str | None
    holds: bool
    verdict: Verdict
    figures: tuple[Figure, ...]
    missing: str | None
    span: Span | None

    def to_dict(self) -> dict[str, Any]:
        place: dict[str, Any] = {"file": None, "start": None}
        if self.span is not None:
            start = self.span.source.position(self.span.start)
            place = {
                "file": self.span.source.path,
                "start": {"line": start.line, "column": start.column},
            }
        return {
            "text": self.text,
            "words": self.words,
            "depth": self.depth,
            "joint": self.joint,
            "holds": self.holds,
            "verdict": self.verdict,
            "values": [{"words": item.words, "value": item.value} for item in self.figures],
            "missing": self.missing,
            **place,
        }


@dataclass(frozen=True, slots=True)
class Why:
    """Why a customer is a member of a segment at an instant, or is not. `joint` joins the reasons
    at depth 0; consents follow them, and all must hold. `missing` is the least that would have
    to change for an outsider: of several ways in the one that lacks the fewest conditions.
    """

    name: str
    title: str | None
    key: object
    as_of: datetime
    is_member: bool
    joint: str
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The object of `why --format json`."""
        return {
            "name": self.name,
            "title": self.title,
            "customer": self.key,
            "as_of": self.as_of.isoformat(),
            "member": self.is_member,
            "joint": self.joint,
            "conditions": [item.to_dict() for item in self.reasons],
            "missing": list(self.missing),
        }


def questions(parts: Parts) -> dict[str, tree.Expr]:
    """All that has to be asked of a customer, by name: the conditions of the parts and values."""
    asked = dict(parts.conditions)
    for index, single in enumerate(_singles(parts.root)):
        for place, node in enumerate([*_figures(single), *_probes(single)]):
            asked[_name(parts, index, place)] = node
    return asked


def why(
    speaker: Speaker,
    segment: tree.Segment,
    parts: Parts,
    as_of: datetime,
    key: object,
    answers: Mapping[str, Any],
) -> Why:
    """The reasons of one customer, from the answers to the `questions`."""
    judge = _Judge(speaker, parts, answers)
    reasons = list(judge.reasons(parts.root, 0))
    missing = list(judge.missing(parts.root))
    for channel, name in zip(segment.channels, parts.consents, strict=True):
        holds = bool(answers[name])
        said = f"consent to {plain(channel)}"
        lack = None if holds else f"{said} is not given"
        verdict: Verdict = "holds" if holds else "does not hold"
        words = f"who have consented to {plain(channel)}"
        reasons.append(Reason(said, words, 0, None, holds, verdict, (), lack, None))
        missing += [lack] if lack else []
    joint = parts.root.joint
    return Why(
        segment.name, segment.title, key, as_of, not missing, joint, tuple(reasons), tuple(missing)
    )


def _singles(part: Part) -> Iterator[Single]:
    if isinstance(part, Single):
        yield part
    else:
        for inner in part.parts:
            yield from _singles(inner)


def _figures(single: Single) -> list[tree.Expr]:
    """The values to show beside a condition; of `any` and `no` how many events there are."""
    node = single.node.operand if isinstance(single.node, tree.Not) else single.node
    match node:
        case tree.Aggregate(function="any", pick=tree.Pick(amount=1), having=having) if having:
            return _of_chosen(node, having)
        case tree.Aggregate(function="any"):
            return [replace(node, function="count", type=INTEGER)]
        case tree.Known(operand) if operand.type.kind is not Kind.POINT:
            return [operand]
        case tree.Quantified(items=items):
            return list(items)
        case tree.Top():
            return ranked(node)
        case _:
            return [item for item in single.asked if item.type.kind is not Kind.POINT]


def _probes(single: Single) -> list[tree.Expr]:
    node = single.node.operand if isinstance(single.node, tree.Not) else single.node
    return probes(node)


def _of_chosen(node: tree.Aggregate, having: tree.Expr) -> list[tree.Expr]:
    """What the one event holds that is chosen, of all that is asked of it."""
    assert node.pick is not None
    function: OneOf["last", "first"] = "last" if node.pick.kind == "latest" else "first"
    fields = [item for item in descendants(having) if isinstance(item, tree.Field)]
    return [
        replace(node, function=function, argument=item, pick=None, having=None, type=item.type)
        for item in dict.fromkeys(fields)
        if item.row == node.row and not item.type.many and item.type.kind is not Kind.POINT
    ]


def _name(parts: Parts, single: int, place: int) -> str:
    """A name that no definition and no condition has."""
    first = next(iter(parts.conditions))
    return f"{first} value {single}.{place}"


class _Judge:
    def __init__(self, speaker: Speaker, parts: Parts, answers: Mapping[str, Any]) -> None:
        self._conditions = Conditions(speaker)
        self._speaker = speaker
        self._parts = parts
        self._answers = answers
        self._numbers = {id(item): place for place, item in enumerate(_singles(parts.root))}

    def reasons(self, group: Group, depth: int) -> Iterator[Reason]:
        for part in group.parts:
            holds = self.holds(part)
            if isinstance(part, Group):
                verdict: Verdict = "holds" if holds else "does not hold"
                yield Reason(
                    part.text, part.words, depth, part.joint, holds, verdict, (), None, part.span
                )
                yield from self.reasons(part, depth + 1)
                continue
            verdict = "holds" if holds else "does not hold"
            if part.unknown is not None and self._answers[part.unknown]:
                verdict = "unknown, so it holds" if holds else "unknown, so it does not hold"
            yield Reason(
                part.text,
                part.words,
                depth,
                None,
                holds,
                verdict,
                self.figures(part),
                None if holds else self.lack(part),
                part.span,
            )

    def holds(self, part: Part) -> bool:
        if isinstance(part, Single):
            return bool(self._answers[part.holds])
        found = (self.holds(inner) for inner in part.parts)
        return all(found) if part.joint == "and" else any(found)

    def missing(self, part: Part) -> list[str]:
        """What would have to change for a part to hold."""
        if self.holds(part):
            return []
        if isinstance(part, Single):
            return [self.lack(part)]
        ways = [self.missing(inner) for inner in part.parts]
        if part.joint == "or":
            return min(ways, key=len)
        return list(dict.fromkeys(words for way in ways for words in way))

    def figures(self, single: Single) -> tuple[Figure, ...]:
        asked = single.node.operand if isinstance(single.node, tree.Not) else single.node
        found = []
        for place, node in enumerate(_figures(single)):
            value = self._answers[_name(self._parts, self._numbers[id(single)], place)]
            if node.type.kind is Kind.BOOLEAN and not node.type.many:
                # a condition is never unknown by itself
                of_many = isinstance(node, tree.Field | tree.Reference | tree.Aggregate)
                open_ = of_many and single.unknown is not None and self._answers[single.unknown]
                value = None if open_ else bool(value)
            values = self._conditions.values
            words = (
                named(values, asked, node) if isinstance(asked, tree.Top) else values.value(node)
            )
            shown = self.shown(value)
            if isinstance(asked, tree.ListHas | tree.Known) and _is_size(node):
                # a list in a table of its own is told by how much it holds
                words = values.value(node.arguments[0])
                shown = f"a list of {counted(value, 'value')}" if value is not None else shown
            found.append(Figure(words, value, shown))
        return tuple(found)

    def _probed(self, single: Single) -> list[bool]:
        """The answers to what is asked of a condition besides its values."""
        first = len(_figures(single))
        number_ = self._numbers[id(single)]
        names = [_name(self._parts, number_, first + n) for n in range(len(_probes(single)))]
        return [bool(self._answers[name]) for name in names]

    def shown(self, value: object) -> str:
        match value:
            case None:
                return "unknown"
            case bool():
                return "yes" if value else "no"
            case str():
                return f'"{value}"'
            case datetime():
                return instant(value, self._speaker.zone)
            case date():
                return day(value)
            case list():
                return listed(shortened([self.shown(item) for item in value])) or "empty"
            case float():
                return number(round(value, 4))
            case int() | Decimal():
                return number(value)
            case _:
                return str(value)

    def lack(self, single: Single) -> str:
        """What a condition that does not hold finds, and what it needs."""
        figures = dict(zip(_figures(single), self.figures(single), strict=True))
        positive = not isinstance(single.node, tree.Not)
        node = single.node.operand if isinstance(single.node, tree.Not) else single.node
        need = self._need(node, positive)
        if need is not None and isinstance(node, tree.Compare) and node.right in figures:
            # the other side is told by its value, and then what it is
            bound = figures.pop(node.right)
            need = f"{need.format(bound.shown)} ({bound.words})"
        if isinstance(node, tree.Top) and len(figures) > 1:
            by, rank, *known = figures.values()
            need = needed(node, known[0].value if known else None, positive)
            return f"{by.words} is {by.shown} and {rank.words} is {rank.shown}, needs {need}"
        open_ = single.unknown is not None and self._answers[single.unknown]
        answers = None if open_ else self._probed(single)
        near = nearness(self._conditions, node, answers, positive=positive)
        if near is not None:
            return near
        if isinstance(node, tree.Quantified):
            true = sum(item.value is True for item in self.figures(single))
            asked = f"{'' if positive else 'not '}{node.kind} {number(node.amount)}"
            hold = "holds" if true == 1 else "hold"
            return f"{number(true)} of {len(node.items)} conditions {hold}, needs {asked}"
        found = ", ".join(f"{item.words} is {item.shown}" for item in figures.values())
        if need is not None and found:
            return f"{found}, needs {need}"
        asked = f"asked for are those {single.words}"
        return f"{found}; {asked}" if found else asked

    def _need(self, node: tree.Expr, positive: bool) -> str | None:
        """What the one value of a condition would have to be, `{}` where its other side is no
        constant; None where that is not so simple.
        """
        value = self._conditions.values.value
        not_ = "" if positive else "not "
        match node:
            case tree.Aggregate(function="any") if not _chooses_one(node):
                return "at least 1" if positive else "none"
            case tree.Compare(operator, left, tree.Literal(value=int() as bound)) if (
                left.type == INTEGER
            ):
                return _whole(operator, bound, positive)
            case tree.Compare(operator, left, right) if not left.type.is_time:
                other = value(right) if isinstance(right, tree.Literal) else "{}"
                if operator == "=":
                    return other if positive else f"anything but {other}"
                return not_ + COUNTS[operator].format(other)
            case tree.InRange():
                return not_ + self._conditions.tests.range(node)
            case tree.InValues(values=values):
                chosen = listed(shortened([value(item) for item in values]), "or")
                return chosen if positive else f"anything but {chosen}"
            case tree.InWindow(operand, span):
                kind = "a day" if operand.type.kind is Kind.DATE else "a time"
                where = window(self._speaker, span, value)
                return f"{kind} {where}" if positive else f"any but {kind} {where}"
            case tree.ListHas(quantifier=quantifier, values=values):
                last = "or" if quantifier == "any" else "and"
                held = listed(shortened([value(item) for item in values]), last)
                verb = {"any": "include", "all": "include all of", "only": "hold nothing but"}
                return f"{'' if positive else 'not '}to {verb[quantifier]} {held}"
            case tree.TextTest(kind=kind, pattern=pattern):
                verb = {"contains": "contain", "starts with": "start with", "ends with": "end with"}
                return f"{not_}to {verb.get(kind, 'match the pattern')} {value(pattern)}"
            case tree.Holds():
                return "yes" if positive else "anything but yes"
            case _:
                return None


def _chooses_one(node: tree.Aggregate) -> bool:
    """Whether a condition is asked of one event that is chosen first."""
    return node.pick is not None and node.pick.amount == 1 and node.having is not None


def _whole(operator: str, bound: int, positive: bool) -> str:
    """What a whole number has to be: `more than 3` is "at least 4"."""
    if not positive:
        operator = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}.get(operator, "!=")
    match operator:
        case ">":
            return f"at least {number(bound + 1)}"
        case ">=":
            return f"at least {number(bound)}"
        case "<":
            return f"at most {number(bound - 1)}"
        case "<=":
            return f"at most {number(bound)}"
        case "=":
            return number(bound)
        case _:
            return f"anything but {number(bound)}"


def _is_size(node: tree.Expr) -> TypeGuard[tree.Scalar]:
    return isinstance(node, tree.Scalar) and node.function == "size"
