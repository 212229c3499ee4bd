"""Whatever happens to the wall clock, a living holder keeps its lease, and one that ran out is free."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from ledger import tables
from ledger.store import LeaseLost, Ledger
from safety.clock import ManualClock, SystemClock
from tests.books import NewBook

MORNING = datetime(2026, 11, 20, 1, tzinfo=UTC)


@pytest.fixture
def ledger(new_book: NewBook) -> Iterator[Ledger]:
    ledger = Ledger.open(new_book(), ManualClock(MORNING))
    yield ledger
    ledger.close()


def clock_of(ledger: Ledger) -> ManualClock:
    assert isinstance(ledger.clock, ManualClock)
    return ledger.clock


def on_another_pc(ledger: Ledger) -> Ledger:
    """The same book, seen from a machine whose ticks say nothing here."""
    return Ledger(ledger.engine, ManualClock(clock_of(ledger).instant))


@pytest.mark.parametrize("jump", [timedelta(hours=2), timedelta(days=400), timedelta(minutes=-10), timedelta(days=-400)])
def test_a_wall_clock_that_jumps_takes_no_lease_away(ledger: Ledger, jump: timedelta) -> None:
    held = ledger.acquire("x", 60)
    assert held is not None
    clock_of(ledger).instant += jump
    assert ledger.acquire("x", 60, grace=10) is None
    ledger.expect_held(held, 30, 60)


@pytest.mark.parametrize("jump", [timedelta(minutes=-10), timedelta(days=-400)])
def test_a_wall_clock_set_back_keeps_no_lease_for_ever(ledger: Ledger, jump: timedelta) -> None:
    held = ledger.acquire("x", 60)
    assert held is not None
    clock_of(ledger).advance(69)
    clock_of(ledger).instant += jump
    assert ledger.acquire("x", 60, grace=10) is None, "the first holder's request may still be under way"
    clock_of(ledger).advance(1)
    assert ledger.acquire("x", 60, grace=10) is not None
    with pytest.raises(LeaseLost):
        ledger.expect_held(held, 0, 60)


def test_a_renewed_lease_is_counted_from_its_renewal(ledger: Ledger) -> None:
    held = ledger.acquire("x", 60)
    assert held is not None
    clock_of(ledger).advance(50)
    ledger.expect_held(held, 30, 60)
    clock_of(ledger).advance(59)
    assert ledger.acquire("x", 60) is None


def test_between_two_pcs_the_wall_clock_decides(ledger: Ledger) -> None:
    assert ledger.acquire("x", 60) is not None
    other = on_another_pc(ledger)
    assert other.acquire("x", 60, grace=10) is None
    clock_of(other).advance(70)
    assert other.acquire("x", 60, grace=10) is not None


def test_a_lease_of_the_time_before_ticks_were_kept_runs_out_by_the_wall_clock(ledger: Ledger) -> None:
    values = {"name": "x", "owner": "elsewhere:boot:1:1", "fence": 4, "until": "2026-11-20T01:01:00.000000+00:00"}
    with ledger.engine.begin() as connection:
        connection.execute(tables.lease.insert().values(**values))
    assert ledger.acquire("x", 60) is None
    clock_of(ledger).advance(60)
    taken = ledger.acquire("x", 60)
    assert taken is not None
    assert taken.fence == 5


def test_two_clocks_of_one_running_machine_share_their_ticks() -> None:
    assert SystemClock().era == SystemClock().era != ""
