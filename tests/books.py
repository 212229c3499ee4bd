"""Where the book of a test lies: each of these tests is run on every database that an office may choose."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import postgres

NewBook = Callable[[], str]
"""Makes the URL of a new, empty book; one made before by the same test is used no more."""


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Postgres]:
    if postgres.programs() is None:
        pytest.skip("needs the Debian package postgresql")
    with postgres.running() as server:
        yield server


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.long)])
def new_book(request: pytest.FixtureRequest, tmp_path: Path) -> NewBook:
    """A book on SQLite, then on a real PostgreSQL."""
    if request.param == "sqlite":
        numbers = iter(range(1000))
        return lambda: f"sqlite:///{tmp_path}/ledger-{next(numbers)}.sqlite"
    server: postgres.Postgres = request.getfixturevalue("postgres_server")
    return server.new_book
