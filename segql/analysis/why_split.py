"""Why a customer has a case of a segmentation, or a variant of an experiment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from segql.analysis.why import Why


@dataclass(frozen=True, slots=True)
class WhyCase:
    """The first case that fits a customer, and the reasons for it and against each case before
    it. `case` is None where none fits; `cases` are those that were asked, in their order, an
    `otherwise` left out.
    """

    name: str
    title: str | None
    key: object
    as_of: datetime
    case: str | None
    cases: tuple[Why, ...]

    def to_dict(self) -> dict[str, Any]:
        """The object of `why --format json`."""
        return {
            "name": self.name,
            "title": self.title,
            "customer": self.key,
            "as_of": self.as_of.isoformat(),
            "case": self.case,
            "cases": [item.to_dict() for item in self.cases],
        }


@dataclass(frozen=True, slots=True)
class Share:
    """A variant and the places of the random split that it takes: `low <= place < high`."""

    name: str
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class WhyVariant:
    """The variant of a customer, None for outsiders; `place` is theirs in the random split, and
    `segment` the one of whose members at the start the experiment is made (None: everybody).
    """

    name: str
    title: str | None
    key: object
    as_of: datetime
    variant: str | None
    place: Decimal
    segment: str | None
    variants: tuple[Share, ...]

    @property
    def reason(self) -> str:
        """One sentence."""
        place = f"{self.place * 100:.2f}%"
        for share in self.variants:
            if share.low <= self.place < share.high:
                within = f"{_percent(share.low)} to {_percent(share.high)}"
                if self.variant is not None:
                    told = f"Their place in the random split is {place}"
                    return f"{told}, and {share.name} takes {within}."
                return (
                    f"Their place in the random split, {place}, would be {share.name}, but they "
                    f"were not in {self.segment} when it started."
                )
        return f"Their place in the random split is {place}, which no variant takes."

    def to_dict(self) -> dict[str, Any]:
        """The object of `why --format json`."""
        return {
            "name": self.name,
            "title": self.title,
            "customer": self.key,
            "as_of": self.as_of.isoformat(),
            "variant": self.variant,
            "place": float(self.place),
            "segment": self.segment,
            "variants": [
                {"name": item.name, "low": float(item.low), "high": float(item.high)}
                for item in self.variants
            ],
            "reason": self.reason,
        }


def _percent(share: Decimal) -> str:
    return f"{(share * 100).normalize():f}%"
