"""What is taken back around a correction: the correction itself, the whole package, or a post that is to be made anew."""

import asyncio
import shutil
from datetime import timedelta
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.app import app
from flows import withdraw
from ledger import queries
from ledger.store import Ledger
from publishing import desk, timing, withdrawal
from publishing.states import State
from tests.flows.days import Day
from tests.flows.homes import NAME, OFFICE, drop_news
from tests.flows.test_correction import FIXED, WRONG, corrected, drop_correction, published, state, taken_out, words

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]


def standing(day: Day, member: str) -> list[dict[str, object]]:
    return [one for one in day.public(member) if not one.get("deleted")]


def problem(day: Day) -> str:
    return queries.revisions(day.ledger, OFFICE, NAME)[-1].problem


def test_taken_out_and_put_back_unchanged_it_is_carried_out(day: Day) -> None:
    published(day, "website")
    folder = taken_out(day, "website")
    (day.home.path / "konsep" / NAME).rename(folder)
    day.seal()
    day.approve()
    day.sweep()
    assert f"Ralat: {WRONG}" in words(day.public()[0])
    assert len(day.public()) == 1
    assert state(day, 3) == desk.DONE


def test_its_very_bytes_again_once_it_is_public_are_held(day: Day) -> None:
    published(day, "website")
    corrected(day, "website")
    drop_correction(day, "website")
    day.seal()
    assert "sudah tayang" in (day.home.path / "ditahan" / NAME / "ALASAN.txt").read_text("utf-8-sig")


@pytest.mark.parametrize("regret", ["taken out", "made unreadable"])
def test_a_regretted_correction_leaves_the_first_publication_to_go_on(everywhere: Day, regret: str) -> None:
    drop_news(everywhere.home, channels="website, facebook")
    everywhere.seal()
    everywhere.approve()
    everywhere.misbehaves("graph", action="status_429", method="POST", path="/", retry_after=600, times=1)
    everywhere.sweep()
    assert {channel: row.state for channel, row in everywhere.rows().items()} == {
        "website": State.VERIFIED,
        "facebook": State.DEFERRED,
    }
    shutil.rmtree(everywhere.home.inbox / NAME)
    folder = drop_correction(everywhere, "website", "facebook")
    everywhere.seal()
    everywhere.sweep(20)
    assert state(everywhere, 2) == desk.AWAITING
    everywhere.sweep(700)
    assert everywhere.public("graph") == [], "while a correction waits, the words that it corrects go nowhere"
    if regret == "taken out":
        folder.rename(everywhere.home.path / "konsep" / NAME)
    else:
        (folder / "naskah.md").write_text("---\nrusak", "utf-8")
    for _ in range(4):
        everywhere.sweep(700)
    assert len(everywhere.public("graph")) == 1
    assert everywhere.rows()["facebook"].state == State.VERIFIED
    assert state(everywhere, 1) == desk.DONE


def test_who_withdraws_everything_does_not_get_its_correction_elsewhere(everywhere: Day) -> None:
    published(everywhere, "website")
    drop_correction(everywhere, "website", "facebook")
    everywhere.seal()
    everywhere.approve()
    with everywhere.room() as room:
        sign = withdrawal.draft(room.ledger, room.desk, NAME, "ketua", "Ketua", "Salah sama sekali")
        everywhere.clock.advance(1)
        orders = withdrawal.order(room.ledger, room.desk, NAME, (), sign)
        asyncio.run(withdraw.take_down(room, orders))
    for _ in range(3):
        everywhere.sweep(400)
    assert everywhere.public() == []
    assert everywhere.public("graph") == []


def test_a_clock_that_was_put_right_makes_no_withdrawal_older_than_the_correction(everywhere: Day) -> None:
    published(everywhere, "website")
    drop_correction(everywhere, "website", "facebook")
    everywhere.seal()
    everywhere.approve()
    everywhere.clock.instant -= timedelta(hours=1)
    with everywhere.room() as room:
        sign = withdrawal.draft(room.ledger, room.desk, NAME, "ketua", "Ketua", "Salah sama sekali")
        withdrawal.order(room.ledger, room.desk, NAME, (), sign)
    for _ in range(6):
        everywhere.sweep(1200)
    assert everywhere.public() == []
    assert everywhere.public("graph") == []


def anew(day: Day) -> None:
    told = CliRunner().invoke(app, ["correct", NAME, "--channel", "x", "--anew", "--by", "ketua", "--home", str(day.home.path)])
    assert told.exit_code == 0, told.output


def test_a_sweep_that_ends_while_a_post_is_to_be_made_anew_leaves_it_to_the_next(everywhere: Day) -> None:
    published(everywhere, "website", FIXED["x"])
    corrected(everywhere, "website", FIXED["x"])
    anew(everywhere)
    with everywhere.room() as room:
        package = room.desk.read(queries.revisions(room.ledger, OFFICE, NAME)[-1])
        timing.file_away(room.ledger, room.desk, package, room.clock)
    everywhere.sweep(60)
    (tweet,) = standing(everywhere, "x")
    assert WRONG in words(tweet)
    assert state(everywhere, 2) == desk.DONE


def test_a_process_that_dies_right_after_the_word_anew_loses_no_post(everywhere: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    published(everywhere, "website", FIXED["x"])
    corrected(everywhere, "website", FIXED["x"])
    append = Ledger.append

    def die_afterwards(self: Ledger, *args: Any, **kwargs: Any) -> Any:
        append(self, *args, **kwargs)
        raise SystemExit(9)

    with monkeypatch.context() as dying:
        dying.setattr(Ledger, "append", die_afterwards)
        asked = ["correct", NAME, "--channel", "x", "--anew", "--by", "ketua", "--home", str(everywhere.home.path)]
        assert CliRunner().invoke(app, asked).exit_code == 9
    for _ in range(4):
        everywhere.sweep(400)
    (tweet,) = standing(everywhere, "x")
    assert WRONG in words(tweet)


def test_another_spelling_of_what_is_public_is_no_second_package(day: Day) -> None:
    published(day, "website")
    drop_news(day.home).rename(day.home.inbox / NAME.upper())
    day.seal()
    assert NAME in (day.home.path / "ditahan" / NAME.upper() / "ALASAN.txt").read_text("utf-8-sig")
    assert queries.revisions(day.ledger, OFFICE, NAME.upper()) == []


def test_a_file_that_somebody_has_open_is_told_while_its_package_waits(day: Day) -> None:
    folder = drop_news(day.home)
    day.seal()
    day.approve()
    lock = folder / "~$naskah.docx"
    lock.write_bytes(b"x")
    day.sweep(400)
    day.sweep(400)
    assert "sedang dibuka di program lain" in problem(day)
    assert day.public() == []
    lock.unlink()
    for _ in range(3):
        day.sweep(20)
    assert len(day.public()) == 1
    assert problem(day) == ""
