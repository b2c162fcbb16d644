"""What is written in a project: settings, catalog and definitions, and what is wrong there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from segql.diagnostics import Diagnostic, SegqlError
from segql.diagnostics.codes.cli import NOTHING_TO_DO, UNKNOWN_SELECTION
from segql.diagnostics.suggest import nearest
from segql.project.listing import Listed, list_definitions, references
from segql.project.selectors import Choices, select
from segql.project.setup import Setup
from segql.semantics import Analysis, analyze
from segql.syntax import Parsed, parse_file

if TYPE_CHECKING:
    from segql.catalog import LoadedCatalog, LoadedSettings
    from segql.catalog.models import Catalog, Settings


class Written:
    """The texts of a project, analysed when first asked."""

    def __init__(self, setup: Setup, parameters: Mapping[str, str] | None = None) -> None:
        self._setup = setup
        self.parameters: dict[str, str] = dict(parameters or {})

    # ------------------------------------------------------------------------- what it is

    @property
    def root(self) -> Path | None:
        """The folder of `segql.yml`, or None outside a project."""
        return self._setup.root

    @property
    def base(self) -> Path:
        """Where relative paths of targets start, and `target/` is written."""
        return self._setup.base

    @property
    def settings(self) -> Settings:
        """`segql.yml`; variables of targets stand there unresolved."""
        return self._setup.settings.settings

    @property
    def loaded_settings(self) -> LoadedSettings:
        """The settings with the places of their entries and the targets' secrets."""
        return self._setup.settings

    @property
    def catalog(self) -> Catalog:
        """The pydantic catalog."""
        return self._setup.catalog.catalog

    @property
    def loaded_catalog(self) -> LoadedCatalog:
        """The catalog with the places of its entries."""
        return self._setup.catalog

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What was assumed about the data where its catalog was inferred, in sentences."""
        return self._setup.assumptions

    @cached_property
    def zone(self) -> ZoneInfo:
        """The project's time zone."""
        return ZoneInfo(self.settings.timezone)

    @cached_property
    def parsed(self) -> tuple[Parsed, ...]:
        """Every file of definitions, in the order of their paths."""
        return tuple(parse_file(source) for source in self._setup.sources)

    @cached_property
    def analysis(self) -> Analysis:
        """All files resolved and typed against the catalog.

        Raises SegqlError (2) for parameters that no `param` can take.
        """
        files = [item.file for item in self.parsed if item.file is not None]
        analysis = analyze(files, self._setup.catalog, self.settings, self.parameters)
        given = [item for item in analysis.diagnostics if _is_given(item)]
        if given:
            raise SegqlError(given, exit_code=2)
        return analysis

    @cached_property
    def definitions(self) -> dict[str, Listed]:
        """Every trait, segment, segmentation and experiment by name, sound or not."""
        files = [item.file for item in self.parsed if item.file is not None]
        return list_definitions(files, self.analysis.program)

    # ---------------------------------------------------------------------------- choosing

    def ls(
        self,
        selectors: Iterable[str] = (),
        exclude: Iterable[str] = (),
        state: Path | None = None,
    ) -> list[Listed]:
        """The definitions that `selectors` choose (all for none), in the order of the files.

        Raises SegqlError (2) for a word that chooses nothing.
        """
        words = list(selectors)
        program = self.analysis.program
        uses = {name: references(item, program) for name, item in program.definitions.items()}
        modified = None
        if state is not None:
            from segql.project.state import modified_names

            modified = modified_names(self, state)
        try:
            return select(words, Choices(self.definitions, uses, modified), exclude)
        except SegqlError as error:
            # A definition in a file that cannot be read has no name yet: its mistakes go first.
            unread = [item for item in self._syntax_problems if item.is_error]
            if unread and any(item.code is UNKNOWN_SELECTION for item in error.diagnostics):
                raise SegqlError([*unread, *error.diagnostics], error.exit_code) from error
            raise

    # ---------------------------------------------------------------------------- checking

    def check(self) -> list[Diagnostic]:
        """Every problem of the definitions, by file and place; errors, warnings and hints."""
        from segql.lints import lint

        files = [item.file for item in self.parsed if item.file is not None]
        known = self._syntax_problems
        found = [*known, *self.analysis.diagnostics, *lint(self.analysis, files, known)]
        return sorted(dict.fromkeys(found), key=_place)

    def errors(self) -> list[Diagnostic]:
        """What keeps definitions from being understood, by file and place."""
        found = [*self._syntax_problems, *self.analysis.diagnostics]
        return sorted(dict.fromkeys(item for item in found if item.is_error), key=_place)

    @property
    def _syntax_problems(self) -> list[Diagnostic]:
        parsed = [problem for item in self.parsed for problem in item.diagnostics]
        return [*self._setup.problems, *parsed]

    def require(self, names: Iterable[str]) -> list[str]:
        """The names, once it is sure that each is a definition without errors.

        Raises SegqlError: 1 with the errors, 2 for a name that nothing has.
        """
        asked = list(names)
        program = self.analysis.program
        broken = [name for name in asked if name not in program.definitions]
        if not broken:
            return asked
        errors = self.errors()
        if errors:
            raise SegqlError(errors)
        near = nearest(broken[0], program.definitions)
        raise SegqlError(
            Diagnostic(
                UNKNOWN_SELECTION,
                f"There is no definition called `{broken[0]}`.",
                help=f"Did you mean {near}?" if near else None,
            ),
            exit_code=2,
        )

    def counted(self, names: Sequence[str] | None) -> list[str]:
        """The names that can be counted: those given, or all segments, segmentations and
        experiments. Raises SegqlError as `require` does, and (2) where there is none.
        """
        if names is not None:
            return self.require(names)
        errors = self.errors()
        if errors:
            raise SegqlError(errors)
        found = [item.name for item in self.definitions.values() if item.is_counted]
        if not found:
            where = self._setup.root or "the files given"
            raise SegqlError(
                Diagnostic(
                    NOTHING_TO_DO,
                    f"There is no segment in {where}.",
                    help="Write one into segments/NAME.seg, for example: age 18..25",
                ),
                exit_code=2,
            )
        return found


def _is_given(problem: Diagnostic) -> bool:
    """Whether a mistake stands in a parameter's value, not in a file."""
    span = problem.span
    return problem.is_error and span is not None and span.source.path.startswith("--set ")


def _place(problem: Diagnostic) -> tuple[bool, str, int, int, str]:
    span = problem.span
    if span is None:
        return (False, "", 0, 0, problem.code.id)
    return (True, span.source.path, span.start, span.end, problem.code.id)
