"""SEG60x: a plan that cannot be written in a dialect."""

from __future__ import annotations

from segql.diagnostics.model import Code, Severity

UNKNOWN_DIALECT = Code(
    "SEG600",
    "unknown-dialect",
    Severity.ERROR,
    "There is no SQL dialect of that name",
    "`--dialect` names the database that the SQL is for. An unknown name is answered with the list "
    "of them.",
)
UNSUPPORTED = Code(
    "SEG601",
    "unsupported-in-dialect",
    Severity.ERROR,
    "The database has no way to say this",
    "SegQL never writes SQL that means something else. Where a database lacks the means for a "
    "construct, compiling for it is refused, with the reason and a way round where there is one.",
)
UNSAFE_SQL = Code(
    "SEG602",
    "unsafe-sql",
    Severity.ERROR,
    "Generated SQL contains something that it never should",
    "Before it is given out, every statement is checked: only known kinds of clauses, only "
    "functions of a fixed list, only tables that the catalog names. This statement did not pass, "
    "which is a defect of SegQL and not of your files. Please report it.",
)
