"""A withdrawal: ordered by who may, on every channel, told until it is seen to be gone; what is not public yet never goes out."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.platforms import practised
from connectors.practice_site import PracticeSite
from content_queue.sheet import SignOff
from flows import withdraw
from flows.board import gather
from flows.channels import limits_declared
from ledger import queries
from ledger.entries import Entry, Kind
from ledger.verify import verify
from ledger.withdrawal_queries import Withdrawal, open_withdrawals
from practice.town import Town
from publishing import desk, withdrawal
from publishing.states import State
from tests.flows.days import Day
from tests.flows.homes import NAME, OFFICE, drop_news, home_in_practice, home_with_accounts

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]
REASON = "Salah tanggal"
TOWN = [(platform.practice, limits_declared(platform)) for platform in practised()]
ALL = [place.channel for place, limits in TOWN if limits.images]
"""Every channel that takes a package without a film."""
TAKEN_DOWN = {place.member: place.channel for place, limits in TOWN if limits.images and limits.can_withdraw}
LEFT_TO_A_PERSON = sorted(set(ALL) - set(TAKEN_DOWN.values()))


class Taken(Day):
    """A day on which something must come down."""

    def order(self, *channels: str, by: str = "ketua") -> list[Withdrawal]:
        with self.room() as room:
            sign = withdrawal.draft(room.ledger, room.desk, NAME, by, "Ketua", REASON)
            orders = withdrawal.order(room.ledger, room.desk, NAME, channels, sign)
            return asyncio.run(withdraw.take_down(room, orders))

    def published(self, channels: str = "website") -> None:
        drop_news(self.home, channels=channels)
        self.seal()
        self.approve()
        self.sweep()

    def states(self) -> dict[str, str]:
        return {channel: row.state for channel, row in self.rows().items()}


@pytest.fixture
def day(tmp_path: Path, town: Town) -> Iterator[Taken]:
    day = Taken(home_in_practice(tmp_path / "rumah", town), town)
    yield day
    day.close()


@pytest.fixture
def everywhere(tmp_path: Path, town: Town) -> Iterator[Taken]:
    """A day of an office with an account on every platform of the town."""
    day = Taken(home_with_accounts(tmp_path / "rumah", town), town)
    yield day
    day.close()


def test_it_comes_down_everywhere_and_where_a_person_must_do_it_that_is_said_until_it_is_done(everywhere: Taken) -> None:
    everywhere.published(", ".join(ALL))
    assert everywhere.states() == dict.fromkeys(ALL, State.VERIFIED)
    after = {one.key.channel: one for one in everywhere.order()}
    for member, channel in TAKEN_DOWN.items():
        assert everywhere.public(member) == [] or all(one.get("deleted") for one in everywhere.public(member)), member
        assert not after[channel].is_open, after[channel].problem
        assert everywhere.states()[channel] == State.WITHDRAWN
    for channel in LEFT_TO_A_PERSON:
        assert (after[channel].is_open, everywhere.states()[channel]) == (True, State.VERIFIED)
    assert "pilih ⋯ lalu Hapus" in after["instagram"].problem
    with everywhere.room() as room:
        told = [action.text for action in gather(room).troubles]
    assert [text for text in told if "Instagram" in text and "Hapus" in text]
    assert verify(everywhere.ledger, OFFICE) == []


def test_who_ordered_it_and_why_stands_in_the_book_with_the_bytes_that_it_was_about(day: Taken) -> None:
    day.published()
    day.order()
    said = [entry for entry in queries.history(day.ledger, OFFICE, kinds=[Kind.WITHDRAWAL]) if entry["event"] == "ordered"]
    sign = SignOff.model_validate(said[0]["evidence"])
    assert (sign.person, sign.note, sign.decision) == ("ketua", REASON, "tidak")
    assert sign.digest == queries.packages(day.ledger, OFFICE)[0].digest
    assert [entry["channel"] for entry in said] == ["website"]
    gone = [entry for entry in queries.history(day.ledger, OFFICE) if entry["event"] == "TakenDown"]
    assert gone[0]["evidence"]["status"] in (404, 410)
    assert queries.latest_copies(day.ledger, OFFICE), "the copy of what was public stays"


def test_who_is_not_of_the_office_may_not_take_down(day: Taken) -> None:
    day.published()
    with pytest.raises(withdrawal.CannotWithdraw, match="yang berhak: "):
        day.order(by="tamu")
    assert day.states() == {"website": State.VERIFIED}
    assert open_withdrawals(day.ledger, OFFICE) == []


def test_an_answer_that_is_lost_does_not_leave_it_half_done(day: Taken) -> None:
    day.published()
    day.misbehaves("site", action="drop_after", path="/withdraw")
    day.order()
    day.sweep(60)
    assert day.states() == {"website": State.WITHDRAWN}
    assert day.public() == []
    assert open_withdrawals(day.ledger, OFFICE) == []


def test_a_site_that_is_down_is_tried_again_by_itself_and_a_named_time_is_kept(day: Taken) -> None:
    day.published()
    day.misbehaves("site", action="status_429", path="/withdraw", retry_after=120)
    (one,) = day.order()
    assert one.is_open
    day.sweep(60)
    assert len(day.public()) == 1
    day.sweep(70)
    assert day.public() == []
    assert day.states() == {"website": State.WITHDRAWN}


def test_in_a_quiet_period_it_comes_down_all_the_same(day: Taken) -> None:
    day.published()
    day.misbehaves("site", action="drop_before", path="/withdraw")
    day.ledger.append(OFFICE, [Entry(Kind.PAUSE, "paused", facts={"paused": True, "reason": "masa tenang"})])
    day.order()
    assert "masa tenang" in day.sweep(60).closed
    assert day.public() == []


def test_what_waits_for_another_try_is_never_sent(day: Taken) -> None:
    day.misbehaves("site", action="drop_before", path="/api/articles", times=1)
    day.published()
    assert day.states()["website"] in (State.DEFERRED, State.UNKNOWN)
    day.order()
    for _ in range(6):
        day.sweep(400)
    assert day.states() == {"website": State.WITHDRAWN}
    assert day.public() == []
    assert queries.packages(day.ledger, OFFICE)[0].state == desk.DONE


def test_one_of_several_channels(everywhere: Taken) -> None:
    everywhere.published("website, facebook")
    everywhere.order("facebook")
    assert everywhere.states() == {"website": State.VERIFIED, "facebook": State.WITHDRAWN}
    assert len(everywhere.public()) == 1
    with pytest.raises(withdrawal.CannotWithdraw, match="yang ada: website"):
        everywhere.order("facebook")


def test_afterwards_the_mended_package_may_go_out_again(day: Taken) -> None:
    day.published()
    day.order()
    folder = drop_news(day.home)
    (folder / "naskah.md").write_text((folder / "naskah.md").read_text("utf-8").replace("ketiga", "keempat"), "utf-8")
    day.seal()
    day.approve()
    day.sweep()
    assert [one["title"] for one in day.public()] == ["Penetapan Daftar Pemilih Berkelanjutan"]
    assert [row.state for row in queries.publications(day.ledger, OFFICE)] == [State.WITHDRAWN, State.VERIFIED]


def test_an_order_that_breaks_stops_nothing_else(day: Taken, monkeypatch: pytest.MonkeyPatch) -> None:
    day.published()
    day.misbehaves("site", action="drop_before", path="/withdraw")
    day.order()
    drop_news(day.home, "kedua")
    day.seal()
    day.approve("kedua")
    with monkeypatch.context() as broken:
        broken.setattr(PracticeSite, "look", lambda *_: 1 / 0)
        day.sweep(60)
    assert State.VERIFIED in {row.state for row in queries.publications(day.ledger, OFFICE) if row.key.package_id == "kedua"}
    day.sweep(400)
    assert {row.state for row in queries.publications(day.ledger, OFFICE) if row.key.package_id == NAME} == {State.WITHDRAWN}
