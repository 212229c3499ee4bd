"""The help of every command, told to the catalogue: `language.sentences` asks for it."""

from collections.abc import Iterator

from typer.main import get_command

from cli.app import app
from cli.in_language import help_of


def sentences() -> Iterator[tuple[str, str]]:
    """Every sentence of every help page, and the file of its command."""
    for command, said in help_of(get_command(app)):
        module = command.callback.__module__ if command.callback else app.__module__
        yield said, f"{module.replace('.', '/')}.py"
