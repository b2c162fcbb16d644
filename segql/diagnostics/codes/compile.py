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
CHILD_LIST = Code(
    "SEG615",
    "list-in-rows",
    Severity.ERROR,
    "A list with a table of its own is wanted as one value",
    """A list that the catalog gives a `table` of its own has one row an element there. It can be
asked anything that lists can be asked, but it is never put together into one value, since
databases do that in different ways. So it is no column of an export, and a trait that is such a
list is no column of a table of traits.

```seg
trait interests_held = size(interest)
```

Ask something of the list, or read its table beside the members.""",
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
