"""Names that are written as commands for a database are names."""

from collections.abc import Iterator

import pytest
from sqlalchemy import inspect

from ledger import queries
from ledger.entries import Entry, Kind
from ledger.store import Ledger
from ledger.verify import verify
from safety.clock import SystemClock
from tests.books import NewBook

NAMES = (
    "'); DROP TABLE entry; --",
    '" OR "1"="1',
    "x' UNION SELECT body, hash FROM entry --",
    "a%b_c",
    "{0} {office} %s %(x)s :x",
    "[drop] `x` $1 \\'",
    "Robert');--\u2028",
)


@pytest.fixture
def ledger(new_book: NewBook) -> Iterator[Ledger]:
    ledger = Ledger.open(new_book(), SystemClock())
    yield ledger
    ledger.close()


@pytest.mark.parametrize("name", NAMES)
def test_a_name_like_a_command_is_kept_and_found_and_touches_no_table(ledger: Ledger, name: str) -> None:
    tables = inspect(ledger.engine).get_table_names()
    for package in ("lain", name):
        facts = {"digest": "d", "state": "sealed", "title": package}
        ledger.append("kpu", [Entry(Kind.PACKAGE, "sealed", package, 1, facts=facts)])
    (found,) = queries.history(ledger, "kpu", name)
    assert (found["package_id"], found["facts"]["title"]) == (name, name)
    assert len(queries.history(ledger, "kpu")) == 2
    assert queries.history(ledger, name) == []
    assert inspect(ledger.engine).get_table_names() == tables
    assert verify(ledger, "kpu") == []
