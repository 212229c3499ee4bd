"""A wrong package that cannot be moved to ditahan/, because root has put it there, is told on the board and by message."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows.board import gather, write_board
from flows.messages import run_messages
from flows.news import news
from reports.board import ArrivingCard
from tests.flows.days import Day
from tests.flows.homes import OFFICE, drop_news
from tests.flows.rights import as_an_ordinary_user, shut
from tests.postbox import Postbox, running_postbox

pytestmark = pytest.mark.usefixtures("prefect_server")
NAME = "salinan-sudo"
NOON = (datetime.now(UTC) + timedelta(days=1)).replace(hour=5, minute=0)
WRONG = {"nothing in it": None, "a manuscript without a head": "tanpa kepala"}


@pytest.fixture(params=list(WRONG))
def folder(day: Day, request: pytest.FixtureRequest) -> Iterator[Path]:
    """As `sudo cp -r` leaves it: to be read by everybody, to be written by root alone."""
    folder, text = day.home.inbox / NAME, WRONG[request.param]
    folder.mkdir()
    if text:
        (folder / "naskah.md").write_text(text, "utf-8")
    day.clock.instant = NOON
    shut(folder)
    yield folder
    for place in (folder, day.home.path / "ditahan" / NAME):
        if place.exists():
            shut(place, mode=0o755)


def swept(day: Day, times: int = 2, seconds: float = 60) -> None:
    with as_an_ordinary_user():
        for _ in range(times):
            day.sweep(seconds)


def arriving(day: Day) -> ArrivingCard:
    with day.room() as room:
        (card,) = gather(room).arriving
    return card


def test_the_board_says_that_it_could_not_be_moved_and_what_is_wrong_with_it(day: Day, folder: Path) -> None:
    swept(day)
    card = arriving(day)
    assert folder.exists()
    assert card.reasons
    assert "tidak dapat dipindahkan ke ditahan/" in card.note
    assert card.reasons[0] in card.note
    with day.room() as room:
        assert "tidak dapat dipindahkan ke ditahan/" in write_board(room).read_text("utf-8")
        (told,) = [one for one in news(room) if one.about == NAME]
    assert card.reasons[0] in told.text


def test_it_is_told_by_message_once_however_long_it_lies_there(day: Day, folder: Path) -> None:
    with running_postbox() as box:
        office(day, box)
        for _ in range(6):
            swept(day, 3, 330)
            with day.room() as room:
                run_messages(room, os.environ)
        assert folder.exists()
        assert len(box.letters) == 1
        assert NAME in box.letters[0][1]


def office(day: Day, box: Postbox) -> None:
    file = day.home.path / "offices" / f"{OFFICE}.toml"
    file.write_text(file.read_text("utf-8") + '\n[messages]\nto = ["TAYANG_PESAN_UJI"]\n', "utf-8")
    secrets = day.home.path / "rahasia.env"
    secrets.write_text(f"{secrets.read_text('utf-8')}TAYANG_PESAN_UJI={box.address}\n", "utf-8")


def test_as_soon_as_it_may_be_moved_it_is_held_like_any_other(day: Day, folder: Path) -> None:
    swept(day)
    shut(folder, mode=0o755)
    swept(day, 1)
    with day.room() as room:
        board = gather(room)
    assert board.arriving == ()
    assert [card.name for card in board.held] == [NAME]


def test_one_that_was_held_and_is_put_back_is_on_its_way_in_again(day: Day) -> None:
    folder = day.home.inbox / NAME
    folder.mkdir()
    day.seal()
    held = day.home.path / "ditahan" / NAME
    assert held.is_dir()
    held.rename(folder)
    day.clock.advance(1)
    assert arriving(day) == ArrivingCard(NAME)
    with as_an_ordinary_user():
        day.sweep(0.1)
    assert arriving(day) == ArrivingCard(NAME)


def test_one_that_lies_beside_it_and_is_right_is_only_on_its_way_in(day: Day, folder: Path) -> None:
    swept(day)
    drop_news(day.home, "benar")
    with day.room() as room:
        cards = {card.name: card.reasons for card in gather(room).arriving}
    assert cards["benar"] == ()
    assert cards[NAME]
