"""`tayang COMMAND --help` tells what belongs into every place of the command."""

import re
from collections.abc import Iterator

from typer.main import get_command
from typer.testing import CliRunner

from cli.app import app
from cli.in_language import kinds_in
from tests.cli.test_commands_in_english import commands

LIBRARYS = re.compile(r"<(?:str|int|bool|path|file|directory|list\[.*?\]|%.*?)>|\b(?:FILE|DIRECTORY|TEXT|INTEGER|PACKAGE)\b")
"""How the library names what is typed, where nobody tells it better."""


def unexplained(command: object, name: str = "tayang") -> Iterator[str]:
    for inner, one in getattr(command, "commands", {}).items():
        yield from unexplained(one, f"{name} {inner}")
    for parameter in getattr(command, "params", []):
        if parameter.name != "help" and not getattr(parameter, "help", None):
            yield f"{name}: {parameter.name}"


def unnamed(command: object, name: str = "tayang") -> Iterator[str]:
    for inner, one in getattr(command, "commands", {}).items():
        yield from unnamed(one, f"{name} {inner}")
    for parameter in getattr(command, "params", []):
        if not parameter.opts[0].startswith("-") and not parameter.metavar:
            yield f"{name}: {parameter.name}"


def test_every_place_of_every_command_is_explained() -> None:
    assert list(unexplained(get_command(app))) == []


def test_every_place_has_a_name_and_a_kind_in_our_words() -> None:
    assert list(unnamed(get_command(app))) == []
    assert kinds_in(get_command(app)) == set()


def test_indonesian_help_names_what_is_typed_in_indonesian() -> None:
    pages = {
        " ".join(words): CliRunner().invoke(app, [*words, "--help"], env={"COLUMNS": "200"}).output
        for words in commands(get_command(app))
    }
    assert {words: found for words, page in pages.items() if (found := LIBRARYS.findall(page))} == {}
    assert "<angka> …" in pages["approve"]
    assert re.search(r"--no +Jawabannya Tidak", pages["approve"]), "what takes no value names no kind of value"
