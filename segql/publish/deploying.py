"""Puts views and tables into a database, all at once, and drops what an earlier time made.

What was made is remembered in a table, project by project; nothing else is ever dropped.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from segql.diagnostics import Diagnostic, SegqlError
from segql.diagnostics.codes.publish import NOT_OURS, SIZE_JUMP
from segql.engines.shelves import Kind, Shelf
from segql.publish.naming import REGISTRY
from segql.sql import ddl

COLUMNS = ("project", "name", "kind", "as_of", "sizes")
TENFOLD = 10
_NEW, _OLD = "segql_new_", "segql_old_"


@dataclass(frozen=True, slots=True)
class Made:
    """One view or table: `query` gives its query, told what other things made here are called."""

    name: str
    query: Callable[[Callable[[str], str]], str]
    columns: tuple[str, ...]
    words: str = ""
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Jump:
    """A size that became ten times as large, or a tenth."""

    name: str
    before: int
    after: int


@dataclass(slots=True)
class Deployed:
    """What was done: the statements, what was dropped for good, and the sizes."""

    statements: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    sizes: Mapping[str, int] = field(default_factory=dict)
    jumps: list[Jump] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Known:
    name: str
    kind: Kind
    as_of: str
    sizes: str


@dataclass(slots=True)
class Deployment:
    """What is to be done. `sizes` counts every segment, case and variant by its label, once the
    things are made; it is told what they are called meanwhile.
    """

    shelf: Shelf
    dialect: str
    project: str
    kind: Kind
    items: Sequence[Made]
    sizes: Callable[[Callable[[str], str]], Mapping[str, int]]
    as_of: str
    force: bool = False
    dry_run: bool = False
    done: Deployed = field(default_factory=Deployed)

    def run(self) -> Deployed:
        """Do it. Raises SegqlError (1) where a name is somebody else's, or where a size jumped."""
        present = {name.casefold(): (name, kind) for name, kind in self.shelf.kinds().items()}
        everything = self._registry() if REGISTRY.casefold() in present else []
        own = [known for project, known in everything if project == self.project]
        others = {known.name.casefold(): project for project, known in everything}
        for known in own:
            others.pop(known.name.casefold(), None)
        self._refuse_strangers(present, own, others)
        here = {
            known.name: known.kind
            for known in own
            if present.get(known.name.casefold()) == (known.name, known.kind)
        }
        wanted = {item.name for item in self.items}
        self.done.dropped = [name for name in here if name not in wanted]
        if self.shelf.transactional:
            self._in_place(here, own)
        else:
            self._beside(present, here, everything)
        return self.done

    # ------------------------------------------------------------------- what is there already

    def _registry(self) -> list[tuple[str, _Known]]:
        rows = self.shelf.rows(ddl.rows_of(REGISTRY, COLUMNS, self.dialect))
        return [
            (
                str(project),
                _Known(str(name), "view" if kind == "view" else "table", str(as_of), str(sizes)),
            )
            for project, name, kind, as_of, sizes in rows
        ]

    def _refuse_strangers(
        self,
        present: Mapping[str, tuple[str, Kind]],
        own: Iterable[_Known],
        others: Mapping[str, str],
    ) -> None:
        known = {item.name.casefold(): item.kind for item in own}
        problems = []
        for item in self.items:
            folded = item.name.casefold()
            if folded not in present or known.get(folded) == present[folded][1]:
                continue
            by = f"the project {others[folded]} made" if folded in others else "SegQL did not make"
            problems.append(
                Diagnostic(
                    NOT_OURS,
                    f"There is a {present[folded][1]} `{present[folded][0]}` already, which {by}.",
                    help="Rename the definition or what is there, or publish into another schema.",
                )
            )
        if problems:
            raise SegqlError(problems)

    # ------------------------------------------------------------------ in one transaction

    def _in_place(self, here: Mapping[str, Kind], own: Sequence[_Known]) -> None:
        self._run(ddl.create_table_of_texts(REGISTRY, COLUMNS, self.dialect))
        kept = {item.name for item in self.items if self._stays(item, here)}
        for name, kind in sorted(here.items(), key=lambda known: known[1] != "view"):
            if name not in kept:
                self._run(ddl.drop(kind, name, self.dialect))
        for item in self.items:
            query = item.query(_as_it_is)
            replace = item.name in kept
            self._run(ddl.create(self.kind, item.name, query, self.dialect, replace=replace))
            self._comment(item, item.name)
        self._measure(_as_it_is, own)
        self._run(ddl.delete(REGISTRY, "project", self.project, self.dialect))
        for row in self._rows():
            self._run(ddl.insert(REGISTRY, row, self.dialect))

    def _stays(self, item: Made, here: Mapping[str, Kind]) -> bool:
        """Whether a view can be replaced without a drop, which views of others may depend on."""
        if not self.shelf.keeps_readers or self.kind != "view" or here.get(item.name) != "view":
            return False
        before = self.shelf.columns(item.name)
        return item.columns[: len(before)] == before

    # ------------------------------------------------------------------- beside, then renamed

    def _beside(
        self,
        present: Mapping[str, tuple[str, Kind]],
        here: Mapping[str, Kind],
        everything: Sequence[tuple[str, _Known]],
    ) -> None:
        for name, kind in present.values():
            if name.startswith((_NEW, _OLD)):
                self._run(ddl.drop(kind, name, self.dialect))  # what a killed run left
        places = {item.name: f"{_NEW}{number}" for number, item in enumerate(self.items)}
        called = places.__getitem__
        for item in self.items:
            place = called(item.name)
            self._run(ddl.create(self.kind, place, item.query(called), self.dialect))
            self._comment(item, place)
        own = [known for project, known in everything if project == self.project]
        try:
            self._measure(called, own)
        except SegqlError:
            for place in places.values():
                self._run(ddl.drop(self.kind, place, self.dialect))
            raise
        registry = f"{_NEW}registry"
        self._run(ddl.create_table_of_texts(registry, COLUMNS, self.dialect))
        kept = [
            (project, known.name, known.kind, known.as_of, known.sizes)
            for project, known in everything
            if project != self.project
        ]
        for row in (*kept, *self._rows()):
            self._run(ddl.insert(registry, row, self.dialect))
        away: dict[str, tuple[str, Kind]] = {
            name: (f"{_OLD}{number}", kind) for number, (name, kind) in enumerate(here.items())
        }
        if REGISTRY.casefold() in present:
            away[REGISTRY] = (f"{_OLD}registry", "table")
        arriving = {**places, REGISTRY: registry}
        pairs = [(name, place) for name, (place, _) in away.items()]
        pairs += [(place, name) for name, place in arriving.items()]
        self._run(self.shelf.rename(pairs))
        for place, kind in away.values():
            self._run(ddl.drop(kind, place, self.dialect))

    # -------------------------------------------------------------------------------- both

    def _run(self, sql: str) -> None:
        self.done.statements.append(sql)
        if not self.dry_run:
            self.shelf.execute(sql)

    def _comment(self, item: Made, place: str) -> None:
        if item.words:
            statement = self.shelf.comment(self.kind, place, item.words)
            if statement is not None:
                self._run(statement)

    def _measure(self, called: Callable[[str], str], own: Sequence[_Known]) -> None:
        """Count what was made, and raise SegqlError where a size jumped."""
        if self.dry_run:
            return
        self.done.sizes = self.sizes(called)
        before = {name: size for known in own for name, size in json.loads(known.sizes).items()}
        self.done.jumps = [
            Jump(name, before[name], size)
            for name, size in self.done.sizes.items()
            if name in before and jumped(before[name], size)
        ]
        if self.done.jumps and not self.force:
            raise SegqlError([_jump(item) for item in self.done.jumps])

    def _rows(self) -> list[tuple[str, ...]]:
        sizes = self.done.sizes
        return [
            (
                self.project,
                item.name,
                self.kind,
                self.as_of,
                json.dumps({label: sizes[label] for label in item.labels if label in sizes}),
            )
            for item in self.items
        ]


def jumped(before: int, after: int) -> bool:
    """Whether a size is ten times another, or a tenth; whoever has nobody counts as one."""
    low, high = sorted((max(before, 1), max(after, 1)))
    return high >= TENFOLD * low


def _jump(jump: Jump) -> Diagnostic:
    return Diagnostic(
        SIZE_JUMP,
        f"`{jump.name}` had {jump.before:,} members when it was last published, and would have "
        f"{jump.after:,}.",
        help="Nothing was published. If this is right, publish with --force.",
    )


def _as_it_is(name: str) -> str:
    return name
