"""What is stale, paused, changed or somebody else's never goes out or is adopted; what breaks ends with a person."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from connectors.contract import (
    Absent,
    Finding,
    Fingerprint,
    Found,
    Limits,
    MaybePublished,
    NeedsHuman,
    Refused,
    Rendering,
    TryLater,
)
from content_queue.package import Package
from ledger import queries
from ledger.chain import stamp
from ledger.entries import Entry, Kind
from publishing import events, switches
from publishing.answers import CannotAnswer, answer, waiting_for_answer
from publishing.states import State, Step
from tests.publishing.platform import HIDDEN_STAGE, SINGLE_STEP, MemoryPlatform, lost_answer
from tests.publishing.world import KEY, KINDS, PACKAGE, NewWorld, World


def dated(world: World, *, expires: timedelta | None = None) -> None:
    """Approved now, and over at `expires` from now."""
    now = world.clock.now()
    facts = {"approved_at": stamp(now), "expires_at": stamp(now + expires) if expires else None}
    world.ledger.append("contoh", [Entry(Kind.PACKAGE, "approved", PACKAGE.id, 1, facts=facts)])


def say(world: World, event: events.PersonSaysLive | events.PersonSaysNotLive) -> None:
    row = waiting_for_answer(world.ledger, "contoh", PACKAGE.id, "website")
    answer(world.publisher, row.key, event, {"person": "ketua"})


def plan_of(*faults: Exception | None) -> Callable[[str], None]:
    """One fault for each effect's `before` and `after` in turn; fine when they are used up."""
    left = iter(faults)

    def hurt(effect: str) -> None:
        fault = next(left, None)
        if fault is not None:
            raise fault

    return hurt


@KINDS
def test_what_was_deferred_past_its_end_does_not_go_out(new_world: NewWorld, limits: Limits) -> None:
    world = new_world(limits)
    world.platform.hurt = plan_of(TryLater("429", world.clock.now() + timedelta(hours=3)))
    dated(world, expires=timedelta(hours=2))
    assert world.run().row.state == State.EXPIRED
    assert world.platform.public() == []


@KINDS
def test_what_was_deferred_for_days_waits_for_a_person_and_goes_out_on_their_word(
    new_world: NewWorld, limits: Limits
) -> None:
    world = new_world(limits)
    world.platform.hurt = plan_of(TryLater("429", world.clock.now() + timedelta(days=3)))
    dated(world)
    assert world.run().row.state == State.NEEDS_HUMAN
    assert world.platform.public() == []
    say(world, events.PersonSaysNotLive())
    world.assert_once(world.run())


@pytest.mark.parametrize("second", [Refused("not like this"), None], ids=["refused", "expired"])
def test_a_reveal_without_a_clear_answer_is_never_called_off_by_itself(
    new_world: NewWorld, second: Exception | None
) -> None:
    """It was not seen to be public yet, but the first reveal may still arrive."""
    world = new_world(HIDDEN_STAGE, plan_of(None, None, MaybePublished("no answer"), second))
    dated(world, expires=timedelta(hours=2))
    lease = world.publisher.take(KEY)
    assert lease is not None
    world.publisher.step(PACKAGE, KEY, lease)
    assert world.publisher.step(PACKAGE, KEY, lease).step == Step.WAIT
    world.ledger.release(lease)
    world.clock.advance(60 if second else 7300)
    assert world.run().row.state == State.NEEDS_HUMAN, "a new revision could be a second post"


@pytest.mark.parametrize("fault", [None, MaybePublished("no answer")], ids=["success", "unclear"])
def test_a_channel_that_a_person_paused_meanwhile_stays_paused(new_world: NewWorld, fault: Exception | None) -> None:
    def hurt(effect: str) -> None:
        if effect == "after post":
            switches.pause_channel(world.ledger, "contoh", "website", "akun diretas")
            if fault:
                raise fault

    world = new_world(SINGLE_STEP, hurt)
    world.run()
    assert queries.unclear_in_row(world.ledger, "contoh", "website")[1:] == (True, "akun diretas")


def test_unclear_answers_that_were_cleared_up_are_not_counted(new_world: NewWorld) -> None:
    world = new_world(SINGLE_STEP, plan_of(None, MaybePublished("no answer")))
    world.assert_once(world.run())
    assert queries.unclear_in_row(world.ledger, "contoh", "website")[0] == 0


def test_an_absence_is_not_believed_of_a_post_that_was_sent_in_other_words(new_world: NewWorld) -> None:
    world = new_world(SINGLE_STEP, plan_of(None, MaybePublished("no answer")))
    world.platform = world.publisher.connectors["website"] = ByText(SINGLE_STEP, world.platform.hurt)  # type: ignore[index]  # a plain dict here
    lease = world.publisher.take(KEY)
    assert lease is not None
    world.publisher.step(PACKAGE, KEY, lease)
    world.publisher.step(PACKAGE, KEY, lease)
    world.ledger.release(lease)
    world.platform.suffix = " (versi baru)"
    assert world.run().row.state == State.NEEDS_HUMAN
    assert len(world.platform.public()) == 1


def test_the_post_of_another_package_is_never_adopted(new_world: NewWorld) -> None:
    world = new_world(SINGLE_STEP)
    world.platform = world.publisher.connectors["website"] = ByText(SINGLE_STEP)  # type: ignore[index]  # a plain dict here
    world.assert_once(world.run())
    other = replace(PACKAGE, id="paket-lain")
    facts = {"digest": other.digest, "state": "approved"}
    world.ledger.append("contoh", [Entry(Kind.PACKAGE, "approved", other.id, 1, facts=facts)])
    [key] = world.publisher.plan(other)
    world.platform.hurt = plan_of(MaybePublished("no answer"))
    lease = world.publisher.take(key)
    assert lease is not None
    for _ in range(5):
        outcome = world.publisher.step(other, key, lease)
        world.clock.advance(100)
        world.ledger.renew(lease, 120)
    assert outcome.row.state == State.NEEDS_HUMAN
    assert PACKAGE.id in outcome.row.problem


@dataclass
class ByText(MemoryPlatform):
    """A feed in which a post is known by its words alone."""

    suffix: str = ""

    def preview(self, package: Package, link: str = "") -> Rendering:
        return replace(super().preview(package, link), text=package.body_text + self.suffix)

    def find(self, fingerprint: Fingerprint, since: datetime) -> Finding:
        ours = [n for n, post in enumerate(self.posts) if post.text == fingerprint.text]
        return Found(str(ours[0]), True, f"https://contoh.example/{ours[0]}", count=len(ours)) if ours else Absent()


BROKEN = KeyError("attachments of https://contoh.example/?access_token=rahasia")


@KINDS
@pytest.mark.parametrize("effect", range(4))
def test_a_fault_of_a_connector_ends_with_one_post_or_a_person_and_tells_no_secret(
    new_world: NewWorld, limits: Limits, effect: int
) -> None:
    world = new_world(limits, plan_of(*[None] * effect, BROKEN))
    row = world.run().row
    assert row.state in (State.VERIFIED, State.NEEDS_HUMAN)
    assert len(world.platform.public()) == (row.state == State.VERIFIED)
    assert "rahasia" not in str(queries.history(world.ledger, "contoh"))


@pytest.mark.parametrize("error", [BROKEN, Refused("parameter"), NeedsHuman("token")])
def test_a_look_that_cannot_be_made_asks_a_person(
    new_world: NewWorld, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = new_world(SINGLE_STEP, plan_of(None, MaybePublished("no answer")))

    def broken(*_: object) -> Finding:
        raise error

    monkeypatch.setattr(world.platform, "find", broken)
    assert world.run().row.state == State.NEEDS_HUMAN


def test_looks_that_fail_for_a_day_ask_a_person(new_world: NewWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    world = new_world(SINGLE_STEP, plan_of(None, MaybePublished("no answer")))

    def down(*_: object) -> Finding:
        raise TryLater("not reachable")

    monkeypatch.setattr(world.platform, "find", down)
    assert world.run(5000).row.state == State.NEEDS_HUMAN


def test_nobody_can_say_that_it_is_not_there_while_it_may_still_appear(new_world: NewWorld) -> None:
    world = new_world(replace(SINGLE_STEP, can_find=False), lost_answer)
    assert world.run().row.state == State.NEEDS_HUMAN
    with pytest.raises(CannotAnswer, match="180 detik"):
        say(world, events.PersonSaysNotLive())
    world.clock.advance(181)
    say(world, events.PersonSaysNotLive())
    assert queries.publication(world.ledger, KEY).state == State.PLANNED


def test_what_failed_too_often_is_tried_again_on_a_persons_word(new_world: NewWorld) -> None:
    world = new_world(SINGLE_STEP, plan_of(*[TryLater("refused connection")] * 9))
    assert world.run().row.state == State.DEAD
    say(world, events.PersonSaysNotLive())
    world.assert_once(world.run())
