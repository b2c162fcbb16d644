"""Pages of the documentation that are generated from declarations in the code."""

from __future__ import annotations

import inspect
import json
import re
import subprocess
import sys
from collections.abc import Callable
from itertools import groupby
from pathlib import Path

from segql.diagnostics.codes import all_codes
from segql.diagnostics.model import Code, Severity
from segql.functions import EVERYTHING, Declaration
from segql.lints.lint import all_rules
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
        "`# segql: ignore NAME`, in the whole project with `lint: {NAME: off}` in `segql.yml`. "
        "Warnings and hints are told at more length, with examples, in [Lints](lints.md).\n",
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


def lints_page() -> str:
    """Every lint: what, why, an example and the mend, from the rules' own docstrings."""
    rules = {rule.CODE.id: rule for rule in all_rules()}
    parts = [
        "# Lints\n",
        NOTICE,
        "`segql check` tells what is allowed, but probably not meant. What it says of conditions "
        "is proved from the definitions alone: it holds for every data that keeps the promises of "
        "the catalog (`required`, `minimum`).\n",
        "Every lint has a name. At one line it is switched off by a comment, at the end of that "
        "line or on the line before it:\n",
        '```seg\nsegment abroad where country != "SE"  # segql: ignore takes-in-unknown\n```\n',
        "In the whole project it is switched off, or made a warning or an error, in `segql.yml`:\n",
        "```yaml\nlint: {demographics-only: off, implied-condition: warning}\n```\n",
        "Nothing is said of files that have errors: those come first.\n",
    ]
    for code in all_codes().values():
        if code.id.startswith("SEG4"):
            rule = rules.get(code.id)
            parts.append(f"## `{code.name}`\n\n*{code.id}, {SEVERITIES[code.severity]}.*")
            text = inspect.cleandoc(rule.__doc__ or "") if rule is not None else _told(code)
            parts.append(f"\n{text}\n")
    return "\n".join(parts)


SEVERITIES = {Severity.WARNING: "a warning", Severity.INFO: "a hint"}


def _told(code: Code) -> str:
    return f"{code.summary.rstrip('.')}.\n\n{code.explanation}"


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
    "lints.md": lints_page,
    "commands.md": commands_page,
    "catalog.schema.json": schema_file,
    "dialects.md": matrix.page,
}
