"""Files of unit tests to `UnitTest`s: what stands in them, read by the catalog."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from segql.catalog.document import read_document
from segql.catalog.loading import LoadedCatalog
from segql.catalog.models import Settings
from segql.catalog.paths import scalar_source
from segql.catalog.yaml_nodes import Entry, Mapping, Node, Scalar, Sequence
from segql.clock import parse_as_of
from segql.diagnostics.codes import catalog as codes
from segql.diagnostics.suggest import nearest
from segql.source import Source, Span
from segql.testing.cells import MisfitError, fill_key
from segql.testing.model import Expectation, Key, LoadedTests, Refusal, UnitTest
from segql.testing.rows import SECTIONS, GivenRow, Problems, RowReader, first_line
from segql.types import Type

_KEYS = ("name", "description", "as_of", *SECTIONS, "expect", "refuse")


def load_tests(
    path: Path, catalog: LoadedCatalog, settings: Settings, shown: str | None = None
) -> LoadedTests:
    """The tests of one file. `shown` is the path that messages print.

    Problems are in the result; a file with problems gives no tests.
    """
    document = read_document(path, shown)
    problems = Problems()
    for problem in document.diagnostics:
        problems.found[problem.code.id, problem.span.start if problem.span else 0, ""] = problem
    tests: list[UnitTest] = []
    if document.root is not None:
        reader = _FileReader(path.stem, document.source, catalog, settings, problems)
        tests = reader.read(document.root)
    elif not problems.found:
        problems.add(
            codes.TEST_SHAPE,
            f"{document.source.path} is empty.",
            Span(document.source, 0, 0),
            "Write rows below `customers:` and `events:`, and `expect:`.",
        )
    found = tuple(problems.found.values())
    return LoadedTests(() if found else tuple(tests), found, (document.source,))


def load_all(
    root: Path, catalog: LoadedCatalog, settings: Settings, folder: str = "tests"
) -> LoadedTests:
    """The tests of all `.yml` files below a project's folder of tests, in order of their paths."""
    below = root / folder
    files = sorted(f for f in below.rglob("*") if f.suffix in (".yml", ".yaml") and f.is_file())
    loaded = [load_tests(f, catalog, settings, f.relative_to(root).as_posix()) for f in files]
    return LoadedTests(
        tuple(test for file in loaded for test in file.tests),
        tuple(problem for file in loaded for problem in file.diagnostics),
        tuple(source for file in loaded for source in file.sources),
    )


@dataclass(frozen=True, slots=True)
class _Shared:
    """What the tests of a file have in common."""

    rows: dict[str, list[GivenRow]]
    as_of: datetime | None


class _FileReader:
    def __init__(
        self,
        stem: str,
        source: Source,
        catalog: LoadedCatalog,
        settings: Settings,
        problems: Problems,
    ) -> None:
        self.stem = stem
        self.source = source
        self.problems = problems
        self.zone = ZoneInfo(settings.timezone)
        self.rows = RowReader(catalog.catalog, self.zone, problems)

    def read(self, root: Node) -> list[UnitTest]:
        if not isinstance(root, Mapping):
            self._shape("A file of tests consists of keys with values.", root.span)
            return []
        self._check_keys(root, (*_KEYS, "tests"))
        shared = _Shared(self.rows.given(root), self._as_of(root, None))
        tests: list[UnitTest] = []
        several = root.entry("tests")
        if several is None or root.entry("expect") or root.entry("refuse"):
            tests.append(self._test(root, shared, self.stem, own=False))
        if several is not None:
            tests.extend(self._several(several, shared))
        return tests

    def _several(self, entry: Entry, shared: _Shared) -> Iterable[UnitTest]:
        if not isinstance(entry.value, Sequence):
            self._shape("`tests` is a list of tests.", entry.key.span)
            return
        for number, item in enumerate(entry.value.items, 1):
            if isinstance(item, Mapping):
                self._check_keys(item, _KEYS)
                yield self._test(item, shared, f"{self.stem} {number}", own=True)
            else:
                self._shape("A test consists of keys with values.", item.span)

    def _test(self, body: Mapping, shared: _Shared, name: str, own: bool) -> UnitTest:
        rows = {table: list(given) for table, given in shared.rows.items()}
        as_of = shared.as_of
        if own:
            for table, given in self.rows.given(body).items():
                rows.setdefault(table, []).extend(given)
            as_of = self._as_of(body, as_of)
        dataset, key = self.rows.dataset(rows)
        named = body.entry("name")
        if named is not None and isinstance(named.value, Scalar) and named.value.text.strip():
            name = named.value.text
        span = named.value.span if named else first_line(body.span)
        if body.entry("expect") is None and body.entry("refuse") is None:
            self.problems.add(
                codes.TEST_SHAPE,
                f"The test `{name}` expects nothing.",
                span,
                "Add `expect:` with the keys of the members: `vip: [1, 2]`.",
            )
        return UnitTest(
            name,
            self.source.path,
            span,
            as_of,
            dataset,
            tuple(self._expectations(body, key)),
            tuple(self._refusals(body)),
        )

    def _check_keys(self, body: Mapping, known: tuple[str, ...]) -> None:
        for entry in body:
            word = entry.key.text
            if word in known:
                continue
            near = nearest(word, known)
            self.problems.add(
                codes.TEST_SHAPE,
                f"There is no key `{word}` in a test.",
                entry.key.span,
                f"Did you mean `{near}`?" if near else f"Possible keys: {', '.join(known)}.",
                near,
            )

    def _as_of(self, body: Mapping, otherwise: datetime | None) -> datetime | None:
        entry = body.entry("as_of")
        if entry is None:
            return otherwise
        text = entry.value.text if isinstance(entry.value, Scalar) else ""
        try:
            return parse_as_of(text.strip().replace(" ", "T", 1), self.zone)
        except (ValueError, OverflowError):
            self.problems.add(
                codes.TEST_TIME,
                f"`as_of` cannot be `{text}`." if text else "`as_of` has no value.",
                first_line(entry.value.span),
                "Write a date, 2024-06-30, or a timestamp with an offset, 2024-06-30T12:00+02:00.",
            )
            return otherwise

    # ---------------------------------------------------------------------- what is expected

    def _conditions(self, body: Mapping, section: str) -> Iterable[Entry]:
        entry = body.entry(section)
        if entry is None or (isinstance(entry.value, Scalar) and entry.value.is_null):
            return ()
        if isinstance(entry.value, Mapping):
            return entry.value.entries
        example = "vip: [1, 2]" if section == "expect" else "'age = \"x\"': SEG301"
        self._shape(f"Below `{section}` stand conditions: `{example}`.", entry.key.span)
        return ()

    def _expectations(self, body: Mapping, key: Type) -> Iterable[Expectation]:
        for entry in self._conditions(body, "expect"):
            condition, source = entry.key.text, scalar_source(entry.key)
            keys: tuple[Key, ...] = ()
            cases: dict[str, tuple[Key, ...]] | None = None
            match entry.value:
                case Sequence():
                    keys = self._keys(entry.value, key)
                case Mapping():
                    cases = {
                        case.key.text: self._keys(case.value, key)
                        for case in entry.value
                        if self._is_list(case)
                    }
                case Scalar():
                    self._is_list(entry)
            yield Expectation(condition, source, entry.key.span, keys, cases)

    def _is_list(self, entry: Entry) -> bool:
        if isinstance(entry.value, Sequence):
            return True
        self.problems.add(
            codes.TEST_SHAPE,
            f"The members of `{entry.key.text}` are a list of keys.",
            entry.key.span,
            "Write the keys in brackets, [1, 2], or [] where there are none.",
        )
        return False

    def _keys(self, node: Node, key: Type) -> tuple[Key, ...]:
        def report(problem: MisfitError) -> None:
            self.problems.misfit(problem, "A key of a customer")

        items = node.items if isinstance(node, Sequence) else ()
        values = fill_key(items, key, self.zone, report).values
        return tuple(v for v in values if v is not None and not isinstance(v, (list, dict)))

    def _refusals(self, body: Mapping) -> Iterable[Refusal]:
        for entry in self._conditions(body, "refuse"):
            nodes = entry.value.items if isinstance(entry.value, Sequence) else (entry.value,)
            words = tuple(n.text for n in nodes if isinstance(n, Scalar) and n.text.strip())
            if len(words) < len(nodes) or not words:
                self.problems.add(
                    codes.TEST_SHAPE,
                    f"It is not said how `{entry.key.text}` is refused.",
                    entry.key.span,
                    "Write the code, SEG203, or words of the message.",
                )
            yield Refusal(entry.key.text, scalar_source(entry.key), entry.key.span, words)

    def _shape(self, message: str, span: Span) -> None:
        self.problems.add(
            codes.TEST_SHAPE,
            message,
            first_line(span),
            "A test has `as_of`, rows below `customers` and `events`, and `expect`.",
        )
