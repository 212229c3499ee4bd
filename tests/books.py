"""Where the book of a test lies: each of these tests is run on every database that an office may choose."""

import itertools
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from ledger.store import Ledger
from safety.clock import SystemClock
from tests import postgres

MEMORY = Path("/dev/shm")  # noqa: S108  # throwaway books
NewBook = Callable[[], str]
"""Makes the URL of a new, empty book; one made before by the same test is used no more."""


@cache
def empty_book() -> bytes:
    """A SQLite book without an entry, as every migration makes it: for the hundreds of tests that begin with one."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "ledger.sqlite"
        Ledger.open(f"sqlite:///{file}", SystemClock()).close()
        return file.read_bytes()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Postgres]:
    with postgres.running() as server:
        yield server


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.long)])
def new_book(request: pytest.FixtureRequest) -> Iterator[NewBook]:
    """A book on SQLite, then on a real PostgreSQL. What reaches the disk is tested elsewhere: these lie in memory."""
    if request.param == "postgresql":
        server: postgres.Postgres = request.getfixturevalue("postgres_server")
        yield server.new_book
        return
    numbers = itertools.count()
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:

        def new() -> str:
            file = Path(folder) / f"ledger-{next(numbers)}.sqlite"
            file.write_bytes(empty_book())
            return f"sqlite:///{file}"

        yield new
