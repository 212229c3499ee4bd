"""Unclear answers are cleared up by looking: one publication stops no channel, many do for a while, a person is the last."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from connectors.contract import Limits, MaybePublished, Refused, Rendering, TryLater, Unreached
from content_queue.package import Attachment, Package, Video
from ledger import queries
from ledger.entries import Entry, Kind, PublicationKey
from publishing import events, sending, switches
from publishing.states import Policy, Progress, State, Step
from publishing.steps import advance, gap_after, next_step
from publishing.work import NotAllowed, Outcome
from safety.fence import ask_fence
from safety.patience import extra_seconds
from tests.publishing.platform import HIDDEN_STAGE, KEYED, SINGLE_STEP
from tests.publishing.world import KEY, PACKAGE, NewWorld, World


class Line:
    """A line to the platform that can be cut: then nothing arrives and no answer comes."""

    def __init__(self) -> None:
        self.cut = True
        self.after = False
        self.sent: list[str] = []

    def __call__(self, effect: str) -> None:
        self.sent += [effect] if effect.startswith("before") else []
        if self.cut and effect.startswith("after" if self.after else "before") and "draft" not in effect:
            raise MaybePublished("no answer")


def more(world: World, count: int) -> list[Package]:
    """As many packages as that, approved and planned, with the world's own first."""
    packages = [PACKAGE, *(replace(PACKAGE, id=f"paket-{n}", title=f"Paket {n}") for n in range(2, count + 1))]
    for package in packages[1:]:
        facts = {"digest": package.digest, "state": "approved", "title": package.title}
        world.ledger.append("contoh", [Entry(Kind.PACKAGE, "approved", package.id, 1, facts=facts)])
        world.publisher.plan(package)
    return packages


def key_of(package: Package) -> PublicationKey:
    return PublicationKey("contoh", package.id, 1, "website")


def step(world: World, package: Package) -> Outcome:
    lease = world.publisher.take(key_of(package))
    assert lease is not None
    try:
        return world.publisher.step(package, key_of(package), lease)
    finally:
        world.ledger.release(lease)


def test_one_publication_that_stays_unclear_goes_to_a_person_and_stops_no_other(new_world: NewWorld) -> None:
    line = Line()
    world = new_world(SINGLE_STEP, line)
    assert world.run(200).row.state == State.DEAD
    assert len(line.sent) == Policy().max_attempts
    assert queries.unclear_in_row(world.ledger, "contoh", "website") == (1, False, "")


def test_the_more_often_an_answer_is_unclear_the_later_an_absence_is_believed(new_world: NewWorld) -> None:
    """A second post would be a duplicate: a platform that is unclear again and again may also be late."""
    line = Line()
    world = new_world(SINGLE_STEP, line)
    times = []
    while len(times) < 4:
        if step(world, PACKAGE).step == Step.WAIT and len(line.sent) > len(times):
            times.append(world.clock.now())
        world.clock.instant = max(world.clock.instant, world.publisher.outlook(KEY).until or world.clock.instant)
    waits = [(later - earlier) / timedelta(seconds=180) for earlier, later in pairwise(times)]
    assert [round(wait) for wait in waits] == [1, 4, 16]


def test_while_several_wait_to_be_looked_for_nothing_else_begins_and_then_it_goes_on_by_itself(
    new_world: NewWorld,
) -> None:
    line = Line()
    world = new_world(SINGLE_STEP, line)
    packages = more(world, 4)
    for package in packages[:3]:
        step(world, package)
        step(world, package)
        assert queries.publication(world.ledger, key_of(package)).state == State.UNKNOWN
    writes = world.platform.writes
    with pytest.raises(NotAllowed, match="3 penayangan belum jelas hasilnya"):
        step(world, packages[3])
    assert world.platform.writes == writes
    line.cut = False
    world.assert_once(world.run())
    step(world, packages[3])
    step(world, packages[3])
    assert queries.publication(world.ledger, key_of(packages[3])).state == State.LIVE


def test_when_several_in_a_row_stay_unclear_the_channel_waits_for_a_person(new_world: NewWorld) -> None:
    line = Line()
    world = new_world(replace(SINGLE_STEP, can_find=False), line)
    packages = more(world, 4)
    for package in packages[:3]:
        step(world, package)
        step(world, package)
        assert queries.publication(world.ledger, key_of(package)).state == State.NEEDS_HUMAN
    with pytest.raises(NotAllowed, match=r"no answer.*tayang resume --channel website"):
        step(world, packages[3])
    switches.resume_channel(world.ledger, "contoh", "website")
    line.cut = False
    step(world, packages[3])
    step(world, packages[3])
    assert queries.publication(world.ledger, key_of(packages[3])).state == State.LIVE


def test_a_flip_whose_answer_was_lost_is_looked_for_and_not_sent_again(new_world: NewWorld) -> None:
    line = Line()
    line.after = True
    world = new_world(HIDDEN_STAGE, line)
    world.assert_once(world.run())
    assert line.sent == ["before draft", "before flip"]


def test_a_flip_that_never_arrives_is_given_up_only_after_enough_looks(new_world: NewWorld) -> None:
    line = Line()
    world = new_world(HIDDEN_STAGE, line)
    outcome = world.run(200)
    assert outcome.row.state == State.DEAD
    assert outcome.row.looks == Policy().looks
    assert len(line.sent) <= 1 + Policy().max_attempts


def test_a_post_that_stays_one_is_sent_again_as_soon_as_it_is_seen_not_to_be_there(new_world: NewWorld) -> None:
    """Nothing is waited for: what arrives late meets the same key."""
    line = Line()
    world = new_world(KEYED, line)
    began = world.clock.now()
    while len(line.sent) < 2:
        step(world, PACKAGE)
        world.clock.instant = max(world.clock.instant, world.publisher.outlook(KEY).until or world.clock.instant)
    assert world.clock.now() - began < timedelta(seconds=Policy().settle_window)
    line.cut = False
    world.assert_once(world.run())


def test_a_post_that_stays_one_is_given_up_only_after_enough_looks(new_world: NewWorld) -> None:
    line = Line()
    world = new_world(KEYED, line)
    outcome = world.run(200)
    assert (outcome.row.state, outcome.row.looks) == (State.DEAD, Policy().looks)
    assert len(line.sent) == Policy().max_attempts


def test_what_was_refused_after_an_unclear_try_is_never_called_refused(new_world: NewWorld) -> None:
    """The unclear one may still arrive, under its key: a person looks."""
    line = Line()

    def hurt(effect: str) -> None:
        if len(line.sent) == 1:
            raise Refused("too long")
        line(effect)

    world = new_world(KEYED, hurt)
    assert world.run(200).row.state == State.NEEDS_HUMAN


@pytest.mark.parametrize("busy", [True, False], ids=["the last was refused", "the last was unclear"])
def test_a_flip_that_arrives_after_the_last_attempt_is_found(new_world: NewWorld, busy: bool) -> None:
    line = Line()

    def hurt(effect: str) -> None:
        if busy and len(line.sent) > 2 and effect == "before flip":
            line.sent.append(effect)
            raise TryLater("429", world.clock.now() + timedelta(minutes=1))
        line(effect)

    world = new_world(HIDDEN_STAGE, hurt)
    while queries.publication(world.ledger, KEY).attempt < Policy().max_attempts:
        world.clock.instant = max(world.clock.instant, world.publisher.outlook(KEY).until or world.clock.instant)
        step(world, PACKAGE)
    assert queries.publication(world.ledger, KEY).state == State.UNKNOWN
    world.platform.posts[0].public = True
    world.assert_once(world.run())


def test_what_a_killed_process_had_sent_is_counted(new_world: NewWorld) -> None:
    world = new_world(SINGLE_STEP, lambda effect: None)
    lease = world.publisher.take(KEY)
    assert lease is not None
    rendering = Rendering("website", "memory", "judul", "isi")
    for number in range(1, 9):  # a row read anew each time, as a new process does
        with sending.counted(world.ledger, queries.publication(world.ledger, KEY), rendering, SINGLE_STEP, Policy(), lease):
            ask_fence()
        assert queries.publication(world.ledger, KEY).writes == number
    with (
        sending.counted(world.ledger, queries.publication(world.ledger, KEY), rendering, SINGLE_STEP, Policy(), lease),
        pytest.raises(sending.OutOfWrites, match="sudah 8 permintaan"),
    ):
        ask_fence()
    ask_fence()  # nobody counts outside a publication


@pytest.mark.parametrize("size", [1000, 16 * 2**20, 100 * 2**20, 500 * 2**20])
def test_the_right_to_send_a_film_lasts_as_long_as_sending_it_may_take(
    new_world: NewWorld, tmp_path: Path, size: int
) -> None:
    world = new_world(SINGLE_STEP, lambda effect: None)
    lease = world.publisher.take(KEY)
    assert lease is not None
    film = Video("film.mp4", tmp_path, "0" * 64, "video/mp4", 640, 360, size, 60.0, "Palu diketuk")
    rendering = Rendering("website", "memory", "judul", "isi", videos=(film,))
    wrapped_up = size * 4 // 3 + 2**16  # as text, with everything around it
    with sending.counted(world.ledger, queries.publication(world.ledger, KEY), rendering, SINGLE_STEP, Policy(), lease):
        ask_fence()
        assert lease.remaining(world.clock) > Policy().request_deadline + extra_seconds(wrapped_up)


def test_a_package_with_many_files_may_send_more(new_world: NewWorld, tmp_path: Path) -> None:
    file = Attachment(name="a.pdf", sha256="0" * 64, path=tmp_path, size=1, mime="application/pdf", title="A")
    rendering = Rendering("website", "memory", "judul", "isi", tags=("dpb", "rapat"), attachments=(file,) * 5)
    assert sending.most_writes(rendering, SINGLE_STEP, Policy()) == 8 + 2 * 4 + 2


def test_a_film_that_leaves_in_pieces_may_cost_two_more_requests_for_each_piece(tmp_path: Path) -> None:
    film = Video("a.mp4", tmp_path, "0" * 64, "video/mp4", 64, 36, 10 * 2**20, 3.0, "Rapat pleno")
    rendering = Rendering("youtube", "memory", "judul", "isi", videos=(film,))
    assert sending.most_writes(rendering, SINGLE_STEP, Policy()) == 8
    assert sending.most_writes(rendering, replace(SINGLE_STEP, piece_bytes=4 * 2**20), Policy()) == 8 + 2 * 3


def test_a_persons_word_gives_a_publication_its_attempts_back(new_world: NewWorld) -> None:
    line = Line()
    world = new_world(SINGLE_STEP, line)
    world.run(200)
    line.cut = False
    lease = world.publisher.take(KEY)
    assert lease is not None
    world.ledger.append("contoh", [Entry(Kind.PUBLICATION, "sending", KEY.package_id, 1, "website", {"writes": 8})])
    row = world.publisher.tell(KEY, events.PersonSaysNotLive(), lease).row
    world.ledger.release(lease)
    assert (row.attempt, row.unclear, row.writes) == (0, 0, 0)
    world.assert_once(world.run())


@pytest.mark.parametrize("named", [timedelta(), timedelta(minutes=-1), timedelta(days=-1)], ids=["now", "before", "long before"])
@pytest.mark.parametrize("unreached", [False, True], ids=["refused", "unreached"])
@pytest.mark.parametrize("limits", [HIDDEN_STAGE, SINGLE_STEP, KEYED], ids=["hidden stage", "single step", "keyed"])
def test_a_time_to_try_again_that_is_over_by_our_clock_is_no_leave_to_hurry(
    new_world: NewWorld, limits: Limits, named: timedelta, unreached: bool
) -> None:
    tries = []

    def hurt(effect: str) -> None:
        if effect in ("before flip", "before post") and len(tries) < 3:
            tries.append(world.clock.now())
            raise (Unreached if unreached else TryLater)("busy", world.clock.now() + named)

    world = new_world(limits, hurt)
    world.assert_once(world.run())
    assert min(later - earlier for earlier, later in pairwise(tries)) >= timedelta(seconds=Policy().backoff)


def test_a_look_that_names_a_time_that_is_over_is_repeated_after_a_pause() -> None:
    now = datetime(2026, 11, 20, 1, tzinfo=UTC)
    doubt = Progress(State.UNKNOWN, attempt=1, reveal_sent=True, intent_at=now, unclear_at=now, retry_at=now)
    after = advance(doubt, events.SurelyNot("busy", now - timedelta(minutes=1)), SINGLE_STEP, Policy(), now)
    assert after.retry_at is not None
    assert after.retry_at >= now + timedelta(seconds=Policy().backoff)


def test_what_stays_unclear_after_the_last_attempt_is_looked_for_after_a_pause() -> None:
    now = datetime(2026, 11, 20, 1, tzinfo=UTC)
    last = Progress(State.STAGED, attempt=8, reveal_sent=True, intent_at=now, unclear_at=now)
    after = advance(last, events.SurelyNot("busy", now - timedelta(minutes=1)), KEYED, Policy(), now)
    assert next_step(after, KEYED, Policy(), now)[0] == Step.WAIT


def test_four_tries_fit_into_eight_minutes_and_the_others_into_an_hour_and_a_half() -> None:
    gaps = [gap_after(tries, Policy()) for tries in range(1, Policy().max_attempts)]
    assert gaps == [30, 60, 120, 240, 960, 1920, 1920]
    assert gap_after(0, Policy()) == 30
