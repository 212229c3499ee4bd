"""How far a long round is, told to whoever watches. Imports no Prefect: commands and the board of an office need none."""

from collections.abc import Awaitable, Callable

Progress = Callable[[int, int], Awaitable[None]]
"""`progress(done, of)` after each step."""


async def untold(_done: int, _of: int) -> None:
    """Nobody watches."""
