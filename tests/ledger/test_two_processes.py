"""Several processes on one book at the same moment, from the first entry on: one chain, one holder of each lease."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from ledger.entries import Entry, Kind
from ledger.manners import leave_alone, next_allowed, take_turn
from ledger.store import Lease, Ledger
from ledger.verify import Checkpoint, verify, verify_since
from safety.clock import ManualClock
from tests.books import NewBook

NOW = datetime(2026, 11, 20, 1, tzinfo=UTC)
SECOND, WEEK = timedelta(seconds=1), 7 * 86400.0
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


def test_all_who_ask_one_host_at_the_same_moment_get_turns_one_after_the_other(books: list[Ledger]) -> None:
    told: list[datetime] = []
    own = [{"domain:contoh.example": 1.0, "ip:203.0.113.9": 1.0}, {"ip:203.0.113.9": 1.0, "domain:lain.example": 1.0}]

    def claim(number: int) -> None:
        told.append(take_turn(books[number], own[number % 2], ManualClock(NOW), 60, WEEK))

    together(claim)
    assert sorted(told) == [NOW + number * SECOND for number in range(WORKERS)]


def test_a_turn_comes_after_whom_asked_to_be_left_alone_and_a_far_one_is_not_claimed(books: list[Ledger]) -> None:
    first, second, name, clock = books[0], books[1], "domain:contoh.example", ManualClock(NOW)
    leave_alone(first, [name], NOW + 30 * SECOND)
    assert take_turn(second, {name: 1.0}, clock, 60, WEEK) == NOW + 30 * SECOND
    assert take_turn(first, {name: 1.0, "host:a": 1.0}, clock, 60, WEEK) == NOW + 31 * SECOND
    leave_alone(first, [name], NOW + timedelta(hours=1))
    assert [take_turn(second, {name: 1.0, "host:b": 1.0}, clock, 60, WEEK) for _ in range(2)] == [NOW + timedelta(hours=1)] * 2
    assert take_turn(second, {"host:b": 1.0}, clock, 60, WEEK) == NOW, "what is too far away claims nothing"


def test_a_clock_that_was_years_ahead_keeps_no_host_shut(books: list[Ledger]) -> None:
    leave_alone(books[0], ["domain:contoh.example"], NOW + timedelta(days=900))
    clock = ManualClock(NOW)
    assert take_turn(books[1], {"domain:contoh.example": 1.0}, clock, 60, WEEK) == NOW
    assert take_turn(books[0], {"domain:contoh.example": 1.0}, clock, 60, WEEK) == NOW + SECOND


def test_who_verifies_while_others_write_finds_no_fault(books: list[Ledger]) -> None:
    """An alarm each night that the book was cut off, where somebody only wrote on."""
    found, done = list[object](), set[int]()

    def work(number: int) -> None:
        if number:
            try:
                for turn in range(40):
                    facts = {"digest": "d", "state": "sealed", "title": "Judul"}
                    books[number].append("contoh", [Entry(Kind.PACKAGE, "sealed", f"paket-{number}-{turn}", 1, facts=facts)])
            finally:
                done.add(number)
            return
        known = Checkpoint.start()
        while len(done) < WORKERS - 1:
            faults, known = verify_since(books[0], "contoh", known)
            found.extend(faults + verify(books[0], "contoh"))

    together(work)
    assert found == []
