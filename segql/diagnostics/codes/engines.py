"""Problems of data and engines: targets, files, rows, exports."""

from __future__ import annotations

from segql.diagnostics.model import Code, Severity


def _error(id: str, name: str, summary: str, explanation: str) -> Code:
    return Code(id, name, Severity.ERROR, summary, explanation)


UNKNOWN_ENGINE = _error(
    "SEG701",
    "unknown-engine",
    "A target names an engine that does not exist.",
    "A target of `segql.yml` says with `engine:` where its segments run, for example\n"
    "`local: {engine: duckdb, database: shop.duckdb}`. Write one of the engines that the message\n"
    "lists.",
)
DRIVER_MISSING = _error(
    "SEG702",
    "missing-driver",
    "The package that an engine needs is not installed.",
    "Only the embedded engine comes with SegQL. The message names the package to install.",
)
NOT_THERE = _error(
    "SEG703",
    "data-not-found",
    "A file or database that a target names is not there.",
    "Paths of a target start from the project's folder; those of `--data` from the folder you\n"
    "are in. A pattern such as `data/*.parquet` must match at least one file.",
)
UNREADABLE_DATA = _error(
    "SEG704",
    "unreadable-data",
    "A file or database cannot be read.",
    "The file is not what its name says, is damaged, or your user may not read it. CSV files\n"
    "must be UTF-8 text whose first line names the columns and whose rows all have as many cells.",
)
BAD_CELL = _error(
    "SEG705",
    "bad-cell",
    "A cell of a text file is not of the type that the catalog declares.",
    "Numbers are written as `1234.50`, dates as `2024-06-30`, timestamps as `2024-06-30 14:05`,\n"
    'booleans as `true` or `false`, lists as `["a", "b"]` or `a;b`. Mend the cell, or declare\n'
    "the column with another type. The value itself is not shown, since it may be personal.",
)
SAME_TABLE = _error(
    "SEG706",
    "two-files-one-table",
    "Two files of a target would be the same table.",
    "A table is named after its file: `data/orders.csv` is the table `orders`. Where two files\n"
    "share a name, give the catalog the whole file name (`table: orders.csv`), or rename one.",
)
ENGINE_FAILED = _error(
    "SEG707",
    "engine-failed",
    "The engine could not run a statement.",
    "The message says what the engine said, without values of your data. Where the data has\n"
    "changed since the catalog was written, `segql check --data` shows what.",
)
OUT_OF_SPACE = _error(
    "SEG708",
    "out-of-space",
    "The engine ran out of memory or of room on the disk.",
    "Raise `memory_limit` of the target, make room on the disk that holds temporary files\n"
    "(`TMPDIR`), or run fewer segments at once.",
)
DATABASE_BUSY = _error(
    "SEG709",
    "database-busy",
    "Another program holds the database for writing.",
    "A DuckDB file has one writer at a time, and no readers beside it. Close the other program,\n"
    "or give SegQL a copy of the file. Publishing takes turns on every database.",
)
BAD_VALUE = _error(
    "SEG710",
    "bad-value",
    "A value cannot be loaded into the engine.",
    "Text with a NUL character or half a surrogate pair is refused, as are values that do not fit\n"
    "the type of their column.",
)
UNKNOWN_OPTION = _error(
    "SEG711",
    "unknown-target-option",
    "A target has a key that its engine does not know.",
    "For DuckDB: `database` or `files`, `schema`, `memory_limit` (`4GB`), `threads`.",
)
NO_CONNECTION = _error(
    "SEG712",
    "no-connection",
    "The server of a target does not answer, or stopped to.",
    "The message says what the driver said. Check the target's `url`: host, port, user, password\n"
    "and database; secrets come from the environment as `${NAME}`. `segql debug` tries every\n"
    "target.",
)
KEY_UNKNOWN = _error(
    "SEG720",
    "customer-key-unknown",
    "The table of customers has rows without a key.",
    "Every answer is a set of keys, so each customer needs one. Mend the table, or let the\n"
    "catalog name a view that leaves such rows out.",
)
KEY_TWICE = _error(
    "SEG721",
    "customer-key-twice",
    "The table of customers has a key more than once.",
    "A customer stands in one row. Mend the table, or say in the catalog which row counts:\n"
    "`duplicates: latest by updated_at` below `customer:`.",
)
EXPORT_FORMAT = _error(
    "SEG730",
    "export-format",
    "An export's file name does not end in a known format.",
    "Members are written as `.csv`, `.json` or `.parquet`, by the end of the file's name.",
)
EXPORT_PATH = _error(
    "SEG731",
    "export-path",
    "A file would be written outside of its folder.",
    "Names of files stay below the output folder, also where the folder holds links.",
)
EXPORT_FAILED = _error(
    "SEG732",
    "export-failed",
    "A file could not be written.",
    "The disk is full, the folder is missing, or your user may not write there. What stood there\n"
    "before is untouched.",
)
BAD_ARTIFACT = _error(
    "SEG734",
    "bad-artifact",
    "The records of an earlier run cannot be used.",
    "Every run writes `manifest.json` and `run_results.json` into `target/`. `--state DIR` names\n"
    "a copy of such a folder.",
)
