"""`target/manifest.json` and `target/run_results.json`: what ran, of which definitions.

Nothing in them depends on the clock or the machine, so that the same input gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from segql.diagnostics import Diagnostic, SegqlError
from segql.diagnostics.codes.engines import BAD_ARTIFACT
from segql.export.files import atomic_write

SCHEMA_VERSION = 1
MANIFEST, RUN_RESULTS = "manifest.json", "run_results.json"
DATA_REPORT = "data_report.json"


def hash_of(*texts: str) -> str:
    """A hash of texts in their order; where they are divided counts."""
    whole = hashlib.sha256()
    for text in texts:
        raw = text.encode("utf-8", "surrogatepass")
        whole.update(len(raw).to_bytes(8, "big") + raw)
    return f"sha256:{whole.hexdigest()}"


@dataclass(frozen=True, slots=True)
class DefinitionRecord:
    """A definition as it stood: `hash` is of what it says, layout and comments apart, `uses` what
    it mentions.
    """

    name: str
    kind: str
    path: str
    hash: str
    title: str | None = None
    owner: str | None = None
    tags: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a project was: its catalog, its definitions, its parameters."""

    project: str
    segql_version: str
    catalog_hash: str
    definitions: tuple[DefinitionRecord, ...]
    parameters: Mapping[str, str]

    @property
    def definitions_hash(self) -> str:
        ordered = sorted(self.definitions, key=lambda item: item.name)
        return hash_of(*(part for item in ordered for part in (item.name, item.hash)))

    def to_dict(self) -> dict[str, Any]:
        return {
            "schema_version": SCHEMA_VERSION,
            "segql_version": self.segql_version,
            "project": self.project,
            "catalog_hash": self.catalog_hash,
            "definitions_hash": self.definitions_hash,
            "parameters": dict(sorted(self.parameters.items())),
            "definitions": {
                item.name: {key: value for key, value in asdict(item).items() if key != "name"}
                for item in sorted(self.definitions, key=lambda item: item.name)
            },
        }


def write_artifacts(
    folder: Path,
    manifest: Manifest,
    *,
    command: str,
    as_of: datetime,
    target: str | None,
    results: Sequence[Mapping[str, Any]],
) -> None:
    """Write both records below `folder`, each in one step, the manifest last.

    Each names the hashes of definitions and catalog, so that files of runs that cross each other
    are told apart. `results` are JSON values. Raises SegqlError (3) where they cannot be written.
    """
    record = {
        "schema_version": SCHEMA_VERSION,
        "segql_version": manifest.segql_version,
        "command": command,
        "as_of": as_of.isoformat(),
        "target": target,
        "catalog_hash": manifest.catalog_hash,
        "definitions_hash": manifest.definitions_hash,
        "results": list(results),
    }
    atomic_write(folder / RUN_RESULTS, _text(record))
    atomic_write(folder / MANIFEST, _text({**manifest.to_dict(), "as_of": as_of.isoformat()}))


def write_data_report(folder: Path, report: Mapping[str, Any]) -> None:
    """Write the report of `check --data`, in one step. Raises SegqlError (3) where that fails."""
    atomic_write(folder / DATA_REPORT, _text(report))


def read_manifest(folder: Path) -> Manifest:
    """The manifest of an earlier run. Raises SegqlError (2) where there is none to be read."""
    path = folder / MANIFEST
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["schema_version"] != SCHEMA_VERSION:
            raise _unusable(path, "was written by another version of SegQL")
        return Manifest(
            data["project"],
            data["segql_version"],
            data["catalog_hash"],
            tuple(_record(name, item) for name, item in data["definitions"].items()),
            data["parameters"],
        )
    except FileNotFoundError as error:
        raise _unusable(path, "is not there") from error
    except OSError as error:
        raise _unusable(path, f"cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _unusable(path, "is not a manifest of SegQL") from error


def _record(name: str, item: Mapping[str, Any]) -> DefinitionRecord:
    lists = {key: tuple(item[key]) for key in ("tags", "uses")}
    return DefinitionRecord(name, **{**item, **lists})


def _unusable(path: Path, why: str) -> SegqlError:
    return SegqlError(
        Diagnostic(
            BAD_ARTIFACT,
            f"{path} {why}.",
            help="Name the `target` folder of an earlier run; `segql run` writes one.",
        ),
        exit_code=2,
    )


def _text(record: Mapping[str, Any]) -> str:
    return json.dumps(record, indent=2, ensure_ascii=False) + "\n"
