"""Lints over typed definitions: what is allowed, but probably not meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from segql.diagnostics.codes import lints as codes
from segql.diagnostics.model import Diagnostic, Note
from segql.semantics import tree
from segql.semantics.facts import never_unknown
from segql.semantics.walk import descendants, said

Definitions = Mapping[str, tree.Definition]


def of_definition(definition: tree.Definition, others: Definitions) -> Iterator[Diagnostic]:
    """Everything odd in a definition; `others` are those that it may refer to."""
    match definition:
        case tree.Trait(body=body) | tree.Segment(body=body):
            yield from of_condition(body, others)
        case tree.Segmentation(cases=cases):
            for case in cases:
                if case.condition is not None:
                    yield from of_condition(case.condition, others)
            yield from _hidden_cases(definition)
        case tree.Experiment(measures=measures):
            for measure in measures:
                yield from of_condition(measure.body, others)


def of_condition(root: tree.Expr, others: Definitions) -> Iterator[Diagnostic]:
    """Everything odd in an expression."""
    everything = list(descendants(root))
    asked_known = {item.operand for item in everything if isinstance(item, tree.Known)}
    for node in everything:
        match node:
            case tree.Not():
                yield from _takes_in_unknown(node, asked_known)
            case tree.And():
                yield from _top_among_others(node)
            case tree.Compare(left=left, right=right) | tree.Arithmetic(left=left, right=right):
                yield from _this_against_previous(node, left, right)
            case tree.Aggregate():
                yield from _first_included(node, others)


# ----------------------------------------------------------------------------- unknown values


def _takes_in_unknown(node: tree.Not, asked_known: set[tree.Expr]) -> Iterator[Diagnostic]:
    inner = node.operand
    # `a != b` and `a not in (...)` stand where their positive does; `not (...)` begins before it
    if inner.span != node.span:
        return
    match inner:
        case tree.Compare(operator="=", left=left, right=right):
            operands = [left, right]
        case tree.InValues(operand=operand) | tree.TextTest(operand=operand):
            operands = [operand]
        case tree.InRange(operand=operand):
            operands = [operand]
        case _:
            return
    for operand in operands:
        if never_unknown(operand) or operand in asked_known:
            continue
        name = operand.span.text
        yield Diagnostic(
            codes.TAKES_IN_UNKNOWN,
            f"{said(node.span)} takes in those whose {said(operand.span)} is unknown.",
            node.span,
            f"Where that is not meant, add `and {name} is known`.",
        )


# --------------------------------------------------------------------------------- rankings


def _top_among_others(node: tree.And) -> Iterator[Diagnostic]:
    for item in node.items:
        if isinstance(item, tree.Top) and item.within is None and len(node.items) > 1:
            amount = item.span.text.split(" by ")[0] or item.kind
            yield Diagnostic(
                codes.TOP_RANKS_EVERYBODY,
                f"`{amount}` ranks all customers, not only those of the other conditions.",
                item.span,
                "To rank among those, give the other conditions a name as a segment, and add "
                "`within segment NAME`.",
            )


# ---------------------------------------------------------------------------------- windows


def _this_against_previous(
    node: tree.Expr, left: tree.Expr, right: tree.Expr
) -> Iterator[Diagnostic]:
    one, two = _calendars(left), _calendars(right)
    for first, second in ((one, two), (two, one)):
        for unit, window in first.get("this", {}).items():
            if unit in second.get("previous", {}):
                yield Diagnostic(
                    codes.THIS_AGAINST_PREVIOUS,
                    f"`this {unit}` holds only the days so far, `previous {unit}` all of them.",
                    node.span,
                    "Compare windows of equal length, such as `in last 365 days` and `from 730 "
                    "to 365 days ago`.",
                    notes=(Note(f"This {unit} is not over.", window.span),),
                )
                return


def _calendars(root: tree.Expr) -> dict[str, dict[str, tree.Calendar]]:
    found: dict[str, dict[str, tree.Calendar]] = {}
    for node in descendants(root):
        if isinstance(node, tree.Calendar):
            found.setdefault(node.which, {}).setdefault(node.unit, node)
    return found


def _first_included(node: tree.Aggregate, others: Definitions) -> Iterator[Diagnostic]:
    row, window = node.row, node.window
    if node.function != "any" or not isinstance(window, tree.WithinOf) or window.side == "before":
        return
    bound = window.bound
    if isinstance(bound, tree.Reference) and bound.at is None:
        named = others.get(bound.name)
        bound = named.body if isinstance(named, tree.Trait) else bound
    if not isinstance(bound, tree.Aggregate):
        return
    is_first = bound.function in ("first", "min") and isinstance(bound.argument, tree.EventTime)
    plain = bound.window is None and bound.pick is None
    same = bound.where is None or _without_row(bound.where, bound.row) == _without_row(
        node.where, row
    )
    if is_first and plain and bound.row.event == row.event and same and node.having is None:
        if bound.where is None and node.where is not None:
            return
        event = row.event
        yield Diagnostic(
            codes.FIRST_INCLUDED,
            f"The window begins with the first of the `{event}`, so it holds for everybody who "
            "has any.",
            node.span,
            f"Ask for a second one: `count({event} {window.span.text}) >= 2`.",
        )


def _without_row(condition: tree.Expr | None, row: tree.Row) -> str:
    return "" if condition is None else repr(condition).replace(repr(row), "row")


# ------------------------------------------------------------------------------------ cases


def _hidden_cases(node: tree.Segmentation) -> Iterator[Diagnostic]:
    seen: dict[str, tree.Case] = {}
    for case in node.cases:
        if case.condition is None:
            continue
        key = repr(case.condition)
        hiding = seen.get(key) or seen.get(repr(tree.Literal(True, case.condition.type)))
        if hiding is not None:
            yield Diagnostic(
                codes.CASE_NEVER_MATCHES,
                f"`{case.name}` never matches: `{hiding.name}` before it takes the same customers.",
                case.span,
                "Take one of the two away, or put the narrower one first.",
                notes=(Note(f"`{hiding.name}` stands here.", hiding.span),),
            )
        seen.setdefault(key, case)
