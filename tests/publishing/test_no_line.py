"""A line that is down: nothing left, so nobody is asked and nothing is given up, until the package is late."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from connectors.contract import Limits, TryLater, Unreached
from ledger.chain import stamp
from ledger.entries import Entry, Kind
from publishing import events
from publishing.answers import answer, waiting_for_answer
from publishing.states import State
from tests.publishing.world import KEY, KINDS, PACKAGE, NewWorld, World


class Line:
    """Nothing reaches the platform before `up`, hours after the approval."""

    def __init__(self, world: World, up: float) -> None:
        self.world = world
        self.up = world.clock.now() + timedelta(hours=up)
        self.tried = 0

    def __call__(self, effect: str) -> None:
        if self.world.clock.now() < self.up and effect.startswith("before"):
            self.tried += 1
            raise Unreached("tidak ada jalan ke sana")


@pytest.fixture
def make(new_world: NewWorld) -> Callable[[Limits, float], World]:
    def made(limits: Limits, up: float) -> World:
        world = new_world(limits)
        world.platform.hurt = Line(world, up)
        facts = {"approved_at": stamp(world.clock.now())}
        world.ledger.append("contoh", [Entry(Kind.PACKAGE, "approved", PACKAGE.id, 1, facts=facts)])
        return world

    return made


@KINDS
def test_after_most_of_a_day_it_goes_out_by_itself_and_soon(make: Callable[[Limits, float], World], limits: Limits) -> None:
    world = make(limits, 20)
    line = world.platform.hurt
    assert isinstance(line, Line)
    world.assert_once(world.run(turns=600))
    assert line.tried > 100, "it asks again and again"
    assert world.clock.now() - line.up < timedelta(minutes=15)


@KINDS
def test_after_more_than_a_day_a_person_decides_and_their_word_lasts_another_day(
    make: Callable[[Limits, float], World], limits: Limits
) -> None:
    world = make(limits, 44)
    began = world.clock.now()
    outcome = world.run(turns=600)
    assert outcome.row.state == State.NEEDS_HUMAN
    assert "terlalu lama tertunda" in outcome.row.problem
    assert timedelta(hours=24) <= world.clock.now() - began < timedelta(hours=25)
    assert world.platform.public() == []

    row = waiting_for_answer(world.ledger, "contoh", PACKAGE.id, "website")
    answer(world.publisher, row.key, events.PersonSaysNotLive(), {"person": "ketua"})
    world.assert_once(world.run(turns=600))
    assert row.key == KEY


@KINDS
def test_the_attempts_are_kept_for_when_somebody_answers(make: Callable[[Limits, float], World], limits: Limits) -> None:
    world = make(limits, 5)
    line, busy = world.platform.hurt, iter([True] * 3)
    assert isinstance(line, Line)

    def hurt(effect: str) -> None:
        line(effect)
        if effect.startswith("before") and next(busy, False):
            raise TryLater("503")

    world.platform.hurt = hurt
    world.assert_once(world.run(turns=600))
