"""How one warehouse differs from another, and how its URL is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from segql.catalog.models import Target
from segql.catalog.physical import Column, ColumnKind
from segql.diagnostics.codes import engines as codes
from segql.engines.failures import failure, refuse_keys


@dataclass(frozen=True, slots=True)
class Address:
    """A URL in parts; `options` are what stands behind its question mark."""

    host: str
    port: int | None
    user: str
    password: str
    path: tuple[str, ...]
    options: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Manners:
    """One warehouse: `name` in `segql.yml` (and of its dialect), `title` in messages.

    `session` are statements that fix what SQL means. `stored` is the name of a table or column in
    `information_schema`, `called` its name in a catalog. `kind` makes a column of a type's name,
    `described` of what a driver says of a result's column. `types` are those of tables for tests,
    `placed` writes a value's place in an INSERT. `error` is the driver's, `lost` says whether
    one means that the connection is gone, `stop` ends what runs. `typed` is a type's name, made of
    columns of `information_schema.columns`.
    """

    name: str
    title: str
    url: str
    session: tuple[str, ...]
    version: str
    use: str
    stored: Callable[[str], str]
    called: Callable[[str], str]
    kind: Callable[[str], Column]
    described: Callable[[Any], Column]
    types: Mapping[ColumnKind, str]
    many: Callable[[str], str]
    placed: Callable[[Column, str], str]
    error: type[Exception]
    lost: Callable[[Exception], bool]
    stop: Callable[[Any, Any], None]
    typed: str = "data_type"


def address(target: Target, title: str, example: str) -> Address:
    """The address of a target. Raises SegqlError (2) where it has none."""
    help = f"Write `url: {example}`."
    refuse_keys(target, {"url", "schema_"}, title, help)
    if target.url is None:
        raise failure(codes.NOT_THERE, "The target names no server.", help, exit_code=2)
    try:
        parts = urlsplit(target.url)
        port = parts.port
    except ValueError as error:
        raise failure(
            codes.NOT_THERE, "The target's `url` cannot be read.", help, exit_code=2
        ) from error
    if not parts.hostname:
        raise failure(codes.NOT_THERE, "The target's `url` names no server.", help, exit_code=2)
    return Address(
        parts.hostname,
        port,
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        tuple(unquote(part) for part in parts.path.split("/") if part),
        dict(parse_qsl(parts.query)),
    )
