"""The house rules that a machine can hold: imports, file sizes, docstrings, node classes."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import inspect
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
SOURCES = sorted((ROOT / "segql").rglob("*.py"))

OWNERS = {
    "lark": ("segql/syntax/",),
    "sqlglot": ("segql/sql/",),
    "duckdb": ("segql/engines/",),
    "pydantic": ("segql/catalog/",),
    "pydantic_core": ("segql/catalog/",),
    "ruamel": ("segql/catalog/",),
    "typer": ("segql/cli/",),
    "click": (),
    "rich": ("segql/cli/",),
    "numpy": ("segql/fused/",),
    "pandas": (),
    "pygls": ("segql/editor/",),
    "lsprotocol": ("segql/editor/",),
    "psycopg": ("segql/engines/",),
    "pymysql": ("segql/engines/",),
    "datafusion": ("segql/engines/",),
    "snowflake": ("segql/engines/",),
    "redshift_connector": ("segql/engines/",),
    "trino": ("segql/engines/",),
    "chdb": ("segql/engines/",),
    "clickhouse_connect": ("segql/engines/",),
    "pyspark": ("segql/engines/",),
    "py4j": ("segql/engines/",),
    "pyarrow": ("segql/engines/", "segql/project/"),
}
"""Which rooms may import an outside library; every other import of it is a wall that leaks."""


@cache
def imported(path: Path) -> set[str]:
    """The first words of all modules that a file imports, at any depth of its code."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names=aliases):
                names.update(alias.name.split(".")[0] for alias in aliases)
            case ast.ImportFrom(module=str(module), level=0):
                names.add(module.split(".")[0])
            case _:
                pass
    return names


def test_rooms_import_only_from_rooms_above() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("library", OWNERS)
def test_an_outside_library_is_known_to_its_rooms_only(library: str) -> None:
    strangers = [
        path.relative_to(ROOT).as_posix()
        for path in SOURCES
        if library in imported(path)
        and not path.relative_to(ROOT).as_posix().startswith(OWNERS[library] or ("-",))
    ]
    assert not strangers


def test_every_other_outside_library_is_a_driver_of_an_engine() -> None:
    known = sys.stdlib_module_names | {"segql"} | set(OWNERS)
    strangers = {
        (path.relative_to(ROOT).as_posix(), name)
        for path in SOURCES
        for name in imported(path) - known
        if not path.relative_to(ROOT).as_posix().startswith("segql/engines/")
    }
    assert not strangers


def test_no_file_outgrows_its_room() -> None:
    long = {
        path.relative_to(ROOT).as_posix(): lines
        for path in SOURCES
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    # the declarations of a whole tree are read as one list
    declarations = {"segql/syntax/nodes.py", "segql/semantics/tree.py", "segql/plan/nodes.py"}
    assert not {name: lines for name, lines in long.items() if name not in declarations}


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        path.relative_to(ROOT).as_posix()
        for path in SOURCES
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not silent


@pytest.mark.parametrize(
    "module", ["segql.syntax.nodes", "segql.semantics.tree", "segql.plan.nodes"]
)
def test_nodes_are_frozen_and_slotted_and_spans_take_no_part(module: str) -> None:
    classes = [
        item
        for _, item in inspect.getmembers(importlib.import_module(module), inspect.isclass)
        if item.__module__ == module and dataclasses.is_dataclass(item)
    ]
    assert len(classes) > 15
    for node in classes:
        assert node.__dataclass_params__.frozen, node  # type: ignore[attr-defined]
        assert "__slots__" in vars(node), node
        for part in dataclasses.fields(node):
            if part.name == "span":
                assert not part.compare, node


def test_help_loads_neither_engine_nor_compiler() -> None:
    code = (
        "import sys, segql.cli\n"
        "sys.argv = ['segql', '--help']\n"
        "try: segql.cli.main()\n"
        "except SystemExit: pass\n"
        "heavy = {'duckdb', 'sqlglot'} & set(sys.modules)\n"
        "sys.exit(f'loaded: {sorted(heavy)}' if heavy else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
