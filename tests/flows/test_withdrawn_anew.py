"""Who withdraws a package while one of its posts is to be made anew gets no new post either."""

import asyncio

import pytest

from flows import correct
from flows.withdraw import take_down
from ledger.correction_queries import ANEW, LEFT, corrections_to
from ledger.entries import PackageKey
from publishing import desk, switches, withdrawal
from publishing.states import State
from tests.flows.days import Day
from tests.flows.homes import NAME, OFFICE
from tests.flows.test_correction import FIXED, WRONG, corrected, published, state, words

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]


def anew(day: Day) -> None:
    with day.room() as room:
        sign = withdrawal.draft(room.ledger, room.desk, NAME, "ketua", "Ketua", "diganti ralatnya")
        asyncio.run(correct.post_anew(room, NAME, "x", sign))
    assert end_on_x(day) == ANEW


def withdraw(day: Day, *channels: str) -> None:
    day.clock.advance(1)
    with day.room() as room:
        sign = withdrawal.draft(room.ledger, room.desk, NAME, "ketua", "Ketua", "Salah sama sekali")
        asyncio.run(take_down(room, withdrawal.order(room.ledger, room.desk, NAME, channels, sign)))


def end_on_x(day: Day) -> str:
    return next(one.state for one in corrections_to(day.ledger, PackageKey(OFFICE, NAME, 2)) if one.key.channel == "x")


def standing(day: Day, member: str) -> list[dict[str, object]]:
    return [one for one in day.public(member) if not one.get("deleted")]


def afterwards(day: Day) -> None:
    """The office goes on as before, and whatever still wants to be posted is."""
    switches.resume_office(day.ledger, OFFICE)
    for _ in range(3):
        day.sweep(400)


@pytest.mark.parametrize("deleted", [True, False], ids=["x is down", "x refuses the delete"])
def test_an_order_for_everything_ends_what_was_to_be_posted_anew(everywhere: Day, deleted: bool) -> None:
    published(everywhere, "website", FIXED["x"])
    corrected(everywhere, "website", FIXED["x"])
    switches.pause_office(everywhere.ledger, OFFICE, "masa tenang")
    if not deleted:
        everywhere.misbehaves("x", action="status_429", method="DELETE", path="/2/tweets", retry_after=600)
    anew(everywhere)
    assert (everywhere.rows()["x"].state == State.WITHDRAWN) is deleted
    withdraw(everywhere)
    afterwards(everywhere)
    assert everywhere.public() == []
    assert standing(everywhere, "x") == []
    assert end_on_x(everywhere) == LEFT
    assert state(everywhere, 2) == desk.DONE


@pytest.mark.parametrize("channels", [(), ("x",)])
def test_the_only_post_is_down_already_and_can_still_be_kept_from_coming_anew(everywhere: Day, channels: tuple[str, ...]) -> None:
    published(everywhere, FIXED["x"])
    corrected(everywhere, FIXED["x"])
    switches.pause_office(everywhere.ledger, OFFICE, "masa tenang")
    anew(everywhere)
    withdraw(everywhere, *channels)
    assert end_on_x(everywhere) == LEFT
    afterwards(everywhere)
    assert standing(everywhere, "x") == []
    assert state(everywhere, 2) == desk.DONE
    with pytest.raises(withdrawal.CannotWithdraw):
        withdraw(everywhere)


def test_an_order_for_one_channel_ends_what_was_to_be_posted_anew_there(everywhere: Day) -> None:
    published(everywhere, "website", FIXED["x"])
    corrected(everywhere, "website", FIXED["x"])
    switches.pause_office(everywhere.ledger, OFFICE, "masa tenang")
    anew(everywhere)
    withdraw(everywhere, "x")
    afterwards(everywhere)
    assert standing(everywhere, "x") == []
    assert len(everywhere.public()) == 1
    assert state(everywhere, 2) == desk.DONE


def test_an_order_for_another_channel_leaves_what_is_to_be_posted_anew(everywhere: Day) -> None:
    published(everywhere, "website", FIXED["x"])
    corrected(everywhere, "website", FIXED["x"])
    switches.pause_office(everywhere.ledger, OFFICE, "masa tenang")
    anew(everywhere)
    withdraw(everywhere, "website")
    afterwards(everywhere)
    assert everywhere.public() == []
    (tweet,) = standing(everywhere, "x")
    assert WRONG in words(tweet)


def test_what_was_posted_anew_long_ago_is_taken_down_like_any_other(everywhere: Day) -> None:
    published(everywhere, "website", FIXED["x"])
    corrected(everywhere, "website", FIXED["x"])
    anew(everywhere)
    for _ in range(3):
        everywhere.sweep(400)
    assert len(standing(everywhere, "x")) == 1
    withdraw(everywhere)
    assert (everywhere.public(), standing(everywhere, "x")) == ([], [])
    assert end_on_x(everywhere) == ANEW
