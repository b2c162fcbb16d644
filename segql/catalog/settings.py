"""`segql.yml`: the project's settings; variables of a target are resolved when it is used."""

from __future__ import annotations

import re
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from segql.catalog import paths
from segql.catalog.document import read_document
from segql.catalog.models import Settings, Target
from segql.catalog.names import check_zone
from segql.catalog.paths import Sites, sites_of, span_at
from segql.catalog.reading import Report, validate
from segql.catalog.secrets import Secrets, secrets_of
from segql.catalog.yaml_nodes import Mapping, to_python
from segql.diagnostics.codes import all_codes, overrides
from segql.diagnostics.codes import catalog as codes
from segql.diagnostics.model import Diagnostic, SegqlError
from segql.diagnostics.suggest import nearest
from segql.source import Source, Span

FILE = "segql.yml"
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}")
_MALFORMED = re.compile(r"\$\{(?![A-Za-z_][A-Za-z0-9_]*(?::-[^}]*)?\})")


@dataclass(frozen=True)
class LoadedSettings:
    """Checked settings, the folder they stand in, and the places of their entries.

    In `settings.targets` variables still stand as written (`${NAME}`), so that printing them
    tells no secret; `target` resolves them.
    """

    settings: Settings
    root: Path | None = None
    environment: Dictionary[str, str] = field(default_factory=dict, repr=False, compare=False)
    sites: Sites = field(default_factory=dict, repr=False, compare=False)
    raw_targets: Dictionary[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def from_settings(
        cls, settings: Settings, environment: Dictionary[str, str] | None = None
    ) -> LoadedSettings:
        """Settings built in memory. Raises SegqlError where they do not fit together."""
        report = Report({})
        _check(settings, report)
        if report.diagnostics:
            raise SegqlError(report.diagnostics, exit_code=2)
        raw = {
            name: target.model_dump(by_alias=True, exclude_defaults=True)
            for name, target in settings.targets.items()
        }
        return cls(settings, None, environment or {}, {}, raw)

    def span_of(self, path: paths.Path, key: bool = False) -> Span:
        """The place of a value (with `key` of its key), or of the nearest entry around it."""
        return span_at(self.sites, path, key)

    @property
    def default_target(self) -> str | None:
        """The target where none is named: that of the command line's defaults, the declared one,
        or the only one.
        """
        chosen = self.settings.defaults.get("target")
        if chosen is not None:
            return str(chosen)
        if self.settings.default_target is not None:
            return self.settings.default_target
        names = list(self.settings.targets)
        return names[0] if len(names) == 1 else None

    def catalog_of(self, name: str | None = None) -> str | None:
        """The file in which a target (default: the default one) says what it has otherwise."""
        target = self.settings.targets.get(name or self.default_target or "")
        return target.catalog if target is not None else None

    def target(self, name: str | None = None) -> Target:
        """A target (default: the default one) with its variables resolved.

        Raises SegqlError (exit code 2) where there is no such target, or a variable is not set.
        """
        name, raw = self._raw(name)
        report = Report(self.sites)
        resolved = _Resolver(self.environment, report).resolve(("targets", name), raw)
        if report.diagnostics:
            raise SegqlError(report.diagnostics, exit_code=2)
        target = validate(Target, resolved, report)
        if isinstance(target, Target):
            return target
        secrets = self.secrets(name)
        raise SegqlError(
            [
                _scrubbed(problem, ("targets", name), self, secrets)
                for problem in report.diagnostics
            ],
            exit_code=2,
        )

    def secrets(self, name: str | None = None) -> Secrets:
        """What must not be shown of a target: everything from variables, and passwords."""
        name, raw = self._raw(name)
        resolver = _Resolver(self.environment, Report({}))
        resolved = resolver.resolve(("targets", name), raw)
        return secrets_of(resolved, resolver.used)

    def _raw(self, name: str | None) -> tuple[str, Any]:
        known = self.settings.targets
        name = name if name is not None else self.default_target
        if name is not None and name in self.raw_targets:
            return name, self.raw_targets[name]
        raise SegqlError(_no_target(name, known, None), exit_code=2)


def find_project(start: Path) -> Path | None:
    """The nearest folder with a `segql.yml`, from `start` upwards; None where there is none."""
    start = start.resolve()
    return next((f for f in (start, *start.parents) if (f / FILE).is_file()), None)


def load_settings(path: Path, environment: Dictionary[str, str]) -> LoadedSettings:
    """Read and check `segql.yml`, by its own path or its folder's.

    `environment` answers `${NAME}` and `${NAME:-default}` in targets, not before such a target
    is used. Raises SegqlError (exit code 2) with every problem.
    """
    file = path / FILE if path.is_dir() else path
    document = read_document(file, file.name)
    problems = list(document.diagnostics)
    if document.root is None or problems:
        if not problems:
            problems.append(_empty(document.source))
        raise SegqlError(problems, exit_code=2)
    report = Report(sites_of(document.root))
    if not isinstance(document.root, Mapping):
        report.add(
            codes.WRONG_VALUE,
            (),
            "Settings consist of keys with values.",
            "Begin with `name: my_shop`.",
        )
        raise SegqlError(report.diagnostics, exit_code=2)
    data = to_python(document.root)
    raw_targets = data.get("targets") if isinstance(data.get("targets"), dict) else {}
    settings = validate(Settings, {**data, **_without_variables(data)}, report)
    if isinstance(settings, Settings):
        _check(settings, report)
    for name, target in raw_targets.items():
        _check_spelling(("targets", name), target, report)
    if report.diagnostics or not isinstance(settings, Settings):
        raise SegqlError(report.diagnostics, exit_code=2)
    return LoadedSettings(settings, file.parent, dict(environment), report.sites, raw_targets)


def _without_variables(data: dict[str, Any]) -> dict[str, Any]:
    """Targets without values that become numbers only when their variable is known."""
    targets = data.get("targets")
    if not isinstance(targets, dict):
        return {}
    return {
        "targets": {
            name: {
                key: value
                for key, value in target.items()
                if key != "threads" or not (isinstance(value, str) and _VARIABLE.search(value))
            }
            if isinstance(target, dict)
            else target
            for name, target in targets.items()
        }
    }


def _check(settings: Settings, report: Report) -> None:
    check_zone(report, ("timezone",), settings.timezone)
    default = settings.default_target
    if default is not None and default not in settings.targets:
        span = report.span(("default_target",))
        report.diagnostics.append(_no_target(default, settings.targets, span))
    for name, target in settings.targets.items():
        if target.catalog is not None:
            _check_catalog_of(report, ("targets", name, "catalog"), target.catalog)
    lints = {code.name for code in all_codes().values() if code.id.startswith("SEG4")}
    for name in settings.lint:
        near = None if name in lints else nearest(name, lints)
        if near is not None:
            # what is near to no lint may be one of another version of SegQL
            report.add(
                codes.UNKNOWN_LINT,
                ("lint", name),
                f"There is no lint `{name}`.",
                f"Did you mean `{near}`?",
                key=True,
                replace=near,
            )


def _check_catalog_of(report: Report, path: paths.Path, file: str) -> None:
    """The file of a target lies below the project's folder, apart from the catalog itself."""
    place = PurePosixPath(file)
    if "${" in file:
        message = "The catalog of a target is the same whatever the environment holds."
    elif place.is_absolute() or ".." in place.parts or "\\" in file:
        message = f"The file {file} does not lie below the project's folder."
    elif place.parts[:1] in {("catalog",), ("catalog.yml",), ("catalog.yaml",)}:
        message = f"{file} is part of the catalog of every target."
    elif place.suffix not in (".yml", ".yaml"):
        message = f"{file or 'Nothing'} is no YAML file."
    else:
        return
    report.add(
        overrides.TARGET_CATALOG,
        path,
        message,
        f"Name a file beside `catalog.yml`: `catalog: catalog.{path[1]}.yml`.",
    )


def _check_spelling(path: paths.Path, value: Any, report: Report) -> None:
    """`${...}` that can never be resolved is wrong whether the target is used or not."""
    match value:
        case dict():
            for key, below in value.items():
                _check_spelling((*path, key), below, report)
        case list():
            for index, below in enumerate(value):
                _check_spelling((*path, index), below, report)
        case str() if _MALFORMED.search(value):
            report.add(
                codes.VARIABLE,
                path,
                "This `${` is no variable.",
                "Write `${NAME}`, or with a default `${NAME:-default}`.",
            )


def _no_target(name: str | None, known: Dictionary[str, Target], span: Span | None) -> Diagnostic:
    if name is None:
        return Diagnostic(
            codes.DEFAULT_TARGET,
            "No target is named." if known else "The project has no target.",
            span,
            f"Name one with `--target`: {', '.join(known)}. Or write `default_target:` in {FILE}."
            if known
            else f"Add one to {FILE}: "
            "`targets: {local: {engine: duckdb, database: shop.duckdb}}`.",
        )
    near = nearest(name, known)
    return Diagnostic(
        codes.DEFAULT_TARGET,
        f"There is no target `{name}`.",
        span,
        f"Did you mean `{near}`?"
        if near
        else f"Targets: {', '.join(known)}."
        if known
        else f"Add it below `targets:` in {FILE}.",
    )


def _empty(source: Source) -> Diagnostic:
    return Diagnostic(
        codes.MISSING_KEY,
        f"{source.path} is empty.",
        Span(source, 0, 0),
        "Begin with the name: `name: my_shop`.",
    )


def _scrubbed(
    problem: Diagnostic, path: paths.Path, loaded: LoadedSettings, secrets: Secrets
) -> Diagnostic:
    """A problem of a resolved target, told without what its variables hold."""
    return Diagnostic(
        problem.code,
        secrets.mask(problem.message),
        loaded.span_of(path, key=True),
        secrets.mask(problem.help) if problem.help else None,
    )


class _Resolver:
    """Puts variables into the values of a target, and remembers what they held."""

    def __init__(self, environment: Dictionary[str, str], report: Report) -> None:
        self.environment = environment
        self.report = report
        self.used: list[str] = []

    def resolve(self, path: paths.Path, value: Any) -> Any:
        match value:
            case dict():
                return {key: self.resolve((*path, key), below) for key, below in value.items()}
            case list():
                return [self.resolve((*path, i), below) for i, below in enumerate(value)]
            case str():
                text = _VARIABLE.sub(lambda found: self._value(path, found), value)
                if path[-1] == "threads" and text != value and text.isdigit():
                    return int(text)
                return text
            case _:
                return value

    def _value(self, path: paths.Path, found: re.Match[str]) -> str:
        name, default = found[1], found[2]
        value = self.environment.get(name)
        if value is None or (value == "" and default is not None):
            if default is not None:
                return default
            self.report.add(
                codes.VARIABLE,
                path,
                f"The variable {name} of the environment is not set.",
                f"Set it before the command: `{name}=... segql ...`, or give a default: "
                f"`${{{name}:-default}}`.",
            )
            return ""
        self.used.append(value)
        return value
