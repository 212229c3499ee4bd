"""Several processes on one book at the same moment, from the first entry on: one chain, one holder of each lease."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from ledger.entries import Entry, Kind
from ledger.manners import leave_alone, next_allowed
from ledger.store import Lease, Ledger
from ledger.verify import verify
from safety.clock import ManualClock
from tests.books import NewBook

NOW = datetime(2026, 11, 20, 1, tzinfo=UTC)
WORKERS = 6


@pytest.fixture
def books(new_book: NewBook) -> Iterator[list[Ledger]]:
    """The same book, opened by each worker for itself, all at once."""
    url, opened = new_book(), list[Ledger]()
    together(lambda _: opened.append(Ledger.open(url, ManualClock(NOW))))
    yield opened
    for book in opened:
        book.close()


def together(work: Callable[[int], object]) -> None:
    """Every worker begins at the same moment; what one raises is raised here."""
    gate, raised = threading.Barrier(WORKERS), list[BaseException]()

    def begin(number: int) -> None:
        gate.wait()
        try:
            work(number)
        except BaseException as error:
            raised.append(error)

    threads = [threading.Thread(target=begin, args=(number,)) for number in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if raised:
        raise raised[0]


def test_the_first_entries_of_an_office_make_one_chain(books: list[Ledger]) -> None:
    def write(number: int) -> None:
        for turn in range(10):
            facts = {"digest": "d", "state": "sealed", "title": "Judul"}
            books[number].append("contoh", [Entry(Kind.PACKAGE, "sealed", f"paket-{number}-{turn}", 1, facts=facts)])

    together(write)
    assert verify(books[0], "contoh") == []
    recorded = books[0].append("contoh", [Entry(Kind.PAUSE, "paused", facts={"paused": True, "reason": "x"})])
    assert recorded[0].seq == WORKERS * 10 + 1


def test_a_lease_that_nobody_ever_held_gets_one_holder(books: list[Ledger]) -> None:
    held: list[Lease | None] = []

    def take(number: int) -> None:
        held.extend(books[number].acquire(f"terbitan-{turn}", 60) for turn in range(10))

    together(take)
    assert sorted(lease.name for lease in held if lease) == [f"terbitan-{turn}" for turn in range(10)]


def test_the_later_of_two_named_times_is_kept(books: list[Ledger]) -> None:
    together(lambda number: leave_alone(books[number], ["contoh.example"], NOW.replace(minute=number)))
    assert next_allowed(books[0], ["contoh.example"]) == NOW.replace(minute=WORKERS - 1)
