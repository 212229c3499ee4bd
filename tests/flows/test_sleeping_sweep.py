"""A sweep that falls asleep over the queue and wakes after another has taken over writes nothing into the book."""

from collections.abc import Callable
from typing import Any

import pytest

from flows.leases import sweep_of
from ledger import queries
from ledger.store import Lease
from publishing import intake
from publishing.desk import APPROVED, AWAITING
from tests.flows.days import Day
from tests.flows.homes import OFFICE, drop_news

pytestmark = pytest.mark.usefixtures("prefect_server")
NIGHT = 8 * 3600.0


class Sleeper:
    """Calls what it stands for, but falls asleep first, once, while another takes the right to sweep."""

    def __init__(self, day: Day, work: Callable[..., Any]) -> None:
        self._day = day
        self._work = work
        self.other: Lease | None = None

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self.other is None:
            self._day.clock.advance(NIGHT)
            with self._day.room() as room:
                self.other = room.ledger.acquire(sweep_of(OFFICE), 300)
        return self._work(*args, **kwargs)


def fall_asleep(day: Day, patch: pytest.MonkeyPatch, room: object, name: str) -> Sleeper:
    sleeper = Sleeper(day, getattr(room, name))
    patch.setattr(room, name, sleeper)
    return sleeper


def packages(day: Day) -> list[tuple[str, int]]:
    return [(row.state, row.key.revision) for row in queries.packages(day.ledger, OFFICE)]


def woken(day: Day, sleeper: Sleeper) -> None:
    assert "sudah beralih ke proses lain" in day.sweep().closed
    assert sleeper.other is not None
    with day.room() as room:
        room.ledger.release(sleeper.other)


def test_what_it_was_about_to_seal_is_sealed_by_the_next(day: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    drop_news(day.home)
    day.sweep()
    sleeper = fall_asleep(day, monkeypatch, intake, "seal")
    woken(day, sleeper)
    assert packages(day) == []
    day.seal()
    assert packages(day) == [(AWAITING, 1)]


def test_what_another_has_put_back_by_then_is_not_called_taken_out(day: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = drop_news(day.home)
    day.seal()
    day.approve()
    elsewhere = folder.rename(day.home.path / "konsep" / folder.name)
    sleeper = fall_asleep(day, monkeypatch, intake, "_cancel_taken_out")
    woken(day, sleeper)
    elsewhere.rename(folder)
    assert packages(day) == [(APPROVED, 1)]


def test_what_lay_there_badly_is_not_called_held(day: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = day.home.inbox / "kosong"
    folder.mkdir()
    (folder / "naskah.md").write_text("tanpa kepala\n", encoding="utf-8")
    day.sweep()
    sleeper = fall_asleep(day, monkeypatch, intake, "_enter_held")
    woken(day, sleeper)
    assert [entry["event"] for entry in queries.history(day.ledger, OFFICE)] == []
    assert folder.is_dir(), "nothing lies in ditahan/ that the book does not know"
