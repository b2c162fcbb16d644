"""A warehouse that is made up: it reads each statement as its dialect does, and keeps the views and
tables that they make, but no rows besides those of the registry.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import sqlglot
from sqlglot import exp

from segql.publish import REGISTRY

COLUMNS = [("customer_id", "INTEGER"), ("country", "VARCHAR"), ("subscribed", "BOOLEAN")]
HEADS = ["project", "name", "kind", "as_of", "sizes"]
QUIET = ("BEGIN", "COMMIT", "ROLLBACK", "LOCK ", "USE ", "SET ", "ALTER SESSION ")
"""Statements about the session, which make nothing."""


class ExistsError(LookupError):
    """What is made is there already."""


@dataclass
class Pretended:
    """`tables` are kinds by stored names, `fold` gives a name as it is stored."""

    dialect: str
    fold: Callable[[str, bool], str]
    sizes: list[tuple[Any, ...]] = field(default_factory=list)
    tables: dict[str, str] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    queries: dict[str, str] = field(default_factory=dict)
    contents: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.tables[self.fold("customers", False)] = "TABLE"

    def name_of(self, node: exp.Expr | None) -> str:
        table = node.find(exp.Table) if node is not None else None
        assert table is not None
        made = table.this
        assert isinstance(made, exp.Identifier)
        return self.fold(made.this, bool(made.args.get("quoted")))

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a statement. It is one, and its dialect knows it."""
        self.asked.append(sql)
        [tree] = sqlglot.parse(sql, read=self.dialect)
        if sql.startswith(QUIET):
            return []
        match tree:
            case exp.Create():
                self._create(tree, sql)
            case exp.Drop():
                for table in tree.args.get("tables") or [tree.this]:
                    gone = self.name_of(table)
                    assert self.tables.pop(gone) == tree.args["kind"], sql
                    for kept in (self.contents, self.comments, self.queries):
                        kept.pop(gone, None)  # type: ignore[attr-defined]
            case exp.Alter():
                self._alter(tree)
            case exp.Comment():
                name = self.name_of(tree.this)
                assert self.tables[name] == tree.args["kind"], sql
                self.comments[name] = tree.expression.this
            case exp.Insert():
                rows = [
                    tuple(value.this for value in row.expressions)
                    for row in tree.expression.expressions
                ]
                self.contents.setdefault(self.name_of(tree.this), []).extend(rows)
            case exp.Delete():
                self.contents[self.name_of(tree.this)] = []
            case exp.Query():
                return self._rows(tree, sql)
            case _:
                raise AssertionError(f"{self.dialect} is asked {sql}")
        return []

    def _create(self, tree: exp.Create, sql: str) -> None:
        name = self.name_of(tree.this)
        if name in self.tables:
            if tree.args.get("exists"):
                return
            if not (tree.args.get("replace") and self.tables[name] == tree.args["kind"]):
                raise ExistsError(f"{name} already exists")
        self.tables[name] = tree.args["kind"]
        if tree.expression is not None:
            self.queries[name] = sql.split(" AS\n", 1)[1]
        for item in tree.find_all(exp.SchemaCommentProperty):
            self.comments[name] = item.this.this
        for item in tree.find_all(exp.Property):
            if item.name == "description":
                self.comments[name] = item.args["value"].this

    def _alter(self, tree: exp.Alter) -> None:
        name = self.name_of(tree.this)
        for action in tree.args["actions"]:
            if isinstance(action, exp.AlterRename):
                new = self.name_of(action)
                assert new not in self.tables
                for kept in (self.tables, self.contents, self.comments, self.queries):
                    if name in kept:
                        kept[new] = kept.pop(name)  # type: ignore[index]
            else:
                [said] = list(action.find_all(exp.Property))
                assert said.name == "description"
                self.comments[name] = said.args["value"].this

    def _rows(self, tree: exp.Query, sql: str) -> list[tuple[Any, ...]]:
        table = tree.find(exp.Table)
        if table is None or table.this is None:
            return [(self.fold("public", False),)]
        if "information_schema.columns" in sql:
            words = {"VARCHAR": "TEXT"} if self.dialect == "snowflake" else {}
            return [(self.fold(name, False), words.get(kind, kind)) for name, kind in COLUMNS]
        if "information_schema.tables" in sql or "table_comments" in sql:
            if "comment" in sql.split("FROM")[0]:
                return [(self.comments.get(self.fold("segql_publishing", False)),)]
            return [(name, kind) for name, kind in self.tables.items()]
        name = self.name_of(tree)
        if name.casefold() in (REGISTRY, "segql_new_registry"):
            assert [item.name for item in tree.expressions] == HEADS
            return list(self.contents.get(name, []))
        if "all_rows" in sql:
            return [(3, 3, 3)]
        if len(tree.expressions) == 2:  # of the long table
            return [
                (name if part is None else f"{name}:{part}", size)
                for name, part, size in self.sizes
                if name is not None
            ]
        return self.sizes

    def readable(self) -> dict[str, str]:
        """What readers find, the customers' table apart."""
        return {
            name.lower(): kind for name, kind in self.tables.items() if name.lower() != "customers"
        }
