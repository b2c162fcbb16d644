"""Asks an open engine what the reference evaluator was asked; keeps what ran, what was refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from segql.diagnostics import SegqlError
from segql.diagnostics.codes.compile import UNSUPPORTED
from segql.engines import Engine
from segql.optimize import optimize
from segql.plan import Clock, Plan, build_plan
from segql.plan.nodes import Call, Op
from segql.plan.rewrite import descendants
from segql.sql import compile_sql, given_columns
from tests.differential.running import Answer, Question, known


def operations(plan: Plan) -> set[Op]:
    """Every operation that the definitions of a plan are made of."""
    values = [definition.value for definition in plan.definitions.values()]
    return {part.op for value in values for part in descendants(value) if isinstance(part, Call)}


class Asked:
    """An engine as an answer of the differential tests: `executed` are the operations of what it
    answered, `refused` counts reasons.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.refused: Counter[str] = Counter()
        self.executed: set[Op] = set()

    def __call__(
        self, question: Question, names: Sequence[str]
    ) -> Mapping[str, Answer | Exception]:
        """The answers, what failed with its error; what is refused is left out."""
        self.engine.load(question.dataset)
        answers: dict[str, Answer | Exception] = {}
        for name in names:
            try:
                answers[name] = self.ask(question, name)
            except SegqlError as error:
                if error.diagnostics[0].code is UNSUPPORTED:
                    self.refused[error.diagnostics[0].message] += 1
                else:
                    answers[name] = error
            except Exception as error:  # noqa: BLE001 - whatever it is, a user would get it
                answers[name] = error
        return answers

    def ask(self, question: Question, name: str) -> Answer:
        """Members as true, or known values, of what is loaded."""
        plan = self.plan(question, name)
        text = self.sql(question, plan)
        columns = given_columns(plan, plan.roots[0])
        rows = list(self.engine.rows(text, columns=columns))
        self.executed |= operations(plan)
        if len(columns) == 1:
            return {key: True for (key,) in rows}
        return known(dict(rows))

    def plan(self, question: Question, name: str) -> Plan:
        physical = self.engine.physical(question.dataset.tables)
        return optimize(
            build_plan(
                question.program, question.loaded.catalog, question.settings, [name], physical
            )
        )

    def sql(self, question: Question, plan: Plan) -> str:
        zone = ZoneInfo(question.settings.timezone)
        clock = Clock(question.as_of, zone, question.settings.week_start)
        return compile_sql(plan, plan.roots[0], dialect=self.engine.dialect, clock=clock)
