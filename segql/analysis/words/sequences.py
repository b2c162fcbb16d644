"""Sequences in words: each step with its number, what lies between, and when a `no` is certain."""

from __future__ import annotations

from segql.analysis.words.values import Values
from segql.analysis.words.vocabulary import amount, events_of
from segql.analysis.words.windows import window
from segql.semantics import tree


def chain(values: Values, node: tree.Sequence) -> str:
    """The steps in order: ", each later than the one before: (1) a cart; (2) then ..."."""
    happen = sum(not step.negated for step in node.steps)
    head = ", each later than the one before: " if happen > 1 else ": "
    return head + "; ".join(steps(values, node))


def steps(values: Values, node: tree.Sequence) -> list[str]:
    """Each step with its number: "(2) then a cart within 1 day after (1)"."""
    numbers = {step.row.index: number for number, step in enumerate(node.steps, 1)}
    with values.steps(numbers):
        told = [_step(values, node, index) for index in range(len(node.steps))]
    return [f"({number}) {words}" for number, words in enumerate(told, 1)]


def _step(values: Values, node: tree.Sequence, index: int) -> str:
    step = node.steps[index]
    name = events_of(values.speaker, step.row.event or "", 1)
    before = _happened(node, index, -1)
    words = "then " if index else ""
    if step.negated:
        words += f"no {name}{_gap(node, index, before)}"
    else:
        article = "an" if name[0] in "aeiou" else "a"
        words += f"{article} {name}"
        if step.limit is not None and before is not None:
            words += f" within {amount(step.limit)} after ({before})"
    if step.window is not None:
        words += f" {window(values.speaker, step.window, values.own, of_events=True)}"
    if step.where is not None:
        words += f" where {values.of_row(step.row, step.where)}"
    if step.negated and step.limit is not None and index == len(node.steps) - 1:
        one = abs(step.limit.amount) == 1
        over = f"that {step.limit.unit} is" if one else f"these {amount(step.limit)} are"
        words += f", and {over} over"
    return words


def _gap(node: tree.Sequence, index: int, before: int | None) -> str:
    """Where in time a step that must not happen is looked for."""
    limit, after = node.steps[index].limit, _happened(node, index, 1)
    if limit is not None and before is not None:
        return f" within {amount(limit)} after ({before})"
    if before is not None and after is not None:
        return f" between ({before}) and ({after})"
    return f" before ({after})" if after is not None else f" after ({before})"


def _happened(node: tree.Sequence, index: int, way: int) -> int | None:
    """The number of the nearest step before or after that has to happen."""
    place = index + way
    while 0 <= place < len(node.steps):
        if not node.steps[place].negated:
            return place + 1
        place += way
    return None
