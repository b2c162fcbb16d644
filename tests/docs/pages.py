"""Pages of the documentation that are generated from declarations in the code."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from itertools import groupby
from pathlib import Path

from segql.diagnostics.codes import all_codes
from segql.diagnostics.model import Code
from segql.functions import EVERYTHING, Declaration
from tests.engines import matrix

ROOT = Path(__file__).parent.parent.parent
DOCS = ROOT / "docs"

NOTICE = (
    "<!-- Generated from the declarations in segql/: `pytest tests/docs --update-golden`. -->\n"
)

STAGES = {
    "SEG0": "Files and limits",
    "SEG1": "How it is written",
    "SEG2": "Names and what they refer to",
    "SEG3": "Types and values",
    "SEG4": "Warnings",
    "SEG5": "Catalog, settings and unit tests",
    "SEG6": "Compiling",
    "SEG7": "Data and engines",
    "SEG8": "The command line",
}


def functions_page() -> str:
    """Every function, condition and expression, with an example that runs on the outdoor shop."""
    parts = [
        "# Functions, conditions and expressions\n",
        NOTICE,
        "Each example is a condition that runs on `examples/outdoor_shop`. How time, windows and "
        "unknown values work is told once in [the language](language.md).\n",
    ]
    for chapter, declarations in EVERYTHING:
        parts.append(f"## {chapter}\n")
        parts += [_declaration(item) for item in declarations]
    return "\n".join(parts)


def _declaration(item: Declaration) -> str:
    return (
        f"### `{item.name}`\n\n"
        f"```text\n{item.signature}\n```\n\n"
        f"{item.documentation}\n\n"
        f"*Unknown values:* {item.null_words}\n\n"
        f"```seg\n{item.example}\n```\n"
    )


def messages_page() -> str:
    """Every kind of problem."""
    parts = [
        "# Messages\n",
        NOTICE,
        "Every message has a code. A warning is switched off by its name: at a line with "
        "`# segql: ignore NAME`, in the whole project with `lint: {NAME: off}` in `segql.yml`.\n",
    ]
    codes = all_codes().values()
    for stage, members in groupby(codes, key=lambda code: code.id[:4]):
        parts.append(f"## {STAGES[stage]}\n")
        parts += [_code(code) for code in members]
    return "\n".join(parts)


def _code(code: Code) -> str:
    return (
        f"### {code.id} `{code.name}`\n\n"
        f"*{code.severity.value.capitalize()}.* {code.summary.rstrip('.')}.\n\n"
        f"{code.explanation}\n"
    )


def commands_page() -> str:
    """What each command's `--help` says."""
    parts = ["# Commands\n", NOTICE]
    overview = _help([])
    parts.append(f"```text\n{overview}```\n")
    for command in re.findall(r"^\s*[│|]?\s*([a-z]+)  +\S", overview, re.M):
        parts.append(f"## `segql {command}`\n")
        parts.append(f"```text\n{_help([command])}```\n")
    return "\n".join(parts)


def _help(words: list[str]) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "segql", *words, "--help"],
        cwd=ROOT,
        env={"COLUMNS": "96", "NO_COLOR": "1", "TERM": "dumb", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    said = done.stdout.replace("python -m segql", "segql").strip("\n")
    lines = [line.rstrip() for line in said.split("\n")]
    return "\n".join(lines) + "\n"


def schema_file() -> str:
    """The JSON Schema of the catalog, for editors."""
    from segql.catalog import catalog_schema

    return json.dumps(catalog_schema(), indent=2, ensure_ascii=False) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "functions.md": functions_page,
    "messages.md": messages_page,
    "commands.md": commands_page,
    "catalog.schema.json": schema_file,
    "dialects.md": matrix.page,
}
