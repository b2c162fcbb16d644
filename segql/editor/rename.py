"""Gives something another name, everywhere it is used, or says why that cannot be."""

from __future__ import annotations

from pathlib import Path

from segql.diagnostics import Diagnostic, SegqlError
from segql.diagnostics.codes import editor as codes
from segql.editor.folder import Folder
from segql.editor.places import Found, references, unread_files, use_at
from segql.editor.positions import Edit
from segql.editor.symbols import Kind, Symbol, Use
from segql.semantics.project import Project
from segql.syntax import nodes
from segql.syntax.words import PLAIN_NAME, RESERVED

_OWN_WORDS = ("today", "now", "customer")
_RENAMED = (
    Kind.DEFINITION, Kind.PARAMETER, Kind.CASE, Kind.ALIAS, Kind.MEASURE, Kind.FIELD,
)  # fmt: skip


def renamed_at(folder: Folder, path: Path, offset: int) -> Use:
    """What would be renamed at an offset. Raises SegqlError with the reason why nothing can."""
    use = use_at(folder, path, offset)
    analysis = folder.snapshot().analysis
    if use is None or analysis is None:
        raise _refused("There is no name here that can be changed.", "Put the cursor on a name.")
    _check_renamed(use.symbol, analysis.project)
    return use


def rename(folder: Folder, path: Path, offset: int, new: str) -> dict[Path, list[Edit]]:
    """The edits of every file. Raises SegqlError with the reason why the name cannot be."""
    use = renamed_at(folder, path, offset)
    analysis = folder.snapshot().analysis
    assert analysis is not None
    symbol = use.symbol
    new = new.strip().removeprefix("$") if symbol.kind is Kind.PARAMETER else new.strip()
    if new == symbol.name:
        return {}
    _check_name(new)
    _check_free(symbol, new, analysis.project, folder, path)
    for unread in unread_files(folder, symbol.name):
        raise _refused(
            f"{folder.shown(unread)} has a mistake in its writing, so that the uses of "
            f"`{symbol.name}` in it cannot be told.",
            "Mend it first.",
        )
    edits: dict[Path, list[Edit]] = {}
    for found in references(folder, symbol, path):
        edits.setdefault(found.path, []).append(_edit(found, symbol, new, folder))
    return {file: list(dict.fromkeys(items)) for file, items in edits.items()}


def _check_renamed(symbol: Symbol, project: Project) -> None:
    declared = symbol.kind is Kind.FIELD and (symbol.owner, symbol.name) not in project.event_traits
    if symbol.kind not in _RENAMED or declared:
        if symbol.kind is Kind.FUNCTION:
            raise _refused(f"`{symbol.name}` is a function of the language.", "It keeps its name.")
        raise _refused(
            f"`{symbol.name}` is declared in the catalog, where its name may be that of a column.",
            "Change it there, with `column:` for the old name where it is the column's.",
        )
    entry = project.entries.get(symbol.name)
    if symbol.kind is Kind.DEFINITION:
        if entry is None:
            raise _refused(f"Nothing is called `{symbol.name}`.", "Define it first.")
        bare = (
            entry.node is not None
            and entry.node.name.span == getattr(entry.node, "body", entry.node).span
        )
        if bare:
            raise _refused(
                f"`{symbol.name}` takes its name from its file, {entry.path}.",
                "Rename the file, or write `segment NAME where` before the condition.",
            )


def _check_name(new: str) -> None:
    if new.lower() in RESERVED or new in _OWN_WORDS:
        raise _refused(f"`{new}` is a word of the language.", "Choose another name.")
    if not PLAIN_NAME.fullmatch(new):
        raise _refused(
            f"`{new}` is no name.",
            "A name consists of letters without accents, digits and `_`, and begins with no digit.",
        )


def _check_free(symbol: Symbol, new: str, project: Project, folder: Folder, path: Path) -> None:
    taken: str | None = None
    match symbol.kind:
        case Kind.DEFINITION:
            entry = project.entries.get(new)
            taken = str(entry.kind) if entry is not None else None
            if new in project.events:
                taken = "a kind of events"
        case Kind.PARAMETER:
            taken = "a parameter" if new in project.parameters else None
        case Kind.FIELD:
            assert symbol.owner is not None
            known = new in project.field_names(symbol.owner) or new in ("time", "key")
            taken = f"a field of `{symbol.owner}`" if known else None
        case Kind.CASE | Kind.MEASURE:
            owner = project.entries.get(symbol.owner or "")
            taken = _part_called(owner.node if owner else None, new, symbol)
        case _:
            taken = _near_alias(new, project)
    if taken is not None:
        raise _refused(
            f"There is {taken} called `{new}` already.", "Choose a name that nothing has."
        )


def _part_called(node: nodes.Definition | None, new: str, symbol: Symbol) -> str | None:
    match node:
        case nodes.SegmentationDefinition(cases=cases):
            names = [case.name.name for case in cases]
        case nodes.ExperimentDefinition(variants=variants, measures=measures):
            parts = variants if symbol.kind is Kind.CASE else measures
            names = [part.name.name for part in parts]
        case _:
            names = []
    return f"another {symbol.kind} of `{symbol.owner}`" if new in names else None


def _near_alias(new: str, project: Project) -> str | None:
    if new in project.events:
        return "a kind of events"
    known = {name for owner in project.events for name in project.field_names(owner)}
    return "a field of events" if new in known else None


def _edit(found: Found, symbol: Symbol, new: str, folder: Folder) -> Edit:
    span = found.use.span
    written = found.text[span.start : span.end]
    sign, quote = "$" if written.startswith("$") else "", written[:1]
    inner = written.removeprefix("$").strip("`\"'")
    if inner != symbol.name:
        raise _refused(
            f"`{symbol.name}` is used in {folder.shown(found.path)} in a way that cannot be "
            "changed from here.",
            "Change it there by hand.",
        )
    if found.use.text and quote in "\"'":
        return Edit(span.start, span.end, f"{quote}{new}{quote}")
    return Edit(span.start, span.end, f"{sign}{new}")


def _refused(message: str, help_text: str) -> SegqlError:
    return SegqlError(Diagnostic(codes.CANNOT_RENAME, message, help=help_text), exit_code=2)
