"""SELECT: which definitions a command works on.

    young_outdoor  vip_*  tag:outdoor  owner:crm  path:segments/crm/  +name  name+
    state:modified  segments/crm/vip.seg

Several are joined; none means all; what `--exclude` names is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from segql.diagnostics import Diagnostic, SegqlError
from segql.diagnostics.codes.cli import BAD_OPTION, NO_STATE, UNKNOWN_SELECTION
from segql.diagnostics.suggest import nearest
from segql.project.listing import Listed, closure

METHODS = ("tag", "owner", "path", "state")


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to choose from.

    `known` are the definitions by name; `uses` who mentions whom, computed attributes
    included; `modified` the names that differ from `--state DIR`, or None without it.
    """

    known: Mapping[str, Listed]
    uses: Mapping[str, Iterable[str]]
    modified: Collection[str] | None = None


def select(words: Iterable[str], choices: Choices, exclude: Iterable[str] = ()) -> list[Listed]:
    """The definitions that the words choose, in the order of the project.

    Raises SegqlError (2) for a word that chooses nothing, with the nearest name; only
    `state:modified` may be empty.
    """
    asked = list(words)
    chosen = set(choices.known) if not asked else _union(asked, choices)
    left_out = _union(list(exclude), choices)
    return [item for name, item in choices.known.items() if name in chosen - left_out]


def _union(words: list[str], choices: Choices) -> set[str]:
    found: set[str] = set()
    for word in words:
        found |= _chosen(word, choices)
    return found


def _chosen(word: str, choices: Choices) -> set[str]:
    before = word.startswith("+")
    after = word.endswith("+") and len(word) > 1
    core = word[before : len(word) - after]
    found = _matching(core, word, choices)
    result = set(found)
    if before:
        result |= closure(found, choices.uses)
    if after:
        result |= closure(found, _turned(choices.uses))
    return result & set(choices.known)


def _turned(uses: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    turned: dict[str, list[str]] = {}
    for user, used in uses.items():
        for name in used:
            turned.setdefault(name, []).append(user)
    return turned


def _matching(core: str, word: str, choices: Choices) -> set[str]:
    method, colon, value = core.partition(":")
    if not colon:
        if core.endswith(".seg"):
            return _by_path(core, word, choices)
        return _by_name(core, word, choices)
    match method:
        case "tag":
            return _by_label("tag", value, word, choices, lambda item: item.tags)
        case "owner":
            return _by_label("owner", value, word, choices, _owner_words)
        case "path":
            return _by_path(value, word, choices)
        case "state":
            return _by_state(value, word, choices)
        case _:
            near = nearest(method, METHODS)
            raise _nothing(
                f"`{word}`: definitions are chosen by tag:, owner:, path: or state:, "
                f"not by {method}:.",
                f"Did you mean `{near}:{value}`?" if near else None,
            )


def _by_name(core: str, word: str, choices: Choices) -> set[str]:
    if any(sign in core for sign in "*?["):
        found = {name for name in choices.known if fnmatchcase(name, core)}
        if not found:
            raise _nothing(f"No definition has a name like `{core}`.", "`segql ls` lists them all.")
        return found
    if core not in choices.known:
        raise _nothing(
            f"There is no definition called `{core or word}`.", _meant(core, choices.known)
        )
    return {core}


def _meant(word: str, known: Iterable[str]) -> str:
    """The nearest name, else those that hold the word."""
    near = nearest(word, known)
    if near:
        return f"Did you mean `{near}`?"
    holding = [name for name in known if word and word.casefold() in name.casefold()]
    if holding:
        return f"Did you mean {' or '.join(f'`{name}`' for name in holding[:3])}?"
    return "`segql ls` lists what there is."


def _owner_words(item: Listed) -> tuple[str, ...]:
    return (item.owner, *item.owner.split()) if item.owner else ()


def _by_label(
    kind: str,
    value: str,
    word: str,
    choices: Choices,
    labels: Callable[[Listed], Iterable[str]],
) -> set[str]:
    pattern = value.casefold()
    found = {
        name
        for name, item in choices.known.items()
        if any(fnmatchcase(label.casefold(), pattern) for label in labels(item))
    }
    if not found:
        there = sorted({label for item in choices.known.values() for label in labels(item)})
        near = nearest(value, there)
        listed = ", ".join(there[:8])
        if near:
            help_text: str | None = f"Did you mean `{kind}:{near}`?"
        else:
            help_text = f"There are: {listed}." if there else f"No definition names any {kind}."
        raise _nothing(f"No definition has the {kind} `{value}`.", help_text)
    return found


def _by_path(value: str, word: str, choices: Choices) -> set[str]:
    pattern = value.removeprefix("./").rstrip("/")
    found = {
        name
        for name, item in choices.known.items()
        if item.path == pattern
        or item.path.startswith(f"{pattern}/")
        or fnmatchcase(item.path, pattern)
        or pattern in ("", ".")
    }
    if not found:
        paths = {item.path for item in choices.known.values()}
        folders = {part for path in paths for part in _folders(path)}
        near = nearest(pattern, paths | folders)
        raise _nothing(
            f"No definition lies in `{value}`.", f"Did you mean `{near}`?" if near else None
        )
    return found


def _folders(path: str) -> list[str]:
    parts = path.split("/")[:-1]
    return ["/".join(parts[: count + 1]) for count in range(len(parts))]


def _by_state(value: str, word: str, choices: Choices) -> set[str]:
    if value != "modified":
        raise SegqlError(
            Diagnostic(BAD_OPTION, f"`{word}` is not known.", help="Write state:modified."),
            exit_code=2,
        )
    if choices.modified is None:
        raise SegqlError(
            Diagnostic(
                NO_STATE,
                f"`{word}` needs something to compare with.",
                help="Name the folder of an earlier manifest.json with --state DIR.",
            ),
            exit_code=2,
        )
    return set(choices.modified) & set(choices.known)


def _nothing(message: str, help_text: str | None) -> SegqlError:
    return SegqlError(Diagnostic(UNKNOWN_SELECTION, message, help=help_text), exit_code=2)
