"""What definitions are made of: conditions that are decided once each, and how they combine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from segql.fused.bits import Bits, everybody, held, intersection, inverted, nobody, packed, union
from segql.plan.nodes import Call, Const, Definition, DefinitionKey, Expr, Op, Plan, Reference
from segql.types import TEXT

COUNTS = {
    Op.GE: lambda counts, bound: counts >= bound,
    Op.GT: lambda counts, bound: counts > bound,
    Op.LE: lambda counts, bound: counts <= bound,
    Op.LT: lambda counts, bound: counts < bound,
    Op.EQ: lambda counts, bound: counts == bound,
    Op.NE: lambda counts, bound: counts != bound,
}
Parts = Mapping[str, Bits]
"""The members of each case or variant of a definition; nobody is in two of them."""


def parts_of(definition: Definition) -> list[tuple[Expr, str]] | None:
    """The conditions and names of a segmentation's cases or an experiment's variants, in order;
    None where its value is made in another way.
    """
    match definition.value:
        case Const(value=str() as name):
            return [(Const(True, definition.value.type), name)]
        case Const(value=None):
            return []
        case Call(op=Op.CASE, args=(*arms, rest)):
            found: list[tuple[Expr, str]] = []
            for condition, value in zip(arms[::2], arms[1::2], strict=True):
                if not isinstance(value, Const) or not isinstance(value.value, str):
                    return None
                found.append((condition, value.value))
            match rest:
                case Const(value=None):
                    return found
                case Const(value=str() as name):
                    return [*found, (Const(True, definition.value.type), name)]
        case _:
            pass
    return None


def leaves(plan: Plan, node: Expr) -> Iterator[Expr]:
    """The conditions below one that have to be decided; references are decided already."""
    match node:
        case Reference(key=key) if plan.definitions[key].kind == "trait":
            yield from leaves(plan, plan.definitions[key].value)
        case Const() | Reference():
            return
        case Call(op=Op.AND | Op.OR | Op.NOT | Op.DECIDE, args=args):
            for arg in args:
                yield from leaves(plan, arg)
        case Call(op=op, args=(Call(op=Op.COUNT_TRUE, args=args), Const())) if op in COUNTS:
            for arg in args:
                yield from leaves(plan, arg)
        case _ if _of_parts(plan, node) is not None:
            return
        case _:
            yield node


def _of_parts(plan: Plan, node: Expr) -> tuple[DefinitionKey, tuple[str, ...], bool] | None:
    """A condition on the case or variant of a definition: which ones are meant, and whether the
    others are.
    """
    match node:
        case Call(op=Op.EQ | Op.NE | Op.DISTINCT | Op.IN as op, args=(Reference(key=key), *values)):
            if plan.definitions[key].type != TEXT or plan.definitions[key].kind == "trait":
                return None
            names = [value.value for value in values if isinstance(value, Const)]
            if len(names) < len(values) or not all(isinstance(name, str) for name in names):
                return None
            if op is Op.NE and plan.definitions[key].nullable:
                return None
            return key, tuple(map(str, names)), op in (Op.NE, Op.DISTINCT)
        case Call(op=Op.KNOWN, args=(Reference(key=key),)):
            if plan.definitions[key].kind in ("segmentation", "experiment"):
                return key, (), False
        case _:
            pass
    return None


class Combining:
    """Combines the bits of conditions and definitions as a condition says."""

    def __init__(
        self,
        plan: Plan,
        customers: int,
        decided: Callable[[Expr], Bits],
        segments: Mapping[DefinitionKey, Bits],
        parts: Mapping[DefinitionKey, Parts],
    ) -> None:
        self.plan = plan
        self.customers = customers
        self.decided = decided
        self.segments = segments
        self.parts = parts

    def bits(self, node: Expr) -> Bits:
        match node:
            case Const(value=value):
                return everybody(self.customers) if value else nobody(self.customers)
            case Reference(key=key) if key in self.segments:
                return self.segments[key]
            case Reference(key=key) if self.plan.definitions[key].kind == "trait":
                return self.bits(self.plan.definitions[key].value)
            case Call(op=Op.AND, args=args):
                return intersection([self.bits(arg) for arg in args])
            case Call(op=Op.OR, args=args):
                return union([self.bits(arg) for arg in args])
            case Call(op=Op.NOT, args=(inner,)):
                return inverted(self.bits(inner), self.customers)
            case Call(op=Op.DECIDE, args=(inner,)):
                return self.bits(inner)
            case Call(
                op=op, args=(Call(op=Op.COUNT_TRUE, args=args), Const(value=int() as bound))
            ) if op in COUNTS:
                counts = held((self.bits(arg) for arg in args), self.customers)
                return packed(COUNTS[op](counts, bound))
            case _:
                return self._of_parts(node)

    def _of_parts(self, node: Expr) -> Bits:
        found = _of_parts(self.plan, node)
        if found is None:
            return self.decided(node)
        key, names, others = found
        parts = self.parts[key]
        if isinstance(node, Call) and node.op is Op.KNOWN:
            names = tuple(parts)
        some = [parts[name] for name in names if name in parts]
        made = union(some) if some else nobody(self.customers)
        return inverted(made, self.customers) if others else made
