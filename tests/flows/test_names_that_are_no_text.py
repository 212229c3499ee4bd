"""A name whose bytes are no UTF-8, off an old USB stick or out of a zip: told like any other, once, wherever it lies."""

import asyncio
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows.board import gather
from flows.messages import run_messages
from flows.messages_told import told_so_far
from flows.state_shown import show_state
from flows.story import story_of
from tests.flows.days import Day
from tests.flows.homes import OFFICE
from tests.flows.test_messages import TABLE, box, settle
from tests.postbox import Postbox

__all__ = ["box"]
pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]
NOON = (datetime.now(UTC) + timedelta(days=1)).replace(hour=5, minute=0)
RAW = os.fsdecode(b"caf\xe9")
SHOWN = "caf\\udce9"
REASON = "1. naskah.md: judul kosong\r\n"


@pytest.fixture
def office(day: Day, box: Postbox) -> Day:
    """An office that wants messages, at noon of a working day."""
    settle(day, box, TABLE)
    day.clock.instant = NOON
    return day


def put(folder: Path) -> None:
    """A package that somebody put there by hand, with why it is held."""
    (folder / RAW).mkdir(parents=True)
    (folder / RAW / "ALASAN.txt").write_text(REASON, "utf-8")


def look(day: Day) -> bool:
    """Whether a message was sent when tayang looked, eleven minutes later."""
    day.clock.advance(660)
    with day.room() as room:
        return run_messages(room, os.environ) is not None


def test_it_is_told_once_and_entered(office: Day, box: Postbox) -> None:
    put(office.home.path / "ditahan")
    assert look(office)
    assert SHOWN in box.letters[0][1]
    assert not look(office)
    assert len(box.letters) == 1
    with office.room() as room:
        (key,) = told_so_far(room).standing
    assert key.startswith(f"ditahan:{SHOWN}:")


def test_the_board_and_prefect_show_it(day: Day) -> None:
    put(day.home.path / "ditahan")
    put(day.home.inbox)
    with day.room() as room:
        board = gather(room)
    (held,), (arriving,) = board.held, board.arriving
    assert (held.name, held.place, held.reasons) == (SHOWN, f"ditahan/{SHOWN}", ("naskah.md: judul kosong",))
    assert arriving.name == SHOWN
    asyncio.run(show_state(day.home.path, OFFICE, day.clock))


def test_a_file_that_is_open_in_it_is_named_as_well(day: Day) -> None:
    (day.home.inbox / RAW).mkdir()
    (day.home.inbox / RAW / f".~lock.{RAW}.odt#").touch()
    with day.room() as room:
        (arriving,) = gather(room).arriving
    assert SHOWN in arriving.note
    assert arriving.note.isprintable()


@pytest.mark.parametrize("typed", [RAW, SHOWN], ids=["as it lies there", "as the board shows it"])
def test_its_story_is_told_to_who_asks_for_it(day: Day, typed: str) -> None:
    day.home.inbox.joinpath(RAW).mkdir()
    day.seal()
    with day.room() as room:
        told = story_of(room, typed)
    assert [card.name for card in told.held] == [SHOWN]
    assert told.told
