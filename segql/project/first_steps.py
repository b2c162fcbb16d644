"""The first few segments of a new project: such as its data can answer at once."""

from __future__ import annotations

from collections.abc import Iterator

from segql.catalog.infer_names import plain, thing
from segql.catalog.models import Catalog, Event, FieldModel
from segql.syntax.words import written

_SALES = ("order", "purchase", "sale", "transaction", "invoice", "booking", "basket", "receipt")
_AMOUNTS = ("amount", "total", "revenue", "sales", "price", "value", "spend", "dollars")

HEAD = """\
# A few segments to begin with: change them, delete them, write your own beside them.
# `segql run` counts them all, `segql explain NAME` says one in plain words.
"""


def first_segments(catalog: Catalog) -> str:
    """Definitions over what a catalog has: its main event, an enumeration, a birthday."""
    main = _main_event(catalog)
    parts = [*(_of_event(*main) if main else ()), *_of_attributes(catalog)]
    return "\n".join([HEAD, *parts]) if parts else HEAD + "\nsegment everyone where everybody\n"


def _main_event(catalog: Catalog) -> tuple[str, Event] | None:
    """What customers buy, else what has an amount, else the first event, with a time if any."""

    def rank(item: tuple[str, Event]) -> tuple[bool, bool, bool, bool]:
        name, event = item
        sold = any(word in plain(name) for word in _SALES)
        return event.time is None, thing(name) not in _SALES, not sold, _amount(event) is None

    return min(catalog.events.items(), key=rank, default=None)


def _amount(event: Event) -> str | None:
    numbers = [name for name, model in event.fields.items() if model.type in ("decimal", "double")]
    whole = [name for name, model in event.fields.items() if model.type == "integer"]
    for word in _AMOUNTS:
        for name in (*numbers, *whole):
            if word in plain(name):
                return name
    return None


def _of_event(name: str, event: Event) -> Iterator[str]:
    called, words = written(name), name.replace("_", " ")
    amount = _amount(event)
    if event.time is None:
        yield f'segment with_{_word(name)} "Has {words}"\nwhere any({called})\n'
        yield f'segment several_{_word(name)} "Three {words} or more"\nwhere count({called}) >= 3\n'
        return
    yield (
        f'segment recent_{_word(name)} "Had {words} in the last 90 days"\n'
        f"where any({called} in last 90 days)\n"
    )
    yield (
        f'segment frequent_{_word(name)} "Had more than 3 {words} in the last 365 days"\n'
        f"where count({called} in last 365 days) > 3\n"
    )
    yield (
        f'segment lapsed_{_word(name)} "Had {words}, but none in the last 180 days"\n'
        f"where any({called}) and no({called} in last 180 days)\n"
    )
    if amount is not None:
        yield (
            f'trait {_word(amount)}_365d "The sum of {amount.replace("_", " ")} in the last 365 '
            f'days"\n  = sum({called}.{written(amount)} in last 365 days)\n'
        )
        yield f'segment top_customers "The top 10%"\nwhere top 10% by {_word(amount)}_365d\n'
    yield (
        f'segmentation lifecycle "By their {words}"\n'
        f'  case new "New" where first({called}.time) in last 90 days\n'
        f'  case active "Active" where any({called} in last 180 days)\n'
        f'  case lapsed "Lapsed" where any({called})\n'
        '  otherwise never "Never"\n'
    )


def _of_attributes(catalog: Catalog) -> Iterator[str]:
    attributes = catalog.customer.attributes
    listed = next(((n, m) for n, m in attributes.items() if _is_listed(m)), None)
    if listed is not None:
        name, model = listed
        value = str((model.values or [""])[0])
        quoted = value.replace("\\", "\\\\").replace('"', '\\"')
        called = "_".join(filter(None, (_word(name), _word(value))))
        yield f'segment {called}\nwhere {written(name)} = "{quoted}"\n'
    born = next(
        (n for n, m in attributes.items() if m.type == "date" and "birth" in plain(n)), None
    )
    if born is not None:
        yield (
            'segment birthday_soon "Birthday in the next 7 days"\n'
            f"where anniversary of {written(born)} in next 7 days\n"
        )


def _is_listed(model: FieldModel) -> bool:
    return bool(model.values) and model.type == "text" and model.sensitivity == "none"


def _word(name: str) -> str:
    """A name as a part of another: letters, digits and underscores."""
    return "".join(c if c.isascii() and c.isalnum() else "_" for c in name).strip("_").lower()
