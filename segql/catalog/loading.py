"""A catalog file, or a project folder, to a checked `LoadedCatalog` that knows its places."""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from segql.catalog import paths
from segql.catalog.checks import check_catalog
from segql.catalog.document import Document, read_document
from segql.catalog.models import Catalog
from segql.catalog.paths import Sites, scalar_source, sites_of, span_at
from segql.catalog.reading import Broken, Report, validate
from segql.catalog.yaml_nodes import Entry, Mapping, Node, Scalar, to_python
from segql.diagnostics.codes import catalog as codes
from segql.diagnostics.model import Diagnostic, Note, SegqlError
from segql.source import Source, Span

_SECTIONS = ("events", "objects", "lists", "places", "consent")
_PLACEHOLDER = "-"


@dataclass(frozen=True)
class LoadedCatalog:
    """A checked catalog and the places of its entries in the files it came from.

    Paths are the YAML's own: `("customer", "attributes", "age", "expression")`. For a catalog
    built in memory every place is nowhere.
    """

    catalog: Catalog
    sites: Sites = field(default_factory=dict, repr=False, compare=False)
    sources: tuple[Source, ...] = field(default=(), repr=False, compare=False)

    @classmethod
    def from_catalog(cls, catalog: Catalog) -> LoadedCatalog:
        """A catalog built in memory. Raises SegqlError where its entries do not fit together."""
        report = Report({})
        check_catalog(catalog, report)
        if report.diagnostics:
            raise SegqlError(report.diagnostics, exit_code=2)
        return cls(catalog)

    def span_of(self, path: paths.Path, key: bool = False) -> Span:
        """The place of a value (with `key` of its key), or of the nearest entry around it."""
        return span_at(self.sites, path, key)

    def source_of(self, path: paths.Path) -> Source:
        """The text at a path as a source whose offsets are those of the YAML file.

        Raises KeyError where the path leads to no text.
        """
        site = self.sites.get(path)
        if site is not None and isinstance(site.node, Scalar):
            return scalar_source(site.node)
        text = _text_at(self.catalog, path)
        if text is None:
            raise KeyError(path)
        return Source("catalog", text)


def _text_at(catalog: Catalog, path: paths.Path) -> str | None:
    here: Any = catalog
    for part in path:
        if isinstance(here, (dict, list, tuple)):
            here = here[part]  # type: ignore[index]
        else:
            here = getattr(here, str(part), None)
    return here if isinstance(here, str) else None


def load_catalog(path: Path) -> LoadedCatalog:
    """Read and check a catalog: a file, or a folder with `catalog.yml` or `catalog/**/*.yml`.

    Files of a folder are shown by their path in it. Raises SegqlError (exit code 2) with every
    problem of every file.
    """
    documents = _documents(path)
    problems = [problem for document in documents for problem in document.diagnostics]
    merged = _merge([d.root for d in documents if d.root is not None], problems)
    if merged is None:
        if not problems:
            problems.append(_empty(documents[0].source))
        raise SegqlError(problems, exit_code=2)
    report = Report(sites_of(merged))
    catalog = read_catalog(merged, report)
    problems.extend(report.diagnostics)
    if catalog is None or problems:
        raise SegqlError(problems, exit_code=2)
    return LoadedCatalog(catalog, report.sites, tuple(d.source for d in documents))


def _documents(path: Path) -> list[Document]:
    if not path.is_dir():
        return [read_document(path)]
    files = [file for file in (path / "catalog.yml", path / "catalog.yaml") if file.is_file()]
    below = path / "catalog"
    files += sorted(f for f in below.rglob("*") if f.suffix in (".yml", ".yaml") and f.is_file())
    if not files:
        missing = Diagnostic(
            codes.FILE_MISSING,
            f"The folder {path} has no catalog.",
            None,
            "Write `catalog.yml`, or several files in the folder `catalog`.",
        )
        raise SegqlError(missing, exit_code=2)
    return [read_document(file, file.relative_to(path).as_posix()) for file in files]


def _empty(source: Source) -> Diagnostic:
    return Diagnostic(
        codes.MISSING_KEY,
        f"{source.path} is empty.",
        Span(source, 0, 0),
        "Begin with `customer:`, and below it `table:` and `key:`.",
    )


def _merge(roots: list[Node], problems: list[Diagnostic]) -> Mapping | None:
    """All files as one; an entry of a section may stand in one of them."""
    merged: Mapping | None = None
    for root in roots:
        if not isinstance(root, Mapping):
            problems.append(
                Diagnostic(
                    codes.WRONG_VALUE,
                    "A catalog consists of keys with values below them.",
                    Span(root.span.source, root.span.start, root.span.start + 1),
                    "Begin with `customer:`, and below it `table:` and `key:`.",
                )
            )
        elif merged is None:
            merged = root
        else:
            merged = _join(merged, root, (), problems)
    return merged


def _join(one: Mapping, two: Mapping, path: tuple[str, ...], problems: list[Diagnostic]) -> Mapping:
    entries: Dictionary[str, Entry] = {entry.key.text: entry for entry in one}
    joined = dict(entries)
    for entry in two:
        name = entry.key.text
        first = entries.get(name)
        if first is None:
            joined[name] = entry
        elif (
            _is_section((*path, name))
            and isinstance(first.value, Mapping)
            and isinstance(entry.value, Mapping)
        ):
            value = _join(first.value, entry.value, (*path, name), problems)
            joined[name] = Entry(first.key, value)
        else:
            problems.append(
                Diagnostic(
                    codes.TWO_FILES,
                    f"`{'.'.join((*path, name))}` stands in two files.",
                    entry.key.span,
                    f"Keep it in {first.key.span.source.path}, or here.",
                    notes=(Note("It stands here too.", first.key.span),),
                )
            )
    return Mapping(tuple(joined.values()), one.span)


def _is_section(path: tuple[str, ...]) -> bool:
    return path in {("customer",), ("customer", "attributes")} or (
        len(path) == 1 and path[0] in _SECTIONS
    )


def read_catalog(root: Mapping, report: Report) -> Catalog | None:
    """The catalog; where entries are broken, the rest is checked without them all the same."""
    data = to_python(root)
    first = validate(Catalog, data, report)
    if isinstance(first, Catalog):
        check_catalog(first, report)
        return first
    skipped = {_set_aside(data, item) for item in first}
    rest = validate(Catalog, data, Report({}))
    if isinstance(rest, Catalog):
        check_catalog(rest, report, frozenset(skipped))
    return None


def _set_aside(data: Any, broken: Broken) -> paths.Path:
    """Take what is broken out of the data: a key, or the named entry it stands in."""
    path = broken.path
    if broken.kind == "missing" and (path[0] == "customer" and len(path) == 2):
        data["customer"][path[1]] = _PLACEHOLDER
        return path
    if broken.kind != "unknown key":
        path = _entry_of(path)
    here = data
    for part in path[:-1]:
        if not isinstance(here, dict) or part not in here:
            return path
        here = here[part]
    if isinstance(here, dict):
        here.pop(path[-1], None)
    return path


def _entry_of(path: paths.Path) -> paths.Path:
    """The named entry around a path: a field, an event, an object."""
    if path[:2] == ("customer", "attributes"):
        return path[:3]
    if path[0] in ("events", "objects") and len(path) > 3 and path[2] == "fields":
        return path[:4]
    return path[:2]
