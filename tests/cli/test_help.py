"""`tayang COMMAND --help` tells what belongs into every place of the command."""

from collections.abc import Iterator

from typer.main import get_command

from cli.app import app


def unexplained(command: object, name: str = "tayang") -> Iterator[str]:
    for inner, one in getattr(command, "commands", {}).items():
        yield from unexplained(one, f"{name} {inner}")
    for parameter in getattr(command, "params", []):
        if parameter.name != "help" and not getattr(parameter, "help", None):
            yield f"{name}: {parameter.name}"


def test_every_place_of_every_command_is_explained() -> None:
    assert list(unexplained(get_command(app))) == []
