"""Which definitions need which: an order in which each comes after what it needs, and cycles."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from itertools import pairwise
from typing import TypeVar

K = TypeVar("K", bound=Hashable)


def ordered(uses: Mapping[K, Collection[K]]) -> tuple[list[K], list[list[K]]]:
    """Names with what they need first, and the cycles, each as a loop that begins and ends at
    its first name. Names that stand in a cycle are in the order too.
    """
    order: list[K] = []
    cycles: list[list[K]] = []
    rank = {name: index for index, name in enumerate(uses)}
    for component in _components(uses):
        order.extend(component)
        if len(component) > 1 or component[0] in uses[component[0]]:
            first = min(component, key=rank.__getitem__)
            cycles.append(_loop(first, set(component), uses))
    cycles.sort(key=lambda loop: rank[loop[0]])
    return order, cycles


def _components(uses: Mapping[K, Collection[K]]) -> list[list[K]]:
    """Tarjan's strongly connected components, without recursion."""
    index: dict[K, int] = {}
    low: dict[K, int] = {}
    open_: list[K] = []
    on_stack: set[K] = set()
    found: list[list[K]] = []
    for root in uses:
        if root in index:
            continue
        index[root] = low[root] = len(index)
        open_.append(root)
        on_stack.add(root)
        work = [(root, iter(uses[root]))]
        while work:
            name, rest = work[-1]
            step = next((other for other in rest if other in uses), None)
            if step is None:
                work.pop()
                if work:
                    parent = work[-1][0]
                    low[parent] = min(low[parent], low[name])
                if low[name] == index[name]:
                    component = []
                    while True:
                        member = open_.pop()
                        on_stack.discard(member)
                        component.append(member)
                        if member == name:
                            break
                    found.append(component)
            elif step not in index:
                index[step] = low[step] = len(index)
                open_.append(step)
                on_stack.add(step)
                work.append((step, iter(uses[step])))
            elif step in on_stack:
                low[name] = min(low[name], index[step])
    return found


def _loop(first: K, component: Collection[K], uses: Mapping[K, Collection[K]]) -> list[K]:
    """The shortest way from a name back to itself."""
    before: dict[K, K] = {}
    frontier = [first]
    while frontier:
        following: list[K] = []
        for name in frontier:
            for other in uses[name]:
                if other == first:
                    loop = [first, name]
                    while loop[-1] != first:
                        loop.append(before[loop[-1]])
                    return loop[::-1]
                if other in component and other not in before:
                    before[other] = name
                    following.append(other)
        frontier = following
    raise AssertionError(f"{first} stands in no cycle")


def steps(loop: list[K]) -> list[tuple[K, K]]:
    """A loop as pairs: who needs whom."""
    return list(pairwise(loop))
