"""What the procedure's clock asks of the book by package is the same on every database."""

from datetime import UTC, datetime

import pytest

from ledger import month_queries
from ledger.chain import stamp
from ledger.entries import Entry, Kind
from ledger.store import Ledger
from safety.clock import ManualClock
from tests.books import NewBook

OFFICE = "contoh"
START = datetime(2026, 3, 2, tzinfo=UTC)
PUBLICATION = {"marker": "m-1", "state": "verified", "url": "https://kpu.example/a", "published_at": stamp(START)}
COPY = {"path": "salinan/a", "manifest_sha256": "0" * 64, "missing": 0, "made_at": stamp(START)}


@pytest.fixture
def ledger(new_book: NewBook) -> Ledger:
    """Two packages, one of which is asked for."""
    clock = ManualClock(START)
    ledger = Ledger.open(new_book(), clock)
    for name in ("paket-a", "paket-b"):
        for entry in (
            Entry(Kind.SIGN_OFF, "signed", name, 1, evidence={"step": 3}),
            Entry(Kind.PUBLICATION, "seen", name, 1, "website", facts={**PUBLICATION, "marker": name}),
            Entry(Kind.COPY, "kept", name, 1, "website", facts=COPY),
            Entry(Kind.COPY, "kept", name, 1, "website", facts=COPY),
            Entry(Kind.SIGN_OFF, "signed", name, 1, evidence={"step": 7}),
        ):
            clock.advance(60)
            ledger.append(OFFICE, [entry])
    return ledger


def test_the_story_of_a_package_is_told_in_order_and_of_no_other(ledger: Ledger) -> None:
    told = month_queries.stories_of(ledger, OFFICE, ["paket-b"], [Kind.PACKAGE, Kind.SIGN_OFF])
    assert list(told) == ["paket-b"]
    assert [entry["evidence"]["step"] for entry in told["paket-b"]] == [3, 7]
    ledger.close()


def test_the_first_copy_counts(ledger: Ledger) -> None:
    assert month_queries.first_copies_of(ledger, OFFICE, ["paket-a"]) == {
        ("paket-a", 1, "website"): stamp(datetime(2026, 3, 2, 0, 3, tzinfo=UTC))
    }
    assert [row.key.package_id for row in month_queries.every_publication_of(ledger, OFFICE, ["paket-a"])] == ["paket-a"]
    ledger.close()
