"""What is written in a project: settings, catalog and definitions, and what is wrong there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo

from segql.diagnostics import Diagnostic, SegqlError
from segql.diagnostics.codes.cli import NOTHING_TO_DO, UNKNOWN_SELECTION
from segql.diagnostics.suggest import nearest
from segql.project.listing import Listed, references
from segql.project.reading import Reading, Texts
from segql.project.selectors import Choices, select
from segql.project.setup import Setup
from segql.semantics import Analysis
from segql.syntax import Parsed

if TYPE_CHECKING:
    from segql.catalog import LoadedCatalog, LoadedSettings
    from segql.catalog.models import Catalog, Settings


class Written:
    """The texts of a project, analysed when first asked.

    It stands on a target, and its catalog has the tables and columns of that: of the default one
    at first, of another after `on`.
    """

    def __init__(self, setup: Setup, parameters: Mapping[str, str] | None = None) -> None:
        self._setup = setup
        self.parameters: dict[str, str] = dict(parameters or {})
        self._texts = Texts(setup, self.parameters)
        self._target = setup.settings.default_target

    def on(self, target: str | None = None) -> Self:
        """The project on another target, with the tables and columns that this has."""
        return self if target in (None, self._target) else self._at(target)

    @property
    def target_name(self) -> str | None:
        """The target that it stands on, if there is one."""
        return self._target

    def everywhere(self) -> Self:
        """The project with the tables and columns of `catalog.yml` itself, whatever its targets
        have otherwise: those that unit tests speak of.
        """
        return self._at(None)

    def _at(self, target: str | None) -> Self:
        other = copy(self)
        other._target = target
        return other

    @property
    def _reading(self) -> Reading:
        return self._texts.on(self._target)

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
        """The pydantic catalog, with the tables and columns of its target.

        Raises SegqlError (2) where what the target has otherwise is not sound.
        """
        return self.loaded_catalog.catalog

    @property
    def loaded_catalog(self) -> LoadedCatalog:
        """The catalog with the places of its entries, as `catalog`."""
        return self._reading.catalog

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What was assumed about the data where its catalog was inferred, in sentences."""
        return self._setup.assumptions

    @cached_property
    def zone(self) -> ZoneInfo:
        """The project's time zone."""
        return ZoneInfo(self.settings.timezone)

    @property
    def parsed(self) -> tuple[Parsed, ...]:
        """Every file of definitions, in the order of their paths."""
        return self._texts.parsed

    @property
    def analysis(self) -> Analysis:
        """All files resolved and typed against the catalog.

        Raises SegqlError (2) for parameters that no `param` can take, and as `catalog`.
        """
        return self._reading.analysis

    @property
    def definitions(self) -> dict[str, Listed]:
        """Every trait, segment, segmentation and experiment by name, sound or not."""
        return self._reading.definitions

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
        """Every problem of the definitions, by file and place; errors, warnings and hints.

        What is an error on another target only is among them. Raises SegqlError (2) where what
        a target has otherwise is not sound.
        """
        from segql.lints import lint

        others = self._readings()
        files = [item.file for item in self.parsed if item.file is not None]
        known = self._syntax_problems
        found = [*known, *self.analysis.diagnostics, *lint(self.analysis, files, known)]
        for reading in others:
            found += [item for item in reading.analysis.diagnostics if item.is_error]
        return sorted(dict.fromkeys(found), key=_place)

    def _readings(self) -> list[Reading]:
        """What is read on every target, their catalogs being sound."""
        readings = [self._reading, *map(self._texts.on, self.settings.targets)]
        problems: list[Diagnostic] = []
        for reading in readings:
            try:
                _ = reading.catalog
            except SegqlError as error:
                problems += error.diagnostics
        if problems:
            raise SegqlError(list(dict.fromkeys(problems)), exit_code=2)
        return readings

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
                help=f"Did you mean `{near}`?" if near else None,
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


def _place(problem: Diagnostic) -> tuple[bool, str, int, int, str]:
    span = problem.span
    if span is None:
        return (False, "", 0, 0, problem.code.id)
    return (True, span.source.path, span.start, span.end, problem.code.id)
