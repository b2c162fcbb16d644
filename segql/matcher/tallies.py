"""Figures while a loop runs: before it, at each event, and after it."""

from __future__ import annotations

from segql.matcher.writer import Writer
from segql.plan.nodes import EVENT, Call, EventTable, Exists, Measure, Op
from segql.types import DATE

Asked = Measure | Exists


def start(writer: Writer, node: Asked) -> tuple[str, str]:
    """The variables of a figure, before its loop."""
    if isinstance(node, Exists):
        name = writer.fresh("any")
        writer.add(f"{name} = False")
        return name, ""
    name, second = writer.fresh("m"), writer.fresh("n")
    match node.function:
        case "count":
            writer.add(f"{name} = 0")
        case "count distinct":
            writer.add(f"{name} = set()")
        case "sum":
            writer.add(f"{name} = None")
        case "average":
            writer.add(f"{name} = 0.0; {second} = 0")
        case "min" | "max" if not node.fold:
            writer.add(f"{name} = None")
        case _:
            writer.add(f"{name} = []")
    return name, second


def tally(writer: Writer, table: EventTable, node: Asked, names: tuple[str, str]) -> None:
    """Count one event in."""
    name, second = names
    if isinstance(node, Exists):
        writer.add(f"{name} = True")
        return
    tests = [writer.condition(node.filter)] if node.filter is not None else []
    value = writer.value(node.argument) if node.argument is not None else ""
    if node.argument is not None and node.argument.nullable and node.function not in (
        "first", "last"
    ):  # fmt: skip
        tests.append(f"{value} is not None")
    guard = f"if {' and '.join(tests)}: " if tests else ""
    folded = f"simple_fold({value})" if node.fold else value
    match node.function:
        case "count":
            writer.add(f"{guard}{name} += 1")
        case "count distinct":
            writer.add(f"{guard}{name}.add({folded})")
        case "sum":
            writer.add(f"{guard}{name} = {value} if {name} is None else {name} + {value}")
        case "average":
            writer.add(f"{guard}{name} += {value}; {second} += 1")
        case "min" | "max" if not node.fold:
            sign = "<" if node.function == "min" else ">"
            writer.add(
                f"{guard}{name} = {value} if {name} is None or {value} {sign} {name} else {name}"
            )
        case "min" | "max" | "median":
            writer.add(f"{guard}{name}.append({value})")
        case "first" | "last":
            time, key = order(writer, table)
            writer.add(f"{guard}{name}.append(({time}, {key}, {value}, {value}))")
        case "most frequent":
            time = writer.value(table.time) if table.time is not None else "None"
            writer.add(f"{guard}{name}.append(({value}, {time}))")
        case "average gap":
            writer.add(f"{name}.append({_day(writer, table)})")


def order(writer: Writer, table: EventTable) -> tuple[str, str]:
    if table.time is None:
        raise ValueError(f"{table.name} has no time")
    return writer.value(table.time), _key(writer, table)


def _key(writer: Writer, table: EventTable) -> str:
    if table.key is None:
        return "None"
    row = writer.row(EVENT)
    if table.of is not None:
        return f"{row}.get({table.key!r})"
    return f"({row}[{table.key!r}] if {table.key!r} in {row} else {row}.get('key'))"


def _day(writer: Writer, table: EventTable) -> str:
    if table.time is None:
        raise ValueError(f"{table.name} has no time")
    if table.time.type == DATE:
        return writer.value(table.time)
    moved = table.time
    if moved.zone != writer.zone:
        moved = Call(Op.TO_ZONE, (moved,), moved.type, moved.nullable, writer.zone, writer.zone)
    return writer.value(Call(Op.DATE_OF, (moved,), DATE, moved.nullable))


def finish(writer: Writer, node: Asked, names: tuple[str, str]) -> None:
    """The figure, from what its loop has counted."""
    name, second = names
    if isinstance(node, Exists):
        writer.frames[-1].names[node] = name
        return
    match node.function:
        case "count" | "sum":
            source = name
        case "count distinct":
            source = f"len({name})"
        case "average":
            source = f"{name} / {second} if {second} else None"
        case "min" | "max" if not node.fold:
            source = name
        case "min" | "max":
            source = f"extreme({name}, last={node.function == 'max'})"
        case "median":
            source = f"quantile({name}, 0.5) if {name} else None"
        case "first" | "last":
            kind = "earliest" if node.function == "first" else "latest"
            source = f"chosen({name}, {kind!r}, 1)[0][3] if {name} else None"
        case "most frequent":
            source = f"most_frequent({name}, fold={node.fold})"
        case "average gap":
            source = f"average_gap({name})"
    if source == name:
        writer.frames[-1].names[node] = name
    else:
        writer.assign(node, source, prefix="m")
