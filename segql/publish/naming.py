"""What published things are called, and that no two of them are called the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from segql.diagnostics import Diagnostic, SegqlError
from segql.diagnostics.codes.publish import ONE_NAME
from segql.engines.stepwise import LOCK

WIDE, LONG = "memberships_wide", "memberships_long"
REGISTRY = "segql_published"
"""The table in which it is remembered what was published."""


@dataclass(frozen=True, slots=True)
class Published:
    """A definition as others get to see it; `parts` are the names of its cases or variants."""

    name: str
    kind: Literal["trait", "segment", "segmentation", "experiment"]
    parts: tuple[str, ...] = ()
    title: str | None = None
    goal: str | None = None
    owner: str | None = None
    note: str | None = None
    tags: tuple[str, ...] = ()

    @property
    def is_counted(self) -> bool:
        return self.kind != "trait"

    @property
    def words(self) -> str:
        """What people are told of it, in sentences."""
        said = (self.title, self.goal and f"Goal: {self.goal}", self.note)
        return ". ".join(text.rstrip(".") for text in said if text)


def labels_of(items: Iterable[Published]) -> dict[str, dict[str, str]]:
    """What cases and variants are called among segments: `lifecycle:active`."""
    return {
        item.name: {part: f"{item.name}:{part}" for part in item.parts}
        for item in items
        if item.parts
    }


def wide_names(count: int) -> list[str]:
    """The wide table's name, or names where it takes several."""
    return [WIDE] if count == 1 else [f"{WIDE}_{number}" for number in range(1, count + 1)]


def check_names(items: Sequence[Published], key: str, tables: Iterable[str]) -> None:
    """Raises SegqlError where a name would stand for two things.

    `key` is the column of the customer's key, `tables` are those the definitions are read from.
    """
    if key.casefold() == "segment":
        raise _clash(
            f"The customer's key is called `segment`, as is the other column of `{LONG}`.",
            "Let the catalog name a view in which the key is called otherwise.",
        )
    taken: dict[str, str] = {key.casefold(): "the customer's key"}
    taken.update({table.casefold(): f"the table `{table}`" for table in tables})
    taken.update(
        {name.casefold(): f"what SegQL makes as `{name}`" for name in (WIDE, LONG, REGISTRY, LOCK)}
    )
    for item in items:
        folded = item.name.casefold()
        if folded in taken or folded.startswith(f"{WIDE}_"):
            other = taken.get(folded, f"what SegQL makes as `{WIDE}`")
            raise _clash(
                f"`{item.name}` would have the same name as {other}.", "Rename the definition."
            )
        taken[folded] = f"`{item.name}`"
    _check_labels(items)


def _check_labels(items: Sequence[Published]) -> None:
    seen: dict[str, str] = {item.name: f"`{item.name}`" for item in items if not item.parts}
    for owner, labels in labels_of(items).items():
        for label in labels.values():
            if label in seen:
                raise _clash(
                    f"A part of `{owner}` would be called `{label}` in `{LONG}`, as is "
                    f"{seen[label]}.",
                    "Rename one of them.",
                )
            seen[label] = f"a part of `{owner}`"


def _clash(message: str, help: str) -> SegqlError:
    return SegqlError(Diagnostic(ONE_NAME, message, help=help))


def sizes_by_label(
    sizes: Mapping[tuple[str, str | None], int], items: Iterable[Published]
) -> dict[str, int]:
    """The size of every segment, case and variant by what it is called in the long table."""
    labels = labels_of(items)
    found = {label: 0 for parts in labels.values() for label in parts.values()}
    found.update({item.name: 0 for item in items if not item.parts})
    for (name, part), size in sizes.items():
        if name in labels:
            if part is not None:
                found[labels[name][part]] = size
        elif name is not None:
            found[name] = size
    return found
