"""`segql schema`: JSON Schemas of the YAML files, so that editors complete and check them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from segql.cli.options import Common

Which = Literal["catalog", "settings", "target", "tests"]


def command(
    common: Common,
    which: Annotated[
        Which, typer.Argument(metavar="catalog|settings|target|tests", help="Which file.")
    ] = "catalog",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write into a file.")
    ] = None,
) -> int:
    """Write the JSON Schema of the YAML files, for editors.

    `catalog` is for catalog.yml, `settings` for segql.yml, `target` for what a target has
    otherwise, `tests` for the files of unit tests. Editors use them to complete keys and to mark
    mistakes while you type.
    """
    from segql.cli import console
    from segql.export import atomic_write

    text = json.dumps(_schema(which), indent=2, ensure_ascii=False) + "\n"
    if output is None:
        console.emit(text)
        return 0
    atomic_write(output, text)
    if not common.quiet:
        console.tell(f"Wrote {output}")
    return 0


def _schema(which: Which) -> dict[str, Any]:
    match which:
        case "catalog":
            from segql.catalog import catalog_schema

            return catalog_schema()
        case "settings":
            from segql.catalog import settings_schema

            return settings_schema()
        case "target":
            from segql.catalog import target_schema

            return target_schema()
        case "tests":
            from segql.testing import test_schema

            return test_schema()
