"""A finished package that is copied into konsep/ brings its signed sheet along and stops nobody from seeing or doing anything."""

import asyncio
import logging
import os
import shutil
from pathlib import Path

import pytest

from flows.answering import step_of
from flows.fleet import survey
from flows.forms import Act, wanted
from flows.news import news
from flows.open_forms import with_forms
from flows.sop_now import SopNow, drafts
from publishing.approval import CannotApprove
from tests.flows.homes import NAME, drop_news
from tests.flows.sop_way import Way, follow_sumatera_barat

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]
PROFILES = ["bangka-barat-2019", "sumbar-2025"]
NEW = "penetapan-dpb-kedua"
SOON = 60


@pytest.fixture(params=PROFILES)
def way(request: pytest.FixtureRequest, way: Way) -> Way:
    """An office that has a finished package in arsip/, under either procedure."""
    if request.param == "sumbar-2025":
        follow_sumatera_barat(way)
    drop_news(way.day.home)
    way.day.seal()
    way.day.approve()
    way.day.sweep()
    way.day.sweep()
    return way


def copied(way: Way, name: str, *, changed: bool = False) -> Path:
    """What docs/operator.md says: the folder from arsip/, laid into konsep/."""
    (old,) = (way.day.home.path / "arsip").glob(f"*/*/{NAME}")
    folder = way.day.home.path / "konsep" / name
    shutil.copytree(old, folder)
    if changed:
        text = folder / "naskah.md"
        text.write_text(text.read_text("utf-8") + "\nTriwulan berikutnya.\n", encoding="utf-8")
    way.name = name
    return folder


def seen_by_everybody(way: Way, caplog: pytest.LogCaptureFixture) -> None:
    """Forms, messages, board and the command alone, each as the running house asks for it."""

    async def asked() -> None:
        with way.day.room() as room:
            await asyncio.wait_for(asyncio.to_thread(wanted, room), SOON)
            await asyncio.wait_for(asyncio.to_thread(news, room), SOON)
            await asyncio.wait_for(with_forms(room), SOON)

    with caplog.at_level(logging.ERROR):
        asyncio.run(asked())
    assert "belum dapat diurus" not in caplog.text
    assert way.name in way.board()
    assert way.name in way.does()
    assert "Disusun" in str(way.status())
    with way.day.room() as room:
        lines = survey(room.settings, room.ledger, way.day.clock.now(), os.environ).offices
    assert len(lines) == 1


@pytest.mark.parametrize("changed", [False, True], ids=["as it was", "changed"])
@pytest.mark.parametrize("name", [NAME, NEW], ids=["under its name", "under a new name"])
def test_an_archived_folder_in_konsep_waits_to_be_handed_in(
    way: Way, name: str, changed: bool, caplog: pytest.LogCaptureFixture
) -> None:
    copied(way, name, changed=changed)
    with way.day.room() as room:
        (draft,) = drafts(SopNow(room.settings, room.office, room.ledger, room.desk, way.day.clock.now()))
        assert (draft.name, draft.state, draft.waiting) == (name, "accepted", None)
        form = wanted(room)[name]
    assert (form.act, form.step) == (Act.HAND_IN, 5)
    seen_by_everybody(way, caplog)
    assert f"tayang submit {name}" in way.board()


def test_a_copy_of_what_was_public_long_ago_is_not_late(way: Way) -> None:
    way.day.clock.advance(90 * 86400)
    copied(way, NEW, changed=True)
    assert "TERLAMBAT" not in way.board()
    with way.day.room() as room:
        everybody = SopNow(room.settings, room.office, room.ledger, room.desk, way.day.clock.now()).everybody()
    assert [one for one in everybody if one.package == NEW] == []


def test_one_draft_that_nothing_can_be_said_of_keeps_no_other_from_the_board(
    way: Way, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    copied(way, NEW)
    copied(way, "yang-aneh")
    real = SopNow.step_of

    def odd(self: SopNow, key: object, *more: object) -> object:
        if getattr(key, "package_id", "") == "yang-aneh":
            raise IndexError("tuple index out of range")
        return real(self, key, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(SopNow, "step_of", odd)
    monkeypatch.setattr("flows.sop_now._next", lambda *_: 5)
    way.name = NEW
    seen_by_everybody(way, caplog)
    assert "yang-aneh" in way.board()
    assert "Tidak terbaca" in way.board()


def test_a_step_that_nobody_signs_is_refused_in_words(way: Way) -> None:
    with way.day.room() as room, pytest.raises(CannotApprove, match="99"):
        step_of(room, 99)
