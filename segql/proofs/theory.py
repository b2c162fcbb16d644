"""What variables have to do with each other: figures of the same events, tests of one text,
values of one list. Says whether what is assumed of them cannot be true together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from segql.proofs.figures import Figure, Implies, is_covered, never_more
from segql.proofs.formulas import FALSE, TRUE, Variable
from segql.proofs.points import Point, less
from segql.proofs.regions import Region

State = Mapping[Variable, Region]
Found = Sequence[tuple[Variable, Region]]

_RELATED = ("figure", "test", "has", "only")


def contradicts(state: State, implies: Implies) -> bool:
    """Whether what is assumed certainly contradicts itself."""
    kinds: dict[object, list[tuple[Variable, Region]]] = {}
    for variable, region in state.items():
        if variable.key[0] in _RELATED:
            kinds.setdefault(variable.key[0], []).append((variable, region))
    if not kinds:
        return False
    return (
        _figures(kinds.get("figure", ()), implies)
        or _tests(kinds.get("test", ()), state)
        or _lists(kinds.get("has", ()), kinds.get("only", ()))
    )


# --------------------------------------------------------------------------------- figures


def _figures(found: Found, implies: Implies) -> bool:
    figures = [
        (variable.about, region) for variable, region in found if isinstance(variable.about, Figure)
    ]
    none = [figure for figure, region in figures if _is_zero(region)]
    for figure, region in figures:
        lowest = region.lowest()
        if lowest is None or not _is_more(lowest, 0):
            continue
        if figure.where != TRUE and implies(figure.where, FALSE):
            return True
        for other, bounds in figures:
            highest = bounds.highest()
            if other is figure or highest is None or not less(highest, lowest):
                continue
            if never_more(figure, other, implies):
                return True
        if figure.kind == "count" and none and is_covered(figure, none, implies):
            return True
    return False


def _is_zero(region: Region) -> bool:
    return region.highest() == 0 and region.lowest() == 0


def _is_more(point: Point, than: Point) -> bool:
    return less(than, point)


# ------------------------------------------------------------------------------------ texts


def _tests(found: Found, state: State) -> bool:
    """`contains` and its kin: against the texts that are left, and against each other."""
    passed: list[tuple[Variable, str, str]] = []
    failed: list[tuple[Variable, str, str]] = []
    for variable, region in found:
        match variable.about:
            case (Variable() as of, str(kind), str(pattern)):
                side = passed if region.only == frozenset((1,)) else failed
                side.append((of, kind, pattern))
    for of in dict.fromkeys(item[0] for item in (*passed, *failed)):
        texts = state.get(of, of.universe)
        if texts.unknown or texts.only is None:
            continue
        if not any(
            isinstance(text, str)
            and all(_passes(text, kind, part) for on, kind, part in passed if on == of)
            and not any(_passes(text, kind, part) for on, kind, part in failed if on == of)
            for text in texts.only
        ):
            return True
    return any(
        of == other and _implies(kind, pattern, other_kind, other_pattern)
        for of, kind, pattern in passed
        for other, other_kind, other_pattern in failed
    ) or any(
        of == other and kind == other_kind and _cannot_both(kind, pattern, other_pattern)
        for of, kind, pattern in passed
        for other, other_kind, other_pattern in passed
    )


def _passes(text: str, kind: str, pattern: str) -> bool:
    match kind:
        case "starts with":
            return text.startswith(pattern)
        case "ends with":
            return text.endswith(pattern)
        case _:
            return pattern in text


def _implies(kind: str, pattern: str, other: str, asked: str) -> bool:
    """Whether a text that passes the first test passes the second."""
    return (kind == other or other == "contains") and _passes(pattern, other, asked)


def _cannot_both(kind: str, one: str, other: str) -> bool:
    if kind == "contains":
        return False
    return not _passes(one, kind, other) and not _passes(other, kind, one)


# ------------------------------------------------------------------------------------ lists


def _lists(has: Found, only: Found) -> bool:
    """Values that a list holds, does not hold, or holds alone. A list is known where any of it
    is asked, and `only` needs at least one value.
    """
    held: dict[object, set[object]] = {}
    missing: dict[object, set[object]] = {}
    limits: dict[object, frozenset[object]] = {}
    for variable, region in has:
        match variable.about:
            case (of, value):
                side = held if region.only == frozenset((1,)) else missing
                side.setdefault(of, set()).add(value)
    beyond: list[tuple[object, frozenset[object]]] = []
    for variable, region in only:
        match variable.about:
            case (of, frozenset() as chosen) if region.only == frozenset((1,)):
                limits[of] = limits.get(of, chosen) & chosen
            case (of, frozenset() as chosen):
                beyond.append((of, chosen))
    for of, limit in limits.items():
        left = limit - missing.get(of, set())
        if not left or not held.get(of, set()) <= left:
            return True
        if any(on == of and left <= chosen for on, chosen in beyond):
            return True
    return False
