"""Figures of the default target, as far as they have been asked for: sizes and known shares.

They are asked by another process, `segql.editor.counting`, so that writing never waits for data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from segql.catalog.models import Settings
from segql.project.listing import references
from segql.semantics import Analysis, tree

Wish = Literal["auto", "always", "never"]
LOCAL_ENGINES = frozenset({"duckdb", "sqlite", "datafusion", "chdb"})
"""Engines that read files of this machine: asking them costs nobody anything."""

_Meaning = tuple[tree.Definition, ...]


@dataclass(slots=True)
class Counts:
    """What is known, and of which meaning of a definition; a changed one is counted anew.

    `failure` is why the last counting came to nothing.
    """

    customers: int | None = None
    failure: str | None = None
    sizes: dict[str, dict[str | None, int]] = field(default_factory=dict)
    known: dict[str, int] = field(default_factory=dict)
    knows_shares: bool = False
    _edges: dict[str, tuple[tree.Definition, set[str]]] = field(default_factory=dict)
    _meanings: dict[str, _Meaning] = field(default_factory=dict)

    def size(self, name: str, part: str | None = None) -> int | None:
        found = self.sizes.get(name)
        return None if found is None else found.get(part, 0 if part is not None else None)

    def size_words(self, name: str, part: str | None = None) -> str | None:
        """`41 customers, 2.1% of all`; None where it is not known."""
        size = self.size(name, part)
        if size is None:
            return None
        who = "1 customer" if size == 1 else f"{size:,} customers"
        return f"{who}, {size / self.customers:.1%} of all" if self.customers else who

    def known_share(self, name: str) -> float | None:
        known = self.known.get(name)
        return known / self.customers if known is not None and self.customers else None

    def forget(self) -> None:
        """The data may have changed."""
        self.sizes.clear()
        self.known.clear()
        self._meanings.clear()
        self.knows_shares = False
        self.failure = None

    def missing(self, analysis: Analysis, names: Iterable[str]) -> list[str]:
        """Those of the names that are not counted, or mean something else by now."""
        found = []
        for name in names:
            meaning = self._meaning(analysis, name)
            if meaning is not None and self._meanings.get(name) != meaning:
                self.sizes.pop(name, None)
                found.append(name)
        return found

    def take(self, analysis: Analysis, asked: Iterable[str], answer: Mapping[str, Any]) -> None:
        """Keep an answer of the counting process."""
        self.failure = answer.get("failure")
        if self.failure is None:
            self.customers = answer["customers"]
            if answer["known"]:
                self.known.update(answer["known"])
                self.knows_shares = True
            for name, part, size in answer["sizes"]:
                self.sizes.setdefault(name, {})[part] = size
        for name in asked:
            meaning = self._meaning(analysis, name)
            if meaning is not None:
                self._meanings[name] = meaning

    def _meaning(self, analysis: Analysis, name: str) -> _Meaning | None:
        """A definition with everything that it rests on; None where it has no size."""
        definitions = analysis.program.definitions
        if name not in definitions or isinstance(definitions[name], tree.Trait):
            return None
        found: dict[str, tree.Definition] = {}
        waiting = [name]
        while waiting:
            here = waiting.pop()
            if here in found or here not in definitions:
                continue
            definition = found[here] = definitions[here]
            known = self._edges.get(here)
            if known is None or known[0] is not definition:
                known = self._edges[here] = (definition, references(definition, analysis.program))
            waiting.extend(known[1])
        return tuple(found[item] for item in sorted(found))


def is_wanted(wish: Wish, settings: Settings, default: str | None) -> bool:
    """Whether the default target is asked: `auto` asks only what lies on this machine."""
    if wish == "never" or default is None or default not in settings.targets:
        return False
    return wish == "always" or settings.targets[default].engine in LOCAL_ENGINES
