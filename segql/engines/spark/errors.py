"""What Spark raises, in plain words: one sentence instead of Java's lists of calls."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from py4j.protocol import Py4JError, Py4JJavaError, Py4JNetworkError
from pyspark.errors import PySparkException

from segql.diagnostics.codes import engines as codes
from segql.engines.failures import failure, first_words

_CONDITION = re.compile(r"\[([A-Z_0-9]+)(?:\.[A-Z_0-9.]+)?\]\s*")
_TAIL = re.compile(r"\s*(SQLSTATE: \w+|; line \d+ pos \d+).*", re.DOTALL)
_MISFITS = {
    "ARITHMETIC_OVERFLOW", "BINARY_ARITHMETIC_OVERFLOW", "CANNOT_PARSE_TIMESTAMP",
    "CAST_INVALID_INPUT", "CAST_OVERFLOW", "DATETIME_OVERFLOW", "DIVIDE_BY_ZERO",
    "NUMERIC_OUT_OF_SUPPORTED_RANGE", "NUMERIC_VALUE_OUT_OF_RANGE", "REMAINDER_BY_ZERO",
}  # fmt: skip
_FULL = ("OutOfMemoryError", "No space left on device", "UNABLE_TO_ACQUIRE_MEMORY")
_STOPPED = ("SPARK_JOB_CANCELLED", "OPERATION_CANCELED", "cancelled because", "was cancelled")
_GONE = ("Connection refused", "SparkContext was shut down", "StatusCode.UNAVAILABLE",
         "Answer from Java side is empty", "stopped SparkContext")  # fmt: skip


@contextmanager
def plain_errors(doing: str) -> Iterator[None]:
    """What Spark raises as a SegqlError (3); a value that does not fit is not told."""
    try:
        yield
    except (PySparkException, Py4JError, ConnectionError) as error:
        raise translated(error, doing) from error


def translated(error: Exception, doing: str) -> BaseException:
    """The error that a person gets for one of Spark's."""
    text = words_of(error)
    if any(sign in text for sign in _STOPPED):
        return KeyboardInterrupt()
    if any(sign in text for sign in _FULL):
        return failure(
            codes.OUT_OF_SPACE,
            f"Spark ran out of memory or of room on the disk while {doing}.",
            "Raise `memory_limit` of the target, or make room on the disk (`TMPDIR`).",
        )
    lost = isinstance(error, Py4JNetworkError | ConnectionError)
    if lost or any(sign in text for sign in _GONE):
        return failure(codes.NO_CONNECTION, f"The connection to Spark was lost while {doing}.")
    if _MISFITS & set(_CONDITION.findall(text)):
        return failure(
            codes.ENGINE_FAILED,
            f"A value of the data did not fit while {doing}.",
            "`segql check --data` shows which columns hold what the catalog does not expect.",
        )
    return failure(codes.ENGINE_FAILED, f"Spark failed while {doing}: {plain(text)}")


def words_of(error: Exception) -> str:
    """All that Spark says of an error."""
    if isinstance(error, Py4JJavaError):
        return str(error.java_exception.toString())
    return str(error)


def plain(text: str) -> str:
    """The first sentence, without codes and places in the statement."""
    words = text.strip().split("\n", 1)[0]
    found = _CONDITION.search(words)
    words = (
        words[found.end() :] if found else re.sub(r"^(?:[\w.$]+(?:Exception|Error): )+", "", words)
    )
    return first_words(_TAIL.sub("", words))
