"""One package of one office on one channel that can be hurt at any of its effects."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from connectors.contract import Grade, Limits
from content_queue.package import Kind as PackageKind
from content_queue.package import Package
from ledger.entries import Entry, Kind, PublicationKey
from ledger.store import Ledger
from ledger.verify import verify
from publishing import events, switches
from publishing.states import Policy, State, Step
from publishing.work import NotAllowed, Outcome, Publisher
from safety.clock import ManualClock
from tests.books import NewBook
from tests.publishing.platform import HIDDEN_STAGE, KEYED, SINGLE_STEP, MemoryPlatform

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


NewWorld = Callable[..., World]


@pytest.fixture
def new_world(new_book: NewBook) -> Iterator[NewWorld]:
    """Makes a world; the one before it ends."""
    worlds: list[World] = []

    def make(limits: Limits, hurt: Callable[[str], None] = lambda effect: None) -> World:
        for earlier in worlds:
            earlier.ledger.close()
        worlds.append(World(new_book(), limits, hurt))
        return worlds[-1]

    yield make
    for world in worlds:
        world.ledger.close()
