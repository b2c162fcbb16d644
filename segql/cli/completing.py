"""What the shell offers at TAB: names of definitions, targets, attributes and dialects.

It looks at the files with patterns alone: a shell waits for the answer at each TAB, and the
parser, the catalog and the engines take longer to load than that. What cannot be read this way
is not offered; nothing here ever fails.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from pathlib import Path
from typing import Any

import typer

Offer = tuple[str, str]
"""A word, and what is said of it by shells that show it."""

_DEFINITION = re.compile(
    r'^[ \t]*(segment|segmentation|trait|experiment)\s+([A-Za-z_]\w*|`[^`\n]+`)(?!\s*\.)'
    r'(?:\s+"((?:[^"\\\n]|\\.)*)")?',
    re.IGNORECASE | re.MULTILINE,
)  # fmt: skip
_LABELS = {
    "tag": re.compile(r'^[ \t]*tags\s+((?:"[^"\n]*"|\'[^\'\n]*\'|[\s,])+)', re.I | re.M),
    "owner": re.compile(r'\bowner\s+("[^"\n]*"|\'[^\'\n]*\')', re.I),
}
_TEXT = re.compile(r"\"([^\"\n]*)\"|'([^'\n]*)'")
_KEY = re.compile(r"""^(?P<indent>[ ]*)(?P<key>[A-Za-z_]\w*|"[^"]*"|'[^']*')\s*:(?P<rest>.*)$""")
_FLOW_KEY = re.compile(r"""\s*([A-Za-z_]\w*|"[^"]*"|'[^']*')\s*:""")
_METHODS = ("tag:", "owner:", "path:", "state:modified")
_MOST_BYTES = 8 * 1024 * 1024


def _quietly(look: Callable[[typer.Context, str], Iterable[Offer]]) -> Callable[..., list[Offer]]:
    """An answer for the shell; a file that cannot be read is no reason for words in its line."""

    def offered(ctx: typer.Context, incomplete: str) -> list[Offer]:
        try:
            return sorted(dict(look(ctx, incomplete)).items())
        except (OSError, ValueError, SyntaxError):
            return []

    return offered


def behind_colon(environment: MutableMapping[str, str]) -> None:
    """Bash makes a word of the colon in `tag:`; what is completed then is the empty word behind."""
    if environment.get("_SEGQL_COMPLETE") != "complete_bash":
        return
    words = environment.get("COMP_WORDS", "").split()
    at = environment.get("COMP_CWORD", "")
    if at.isdecimal() and int(at) < len(words) and words[int(at)] == ":":
        environment["COMP_CWORD"] = str(int(at) + 1)


# --------------------------------------------------------------------------------- projects


def _root(ctx: typer.Context) -> Path | None:
    """The project that the command line means so far."""
    from segql.project.files import find_root, root_of

    here: Any = ctx
    while here is not None:
        given = here.params.get("project")
        if given is not None:
            path = Path(given)
            return root_of(path) if path.exists() else None
        here = here.parent
    return find_root(Path.cwd())


def _texts(root: Path) -> Iterator[tuple[Path, str]]:
    from segql.project.files import segment_files

    for path in segment_files(root):
        if path.stat().st_size <= _MOST_BYTES:
            yield path, path.read_text(encoding="utf-8", errors="replace")


def _definitions(text: str, path: Path) -> Iterator[tuple[str, str, str]]:
    """Name, kind and title of each definition of a file; a bare condition is its file's stem."""
    found = False
    for match in _DEFINITION.finditer(text):
        found = True
        yield match[2].strip("`"), match[1].lower(), match[3] or ""
    if not found and not re.match(r"(?:\s|#[^\n]*\n)*param\b", text, re.IGNORECASE):
        yield path.stem, "segment", ""


# ------------------------------------------------------------------------------- definitions


def _of_select(ctx: typer.Context, incomplete: str) -> Iterator[Offer]:
    root = _root(ctx)
    if root is None:
        return
    given = [str(word) for word in ctx.params.get("select") or ()]
    method, colon, _ = incomplete.partition(":")
    if colon and method in ("tag", "owner", "path"):
        # zsh, fish and PowerShell give the word whole
        yield from ((f"{method}:{value}", about) for value, about in _labelled(root, method))
    elif given[-1:] == [":"]:
        # bash takes a word apart at its colon, and wants what comes behind it
        yield from _labelled(root, (given[-2:-1] or [""])[0])
    else:
        lead = "+" if incomplete.startswith("+") else ""
        for path, text in _texts(root):
            for name, kind, title in _definitions(text, path):
                yield lead + name, f"{kind}: {title}" if title else kind
        if not lead:
            yield from ((word, "choose by it") for word in _METHODS)


def _labelled(root: Path, method: str) -> Iterator[Offer]:
    if method == "path":
        for path, _ in _texts(root):
            shown = path.relative_to(root)
            yield shown.as_posix(), "file"
            yield from ((f"{folder.as_posix()}/", "folder") for folder in list(shown.parents)[:-1])
        return
    pattern = _LABELS.get(method)
    if pattern is None:
        return
    for _, text in _texts(root):
        for match in pattern.finditer(text):
            for quoted in _TEXT.finditer(match[1]):
                value = quoted[1] if quoted[1] is not None else quoted[2]
                # an owner is found by each of their words; other blanks would end the word
                words = value.split() if method == "owner" else [value]
                yield from ((word, method) for word in words if not re.search(r"\s", word))


def _of_target(ctx: typer.Context, incomplete: str) -> Iterator[Offer]:
    root = _root(ctx)
    if root is not None:
        text = (root / "segql.yml").read_text(encoding="utf-8")
        yield from ((name, "target") for name in keys_below(text, ("targets",)))


def _of_columns(ctx: typer.Context, incomplete: str) -> Iterator[Offer]:
    """Attributes and traits; of `a,b` only the last is completed."""
    root = _root(ctx)
    if root is None:
        return
    before, comma, _ = incomplete.rpartition(",")
    lead, taken = before + comma, set(before.split(","))
    files = [root / "catalog.yml", *sorted((root / "catalog").rglob("*.yml"))]
    for file in files:
        if file.is_file():
            text = file.read_text(encoding="utf-8")
            for name in keys_below(text, ("customer", "attributes")):
                if name not in taken:
                    yield lead + name, "attribute"
    for path, text in _texts(root):
        for name, kind, title in _definitions(text, path):
            if kind == "trait" and name not in taken:
                yield lead + name, f"trait: {title}" if title else kind


def _of_dialect(ctx: typer.Context, incomplete: str) -> Iterator[Offer]:
    # the room of SQL takes longer to import than a shell may wait; its list is read as text
    file = Path(__file__).parents[1] / "sql" / "dialects" / "__init__.py"
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        match node:
            case ast.AnnAssign(target=ast.Name(id="MODULES"), value=ast.Dict() as value):
                yield from ((name, "SQL dialect") for name in ast.literal_eval(value))
            case _:
                pass


select = _quietly(_of_select)
target = _quietly(_of_target)
columns = _quietly(_of_columns)
dialect = _quietly(_of_dialect)


# ------------------------------------------------------------------------------------- YAML


def keys_below(text: str, path: tuple[str, ...]) -> list[str]:
    """The keys below a path of a YAML file, as far as indentation and braces tell."""
    lines = [line for line in text.splitlines() if line.strip() and line.strip()[0] != "#"]
    low, high = 0, len(lines)
    for depth, name in enumerate(path):
        indent = _indent(lines[low]) if low < high else 0
        at = next(
            (i for i in range(low, high) if _indent(lines[i]) == indent and _key(lines[i]) == name),
            None,
        )
        if at is None:
            return []
        rest = lines[at].split(":", 1)[1].strip()
        low = at + 1
        high = next((i for i in range(low, high) if _indent(lines[i]) <= indent), high)
        if rest.startswith("{"):
            return _flow_keys("\n".join([rest, *lines[low:high]]), path[depth + 1 :])
    if low >= high:
        return []
    indent = _indent(lines[low])
    found = (_key(line) for line in lines[low:high] if _indent(line) == indent)
    return [key for key in found if key is not None]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _key(line: str) -> str | None:
    match = _KEY.match(line)
    return match["key"].strip("\"'") if match is not None else None


def _flow_keys(text: str, path: tuple[str, ...]) -> list[str]:
    """The keys of `{a: 1, b: {c: 2}}`, or those below a path in it."""
    found: list[str] = []
    depth, at, begins = 0, 0, False
    while at < len(text):
        sign = text[at]
        if depth == 1 and begins and (match := _FLOW_KEY.match(text, at)):
            name = match[1].strip("\"'")
            at = match.end()
            if path and name == path[0]:
                return _flow_keys(text[at:].lstrip(), path[1:])
            found.append(name)
            begins = False
            continue
        if sign in "{[":
            depth += 1
            begins = sign == "{" and depth == 1
        elif sign in "}]":
            depth -= 1
            if depth == 0:
                break
        elif sign == "," and depth == 1:
            begins = True
        at += 1
    return [] if path else found
