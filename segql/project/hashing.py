"""Values as ad platforms match them: normalised, then SHA-256 in lower-case hexadecimal."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Any

_NOT_DIGITS = re.compile(r"[^0-9]")


def hashed(values: Sequence[Any], role: str | None) -> list[str | None]:
    """The hash of each value; unknown and empty values stay unknown.

    A `phone` keeps its digits, with the country code and without leading zeros, after a plus
    sign; everything else is trimmed and lower-cased, as an e-mail address is.
    """
    return [_hash(value, role) for value in values]


def _hash(value: Any, role: str | None) -> str | None:
    if value is None:
        return None
    text = normalised(str(value), role)
    return hashlib.sha256(text.encode()).hexdigest() if text else None


def normalised(text: str, role: str | None) -> str:
    """The text that is hashed; empty where nothing is left of it."""
    if role != "phone":
        return text.strip().lower()
    digits = _NOT_DIGITS.sub("", text).lstrip("0")
    return f"+{digits}" if digits else ""
