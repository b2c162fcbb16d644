"""Changes of a text: the canonical form, certain mends, comments that switch a lint off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from segql.diagnostics import Diagnostic
from segql.editor.positions import Edit
from segql.source import Source
from segql.syntax import format_file, parse_file


@dataclass(frozen=True, slots=True)
class Action:
    """A change that is offered at a problem."""

    title: str
    problem: Diagnostic
    edits: tuple[Edit, ...]
    is_mend: bool


def formatted(source: Source, start: int = 0, end: int | None = None) -> list[Edit]:
    """The edits that give a text its canonical form, line by line, or those that touch a stretch.

    None where the text has mistakes in its writing. The result is read again before it is
    believed: it must give the same tree and the same comments.
    """
    parsed = parse_file(source)
    if parsed.file is None or any(item.is_error for item in parsed.diagnostics):
        return []
    text = format_file(parsed.file)
    again = parse_file(Source(source.path, text)).file
    if again != parsed.file or _comments(again) != _comments(parsed.file):
        return []
    high = len(source.text) if end is None else end
    edits = _line_edits(source.text, text)
    return [edit for edit in edits if edit.start <= high and start <= edit.end]


def _comments(file: object) -> list[str]:
    return [comment.text for comment in getattr(file, "comments", ())]


def _line_edits(old: str, new: str) -> list[Edit]:
    """The lines that differ, so that the cursor stays where it is in all others."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    starts = [0]
    for line in before:
        starts.append(starts[-1] + len(line))
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return [
        Edit(starts[low], starts[high], "".join(after[first:last]))
        for tag, low, high, first, last in matcher.get_opcodes()
        if tag != "equal"
    ]


def actions(
    problems: Iterable[Diagnostic], source: Source, start: int, end: int
) -> Iterator[Action]:
    """What can be done about the problems that touch a stretch of a text."""
    for problem in problems:
        span = problem.span
        if span is None or span.source.text != source.text:
            continue
        if span.end < start or span.start > end:
            continue
        fix = problem.fix
        if fix is not None and fix.span.source.text == source.text:
            edit = Edit(fix.span.start, fix.span.end, fix.replacement)
            yield Action(_title(source, edit), problem, (edit,), is_mend=True)
        if problem.code.severity is not None and not problem.is_error:
            yield Action(
                f"Ignore {problem.code.name} at this line",
                problem,
                (_ignore(problem, source),),
                is_mend=False,
            )


def mends(problems: Iterable[Diagnostic], source: Source) -> list[Edit]:
    """Every certain mend of a text that meets no other."""
    found: list[Edit] = []
    for action in actions(problems, source, 0, len(source.text)):
        if action.is_mend:
            [edit] = action.edits
            if all(edit.end <= other.start or other.end <= edit.start for other in found):
                found.append(edit)
    return found


def _title(source: Source, edit: Edit) -> str:
    new = " ".join(edit.text.split())
    old = " ".join(source.text[edit.start : edit.end].split())
    if not new:
        return f"Take away `{_short(old)}`"
    return f"Write `{_short(new)}`" + (f" for `{_short(old)}`" if old else "")


def _short(text: str, most: int = 50) -> str:
    return text if len(text) <= most else text[: most - 3] + "..."


def _ignore(problem: Diagnostic, source: Source) -> Edit:
    """A comment of its own line above the problem, indented as the line is."""
    assert problem.span is not None
    start = source.text.rfind("\n", 0, problem.span.start) + 1
    line = source.text[start : problem.span.start]
    indent = line[: len(line) - len(line.lstrip())]
    return Edit(start, start, f"{indent}# segql: ignore {problem.code.name}\n")
