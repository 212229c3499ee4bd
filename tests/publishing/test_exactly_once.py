"""A publication is there once, wherever the process dies and whichever answers are lost."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.contract import Grade, Limits, MaybePublished, NeedsHuman, Refused, TryLater, Unreached
from content_queue.package import Kind as PackageKind
from content_queue.package import Package
from ledger import queries
from ledger.entries import Entry, Kind, PublicationKey, Recorded
from ledger.store import Ledger
from ledger.verify import verify
from publishing import events, switches
from publishing.states import Policy, State, Step
from publishing.work import NotAllowed, Outcome, Publisher
from safety.clock import ManualClock
from tests.books import NewBook
from tests.publishing.platform import HIDDEN_STAGE, KEYED, SINGLE_STEP, Killed, MemoryPlatform, lost_answer

PACKAGE = Package(
    office="contoh", id="penetapan-dpb", revision=1, digest="ab" * 32, title="Penetapan DPB", slug="penetapan-dpb", summary="",
    body_html="<p>Isi</p>", body_text="Isi", kind=PackageKind.NEWS, language="id", channels=("website",),
)  # fmt: skip
KEY = PublicationKey("contoh", "penetapan-dpb", 1, "website")
KINDS = pytest.mark.parametrize("limits", [HIDDEN_STAGE, SINGLE_STEP, KEYED], ids=["hidden stage", "single step", "keyed"])


class World:
    """One office with one channel; `run` goes on until nothing is left to do, as a sweep after a sweep would."""

    def __init__(self, book: str, limits: Limits, hurt: Callable[[str], None] = lambda effect: None) -> None:
        self.clock = ManualClock(datetime(2026, 11, 20, 1, tzinfo=UTC))
        self.ledger = Ledger.open(book, self.clock)
        self.platform = MemoryPlatform(limits, hurt)
        self.publisher = Publisher(self.ledger, {"website": self.platform}, Policy(), self.clock)
        self.approve(PACKAGE.digest)
        self.publisher.plan(PACKAGE)

    def approve(self, digest: str) -> None:
        facts = {"digest": digest, "state": "approved", "title": PACKAGE.title}
        self.ledger.append("contoh", [Entry(Kind.PACKAGE, "approved", PACKAGE.id, 1, facts=facts)])

    def run(self, turns: int = 60) -> Outcome:
        for _ in range(turns):
            lease = self.publisher.take(KEY)
            if lease is None:
                self.clock.advance(400)
                continue
            try:
                outcome = self.publisher.step(PACKAGE, KEY, lease)
                if outcome.step == Step.PROVE:
                    outcome = self.publisher.tell(KEY, events.Proved(Grade.PUBLIC, outcome.row.url), lease)
            finally:
                self.ledger.release(lease)
            if outcome.step in (Step.DONE, Step.ASK):
                return outcome
            if outcome.until is not None:
                self.clock.instant = max(self.clock.instant, outcome.until)
        raise AssertionError(f"still not settled: {self.publisher.outlook(KEY)}")

    def run_with_a_person_at_hand(self) -> Outcome:
        """As `run`, with somebody who resumes the channel each time that unclear answers stop it."""
        while True:
            try:
                return self.run()
            except NotAllowed:
                switches.resume_channel(self.ledger, "contoh", "website")

    def assert_once(self, outcome: Outcome) -> None:
        assert outcome.row.state == State.VERIFIED
        assert len(self.platform.public()) == 1
        assert verify(self.ledger, "contoh") == []


@pytest.fixture
def fresh(new_book: NewBook) -> Iterator[Callable[..., World]]:
    worlds: list[World] = []

    def make(limits: Limits, hurt: Callable[[str], None] = lambda effect: None) -> World:
        for earlier in worlds:
            earlier.ledger.close()
        worlds.append(World(new_book(), limits, hurt))
        return worlds[-1]

    yield make
    for world in worlds:
        world.ledger.close()


@KINDS
def test_a_quiet_day(fresh: Callable[..., World], limits: Limits) -> None:
    world = fresh(limits)
    world.assert_once(world.run())


@KINDS
def test_the_intent_is_in_the_ledger_before_the_first_byte_leaves(fresh: Callable[..., World], limits: Limits) -> None:
    seen: list[str] = []
    world = fresh(limits, lambda effect: seen.append(queries.publication(world.ledger, KEY).state))
    world.run()
    assert seen[0] in (State.INTENT, State.STAGED)
    assert queries.publication(world.ledger, KEY).payload_digest


@KINDS
def test_a_lost_answer_is_found_again_not_sent_again(fresh: Callable[..., World], limits: Limits) -> None:
    lost: list[str] = []

    def once_each(effect: str) -> None:
        if effect.startswith("after") and effect not in lost:
            lost.append(effect)
            lost_answer(effect)

    world = fresh(limits, once_each)
    world.assert_once(world.run())
    assert lost


@KINDS
def test_killed_before_or_after_every_commit_and_every_effect(
    fresh: Callable[..., World], limits: Limits, monkeypatch: pytest.MonkeyPatch
) -> None:
    points = _count_points(fresh(limits), monkeypatch)
    assert points > 10
    for point in range(points):
        world = fresh(limits)
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
def test_any_schedule_of_faults_ends_with_one_post(fresh: Callable[..., World], schedule: list[str], limits: Limits) -> None:
    plan = iter(schedule)

    def hurt(effect: str) -> None:
        fault = next(plan, "fine")
        if fault == "lost" or (fault == "late" and effect.startswith("after")):
            raise MaybePublished("no answer")
        if effect.startswith("before") and fault == "refused connection":
            raise Unreached("connection refused")
        if effect.startswith("before") and fault == "busy":
            raise TryLater("429", world.clock.now())

    world = fresh(limits, hurt)
    outcome = world.run_with_a_person_at_hand()
    assert len(world.platform.public()) == 1
    assert outcome.row.state == State.VERIFIED


@KINDS
def test_two_workers_never_hold_one_publication(fresh: Callable[..., World], limits: Limits) -> None:
    world = fresh(limits)
    assert world.publisher.take(KEY) is not None
    assert world.publisher.take(KEY) is None


@KINDS
def test_paused_means_nothing_leaves(fresh: Callable[..., World], limits: Limits) -> None:
    world = fresh(limits)
    world.ledger.append("contoh", [Entry(Kind.PAUSE, "paused", facts={"paused": True, "reason": "masa tenang"})])
    with pytest.raises(NotAllowed, match="masa tenang"):
        world.run()
    assert world.platform.writes == 0


@KINDS
def test_bytes_that_were_not_approved_never_leave(fresh: Callable[..., World], limits: Limits) -> None:
    world = fresh(limits)
    world.approve("cd" * 32)
    with pytest.raises(NotAllowed):
        world.run()
    assert world.platform.writes == 0


@pytest.mark.parametrize(("error", "state"), [(Refused("no"), State.REJECTED), (NeedsHuman("token"), State.NEEDS_HUMAN)])
def test_a_clear_no_is_recorded_and_not_repeated(fresh: Callable[..., World], error: Exception, state: State) -> None:
    def hurt(effect: str) -> None:
        raise error

    world = fresh(SINGLE_STEP, hurt)
    assert world.run().row.state == state
    assert world.platform.writes == 1


def test_a_person_says_it_is_live_and_it_is_adopted(fresh: Callable[..., World]) -> None:
    world = fresh(replace(SINGLE_STEP, can_find=False), lost_answer)
    assert world.run().row.state == State.NEEDS_HUMAN
    lease = world.publisher.take(KEY)
    assert lease is not None
    world.publisher.tell(KEY, events.PersonSaysLive("https://contoh.example/0"), lease)
    world.ledger.release(lease)
    world.assert_once(world.run())


def test_a_busy_channel_is_never_paused_and_waits_as_long_as_it_was_told(fresh: Callable[..., World]) -> None:
    times: list[datetime] = []

    def hurt(effect: str) -> None:
        times.append(world.clock.now())
        if len(times) == 1:
            raise TryLater("429", world.clock.now() + timedelta(seconds=777))

    world = fresh(SINGLE_STEP, hurt)
    world.assert_once(world.run())
    assert (times[1] - times[0]).total_seconds() >= 777
    assert queries.unclear_in_row(world.ledger, "contoh", "website") == (0, False, "")
