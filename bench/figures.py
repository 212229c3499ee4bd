"""A measured figure beside its goal, and the table that shows them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table


class WrongWork(Exception):
    """What was measured did not do its work: its figure is worth nothing."""


@dataclass(frozen=True)
class Figure:
    """One line of the table. `reading` is already written for people; without a goal it only informs."""

    what: str
    reading: str
    goal: str = ""
    ratio: float | None = None
    ok: bool | None = None


def below(what: str, value: float, goal: float, unit: str) -> Figure:
    """A figure that should not be more than its goal."""
    return Figure(what, f"{value:.4g} {unit}", f"<= {goal:g} {unit}", value / goal, value <= goal)


def informs(what: str, reading: str) -> Figure:
    """A figure without a goal."""
    return Figure(what, reading)


def show(figures: Iterable[Figure], echo: Callable[[Table], None] | None = None) -> None:
    """Print the table. `ratio` is measured against goal, or, where both sides were timed, side against side."""
    table = Table(title="tayang bench")
    for name in ("what", "goal", "measured", "ratio", "verdict"):
        table.add_column(name, justify="left" if name == "what" else "right")
    for one in figures:
        ratio = "" if one.ratio is None else f"{one.ratio:.2f}"
        table.add_row(one.what, one.goal, one.reading, ratio, {True: "ok", False: "over", None: ""}[one.ok])
    (echo or Console(width=130, highlight=False).print)(table)
