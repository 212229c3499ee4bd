"""What is entered on a condition is entered only while it holds, whoever writes at the same moment, on either database."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection

from ledger import queries
from ledger.conditions import nothing_sent, still_approved
from ledger.entries import Entry, Kind, PackageKey, PublicationKey
from ledger.store import Condition, Ledger, Overtaken
from ledger.verify import verify
from safety.clock import ManualClock
from tests.books import NewBook

OFFICE, NAME = "contoh", "kabar"
PACKAGE = PackageKey(OFFICE, NAME, 1)
UNSENT = ("planned",)


@pytest.fixture
def ledger(new_book: NewBook) -> Iterator[Ledger]:
    ledger = Ledger.open(new_book(), ManualClock(datetime(2026, 11, 20, 1, tzinfo=UTC)))
    ledger.append(OFFICE, [package("approved"), publication("planned")])
    yield ledger
    ledger.close()


def package(state: str) -> Entry:
    return Entry(Kind.PACKAGE, state, NAME, 1, facts={"state": state, "digest": "d", "title": NAME})


def publication(state: str, attempt: int = 1) -> Entry:
    return Entry(Kind.PUBLICATION, state, NAME, 1, "website", facts={"state": state, "attempt": attempt, "marker": "m"})


def state_of(ledger: Ledger) -> tuple[str, str]:
    (row,) = queries.revisions(ledger, OFFICE, NAME)
    return row.state, queries.publication(ledger, PublicationKey(*PACKAGE, "website")).state


def at_once(ledger: Ledger, first: tuple[Entry, Condition], second: tuple[Entry, Condition]) -> tuple[bool, bool]:
    """Whether each was entered; the second begins when the first's condition was found to hold, and before it is committed. Its
    own condition may be asked only after that."""
    held, asked, early = threading.Event(), threading.Event(), list[bool]()

    def slowly(connection: Connection) -> bool:
        holds = first[1](connection)
        held.set()
        early.append(asked.wait(0.3))
        return holds

    def then(connection: Connection) -> bool:
        asked.set()
        return second[1](connection)

    def entered(entry: Entry, condition: Condition) -> bool:
        try:
            ledger.append(OFFICE, [entry], provided=condition)
        except Overtaken:
            return False
        return True

    def afterwards() -> bool:
        assert held.wait(10)
        return entered(second[0], then)

    with ThreadPoolExecutor(2) as threads:
        one, two = threads.submit(entered, first[0], slowly), threads.submit(afterwards)
        found = one.result(60), two.result(60)
    assert early == [False]
    return found


def test_an_intent_that_meets_a_refusal_is_not_entered(ledger: Ledger) -> None:
    refusal = (package("awaiting_approval"), nothing_sent(PACKAGE, UNSENT))
    assert at_once(ledger, refusal, (publication("intent"), still_approved(PACKAGE))) == (True, False)
    assert state_of(ledger) == ("awaiting_approval", "planned")
    assert verify(ledger, OFFICE) == []


def test_a_refusal_that_meets_an_intent_is_not_entered(ledger: Ledger) -> None:
    refusal = (package("awaiting_approval"), nothing_sent(PACKAGE, UNSENT))
    assert at_once(ledger, (publication("intent"), still_approved(PACKAGE)), refusal) == (True, False)
    assert state_of(ledger) == ("approved", "intent")
    assert verify(ledger, OFFICE) == []


def test_what_is_only_looked_for_after_a_restore_was_not_sent(ledger: Ledger) -> None:
    unsent = nothing_sent(PACKAGE, UNSENT)
    ledger.append(OFFICE, [publication("unknown", attempt=0)], provided=unsent)
    ledger.append(OFFICE, [publication("unknown", attempt=1)], provided=unsent)
    with pytest.raises(Overtaken):
        ledger.append(OFFICE, [publication("live")], provided=unsent)


def test_what_corrects_something_that_is_public_was_sent(ledger: Ledger) -> None:
    begun = {"to_revision": 2, "state": "open", "payload_digest": "", "begun_at": "x", "retry_at": None, "problem": ""}
    ledger.append(OFFICE, [Entry(Kind.CORRECTION, "sending", NAME, 1, "website", facts=begun)])
    with ledger.reading() as connection:
        assert nothing_sent(PACKAGE, UNSENT)(connection)
        assert not nothing_sent(PackageKey(OFFICE, NAME, 2), UNSENT)(connection)
