"""A publication is there once, wherever the process dies and whichever answers are lost."""

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.contract import Limits, MaybePublished, NeedsHuman, Refused, TryLater, Unreached
from ledger import queries
from ledger.entries import Entry, Kind, Recorded
from ledger.store import Ledger
from publishing import events
from publishing.states import State
from publishing.work import NotAllowed
from tests.publishing.platform import HIDDEN_STAGE, KEYED, SINGLE_STEP, Killed, lost_answer
from tests.publishing.world import KEY, KINDS, NewWorld, World


@KINDS
def test_a_quiet_day(new_world: NewWorld, limits: Limits) -> None:
    world = new_world(limits)
    world.assert_once(world.run())


@KINDS
def test_the_intent_is_in_the_ledger_before_the_first_byte_leaves(new_world: NewWorld, limits: Limits) -> None:
    seen: list[str] = []
    world = new_world(limits, lambda effect: seen.append(queries.publication(world.ledger, KEY).state))
    world.run()
    assert seen[0] in (State.INTENT, State.STAGED)
    assert queries.publication(world.ledger, KEY).payload_digest


@KINDS
def test_a_lost_answer_is_found_again_not_sent_again(new_world: NewWorld, limits: Limits) -> None:
    lost: list[str] = []

    def once_each(effect: str) -> None:
        if effect.startswith("after") and effect not in lost:
            lost.append(effect)
            lost_answer(effect)

    world = new_world(limits, once_each)
    world.assert_once(world.run())
    assert lost


@KINDS
def test_killed_before_or_after_every_commit_and_every_effect(
    new_world: NewWorld, limits: Limits, monkeypatch: pytest.MonkeyPatch
) -> None:
    points = _count_points(new_world(limits), monkeypatch)
    assert points > 10
    for point in range(points):
        world = new_world(limits)
        with pytest.raises(Killed):
            _run_killed_at(world, point, monkeypatch)
        world.clock.advance(1000)
        world.assert_once(world.run())


def _count_points(world: World, monkeypatch: pytest.MonkeyPatch) -> int:
    passed = itertools.count()
    _at_every_point(world, monkeypatch, lambda: next(passed))
    world.run()
    monkeypatch.undo()
    return next(passed)


def _run_killed_at(world: World, point: int, monkeypatch: pytest.MonkeyPatch) -> None:
    passed = itertools.count()

    def die() -> None:
        if next(passed) == point:
            raise Killed

    _at_every_point(world, monkeypatch, die)
    try:
        world.run()
    finally:
        monkeypatch.undo()
        world.platform.hurt = lambda effect: None


def _at_every_point(world: World, monkeypatch: pytest.MonkeyPatch, call: Callable[[], Any]) -> None:
    append = Ledger.append

    def watched(self: Ledger, *args: Any, **kwargs: Any) -> list[Recorded]:
        call()
        recorded = append(self, *args, **kwargs)
        call()
        return recorded

    monkeypatch.setattr(Ledger, "append", watched)
    world.platform.hurt = lambda effect: call()


faults = st.lists(
    st.sampled_from(["fine", "lost", "refused connection", "busy", "late"]),
    max_size=6,
)


@given(schedule=faults, limits=st.sampled_from([HIDDEN_STAGE, SINGLE_STEP, KEYED]))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_schedule_of_faults_ends_with_one_post(new_world: NewWorld, schedule: list[str], limits: Limits) -> None:
    plan = iter(schedule)

    def hurt(effect: str) -> None:
        fault = next(plan, "fine")
        if fault == "lost" or (fault == "late" and effect.startswith("after")):
            raise MaybePublished("no answer")
        if effect.startswith("before") and fault == "refused connection":
            raise Unreached("connection refused")
        if effect.startswith("before") and fault == "busy":
            raise TryLater("429", world.clock.now())

    world = new_world(limits, hurt)
    outcome = world.run_with_a_person_at_hand()
    assert len(world.platform.public()) == 1
    assert outcome.row.state == State.VERIFIED


@KINDS
def test_two_workers_never_hold_one_publication(new_world: NewWorld, limits: Limits) -> None:
    world = new_world(limits)
    assert world.publisher.take(KEY) is not None
    assert world.publisher.take(KEY) is None


@KINDS
def test_paused_means_nothing_leaves(new_world: NewWorld, limits: Limits) -> None:
    world = new_world(limits)
    world.ledger.append("contoh", [Entry(Kind.PAUSE, "paused", facts={"paused": True, "reason": "masa tenang"})])
    with pytest.raises(NotAllowed, match="masa tenang"):
        world.run()
    assert world.platform.writes == 0


@KINDS
def test_bytes_that_were_not_approved_never_leave(new_world: NewWorld, limits: Limits) -> None:
    world = new_world(limits)
    world.approve("cd" * 32)
    with pytest.raises(NotAllowed):
        world.run()
    assert world.platform.writes == 0


@pytest.mark.parametrize(("error", "state"), [(Refused("no"), State.REJECTED), (NeedsHuman("token"), State.NEEDS_HUMAN)])
def test_a_clear_no_is_recorded_and_not_repeated(new_world: NewWorld, error: Exception, state: State) -> None:
    def hurt(effect: str) -> None:
        raise error

    world = new_world(SINGLE_STEP, hurt)
    assert world.run().row.state == state
    assert world.platform.writes == 1


def test_a_person_says_it_is_live_and_it_is_adopted(new_world: NewWorld) -> None:
    world = new_world(replace(SINGLE_STEP, can_find=False), lost_answer)
    assert world.run().row.state == State.NEEDS_HUMAN
    lease = world.publisher.take(KEY)
    assert lease is not None
    world.publisher.tell(KEY, events.PersonSaysLive("https://contoh.example/0"), lease)
    world.ledger.release(lease)
    world.assert_once(world.run())


def test_a_busy_channel_is_never_paused_and_waits_as_long_as_it_was_told(new_world: NewWorld) -> None:
    times: list[datetime] = []

    def hurt(effect: str) -> None:
        times.append(world.clock.now())
        if len(times) == 1:
            raise TryLater("429", world.clock.now() + timedelta(seconds=777))

    world = new_world(SINGLE_STEP, hurt)
    world.assert_once(world.run())
    assert (times[1] - times[0]).total_seconds() >= 777
    assert queries.unclear_in_row(world.ledger, "contoh", "website") == (0, False, "")
