"""A waterfall by plain SQL: each figure is counted by leaving a part out, or by deciding it.

Nothing here knows SegQL's plan or how it counts. A condition is told by what it is (`sure`: true,
false, or null where a value that nobody knows decides) and by whether it holds; the SQL for the
segment without a part, or with a part taken for true or for false, is written out and counted.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import duckdb

FIGURES = ("alone", "kept", "added", "gained_without", "unknown", "on_fence")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One condition in SegQL, and in SQL with its unknown values left as null."""

    text: str
    sure: str
    holds: str


@dataclass(frozen=True, slots=True)
class Joined:
    """Parts of which all (`AND`) or any (`OR`) must hold; in SegQL under a `not` if `negated`,
    so that the text has the opposite word and the opposite conditions.
    """

    joint: str
    parts: tuple[Leaf | Joined, ...]
    negated: bool = False

    @property
    def text(self) -> str:
        return self.written(self.negated)

    def written(self, negated: bool) -> str:
        if not negated:
            return f" {self.joint.lower()} ".join(_inner(part) for part in self.parts)
        word = " or " if self.joint == "AND" else " and "
        return f"not ({word.join(_inner(opposite(part)) for part in self.parts)})"


Node = Leaf | Joined


def leaf(text: str, sure: str) -> Leaf:
    return Leaf(text, f"({sure})", f"coalesce(({sure}), false)")


def opposite(node: Node) -> Node:
    """The part that holds where this one does not."""
    if isinstance(node, Leaf):
        bare = node.text.removeprefix("not ")
        text = bare if bare != node.text else f"not {node.text}"
        return Leaf(text, f"(NOT {node.sure})", f"(NOT {node.holds})")
    joint = "OR" if node.joint == "AND" else "AND"
    return Joined(joint, tuple(opposite(part) for part in node.parts), not node.negated)


def some_of(kind: str, amount: int, items: Sequence[Node]) -> Leaf:
    """`at least 2 of (...)`: known as soon as the items of which nobody knows cannot change it."""
    least = " + ".join(f"coalesce({sure(item)}, false)::INT" for item in items)
    most = " + ".join(f"coalesce({sure(item)}, true)::INT" for item in items)
    found = " + ".join(f"{holds(item)}::INT" for item in items)
    sign = {"at least": ">=", "at most": "<=", "exactly": "="}[kind]
    always = " AND ".join(f"{count} {sign} {amount}" for count in ([f"({least})", f"({most})"]))
    never = {
        "at least": f"({most}) < {amount}",
        "at most": f"({least}) > {amount}",
        "exactly": f"(({most}) < {amount} OR ({least}) > {amount})",
    }[kind]
    return Leaf(
        f"{kind} {amount} of ({', '.join(item.text for item in items)})",
        f"(CASE WHEN {always} THEN true WHEN {never} THEN false END)",
        f"(({found}) {sign} {amount})",
    )


def _inner(node: Node) -> str:
    text = node.text
    return f"({text})" if isinstance(node, Joined) and not node.negated else text


# ----------------------------------------------------------------------------- conditions as SQL

Path = tuple[int, ...]


def holds(node: Node, at: Path | None = None, value: str | None = None) -> str:
    """Whether a part holds, with the part at a path taken for a value, or left out (None)."""
    if at == ():
        assert value is not None
        return value
    if isinstance(node, Leaf):
        return node.holds
    written = []
    for place, part in enumerate(node.parts):
        inside = at[1:] if at and at[0] == place else None
        if inside == () and value is None:
            continue
        written.append(holds(part, inside, value))
    if not written:
        return "true"  # a segment of one condition, without it
    return f"({f' {node.joint} '.join(written)})"


def sure(node: Node) -> str:
    """Whether a part holds, null where that is unknown: SQL's own three values decide."""
    if isinstance(node, Leaf):
        return node.sure
    return f"({f' {node.joint} '.join(sure(part) for part in node.parts)})"


def _steps(node: Joined, path: Path, reached: str) -> Iterator[tuple[Path, Node, str, str]]:
    """Every part below, as the waterfall lists them: its path, who are left after it, and who
    came with it.
    """
    for place, part in enumerate(node.parts):
        before = [holds(item) for item in node.parts[:place]]
        if node.joint == "AND":
            here = " AND ".join([reached, *before])
            left = f"{here} AND {holds(part)}"
        else:
            here = " AND ".join([reached, *(f"NOT {item}" for item in before)])
            left = f"{reached} AND ({' OR '.join([*before, holds(part)])})"
        yield (*path, place), part, left, f"{here} AND {holds(part)}"
        if isinstance(part, Joined):
            yield from _steps(part, (*path, place), here)


def figures(
    connection: duckdb.DuckDBPyConnection, table: str, body: Node, consent: str = "true"
) -> tuple[dict[str, int], list[dict[str, int | None]]]:
    """The figures of the whole, and those of each step."""
    root = body if isinstance(body, Joined) else Joined("AND", (body,))
    member = f"({holds(root)} AND {consent})"
    asked = [
        "true", member, f"{holds(root)} AND NOT {consent}", f"{sure(root)} IS NULL AND {consent}",
    ]  # fmt: skip
    joints = []
    for path, part, left, came in _steps(root, (), "true"):
        without = f"{holds(root, path)} AND {consent}"
        hangs = f"{holds(root, path, 'true')} <> {holds(root, path, 'false')}"
        open_ = f"{sure(part)} IS NULL"
        asked += [holds(part), left, came, without, open_, f"{open_} AND {hangs} AND {consent}"]
        joints.append(_at(root, path[:-1]).joint)
    columns = ", ".join(f"count(*) FILTER ({item})" for item in asked)
    [found] = connection.execute(f"SELECT {columns} FROM ({table})").fetchall()
    whole = dict(zip(("customers", "size", "consent_removed", "on_fence"), found, strict=False))
    steps: list[dict[str, int | None]] = []
    for place, joint in enumerate(joints):
        step = dict(zip(FIGURES, found[4 + 6 * place :][:6], strict=True))
        step["gained_without"] -= whole["size"]
        steps.append({**step, "added": None} if joint == "AND" else step)
    return whole, steps


def _at(root: Joined, path: Path) -> Joined:
    node: Node = root
    for place in path:
        assert isinstance(node, Joined)
        node = node.parts[place]
    assert isinstance(node, Joined)
    return node


# ------------------------------------------------------------------------------- drawn segments


def draw(pool: Sequence[Leaf], seed: int) -> Node:
    """A nested condition in which each of some conditions of the pool stands once."""
    chance = random.Random(seed)
    leaves = chance.sample(pool, chance.randint(4, min(8, len(pool))))
    if chance.random() < 0.6:
        some, leaves = leaves[:3], leaves[3:]
        kind = chance.choice(["at least", "at most", "exactly"])
        leaves.append(some_of(kind, chance.randint(1, 2), some))
        chance.shuffle(leaves)
    if len(leaves) == 1:
        return leaves[0]
    return _tree(chance, [opposite(x) if chance.random() < 0.25 else x for x in leaves],
                 chance.choice(["AND", "OR"]))  # fmt: skip


def _tree(chance: random.Random, leaves: list[Leaf | Joined], joint: str) -> Joined:
    other = "OR" if joint == "AND" else "AND"
    parts: list[Node] = []
    while leaves:
        taken = leaves[: chance.choice([1, 1, 2, 3])]
        leaves = leaves[len(taken) :]
        # the last may not take all: a group has two parts at least
        if len(taken) == 1 or (not parts and not leaves):
            parts += taken
        else:
            inner = _tree(chance, taken, other)
            parts.append(Joined(inner.joint, inner.parts, chance.random() < 0.4))
    return Joined(joint, tuple(parts)) if len(parts) > 1 else _joined(joint, parts[0])


def _joined(joint: str, part: Node) -> Joined:
    return part if isinstance(part, Joined) else Joined(joint, (part,))
