"""Long work, seen from the command line: a bar or a spinner on a terminal, plain lines elsewhere."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

from cli.terminal import moving
from flows.progress import Progress as Tell
from language.say import t


@contextmanager
def counted(what: str) -> Iterator[Tell]:
    """A bar for work that knows how much there is; elsewhere one line at its beginning and its end."""
    console = Console(file=moving(sys.stderr))
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task(what, total=None)

        async def tell(done: int, of: int) -> None:
            bar.update(task, completed=done, total=of)
            if not console.is_terminal and done == of:
                typer.echo(t("{what}: {done} dari {of}", what=what, done=done, of=of), err=True)

        yield tell


@contextmanager
def working(what: str) -> Iterator[None]:
    """A spinner for work of unknown length; elsewhere one line at its beginning."""
    console = Console(file=moving(sys.stderr))
    if not console.is_terminal:
        typer.echo(f"{what} …", err=True)
        yield
        return
    with console.status(f"{what} …"):
        yield
