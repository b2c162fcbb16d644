"""The catalog: what the company's data is, read from YAML with places, and the settings."""

from __future__ import annotations

from segql.catalog.loading import LoadedCatalog, load_catalog
from segql.catalog.models import Catalog, Settings, Target
from segql.catalog.overrides import catalog_on
from segql.catalog.schema import catalog_schema, settings_schema, target_schema
from segql.catalog.secrets import NO_SECRETS, Secrets, masked
from segql.catalog.settings import LoadedSettings, find_project, load_settings

__all__ = [
    "NO_SECRETS",
    "Catalog",
    "LoadedCatalog",
    "LoadedSettings",
    "Secrets",
    "Settings",
    "Target",
    "catalog_on",
    "catalog_schema",
    "find_project",
    "load_catalog",
    "load_settings",
    "masked",
    "settings_schema",
    "target_schema",
]
