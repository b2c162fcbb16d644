"""Secrets of a target: found once, then masked wherever text is shown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, quote_plus, unquote

from segql.catalog.models import Target

MASK = "***"
_SECRET_KEY = re.compile(r"pass|pwd|secret|token|key|credential|auth", re.IGNORECASE)
_IN_URL = re.compile(r"://[^/@\s:]*:([^/\s]+)@")
_ASSIGNED = re.compile(
    r"(?:password|passwd|pwd|secret|token|access_key|api_key)\s*=\s*('[^']*'|[^\s;&'\"]+)",
    re.IGNORECASE,
)
_SHORT = 4


@dataclass(frozen=True, slots=True)
class Secrets:
    """Texts that must not be shown. Its own representation shows none."""

    values: frozenset[str]

    def __repr__(self) -> str:
        return f"Secrets({len(self.values)})"

    def mask(self, text: str) -> str:
        """The text with every secret, and any password that stands in a URL, masked.

        A secret of few characters is masked where it stands as a word of its own.
        """
        for value in sorted(self.values, key=lambda v: (-len(v), v)):
            if len(value) >= _SHORT:
                text = text.replace(value, MASK)
            else:
                text = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", MASK, text)
        text = _IN_URL.sub(lambda found: found[0].replace(f":{found[1]}@", f":{MASK}@"), text)
        return _ASSIGNED.sub(lambda found: found[0].replace(found[1], MASK), text)


NO_SECRETS = Secrets(frozenset())


def secrets_of(target: Any, from_variables: Iterable[str]) -> Secrets:
    """The secrets of a target's values, with those that came from variables, in every spelling
    that a driver may print them in.
    """
    found = set(from_variables)
    _collect(target, found)
    for value in list(found):
        found.update(_passwords(value))
    spelled = {
        way
        for value in found
        for way in (value, unquote(value), quote(value, safe=""), quote_plus(value))
    }
    return Secrets(frozenset(value for value in spelled if value.strip()))


def _collect(value: Any, found: set[str], secret: bool = False) -> None:
    match value:
        case dict():
            for key, below in value.items():
                _collect(below, found, secret or bool(_SECRET_KEY.search(str(key))))
        case list():
            for below in value:
                _collect(below, found, secret)
        case str():
            if secret:
                found.add(value)
            found.update(_passwords(value))


def _passwords(text: str) -> set[str]:
    urls = {match[1] for match in _IN_URL.finditer(text)}
    return urls | {match[1].strip("'") for match in _ASSIGNED.finditer(text)}


def masked(target: Target, secrets: Secrets) -> dict[str, str]:
    """What may be shown of a target: its keys with masked values."""
    shown = target.model_dump(by_alias=True, exclude_defaults=True)
    return {key: secrets.mask(_text(value)) for key, value in shown.items()}


def _text(value: Any) -> str:
    match value:
        case dict():
            return ", ".join(f"{key}={_text(below)}" for key, below in value.items())
        case list():
            return ", ".join(_text(below) for below in value)
        case _:
            return str(value)
