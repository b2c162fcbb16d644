"""JSON Schemas (draft 2020-12) of the catalog and the settings, for editors."""

from __future__ import annotations

import ast
import inspect
from functools import cache
from itertools import pairwise
from typing import Any

from segql.catalog import models
from segql.catalog.models import Catalog, Model, Settings
from segql.catalog.overrides import SHAPES

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def catalog_schema() -> dict[str, Any]:
    """The schema of `catalog.yml`, and of the files of the folder `catalog/`, of which only one
    has the `customer`.
    """
    schema = _schema(Catalog, "SegQL catalog")
    del schema["required"]
    return schema


def target_schema() -> dict[str, Any]:
    """The schema of a target's own file: the keys of `catalog_schema` that are physical."""
    schema = _schema(Catalog, "SegQL catalog of a target")
    shown: dict[str, Any] = {}
    for model, shape in SHAPES.items():
        part = schema if model is Catalog else schema["$defs"][model.__name__]
        part["properties"] = {key: part["properties"][key] for key in shape.keys}
        part.pop("required", None)
        if model is not Catalog:
            shown[model.__name__] = part
    return {**schema, "$defs": shown}


def settings_schema() -> dict[str, Any]:
    """The schema of `segql.yml`."""
    return _schema(Settings, "SegQL settings")


def _schema(model: type[Model], title: str) -> dict[str, Any]:
    schema = model.model_json_schema(by_alias=True, mode="validation")
    _describe(schema, model)
    for name, definition in schema.get("$defs", {}).items():
        _describe(definition, getattr(models, name))
    return {"$schema": DIALECT, **schema, "title": title}


def _describe(schema: dict[str, Any], model: type[Model]) -> None:
    """Give every key the words that stand below its field in the model's source."""
    words = {
        name: text
        for kind in reversed(model.__mro__)
        for name, text in _docstrings().get(kind.__name__, {}).items()
    }
    for name, field in model.model_fields.items():
        shown = schema["properties"][field.alias or name]
        if name in words and "description" not in shown:
            shown["description"] = words[name]


@cache
def _docstrings() -> dict[str, dict[str, str]]:
    """The texts below the fields of every model.

    They are read here, since making pydantic keep them would cost each start of a command as
    much as everything else about the models.
    """
    found: dict[str, dict[str, str]] = {}
    for node in ast.parse(inspect.getsource(models)).body:
        if not isinstance(node, ast.ClassDef):
            continue
        texts = found.setdefault(node.name, {})
        for field, below in pairwise(node.body):
            match field, below:
                case (
                    ast.AnnAssign(target=ast.Name(id=name)),
                    ast.Expr(value=ast.Constant(value=str(text))),
                ):
                    texts[name] = inspect.cleandoc(text).replace("\n", " ")
    return found
