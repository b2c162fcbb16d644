"""SEG74x: what is made of definitions for others to read: statements, views, tables, models."""

from __future__ import annotations

from segql.diagnostics.model import Code, Severity


def _error(id: str, name: str, summary: str, explanation: str) -> Code:
    return Code(id, name, Severity.ERROR, summary, explanation)


NOT_OURS = _error(
    "SEG740",
    "not-published-here",
    "Something of that name is there already, and SegQL did not make it.",
    "`segql publish` replaces and drops only what it made itself, which it remembers in the table\n"
    "`segql_published`. Rename the definition, rename what is there, or publish into another\n"
    "schema.",
)
ONE_NAME = _error(
    "SEG741",
    "one-name-for-two",
    "Two things would have the same name for those who read them.",
    "Databases do not tell `VIP` from `vip`. Every definition needs a name of its own, which is\n"
    "neither that of the customer's key nor `memberships_wide` or `memberships_long`.",
)
SIZE_JUMP = _error(
    "SEG742",
    "size-jump",
    "A segment is ten times as large as when it was last published, or a tenth.",
    "Such a jump is more often a mistake in the data or in a definition than the truth, so that\n"
    "nothing was published. Look at `segql explain NAME --counts`. If the new size is right,\n"
    "publish with `--force`.",
)
CANNOT_PUBLISH = _error(
    "SEG743",
    "cannot-publish",
    "The target is no place for views and tables.",
    "Views and tables need a database that keeps them. Files that are read in place have none:\n"
    "publish into a database, or write files with `segql members -o FOLDER`.",
)
TOO_LARGE = _error(
    "SEG744",
    "statement-too-large",
    "A definition alone needs a larger statement than the database takes.",
    "Databases limit how many tables one statement joins. Give parts of the definition names of\n"
    "their own, as segments, and build the large one from those. MariaDB limits queries with\n"
    "names as well: there, publish the parts as tables, and name those in the catalog as lists.",
)
IN_USE = _error(
    "SEG745",
    "in-use",
    "Something of yours is built on a view or table that has to be replaced.",
    "The view or table has to be made anew, and the database does not drop what others read.\n"
    "Nothing was changed. Drop what is built on it, publish, and make it again.",
)
