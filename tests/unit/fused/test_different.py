"""How many different values each customer's events have, for any number of values."""

from __future__ import annotations

import numpy as np
import pytest

from segql.engines.columnar import Layout, code_dtype
from segql.fused.copies import Copy
from segql.fused.groups import Group
from segql.fused.measures import Asked, measured
from segql.plan.moments import AsOf
from segql.plan.nodes import Column, EventSet, Measure
from segql.types import INTEGER, TEXT

CUSTOMERS = 50


@pytest.mark.parametrize("size", [1, 4, 31, 32, 33, 64, 223, 224, 225, 254, 255, 300, 512, 513])
@pytest.mark.parametrize("block", [10_000, 97])
def test_different_values(size: int, block: int) -> None:
    chance = np.random.default_rng(size)
    owners = chance.integers(0, CUSTOMERS - 1, 3_000).astype(np.uint32)
    # the code `size` is of values that are unknown
    codes = chance.integers(0, size + 1, 3_000).astype(code_dtype(size))
    codes[owners == 3] = size
    layout = Layout("text", code_dtype(size), True, size, values=tuple(map(str, range(size))))
    copy = Copy(len(owners), {"kind": layout}, {"kind": codes}, owners)
    asked = Asked(Group(copy, None, range(len(owners)), block), range(len(owners)), None)
    kind = Column(1, (), "kind", (), TEXT, nullable=True)
    events = EventSet("orders", AsOf(), ())
    figure = Measure(events, "count distinct", kind, INTEGER, nullable=False)
    found = measured(figure, asked, asked, CUSTOMERS)
    expected = [
        len({int(code) for code in codes[owners == customer]} - {size})
        for customer in range(CUSTOMERS)
    ]
    assert found.values.tolist() == expected
