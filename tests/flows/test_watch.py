"""The watcher: a dropped folder or a due time wakes it, a crash does not end it, and it stops between sweeps."""

import asyncio
import itertools
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from prefect.settings import PREFECT_API_URL, temporary_settings

from config.new_home import init_home
from config.settings import load_home
from flows import watch
from flows.watch import Watcher
from ledger.entries import Entry, Kind
from ledger.store import Ledger
from safety.clock import SystemClock
from tests.flows.homes import HomeInPractice, drop_news
from tests.flows.serving import eventually

OFFICE = "contoh"


class Sweeps:
    """Stands where the publish flow stands: counts, and fails as often as told."""

    def __init__(self, failures: int = 0) -> None:
        self.count = 0
        self.failures = failures

    async def __call__(self, home: Path, office: str) -> None:
        self.count += 1
        if self.count <= self.failures:
            raise OSError("cakram penuh")


@pytest.fixture
def home(tmp_path: Path) -> HomeInPractice:
    path = init_home(tmp_path / "rumah", OFFICE, practice=True)
    office = path / "offices" / f"{OFFICE}.toml"
    text = office.read_text(encoding="utf-8")
    office.write_text(text[: text.index("[channels.facebook]")], encoding="utf-8")
    secrets = path / "rahasia.env"
    secrets.write_text("TAYANG_LATIHAN_WEBSITE=latihan\n", encoding="utf-8")
    secrets.chmod(0o600)
    return HomeInPractice(path)


def more_than(sweeps: Sweeps, count: int) -> bool:
    return sweeps.count > count


def noticed(sweeps: Sweeps, before: int) -> bool:
    """Whether a sweep follows within a second."""
    end = time.monotonic() + 1
    while sweeps.count == before and time.monotonic() < end:
        time.sleep(0.02)
    return sweeps.count > before


async def watched(home: HomeInPractice, sweeps: Sweeps, *steps: Callable[[], object]) -> list[int]:
    """Run a watcher; after each step wait until a sweep follows, and say how many there were each time."""
    watcher = Watcher(load_home(home.path, {}), {}, SystemClock(), sweeps)
    running = asyncio.create_task(watcher.run())
    counts = []
    for step in (lambda: None, *steps):
        before = sweeps.count
        await asyncio.to_thread(step)
        await asyncio.to_thread(eventually, "a sweep", partial(more_than, sweeps, before))
        counts.append(sweeps.count)
    watcher.stop()
    async with asyncio.timeout(60):
        await running
    return counts


def test_a_dropped_folder_wakes_it(home: HomeInPractice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "TICK", 3600.0)
    sweeps = Sweeps()

    def drop_until_noticed() -> None:
        """The first look may be over before the folder is watched; whatever is dropped from then on wakes it."""
        before, names = sweeps.count, (f"paket-{number}" for number in itertools.count())
        eventually("a drop is noticed", lambda: drop_news(home, next(names)) and noticed(sweeps, before))

    with temporary_settings({PREFECT_API_URL: None}):
        asyncio.run(watched(home, sweeps, drop_until_noticed, lambda: drop_news(home)))


def test_a_sweep_that_crashes_does_not_end_it(home: HomeInPractice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "TICK", 0.1)
    with temporary_settings({PREFECT_API_URL: None}):
        counts = asyncio.run(watched(home, Sweeps(failures=1), lambda: drop_news(home)))
    assert counts[-1] >= 2


def test_while_paused_it_sweeps_nothing_and_goes_on_by_itself_afterwards(
    home: HomeInPractice, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(watch, "CLOSED", 0.05)
    ledger = Ledger.open(load_home(home.path, {}).database_url, SystemClock())
    ledger.append(OFFICE, [Entry(Kind.PAUSE, "paused", facts={"paused": True, "reason": "masa tenang"})])
    sweeps = Sweeps()

    async def pause_then_resume() -> None:
        watcher = Watcher(load_home(home.path, {}), {}, SystemClock(), sweeps)
        running = asyncio.create_task(watcher.run())
        await asyncio.to_thread(eventually, "the pause is told", lambda: "masa tenang" in caplog.text)
        assert sweeps.count == 0
        ledger.append(OFFICE, [Entry(Kind.PAUSE, "resumed", facts={"paused": False, "reason": ""})])
        await asyncio.to_thread(eventually, "a sweep", partial(more_than, sweeps, 0))
        watcher.stop()
        await running

    with temporary_settings({PREFECT_API_URL: None}):
        asyncio.run(pause_then_resume())
    ledger.close()


def test_another_sweep_under_way_is_waited_for(home: HomeInPractice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "SOON", 0.05)
    ledger = Ledger.open(load_home(home.path, {}).database_url, SystemClock())
    lease = ledger.acquire(f"sweep:{OFFICE}", 600)
    assert lease is not None
    sweeps = Sweeps()

    async def release_then_sweep() -> None:
        watcher = Watcher(load_home(home.path, {}), {}, SystemClock(), sweeps)
        assert await watcher._round(OFFICE, watcher._memory[OFFICE]) == 0.05
        assert sweeps.count == 0
        ledger.release(lease)
        await watcher._round(OFFICE, watcher._memory[OFFICE])
        assert sweeps.count == 1

    with temporary_settings({PREFECT_API_URL: None}):
        asyncio.run(release_then_sweep())
    ledger.close()
