"""An article that a person made by hand counts as withdrawn only when the public no longer sees it at its address."""

import asyncio
from dataclasses import replace

import pytest

from connectors.contract import Link
from flows.withdraw import take_down
from ledger import queries
from ledger.withdrawal_queries import Withdrawal
from publishing import events, switches, withdrawal
from publishing.states import State
from tests.flows.days import Day
from tests.flows.homes import NAME, OFFICE, drop_news
from tests.flows.test_correction import published

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]
NUMBERS = pytest.mark.parametrize("number_known", [False, True], ids=["no number", "number of the draft beside it"])


def made_by_hand(day: Day, *, number_known: bool, title: str = "") -> Link:
    """The engine could not finish the article, a person made it on the site and said where; whether the book knows a draft's
    number. What the public sees."""
    drop_news(day.home)
    day.seal()
    day.approve()
    with day.room() as room:
        switches.pause_channel(room.ledger, OFFICE, "website", "uji")
    day.sweep()
    with day.room() as room:
        site = room.connectors["website"]
        (sealed,) = queries.revisions(room.ledger, OFFICE, NAME)
        rendering = site.preview(room.desk.read(sealed))
        draft = site.stage(rendering, "draf", {}, lambda *_: None)
        by_hand = replace(rendering, title=title or rendering.title)
        link = site.reveal(site.stage(by_hand, "tangan", {}, lambda *_: None))
        key = day.rows()["website"].key
        lease = room.publisher.take(key)
        assert lease is not None
        staged = [events.StageDone(draft.remote_id)] if number_known else []
        for event in (events.StageSent(), *staged, events.PersonNeeded("uji"), events.PersonSaysLive(link.url)):
            room.publisher.tell(key, event, lease)
        room.ledger.release(lease)
    return link


def order(day: Day, gone: str = "") -> Withdrawal:
    day.clock.advance(1)
    with day.room() as room:
        sign = withdrawal.draft(room.ledger, room.desk, NAME, "ketua", "Ketua", "salah tanggal")
        (one,) = asyncio.run(take_down(room, withdrawal.order(room.ledger, room.desk, NAME, (), sign), gone))
        return one


def public_cannot_look(day: Day) -> None:
    day.misbehaves("site", action="status_429", method="GET", path="/berita/", times=1)


def removed_by_hand(day: Day, link: Link) -> None:
    with day.room() as room:
        room.connectors["website"].withdraw(link)


@NUMBERS
def test_the_platforms_word_about_another_number_settles_nothing(day: Day, number_known: bool) -> None:
    link = made_by_hand(day, number_known=number_known)
    public_cannot_look(day)
    assert order(day).is_open
    assert [one["title"] for one in day.public()] == ["Penetapan Daftar Pemilih Berkelanjutan"]
    assert day.rows()["website"].state != State.WITHDRAWN
    removed_by_hand(day, link)
    day.sweep(400)
    assert day.rows()["website"].state == State.WITHDRAWN


@NUMBERS
def test_a_person_who_has_seen_that_it_is_gone_is_believed_where_nobody_else_can_look(day: Day, number_known: bool) -> None:
    link = made_by_hand(day, number_known=number_known)
    assert order(day, gone="ketua").is_open, "everybody sees that it is still there"
    removed_by_hand(day, link)
    public_cannot_look(day)
    assert not order(day, gone="ketua").is_open
    told = [entry for entry in queries.history(day.ledger, OFFICE, NAME) if entry["event"] == "TakenDown"]
    assert told[0]["evidence"]["seen_gone_by"] == "ketua"


def test_another_title_at_an_address_that_was_never_proved_is_no_sign_that_it_is_gone(day: Day) -> None:
    link = made_by_hand(day, number_known=True, title="Rekapitulasi daftar pemilih")
    assert order(day).is_open
    assert len(day.public()) == 1
    removed_by_hand(day, link)
    day.sweep(400)
    assert day.rows()["website"].state == State.WITHDRAWN


def test_the_platforms_word_about_its_own_number_is_believed(day: Day) -> None:
    published(day, "website")
    public_cannot_look(day)
    assert not order(day).is_open
    assert day.public() == []
