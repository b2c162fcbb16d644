"""Smaller and smaller text and data that still disagree."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from segql.catalog.physical import Dataset, Table

Fails = Callable[[str, Dataset], bool]
"""Whether a text over a dataset still shows the problem; false too where it is refused."""

PATIENCE = 250
"""So many attempts at most, so that a run with many disagreements ends."""


KEPT = frozenset(
    ("customer_id", "points", "debt", "active", "updated_at", "order_id", "plan_id",
     "checkin_id", "line_id", "log_id", "sku", "maker_id", "account_id", "day_id")
)  # fmt: skip
"""Keys, and what the catalog says is always there: without them the data would be unsound."""


class Shrinker:
    """Tries simpler texts and data as long as the problem stays."""

    def __init__(self, text: str, dataset: Dataset, fails: Fails) -> None:
        self.text = text
        self.dataset = dataset
        self._fails = fails
        self._left = PATIENCE

    def run(self) -> tuple[str, Dataset]:
        """The smallest text and data found."""
        changed = True
        while changed and self._left > 0:
            changed = self._texts() | self._rows() | self._cells()
        return self.text, self.dataset

    def _keeps(self, text: str, dataset: Dataset) -> bool:
        self._left -= 1
        if self._left < 0 or not self._fails(text, dataset):
            return False
        self.text, self.dataset = text, dataset
        return True

    def _texts(self) -> bool:
        changed = False
        again = True
        while again and self._left > 0:
            again = any(self._keeps(text, self.dataset) for text in simpler(self.text))
            changed |= again
        return changed

    def _rows(self) -> bool:
        changed = False
        for name in self.dataset.tables:
            size = max(1, len(self.dataset.tables[name].rows) // 2)
            while size:
                start = 0
                while start < len(self.dataset.tables[name].rows) and self._left > 0:
                    if self._keeps(self.text, without_rows(self.dataset, name, start, size)):
                        changed = True
                    else:
                        start += size
                size //= 2
        return changed

    def _cells(self) -> bool:
        changed = False
        for name, table in self.dataset.tables.items():
            for column in table.columns:
                if column in KEPT:
                    continue
                if any(row.get(column) is not None for row in table.rows):
                    emptied = without_column(self.dataset, name, column)
                    changed |= self._left > 0 and self._keeps(self.text, emptied)
        return changed


def definitions(text: str) -> list[str]:
    """The head of a text, and then its definitions one by one."""
    return re.split(r"\n(?=trait |segment |segmentation |experiment )", text)


def needed(text: str, name: str) -> str:
    """A text with only the definitions that one of them rests on."""
    head, *parts = definitions(text)
    by_name = {part.split()[1]: part for part in parts}
    wanted, waiting = set[str](), [name, "orders.margin"]
    while waiting:
        asked = waiting.pop()
        if asked in by_name and asked not in wanted:
            wanted.add(asked)
            waiting.extend(re.findall(r"\w+", by_name[asked]))
    return "\n".join([head, *(by_name[kept] for kept in by_name if kept in wanted)])


def simpler(text: str) -> Iterator[str]:
    """Texts with a definition less, a filter less, or a bracketed part in place of a larger one."""
    parts = definitions(text)
    for index in range(1, len(parts)):
        yield "\n".join(parts[:index] + parts[index + 1 :])
    groups = list(_groups(text))
    for start, end in groups:
        inside = [group for group in groups if start < group[0] and group[1] < end]
        for inner_start, inner_end in inside:
            yield text[:start] + text[inner_start:inner_end] + text[end:]
    for match in re.finditer(r" (?:where|having) (?=\()", text):
        end = next((end for start, end in groups if start == match.end()), None)
        if end is not None:
            yield text[: match.start()] + text[end:]
    for match in re.finditer(r" (?:in last|in next|within) \$?\w+ \w+(?! of)", text):
        yield text[: match.start()] + text[match.end() :]


def _groups(text: str) -> Iterator[tuple[int, int]]:
    """The bracketed parts of a text, brackets included; the outer ones first."""
    opened: list[int] = []
    found = []
    for index, character in enumerate(text):
        if character == "(":
            opened.append(index)
        elif character == ")" and opened:
            found.append((opened.pop(), index + 1))
    return iter(sorted(found))


def without_rows(dataset: Dataset, name: str, start: int, number: int) -> Dataset:
    table = dataset.tables[name]
    rows = [row for index, row in enumerate(table.rows) if not start <= index < start + number]
    return _replaced(dataset, {name: Table(table.columns, rows)})


def without_column(dataset: Dataset, name: str, column: str) -> Dataset:
    table = dataset.tables[name]
    rows = [{**row, column: None} for row in table.rows]
    return _replaced(dataset, {name: Table(table.columns, rows)})


def _replaced(dataset: Dataset, tables: Mapping[str, Table]) -> Dataset:
    return Dataset({**dataset.tables, **tables})
