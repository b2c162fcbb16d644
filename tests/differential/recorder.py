"""A reference evaluator that notes which productions it met, on which types, known or not."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from segql.reference import Evaluator
from segql.reference.population import folds
from segql.reference.scope import Moment, Record, Scope
from segql.semantics import tree
from segql.types import Type
from tests.differential.universe import Cell, figure_name

Seen = list[tuple[tree.Expr, Any]]


class Recorder(Evaluator):
    """Answers as the evaluator does; `cells` are what has been reached so far."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.cells: set[Cell] = set()
        self._frames: list[Seen] = []

    def value(self, expr: tree.Expr, scope: Scope) -> Any:
        self._frames.append([])
        result = super().value(expr, scope)
        seen = self._frames.pop()
        if self._frames:
            self._frames[-1].append((expr, result))
        self._note(expr, scope, seen)
        return result

    def definition(self, name: str, customer: Record, moment: Moment) -> Any:
        found = self.program.definitions[name]
        match found:
            case tree.Segment(consents=consents) if consents:
                self._once("consent")
            case tree.Segmentation():
                self._once("segmentation")
            case tree.Experiment():
                self._once("experiment")
            case _:
                pass
        return super().definition(name, customer, moment)

    # ------------------------------------------------------------------------------ notes

    def _once(self, *productions: str) -> None:
        self.cells.update(Cell(production, "", False) for production in productions)

    def _asked(self, production: str, operand: tree.Expr | None, seen: Seen) -> None:
        """The values that one operand had."""
        for child, value in seen:
            if child is operand and child.type.kind != "unknown":
                self.cells.add(Cell(production, str(child.type), value is None))

    def _note(self, expr: tree.Expr, scope: Scope, seen: Seen) -> None:
        match expr:
            case tree.Compare(operator, left, right):
                self._asked(operator, left, seen)
                self._asked(operator, right, seen)
            case tree.InRange(operand, low, high, upper_open):
                shape = "from" if high is None else "up to" if low is None else "closed"
                shape = "half-open" if upper_open else shape
                self._asked(f"range {shape}", operand, seen)
            case tree.InValues(operand):
                self._asked("in values", operand, seen)
            case tree.TextTest(kind, operand, _, fold):
                for child, value in seen:
                    if child is operand:
                        type_ = "folded text" if fold else "text"
                        self.cells.add(Cell(kind, type_, value is None))
            case tree.Known(operand):
                self._asked("is known", operand, seen)
            case tree.Holds(operand):
                self._asked("a boolean by itself", operand, seen)
            case tree.ListHas(operand, quantifier):
                self._asked(f"has {quantifier}", operand, seen)
            case tree.InWindow(operand, window):
                self._asked(f"window {window_name(window)}", operand, seen)
                self._bounds(window, seen)
            case tree.AnniversaryIn(operand, window):
                self._asked(f"anniversary {window_name(window)}", operand, seen)
                self._bounds(window, seen)
            case tree.Near(operand):
                self._asked("near", operand, seen)
            case tree.Arithmetic(operator, left, right):
                self._asked(operator, left, seen)
                self._asked(operator, right, seen)
            case tree.Negative(operand):
                self._asked("negative", operand, seen)
            case tree.Shift(operand, duration):
                self._asked(f"shift {duration.unit}", operand, seen)
            case tree.Elapsed(unit, start, end):
                self._asked(f"elapsed {unit}", start, seen)
                self._asked(f"elapsed {unit}", end, seen)
            case tree.PartOf(part, operand):
                self._asked(f"{part} of", operand, seen)
            case tree.If(_, then, otherwise):
                self._asked("if", then, seen)
                self._asked("if", otherwise, seen)
            case tree.OrElse(value, fallback):
                self._asked("or else", value, seen)
                self._asked("or else", fallback, seen)
            case tree.Scalar(function, arguments):
                self._asked(function, arguments[0], seen)
            case tree.Aggregate():
                self._aggregate(expr, scope, seen)
            case tree.PeriodCount(unit, size, calendar):
                self._once(f"calendar periods of {unit}" if calendar else f"periods of {unit}")
                if size > 1:
                    self._once("periods of several")
            case tree.Sequence(steps):
                self._steps(steps)
            case tree.Top() | tree.Population():
                self._figure(expr, scope, seen)
            case _:
                self._plain(expr, scope)

    def _plain(self, expr: tree.Expr, scope: Scope) -> None:
        match expr:
            case tree.And():
                self._once("and")
            case tree.Or():
                self._once("or")
            case tree.Not():
                self._once("not")
            case tree.Quantified(kind):
                self._once(kind)
            case tree.Literal(value, type_):
                if isinstance(value, bool):
                    self._once("everybody" if value else "nobody")
                self.cells.add(Cell("literal", str(type_), value is None))
            case tree.InList():
                self._once("in list")
            case tree.Bucket():
                self._once("bucket")
            case tree.Today():
                self._once("today")
            case tree.Now():
                self._once("now")
            case tree.EventKey():
                self._once("event key")
            case tree.Reference():
                self._reference(expr)
            case tree.Field():
                self._note_field(expr, scope)
            case _:
                pass

    def _reference(self, node: tree.Reference) -> None:
        kind = type(self.program.definitions[node.name]).__name__.lower()
        self._once(f"reference to a {kind}")
        if node.at is not None:
            when = "timestamp" if isinstance(node.at.at, datetime) else "day"
            self._once(f"{kind} as of {'ago' if node.at.ago else when}")

    def _note_field(self, node: tree.Field, scope: Scope) -> None:
        if node.hops:
            self._once("field of an object")
        if len(node.hops) > 1:
            self._once("field of an object's object")
        if node.computed:
            self._once("computed field")
        elif not node.hops:
            model = self.catalog.fields_of(node.row.event).get(node.name)
            if model is not None and model.path:
                self._once("field in a path")
        if node.row.is_customer and scope.rows:
            self._once("customer in an event")

    def _bounds(self, window: tree.Window, seen: Seen) -> None:
        match window:
            case tree.Relative(bound=bound) | tree.WithinOf(bound=bound):
                self._asked(f"bound of {window_name(window)}", bound, seen)
            case tree.Between(low, high):
                self._asked("bound of between", low, seen)
                self._asked("bound of between", high, seen)
            case _:
                pass

    def _aggregate(self, node: tree.Aggregate, scope: Scope, seen: Seen) -> None:
        function = node.function
        events = self.events(node.row.event or "", scope) if node.of_parent is None else ()
        if node.argument is not None:
            self._asked(function, node.argument, seen)
        for record in events:
            if node.argument is None:
                self.cells.add(Cell(function, "events", record.time is None))
            if node.window is not None and self.catalog.events[record.owner or ""].of is None:
                time_type = self.store.time_type(self.catalog.events[record.owner or ""])
                name = f"event window {window_name(node.window)}"
                self.cells.add(Cell(name, str(time_type), record.time is None))
        if node.window is not None:
            self._bounds(node.window, seen)
        options = {
            "latest": node.pick, "a window": node.window, "where": node.where,
            "having": node.having, "distinct": node.distinct or None,
        }  # fmt: skip
        self._once(*(f"{function} with {name}" for name, given in options.items() if given))

    def _steps(self, steps: tuple[tree.Step, ...]) -> None:
        for number, step in enumerate(steps):
            name = "negated step" if step.negated else "step"
            self._once(name)
            if step.limit is not None:
                self._once(f"{name} with limit")
            if step.window is not None:
                self._once("step with window")
            if step.where is not None:
                self._once("step with where")
                if _mentions(step.where, {earlier.row.index for earlier in steps[:number]}):
                    self._once("correlated step")
        if steps[-1].negated:
            limited = " with limit" if steps[-1].limit else ""
            self._once(f"last negated step{limited}")

    def _figure(self, node: tree.Top | tree.Population, scope: Scope, seen: Seen) -> None:
        if isinstance(node, tree.Top):
            name, argument = node.kind, node.by
            if node.percent:
                self._once(f"{name} percent")
        else:
            place = node.function in ("rank", "quartile", "quintile", "decile", "percentile")
            name, argument = figure_name(node.function, place), node.argument
        self._asked(name, argument, seen)
        if node.per:
            self._once(f"{name} per")
        if node.within is not None:
            self._once(f"{name} within")
        for group in node.per:
            for child, value in seen:
                if child is group:
                    kind = "folded text" if folds(group) else str(_single(group.type))
                    self.cells.add(Cell("group", kind, value is None))


def _single(type_: Type) -> Type:
    return type_.element if type_.many else type_


def _mentions(node: object, rows: set[int]) -> bool:
    """Whether a tree names one of these rows."""
    if isinstance(node, tree.Row):
        return node.index in rows
    if isinstance(node, tuple):
        return any(_mentions(item, rows) for item in node)
    slots = getattr(type(node), "__dataclass_fields__", {})
    return any(_mentions(getattr(node, name), rows) for name in slots if name != "span")


def window_name(window: tree.Window) -> str:
    """The kind of a window, as the universe names it."""
    match window:
        case tree.Last():
            return "last"
        case tree.Next():
            return "next"
        case tree.MoreThanAgo():
            return "more than ago"
        case tree.FromTo():
            return "from to"
        case tree.Relative(kind):
            return kind
        case tree.Between():
            return "between"
        case tree.Calendar(which, unit):
            return f"{which} {unit}"
        case tree.InPeriod(_, month):
            return "in month" if month else "in year"
        case tree.WithinOf(side=side):
            return f"within {side}"
