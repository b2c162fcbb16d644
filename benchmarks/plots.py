"""One plot a comparison, as SVG that needs nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import altair

from benchmarks.figures import Comparison, short

WIDTH = 460


def draw(comparison: Comparison, path: Path) -> None:
    """Lines where something grows, bars where cases stand side by side; both on log scales."""
    path.parent.mkdir(parents=True, exist_ok=True)
    chart = _lines(comparison) if comparison.axis else _bars(comparison)
    chart.configure_view(stroke=None).configure_axis(grid=False).save(str(path))


def _rows(comparison: Comparison) -> altair.Data:
    return altair.Data(values=[
        {"case": item.case, "who": item.who, "value": item.value, "text": short(item.value),
         "at": item.at}
        for item in comparison.figures
    ])  # fmt: skip


def _lines(comparison: Comparison) -> Any:
    scale = altair.Scale(type="log")
    return (
        altair.Chart(_rows(comparison), width=WIDTH, height=260)
        .mark_line(point=True)
        .encode(
            x=altair.X("at:Q", scale=scale, title=comparison.axis),
            y=altair.Y("value:Q", scale=scale, title=f"CPU {comparison.unit}"),
            color=altair.Color("who:N", title=None, sort=comparison.compared),
        )
    )


def _bars(comparison: Comparison) -> Any:
    values = [item.value for item in comparison.figures]
    low, high = min(values) / 2, max(values) * 2  # a log scale has no zero to begin at
    scale = altair.Scale(type="log", domain=[low, high], nice=False)
    base = altair.Chart(_rows(comparison), width=WIDTH).encode(
        x=altair.X("value:Q", scale=scale, title=f"CPU {comparison.unit}, log"),
        y=altair.Y("who:N", title=None, sort=comparison.compared),
    )
    bars = base.mark_bar(height=11).encode(
        x2=altair.datum(low), color=altair.Color("who:N", legend=None, sort=comparison.compared)
    )
    texts = base.mark_text(align="left", dx=4, fontSize=10).encode(text="text:N")
    return altair.layer(bars, texts).facet(
        row=altair.Row(
            "case:N", title=None, sort=comparison.cases,
            header=altair.Header(labelAngle=0, labelOrient="top", labelAnchor="start"),
        ),
        spacing=8,
    ).resolve_scale(y="independent")  # fmt: skip
