"""What Google's client raises, in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from google.api_core.exceptions import Forbidden, GoogleAPIError, RetryError, Unauthorized
from google.auth.exceptions import GoogleAuthError

from segql.diagnostics.codes import engines as codes
from segql.engines.failures import failure, first_words

_VALUE = re.compile(r"^(Bad|Invalid|Could not (cast|parse)|Failed to parse|.* overflow)")
_NO_SPACE = ("resourcesExceeded", "Resources exceeded")
_BEFORE = re.compile(r"^\d{3} ((GET|POST|PUT|DELETE) \S+: )?")
_AFTER = re.compile(r"(; reason: .*| at \[\d+:\d+\]|\s*Location: .*|\s*Job ID: .*)", re.DOTALL)


@contextmanager
def plain_errors(doing: str) -> Iterator[None]:
    """Raises SegqlError (3); a value of the data is not told."""
    try:
        yield
    except (GoogleAuthError, Unauthorized) as error:
        raise failure(
            codes.NO_CONNECTION,
            f"BigQuery knows nobody by these credentials: {_words(error)}",
            "Sign in with `gcloud auth application-default login`, or name a key file in "
            "GOOGLE_APPLICATION_CREDENTIALS.",
        ) from error
    except (RetryError, ConnectionError) as error:
        raise failure(codes.NO_CONNECTION, f"BigQuery does not answer: {_words(error)}") from error
    except Forbidden as error:
        raise failure(
            codes.ENGINE_FAILED,
            f"BigQuery did not allow it while {doing}: {_words(error)}",
            "It takes the roles BigQuery Data Viewer on the dataset and BigQuery Job User on the "
            "project; tests with `--target` make a dataset of their own.",
        ) from error
    except GoogleAPIError as error:
        words = _words(error)
        if any(mark in str(error) for mark in _NO_SPACE):
            raise failure(
                codes.OUT_OF_SPACE, f"BigQuery ran out of resources while {doing}."
            ) from error
        if _VALUE.match(words):
            raise failure(
                codes.ENGINE_FAILED, f"A value of the data did not fit while {doing}."
            ) from error
        raise failure(codes.ENGINE_FAILED, f"BigQuery failed while {doing}: {words}") from error


def _words(error: Exception) -> str:
    return first_words(_AFTER.sub("", _BEFORE.sub("", str(error))))
