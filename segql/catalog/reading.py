"""From YAML nodes to pydantic models: every problem in plain words, with its place."""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from segql.catalog.models import Model
from segql.catalog.paths import Path, Sites, span_at
from segql.diagnostics.codes import catalog as codes
from segql.diagnostics.model import Code, Diagnostic, Fix, Note
from segql.diagnostics.suggest import nearest
from segql.source import Span

M = TypeVar("M", bound=Model)


class Report:
    """Collects problems by their paths."""

    def __init__(self, sites: Sites) -> None:
        self.sites = sites
        self.diagnostics: list[Diagnostic] = []

    def add(
        self,
        code: Code,
        path: Path,
        message: str,
        help: str | None = None,
        *,
        key: bool = False,
        replace: str | None = None,
        notes: Iterable[Note] = (),
        expected: str | None = None,
        found: str | None = None,
    ) -> None:
        """One problem at a path; `key` underlines the key; `replace` is what stands right there."""
        span = span_at(self.sites, path, key)
        self.diagnostics.append(
            Diagnostic(
                code,
                message,
                span,
                help,
                Fix(replace, span) if replace is not None and path in self.sites else None,
                tuple(notes),
                expected,
                found,
            )
        )

    def span(self, path: Path, key: bool = False) -> Span:
        return span_at(self.sites, path, key)


@dataclass(frozen=True, slots=True)
class Broken:
    """A path whose entry could not be read; `unknown_key` where only that key is superfluous."""

    path: Path
    kind: typing.Literal["unknown key", "missing", "value"]


def validate(model: type[M], data: Any, report: Report) -> M | list[Broken]:
    """The model, or what is broken; problems go to the report."""
    try:
        return model.model_validate(data)
    except ValidationError as problem:
        broken: dict[Path, Broken] = {}
        for group in _by_place(problem.errors(include_url=False), data):
            item = _tell(model, group.path, group.errors, report)
            broken.setdefault(item.path, item)
        return list(broken.values())


@dataclass(frozen=True, slots=True)
class _Group:
    path: Path
    errors: list[ErrorDetails]


def _by_place(errors: list[ErrorDetails], data: Any) -> list[_Group]:
    """Errors of the branches of a union belong to one place."""
    groups: dict[Path, list[ErrorDetails]] = {}
    for error in errors:
        groups.setdefault(_real_path(error, data), []).append(error)
    return [_Group(path, found) for path, found in groups.items()]


def _real_path(error: ErrorDetails, data: Any) -> Path:
    """The path in the data: without the names of union branches that pydantic puts in."""
    path: list[str | int] = []
    here = data
    parts = error["loc"]
    for index, part in enumerate(parts):
        if _has(here, part):
            here = here[part]
        elif error["type"] != "missing" or index < len(parts) - 1:
            continue
        path.append(part)
    return tuple(path)


def _has(here: Any, part: str | int) -> bool:
    if isinstance(here, list):
        return isinstance(part, int) and part < len(here)
    return isinstance(here, dict) and part in here


_COUNTS = ("missing", "too_long", "too_short", "tuple_type")


def _tell(model: type[Model], path: Path, errors: list[ErrorDetails], report: Report) -> Broken:
    error = errors[0]
    if path[0] == "places" and len(path) > 1 and error["type"] in _COUNTS:
        report.add(
            codes.PLACE,
            path[:2],
            f"The place `{path[1]}` needs two numbers.",
            "Write latitude and longitude in degrees: [59.3293, 18.0686].",
        )
        return Broken(path[:2], "value")
    match error["type"]:
        case "extra_forbidden":
            _tell_unknown_key(model, path, report)
            return Broken(path, "unknown key")
        case "missing":
            _tell_missing(path, report)
            return Broken(path, "missing")
        case "literal_error":
            _tell_choice(path, error, report)
        case "greater_than_equal":
            report.add(
                codes.WRONG_VALUE,
                path,
                f"{_words(path)} cannot be {error['input']}.",
                f"Write a number from {error['ctx']['ge']}.",
            )
        case _:
            _tell_kind(path, errors, report)
    return Broken(path, "value")


def _tell_unknown_key(model: type[Model], path: Path, report: Report) -> None:
    word = str(path[-1])
    where = _words(path[:-1]) if path[:-1] else "the top of the file"
    known = known_keys(model, path[:-1])
    near = nearest(word, known)
    if near:
        help, replace = f"Did you mean `{near}`?", near
    else:
        help, replace = f"Possible keys: {', '.join(known)}.", None
        if {"meta", "description"} <= set(known):
            help += " What else is worth noting goes below `meta:`."
    report.add(
        codes.UNKNOWN_KEY,
        path,
        f"There is no key `{word}` at {where}.",
        help,
        key=True,
        replace=replace,
    )


def _tell_missing(path: Path, report: Report) -> None:
    word, rest = str(path[-1]), path[:-1]
    where = _words(rest) if rest else "The file"
    report.add(
        codes.MISSING_KEY,
        rest,
        f"{where[:1].upper()}{where[1:]} needs `{word}`.",
        _EXAMPLES.get(word, f"Add `{word}: ...`."),
        key=True,
    )


_EXAMPLES = {
    "table": "Add the name of the table: `table: customers`.",
    "key": "Add the column with the key: `key: customer_id`.",
    "customer": "Add a section `customer:` with `table:` and `key:`.",
    "name": "Add the project's name: `name: my_shop`.",
    "engine": "Add the engine: `engine: duckdb`.",
    "column": "Add the name of the column: `column: ordered_at`.",
    "warn_after": "Add a duration: `warn_after: 2 days`.",
}


def _tell_choice(path: Path, error: ErrorDetails, report: Report) -> None:
    choices = re.findall(r"'([^']*)'", str(error["ctx"]["expected"]))
    found = _show(error["input"])
    near = nearest(str(error["input"]), choices)
    report.add(
        codes.WRONG_VALUE,
        path,
        f"{_words(path)} cannot be {found}.",
        f"Did you mean `{near}`?" if near else f"Possible: {', '.join(choices)}.",
        replace=near,
        expected=" or ".join(choices),
        found=found,
    )


_KINDS = {
    "string_type": "a text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "list_type": "a list such as [a, b]",
    "tuple_type": "a list such as [a, b]",
    "dict_type": "keys with values below it",
    "model_type": "keys with values below it",
    "model_attributes_type": "keys with values below it",
}


def _tell_kind(path: Path, errors: list[ErrorDetails], report: Report) -> None:
    expected = " or ".join(dict.fromkeys(_KINDS.get(e["type"], e["msg"]) for e in errors))
    value = errors[0]["input"]
    found = _show(value)
    help = f"Write {expected}."
    if value is None:
        help = "Write it after the colon or indented below it, or delete the key."
    elif "a text" in expected and isinstance(value, (int, float, bool)):
        help = f'Put it in quotes: "{_plain(value)}".'
    elif expected == "a whole number" and isinstance(value, str) and value.isdigit():
        help = f"Write it without quotes: {value}."
    elif expected == "true or false" and isinstance(value, str):
        yes = value.lower() in ("yes", "on", "y", "1", "true")
        help = f"Write {'true' if yes else 'false'}." if yes or _says_no(value) else help
    report.add(
        codes.WRONG_VALUE,
        path,
        f"{_words(path)} must be {expected}, not {found}.",
        help,
        expected=expected,
        found=found,
    )


def _says_no(value: str) -> bool:
    return value.lower() in ("no", "off", "n", "0", "false")


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _show(value: object) -> str:
    match value:
        case None:
            return "nothing"
        case dict():
            return "keys with values"
        case list() | tuple():
            return "a list"
        case str():
            return f"`{value if len(value) <= 40 else value[:37] + '...'}`"
        case _:
            return _plain(value)


def _words(path: Path) -> str:
    """`age.type of customer`: the path as one reads it."""
    return f"`{'.'.join(str(part) for part in path)}`"


def known_keys(model: type[Model], path: Path) -> list[str]:
    """The keys that may stand at a path below a model."""
    here: Any = model
    for part in path:
        here = _step(here, part)
        if here is None:
            return []
    found = next((m for m in _models(here)), None)
    if found is None:
        return []
    return [field.alias or name for name, field in found.model_fields.items()]


def _step(kind: Any, part: str | int) -> Any:
    for option in _models(kind):
        for name, field in option.model_fields.items():
            if part == (field.alias or name):
                return field.annotation
    for option in _options(kind):
        if typing.get_origin(option) is dict:
            return typing.get_args(option)[1]
    return None


def _models(kind: Any) -> list[type[Model]]:
    return [o for o in _options(kind) if isinstance(o, type) and issubclass(o, Model)]


def _options(kind: Any) -> list[Any]:
    origin = typing.get_origin(kind)
    if origin is typing.Annotated:
        return _options(typing.get_args(kind)[0])
    if origin in (typing.Union, types.UnionType):
        return [o for arg in typing.get_args(kind) for o in _options(arg)]
    return [kind]
