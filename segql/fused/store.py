"""Where copies of tables live during a run: in the cache, in files of the run, or in memory."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from segql.catalog.physical import Column
from segql.engines.columnar import OWNER, Columnar, Layout, Survey
from segql.fused.cache import Cache, Writing, digest, read_folder
from segql.fused.copies import Array, Copy

Read = Callable[[Survey, list[int]], Iterator[dict[str, Array]]]
"""Gives the columns of a table in chunks, and adds up in the list the events without a time."""


def identity_of(engine: Columnar, tables: Sequence[str], parts: Sequence[str]) -> str | None:
    """The name that copies of tables have in a cache, but for their columns; None where nothing
    tells whether the data has changed.
    """
    stamp = engine.stamp(tables)
    return None if stamp is None else f"table-{digest(stamp, *tables, *parts, engine.version)}"


class Store:
    """`used` are the entries of the cache that this run rests on; `close` removes its files."""

    def __init__(self, engine: Columnar, cache: Cache | None) -> None:
        self.engine = engine
        self.cache = cache
        self.used: set[str] = set()
        self._own: list[Path] = []

    def copy(
        self,
        table: str,
        columns: Mapping[str, Column],
        parts: Sequence[str],
        tables: Sequence[str],
        read: Read,
        earliest: int | None = None,
        since: int | None = None,
    ) -> Copy:
        """A copy with these columns, read only where the cache has none.

        `parts` say what else it depends on, `tables` whose data it is made of. Events before
        `earliest` may be missing from it; `since` is where reading begins, at or before that.
        """
        stamp = self.engine.stamp(tables) if self.cache is not None else None
        identity = identity_of(self.engine, tables, parts)
        if self.cache is None or stamp is None or identity is None:
            return self._unkept(self.engine.survey(table, columns), read)
        wanted = {name: repr(column) for name, column in columns.items()}
        for name in self.cache.names(identity):
            if (found := self.cache.read(name)) is None:
                continue
            if _serves(found[1], wanted, earliest):
                self.used.add(name)
                return _copy(*found)
        survey = self.engine.survey(table, columns)
        name = f"{identity}-{digest(*sorted(wanted), *sorted(wanted.values()), str(since))[:12]}"
        try:
            writing = self.cache.start(name)
        except OSError:
            return self._unkept(survey, read)
        try:
            _write(writing, survey, read, {"asked": wanted, "earliest": since})
        except OSError:
            writing.abandon()
            return self._unkept(survey, read)
        except BaseException:
            writing.abandon()
            raise
        if self.engine.stamp(tables) != stamp:
            # somebody wrote the data meanwhile: this run uses what it read, the next one reads anew
            self._own.append(writing.folder)
            return _copy(*read_folder(writing.folder))
        self.cache.keep(name, writing)
        self.used.add(name)
        found = self.cache.read(name)
        return _copy(*found) if found is not None else self._unkept(survey, read)

    def _unkept(self, survey: Survey, read: Read) -> Copy:
        """A copy of this run alone: in memory, or in files where it comes in several chunks."""
        unknown = [0]
        chunks = read(survey, unknown)
        first = next(chunks)
        second = next(chunks, None)
        if second is None:
            return _copy(first, _meaning(survey, unknown[0], {}))
        writing = Writing(Path(mkdtemp(prefix="segql-")))
        self._own.append(writing.folder)
        for chunk in chain((first, second), chunks):
            writing.append(chunk)
        writing.finish(_meaning(survey, unknown[0], {}))
        return _copy(*read_folder(writing.folder))

    def close(self) -> None:
        for folder in self._own:
            shutil.rmtree(folder, ignore_errors=True)
        if self.cache is not None:
            self.cache.tidy(self.used)


def _serves(meaning: Mapping[str, Any], wanted: Mapping[str, str], earliest: int | None) -> bool:
    """Whether a copy has these columns, and reaches back as far."""
    since = meaning["earliest"]
    reaches = since is None or (earliest is not None and since <= earliest)
    return bool(reaches and wanted.items() <= meaning["asked"].items())


def _write(writing: Writing, survey: Survey, read: Read, about: Mapping[str, Any]) -> None:
    unknown = [0]
    for chunk in read(survey, unknown):
        writing.append(chunk)
    writing.finish(_meaning(survey, unknown[0], about))


def _meaning(survey: Survey, unknown: int, about: Mapping[str, Any]) -> dict[str, Any]:
    layouts = {name: asdict(layout) for name, layout in survey.layouts.items()}
    return {"layouts": layouts, "unknown_times": unknown, **about}


def _copy(arrays: Mapping[str, Array], meaning: Mapping[str, Any]) -> Copy:
    layouts = {name: _layout(item) for name, item in meaning["layouts"].items()}
    columns = dict(arrays)
    owners = columns.pop(OWNER, None)
    rows = len(owners) if owners is not None else max(map(len, columns.values()), default=0)
    return Copy(rows, layouts, columns, owners, meaning["unknown_times"])


def _layout(item: Mapping[str, Any]) -> Layout:
    values = item["values"]
    return Layout(**{**item, "values": None if values is None else tuple(values)})
