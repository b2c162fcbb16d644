"""Puts views and tables into a database, all at once, and drops what an earlier time made.

What was made is remembered in a table, project by project; nothing else is ever dropped.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from segql.diagnostics import Diagnostic, SegqlError
from segql.diagnostics.codes.publish import NOT_OURS
from segql.engines.shelves import AnyShelf, Kind, Renaming, Transactional
from segql.publish.made import Deployed, Jump, Made, jumped, told
from segql.publish.naming import REGISTRY
from segql.sql import ddl

COLUMNS = ("project", "name", "kind", "as_of", "sizes")
_NEW, _OLD = "segql_new_", "segql_old_"
_BESIDE = f"{_NEW}registry"


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

    shelf: AnyShelf
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
        places = [REGISTRY]
        if self.shelf.way == "one by one":
            places.append(_BESIDE)  # where a run was killed as it moved the registry
        left = next((name for name in places if name in present), None)
        everything = [] if left is None else self._registry(left)
        own = self._own(everything)
        others = {known.name.casefold(): project for project, known in everything}
        for known in own:
            others.pop(known.name.casefold(), None)
        self._refuse_strangers(present, own, others)
        here = {
            known.name: known.kind
            for known in own
            if self._is_there(known, *present.get(known.name.casefold(), ("", None)))
        }
        wanted = {item.name for item in self.items}
        self.done.dropped = [name for name in here if name not in wanted]
        shelf = self.shelf
        if shelf.way == "transaction":
            self._in_place(shelf, here, own)
        elif shelf.way == "in one step":
            self._beside(shelf, present, here, everything)
        else:
            self._one_by_one(shelf, present, here, everything)
        return self.done

    def _is_there(self, known: _Known, name: str, kind: Kind | None) -> bool:
        return kind == known.kind and (self.shelf.folds or name == known.name)

    # ------------------------------------------------------------------- what is there already

    def _registry(self, table: str) -> list[tuple[str, _Known]]:
        rows = self.shelf.rows(ddl.rows_of(table, COLUMNS, self.dialect))
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
        known = {(item.name.casefold(), item.kind) for item in own}
        problems = []
        for item in self.items:
            folded = item.name.casefold()
            if folded not in present or (folded, present[folded][1]) in known:
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

    def _in_place(
        self, shelf: Transactional, here: Mapping[str, Kind], own: Sequence[_Known]
    ) -> None:
        self._run(ddl.create_table_of_texts(REGISTRY, COLUMNS, self.dialect))
        kept = {item.name for item in self.items if self._stays(shelf, item, here)}
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
        self._run(ddl.insert(REGISTRY, self._rows(), self.dialect))

    def _stays(self, shelf: Transactional, item: Made, here: Mapping[str, Kind]) -> bool:
        """Whether a view can be replaced without a drop, which views of others may depend on."""
        views = self.kind == "view" == here.get(item.name)
        return views and shelf.stays(item.name, item.columns)

    # ------------------------------------------------------------------- beside, then renamed

    def _beside(
        self,
        shelf: Renaming,
        present: Mapping[str, tuple[str, Kind]],
        here: Mapping[str, Kind],
        everything: Sequence[tuple[str, _Known]],
    ) -> None:
        self._tidy(present)
        places = self._made_beside(everything)
        self._write(_BESIDE, [*self._of_others(everything), *self._rows()])
        away: dict[str, tuple[str, Kind]] = {
            name: (f"{_OLD}{number}", kind) for number, (name, kind) in enumerate(here.items())
        }
        if REGISTRY.casefold() in present:
            away[REGISTRY] = (f"{_OLD}registry", "table")
        arriving = {**places, REGISTRY: _BESIDE}
        pairs = [(name, place) for name, (place, _) in away.items()]
        pairs += [(place, name) for name, place in arriving.items()]
        self._run(shelf.rename(pairs))
        for place, kind in away.values():
            self._run(ddl.drop(kind, place, self.dialect))

    def _made_beside(self, everything: Sequence[tuple[str, _Known]]) -> dict[str, str]:
        """Make everything under names of its own and count it; what each is called there."""
        places = {item.name: f"{_NEW}{number}" for number, item in enumerate(self.items)}
        called = places.__getitem__
        for item in self.items:
            place = called(item.name)
            self._run(ddl.create(self.kind, place, item.query(called), self.dialect))
            self._comment(item, place)
        try:
            self._measure(called, self._own(everything))
        except SegqlError:
            for place in places.values():
                self._run(ddl.drop(self.kind, place, self.dialect))
            raise
        return places

    # ------------------------------------------------------------------------- one by one

    def _one_by_one(
        self,
        shelf: Renaming,
        present: Mapping[str, tuple[str, Kind]],
        here: Mapping[str, Kind],
        everything: Sequence[tuple[str, _Known]],
    ) -> None:
        """Nothing changes until all tables are made and all is counted. Meanwhile the registry has
        the old things and the new ones, so that the next run knows both where this one is killed.
        """
        if REGISTRY not in present and _BESIDE in present:
            self._run(shelf.rename([(_BESIDE, REGISTRY)]))
            present = {name: found for name, found in present.items() if name != _BESIDE}
            present[REGISTRY] = (REGISTRY, "table")
        self._tidy(present)
        places: dict[str, str] = {}
        if self.kind == "table":
            places = self._made_beside(everything)
        else:
            self._measure(_as_it_is, self._own(everything))
        before = [_row(project, known) for project, known in everything]
        self._remember(shelf, [*before, *self._rows()], is_there=REGISTRY in present)
        for item in self.items:
            kind = here.get(item.name)
            if kind == "table" or (kind is not None and self.kind == "table"):
                self._run(ddl.drop(kind, item.name, self.dialect))
            if self.kind == "table":
                self._run(shelf.rename([(places[item.name], item.name)]))
            else:
                query = item.query(_as_it_is)
                replace = kind == "view"
                self._run(ddl.create("view", item.name, query, self.dialect, replace=replace))
                self._comment(item, item.name)
        for name in self.done.dropped:
            self._run(ddl.drop(here[name], name, self.dialect))
        self._remember(shelf, [*self._of_others(everything), *self._rows()], is_there=True)

    def _remember(
        self, shelf: Renaming, rows: Sequence[tuple[str, ...]], *, is_there: bool
    ) -> None:
        """Put a whole new registry into the place of the old one."""
        self._write(_BESIDE, rows)
        if is_there:
            self._run(ddl.drop("table", REGISTRY, self.dialect))
        self._run(shelf.rename([(_BESIDE, REGISTRY)]))

    # -------------------------------------------------------------------------------- both

    def _run(self, sql: str) -> None:
        self.done.statements.append(sql)
        if not self.dry_run:
            self.shelf.execute(sql)

    def _tidy(self, present: Mapping[str, tuple[str, Kind]]) -> None:
        """Drop what a killed run left."""
        for name, kind in present.values():
            if name.startswith((_NEW, _OLD)):
                self._run(ddl.drop(kind, name, self.dialect))

    def _write(self, table: str, rows: Sequence[tuple[str, ...]]) -> None:
        self._run(ddl.create_table_of_texts(table, COLUMNS, self.dialect))
        self._run(ddl.insert(table, rows, self.dialect))

    def _own(self, everything: Sequence[tuple[str, _Known]]) -> list[_Known]:
        return [known for project, known in everything if project == self.project]

    def _of_others(self, everything: Sequence[tuple[str, _Known]]) -> list[tuple[str, ...]]:
        return [_row(project, known) for project, known in everything if project != self.project]

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
            raise SegqlError([told(item) for item in self.done.jumps])

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


def _row(project: str, known: _Known) -> tuple[str, ...]:
    return (project, known.name, known.kind, known.as_of, known.sizes)


def _as_it_is(name: str) -> str:
    return name
