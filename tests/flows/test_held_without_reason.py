"""What lies in ditahan/ without a reason is told of like the rest; and a state that cannot be shown ends no work."""

import asyncio
import logging
from pathlib import Path

import pytest

from flows import state_shown
from flows.board import gather
from flows.check_links import check_office
from flows.publish import publish_office
from flows.state_shown import show_state
from reports.board import Board, HeldCard
from reports.state_page import state_page
from tests.flows.days import Day
from tests.flows.homes import OFFICE, drop_news
from tests.flows.sop_way import Way

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]
SYSTEM_FILES = ("desktop.ini", "Thumbs.db", ".DS_Store", "._naskah.docx", "ALASAN.txt")


def held(way: Way) -> Path:
    """A package that was held, whose ALASAN.txt somebody deleted."""
    (way.day.home.inbox / "tanpa-naskah").mkdir()
    way.day.seal()
    folder = way.day.home.path / "ditahan" / "tanpa-naskah"
    (folder / "ALASAN.txt").unlink()
    return folder


def shown(way: Way) -> str:
    """Every place that tells of it."""
    asyncio.run(show_state(way.day.home.path, OFFICE, way.day.clock))
    return way.does() + way.board()


def test_a_held_package_whose_reason_was_deleted_is_still_shown(way: Way) -> None:
    held(way)
    told = shown(way)
    assert told.count("tanpa-naskah") >= 2
    assert "Alasannya ada di berkas ALASAN.txt." in way.does()


def test_a_subfolder_that_a_person_made_in_ditahan_is_shown(way: Way) -> None:
    (way.day.home.path / "ditahan" / "lama").mkdir()
    assert "lama" in shown(way)


def test_what_systems_leave_in_ditahan_is_nothing_that_is_held(way: Way) -> None:
    for name in SYSTEM_FILES:
        (way.day.home.path / "ditahan" / name).write_text("x", encoding="utf-8")
    with way.day.room() as room:
        assert gather(room).held == ()
    assert "Tidak ada yang menunggu keputusan." in shown(way)


def test_the_page_of_the_admins_tells_of_it_without_a_reason() -> None:
    board = Board("KPU Contoh", (), "22 November 2026", "", practice=False, held=(HeldCard("a", "ditahan/a", ()),))
    assert "Alasannya ada di berkas ALASAN.txt" in state_page(board).replace("\\", "")


@pytest.fixture
def unshown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing can be gathered for the page in Prefect."""

    def broken(*_: object) -> Board:
        raise IndexError("tuple index out of range")

    monkeypatch.setattr(state_shown, "_board", broken)


@pytest.mark.usefixtures("unshown")
def test_a_sweep_and_a_round_end_well_though_the_state_cannot_be_shown(day: Day, caplog: pytest.LogCaptureFixture) -> None:
    day.clock.advance(-600)
    drop_news(day.home)
    day.seal()
    day.approve()
    for work in (publish_office, check_office):
        caplog.clear()
        with caplog.at_level(logging.ERROR):
            done = asyncio.run(work(day.home.path, OFFICE))
        assert "Keadaan contoh di Prefect belum dapat ditulis: IndexError" in caplog.text
        assert getattr(done, "changed", [day]) != []
