"""A "Tidak" to what was approved either keeps it from going out or is refused: never is it recorded of what goes out."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from content_queue.sheet import Decision, load_sheet
from flows import withdraw
from ledger import queries
from publishing import approval, desk, withdrawal
from publishing.approval import Answer, CannotApprove
from publishing.booked import in_book
from publishing.desk import was_sent
from publishing.states import State
from publishing.work import Publisher
from tests.flows.days import Day
from tests.flows.homes import NAME, OFFICE, drop_news
from tests.flows.test_correction import drop_correction, published, state, words

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]


def refuse(day: Day) -> None:
    with day.room() as room:
        answer = Answer("ketua", "Ketua", (room.desk.check.nr,), "salah tanggal", Decision.NO)
        signs = approval.draft(room.ledger, room.desk, NAME, answer)
        approval.enter(room.ledger, room.desk, NAME, signs)


def refusals(day: Day) -> list[Decision]:
    return [sign.decision for sign in in_book(day.ledger, OFFICE, NAME) if sign.decision is Decision.NO]


def just_before(monkeypatch: pytest.MonkeyPatch, where: object, name: str, happens: Callable[[], None]) -> None:
    """Something else happens at the moment in which `name` is called, once."""
    true, left = getattr(where, name), [happens]

    def called(*args: Any, **kwargs: Any) -> Any:
        if left:
            left.pop()()
        return true(*args, **kwargs)

    monkeypatch.setattr(where, name, called)


def right_after(monkeypatch: pytest.MonkeyPatch, name: str, call: int, happens: Callable[[], None]) -> None:
    """Something else happens right after the publisher's `name` was called so many times."""
    true, calls = getattr(Publisher, name), []

    def called(*args: Any, **kwargs: Any) -> Any:
        done = true(*args, **kwargs)
        calls.append(1)
        if len(calls) == call:
            happens()
        return done

    monkeypatch.setattr(Publisher, name, called)


def test_a_refusal_during_which_the_sweep_begins_is_refused_and_what_began_goes_on(
    everywhere: Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop_news(everywhere.home, channels="website, facebook")
    everywhere.seal()
    everywhere.approve()
    everywhere.misbehaves("graph", action="status_429", method="POST", path="/", retry_after=600, times=1)
    with monkeypatch.context() as meanwhile:
        just_before(meanwhile, approval, "expect_signed", everywhere.sweep)
        with pytest.raises(CannotApprove, match="tayang withdraw"):
            refuse(everywhere)
    assert everywhere.rows()["website"].state == State.VERIFIED
    assert state(everywhere, 1) == desk.APPROVED
    assert refusals(everywhere) == []
    assert {sign.decision for sign in load_sheet(everywhere.home.inbox / NAME / "disposisi.yaml").sign_offs} == {Decision.YES}
    everywhere.sweep(700)
    assert everywhere.rows()["facebook"].state == State.VERIFIED
    assert state(everywhere, 1) == desk.DONE


def test_an_unclear_post_stays_looked_for_and_can_be_withdrawn(day: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    drop_news(day.home)
    day.seal()
    day.approve()
    day.misbehaves("site", action="drop_after", method="POST", path="/publish")
    with monkeypatch.context() as meanwhile:
        just_before(meanwhile, approval, "expect_signed", day.sweep)
        with pytest.raises(CannotApprove, match="tayang withdraw"):
            refuse(day)
    with day.room() as room:
        sign = withdrawal.draft(room.ledger, room.desk, NAME, "ketua", "Ketua", "salah tanggal")
        asyncio.run(withdraw.take_down(room, withdrawal.order(room.ledger, room.desk, NAME, (), sign)))
    for _ in range(4):
        day.sweep(400)
    assert day.public() == []
    assert day.rows()["website"].state == State.WITHDRAWN


def test_a_refusal_after_the_last_question_before_the_first_request_keeps_it_in_the_house(
    day: Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop_news(day.home)
    day.seal()
    day.approve()
    right_after(monkeypatch, "ready_to_send", 1, lambda: refuse(day))
    day.sweep()
    assert day.truth() == []
    assert state(day, 1) == desk.AWAITING
    assert len(refusals(day)) == 1
    (row,) = queries.revisions(day.ledger, OFFICE, NAME)
    assert not was_sent(day.ledger, row)
    day.sweep(400)
    assert day.truth() == []


def test_a_refusal_between_draft_and_reveal_is_refused(day: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    drop_news(day.home)
    day.seal()
    day.approve()
    told: list[str] = []

    def too_late() -> None:
        with pytest.raises(CannotApprove) as refused:
            refuse(day)
        told.append(str(refused.value))

    right_after(monkeypatch, "ready_to_send", 2, too_late)
    day.sweep()
    assert "tayang withdraw" in told[0]
    assert len(day.public()) == 1
    assert state(day, 1) == desk.DONE
    assert refusals(day) == []


def test_a_refused_correction_changes_nothing_that_is_public(day: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    published(day, "website")
    before = words(day.public()[0])
    drop_correction(day, "website")
    day.seal()
    day.approve()
    right_after(monkeypatch, "ready_to_send", 1, lambda: refuse(day))
    day.sweep()
    day.sweep(400)
    assert words(day.public()[0]) == before
    assert state(day, 2) == desk.AWAITING
