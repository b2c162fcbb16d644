"""`segql members`: the keys of members, on stdout or in a file."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from segql.cli import completing
from segql.cli.options import Chosen, Common, Data, Effort

if TYPE_CHECKING:
    from segql.export import Format, MemberRows

    Opener = Callable[[str], AbstractContextManager[MemberRows]]


def command(
    chosen: Chosen,
    common: Common,
    data: Data,
    effort: Effort,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write into a file (.csv, .json, .parquet), or one file each into a folder.",
        ),
    ] = None,
    columns: Annotated[
        str | None,
        typer.Option(
            "--columns",
            metavar="A,B",
            help="Attributes and traits to write beside the key.",
            autocompletion=completing.columns,
        ),
    ] = None,
    hash: Annotated[
        str | None,
        typer.Option(
            "--hash",
            metavar="A,B",
            help="Attributes to write as SHA-256, as ad platforms match them (email, phone).",
            autocompletion=completing.columns,
        ),
    ] = None,
    format: Annotated[
        Literal["text", "csv", "json", "parquet"] | None,
        typer.Option("--format", help="Default: by the file's ending, else one key a line."),
    ] = None,
) -> int:
    """Write the keys of members.

    Keys come sorted. For a segmentation each has its case beside it, for an experiment its
    variant. Other attributes leave only when they are named with --columns or --hash.
    """
    from segql.cli import console
    from segql.cli.progress import working
    from segql.cli.session import open_session
    from segql.export import write_members, write_stream

    session = open_session(common, chosen, data)
    names = session.counted()
    written = _format(names, output, format)
    session.note_run(names, common)
    means = effort.means(session.note)
    beside, hashed = _words(columns), _words(hash)
    with ExitStack() as stack:
        opened: Opener = partial(
            session.project.open_members,
            as_of=common.as_of,
            target=common.target,
            columns=beside,
            hash=hashed,
        )
        if len(names) > 1 and not beside and not hashed:
            with working(f"Finding the members of {console.amount(len(names), 'definition')}"):
                opened = stack.enter_context(
                    session.project.open_all_members(names, common.as_of, common.target, means)
                )
        for name in names:
            with working(f"Finding the members of {name}"), opened(name) as members:
                if output is None:
                    write_stream(sys.stdout, members, written)
                    continue
                file = _file(output, name, names, written)
                count = write_members(file, members, written)
            if not common.quiet:
                console.tell(f"Wrote {console.amount(count, 'member')} to {file}")
    return 0


def _words(text: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.strip() for word in (text or "").split(",") if word.strip()))


def _format(names: list[str], output: Path | None, asked: Format | None) -> Format:
    """How members are written; SegqlError (2) where they cannot go where they should."""
    from segql.export import format_of

    if output is None and (len(names) > 1 or asked == "parquet"):
        _refuse(
            f"SELECT means {len(names)} definitions, and members go out one by one."
            if len(names) > 1
            else "Parquet is written into a file.",
            "Name one definition, or a folder for one file each with -o FOLDER."
            if len(names) > 1
            else "Name the file with -o FILE.parquet.",
        )
    if output is None:
        return asked or "text"
    if _is_folder(output):
        return asked or "csv"
    if len(names) > 1:
        _refuse(
            f"SELECT means {len(names)} definitions, and {output} is one file.",
            "Name one definition, or a folder for one file each.",
        )
    return asked or format_of(output)


def _is_folder(output: Path) -> bool:
    return output.is_dir() or (not output.suffix and not output.exists())


def _file(output: Path, name: str, names: list[str], format: Format) -> Path:
    from segql.export import ENDINGS, safe_path

    if not _is_folder(output):
        return output
    ending = next(end for end, written in ENDINGS.items() if written == format)
    return safe_path(output, name, ending)


def _refuse(message: str, help_text: str) -> None:
    from segql.diagnostics import Diagnostic, SegqlError
    from segql.diagnostics.codes.cli import BAD_OPTION

    raise SegqlError(Diagnostic(BAD_OPTION, message, help=help_text), exit_code=2)
