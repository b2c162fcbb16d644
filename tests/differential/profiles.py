"""A generated world as profiles: what an application would hand to a matcher."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from segql.catalog.models import FieldModel
from segql.matcher import Matcher, Matches
from segql.plan import build_plan
from segql.reference.scope import Record
from segql.reference.store import Store
from tests.differential.running import Answers, Question

Rows = list[dict[str, Any]]


def by_matcher(question: Question, names: Sequence[str]) -> Answers:
    """The answers of one generated function, asked of every customer in turn.

    Only segments, segmentations and experiments: a matcher gives no values of traits.
    """
    catalog, program = question.loaded.catalog, question.program
    store = Store(catalog, question.dataset, ZoneInfo(question.settings.timezone))
    kinds = {name: rows_by_customer(store, name) for name in catalog.events}
    lists = {name: store.list_keys(name) for name in catalog.lists}
    plan = build_plan(program, catalog, question.settings, names, given=True)
    match = Matcher(plan, lists)
    answers: dict[str, dict[Any, Any]] = {name: {} for name in names}
    for key, record in store.customers.items():
        profile = {catalog.customer.key: key, **fields_of(store, record)}
        events = {name: rows.get(key, []) for name, rows in kinds.items()}
        found = match(profile, events, question.as_of)
        for name in found:
            answers[name][key] = True
        if isinstance(found, Matches):
            for name, value in found.values.items():
                if value is not None:
                    answers[name][key] = value
    return answers


def rows_by_customer(store: Store, event: str) -> Mapping[Any, Rows]:
    """The rows of an event kind, of that kind only, by customer."""
    if store.catalog.events[event].of is not None:
        return {}
    made: dict[Any, Rows] = {}
    for key in store.customers:
        records = [
            r for r in store.events(event, key) if event not in KINDS or KINDS[event](r.cells)
        ]
        made[key] = [
            {**fields_of(store, record), "key": record.key, "time": record.time}
            for record in records
        ]
    return made


KINDS = {
    "returns": lambda row: row.get("kind") == "return",
    "opens": lambda row: row.get("kind") == "open" and (row.get("size_kb") or 0) > 10,
}
"""The streams of the generated catalog, as an application would sort its own events."""


def fields_of(store: Store, record: Record) -> dict[str, Any]:
    """The fields of a record by their catalog names, related objects nested."""
    made: dict[str, Any] = {}
    for name, model in store.catalog.fields_of(record.owner).items():
        if model.to is not None:
            related = store.related(record, name)
            made[name] = None if related is None else fields_of(store, related)
        elif model.value_type is not None and model.expression is None:
            made[name] = _value(store, record, name, model)
    return made


def _value(store: Store, record: Record, name: str, model: FieldModel) -> Any:
    if model.value_type is None:
        raise ValueError(name)
    return store.field(record, name, model.value_type)
