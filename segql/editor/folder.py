"""One project while it is edited: files on disk, unsaved texts, and what is known of them now."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from segql.catalog import (
    LoadedCatalog,
    LoadedSettings,
    catalog_on,
    load_catalog,
    load_settings,
)
from segql.catalog.models import Settings
from segql.diagnostics import Diagnostic, SegqlError
from segql.diagnostics.codes.lints import UNUSED_PARAMETER, UNUSED_TRAIT
from segql.project.files import SETTINGS_FILE, segment_files, shown_path
from segql.project.listing import closure, references
from segql.semantics import Analysis, analyze
from segql.semantics.memory import Memory
from segql.source import Source, Span
from segql.syntax import Parsed, parse_file, read_source

_Stamp = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Read:
    """A file as it was read: from which text of an editor, or at which state on disk."""

    origin: str | _Stamp
    parsed: Parsed


@dataclass(slots=True)
class Snapshot:
    """What is known at one moment. `analysis` is None where there is no catalog to go by."""

    parsed: dict[Path, Parsed]
    analysis: Analysis | None
    problems: dict[Path, list[Diagnostic]]


_OF_EVERYTHING = (UNUSED_PARAMETER, UNUSED_TRAIT)
"""Lints that ask all definitions at once, which is left to `segql check`."""


@dataclass
class Folder:
    """A project's folder, or (`root` None) one file outside of any project.

    A catalog or settings that become broken leave the last good ones in force, and their
    problems are told beside.
    """

    root: Path | None
    texts: dict[Path, str] = field(default_factory=dict)
    catalog: LoadedCatalog | None = None
    settings: LoadedSettings | None = None
    _memory: Memory = field(default_factory=Memory)
    _read: dict[Path, _Read] = field(default_factory=dict)
    _stamps: dict[Path, _Stamp] = field(default_factory=dict)
    _yaml_stamps: dict[Path, _Stamp] = field(default_factory=dict)
    _yaml_problems: dict[Path, list[Diagnostic]] = field(default_factory=dict)
    _hints: dict[Path, tuple[Parsed, list[Diagnostic]]] = field(default_factory=dict)
    _disk_is_stale: bool = True
    _snapshot: Snapshot | None = None

    def put(self, path: Path, text: str) -> None:
        """The text of a file that is open in the editor."""
        self.texts[path] = text
        self._snapshot = None

    def drop(self, path: Path) -> None:
        """A file that was closed is again what stands on disk."""
        self.texts.pop(path, None)
        self.touch()

    def touch(self) -> None:
        """Something on disk may have changed."""
        self._disk_is_stale = True
        self._snapshot = None

    def snapshot(self) -> Snapshot:
        """What is known now; only what has changed since the last time is read and typed."""
        if self._snapshot is None:
            if self._disk_is_stale:
                self._look_at_disk()
            self._snapshot = self._make()
        return self._snapshot

    def hints(self, path: Path) -> list[Diagnostic]:
        """What the last lints found in a file, as long as its text is the same."""
        found = self._hints.get(path)
        if found is None or found[0] is not self.snapshot().parsed.get(path):
            return []
        return found[1]

    def lint(self) -> None:
        """Look for what is probably not meant in the files that are open.

        They are held against what they rest on; what compares each definition with all others
        takes too long while somebody writes, and is left to `segql check`.
        """
        from segql.lints import lint

        snapshot = self.snapshot()
        analysis = snapshot.analysis
        if analysis is None:
            return
        shown = {self.shown(path): path for path in self.texts if path in snapshot.parsed}
        program = analysis.program
        own = [name for name, path in program.paths.items() if path in shown]
        uses = {name: references(item, program) for name, item in program.definitions.items()}
        kept = closure(own, uses)
        part = replace(
            program,
            definitions={name: d for name, d in program.definitions.items() if name in kept},
        )
        files = [item.file for item in snapshot.parsed.values() if item.file is not None]
        known = [problem for item in snapshot.parsed.values() for problem in item.diagnostics]
        found = lint(replace(analysis, program=part), files, known)
        self._hints = {path: (snapshot.parsed[path], []) for path in shown.values()}
        for problem in found:
            place = shown.get(problem.span.source.path) if problem.span is not None else None
            if place is not None and problem.code not in _OF_EVERYTHING:
                self._hints[place][1].append(problem)

    def problems(self) -> dict[Path, list[Diagnostic]]:
        """All that is known to be wrong or odd, by file."""
        return {
            path: list(dict.fromkeys([*items, *self.hints(path)]))
            for path, items in self.snapshot().problems.items()
        }

    def shown(self, path: Path) -> str:
        return shown_path(path, self.root)

    def path_of(self, shown: str) -> Path:
        """The file that a source or diagnostic names."""
        return (self.root or Path()) / shown

    def source(self, path: Path) -> Source | None:
        """The text of a file of definitions, as the last snapshot has it."""
        parsed = self.snapshot().parsed.get(path)
        if parsed is not None and parsed.file is not None:
            return parsed.file.source
        text = self.texts.get(path)
        return Source(self.shown(path), text) if text is not None else None

    @cached_property
    def plain_settings(self) -> Settings:
        return Settings(name=self.root.name if self.root else "segql")

    # ------------------------------------------------------------------------------ reading

    def _look_at_disk(self) -> None:
        self._disk_is_stale = False
        root = self.root
        if root is None:
            return
        stamps = {path: stamp for path in segment_files(root) if (stamp := _stamp(path))}
        self._stamps = stamps
        yaml = {path: stamp for path in self._yaml_files(root) if (stamp := _stamp(path))}
        if yaml != self._yaml_stamps:
            self._yaml_stamps = yaml
            self._load(root)

    def _yaml_files(self, root: Path) -> Iterable[Path]:
        yield root / SETTINGS_FILE
        yield root / "catalog.yml"
        yield root / "catalog.yaml"
        yield from sorted(
            path for path in (root / "catalog").rglob("*") if path.suffix in (".yml", ".yaml")
        )
        yield from (root / file for file in self._of_targets)

    @property
    def _of_targets(self) -> list[str]:
        """The files in which targets say what they have otherwise."""
        targets = self.settings.settings.targets.values() if self.settings else ()
        return [target.catalog for target in targets if target.catalog is not None]

    def _load(self, root: Path) -> None:
        self._yaml_problems = {}
        try:
            self.settings = load_settings(root / SETTINGS_FILE, os.environ)
        except SegqlError as error:
            self._tell(root, error.diagnostics)
        try:
            self._load_catalogs(root, load_catalog(root))
        except SegqlError as error:
            self._tell(root, error.diagnostics)

    def _load_catalogs(self, root: Path, catalog: LoadedCatalog) -> None:
        """The catalog as the default target has it; what is wrong on others is told too."""
        settings = self.settings
        if settings is None:
            self.catalog = catalog
            return
        there: dict[str | None, LoadedCatalog] = {None: catalog}
        for target in settings.settings.targets:
            try:
                there[target] = catalog_on(catalog, settings, target, root)
            except SegqlError as error:
                self._tell(root, error.diagnostics)
        self.catalog = there.get(settings.default_target, self.catalog)

    def _tell(self, root: Path, problems: Iterable[Diagnostic]) -> None:
        for problem in problems:
            path = root / problem.span.source.path if problem.span else root / SETTINGS_FILE
            self._yaml_problems.setdefault(path, []).append(problem)

    def _parsed(self, path: Path) -> Parsed:
        """A file's tree; what cannot be read at all is a problem of it."""
        origin = self.texts.get(path) if path in self.texts else self._stamps.get(path, (0, 0))
        assert origin is not None
        before = self._read.get(path)
        if before is not None and before.origin == origin:
            return before.parsed
        try:
            if isinstance(origin, str):
                source = Source(self.shown(path), origin)
            else:
                source = read_source(path, self.shown(path))
        except SegqlError as error:
            self._read.pop(path, None)
            return Parsed(None, error.diagnostics)
        parsed = parse_file(source)
        self._read[path] = _Read(origin, parsed)
        return parsed

    # ---------------------------------------------------------------------------- analysing

    def _make(self) -> Snapshot:
        paths = sorted(
            {*self._stamps, *self.texts},
            key=lambda path: (path not in self._stamps, self.shown(path)),
        )
        parsed = {path: self._parsed(path) for path in paths}
        for gone in self._read.keys() - parsed.keys():
            del self._read[gone]
        problems: dict[Path, list[Diagnostic]] = {path: [] for path in parsed}
        for path, items in self._yaml_problems.items():
            problems.setdefault(path, []).extend(items)
        analysis = None
        if self.catalog is not None:
            settings = self.settings.settings if self.settings else self.plain_settings
            files = [item.file for item in parsed.values() if item.file is not None]
            analysis = analyze(files, self.catalog, settings, memory=self._memory)
        for path, item in parsed.items():
            problems[path].extend(item.diagnostics)
        for problem in analysis.diagnostics if analysis is not None else ():
            place = problem.span or Span(Source(SETTINGS_FILE, ""), 0, 0)
            problems.setdefault(self.path_of(place.source.path), []).append(problem)
        return Snapshot(
            parsed, analysis, {path: list(dict.fromkeys(items)) for path, items in problems.items()}
        )


def _stamp(path: Path) -> _Stamp | None:
    """What changes when a file is written; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_mtime_ns, found.st_size)
