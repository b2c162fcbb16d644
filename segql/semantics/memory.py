"""What earlier analyses of a project found, so that the next one types only what has changed.

While something is typed, every name that is looked up is written down with what it stood for.
The result is taken again where the text is the same node and each of those names still stands
for the same; a name that was missing counts as well.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from segql.catalog import LoadedCatalog
from segql.catalog.models import Settings
from segql.diagnostics.model import Diagnostic
from segql.semantics.project import Entry, Outcome, Parameter
from segql.source import Span
from segql.syntax import nodes
from segql.syntax.parse import ParsedExpression

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
T = TypeVar("T")

_ALL = object()
"""The key of a look at every name at once."""


@dataclass(frozen=True, slots=True)
class _Read:
    """One look at a mapping: its name, the key, and what stood there."""

    mapping: str
    key: object
    seen: object


@dataclass(slots=True)
class _Kept:
    node: object
    reads: tuple[_Read, ...]
    value: Any


@dataclass(slots=True)
class Memory:
    """Kept from one analysis to the next; a catalog or settings that changed empty it.

    `reused` and `typed` count what the last analysis took again and did anew.
    """

    expressions: dict[tuple[str, ...], ParsedExpression] = field(default_factory=dict)
    reused: int = 0
    typed: int = 0
    _ground: tuple[LoadedCatalog, Settings] | None = None
    _broken: frozenset[str] = frozenset()
    _kept: dict[Hashable, _Kept] = field(default_factory=dict)
    _before: dict[Hashable, _Kept] = field(default_factory=dict)
    _mappings: dict[str, _Watched[Any, Any]] = field(default_factory=dict)
    _reads: dict[tuple[str, object], _Read] | None = None

    def begin(self, catalog: LoadedCatalog, settings: Settings) -> None:
        """A new analysis; what it does not ask for is forgotten with the one after it."""
        self._before, self._kept, self._mappings = self._kept, {}, {}
        self.reused = self.typed = 0
        if self._ground is None or self._ground[0] is not catalog or self._ground[1] != settings:
            self._before = {}
            self.expressions.clear()
        self._ground = (catalog, settings)

    def rest_on(self, broken_events: Iterable[str]) -> None:
        """Which events of the catalog are broken, which everything may rest on."""
        broken = frozenset(broken_events)
        if broken != self._broken:
            self._before = {}
        self._broken = broken

    def watch(self, name: str, content: Mapping[K, V]) -> dict[K, V]:
        """A copy of a mapping whose reading is written down."""
        watched = _Watched(self, name, content)
        self._mappings[name] = watched
        return watched

    def recall(
        self, key: Hashable, node: object, work: Callable[[], tuple[T, list[Diagnostic]]]
    ) -> tuple[T, list[Diagnostic]]:
        """What `work` gave for this node before, where that still holds; else what it gives."""
        before = self._before.get(key)
        if before is not None and before.node is node and self._holds(before.reads):
            self._kept[key] = before
            self.reused += 1
            value: tuple[T, list[Diagnostic]] = before.value
            return value
        self.typed += 1
        self._reads = {}
        try:
            value = work()
            reads = tuple(self._reads.values())
        finally:
            self._reads = None
        if _stand_in(value[1], node):
            self._kept[key] = _Kept(node, reads, value)
        return value

    def _holds(self, reads: tuple[_Read, ...]) -> bool:
        for read in reads:
            now = _seen(self._mappings[read.mapping], read.key)
            if now is not read.seen and now != read.seen:
                return False
        return True

    def note(self, name: str, key: object, mapping: _Watched[Any, Any]) -> None:
        """Write down one look at a mapping, while something is typed."""
        if self._reads is not None and (name, key) not in self._reads:
            self._reads[name, key] = _Read(name, key, _seen(mapping, key))


def _stand_in(problems: list[Diagnostic], node: object) -> bool:
    """Whether all places of problems are in the node's own text: others move unseen."""
    own = getattr(node, "span", None)
    if own is None:
        return not problems
    places: list[Span | None] = []
    for item in problems:
        places += [item.span, item.fix.span if item.fix else None]
        places += [note.span for note in item.notes]
    return all(place is None or place.source is own.source for place in places)


def _seen(mapping: _Watched[Any, Any], key: object) -> object:
    """What a look tells, apart from the places in the text, which move."""
    if key is _ALL:
        return tuple(
            (name, item.kind if isinstance(item, Entry) else None)
            for name, item in mapping.unseen()
        )
    value = mapping.unseen_at(key)
    match value:
        case Entry(node=nodes.SegmentationDefinition() | nodes.ExperimentDefinition()):
            return (value.kind, value.path, value.node)
        case Entry():
            return (value.kind, value.path)
        case Outcome():
            # who refers to a definition knows it by its name and asks for no more of it
            return (value.type, value.sound, value.required, value.fold)
        case Parameter():
            return (value.value, value.many, value.percent)
        case _:
            return value


class _Watched(dict[K, V]):
    """A dict that tells its memory what is asked of it."""

    def __init__(self, memory: Memory, name: str, content: Mapping[K, V]) -> None:
        super().__init__(content)
        self._memory = memory
        self._name = name

    def unseen(self) -> Iterable[tuple[K, V]]:
        """Everything, without a note of it."""
        return super().items()

    def unseen_at(self, key: Any) -> V | None:
        return super().get(key)

    def __getitem__(self, key: K) -> V:
        self._memory.note(self._name, key, self)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self._memory.note(self._name, key, self)
        return super().__contains__(key)

    def get(self, key: Any, default: Any = None) -> Any:
        self._memory.note(self._name, key, self)
        return super().get(key, default)

    def __iter__(self) -> Iterator[K]:
        self._memory.note(self._name, _ALL, self)
        return super().__iter__()

    def keys(self) -> Any:
        self._memory.note(self._name, _ALL, self)
        return super().keys()

    def items(self) -> Any:
        self._memory.note(self._name, _ALL, self)
        return super().items()

    def values(self) -> Any:
        self._memory.note(self._name, _ALL, self)
        return super().values()
