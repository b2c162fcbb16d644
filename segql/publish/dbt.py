"""A dbt project of definitions: a model each, the tables of memberships, tests and descriptions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from segql.catalog.names import table_parts
from segql.publish.jinja import Node, inert, yaml
from segql.publish.marks import with_marks
from segql.publish.naming import LONG, WIDE, Published, labels_of, wide_names
from segql.sql import ddl
from segql.sql.make import needs_quotes

_HEAD = "{{{{ config(materialized='{kind}') }}}}\n\n"


@dataclass(frozen=True, slots=True)
class DbtProject:
    """What a dbt project is made of.

    `queries` are those of the definitions, `wide` those of the wide table with the definitions
    in each; in them `sources` stand under made up names instead of the physical tables.
    """

    name: str
    key: str
    dialect: str
    items: Sequence[Published]
    queries: Mapping[str, str]
    wide: Sequence[tuple[Sequence[str], str]]
    sources: Mapping[str, str]
    schema: str | None = None


def dbt_files(project: DbtProject) -> dict[str, str]:
    """The files by their place in the project's folder."""
    models = model_names(project)
    sources = _Sources(project)
    files: dict[str, str] = {}
    for item in project.items:
        files[f"models/{models[item.name]}.sql"] = _HEAD.format(kind="view") + sources.referring(
            project.queries[item.name]
        )
    names = wide_names(len(project.wide))
    homes: dict[str, str] = {}
    for name, (held, query) in zip(names, project.wide, strict=True):
        files[f"models/{name}.sql"] = _HEAD.format(kind="table") + sources.referring(query)
        homes.update(dict.fromkeys(held, name))
    counted = [item for item in project.items if item.is_counted]
    labels = labels_of(counted)
    text = ddl.long_of(
        {item.name: homes[item.name] for item in counted}, project.key, labels, project.dialect
    )
    files[f"models/{LONG}.sql"] = _HEAD.format(kind="view") + _reading(inert(text), names)
    files[f"tests/{LONG}_is_unique.sql"] = _unique(project)
    files["models/schema.yml"] = yaml({"version": 2, "models": _models(project, models, names)})
    files["models/sources.yml"] = yaml({"version": 2, "sources": sources.described()})
    return with_marks(files, slug(project.name))


def project_file(name: str) -> str:
    """`dbt_project.yml`, where a folder has none yet."""
    return yaml(
        {
            "name": slug(name),
            "version": "1.0.0",
            "config-version": 2,
            "profile": slug(name),
            "model-paths": ["models"],
            "test-paths": ["tests"],
        }
    )


def slug(name: str) -> str:
    """A name as file names and dbt take it."""
    plain = re.sub(r"[^a-z0-9_]+", "_", name.lower()).strip("_") or "unnamed"
    return f"_{plain}" if plain[0].isdigit() else plain[:100]


def model_names(project: DbtProject) -> dict[str, str]:
    """The model of each definition; names that would be the same are numbered."""
    taken = {LONG, *wide_names(len(project.wide)), WIDE}
    found: dict[str, str] = {}
    for item in project.items:
        name, number = slug(item.name), 1
        while name in taken:
            number += 1
            name = f"{slug(item.name)}_{number}"
        taken.add(name)
        found[item.name] = name
    return found


class _Sources:
    """The tables that definitions are read from, as dbt's sources."""

    def __init__(self, project: DbtProject) -> None:
        self._project = project
        self._places = {
            token: (slug(parts[-2]) if len(parts) > 1 else slug(project.name), parts)
            for token, parts in ((t, table_parts(name)) for t, name in project.sources.items())
        }

    def referring(self, query: str) -> str:
        """A query that asks dbt where the tables are."""
        text = inert(query)
        if not self._places:
            return text
        tokens = "|".join(map(re.escape, sorted(self._places, key=len, reverse=True)))
        return re.sub(rf"\b({tokens})\b", lambda found: self._call(found[1]), text)

    def _call(self, token: str) -> str:
        source, parts = self._places[token]
        return f"{{{{ source('{source}', '{slug(parts[-1])}') }}}}"

    def described(self) -> list[Node]:
        groups: dict[str, dict[str, Node]] = {}
        for source, parts in self._places.values():
            schema = parts[-2] if len(parts) > 1 else self._project.schema
            entry: dict[str, Node] = {
                "name": source,
                # dbt's own target where the project does not say where its tables are
                "schema": inert(schema) if schema else "{{ target.schema }}",
                "tables": [],
            }
            if len(parts) > 2:
                entry["database"] = inert(parts[-3])
            tables = groups.setdefault(source, entry)["tables"]
            assert isinstance(tables, list)
            tables.append({"name": slug(parts[-1]), "identifier": inert(parts[-1])})
        return list(groups.values())


def _reading(text: str, wide: Sequence[str]) -> str:
    """A query over the wide table that asks dbt where that is."""
    for name in sorted(wide, key=len, reverse=True):
        text = re.sub(
            rf"^(FROM |  FROM )\b{name}\b", rf"\1{{{{ ref('{name}') }}}}", text, flags=re.M
        )
    return text


def _unique(project: DbtProject) -> str:
    key = inert(ddl.named(project.key, project.dialect))
    return (
        f"select segment, {key}, count(*) as times\n"
        f"from {{{{ ref('{LONG}') }}}}\n"
        f"group by segment, {key}\n"
        "having count(*) > 1\n"
    )


def _models(
    project: DbtProject, models: Mapping[str, str], wide: Sequence[str]
) -> list[dict[str, Node]]:
    key = _column(project.key, "The customer's key", ["unique", "not_null"])
    made = [_model(item, models[item.name], key, project.dialect) for item in project.items]
    for name, (held, _) in zip(wide, project.wide, strict=True):
        items = [item for item in project.items if item.name in set(held)]
        made.append(
            {
                "name": name,
                "description": "A row for every customer, with a column for each definition",
                "columns": [key, *(_value(item, project.dialect) for item in items)],
            }
        )
    labels = [
        label
        for item in project.items
        if item.is_counted
        for label in (labels_of([item]).get(item.name, {item.name: item.name}).values())
    ]
    made.append(
        {
            "name": LONG,
            "description": "A row for each membership of a customer",
            "columns": [
                _column(
                    "segment",
                    "The segment, or the case or variant",
                    [_accepted(labels, project.dialect)],
                ),
                _column(project.key, "The customer's key", ["not_null"]),
            ],
        }
    )
    return made


def _model(item: Published, name: str, key: Node, dialect: str) -> dict[str, Node]:
    meta: dict[str, Node] = {"segql": inert(item.name)}
    for word, value in (("title", item.title), ("goal", item.goal), ("owner", item.owner)):
        if value:
            meta[word] = inert(value)
    config: dict[str, Node] = {"meta": meta}
    if item.tags:
        config["tags"] = [inert(tag) for tag in item.tags]
    return {
        "name": name,
        "description": inert(item.words),
        "config": config,
        "columns": [key] if item.kind == "segment" else [key, _value(item, dialect)],
    }


def _value(item: Published, dialect: str) -> Node:
    if item.parts:
        return _column(item.name, item.title or "", [_accepted(item.parts, dialect)])
    tests: list[Node] = ["not_null"] if item.kind == "segment" else []
    return _column(item.name, item.title or "", tests)


def _accepted(values: Sequence[str], dialect: str) -> Node:
    """dbt's own test, which puts the values between single quotes as they are."""
    held = [inert(ddl.literal(value, dialect)[1:-1]) for value in values]
    return {"accepted_values": {"arguments": {"values": held}}}


def _column(name: str, description: str, tests: Sequence[Node]) -> Node:
    column: dict[str, Node] = {"name": inert(name), "description": inert(description)}
    if needs_quotes(name):
        column["quote"] = True
    if tests and not set(name) & {'"', "`"}:  # dbt quotes names without a look at quotes in them
        column["data_tests"] = list(tests)
    return column
