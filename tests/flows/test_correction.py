"""A correction: approved like everything else, shown in the same posts under the same links, told until readers see it."""

import asyncio
import re
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from cli.app import app
from flows import withdraw
from flows.board import gather
from flows.check_links import run_check_links
from ledger import link_queries, queries
from ledger.correction_queries import open_corrections
from ledger.verify import verify
from ledger.withdrawal_queries import open_withdrawals
from publishing import correction, desk, withdrawal
from publishing.rows import link_of
from publishing.states import State
from tests.flows.days import Day
from tests.flows.homes import NAME, OFFICE, drop_news

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]
WRONG = "Triwulan semula tertulis ketiga, seharusnya keempat."
AMENDED = {"site": "website", "graph": "facebook", "telegram": "telegram", "mastodon": "mastodon"}
FIXED = {"x": "x", "instagram": "instagram", "threads": "threads"}


def published(day: Day, *channels: str) -> None:
    drop_news(day.home, channels=", ".join(channels))
    day.seal()
    day.approve()
    day.sweep()
    assert {row.state for row in day.rows().values()} == {State.VERIFIED}


def drop_correction(day: Day, *channels: str, said: str = WRONG) -> Path:
    folder = drop_news(day.home, channels=", ".join(channels))
    text = (folder / "naskah.md").read_text("utf-8").replace("ketiga", "keempat")
    (folder / "naskah.md").write_text(text.replace("kind:", f'correction: "{said}"\nkind:', 1), "utf-8")
    return folder


def taken_out(day: Day, *channels: str) -> Path:
    """A correction that was sealed and taken back into konsep/ before it began; where it lay."""
    folder = drop_correction(day, *channels)
    day.seal()
    folder.rename(day.home.path / "konsep" / NAME)
    day.sweep()
    return folder


def corrected(day: Day, *channels: str) -> None:
    drop_correction(day, *channels)
    day.seal()
    day.approve()
    day.sweep()


def words(one: dict[str, object]) -> str:
    return re.sub(r"<[^>]+>", "", " ".join(str(value) for value in one.values()))


def state(day: Day, revision: int) -> str:
    return next(p.state for p in queries.revisions(day.ledger, OFFICE, NAME) if p.key.revision == revision)


def test_the_same_post_under_the_same_link_says_what_was_wrong(day: Day) -> None:
    published(day, "website")
    (before,) = day.public()
    corrected(day, "website")
    (after,) = day.public()
    assert after["id"] == before["id"]
    assert "keempat" in words(after)
    assert f"Ralat: {WRONG}" in words(after)
    row = day.rows()["website"]
    assert (row.key.revision, row.shown, row.state) == (1, 2, State.VERIFIED)
    assert state(day, 2) == desk.DONE
    assert len(link_queries.copies(day.ledger, OFFICE)) == 2, "what was public before stays, what is public now is kept"
    assert verify(day.ledger, OFFICE) == []


def test_nothing_changes_before_it_is_approved_nor_in_a_quiet_period(day: Day) -> None:
    published(day, "website")
    drop_correction(day, "website")
    day.seal()
    day.sweep()
    assert "keempat" not in words(day.public()[0])


def test_every_platform_shows_it_or_says_what_a_person_must_do(everywhere: Day) -> None:
    channels = (*AMENDED.values(), *FIXED.values())
    published(everywhere, *channels)
    corrected(everywhere, *channels)
    for member, channel in AMENDED.items():
        (shown,) = everywhere.public(member)
        assert "keempat" in words(shown), member
        assert everywhere.rows()[channel].shown == 2
    for member in FIXED:
        assert len(everywhere.public(member)) == 1
    assert {one.key.channel for one in open_corrections(everywhere.ledger, OFFICE)} == set(FIXED.values())
    with everywhere.room() as room:
        told = " ".join(action.text for action in gather(room).troubles)
    assert "tidak dapat diubah" in told
    assert state(everywhere, 2) == desk.APPROVED


@pytest.mark.parametrize("action", ["drop_after", "drop_before", "status_500_after", "html_200"])
def test_an_unclear_answer_is_done_again_until_readers_see_it(day: Day, action: str) -> None:
    published(day, "website")
    day.misbehaves("site", action=action, method="PUT", path="/api/articles/")
    corrected(day, "website")
    day.sweep(60)
    assert "keempat" in words(day.public()[0])
    assert len(day.public()) == 1
    assert state(day, 2) == desk.DONE


def test_a_named_time_is_kept(day: Day) -> None:
    published(day, "website")
    day.misbehaves("site", action="status_429", method="PUT", path="/api/articles/", retry_after=600)
    corrected(day, "website")
    day.sweep(300)
    assert "keempat" not in words(day.public()[0])
    day.sweep(310)
    assert "keempat" in words(day.public()[0])


def test_a_channel_that_failed_or_was_not_there_gets_the_corrected_words_as_its_first_post(everywhere: Day) -> None:
    published(everywhere, "website")
    corrected(everywhere, "website", "facebook", "instagram")
    assert everywhere.rows()["website"].shown == 2
    assert everywhere.rows()["facebook"].key.revision == 2
    assert WRONG in words(everywhere.public("graph")[0])
    assert len(everywhere.public("instagram")) == 1
    assert state(everywhere, 2) == desk.DONE


def test_the_very_same_bytes_again_or_a_correction_of_nothing_is_held(day: Day) -> None:
    drop_correction(day, "website")
    day.seal()
    assert "tidak ada yang diralat" in (day.home.path / "ditahan" / NAME / "ALASAN.txt").read_text("utf-8-sig")


def test_without_saying_what_was_wrong_it_stays_held_and_told_how(day: Day) -> None:
    published(day, "website")
    folder = drop_news(day.home)
    (folder / "naskah.md").write_text((folder / "naskah.md").read_text("utf-8").replace("ketiga", "keempat"), "utf-8")
    day.seal()
    assert "correction:" in (day.home.path / "ditahan" / NAME / "ALASAN.txt").read_text("utf-8-sig")
    assert "keempat" not in words(day.public()[0])


def test_who_puts_the_uncorrected_words_back_is_noticed(day: Day) -> None:
    published(day, "website")
    old = words(day.public()[0])
    corrected(day, "website")
    asyncio.run(run_check_links(day.home.path, OFFICE, day.clock))  # while this clock agrees with the site's
    day.clock.advance(90000)
    asyncio.run(run_check_links(day.home.path, OFFICE, day.clock))
    assert next(iter(queries.latest_checks(day.ledger, OFFICE).values())).verdict == "live"
    with day.room() as room:
        site = room.connectors["website"]
        sealed = next(p for p in queries.revisions(room.ledger, OFFICE, NAME) if p.key.revision == 1)
        row = day.rows()["website"]
        site.amend(link_of(row), site.preview(room.desk.read(sealed)), lambda *_: None)
    assert words(day.public()[0]) == old
    day.clock.advance(90000)
    found = asyncio.run(run_check_links(day.home.path, OFFICE, day.clock, everything=True))
    assert [alarm for alarm in found.alarms if "Ralat" in str(alarm.facts)]


def test_a_second_correction_follows_the_first(day: Day) -> None:
    published(day, "website")
    corrected(day, "website")
    folder = drop_correction(day, "website", said="Nama aula dibetulkan.")
    day.seal()
    day.approve()
    day.sweep()
    (shown,) = day.public()
    assert "Nama aula dibetulkan." in words(shown)
    assert day.rows()["website"].shown == 3
    assert not folder.exists()


def test_taken_out_of_the_folder_before_it_began_nothing_changes(day: Day) -> None:
    published(day, "website")
    taken_out(day, "website")
    assert state(day, 2) == desk.CANCELLED
    assert "keempat" not in words(day.public()[0])


def tayang(day: Day, *asked: str) -> Result:
    return CliRunner().invoke(app, ["correct", NAME, *asked, "--home", str(day.home.path)])


def test_a_correction_is_prepared_from_what_is_public(day: Day) -> None:
    published(day, "website")
    told = tayang(day)
    assert told.exit_code == 0, told.output
    draft = day.home.path / "konsep" / NAME
    text = (draft / "naskah.md").read_text("utf-8").replace("ketiga", "keempat")
    (draft / "naskah.md").write_text(text.replace('correction: ""', f'correction: "{WRONG}"'), "utf-8")
    assert tayang(day).exit_code != 0, "a draft that somebody works on is not written over"
    draft.rename(day.home.inbox / NAME)
    day.seal()
    day.approve()
    day.sweep()
    assert WRONG in words(day.public()[0])


def test_where_a_platform_allows_no_change_a_person_decides(everywhere: Day) -> None:
    published(everywhere, "website", *FIXED.values())
    corrected(everywhere, "website", *FIXED.values())
    assert tayang(everywhere, "--channel", "instagram", "--done", "--by", "ketua").exit_code == 0
    assert tayang(everywhere, "--channel", "threads", "--leave", "--by", "ketua").exit_code == 0
    told = tayang(everywhere, "--channel", "x", "--anew", "--by", "ketua")
    assert told.exit_code == 0, told.output
    assert everywhere.public("x") == [] or all(one.get("deleted") for one in everywhere.public("x"))
    everywhere.sweep(60)
    (tweet,) = [one for one in everywhere.public("x") if not one.get("deleted")]
    assert WRONG in words(tweet)
    shown = {row.key.channel: row.shown for row in queries.publications(everywhere.ledger, OFFICE) if row.key.revision == 1}
    assert (shown["instagram"], shown["threads"]) == (2, None)
    assert state(everywhere, 2) == desk.DONE
    assert tayang(everywhere, "--channel", "x", "--leave", "--by", "ketua").exit_code == 1


@pytest.mark.parametrize("asked", [["--channel", "x"], ["--done"], ["--channel", "x", "--done", "--leave"]])
def test_half_a_decision_is_refused(day: Day, asked: list[str]) -> None:
    published(day, "website")
    assert tayang(day, *asked).exit_code == 2


def test_a_process_that_dies_before_it_could_write_down_what_it_saw_leaves_it_to_the_next(
    day: Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(day, "website")
    drop_correction(day, "website")
    day.seal()
    day.approve()
    with monkeypatch.context() as dying:
        dying.setattr(correction, "settle", lambda *_: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            day.sweep()
    assert state(day, 2) == desk.APPROVED
    day.sweep(400)
    assert state(day, 2) == desk.DONE
    assert len(day.public()) == 1
    assert WRONG in words(day.public()[0])


def test_what_is_ordered_to_be_taken_down_is_not_corrected_nor_posted_again(everywhere: Day) -> None:
    published(everywhere, "website", "x")
    corrected(everywhere, "website", "x")
    with everywhere.room() as room:
        sign = withdrawal.draft(room.ledger, room.desk, NAME, "ketua", "Ketua", "Salah sama sekali")
        orders = withdrawal.order(room.ledger, room.desk, NAME, (), sign)
        asyncio.run(withdraw.take_down(room, orders))
    for _ in range(3):
        everywhere.sweep(400)
    assert everywhere.public() == []
    assert [one for one in everywhere.public("x") if not one.get("deleted")] == []
    assert open_withdrawals(everywhere.ledger, OFFICE) == []
    assert state(everywhere, 2) == desk.DONE
