"""Turns a function into a command: groups expanded, defaults applied, failures made messages."""

from __future__ import annotations

import inspect
import os
import sys
import traceback
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import typer
from typer.core import TyperCommand
from typer.models import OptionInfo

from segql.cli.options import GROUPS, SHOWN_VARIABLES, Common, Given
from segql.diagnostics import SegqlError

Body = Callable[..., int | None]


def build(body: Body, name: str) -> TyperCommand:
    """The command of a function whose parameters are options, or groups of options.

    The function's docstring is the help; what it returns is the exit code (None is 0).
    """
    app = typer.Typer(
        add_completion=False, rich_markup_mode=None, pretty_exceptions_show_locals=False
    )
    app.command(name, cls=SectionedCommand)(_as_callback(body))
    command = typer.main.get_command(app)
    assert isinstance(command, TyperCommand)
    return command


def _as_callback(body: Body) -> Callable[..., None]:
    groups: dict[str, type[Any]] = {}
    own: list[inspect.Parameter] = []
    expanded: list[inspect.Parameter] = []
    for parameter in inspect.signature(body, eval_str=True).parameters.values():
        if parameter.annotation in GROUPS:
            groups[parameter.name] = parameter.annotation
            expanded += _expand(parameter.annotation)
        else:
            own.append(_with_variable(parameter))
    context = inspect.Parameter("ctx", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)
    arguments = [item for item in [*expanded, *own] if not _is_option(item)]
    options = [item for item in [*own, *expanded] if _is_option(item)]

    def callback(**values: Any) -> None:
        ctx = values.pop("ctx")
        raise typer.Exit(guarded(lambda: _call(body, groups, ctx, values), values["debug"]))

    callback.__doc__ = body.__doc__
    callback.__signature__ = inspect.Signature([context, *arguments, *options])  # type: ignore[attr-defined]
    callback.__annotations__ = {}
    return callback


def _call(
    body: Body, groups: dict[str, type[Any]], ctx: typer.Context, values: dict[str, Any]
) -> int | None:
    from segql.cli.defaults import with_defaults

    filled, settings = with_defaults(ctx, values)
    filled["settings"] = settings
    arguments: dict[str, Any] = {}
    used = {"settings"}
    for name, group in groups.items():
        names = [item.name for item in fields(group)]
        arguments[name] = group(**{key: filled[key] for key in names})
        used.update(names)
    arguments.update({key: value for key, value in filled.items() if key not in used})
    return body(**arguments)


def guarded(action: Callable[[], int | None], debug: bool) -> int:
    """The exit code of an action; its failures become messages on stderr, never a traceback
    unless `debug` asks for it.
    """
    from segql.cli import console

    try:
        code = action() or 0
        sys.stdout.flush()
    except (typer.Exit, typer.Abort, typer.TyperException, KeyboardInterrupt):
        raise
    except BrokenPipeError:
        # The reader has seen enough (`| head`); nothing more may be written at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except SegqlError as error:
        if debug:
            traceback.print_exc()
        console.show_problems(error.diagnostics)
        return error.exit_code
    except Exception as error:  # noqa: BLE001  every other failure is a defect, and told as one
        if debug:
            traceback.print_exc()
        console.show_defect(error)
        return 3
    return code


def _expand(group: type[Any]) -> list[inspect.Parameter]:
    assert is_dataclass(group)
    hints = get_type_hints(group, include_extras=True)
    return [
        _with_variable(
            inspect.Parameter(
                item.name,
                inspect.Parameter.KEYWORD_ONLY,
                default=item.default,
                annotation=hints[item.name],
            )
        )
        for item in fields(group)
        if get_origin(hints[item.name]) is Annotated
    ]


def common_parameters() -> list[inspect.Parameter]:
    """The options that may also stand before the command's name."""
    return _expand(Common)


def _is_option(parameter: inspect.Parameter) -> bool:
    return any(isinstance(item, OptionInfo) for item in get_args(parameter.annotation)[1:])


def _with_variable(parameter: inspect.Parameter) -> inspect.Parameter:
    """Every option can also come from `SEGQL_<NAME>`; help shows the three that people use."""
    if get_origin(parameter.annotation) is not Annotated or not _is_option(parameter):
        return parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY)
    base, info = get_args(parameter.annotation)
    info.envvar = f"SEGQL_{parameter.name.rstrip('_').upper()}"
    info.show_envvar = parameter.name in SHOWN_VARIABLES
    info.show_default = False
    return parameter.replace(annotation=Annotated[base, info], kind=inspect.Parameter.KEYWORD_ONLY)


class SectionedCommand(TyperCommand):
    """Help that puts the options every command has behind those of this one."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except typer.BadParameter as error:
            error.message = error.message.removeprefix("Value error, ")
            raise

    def format_options(self, ctx: Any, formatter: Any) -> None:
        common = {item.name for item in fields(Common)}
        sections: dict[str, list[tuple[str, str]]] = {
            "Arguments": [],
            "Options": [],
            "Common options": [],
        }
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record is None:
                continue
            if parameter.param_type_name == "argument":
                sections["Arguments"].append((parameter.metavar or record[0], record[1]))
            elif parameter.name in common or parameter.name == "help":
                sections["Common options"].append(record)
            else:
                sections["Options"].append(record)
        for title, rows in sections.items():
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)


def given_before(ctx: typer.Context) -> dict[str, Any]:
    """Options that stood before the command's name."""
    return ctx.obj.values if isinstance(ctx.obj, Given) else {}
