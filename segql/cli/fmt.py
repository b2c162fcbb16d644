"""`segql fmt`: definitions in canonical form."""

from __future__ import annotations

import difflib
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from segql.cli.options import Common

if TYPE_CHECKING:
    from segql.diagnostics import Diagnostic
    from segql.source import Source


@dataclass(frozen=True, slots=True)
class _Result:
    source: Source
    text: str | None
    problems: tuple[Diagnostic, ...] = ()

    @property
    def changed(self) -> bool:
        return self.text is not None and self.text != self.source.text


def command(
    common: Common,
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATH",
            help="Files or folders; `-` reads stdin and writes stdout; the project when left out.",
            show_default=False,
        ),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit code 1 where a file would change.")
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Write nothing; show what would change.")
    ] = False,
) -> int:
    """Put definitions into canonical form.

    Formatting never changes what a definition means and keeps every comment. A file with
    mistakes in its writing is left as it is.
    """
    from segql.cli import console
    from segql.export import atomic_write
    from segql.project.files import find_root, read_sources, root_of

    if paths == ["-"]:
        return _stdin(check, diff)
    root = root_of(common.project) if common.project else find_root(Path.cwd())
    files = _files(paths or [], root)
    changed: list[str] = []
    failed = 0
    for file in files:
        sources, problems = read_sources([file], root)
        results = [_format(source) for source in sources]
        problems += [problem for result in results for problem in result.problems]
        console.show_problems(problems)
        failed += bool(problems)
        if not results or not results[0].changed:
            continue
        [result] = results
        changed.append(result.source.path)
        if diff:
            console.emit(_difference(result))
        elif check:
            console.emit(result.source.path)
        else:
            assert result.text is not None
            atomic_write(file, result.text)
    if not common.quiet:
        console.tell(_summary(len(files), len(changed), failed, written=not (check or diff)))
    return 1 if failed or (check and changed) else 0


def _stdin(check: bool, diff: bool) -> int:
    from segql.cli import console
    from segql.syntax.read import decode_source

    result = _format(decode_source(sys.stdin.buffer.read(), "<stdin>"))
    if result.problems:
        console.show_problems(result.problems)
        return 1
    assert result.text is not None
    if diff:
        console.emit(_difference(result))
    elif not check:
        console.emit(result.text)
    return 1 if check and result.changed else 0


def _files(paths: list[str], root: Path | None) -> list[Path]:
    from segql.diagnostics import Diagnostic, SegqlError
    from segql.diagnostics.codes.cli import BAD_OPTION
    from segql.project.files import no_project, segment_files

    if not paths:
        if root is None:
            raise no_project("There is no segql.yml here, nor in any folder above.")
        return segment_files(root)
    found: dict[Path, None] = {}
    for text in paths:
        path = Path(text)
        if path.is_dir():
            found.update(dict.fromkeys(sorted(path.rglob("*.seg"))))
        elif path.is_file():
            found[path] = None
        else:
            raise SegqlError(
                Diagnostic(BAD_OPTION, f"There is no file or folder {path}."), exit_code=2
            )
    return list(found)


def _format(source: Source) -> _Result:
    """The canonical text, or the problems that stand in its way.

    The text is read again before it is believed: it must give the same tree and comments.
    """
    from segql.source import Source
    from segql.syntax import format_file, parse_file

    parsed = parse_file(source)
    errors = tuple(item for item in parsed.diagnostics if item.is_error)
    if parsed.file is None or errors:
        return _Result(source, None, errors)
    text = format_file(parsed.file)
    again = parse_file(Source(source.path, text)).file
    kept = again is not None and [item.text for item in again.comments]
    if again != parsed.file or kept != [item.text for item in parsed.file.comments]:
        raise RuntimeError(f"formatting would change {source.path}")
    return _Result(source, text)


def _difference(result: _Result) -> str:
    assert result.text is not None
    path = result.source.path
    lines = difflib.unified_diff(
        result.source.text.splitlines(keepends=True),
        result.text.splitlines(keepends=True),
        path,
        path,
    )
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


def _summary(files: int, changed: int, failed: int, written: bool) -> str:
    from segql.cli.console import amount

    done = "formatted" if written else "to format"
    parts = [f"{amount(changed, 'file')} {done}", f"{files - changed - failed} unchanged"]
    if failed:
        parts.append(f"{failed} left as it is" if failed == 1 else f"{failed} left as they are")
    return ", ".join(parts)
