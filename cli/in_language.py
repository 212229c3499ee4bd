"""The help of every command in the language spoken: what the commands say of themselves, and the library's own few words."""

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

import typer
from typer import rich_utils
from typer.core import TyperGroup

from language.say import later, t

_LIBRARY = {
    "Show this message and exit.": later("Menampilkan keterangan ini."),
    "Install completion for the current shell.": later("Memasang pelengkapan perintah di shell ini."),
    "Show completion for the current shell, to copy it or customize the installation.": later(
        "Menampilkan pelengkapan perintah untuk shell ini, untuk disalin atau disesuaikan."
    ),
    "[OPTIONS]": later("[PILIHAN]"),
    "COMMAND [ARGS]...": later("PERINTAH …"),
}
"""What the library says of a command by itself."""
_KINDS = {
    "<path>": later("<berkas/map>"),
    "<str>": later("<teks>"),
    "<int>": later("<angka>"),
    "<list[int]>": later("<angka> …"),
    "<list[str]>": later("<teks> …"),
    "<%Y-%m-%d>": later("<TTTT-BB-HH>"),
    "<bool>": "",
}
"""What a person types in a place, by the library's own words for it; nothing where naming the option is enough."""
_USAGE = later("Cara memakai: ")
_OF_COMMAND = ("help", "short_help", "epilog", "rich_help_panel", "options_metavar", "subcommand_metavar")
_OF_PARAMETER = ("help", "metavar", "rich_help_panel")


class FrontDoor(TyperGroup):
    """The command that holds all others; it says its help as soon as it is called, when the language is known."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        say_help(self)
        return super().main(*args, **kwargs)


def say_help(command: Any) -> None:
    """Say everything that the help pages of this command and of those below it show."""
    for one, holder, name in list(_places(command)):
        one.context_class = _Context
        said = getattr(holder, name)
        setattr(holder, name, t(_LIBRARY.get(said, said)))
    for holder in _parameters(command):
        kind = holder.display_type(typer.Context(command))
        holder.display_type = partial(_kind, t(_KINDS[kind]) if _KINDS.get(kind) else _KINDS.get(kind, kind))
    rich_utils.ARGUMENTS_PANEL_TITLE = t("Yang disebut")
    rich_utils.OPTIONS_PANEL_TITLE = t("Pilihan")
    rich_utils.COMMANDS_PANEL_TITLE = t("Perintah")
    rich_utils.REQUIRED_LONG_STRING = t("[wajib]")
    rich_utils.DEFAULT_STRING = t("[tanpa disebut: {}]")
    rich_utils.ENVVAR_STRING = t("[variabel: {}]")
    *others, _ = rich_utils.OptionHighlighter.highlights
    rich_utils.OptionHighlighter.highlights = [*others, f"(?P<usage>{re.escape(t(_USAGE))})"]


def help_of(command: Any) -> Iterator[tuple[Any, str]]:
    """Each command in the tree with every sentence of its help as the code has it."""
    for one, holder, name in _places(command):
        if (said := getattr(holder, name)) not in _LIBRARY:
            yield one, said


def kinds_in(command: Any) -> set[str]:
    """What the library would show for the places of all commands, but for choices, which are words of tayang."""
    named = (one for one in _parameters(command) if not one.type_descriptor.is_choice)
    return {one.display_type(typer.Context(command)) for one in named} - _KINDS.keys()


def _parameters(command: Any) -> Iterator[Any]:
    own_help = command.get_help_option(typer.Context(command))
    yield from (*command.params, *([own_help] if own_help else []))
    for inner in getattr(command, "commands", {}).values():
        yield from _parameters(inner)


def _kind(kind: str, _context: typer.Context) -> str:
    return kind


def _places(command: Any) -> Iterator[tuple[Any, Any, str]]:
    """Which command, and the attributes that hold what its help page says."""
    own_help = command.get_help_option(typer.Context(command))
    yield from ((command, command, name) for name in _OF_COMMAND if isinstance(getattr(command, name, None), str))
    for parameter in (*command.params, *([own_help] if own_help else [])):
        yield from ((command, parameter, name) for name in _OF_PARAMETER if isinstance(getattr(parameter, name, None), str))
    for inner in getattr(command, "commands", {}).values():
        yield from _places(inner)


_LIBRARYS: Any = typer.Context.formatter_class


class _Formatter(_LIBRARYS):  # type: ignore[misc]  # what the library names nowhere else
    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or t(_USAGE))


class _Context(typer.Context):
    formatter_class = _Formatter
