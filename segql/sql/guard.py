"""The last look at every statement: only known clauses, functions and tables leave this room."""

from __future__ import annotations

from collections.abc import Collection

from sqlglot import exp

from segql.diagnostics import Diagnostic, SegqlError
from segql.diagnostics.codes import compile as codes
from segql.sql.dialects.base import Dialect

PLAIN = frozenset(
    {
        exp.Add, exp.Alias, exp.And, exp.Array, exp.AtTimeZone, exp.Avg, exp.Between, exp.Boolean,
        exp.Bracket, exp.CTE, exp.Case, exp.Cast, exp.Coalesce, exp.Collate, exp.Column, exp.Count,
        exp.CurrentTimestamp, exp.DPipe, exp.DataType, exp.DataTypeParam, exp.Distinct, exp.Div,
        exp.Dot, exp.EQ, exp.Exists, exp.Extract, exp.First, exp.From, exp.GT, exp.GTE, exp.Group,
        exp.Identifier, exp.If, exp.In, exp.IntDiv, exp.Interval, exp.Is, exp.Join, exp.LT, exp.LTE,
        exp.Lambda, exp.Literal, exp.Max, exp.Min, exp.Mod, exp.Mul, exp.NEQ, exp.National, exp.Neg,
        exp.Not, exp.Null, exp.NullSafeEQ, exp.NullSafeNEQ, exp.Nullif, exp.Or, exp.Order,
        exp.Ordered, exp.Paren, exp.Rank, exp.RegexpLike, exp.RowNumber, exp.Select, exp.Star,
        exp.Sub, exp.Subquery, exp.Sum, exp.TableAlias, exp.Union, exp.Var, exp.Where, exp.Window,
        exp.WindowSpec, exp.With, exp.WithinGroup, exp.JSONColumnDef, exp.JSONSchema,
        exp.JSONTable,
    }
)  # fmt: skip
"""Every kind of node that generated SQL is made of, besides tables and functions by name. None of
them writes, attaches, copies, or reads anything but a table of the catalog."""


def check(
    query: exp.Query, dialect: Dialect, tables: Collection[str], queries: Collection[str]
) -> None:
    """Raises SegqlError where a statement contains what no statement of ours does.

    `tables` are the physical tables the plan declares, `queries` the common table expressions.
    """
    known = {name.lower() for name in (*tables, *queries)}
    for node in query.walk(bfs=False):
        kind = type(node)
        if kind in PLAIN or (kind is exp.Limit and not isinstance(node.parent, exp.Query)):
            continue  # of the values in an aggregate, never of the members
        if isinstance(node, exp.Table):
            if isinstance(node.this, exp.Anonymous | exp.JSONTable):
                continue  # a function that gives rows, which is looked at by itself
            if table_name(node).lower() not in known:
                raise _refused(f"the table {table_name(node)}")
        elif kind is not exp.Anonymous:
            raise _refused(f"a clause {kind.__name__}")
        elif str(node.this).upper() not in dialect.functions:
            raise _refused(f"the function {node.this}")


def table_name(table: exp.Table) -> str:
    return ".".join(part.name for part in table.parts)


def _refused(what: str) -> SegqlError:
    return SegqlError(
        Diagnostic(
            codes.UNSAFE_SQL,
            f"The generated SQL contains {what}, which no statement should.",
            help="This is a defect of SegQL. Please report it with the definition.",
        ),
        exit_code=1,
    )
