"""`segql members`: the keys of members, on stdout or in a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from segql.cli.options import Chosen, Common, Data

if TYPE_CHECKING:
    from segql.project import Members

Written = Literal["text", "csv", "json", "parquet"]
ENDINGS: dict[str, Written] = {
    ".csv": "csv",
    ".txt": "text",
    ".json": "json",
    ".parquet": "parquet",
    ".pq": "parquet",
}


def command(
    chosen: Chosen,
    common: Common,
    data: Data,
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
            "--columns", metavar="A,B", help="Attributes and traits to write beside the key."
        ),
    ] = None,
    hash: Annotated[
        str | None,
        typer.Option(
            "--hash",
            metavar="A,B",
            help="Attributes to write as SHA-256, as ad platforms match them (email, phone).",
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

    session = open_session(common, chosen, data)
    names = session.counted()
    files = _files(names, output, format)
    for name, file in zip(names, files, strict=True):
        with working(f"Finding the members of {name}"):
            members = session.project.members(
                name,
                as_of=common.as_of,
                target=common.target,
                columns=_words(columns),
                hash=_words(hash),
            )
        if file is None:
            console.emit(_text(members, format or "text"))
        else:
            _write(file, members, format or ENDINGS[file.suffix.lower()])
            if not common.quiet:
                console.tell(f"Wrote {console.amount(len(members), 'member')} to {file}")
    return 0


def _words(text: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.strip() for word in (text or "").split(",") if word.strip()))


def _files(names: list[str], output: Path | None, format: Written | None) -> list[Path | None]:
    """Where the members of each definition go; None is stdout."""
    from segql.cli.writing import file_for, output_folder
    from segql.diagnostics import Diagnostic, SegqlError
    from segql.diagnostics.codes.cli import BAD_OPTION

    if output is None:
        if len(names) == 1 and format != "parquet":
            return [None]
        message = (
            "Parquet is written into a file."
            if len(names) == 1
            else f"SELECT means {len(names)} definitions, and members go out one by one."
        )
        help_text = (
            "Name a file with -o FILE.parquet."
            if len(names) == 1
            else ("Name one definition, or a folder for one file each with -o FOLDER/.")
        )
        raise SegqlError(Diagnostic(BAD_OPTION, message, help=help_text), exit_code=2)
    if output.suffix.lower() in ENDINGS and not output.is_dir() and len(names) == 1:
        return [output]
    if output.suffix and not output.is_dir():
        known = ", ".join(ENDINGS)
        raise SegqlError(
            Diagnostic(
                BAD_OPTION,
                f"{output} is not where the members of {len(names)} definitions can be written."
                if len(names) > 1
                else f"What is to be written does not follow from the ending of {output}.",
                help=f"Files end with {known}; a folder takes one file for each definition.",
            ),
            exit_code=2,
        )
    folder = output_folder(output)
    ending = next(end for end, written in ENDINGS.items() if written == (format or "csv"))
    return [file_for(folder, name, ending) for name in names]


def _text(members: Members, format: Written) -> str:
    from segql.cli.members_text import as_csv, as_json, as_lines

    match format:
        case "csv":
            return as_csv(members)
        case "json":
            return as_json(members)
        case _:
            return as_lines(members)


def _write(file: Path, members: Members, format: Written) -> None:
    from segql.cli.writing import replace_file, write_file

    if format == "parquet":
        from segql.engines.duckdb.parquet import write_parquet

        replace_file(file, lambda beside: write_parquet(beside, members.table()))
    else:
        write_file(file, _text(members, format))
