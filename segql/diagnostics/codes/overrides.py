"""SEG58x: problems of a target's own file, which says where the catalog's entries lie there."""

from __future__ import annotations

from segql.diagnostics.model import Code, Severity

TARGET_CATALOG = Code(
    "SEG580",
    "target-catalog",
    Severity.ERROR,
    "The catalog of a target is not there, or cannot lie there",
    "`catalog:` of a target in `segql.yml` names a file below the project's folder, beside "
    "`catalog.yml` and outside of the folder `catalog/`, whose files are the catalog of every "
    "target.",
)
UNKNOWN_THERE = Code(
    "SEG581",
    "target-entry-unknown",
    Severity.ERROR,
    "A target's file names something that the catalog does not declare",
    "The catalog says what there is; the file of a target only where it lies there. Declare the "
    "entry in `catalog.yml`, or name the one that is meant.",
)
MEANING = Code(
    "SEG582",
    "target-meaning",
    Severity.ERROR,
    "A target's file says what an entry means",
    "A definition has the same members on every target only where types, values, expressions and "
    "everything else that gives a meaning are the same. The file of a target holds names of tables "
    "and columns, paths, `where`, `duplicates`, `freshness` and the time zone of a column.",
)
PARTED = Code(
    "SEG583",
    "target-columns-parted",
    Severity.ERROR,
    "A key or time and its field lie in one column in the catalog and in two on a target",
    "A field in the column of an event's key or time gives that its type and time zone. Where a "
    "target calls the column otherwise, its file says so for both.",
)
