"""A computer whose clock moves while nothing is swept: rounds of links judge by the clock as it is now, not as a sweep saw it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from aiohttp import web

from config.new_home import PracticeTown, init_home, practice_urls
from flows import clock_guard
from flows.wiring import Workroom, open_workroom
from safety.clock import ManualClock
from tests.faults.proxy import Line, open_line
from tests.flows.homes import OFFICE

TRUE = datetime(2026, 11, 20, 1, tzinfo=UTC)
YEAR = timedelta(days=365)


class Idle:
    """An office that nobody sweeps, and a town that is always right and may be cut off."""

    def __init__(self, path: Path, line: Line) -> None:
        urls = {member: _right(line) for member in practice_urls()}
        self.home = init_home(path, OFFICE, practice=True, town=PracticeTown(urls, {}))
        self.clock = ManualClock(TRUE)

    def doubted(self) -> str:
        with open_workroom(self.home, OFFICE, {}, self.clock) as room:
            return asyncio.run(clock_guard.why_doubted(room))

    def waits(self) -> str:
        with open_workroom(self.home, OFFICE, {}, self.clock) as room:
            return clock_guard.why_wait(room)

    @contextmanager
    def cut_off(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        async def nobody(_room: Workroom) -> dict[str, timedelta]:
            return {}

        with monkeypatch.context() as patched:
            patched.setattr(clock_guard, "distances", nobody)
            yield


def _right(line: Line) -> str:
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(headers={"Date": format_datetime(TRUE, usegmt=True)})

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    return line.serve(app)


@pytest.fixture
def idle(tmp_path: Path) -> Iterator[Idle]:
    with open_line() as line:
        yield Idle(tmp_path / "rumah", line)


def test_a_clock_set_a_year_on_is_not_believed_while_no_server_can_be_asked(idle: Idle, monkeypatch: pytest.MonkeyPatch) -> None:
    assert idle.doubted() == ""
    idle.clock.instant += YEAR
    with idle.cut_off(monkeypatch):
        assert "tidak ada situs" in idle.doubted()
        idle.clock.instant -= YEAR
        assert idle.doubted() == ""


def test_a_clock_that_was_wrong_at_first_and_is_put_right_is_believed(idle: Idle, monkeypatch: pytest.MonkeyPatch) -> None:
    idle.clock.instant -= YEAR
    assert "setel jam" in idle.doubted()
    idle.clock.instant += YEAR
    assert idle.doubted() == ""
    with idle.cut_off(monkeypatch):
        assert idle.doubted() == ""
        idle.clock.instant -= YEAR
        assert "tidak ada situs" in idle.doubted()


def test_what_a_round_of_links_notes_hides_no_leap_from_the_next_sweep(idle: Idle) -> None:
    assert idle.waits() == ""
    idle.clock.instant += YEAR
    assert "setel jam" in idle.doubted()
    assert "melompat" in idle.waits()


def test_a_computer_that_was_started_again_is_not_judged_by_the_ticks_before(idle: Idle, monkeypatch: pytest.MonkeyPatch) -> None:
    assert idle.doubted() == ""
    idle.clock.era = "started again"
    idle.clock.advance(3600)
    idle.clock.instant += YEAR
    with idle.cut_off(monkeypatch), open_workroom(idle.home, OFFICE, {}, idle.clock) as room:
        assert asyncio.run(clock_guard.why_wrong(room)) == ""
