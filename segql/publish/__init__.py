"""Definitions where others read them: views and tables of a database, models of a dbt project."""

from __future__ import annotations

from segql.publish.dbt import DbtProject, dbt_files, project_file, slug
from segql.publish.deploying import Deployment
from segql.publish.made import Deployed, Made
from segql.publish.marks import left_over
from segql.publish.naming import (
    LONG,
    REGISTRY,
    WIDE,
    Published,
    check_names,
    labels_of,
    sizes_by_label,
    wide_names,
)

__all__ = [
    "LONG",
    "REGISTRY",
    "WIDE",
    "DbtProject",
    "Deployed",
    "Deployment",
    "Made",
    "Published",
    "check_names",
    "dbt_files",
    "labels_of",
    "left_over",
    "project_file",
    "sizes_by_label",
    "slug",
    "wide_names",
]
