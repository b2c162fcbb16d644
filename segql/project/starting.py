"""A new project from a target's tables; of one that is there, what is new is added."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from segql.catalog import (
    LoadedCatalog,
    LoadedSettings,
    catalog_on,
    load_catalog,
    load_settings,
)
from segql.catalog.extending import Additions, additions, extended
from segql.catalog.models import Settings, Target
from segql.catalog.names import known_zone, usable_name
from segql.catalog.secrets import NO_SECRETS, Secrets
from segql.catalog.writing import catalog_text, entry, scalar, tidied
from segql.diagnostics import Diagnostic, SegqlError
from segql.diagnostics.codes.catalog import NO_DATA_GIVEN, NO_SUCH_KEY, TIME_ZONE, URL_WITH_PASSWORD
from segql.engines.duckdb.files import format_of
from segql.export import atomic_write
from segql.project.files import SETTINGS_FILE, has_catalog, segment_files
from segql.project.first_steps import first_segments
from segql.project.inference import Looked, infer
from segql.project.setup import target_of_data

OLD = timedelta(days=30)
SCHEMES = {"postgresql": "postgres", "postgres": "postgres", "mysql": "mysql", "mariadb": "mariadb"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What `init` was asked for: where the tables are, what a new project is called, and which
    columns hold the customer's key.
    """

    data: tuple[Path, ...] = ()
    engine: str | None = None
    url: str | None = None
    schema: str | None = None
    target: str | None = None
    name: str | None = None
    timezone: str | None = None
    customer: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Started:
    """What `init` made of a folder: files with their new text, and what was assumed or added."""

    folder: Path
    files: Mapping[Path, str]
    sentences: tuple[str, ...]
    added: Additions | None = None

    def write(self) -> None:
        """Put every file in its place, one by one, the settings last: without them there is no
        project yet. Raises SegqlError (3) where that fails.
        """
        order = sorted(self.files, key=lambda path: path.name == SETTINGS_FILE)
        for path in order:
            atomic_write(path, self.files[path])


def start(folder: Path, wanted: Wanted, environment: Mapping[str, str] | None = None) -> Started:
    """What a project in a folder needs, nothing being written yet.

    Raises SegqlError (2) where no tables are named, or no customers can be told among them, and
    (3) where the engine fails.
    """
    values = os.environ if environment is None else environment
    settings_file = folder / SETTINGS_FILE
    if settings_file.is_file():
        loaded = load_settings(settings_file, values)
        made: dict[Path, str] = {}
    else:
        loaded = _new_settings(folder, wanted, values)
        made = {settings_file: ""}
    name, target, secrets = _described(folder, loaded, wanted)
    known = load_catalog(folder) if has_catalog(folder) else None
    subject = there = None
    if known is not None:
        if wanted.customer:
            _refuse_customer(known)
        there = catalog_on(known, loaded, None if wanted.data else name, folder)
        subject = (there.catalog.customer.table, there.catalog.customer.key)
    looked = infer(
        target,
        folder,
        thorough=True,
        subject=subject,
        customer=wanted.customer,
        settings=loaded.settings,
        secrets=secrets,
    )
    if known is not None and there is not None:
        return _more(folder, made, loaded, known, there, looked, name)
    return _fresh(folder, made, loaded, looked, name)


def _described(folder: Path, loaded: LoadedSettings, wanted: Wanted) -> tuple[str, Target, Secrets]:
    """The target that is looked at: as asked, else the files given, else the project's."""
    if wanted.data and (folder / SETTINGS_FILE).is_file():
        return "the files given", target_of_data(wanted.data), NO_SECRETS
    name = wanted.target or loaded.default_target
    target = loaded.target(name)
    assert name is not None
    return name, target, loaded.secrets(name)


def _refuse_customer(known: LoadedCatalog) -> None:
    customer = known.catalog.customer
    raise SegqlError(
        Diagnostic(
            NO_SUCH_KEY,
            f"The catalog that is there says who the customers are: `{customer.table}`, told apart "
            f"by `{customer.key}`.",
            help="Change `customer:` in the catalog, or the `customer:` of its events.",
        ),
        exit_code=2,
    )


# --------------------------------------------------------------------------------- settings


def _new_settings(folder: Path, wanted: Wanted, environment: Mapping[str, str]) -> LoadedSettings:
    zone = wanted.timezone or "UTC"
    if not known_zone(zone):
        raise SegqlError(
            Diagnostic(
                TIME_ZONE,
                f"There is no time zone `{zone}`.",
                help="Time zones are named after a place: `Europe/Stockholm`, `UTC`.",
            ),
            exit_code=2,
        )
    name = wanted.name or folder.resolve().name
    target = _new_target(folder, wanted)
    called = wanted.target or ("local" if wanted.url is None else "warehouse")
    described = target.model_dump(by_alias=True, exclude_defaults=True)
    settings = Settings(
        name=name if usable_name(name) else "project",
        timezone=zone,
        targets={called: target},
        default_target=called,
    )
    return LoadedSettings(settings, folder, environment, {}, {called: described})


def _new_target(folder: Path, wanted: Wanted) -> Target:
    if wanted.url is not None:
        _refuse_password(wanted.url)
        scheme = wanted.url.split(":")[0].casefold()
        engine = wanted.engine or SCHEMES.get(scheme) or "postgres"
        said = {"engine": engine, "url": wanted.url, "schema": wanted.schema}
        return Target.model_validate({key: item for key, item in said.items() if item})
    data = wanted.data or _data_in(folder)
    if not data:
        raise SegqlError(
            Diagnostic(
                NO_DATA_GIVEN,
                f"There are no tables to begin with in {folder}.",
                help="Name files or a database, `segql init --data customers.csv --data "
                "orders.csv`, or a server, `segql init --url '${DATABASE_URL}'`.",
            ),
            exit_code=2,
        )
    return target_of_data(data)


def _written(target: Target, folder: Path) -> dict[str, object]:
    """A target as the settings of a project say it, paths from its folder where they lie near."""
    said = target.model_dump(by_alias=True, exclude_defaults=True)
    if isinstance(target.files, list):
        files = [_from(folder, Path(item)) for item in target.files]
        said["files"] = files[0] if len(files) == 1 else files
    if target.database is not None:
        said["database"] = _from(folder, Path(target.database))
    return said


def _from(folder: Path, path: Path) -> str:
    near = Path(os.path.relpath(path.resolve(), folder.resolve()))
    return (path if near.parts[:3] == ("..",) * 3 else near).as_posix()


def _refuse_password(url: str) -> None:
    before, _, _ = url.partition("@")
    if "@" in url and "${" not in url and ":" in before.split("://")[-1]:
        raise SegqlError(
            Diagnostic(
                URL_WITH_PASSWORD,
                "The URL holds a password, which would stand in segql.yml for all to read.",
                help="Put it into a variable, `export DATABASE_URL=...`, and give the variable: "
                "`--url '${DATABASE_URL}' --engine postgres`.",
            ),
            exit_code=2,
        )


def _data_in(folder: Path) -> tuple[Path, ...]:
    """Data files of a folder, or of the folder `data` in it."""
    for place in (folder / "data", folder):
        if place.is_dir():
            files = sorted(item for item in place.iterdir() if item.is_file() and format_of(item))
            if files:
                return (place,) if place.name == "data" else tuple(files)
    return ()


def _settings_text(settings: Settings, folder: Path, last: date | None) -> str:
    lines = [
        f"name: {scalar(settings.name)}",
        f"timezone: {scalar(settings.timezone)}   # in which days and weeks are counted",
        "targets:",
    ]
    for name, target in settings.targets.items():
        lines += entry(name, _written(target, folder), "  ")
    lines.append(f"default_target: {scalar(settings.default_target)}")
    if last is not None:
        lines.append(f"defaults: {{as_of: {last}}}   # the last day of the data; without it: now")
    return "\n".join(lines) + "\n"


# ----------------------------------------------------------------------------------- results


def _fresh(
    folder: Path, files: dict[Path, str], loaded: LoadedSettings, looked: Looked, target: str
) -> Started:
    """A project with a catalog of its own and a few segments."""
    catalog = tidied(looked.inferred.catalog)
    text = catalog_text(
        catalog,
        f"What the tables of `{target}` mean, as `segql init` found them. It is yours now: run\n"
        "`segql init` again, and it adds what is new and keeps every word that stands here.",
    )
    files = {**files, folder / "catalog.yml": text}
    _finish(folder, files, loaded, looked)
    LoadedCatalog.from_catalog(catalog)
    if not segment_files(folder):
        files[folder / "segments" / "first_steps.seg"] = first_segments(catalog)
    return Started(folder, files, looked.inferred.sentences)


def _more(
    folder: Path,
    files: dict[Path, str],
    loaded: LoadedSettings,
    known: LoadedCatalog,
    there: LoadedCatalog,
    looked: Looked,
    target: str,
) -> Started:
    """What is new in the data, in the files that are there. `there` is the catalog with the names
    of the target, in which it is looked for what is known.
    """
    new = additions(there, tidied(looked.inferred.catalog))
    if new and there is not known:
        said = f"What is new is called as on `{target}`; another target may have other names."
        new = replace(new, sentences=(*new.sentences, said))
    changed = extended(known, new, folder)
    files = {**files, **changed}
    _finish(folder, files, loaded, looked)
    return Started(folder, files, new.sentences, new)


def _finish(folder: Path, files: dict[Path, str], loaded: LoadedSettings, looked: Looked) -> None:
    """The text of new settings, and what git leaves out."""
    if folder / SETTINGS_FILE not in files:
        return
    last = looked.last
    if last is not None and not timedelta() < datetime.now(UTC).date() - last - OLD:
        last = None
    files[folder / SETTINGS_FILE] = _settings_text(loaded.settings, folder, last)
    if not (folder / ".gitignore").exists():
        files[folder / ".gitignore"] = "target/\n"
