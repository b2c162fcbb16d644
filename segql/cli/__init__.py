"""The command line: one file a command, loaded only when that command is used."""

from __future__ import annotations

import gc
import importlib
import inspect
import os
from typing import Any

import typer
from typer.core import TyperGroup

COMMANDS: dict[str, dict[str, str]] = {
    "Write": {
        "check": "Find mistakes in definitions.",
        "fmt": "Put definitions into canonical form.",
        "ls": "List definitions, or what one may write about.",
        "explain": "Show what a definition means and how it is computed.",
        "why": "Show why a customer is in a segment, or what keeps them out.",
        "lsp": "Serve editors: problems, completion, meanings and sizes while you write.",
    },
    "Run": {
        "run": "Count segments, cases and variants.",
        "members": "Write the keys of members.",
        "compile": "Write definitions as SQL.",
        "publish": "Put definitions into a database, as views or tables.",
        "test": "Run unit tests and expectations.",
        "diff": "Show what changed between two versions or two days.",
    },
    "Project": {
        "init": "Begin a project from tables, or add what is new in them.",
        "schema": "Write the JSON Schema of the YAML files, for editors.",
        "debug": "Show the project, its targets and what is installed.",
    },
}
"""Every command with one line about it, by the section of the help it stands in."""


class Commands(TyperGroup):
    """Knows its commands by name and imports one only to run it or to show its help."""

    def list_commands(self, ctx: Any) -> list[str]:
        return [name for section in COMMANDS.values() for name in section]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in self.list_commands(ctx):
            return None
        from segql.cli.command import build

        module = importlib.import_module(f"segql.cli.{cmd_name}")
        return build(module.command, cmd_name)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        self.commands = dict.fromkeys(self.list_commands(ctx), self)  # names to suggest
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        width = max(map(len, self.list_commands(ctx)))
        for section, commands in COMMANDS.items():
            with formatter.section(section):
                formatter.write_dl([(f"{name:{width}}", text) for name, text in commands.items()])


def _version(wanted: bool) -> None:
    if wanted:
        from segql import __version__

        typer.echo(f"segql {__version__}")
        raise typer.Exit


def _root(ctx: typer.Context, **values: Any) -> None:
    """Customer segments as text: check them, count them, compile them to SQL."""
    from segql.cli.console import prepare_streams
    from segql.cli.options import Given

    prepare_streams()
    ctx.obj = Given({name: value for name, value in values.items() if _stands(ctx, name)})


def _stands(ctx: typer.Context, name: str) -> bool:
    source = ctx.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def _make_app() -> typer.Typer:
    from segql.cli.command import common_parameters

    app = typer.Typer(
        name="segql",
        cls=Commands,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        pretty_exceptions_show_locals=False,
    )
    keyword = inspect.Parameter.KEYWORD_ONLY
    context = inspect.Parameter("ctx", keyword, annotation=typer.Context)
    version = inspect.Parameter(
        "version",
        keyword,
        default=typer.Option(
            False, "--version", is_eager=True, callback=_version, help="The version."
        ),
        annotation=bool,
    )
    _root.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [context, version, *common_parameters()]
    )
    app.callback()(_root)
    return app


app = _make_app()


def main() -> None:
    """The program `segql`."""
    from segql.cli.completing import behind_colon

    # nearly all that a command makes lives to its end: looking for what does not is a tenth of it
    gc.set_threshold(50_000, 20, 50)
    # pydantic would look for plugins among all that is installed
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    behind_colon(os.environ)
    app()
