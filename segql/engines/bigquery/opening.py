"""How a target of BigQuery is opened: whose data, who pays, and a dataset for the rows of tests."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from google.cloud.bigquery import (
    Client,
    ConnectionProperty,
    Dataset,
    DatasetReference,
    QueryJobConfig,
)

from segql.catalog.models import Target
from segql.diagnostics.codes import engines as codes
from segql.engines.bigquery.errors import plain_errors
from segql.engines.failures import failure, refuse_keys

_URL = (
    "Write `url: bigquery://project/dataset`, with `?location=EU` where it lies in one place. "
    "Google's client finds the credentials: `gcloud auth application-default login`, or "
    "GOOGLE_APPLICATION_CREDENTIALS."
)
_HOUR = 60 * 60 * 1000
_LIMIT = "maximum_bytes_billed"


@contextmanager
def opened(target: Target, *, scratch: bool) -> Iterator[tuple[Any, Any]]:
    """A client, and the dataset that its statements mean: a new one where it is for scratch."""
    refuse_keys(target, {"url", "schema_", "options"}, "BigQuery", _URL)
    project, dataset, location = _place(target)
    limit = _limit(target)
    if scratch:
        dataset = f"segql_{secrets.token_hex(6)}"
    home = DatasetReference(project, dataset)
    config = QueryJobConfig(
        default_dataset=home,
        use_legacy_sql=False,
        # a project may have another zone for times without one
        connection_properties=[ConnectionProperty("time_zone", "UTC")],
    )
    if limit is not None:
        config.maximum_bytes_billed = limit
    with plain_errors("connecting"):
        client: Any = Client(project=project, location=location, default_query_job_config=config)
    try:
        if scratch:
            with _made(client, home, location):
                yield client, home
        else:
            yield client, home
    finally:
        client.close()


@contextmanager
def _made(client: Any, home: Any, location: str | None) -> Iterator[None]:
    made = Dataset(home)
    made.location = location
    made.default_table_expiration_ms = _HOUR  # should this program be killed
    with plain_errors("making a scratch dataset"):
        client.create_dataset(made)
    try:
        yield
    finally:
        with plain_errors("dropping a scratch dataset"):
            client.delete_dataset(home, delete_contents=True, not_found_ok=True)


def _place(target: Target) -> tuple[str, str, str | None]:
    """The project, the dataset and the location of a target."""
    parts = urlsplit(target.url or "")
    project = unquote(parts.netloc)
    dataset = target.schema_ or unquote(parts.path.strip("/"))
    asked = parse_qs(parts.query)
    sound = parts.scheme == "bigquery" and project and dataset and "/" not in dataset
    if not sound or set(asked) - {"location"}:
        raise failure(
            codes.NOT_THERE, "The target names no project and dataset.", _URL, exit_code=2
        )
    return project, dataset, asked["location"][-1] if asked else None


def _limit(target: Target) -> int | None:
    for name, value in target.options.items():
        if name != _LIMIT or isinstance(value, bool) or not isinstance(value, int):
            raise failure(
                codes.UNKNOWN_OPTION,
                f"A target of BigQuery has no option `{name}: {value}`.",
                f"There is one: `{_LIMIT}`, a whole number, which stops a query before it costs "
                "more.",
                exit_code=2,
            )
        return value
    return None
