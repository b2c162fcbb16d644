"""Personal values as ad platforms match them: normalised, then SHA-256 in hexadecimal."""

from __future__ import annotations

import hashlib
import re

_NOT_DIGITS = re.compile(r"\D", re.ASCII)
_TRUNK = re.compile(r"\(0+\)")


def hashed(value: object, role: str | None) -> str | None:
    """The hash of an attribute's value in lower-case hexadecimal, None where nothing is known.

    `role` is the catalog's: a `phone` is brought to international form, everything else is
    treated as an e-mail address is.
    """
    if value is None:
        return None
    text = normal_phone(str(value)) if role == "phone" else normal_text(str(value))
    return hashlib.sha256(text.encode()).hexdigest() if text else None


def normal_text(text: str) -> str:
    """Trimmed and in lower case."""
    return text.strip().lower()


def normal_phone(text: str) -> str:
    """A number as `+46701234567`; empty where its country is not told.

    `+46 (0)70-123 45 67`, `0046701234567` and `46701234567` are the same number. A national
    number (`070-123 45 67`) could be anybody's in another country, and so matches nobody.
    """
    text = _TRUNK.sub("", text.strip())
    digits = _NOT_DIGITS.sub("", text)
    if text.startswith("+"):
        pass
    elif digits.startswith("00"):
        digits = digits[2:]
    if not digits or digits.startswith("0"):
        return ""
    return f"+{digits}"
