"""A process of its own that asks the default target: sizes of definitions, shares of known values.

One question comes as JSON on stdin, one answer goes as JSON to stdout:

    {"project": "/shop", "names": ["vip"], "attributes": ["age"]}
    {"customers": 2000, "sizes": [["vip", null, 41]], "known": {"age": 1900}}
    {"failure": "There is no file shop.duckdb."}
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any

from segql.diagnostics import SegqlError
from segql.project import Project
from segql.project.running import clock_of, key_of, opened, sizes_of
from segql.semantics import tree


def count(folder: str, names: Sequence[str], attributes: Sequence[str]) -> dict[str, Any]:
    """The answer to one question; what went wrong is told in words."""
    try:
        return _counted(Project.load(folder), names, attributes)
    except SegqlError as error:
        return {"failure": error.diagnostics[0].message if error.diagnostics else str(error)}


def _counted(project: Project, names: Sequence[str], attributes: Sequence[str]) -> dict[str, Any]:
    program = project.analysis.program
    asked = [name for name in names if name in program.definitions]
    conditions = {
        f"known {name}": tree.Known(value)
        for name in attributes
        if (value := _value(project, name)) is not None
    }
    with opened(project, asked, None, conditions=conditions) as (engine, plan):
        keys = [key_of(name) for name in (*asked, *conditions)]
        clock = clock_of(project, project.instant())
        found = sizes_of(engine, plan, keys, clock)
    sizes = [[name, part, size] for (name, part), size in found.items() if name in asked]
    counted = {name for name, _, _ in sizes}
    # a segmentation whose cases are all empty has no row
    sizes += [[name, None, 0] for name in asked if name not in counted]
    return {
        "customers": found[None, None],
        "sizes": sizes,
        "known": {
            str(name).removeprefix("known "): size
            for (name, _), size in found.items()
            if name in conditions
        },
    }


def _value(project: Project, name: str) -> tree.Expr | None:
    """An attribute as an expression; None for what is no single value."""
    model = project.catalog.customer.attributes.get(name)
    if model is None or model.to is not None:
        return None
    definition = project.analysis.program.definitions.get(name)
    if isinstance(definition, tree.Trait):
        return tree.Reference(name, definition.type)
    if model.expression is not None or model.value_type is None:
        return None
    return tree.Field(tree.CUSTOMER, (), name, model.value_type)


def main() -> None:
    question = json.load(sys.stdin)
    answer = count(question["project"], question["names"], question["attributes"])
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
