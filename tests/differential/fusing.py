"""Text to answers a third time: all definitions of a world in one pass over compact copies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from segql.engines.columnar import Columnar
from segql.fused.copies import UnfitError
from segql.fused.evaluate import Memberships, evaluate
from segql.optimize import optimize
from segql.plan import Clock, Plan, build_plan
from segql.plan.nodes import DefinitionKey
from segql.semantics import tree
from tests.differential.running import Answer, Question, loaded_engine


def fused(question: Question, names: Sequence[str]) -> Mapping[str, Answer | Exception]:
    """The answers of one pass; traits, which have no members, and worlds whose customers cannot
    be numbered are left out. Where it fails, every definition has failed.
    """
    asked = [
        name for name in names if not isinstance(question.program.definitions[name], tree.Trait)
    ]
    if not asked:
        return {}
    try:
        plan, found = by_one_pass(question, asked)
    except UnfitError:
        return {}
    except Exception as error:  # noqa: BLE001 - whatever it is, a user would get it
        return dict.fromkeys(asked, error)
    return {key.name: _answer(found, key) for key in plan.roots}


def by_one_pass(
    question: Question, names: Sequence[str], notes: list[str] | None = None
) -> tuple[Plan, Memberships]:
    with loaded_engine(question.dataset) as engine:
        assert isinstance(engine, Columnar)
        physical = engine.physical(question.dataset.tables)
        plan = optimize(
            build_plan(
                question.program, question.loaded.catalog, question.settings, names, physical
            )
        )
        zone = ZoneInfo(question.settings.timezone)
        clock = Clock(question.as_of, zone, question.settings.week_start)
        note = notes.append if notes is not None else (lambda _: None)
        return plan, evaluate(plan, engine, clock, note=note)


def _answer(found: Memberships, key: DefinitionKey) -> Answer:
    if key in found.segments:
        return dict.fromkeys(found.members(key), True)
    keys, parts = found.with_parts(key)
    return dict(zip(keys, parts, strict=True))
