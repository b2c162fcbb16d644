"""Fields of rows as physical columns: where they lie, in what representation, null or not."""

from __future__ import annotations

from dataclasses import replace

from segql.catalog.models import FieldModel
from segql.catalog.physical import Column as PhysicalColumn
from segql.catalog.physical import ColumnKind
from segql.plan.context import Context
from segql.plan.logic import call, to_zone
from segql.plan.nodes import Call, Column, Expr, Join, Op
from segql.semantics import tree
from segql.semantics.rewrite import rewrite
from segql.semantics.walk import descendants
from segql.types import DATE, DOUBLE, TEXT, TIMESTAMP, Kind, Type


def lower_field(ctx: Context, node: tree.Field) -> Expr:
    """A field, computed or physical; text that may be empty, NaN and odd times made plain."""
    if node.computed:
        return _computed(ctx, node)
    made_of = ctx.shared.catalog.events.get(node.row.event or "")
    if made_of and made_of.of and not node.hops and node.name == made_of.by:
        return _group_key(ctx, node, made_of.by)
    return physical_field(ctx, node)


def _group_key(ctx: Context, node: tree.Field, by: str) -> Expr:
    # inside the grouping query the key is still a field of the lines; outside a column
    event = node.row.event
    if event is not None and ctx.grouped == event:
        return ctx.expr(group_field(ctx, event, by))
    return Column(
        ctx.rows[node.row.index], (), by, (), node.type, nullable=False, name=(node.name,)
    )


def group_field(ctx: Context, event: str, by: str) -> tree.Field:
    """The field of the lines by which an event made of events is grouped."""
    of = ctx.shared.catalog.events[event].of or ""
    model = ctx.shared.catalog.events[of].fields[by]
    computed = (of, by) in ctx.shared.program.computed
    type_ = ctx.shared.program.computed[of, by].type if computed else model.value_type
    return tree.Field(tree.Row(1, of), (), by, type_ or TEXT, model.required, computed=computed)


def _computed(ctx: Context, node: tree.Field) -> Expr:
    owner = node.hops[-1].object if node.hops else node.row.event
    if owner is None:
        raise ValueError(f"a computed attribute is a trait: {node.name}")
    body = ctx.shared.program.computed[owner, node.name]
    if not node.hops and _aggregates(ctx, owner, body):
        if ctx.grouped == owner:
            return ctx.with_row(tree.Row(1, owner), ctx.rows[node.row.index]).expr(body)
        ctx.shared.used.setdefault(owner, {})[node.name] = None
        return Column(
            ctx.rows[node.row.index],
            (),
            node.name,
            (),
            node.type,
            nullable=not node.required,
            name=(node.name,),
        )
    if not node.hops:
        return ctx.with_row(tree.Row(1, owner), ctx.rows[node.row.index]).expr(body)
    # an object's field: its own fields are reached by the same hops from the same row
    return ctx.expr(_rebase(body, node.row, node.hops))


def _aggregates(ctx: Context, owner: str, body: tree.Expr) -> bool:
    """Whether a field of an event made of events is a figure of its lines."""
    model = ctx.shared.catalog.events.get(owner)
    if model is None or model.of is None:
        return False
    return any(
        isinstance(part, tree.Aggregate) and part.of_parent is not None
        for part in descendants(body)
    )


def _rebase(body: tree.Expr, row: tree.Row, hops: tuple[tree.Hop, ...]) -> tree.Expr:
    def move(part: tree.Expr) -> tree.Expr:
        if isinstance(part, tree.Field):
            return replace(part, row=row, hops=(*hops, *part.hops))
        return part

    return rewrite(body, move)


def physical_field(ctx: Context, node: tree.Field) -> Expr:
    """The column of a field that is not computed."""
    fields = ctx.shared.catalog.fields_of(node.row.event)
    table = _table_of(ctx, node.row.event)
    joins: list[Join] = []
    for hop in node.hops:
        target = ctx.shared.catalog.objects[hop.object]
        joins.append(Join(target.table, target.key, fields[hop.name].by or hop.name))
        fields, table = target.fields, target.table
    model = fields[node.name]
    made = _column(ctx, ctx.rows[node.row.index], tuple(joins), table, node.name, model, node.type)
    names = (*(hop.name for hop in node.hops), node.name)
    made = replace(made, nullable=not node.required, name=names)
    if model.table is not None:
        return replace(made, child=model.table)
    return plain_column(ctx, made, model, _physical(ctx, table, node.name, model))


def stored_field(
    ctx: Context, row: int, table: str, name: str, model: FieldModel, type: Type
) -> Expr:
    """A field as its table has it, unknown where the catalog says it never is."""
    made = _column(ctx, row, (), table, name, model, type)
    open_model = model.model_copy(update={"required": False})
    return plain_column(ctx, made, open_model, _physical(ctx, table, name, model))


def _column(
    ctx: Context,
    row: int,
    joins: tuple[Join, ...],
    table: str,
    name: str,
    model: FieldModel,
    type: Type,
) -> Column:
    column, path = location(name, model)
    physical = _physical(ctx, table, name, model)
    whole = ctx.shared.column(table, column) if path else physical
    return Column(
        row,
        joins,
        column,
        path,
        type,
        nullable=True,
        physical=whole.kind if whole else _said(model),
        physical_many=bool(physical and physical.many) if whole else _said_array(model, type),
        name=(name,),
    )


def _said(model: FieldModel) -> ColumnKind | None:
    """What the catalog says of a column where no target is asked."""
    if model.stored == "json":
        return ColumnKind.JSON
    return ColumnKind.STRUCT if model.stored == "native" and model.path else None


def _said_array(model: FieldModel, type: Type) -> bool:
    return model.stored == "native" and type.many


def _physical(ctx: Context, table: str, name: str, model: FieldModel) -> PhysicalColumn | None:
    column, path = location(name, model)
    return _inside(ctx.shared.column(table, column), path)


def plain_column(
    ctx: Context, column: Column, model: FieldModel | None, physical: PhysicalColumn | None
) -> Expr:
    """The column in the language's terms: declared zone, day of a moment, NaN, empty text."""
    kind = physical.kind if physical else None
    zone = (model.timezone if model else None) or ctx.shared.zone
    if column.type.kind is Kind.TIMESTAMP:
        if kind is ColumnKind.INSTANT:
            return column
        # a date's midnight is the project's, whatever zone the column's clocks are read in
        return replace(column, zone=ctx.shared.zone if kind is ColumnKind.DATE else zone)
    if column.type == DATE and kind in (ColumnKind.TIMESTAMP, ColumnKind.INSTANT):
        moment = replace(column, type=TIMESTAMP, zone=None if kind is ColumnKind.INSTANT else zone)
        return day_of_timestamp(ctx, moment)
    if column.type == DOUBLE or (kind is ColumnKind.DOUBLE and column.type.is_number):
        if model is not None and model.required:
            return column
        return Call(Op.NOT_NAN, (column,), column.type, nullable=True)
    if column.type == TEXT and model is not None and model.empty == "unknown":
        return Call(Op.KNOWN_TEXT, (column,), TEXT, nullable=True)
    return column


def day_of_timestamp(ctx: Context, value: Expr) -> Expr:
    """The calendar day of a timestamp in the project's zone; a date stays what it is."""
    if value.type == DATE:
        return value
    return call(Op.DATE_OF, to_zone(value, ctx.shared.zone), type=DATE)


def location(name: str, model: FieldModel) -> tuple[str, tuple[str, ...]]:
    """The column that holds a field, and the way inside it."""
    if model.path is None:
        return model.column or name, ()
    parts = tuple(model.path.split("."))
    return (model.column, parts) if model.column else (parts[0], parts[1:])


def _inside(column: PhysicalColumn | None, path: tuple[str, ...]) -> PhysicalColumn | None:
    for part in path:
        column = column.fields.get(part) if column else None
    return column


def _table_of(ctx: Context, event: str | None) -> str:
    if event is None:
        return ctx.shared.catalog.customer.table
    model = ctx.shared.catalog.events[event]
    return model.table or (_table_of(ctx, model.of) if model.of else "")


def point_columns(ctx: Context, node: tree.Expr) -> tuple[Expr, Expr]:
    """Latitude and longitude of a point: only fields hold points, and traits that name one."""
    match node:
        case tree.Reference(name=name):
            definition = ctx.shared.program.definitions[name]
            if isinstance(definition, tree.Trait):
                return point_columns(ctx, definition.body)
        case tree.Field():
            owner = node.hops[-1].object if node.hops else node.row.event
            model = ctx.shared.catalog.fields_of(owner)[node.name]
            latitude, longitude = (
                _coordinate(ctx, node, name, part)
                for name, part in ((model.latitude, "latitude"), (model.longitude, "longitude"))
            )
            return latitude, longitude
        case _:
            pass
    raise TypeError(f"not a point: {node}")


def _coordinate(ctx: Context, node: tree.Field, column: str | None, part: str) -> Expr:
    fields = ctx.shared.catalog.fields_of(node.row.event)
    joins: list[Join] = []
    for hop in node.hops:
        target = ctx.shared.catalog.objects[hop.object]
        joins.append(Join(target.table, target.key, fields[hop.name].by or hop.name))
        fields = target.fields
    made = Column(
        ctx.rows[node.row.index],
        tuple(joins),
        column or "",
        (),
        DOUBLE,
        not node.required,
        name=(*(hop.name for hop in node.hops), node.name, part),
    )
    return call(Op.TO_DOUBLE, made, type=DOUBLE)
