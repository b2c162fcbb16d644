"""What a number is a number of: euros, or a part of a whole."""

from __future__ import annotations

from segql.analysis.words.vocabulary import Speaker
from segql.semantics import tree

_SAME = ("sum", "average", "min", "max", "median", "first", "last", "most frequent", "quantile")
_KEEP = ("round", "abs", "floor", "ceil", "least", "greatest")


def unit_of(speaker: Speaker, node: tree.Expr) -> str | None:
    """The unit that the catalog gives a value, or what it is computed from."""
    match node:
        case tree.Field(row=row, hops=hops, name=name):
            owner = hops[-1].object if hops else row.event
            model = speaker.catalog.fields_of(owner).get(name)
            if model is not None and model.unit:
                return model.unit
            body = speaker.program.computed.get((owner or "", name))
            return unit_of(speaker, body) if body is not None else None
        case tree.Reference(name=name):
            attribute = speaker.catalog.customer.attributes.get(name)
            if attribute is not None and attribute.unit:
                return attribute.unit
            definition = speaker.program.definitions.get(name)
            return unit_of(speaker, definition.body) if isinstance(definition, tree.Trait) else None
        case tree.Aggregate() | tree.Population() if node.function in _SAME:
            return unit_of(speaker, node.argument) if node.argument is not None else None
        case tree.Arithmetic("+" | "-", left, right):
            return unit_of(speaker, left) or unit_of(speaker, right)
        case tree.Arithmetic("*", left, right):
            found = [item for item in (unit_of(speaker, left), unit_of(speaker, right)) if item]
            return found[0] if len(found) == 1 else None
        case tree.Arithmetic("/", left, right) if unit_of(speaker, right) is None:
            return unit_of(speaker, left)
        case tree.If(_, then, otherwise):
            return unit_of(speaker, then) or unit_of(speaker, otherwise)
        case tree.Negative(operand) | tree.OrElse(operand):
            return unit_of(speaker, operand)
        case tree.Scalar(function, (argument, *_)) if function in _KEEP:
            return unit_of(speaker, argument)
        case _:
            return None


def is_share(speaker: Speaker, node: tree.Expr) -> bool:
    """Whether a number is a part of a whole, which people tell in percent."""
    match node:
        case tree.Aggregate(function="share") | tree.Bucket():
            return True
        case tree.Reference(name=name):
            definition = speaker.program.definitions.get(name)
            return isinstance(definition, tree.Trait) and is_share(speaker, definition.body)
        case (
            tree.OrElse(operand)
            | tree.Population(
                function="average" | "min" | "max" | "median" | "quantile", argument=operand
            )
        ):
            return is_share(speaker, operand)
        case _:
            return False
