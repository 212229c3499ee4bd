"""A folder in konsep/ that tayang may not enter, or whose name it cannot write, is told of and keeps nobody from the others."""

import asyncio
import logging
import os
from pathlib import Path

import pytest

from flows.fleet import survey
from flows.forms import wanted
from flows.news import news
from flows.open_forms import with_forms
from flows.sop_now import SopNow, drafts
from tests.flows.rights import as_an_ordinary_user, shut
from tests.flows.sop_way import Way

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]
ODD = os.fsdecode(b"rapat-\xe9\xff")
"""As a ZIP of an old Windows leaves it."""


def closed(way: Way, name: str = "milik-orang-lain") -> Path:
    folder = way.day.home.path / "konsep" / name
    folder.mkdir()
    (folder / "disposisi.yaml").write_text("sign_offs: []\n", encoding="utf-8")
    shut(folder, mode=0)
    return folder


def all_go_on(way: Way, caplog: pytest.LogCaptureFixture) -> str:
    """Forms, messages, fleet, command and board as an ordinary account has them; the board."""

    async def asked() -> None:
        with way.day.room() as room:
            assert way.name in await asyncio.to_thread(wanted, room)
            assert [one for one in await asyncio.to_thread(news, room) if way.name in (one.about, one.text)]
            await with_forms(room)
            lines = survey(room.settings, room.ledger, way.day.clock.now(), os.environ).offices
            assert "terhenti" not in " ".join(worry.text for line in lines for worry in line.worries)

    with caplog.at_level(logging.ERROR), as_an_ordinary_user():
        asyncio.run(asked())
        assert way.name in way.does()
        assert [line["state"] for line in way.status()] == ["Diusulkan"]
        told = way.board()
    assert "belum dapat diurus" not in caplog.text
    assert way.name in told
    return told


def test_a_folder_of_another_account_is_a_card_and_the_others_go_on(way: Way, caplog: pytest.LogCaptureFixture) -> None:
    way.propose()
    folder = closed(way)
    told = all_go_on(way, caplog)
    assert "milik-orang-lain" in told
    assert "tidak dapat dibuka tayang (Permission denied)" in told
    shut(folder, mode=0o755)
    assert "tidak dapat dibuka" not in all_go_on(way, caplog)


def test_what_the_book_knows_of_a_closed_folder_is_told_as_closed_and_not_as_gone(way: Way) -> None:
    way.propose()
    shut(way.draft, mode=0)
    with as_an_ordinary_user(), way.day.room() as room:
        (draft,) = drafts(SopNow(room.settings, room.office, room.ledger, room.desk, way.day.clock.now()))
        assert wanted(room) == {}
        told = way.board()
    shut(way.draft, mode=0o755)
    assert (draft.name, draft.state, draft.there) == (way.name, "unreadable", True)
    assert "tidak ada lagi di konsep/" not in told


def test_a_name_that_no_book_can_hold_is_a_card_too(way: Way, caplog: pytest.LogCaptureFixture) -> None:
    way.propose()
    folder = way.day.home.path / "konsep" / ODD
    folder.mkdir()
    (folder / "disposisi.yaml").write_text("sign_offs: []\n", encoding="utf-8")
    assert "ganti namanya" in all_go_on(way, caplog)
