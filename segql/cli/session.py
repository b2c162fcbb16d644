"""Opens the project that a command works on, and chooses the definitions it works with."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from segql.cli import console
from segql.cli.options import Chosen, Common, Data
from segql.diagnostics import Diagnostic, SegqlError
from segql.diagnostics.codes.cli import BAD_OPTION, NOTHING_TO_DO
from segql.project import Project
from segql.project.files import shown_path
from segql.project.listing import Listed
from segql.semantics.tree import Segment, Segmentation

NO_DATA = Data()


@dataclass(frozen=True, slots=True)
class Session:
    """A project, and the words of SELECT and `--exclude` with files as the project shows them."""

    project: Project
    words: tuple[str, ...]
    exclude: tuple[str, ...]
    state: Path | None
    verbose: bool = False
    quiet: bool = False

    def note(self, text: str) -> None:
        """What is done, for those who asked with --verbose."""
        if self.verbose:
            console.tell(text)

    def note_run(self, names: Sequence[str], common: Common) -> None:
        """What is about to run, as of when and where."""
        if self.verbose:
            name, target = self.project.target(common.target)
            as_of = self.project.instant(common.as_of).isoformat()
            console.tell(f"On the target {name} ({target.engine}), as of {as_of}:")
            console.tell(f"  {', '.join(names)}")

    def listed(self) -> list[Listed]:
        """The chosen definitions. Raises SegqlError (2) for a word that chooses nothing."""
        return self.project.ls(self.words, self.exclude, self.state)

    def computed(self) -> list[str]:
        """The names of what SQL can be written for: as `counted`, and traits chosen by name."""
        if any(item in self.words for item in self.project.definitions):
            return self._sound([item.name for item in self.listed()])
        return self.counted()

    def counted(self) -> list[str]:
        """The names of the chosen segments, segmentations and experiments, free of errors.

        Raises SegqlError as `Project.counted`, and (2) where only traits were chosen.
        """
        if not self.words and not self.exclude:
            return self.project.counted(None)
        chosen = self.listed()
        names = [item.name for item in chosen if item.is_counted]
        if chosen and not names:
            raise SegqlError(
                Diagnostic(
                    NOTHING_TO_DO,
                    f"`{chosen[0].name}` is a trait: it has a value for each customer, but no "
                    "members to count.",
                    help="Choose a segment, a segmentation or an experiment.",
                ),
                exit_code=2,
            )
        return self._sound(names)

    def of_conditions(self) -> list[str]:
        """The names of the chosen segments and segmentations, and of whatever was chosen by its
        own name.
        """
        definitions = self.project.analysis.program.definitions
        return [
            name
            for name in self.computed()
            if isinstance(definitions[name], Segment | Segmentation) or name in self.words
        ]

    def _sound(self, names: list[str]) -> list[str]:
        """The names, all free of errors; those in other definitions are mentioned."""
        self.project.require(names)
        if not self.quiet:
            others = len(self.project.errors())
            if others:
                there = console.amount(others, "error")
                console.tell(f"Other definitions have {there}, which `segql check` shows.")
        return names


def open_session(common: Common, chosen: Chosen, data: Data = NO_DATA) -> Session:
    """The project that the options mean, with the files named in SELECT among its sources."""
    words = chosen.select or []
    excluded = chosen.exclude or []
    files = [Path(core) for core in map(_core, [*words, *excluded]) if core.endswith(".seg")]
    project = Project.load(
        common.project,
        files=[path for path in files if path.is_file()],
        catalog=data.catalog,
        data=data.data or (),
        parameters=parameters_of(common.set or ()),
        settings=common.settings,
    ).on(common.target)
    for path in files:
        if not path.is_file() and not (project.base / path).is_file():
            help = f"The definition is called `{path.stem}`: leave out the ending."
            known = path.stem in project.definitions
            raise SegqlError(
                Diagnostic(BAD_OPTION, f"There is no file {path}.", help=help if known else None),
                exit_code=2,
            )
    if project.assumptions and not common.quiet:
        console.tell(_inferred(project))
    session = Session(
        project,
        tuple(_shown(word, project) for word in words),
        tuple(_shown(word, project) for word in excluded),
        chosen.state,
        common.verbose,
        common.quiet,
    )
    where = project.root or "no folder of its own"
    count = console.amount(len(project.parsed), "file")
    session.note(f"The project {project.settings.name} in {where}, {count} of definitions")
    return session


def _core(word: str) -> str:
    return word.removeprefix("+").removesuffix("+")


def _shown(word: str, project: Project) -> str:
    core = _core(word)
    if not core.endswith(".seg") or not Path(core).is_file():
        return word
    path = shown_path(Path(os.path.normpath(core)), project.root)
    return word.replace(core, path)


def parameters_of(assignments: tuple[str, ...] | list[str]) -> dict[str, str]:
    """`--set name=value` as a mapping. Raises SegqlError (2) for anything else."""
    found: dict[str, str] = {}
    for assignment in assignments:
        name, equals, value = assignment.partition("=")
        name = name.strip().removeprefix("$")
        if not equals or not name:
            raise SegqlError(
                Diagnostic(
                    BAD_OPTION,
                    f"--set {assignment} does not give a param a value.",
                    help="Write --set NAME=VALUE, for example --set min_orders=5.",
                ),
                exit_code=2,
            )
        found[name] = value.strip()
    return found


def _inferred(project: Project) -> str:
    said = "\n".join(f"  {sentence}" for sentence in project.assumptions)
    return f"No catalog was given, so a plain one was inferred from the data:\n{said}"


def refuse(message: str, help: str) -> None:
    """Raises SegqlError (2) for options that do not go together."""
    raise SegqlError(Diagnostic(BAD_OPTION, message, help=help), exit_code=2)
