"""Problems with files as such, before anything in them is read."""

from __future__ import annotations

from segql.diagnostics.model import Code, Severity

UNREADABLE = Code(
    "SEG010",
    "unreadable-file",
    Severity.ERROR,
    "A file cannot be read",
    "The file is missing, is a folder, or may not be read by this user.",
)
NOT_UTF8 = Code(
    "SEG011",
    "not-utf-8",
    Severity.ERROR,
    "A file is not UTF-8 text",
    "Definitions are UTF-8 text. Save the file as UTF-8 in your editor; spreadsheets and word "
    "processors often save other encodings.",
)
TOO_LARGE = Code(
    "SEG012",
    "file-too-large",
    Severity.ERROR,
    "A file of definitions is larger than 8 MB",
    "A file of definitions may have 8 MB. Long lists of keys belong in a table that the catalog "
    "names under `lists:`; then write `in list NAME`.",
)
