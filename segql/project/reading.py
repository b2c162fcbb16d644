"""The texts of a project beside one catalog, analysed when first asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from segql.catalog import LoadedCatalog, catalog_on
from segql.diagnostics import Diagnostic, SegqlError
from segql.project.listing import Listed, list_definitions
from segql.project.setup import Setup
from segql.semantics import Analysis, analyze
from segql.syntax import Parsed, parse_file


@dataclass
class Texts:
    """Every file of definitions as it was parsed, and what was read on each kind of target."""

    setup: Setup
    parameters: Mapping[str, str]
    readings: dict[str | None, Reading] = field(default_factory=dict)

    @cached_property
    def parsed(self) -> tuple[Parsed, ...]:
        return tuple(parse_file(source) for source in self.setup.sources)

    def on(self, target: str | None) -> Reading:
        """What is read on a target; on None beside `catalog.yml` itself. Targets that have
        nothing otherwise share it.
        """
        file = self.setup.settings.catalog_of(target) if target is not None else None
        if file not in self.readings:
            self.readings[file] = Reading(self, target if file is not None else None)
        return self.readings[file]


@dataclass
class Reading:
    """All definitions beside the catalog as one kind of target has it."""

    texts: Texts
    target: str | None

    @cached_property
    def catalog(self) -> LoadedCatalog:
        """Raises SegqlError (2) where the target's own file is not sound."""
        setup = self.texts.setup
        if self.target is None or setup.root is None:
            return setup.catalog
        return catalog_on(setup.catalog, setup.settings, self.target, setup.root)

    @cached_property
    def analysis(self) -> Analysis:
        """Raises SegqlError (2) for parameters that no `param` can take, and as `catalog`."""
        files = [item.file for item in self.texts.parsed if item.file is not None]
        settings = self.texts.setup.settings.settings
        analysis = analyze(files, self.catalog, settings, self.texts.parameters)
        given = [item for item in analysis.diagnostics if _is_given(item)]
        if given:
            raise SegqlError(given, exit_code=2)
        return analysis

    @cached_property
    def definitions(self) -> dict[str, Listed]:
        files = [item.file for item in self.texts.parsed if item.file is not None]
        return list_definitions(files, self.analysis.program)


def _is_given(problem: Diagnostic) -> bool:
    """Whether a mistake stands in a parameter's value, not in a file."""
    span = problem.span
    return problem.is_error and span is not None and span.source.path.startswith("--set ")
