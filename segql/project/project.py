"""A project in Python: check, compile, run, members, explain and test its definitions."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from segql.project.instants import AsOf, instant_of
from segql.project.setup import set_up
from segql.project.written import Written

if TYPE_CHECKING:
    from segql.analysis.quality import DataReport
    from segql.analysis.waterfall import CaseWaterfalls, Waterfall
    from segql.analysis.why import Why
    from segql.analysis.why_split import WhyCase, WhyVariant
    from segql.catalog import LoadedSettings
    from segql.catalog.models import Target
    from segql.export import MemberRows
    from segql.matcher import Matcher
    from segql.plan.nodes import Plan
    from segql.project.explaining import Stage
    from segql.project.means import Means
    from segql.project.publishing import Publication
    from segql.project.results import Members, RunResult
    from segql.project.verdicts import TestResult

Shape = Literal["select", "view", "table"]


class Project(Written):
    """One project: its settings, its catalog and its definitions, analysed when first asked.

    Methods that need sound definitions raise SegqlError (exit code 1) with all problems; those
    that need a target raise it with 2 for wrong configuration and 3 where the engine failed.
    """

    @classmethod
    def load(
        cls,
        path: str | Path | None = None,
        *,
        files: Sequence[str | Path] = (),
        catalog: str | Path | None = None,
        data: Sequence[str | Path] = (),
        parameters: Mapping[str, str] | None = None,
        environment: Mapping[str, str] | None = None,
        settings: LoadedSettings | None = None,
    ) -> Project:
        """Load a project by its folder (or its `segql.yml`), or one file of definitions.

        A `.seg` file belongs to the project around it, if there is one; `files` are further
        ones. `catalog` and `data` (CSV, Parquet, a folder of them, or a DuckDB database) take
        the place of the project's; with `data` alone and no project a plain catalog is
        inferred. `parameters` take the place of `param` values. Raises SegqlError (2).
        """
        folder = Path(path) if path is not None else None
        more = [Path(item) for item in files]
        if folder is not None and folder.suffix == ".seg":
            more.insert(0, folder)
            folder = None
        setup = set_up(
            folder,
            files=more,
            catalog=Path(catalog) if catalog is not None else None,
            data=[Path(item) for item in data],
            environment=environment,
            settings=settings,
        )
        return cls(setup, parameters)

    # ------------------------------------------------------------------ defaults of a run

    def instant(self, as_of: AsOf = None) -> datetime:
        """The instant of a run: as asked, else the project's default, else now."""
        default = self.settings.defaults.get("as_of")
        return instant_of(as_of if as_of is not None else _text(default), self.zone)

    def target(self, name: str | None = None) -> tuple[str, Target]:
        """A target by name, else the project's default, its variables resolved.

        Raises SegqlError (2) where there is no such target or a variable is not set.
        """
        chosen = name or self._target
        target = self.loaded_settings.target(chosen)
        assert chosen is not None
        return chosen, target

    def dialect(self, name: str | None = None, target: str | None = None) -> str:
        """The SQL dialect: as asked, else of the target, else DuckDB's."""
        chosen = name or _text(self.settings.defaults.get("dialect"))
        if chosen is not None:
            return chosen
        wanted = target or self._target
        if wanted is None:
            return "duckdb"
        from segql.engines import dialect_of

        # Which dialect a target has needs no variables: SQL can be read without secrets.
        return dialect_of(self.settings.targets.get(wanted) or self.target(wanted)[1])

    # ----------------------------------------------------------------------------- answers

    def check_data(self, target: str | None = None, as_of: AsOf = None) -> DataReport:
        """Hold the catalog against a target: columns, keys, and what the rows of each table hold.

        Its `problems` are diagnostics, each with a place in the catalog. Raises SegqlError as
        `target` does, and (3) where the engine fails.
        """
        from segql.project.quality import data_report

        return data_report(self.on(target), self.instant(as_of), target)

    def plan(self, names: Sequence[str], columns: Sequence[str] = ()) -> Plan:
        """The plan of definitions, apart from any target. Raises SegqlError (1)."""
        from segql.project.running import plan_of

        return plan_of(self, self.require(names), columns)

    def compile(
        self,
        name: str,
        dialect: str | None = None,
        as_: Shape = "select",
        as_of: AsOf = None,
        live: bool = False,
        target: str | None = None,
    ) -> str:
        """One definition as one SQL statement, `;` and line end not included.

        It is pinned to `as_of`, else to the project's default day; with `live`, or where there
        is neither, it follows the engine's clock. Raises SegqlError (1).
        """
        from segql.project.running import compile_definition

        instant = self._pinned(as_of, live)
        here = self.on(target)
        return compile_definition(
            here, here.require([name])[0], self.dialect(dialect, target), instant, as_
        )

    def compile_together(
        self,
        names: Sequence[str] | None = None,
        dialect: str | None = None,
        as_of: AsOf = None,
        live: bool = False,
        target: str | None = None,
    ) -> list[str]:
        """Every customer with one column a definition, as one statement: what several of them use
        is computed once. Several statements only where the database takes fewer columns.

        Pinned or live as `compile`. Raises SegqlError (1).
        """
        from segql.project.publishing import together

        instant = self._pinned(as_of, live)
        here = self.on(target)
        return together(here, here.counted(names), self.dialect(dialect, target), instant)

    def compile_all(
        self,
        names: Sequence[str] | None = None,
        dialect: str | None = None,
        as_: Shape = "select",
        as_of: AsOf = None,
        live: bool = False,
        target: str | None = None,
    ) -> dict[str, str]:
        """A statement for each definition by its name, then `memberships_wide` (a row for every
        customer, a column for each definition) and `memberships_long` (a row each membership).

        Pinned or live as `compile`. Raises SegqlError (1), also where two would have one name.
        """
        from segql.project.publishing import statements

        instant = self._pinned(as_of, live)
        here = self.on(target)
        return statements(here, here.counted(names), self.dialect(dialect, target), instant, as_)

    def compile_dbt(
        self,
        names: Sequence[str] | None = None,
        dialect: str | None = None,
        as_of: AsOf = None,
        live: bool = False,
        target: str | None = None,
    ) -> dict[str, str]:
        """The files of a dbt project of definitions by their place: models, tests, sources.

        Pinned or live as `compile`. Raises SegqlError (1).
        """
        from segql.project.publishing import dbt_project
        from segql.publish import dbt_files

        instant = self._pinned(as_of, live)
        here, spoken = self.on(target), self.dialect(dialect, target)
        return dbt_files(dbt_project(here, here.counted(names), spoken, instant))

    def publish(
        self,
        names: Sequence[str] | None = None,
        target: str | None = None,
        as_: Literal["view", "table"] = "view",
        as_of: AsOf = None,
        live: bool = False,
        *,
        force: bool = False,
        dry_run: bool = False,
    ) -> Publication:
        """Put definitions, and the two tables of memberships, into a target's database, all in
        one step, and drop what an earlier time published and is not among them.

        Raises SegqlError: 1 where a name is somebody else's, or a size became ten times as large
        or a tenth and not `force`; 2 for a target without a database; 3 where the engine fails.
        """
        from segql.project.publishing import publish

        instant = self._pinned(as_of, live)
        here = self.on(target)
        return publish(
            here, here.counted(names), target, instant, as_, force=force, dry_run=dry_run
        )

    def _pinned(self, as_of: AsOf, live: bool) -> datetime | None:
        """The instant that SQL is pinned to: as asked, else the project's default day, if any."""
        pinned = as_of is not None or "as_of" in self.settings.defaults
        return self.instant(as_of) if pinned and not live else None

    def run(
        self,
        names: Sequence[str] | None = None,
        as_of: AsOf = None,
        target: str | None = None,
        means: Means | None = None,
    ) -> RunResult:
        """The sizes of definitions (all that can be counted, for None) on a target.

        `means` says how they are worked out; it never changes them.
        """
        from segql.project.running import run_definitions

        here = self.on(target)
        return run_definitions(here, here.counted(names), self.instant(as_of), target, means)

    def matcher(
        self,
        names: Sequence[str] | None = None,
        lists: Mapping[str, Container[object]] | None = None,
    ) -> Matcher:
        """One function that decides for one profile which of these definitions it is in.

        `match(profile, events=None, as_of=now)`; see `segql.matcher.Matcher`. `lists` are the
        keys of the catalog's lists that definitions ask for. Raises SegqlError (1), also for
        definitions that compare a customer with all others, by name.
        """
        from segql.catalog.children import with_whole_lists
        from segql.matcher import Matcher
        from segql.plan import build_plan

        plain = self.everywhere()
        asked = plain.counted(names)
        # a profile holds each list whole, whatever tables a target has
        catalog = with_whole_lists(plain.catalog)
        plan = build_plan(plain.analysis.program, catalog, self.settings, asked, given=True)
        return Matcher(plan, lists)

    def members(
        self,
        name: str,
        as_of: AsOf = None,
        target: str | None = None,
        columns: Sequence[str] = (),
        hash: Sequence[str] = (),
    ) -> Members:
        """The keys of a definition's members on a target, all in memory.

        `columns` are attributes and traits to give out beside the key, `hash` attributes to give
        out as SHA-256, normalised as ad platforms match them.
        """
        from segql.project.running import members_of

        here = self.on(target)
        [asked] = here.require([name])
        return members_of(here, asked, self.instant(as_of), target, columns, hash)

    def open_members(
        self,
        name: str,
        as_of: AsOf = None,
        target: str | None = None,
        columns: Sequence[str] = (),
        hash: Sequence[str] = (),
    ) -> AbstractContextManager[MemberRows]:
        """As `members`, but the rows stream out of the target while the context is open."""
        from segql.project.running import open_members

        here = self.on(target)
        [asked] = here.require([name])
        return open_members(here, asked, self.instant(as_of), target, columns, hash)

    def open_all_members(
        self,
        names: Sequence[str],
        as_of: AsOf = None,
        target: str | None = None,
        means: Means | None = None,
    ) -> AbstractContextManager[Callable[[str], AbstractContextManager[MemberRows]]]:
        """As `open_members` for several definitions, worked out together: what is given opens
        each by its name.
        """
        from segql.project.means import Means
        from segql.project.running import open_all_members

        here = self.on(target)
        asked = here.require(names)
        return open_all_members(here, asked, self.instant(as_of), target, means or Means())

    def test(
        self,
        names: Sequence[str] | None = None,
        *,
        unit: bool = True,
        expect: bool = True,
        as_of: AsOf = None,
        target: str | None = None,
        files: Sequence[Path] = (),
    ) -> TestResult:
        """Run unit tests (`unit`, no data needed) and the `expect` lines of segments (`expect`,
        on a target's data).

        `names` keeps what is about these definitions only; `files` of unit tests are run whole
        instead of the project's folder `tests`. With `target` unit tests run there too, in
        a scratch place. Raises SegqlError as `run` does; a test that fails raises nothing.
        """
        from segql.project.testing import run_tests

        instant = self.instant(as_of)
        return run_tests(
            self, names, unit=unit, expect=expect, as_of=instant, target=target, files=files
        )

    def explain(
        self, name: str, stage: Stage = "words", as_of: AsOf = None, target: str | None = None
    ) -> str:
        """A definition in plain words, or what a stage makes of it: tree, types, plan, SQL."""
        from segql.project.explaining import explain_stage

        here = self.on(target)
        return explain_stage(here, here.require([name])[0], stage, as_of, target)

    def counts(self, name: str, as_of: AsOf = None, target: str | None = None) -> Waterfall:
        """How many customers each condition of a segment keeps in turn, how many would come
        without it, and how many hang on an unknown value. Raises SegqlError as `run` does, and
        (2) where the name is not a segment's.
        """
        from segql.project.explaining import counts_of

        here = self.on(target)
        return counts_of(here, here.require([name])[0], as_of, target)

    def case_counts(
        self, name: str, as_of: AsOf = None, target: str | None = None
    ) -> CaseWaterfalls:
        """The same for each case of a segmentation, of those whom no case before it takes."""
        from segql.project.explaining import cases_of

        here = self.on(target)
        return cases_of(here, here.require([name])[0], as_of, target)

    def why(
        self, name: str, key: object, as_of: AsOf = None, target: str | None = None
    ) -> Why | WhyCase | WhyVariant:
        """Why a customer is in a segment, or is not: each condition with values and verdict, and
        the least that is lacking; of a segmentation also for the case that fits and those before
        it, of an experiment the place in the random split.
        Raises SegqlError as `run` does, and (2) for the key of nobody, or a trait's name.
        """
        from segql.project.explaining import why_of

        here = self.on(target)
        return why_of(here, here.require([name])[0], key, as_of, target)

    def look_at(self, target: str | None = None) -> tuple[str, int]:
        """Connect to a target: the version of its engine, and how many tables it has. Raises
        SegqlError: 2 for a wrong description of the target, 3 where it does not answer.
        """
        from segql.engines import connect

        name, described = self.target(target)
        secrets = self.loaded_settings.secrets(name)
        with connect(described, self.base, secrets=secrets) as engine:
            return engine.version, len(engine.tables())


def _text(value: object) -> str | None:
    return None if value is None else str(value)
