"""A round over links as a site's own log shows it, and one that is killed in the middle."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest
import pytest_asyncio
from aiohttp import web

from flows.manners import Visit, host_by_host
from flows.progress import untold
from ledger import queries
from ledger.entries import Kind
from ledger.store import Ledger
from ledger.verify import verify
from links.check import Expectation, check
from links.session import open_session
from publishing.states import State
from safety.addresses import AddressPolicy
from safety.clock import ManualClock
from tests.flows.homes import OFFICE, drop_news
from tests.flows.months import Months

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Item:
    url: str


@dataclass
class Log:
    """What a site writes down: when it was asked, and by how many at once."""

    clock: ManualClock
    times: list[datetime] = field(default_factory=list)
    now: int = 0
    most: int = 0
    base: str = ""

    async def page(self, _request: web.Request) -> web.Response:
        self.times.append(self.clock.now())
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(0)
        self.now -= 1
        return web.Response(text="<title>Judul</title><h1>Judul</h1>", content_type="text/html")


@pytest_asyncio.fixture
async def log() -> AsyncIterator[Log]:
    log, app = Log(ManualClock(datetime(2026, 1, 5, tzinfo=UTC))), web.Application()
    app.add_routes([web.get("/{tail:.*}", log.page)])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    log.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield log
    await runner.cleanup()


async def test_a_site_s_own_log_shows_a_second_between_looks_also_over_a_restart(log: Log, tmp_path: Path) -> None:
    items = [Item(f"{log.base}/{number}") for number in range(4)]
    for _ in range(2):  # the second time as a new process would: nothing is known but what the book says
        ledger = Ledger.open(f"sqlite:///{tmp_path / 'ledger.db'}", log.clock)
        async with open_session(AddressPolicy(frozenset({log.base.removeprefix("http://")}))) as session:

            async def visit(item: Item, session=session) -> Visit:  # type: ignore[no-untyped-def]
                seen = await check(session, Expectation(item.url, "Judul"), log.clock)
                assert seen.status == 200
                return Visit()

            await host_by_host(SimpleNamespace(ledger=ledger, clock=log.clock), items, visit, untold)  # type: ignore[arg-type]
        ledger.close()
    assert len(log.times) == 8
    assert log.most <= 2
    assert all(later - earlier >= timedelta(seconds=1) for earlier, later in pairwise(log.times))


def checks(months: Months, since: int) -> list[str]:
    """The packages of the looks that the book holds after this entry; the child's clock is another than the office's."""
    entries = queries.history(months.ledger, OFFICE, kinds=[Kind.CHECK])
    return [entry["package_id"] for entry in entries if entry["seq"] > since]


@pytest.fixture
def three(months: Months) -> Months:
    """Three links of one site."""
    names = [f"berita-{number}" for number in range(3)]
    for name in names:
        drop_news(months.home, name)
    months.seal()
    for name in names:
        months.approve(name)
    months.sweep()
    assert {row.state for row in queries.publications(months.ledger, OFFICE)} == {State.VERIFIED}
    return months


@pytest.mark.long
@pytest.mark.usefixtures("prefect_server")
def test_a_round_that_is_killed_loses_no_look_and_the_next_one_goes_over_every_link(three: Months) -> None:
    since = max(entry["seq"] for entry in queries.history(three.ledger, OFFICE))
    command = [sys.executable, "-m", "cli", "check-links", "--all", "--home", str(three.home.path)]
    quiet, ends = subprocess.DEVNULL, time.monotonic() + 300
    child = subprocess.Popen(command, cwd=ROOT, stdout=quiet, stderr=quiet, start_new_session=True)
    while not checks(three, since) and child.poll() is None and time.monotonic() < ends:
        with suppress(subprocess.TimeoutExpired):
            child.wait(0.01)
    os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    before = checks(three, since)
    assert 0 < len(before) < 3, "it was killed between two looks, which lie a second apart"
    again = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert again.returncode == 0, again.stderr
    after = checks(three, since)
    assert after[: len(before)] == before, "what was seen before the kill stands as it was"
    assert sorted(after[len(before) :]) == ["berita-0", "berita-1", "berita-2"]
    assert verify(three.ledger, OFFICE) == []
