"""Memberships in few words, so that members are compared and not only their number.

`python -m benchmarks.digest PROJECT` prints those of all its definitions as SegQL has them.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

import segql
from benchmarks.definitions import AS_OF
from segql.project.means import Means


def digest(keys: Any) -> str:
    """How many keys, and the sum and the exclusive or of their scrambled bits: equal for equal
    sets in any order, and for no two others that anybody would meet.
    """
    mixed = np.asarray(keys, np.int64).astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    mixed ^= mixed >> np.uint64(31)
    total = int(np.add.reduce(mixed, dtype=np.uint64)) if len(mixed) else 0
    return f"{len(mixed)}:{total:x}:{int(np.bitwise_xor.reduce(mixed)) if len(mixed) else 0:x}"


def digests(name: str, keys: Any, parts: Any = None) -> dict[str, str]:
    """One digest of a segment, one for each part of a segmentation."""
    keys = np.asarray(keys, np.int64)
    if parts is None:
        return {name: digest(keys)}
    parts = np.asarray(parts, str)
    return {f"{name}.{part}": digest(keys[parts == part]) for part in sorted(set(parts.tolist()))}


def of_query(name: str, columns: Mapping[str, Any]) -> dict[str, str]:
    """Of what an analyst's query gave, column by column."""
    return digests(name, columns["customer_id"], columns.get("part"))


def of_project(folder: Path, plan: str) -> dict[str, str]:
    project = segql.Project.load(folder)
    names = project.counted(None)
    found: dict[str, str] = {}
    means = Means(plan=plan)  # type: ignore[arg-type]
    with project.open_all_members(names, as_of=AS_OF, means=means) as members:
        for name in names:
            with members(name) as rows:
                table = list(rows.rows)
            parts = [row[1] for row in table] if rows.part else None
            found |= digests(name, [row[0] for row in table], parts)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("project", type=Path)
    parser.add_argument("--plan", choices=("auto", "fused", "sql"), default="auto")
    options = parser.parse_args()
    print(json.dumps(of_project(options.project, options.plan)))


if __name__ == "__main__":
    main()
