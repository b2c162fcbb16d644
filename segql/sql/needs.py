"""What a statement needs: which figures of which events, asked how often."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from segql.plan.nodes import (
    CUSTOMER,
    Column,
    DefinitionKey,
    EventSet,
    Exists,
    Expr,
    Function,
    InList,
    Measure,
    Plan,
    Reference,
)
from segql.plan.rewrite import children

Figure = tuple[Function, Expr | None, Expr | None, bool]
"""What a measure computes, apart from the events it is asked of."""


def figure_of(measure: Measure) -> Figure:
    return measure.function, measure.argument, measure.filter, measure.fold


@dataclass(frozen=True, slots=True)
class Needs:
    """Figures by event set, in the order in which they are met; how often the existence of an
    event set is asked, and a definition referred to; the columns of customers that are read;
    tables of objects and lists.
    """

    measures: dict[EventSet, dict[Figure, Measure]] = field(default_factory=dict)
    exists: dict[EventSet, int] = field(default_factory=dict)
    references: dict[DefinitionKey, int] = field(default_factory=dict)
    customer_columns: dict[str, None] = field(default_factory=dict)
    tables: dict[str, None] = field(default_factory=dict)


def collect(plan: Plan, keys: Sequence[DefinitionKey], extra: Iterable[Expr] = ()) -> Needs:
    """What the named definitions, all that they rest on, and further expressions need."""
    needs = Needs()
    seen: set[DefinitionKey] = set(keys)
    waiting: list[Expr] = [*reversed([plan.definitions[key].value for key in keys]), *extra]
    columns = plan.customer.latest_by is not None
    while waiting:
        node = waiting.pop()
        match node:
            case Measure(events=events):
                needs.measures.setdefault(events, {})[figure_of(node)] = node
            case Exists(events=events):
                needs.exists[events] = needs.exists.get(events, 0) + 1
            case Reference(key=key):
                _refer(needs, key)
                if key not in seen:
                    seen.add(key)
                    waiting.append(plan.definitions[key].value)
            case Column(row=row, joins=joins):
                needs.tables.update(dict.fromkeys(step.table for step in joins))
                if columns and row == CUSTOMER:
                    needs.customer_columns[joins[0].by if joins else node.column] = None
            case InList(table=table):
                needs.tables[table] = None
            case _:
                pass
        waiting.extend(reversed(list(children(node))))
    return needs


def _refer(needs: Needs, key: DefinitionKey) -> None:
    needs.references[key] = needs.references.get(key, 0) + 1
