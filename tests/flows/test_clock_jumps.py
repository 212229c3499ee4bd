"""A computer whose clock is plainly wrong: what has a time of its own waits and a person is told; nothing goes out twice."""

import asyncio
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from aiohttp import web

from config.new_home import PracticeTown, init_home, practice_urls
from config.office import ZONES
from flows import clock_guard
from flows.check_links import LinkRound, run_check_links
from flows.publish import Sweep, run_sweep
from flows.wiring import Workroom, open_workroom
from ledger import queries
from practice.town import Town
from publishing import approval
from publishing.states import State
from safety.clock import ManualClock
from tests.faults.proxy import Line, open_line
from tests.flows.homes import NEWS, OFFICE, HomeInPractice, drop_news, home_in_practice

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]
TRUE = datetime(2026, 11, 20, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Day:
    """One office whose computer's clock may differ from the site's, which is always right."""

    def __init__(self, home: HomeInPractice) -> None:
        self.home = home
        self.site = ManualClock(TRUE)
        self.clock = ManualClock(TRUE)

    def passes(self, time: timedelta) -> None:
        for clock in (self.site, self.clock):
            clock.advance(time.total_seconds())

    def jump(self, by: timedelta) -> None:
        """Somebody sets the computer's clock; no time passes."""
        self.clock.instant += by

    def sweep(self) -> Sweep:
        return asyncio.run(run_sweep(self.home.path, OFFICE, self.clock))

    def look(self) -> LinkRound:
        return asyncio.run(run_check_links(self.home.path, OFFICE, self.clock, everything=True))

    def settled(self) -> Sweep:
        """Sweep until the guard has no reason any more to wait after a leap."""
        self.sweep()
        self.passes(timedelta(seconds=200))
        return self.sweep()

    def drop(self, zone: str = "WIB", **times: datetime) -> None:
        """An approved news item with times of its own, as the office writes them: in its own zone, to the minute."""
        lines = "".join(f"{name}: {at.astimezone(ZoneInfo(ZONES[zone])):%Y-%m-%d %H:%M}\n" for name, at in times.items())
        folder = drop_news(self.home)
        (folder / "naskah.md").write_text(NEWS.replace("channels:", f"{lines}channels:"), encoding="utf-8")
        self.sweep()
        self.passes(timedelta(seconds=5))
        self.sweep()
        with open_workroom(self.home.path, OFFICE, os.environ, self.clock) as room:
            approval.approve(room.ledger, room.desk, "penetapan-dpb", "ketua", "Ketua")

    def states(self) -> list[str]:
        ledger = self.home.ledger()
        try:
            return [row.state for row in queries.publications(ledger, OFFICE)]
        finally:
            ledger.close()

    def told(self) -> str:
        ledger = self.home.ledger()
        try:
            return queries.packages(ledger, OFFICE)[0].problem
        finally:
            ledger.close()


@pytest.fixture
def day(tmp_path: Path, town: Town, monkeypatch: pytest.MonkeyPatch) -> Day:
    day = Day(home_in_practice(tmp_path / "rumah", town))
    monkeypatch.setattr("aiohttp.web_response.rfc822_formatted_time", lambda: format_datetime(day.site.now(), usegmt=True))
    return day


@pytest.mark.parametrize("zone", ["WIB", "WITA", "WIT"])
def test_with_a_right_clock_it_goes_out_once_at_the_hour_that_the_office_wrote(day: Day, zone: str) -> None:
    office = day.home.path / "offices" / f"{OFFICE}.toml"
    office.write_text(office.read_text(encoding="utf-8").replace('time_zone = "WIB"', f'time_zone = "{zone}"'), encoding="utf-8")
    day.drop(zone, publish_at=TRUE + 2 * HOUR)
    day.passes(TRUE + 2 * HOUR - timedelta(seconds=1) - day.clock.now())
    day.sweep()
    assert day.states() == []
    day.passes(timedelta(seconds=1))
    day.sweep()
    assert day.states() == [State.VERIFIED]


@pytest.mark.parametrize("hours", [2, -2])
def test_what_has_a_time_waits_while_the_clock_is_wrong_and_goes_out_when_it_is_right(day: Day, hours: int) -> None:
    day.drop(publish_at=TRUE + HOUR)
    day.jump(hours * HOUR)
    day.settled()
    assert day.states() == []
    assert "jam komputer salah" in day.told()
    assert "setel jam" in day.told()
    day.passes(HOUR)
    day.jump(-hours * HOUR)
    day.settled()
    assert day.states() == [State.VERIFIED]
    assert day.told() == ""


def test_by_a_wrong_clock_nothing_is_called_late_or_over(day: Day) -> None:
    day.drop(publish_at=TRUE + HOUR, expires_at=TRUE + 24 * HOUR)
    day.jump(timedelta(days=400))
    day.settled()
    day.passes(HOUR)
    day.jump(timedelta(days=-400))
    day.settled()
    assert day.states() == [State.VERIFIED]


def test_what_has_no_time_of_its_own_goes_out_all_the_same(day: Day) -> None:
    day.drop()
    day.jump(2 * HOUR)
    assert "melompat" in day.sweep().closed
    day.passes(timedelta(seconds=200))
    day.sweep()
    assert day.states() == [State.VERIFIED]


def test_after_a_leap_nothing_is_believed_settled(day: Day) -> None:
    day.sweep()
    day.jump(2 * HOUR)
    assert "melompat" in day.sweep().closed
    day.passes(timedelta(seconds=100))
    assert "melompat" in day.sweep().closed
    day.passes(timedelta(seconds=81))
    assert day.sweep().closed == ""


def test_by_a_wrong_clock_no_link_is_looked_at(day: Day) -> None:
    day.drop()
    day.settled()
    assert day.states() == [State.VERIFIED]
    assert len(day.look().links) == 1
    day.jump(timedelta(days=3650))
    found = day.look()
    assert (found.links, "setel jam" in found.skipped) == ([], True)
    day.jump(timedelta(days=-3650))
    assert len(day.look().links) == 1


def test_servers_are_asked_the_time_only_while_there_is_doubt(day: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    right = clock_guard.why_wrong

    async def why_wrong(room: Workroom) -> str:
        asked.append("")
        return await right(room)

    monkeypatch.setattr(clock_guard, "why_wrong", why_wrong)
    for _ in range(3):
        day.passes(HOUR)
        assert day.look().skipped == ""
    assert len(asked) == 1
    day.clock.era = "started again"
    day.look()
    assert len(asked) == 2


def test_a_night_asleep_is_no_leap(day: Day) -> None:
    day.sweep()
    day.passes(timedelta(hours=10))
    assert day.sweep().closed == ""


@pytest.fixture
def line() -> Iterator[Line]:
    with open_line() as line:
        yield line


def server(line: Line, ahead: timedelta) -> str:
    """A server whose own clock is so far ahead of the true time."""

    async def answer(request: web.Request) -> web.Response:
        return web.Response(headers={"Date": format_datetime(TRUE + ahead, usegmt=True)})

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    return line.serve(app)


@pytest.mark.parametrize(("site", "graph", "wrong"), [(3, 0, False), (0, 3, False), (3, 3, True), (0, 0, False)])
def test_one_server_with_a_wrong_clock_accuses_nobody(tmp_path: Path, line: Line, site: int, graph: int, wrong: bool) -> None:
    urls = {**practice_urls(), "site": server(line, site * HOUR), "graph": server(line, graph * HOUR)}
    home = init_home(tmp_path / "rumah", OFFICE, practice=True, town=PracticeTown(urls, {}))
    with open_workroom(home, OFFICE, {}, ManualClock(TRUE)) as room:
        assert bool(asyncio.run(clock_guard.why_wrong(room))) == wrong


def test_a_leap_that_no_server_can_judge_is_not_believed(tmp_path: Path, line: Line) -> None:
    with open_line() as short:
        urls = {member: server(short, timedelta()) for member in practice_urls()}
        home = init_home(tmp_path / "rumah", OFFICE, practice=True, town=PracticeTown(urls, {}))
        clock = ManualClock(TRUE)
        with open_workroom(home, OFFICE, {}, clock) as room:
            clock_guard.why_wait(room)
            assert asyncio.run(clock_guard.why_wrong(room)) == ""
    with open_workroom(home, OFFICE, {}, clock) as room:
        assert asyncio.run(clock_guard.why_wrong(room)) == ""
        clock.instant += timedelta(minutes=30)
        clock_guard.why_wait(room)
        assert "tidak ada situs" in asyncio.run(clock_guard.why_wrong(room))
