"""DuckDB's errors in plain words, without values of the data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from segql.diagnostics import Code, Diagnostic, SegqlError
from segql.diagnostics.codes import engines as codes

_KIND = re.compile(r"^[A-Z][A-Za-z ]* Error: ")
_VALUES = (duckdb.ConversionException, duckdb.OutOfRangeException, duckdb.ConstraintException)
_ABOUT_THE_STATEMENT = (
    duckdb.BinderException,
    duckdb.CatalogException,
    duckdb.ParserException,
    duckdb.PermissionException,
    duckdb.IOException,
    duckdb.NotImplementedException,
)


@contextmanager
def plain_errors(doing: str) -> Iterator[None]:
    """Turn what DuckDB raises into a SegqlError (3); `doing` says what was tried.

    A person's interrupt, which DuckDB raises in several forms, becomes KeyboardInterrupt.
    """
    try:
        yield
    except duckdb.InterruptException as error:
        raise KeyboardInterrupt from error
    except RuntimeError as error:
        if "interrupted" in str(error).lower():
            raise KeyboardInterrupt from error
        raise
    except duckdb.Error as error:
        raise translate(error, doing) from error


def translate(error: duckdb.Error, doing: str) -> SegqlError:
    """The error of one statement."""
    text = str(error)
    if isinstance(error, duckdb.OutOfMemoryException):
        return failure(
            codes.OUT_OF_SPACE,
            f"The engine ran out of memory while {doing}.",
            "Raise `memory_limit` of the target (`memory_limit: 8GB`), or run fewer segments at "
            "once.",
        )
    if "No space left" in text or "max_temp_directory_size" in text:
        return failure(
            codes.OUT_OF_SPACE,
            f"The disk is full; the engine stopped while {doing}.",
            "Make room on the disk that holds temporary files, or set TMPDIR to another one.",
        )
    if isinstance(error, _VALUES):
        return failure(
            codes.ENGINE_FAILED,
            f"A value of the data did not fit while {doing}.",
            "`segql check --data` shows which columns hold what the catalog does not expect.",
        )
    if isinstance(error, _ABOUT_THE_STATEMENT):
        return failure(codes.ENGINE_FAILED, f"DuckDB failed while {doing}: {first_words(text)}")
    kind = text.partition(":")[0] if _KIND.match(text) else "an error"
    return failure(
        codes.ENGINE_FAILED,
        f"DuckDB failed while {doing}: {kind}.",
        "Its own words may hold values of your data; `--debug` shows them.",
    )


def first_words(text: str) -> str:
    """The first line of an engine's message: later ones repeat the statement or the row."""
    line = text.strip().splitlines()[0] if text.strip() else "no message"
    line = _KIND.sub("", line)
    return line if line.endswith((".", "!", "?")) else line + "."


def failure(code: Code, message: str, help: str | None = None, exit_code: int = 3) -> SegqlError:
    return SegqlError(Diagnostic(code, message, help=help), exit_code=exit_code)
