"""JSON Schemas (draft 2020-12) of the catalog and the settings, for editors."""

from __future__ import annotations

from typing import Any

from segql.catalog.models import Catalog, Model, Settings

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def catalog_schema() -> dict[str, Any]:
    """The schema of `catalog.yml`. A file of the folder `catalog/` may leave out `customer`."""
    return _schema(Catalog, "SegQL catalog")


def settings_schema() -> dict[str, Any]:
    """The schema of `segql.yml`."""
    return _schema(Settings, "SegQL settings")


def _schema(model: type[Model], title: str) -> dict[str, Any]:
    schema = model.model_json_schema(by_alias=True, mode="validation")
    return {"$schema": DIALECT, **schema, "title": title}
