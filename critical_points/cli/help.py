"""What ``--help`` and a mistyped command say, in the language that is spoken; Typer's own words are English."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from typer.core import TyperCommand, TyperGroup

from critical_points.cli.plainly import take_plainly
from critical_points.errors import Fault, SettingsError, did_you_mean
from critical_points.messages import said, to_say, translated

#: What stands for an argument or the value of an option; Typer has none of its own for these.
FOLDER, FILE, WAVE, LANGUAGE = to_say("FOLDER"), to_say("FILE"), to_say("WAVE"), to_say("LANGUAGE")


class Part(TyperCommand):
    """One part of the command, such as ``check``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read what was typed; texts and paths need no library that checks data."""
        take_plainly(self.get_params(ctx))
        return super().parse_args(ctx, args)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write usage, what it does, its arguments and its options."""
        _write_head(self, ctx, formatter, [said("[OPTIONS]"), *_argument_names(self)])
        _write_parameters(self, ctx, formatter)


class Whole(TyperGroup):
    """The command itself: its parts."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read what was typed before the name of a part."""
        take_plainly(self.get_params(ctx))
        return super().parse_args(ctx, args)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write usage, what it is for, its options and its parts."""
        _write_head(self, ctx, formatter, [said("[OPTIONS]"), said("COMMAND …")])
        _write_parameters(self, ctx, formatter)
        with formatter.section(said("Commands")):
            formatter.write_dl([(name, translated(part.help or "")) for name, part in self.commands.items()])
        self.epilog = translated(self.epilog or "")
        self.format_epilog(ctx, formatter)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the part that is asked for, or say which there are."""
        if args[0] not in self.commands and not args[0].startswith("-"):
            fault = Fault(
                said("There is no command {name!r}.", name=args[0]), "", did_you_mean(args[0], [*self.commands])
            )
            raise SettingsError(said("The command was not understood."), [fault], f"{ctx.command_path} --help")
        return super().resolve_command(ctx, args)


def _write_head(command: Any, ctx: Any, formatter: Any, pieces: Iterable[str]) -> None:
    formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=said("Usage:") + " ")
    formatter.write_paragraph()
    with formatter.indentation():
        formatter.write_text(translated(command.help or ""))


def _argument_names(command: Any) -> list[str]:
    names = [(_name(one), one.required) for one in command.params if one.param_type_name == "argument"]
    return [name if required else f"[{name}]" for name, required in names]


def _write_parameters(command: Any, ctx: Any, formatter: Any) -> None:
    for heading, kind in ((said("Arguments"), "argument"), (said("Options"), "option")):
        rows = [_row(one) for one in command.get_params(ctx) if one.param_type_name == kind and not one.hidden]
        if rows:
            with formatter.section(heading):
                formatter.write_dl(rows)


def _name(parameter: Any) -> str:
    return translated(parameter.metavar or "") or str(parameter.name).upper()


def _row(parameter: Any) -> tuple[str, str]:
    """Return an argument or option, and what it does."""
    if parameter.param_type_name == "argument":
        return _name(parameter), translated(parameter.help or "")
    flag = getattr(parameter, "is_flag", False)
    names = ", ".join(parameter.opts) + ("" if flag else f" {_name(parameter)}")
    words = said("Show this and exit.") if parameter.name == "help" else translated(parameter.help or "")
    if isinstance(parameter.show_default, str):
        words += " " + said("[otherwise {default}]", default=translated(parameter.show_default))
    return names, words


def explain_usage(error: Any) -> SettingsError:
    """Return an error that Typer raises where it cannot run what was typed, as one of ours.

    Parameters
    ----------
    error : Exception
        An error of Typer's, with the message in English.
    """
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "critical-points"
    return SettingsError(_what_is_wrong(error), next_step=f"{command} --help")


def _what_is_wrong(error: Any) -> str:
    kind = type(error).__name__
    if kind == "NoSuchOption":
        near = [said("Did you mean {word!r}?", word=name) for name in sorted(error.possibilities or ())[:1]]
        return " ".join([said("There is no option {name}.", name=error.option_name), *near])
    if kind == "BadOptionUsage" and "requires" in error.message:
        return said("The option {name} needs a value behind it.", name=error.option_name)
    if kind == "BadOptionUsage":
        return said("The option {name} takes no value.", name=error.option_name)
    if kind == "MissingParameter":
        return said("Something is missing: {name}.", name=_row(error.param)[0])
    if kind == "UsageError" and "command" in error.message:
        return said("Say what to do: check, report or another command.")
    words = error.message.rpartition("(")[2].rstrip(")") or error.format_message()
    return said("This cannot be used here: {words}", words=words)
