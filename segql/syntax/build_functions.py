"""Nodes of functions and what stands in their parentheses: one method a rule of the grammar."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from segql.diagnostics.codes import syntax as codes
from segql.source import Span
from segql.syntax import nodes
from segql.syntax.build_conditions import ConditionBuilder
from segql.syntax.build_values import unit_of
from segql.syntax.parts import Child, Children, Part

Inside = dict[str, Any]
"""Fields of a Call, as they were read between its parentheses."""


class FunctionBuilder(ConditionBuilder):
    """Calls, periods and sequences."""

    def call(self, c: Children) -> nodes.Call:
        name, _, inside, _ = c
        function = nodes.Ident(name.lower(), False, self.of_token(name))
        return nodes.Call(function, **(inside or {"arguments": ()}), span=self.span(c))

    def call_of_two_words(self, c: Children) -> nodes.Call | nodes.Overall:
        first, second, opening, inside, closing = c
        if first.lower() == "overall":
            return nodes.Overall(self.call([second, opening, inside, closing]), self.span(c))
        if second.lower() in ("any", "all", "none", "only"):
            self._missing_has(first, second)
        name = f"{first.lower()} {second.lower()}"
        function = nodes.Ident(name, False, self.span([first, second]))
        return nodes.Call(function, **(inside or {"arguments": ()}), span=self.span(c))

    def _missing_has(self, operand: Child, quantifier: Child) -> None:
        """`interest any ("a", "b")`"""
        self.report(
            codes.MISSING_WORD,
            f"`has` is missing before `{quantifier}`.",
            self.span([operand, quantifier]),
            help=f"Write `{operand} has {quantifier} (...)`.",
            replacement=f"{operand} has {quantifier}",
        )

    # -------------------------------------------------------------------------- in parentheses

    def inside(self, c: Children) -> Inside:
        inside = c[0]
        if isinstance(inside, dict):
            return inside
        match inside:
            case [nodes.If(otherwise=nodes.InWindow(negated=False) as swallowed) as choice]:
                return self._window_after_choice(choice, swallowed)
            case _:
                return {"arguments": tuple(inside)}

    def _window_after_choice(self, choice: nodes.If, swallowed: nodes.InWindow) -> Inside:
        """`sum(if c then a else 0 in last 30 days)`: the window is the function's."""
        choice = replace(
            choice,
            otherwise=swallowed.operand,
            span=Span(self.source, choice.span.start, swallowed.operand.span.end),
        )
        whole = choice.span.to(swallowed.span)
        mend = f"({choice.span.text}) {swallowed.window.span.text}"
        self.report(
            codes.PARENTHESES,
            "A choice with a window behind it stands in parentheses.",
            whole,
            help=f"Write `{mend}`.",
            replacement=mend,
        )
        return {"arguments": (choice,), "window": swallowed.window}

    def values_list(self, c: Children) -> list[nodes.Expr]:
        return c

    def mixed_list(self, c: Children) -> list[nodes.Expr]:
        return c

    def longer_list(self, c: Children) -> list[nodes.Expr]:
        items: list[nodes.Expr] = c[0]
        items.append(c[2])
        return items

    def population_per(self, c: Children) -> Inside:
        groups = c[1].value if isinstance(c[1], Part) else tuple(c[2])
        return {"arguments": tuple(c[0]), "per": groups, "within": c[-1].value if c[-1] else None}

    def population_within(self, c: Children) -> Inside:
        return {"arguments": tuple(c[0]), "within": c[1].value}

    def population_within_per(self, c: Children) -> Inside:
        return self.population_per([c[0], *c[2:], c[1]])

    def filtered(self, c: Children) -> Inside:
        return {"arguments": (c[0],), **c[1]}

    def scoped(self, c: Children) -> Inside:
        value, scope, filter_ = c
        return {"arguments": (value,), **scope, **(filter_ or {})}

    def distinct(self, c: Children) -> Inside:
        _, value, scope, filter_ = c
        return {"arguments": (value,), "distinct": True, **(scope or {}), **(filter_ or {})}

    def picked(self, c: Children) -> Inside:
        distinct, pick, name, scope, filter_ = c
        inside = {"arguments": (name,), "pick": pick, **(scope or {}), **(filter_ or {})}
        if distinct is not None:
            inside["distinct"] = True
        return inside

    def pick(self, c: Children) -> nodes.Pick:
        return nodes.Pick(c[0].lower(), c[1], self.span(c))

    def scope(self, c: Children) -> Inside:
        if len(c) == 1:
            window: Inside = c[0]
            return window
        return {"alias": c[1], **(c[2] or {})}

    def event_window(self, c: Children) -> Inside:
        return {"window": c[-1], "window_negated": len(c) == 2}

    def window_of_bounds(self, c: Children) -> nodes.Window:
        """`in 2024-01-01..2024-03-31` of events: both days in whole, as `between`."""
        low, high, upper_open = c[1].value
        span = self.span(c)
        if low is None:
            return nodes.Relative("before" if upper_open else "until", high, span)
        if high is None:
            return nodes.Relative("since", low, span)
        if upper_open:
            self.report(
                codes.OPEN_EVENT_WINDOW,
                "The window of an event function takes both its days in.",
                span,
                help=f"Write `since {low.span.text} where time < {high.span.text}`, or name the "
                f"last day: `in {low.span.text}..LAST_DAY`.",
            )
        return nodes.BetweenDates(low, high, span)

    def filter(self, c: Children) -> Inside:
        if len(c) == 2:
            return {"having": c[1]}
        return {"where": c[1], "having": c[3]}

    # ---------------------------------------------------------------------- periods, sequences

    def period(self, c: Children) -> Part:
        if c[0].type == "PERIODS":
            return Part((unit_of(c[3]), c[2], False), self.span(c))
        return Part((unit_of(c[-1]), None, len(c) == 2), self.span(c))

    def period_call(self, c: Children) -> nodes.PeriodCall:
        name, _, period, _, _, _, last, _, where, _ = c
        unit, size, calendar = period.value
        function: Any = name.lower()
        if function not in ("count", "every"):
            self.report(
                codes.PERIOD_FUNCTION,
                f"`{name}` does not go over periods.",
                self.of_token(name),
                help="Periods are counted with `count(weeks in last 6 weeks where ...)`, or all "
                "asked with `every(weeks in last 6 weeks where ...)`.",
            )
        return nodes.PeriodCall(function, unit, size, calendar, last, where, self.span(c))

    def step(self, c: Children) -> nodes.Step:
        no, event, _, alias, window, _, limit, _, where = c
        timed: Inside = window or {}
        return nodes.Step(
            event=event,
            negated=no is not None,
            alias=alias,
            limit=limit,
            window=timed.get("window"),
            window_negated=timed.get("window_negated", False),
            where=where,
            span=self.span([*c[:4], timed.get("window"), *c[5:]]),
        )

    def sequence(self, c: Children) -> nodes.Sequence:
        return nodes.Sequence(tuple(c[2:-1:2]), self.span(c))
