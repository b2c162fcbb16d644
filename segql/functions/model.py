"""What a declaration of a function, a predicate or another construct holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from segql.types import DECIMAL, DOUBLE, INTEGER, Kind, Type


class Accepts(StrEnum):
    """A class of value types, named as messages name it."""

    NUMBER = "a number"
    INTEGER = "a whole number"
    TEXT = "text"
    TIME = "a date or timestamp"
    CLOCK = "a timestamp"
    ORDERED = "a number, text, a date or a timestamp"
    SINGLE = "a single value"
    LIST = "a list"
    POINT = "a place"
    BOOLEAN = "a condition"
    VALUE = "a value"

    def takes(self, type_: Type) -> bool:
        """Whether a value of the type may stand here; the literal `unknown` may everywhere."""
        if type_.kind is Kind.UNKNOWN:
            return True
        match self:
            case Accepts.NUMBER:
                return type_.is_number
            case Accepts.INTEGER:
                return not type_.many and type_.kind is Kind.INTEGER
            case Accepts.TEXT:
                return type_.is_text
            case Accepts.TIME:
                return type_.is_time
            case Accepts.CLOCK:
                return not type_.many and type_.kind is Kind.TIMESTAMP
            case Accepts.ORDERED:
                return type_.is_number or type_.is_text or type_.is_time
            case Accepts.SINGLE:
                return not type_.many and type_.kind not in (Kind.POINT, Kind.DURATION)
            case Accepts.LIST:
                return type_.many
            case Accepts.POINT:
                return type_.kind is Kind.POINT
            case Accepts.BOOLEAN:
                return type_.is_boolean
            case Accepts.VALUE:
                return type_.kind is not Kind.DURATION


class Option(StrEnum):
    """What may stand inside the parentheses beside the arguments, as it is written."""

    DISTINCT = "distinct"
    PICK = "latest"
    ALIAS = "as"
    WINDOW = "a window"
    WHERE = "where"
    HAVING = "having"
    PER = "per"
    WITHIN = "within segment"


class Nulls(StrEnum):
    """When the result is unknown."""

    NEVER = "never unknown"
    STRICT = "unknown where an argument is unknown"
    EMPTY = "unknown where no known value is left"
    CHOSEN = "unknown where there is no event, or where the chosen one's value is unknown"
    OWN = "unknown as the documentation says"


Result = Callable[[Sequence[Type]], Type]


def fixed(type_: Type) -> Result:
    """The result is of this type, whatever the arguments are."""
    return lambda arguments: type_


def like_first(arguments: Sequence[Type]) -> Type:
    """The result has the first argument's type."""
    return arguments[0]


def promoted(arguments: Sequence[Type]) -> Type:
    """The type that all arguments can be read as: double before decimal before integer, and a
    timestamp before a date; `unknown` takes any.
    """
    known = [item for item in arguments if item.kind is not Kind.UNKNOWN]
    if not known:
        return arguments[0]
    if known[0].many:
        return known[0]
    kinds = {item.kind for item in known}
    if kinds <= {Kind.INTEGER, Kind.DECIMAL, Kind.DOUBLE}:
        if Kind.DOUBLE in kinds:
            return DOUBLE
        return DECIMAL if Kind.DECIMAL in kinds else INTEGER
    if Kind.TIMESTAMP in kinds:
        return next(item for item in known if item.kind is Kind.TIMESTAMP)
    return known[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """What the reference says about a construct.

    `signature` shows how it is written; `documentation` is Markdown for marketers; `example` is
    a condition that runs on the outdoor shop; `null_words` says in plain words when the result
    is unknown, which `nulls` says to programs.
    """

    name: str
    signature: str
    documentation: str
    example: str
    nulls: Nulls
    null_words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFunction(Declaration):
    """A function of a customer's events.

    `event`: the events themselves may be asked (`count(orders)`); `field`: what an expression
    over one event's fields may be, None where there can be none. `needs_time`: refused where
    the events have none. `needs_where`: means nothing without `where`.
    """

    event: bool
    field: Accepts | None
    result: Result
    options: frozenset[Option]
    needs_time: bool = False
    needs_where: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ScalarFunction(Declaration):
    """A function of values. `arguments` are the fixed ones, of which the last `optional` may be
    left out; `repeats` allows more of the last. `constant`: these positions take a literal or
    parameter only.
    """

    arguments: tuple[Accepts, ...]
    result: Result
    optional: int = 0
    repeats: bool = False
    constant: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class PopulationFunction(Declaration):
    """A figure that rests on all customers. `overall`: written after `overall`, and everybody
    gets the figure of their group; else it is the customer's own place. `figure` is its name in
    the typed tree. `fraction`: takes a percentage as its second argument.
    """

    argument: Accepts
    result: Result
    figure: str
    overall: bool
    fraction: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Part(Declaration):
    """A part of a date or timestamp: `month of d`."""

    operand: Accepts
    result: Type


@dataclass(frozen=True, slots=True, kw_only=True)
class Predicate(Declaration):
    """A condition that is not a function; `operand` is what it is asked of."""

    operand: Accepts


@dataclass(frozen=True, slots=True, kw_only=True)
class Construct(Declaration):
    """An expression with a spelling of its own: `if ... then ... else ...`."""
