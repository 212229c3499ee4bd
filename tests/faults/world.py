"""One office's world in compressed time: one package for one channel, swept until nothing moves any more.

Everything from the dropped folder to the archive is the product's own code, `flows.publish.publish_package` included; only
Prefect's task around an outward step is left out, because its bookkeeping is no part of the decision and costs far more than
the step. The clock is moved by hand to the next moment at which something is due. Nobody helps: a person is only counted.
"""

import asyncio
import logging
import shutil
import ssl
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import flows.publish
from config.new_home import PracticeTown, init_home, practice_secrets, practice_urls
from config.office import Office
from config.settings import HomeSettings, load_home, resolve_secret
from connectors import http
from connectors.accounts.wordpress import WordPress
from connectors.added import Means
from connectors.contract import Connector
from flows.channels import connector_of
from flows.wiring import Workroom, policy_of, required_steps
from ledger import queries
from ledger.chain import instant
from ledger.correction_queries import open_corrections
from ledger.entries import Entry, PublicationKey, Recorded
from ledger.queries import PublicationRow
from ledger.store import Condition, Lease, Ledger
from links.session import Bounds, WebSession, open_session
from publishing import intake, timing
from publishing.states import ENDED, State, Step
from publishing.work import Publisher
from safety.addresses import AddressPolicy
from safety.clock import ManualClock
from safety.redaction import Redactor, hide_in_logs
from tests.faults.at import channel_of
from tests.faults.dropped import picture, sign
from tests.faults.haste import hurried, in_haste
from tests.faults.schedule import Schedule
from tests.faults.stands import Stand
from tests.faults.without_prefect import WithoutPrefect

START = datetime(2026, 11, 20, 1, tzinfo=UTC)
MOST_HOURS = 48
MOST_SWEEPS = 400
REAL_DEADLINE = 10.0
"""Seconds that a request may really take here: never reached. On the world's clock an unanswered one costs the policy's
whole deadline, and the proxy says when that has passed."""
NAME = "penetapan-dpb"


class Witness(Ledger):
    """The ledger, and beside it what it acknowledged: those entries may never be missing."""

    acknowledged: list[Recorded]

    def append(
        self,
        office: str,
        entries: Iterable[Entry],
        *,
        holding: Lease | None = None,
        renewing: float = 0.0,
        only_new: bool = False,
        provided: Condition | None = None,
    ) -> list[Recorded]:
        recorded = super().append(office, entries, holding=holding, renewing=renewing, only_new=only_new, provided=provided)
        self.acknowledged += recorded
        return recorded


@dataclass
class Ears(logging.Handler):
    """Everything that any library of this process logged during a world."""

    heard: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(logging.INFO)

    __hash__ = logging.Handler.__hash__

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(self.format(record))


@dataclass(frozen=True)
class End:
    """A world when nothing moves any more: what the invariants are checked on."""

    seed: int
    stand: Stand
    room: Workroom
    words: str
    digest: str
    approved_at: datetime
    sweeps: int
    settled: bool
    row: PublicationRow | None
    person: str
    acknowledged: tuple[Recorded, ...]
    heard: tuple[str, ...]
    crashes: tuple[str, ...]
    """Sweeps that ended in an error that is none of the product's own: it would have delayed every other channel."""


class Laboratory:
    """A home, a ledger and a platform behind its proxy, in which one world after another takes place."""

    def __init__(self, folder: Path, stand: Stand) -> None:
        self.stand = stand
        channel = channel_of(stand.member)
        urls = {**practice_urls(), stand.member: stand.url}
        home = init_home(folder / "rumah", "benih", practice=True, town=PracticeTown(urls, stand.tokens))
        settings = load_home(home, {})
        office = settings.offices[0]
        kept: Any = office.channels[channel]
        if stand.member == "wordpress":
            kept = WordPress(type="wordpress", url=stand.url, username="editor", secret=practice_secrets()["site"])
        self.office = office.model_copy(update={"channels": {channel: kept}})
        self.settings: HomeSettings = replace(settings, offices=(self.office,))
        self.channel = channel
        self.engine = in_haste(Ledger.open(settings.database_url, ManualClock(START)).engine)
        self.steps = required_steps(self.office)
        self.addresses = AddressPolicy(_hosts(stand))
        self.tls = ssl.create_default_context()
        self.secrets = {name: resolve_secret(name, {}, home) for name in kept.secret_names().values()}
        hide_in_logs(self.secrets.values())
        self.picture = picture()
        self.told: list[int] = []
        self.ears = Ears()
        self.loop = asyncio.Runner()
        logging.getLogger().addHandler(self.ears)

    def close(self) -> None:
        logging.getLogger().removeHandler(self.ears)
        self.loop.close()
        self.engine.dispose()

    def live(self, seed: int, schedule: Schedule | None) -> End:
        """One world from the dropped package to its end."""
        clock = ManualClock(START)
        self.stand.begin(seed, clock)
        self.stand.proxy.begin(schedule, clock)
        self.ears.heard.clear()
        room = self._room(f"benih-{seed}", clock)
        words = f"Penetapan Daftar Pemilih benih {seed}"
        digest = self._drop(room, words)
        with hurried(self.stand.proxy.deadlines), patch.object(flows.publish, "outward_step", WithoutPrefect()):
            sweeps, settled, crashes = self.loop.run(self._story(room, clock))
        rows = queries.publications(room.ledger, room.office.slug)
        row = rows[0] if rows else None
        acknowledged = tuple(room.ledger.acknowledged)  # type: ignore[attr-defined]  # it is a Witness
        person = _person(room, row)
        return End(seed, self.stand, room, words, digest, START, sweeps, settled, row, person, acknowledged,
                   tuple(self.ears.heard), tuple(crashes))  # fmt: skip

    def correct(self, end: End, schedule: Schedule | None, said: str) -> tuple[int, bool, list[str]]:
        """Drop a correction of what a world has published, and play on: how many sweeps, whether it settled, what crashed."""
        room = end.room
        clock: ManualClock = room.clock  # type: ignore[assignment]  # every world's clock is moved by hand
        self.stand.proxy.begin(schedule, clock)
        self._drop(room, end.words, said)
        with hurried(self.stand.proxy.deadlines), patch.object(flows.publish, "outward_step", WithoutPrefect()):
            return self.loop.run(self._story(room, clock))

    def forget(self, end: End) -> None:
        """Remove what a world left on the disk."""
        shutil.rmtree(end.room.settings.queue_root(end.room.office.slug))
        shutil.rmtree(end.room.settings.copies / end.room.office.slug, ignore_errors=True)
        shutil.rmtree(end.room.settings.store / end.digest, ignore_errors=True)

    def _room(self, slug: str, clock: ManualClock) -> Workroom:
        office = self.office.model_copy(update={"slug": slug, "folder": slug})
        settings = replace(self.settings, offices=(office,))
        policy = policy_of(settings.publishing)
        redactor = Redactor(self.secrets.values())
        connectors = self._connectors(office, redactor, clock)
        ledger = Witness(self.engine, clock)
        ledger.acknowledged = []
        publisher = Publisher(ledger, connectors, policy, clock)
        return Workroom(settings, office, ledger, connectors, publisher, self.addresses, redactor, clock, self.steps, {},
                        lambda: self._connectors(office, redactor, clock))  # fmt: skip

    def _connectors(self, office: Office, redactor: Redactor, clock: ManualClock) -> dict[str, Connector]:
        session = http.session(self.addresses, redactor, http.Timeouts(REAL_DEADLINE, REAL_DEADLINE, REAL_DEADLINE), clock)
        means = Means(self.channel, session, self.secrets, self.settings.path, clock)
        return {self.channel: connector_of(office.channels[self.channel], means)}

    def _refreshed(self, room: Workroom) -> Workroom:
        """The room as a new process finds it: what a session remembered is forgotten, only the ledger knows."""
        connectors = self._connectors(room.office, room.redactor, room.clock)  # type: ignore[arg-type]  # a ManualClock
        return replace(room, connectors=connectors, publisher=replace(room.publisher, connectors=connectors))

    def _drop(self, room: Workroom, title: str, correction: str = "") -> str:
        """A package for this channel alone, whole at once, with the sheet that approves exactly its bytes; its digest."""
        room.desk.queue.prepare()
        beside = room.desk.queue.root / "konsep" / NAME
        (beside / "media").mkdir(parents=True)
        (beside / "media" / "01.jpg").write_bytes(self.picture)
        head = f"---\ntitle: {title}\nkind: berita\ncategory: Berita\nchannels: [{self.channel}]\nalt:\n  01.jpg: Rapat pleno\n"
        head += f'correction: "{correction}"\n' if correction else ""
        (beside / "naskah.md").write_text(f"{head}---\nKPU Kabupaten Contoh menetapkan daftar pemilih.\n", encoding="utf-8")
        digest = sign(beside, self.steps, START)
        beside.rename(room.desk.queue.inbox / NAME)
        return digest

    async def _story(self, room: Workroom, clock: ManualClock) -> tuple[int, bool, list[str]]:
        crashes: list[str] = []
        proxy, line = self.stand.proxy, self.stand.line
        end = START + timedelta(hours=MOST_HOURS)
        async with open_session(self.addresses, Bounds(request_seconds=REAL_DEADLINE), tls=self.tls) as web:
            for sweep in range(1, MOST_SWEEPS + 1):
                if proxy.late:
                    await asyncio.to_thread(line.call, proxy.deliver(clock.now()))
                try:
                    await sweep_once(self._refreshed(room), web, self.stand)
                except Exception as error:  # a crash is counted; the next sweep comes all the same
                    crashes.append(f"{type(error).__name__}: {error} ({_where(error)})")
                due = _next(room, clock)
                if due is None and proxy.late:  # what the platform still does late may not pass unseen
                    due = proxy.late[-1] + timedelta(seconds=1)
                if due is None:
                    return sweep, True, crashes
                clock.advance(max(1.0, (due - clock.now()).total_seconds()))
                if clock.now() > end:
                    return sweep, False, crashes
        return MOST_SWEEPS, False, crashes


async def sweep_once(room: Workroom, web: WebSession, stand: Stand) -> None:
    """What `flows.publish` does with an office's queue in one sweep."""
    taken = intake.take_in(room.ledger, room.desk, room.clock)
    for row in timing.due(room.ledger, room.desk, room.publisher.policy, room.clock, taken.moving):
        package = taken.fresh.get(row.key) or room.desk.read(row)
        if timing.may_go(room.ledger, room.desk, package, room.publisher.policy, room.clock):
            await flows.publish.publish_package(room, stand.hand(package), web)
            timing.file_away(room.ledger, room.desk, package, room.clock)


def _next(room: Workroom, clock: ManualClock) -> datetime | None:
    """When the next sweep has something to do; None when nothing moves without a person."""
    moments = []
    for row in queries.publications(room.ledger, room.office.slug):
        if State(row.state) in ENDED:
            continue
        outlook = room.publisher.outlook(row.key)
        _, paused, _ = queries.unclear_in_row(room.ledger, row.key.office, row.key.channel)
        if outlook.step == Step.ASK or (paused and outlook.step in (Step.STAGE, Step.REVEAL)):
            continue
        moments.append(outlook.until or clock.now() + timedelta(seconds=5))
    for one in open_corrections(room.ledger, room.office.slug):
        moments.append(instant(one.retry_at) if one.retry_at else clock.now() + timedelta(seconds=5))
    return min(moments, default=None)


def _person(room: Workroom, row: PublicationRow | None) -> str:
    """Why a person must act at the end, "" if nobody must."""
    if row is None:
        return "held"
    if row.state in (State.NEEDS_HUMAN, State.REJECTED, State.DEAD):
        return row.state
    _, paused, _ = queries.unclear_in_row(room.ledger, row.key.office, row.key.channel)
    return "breaker" if paused and State(row.state) not in ENDED else ""


def key_of(room: Workroom) -> PublicationKey:
    """The one publication of a world."""
    return queries.publications(room.ledger, room.office.slug)[0].key


def _where(error: BaseException) -> str:
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(last.filename).name}:{last.lineno}"


def _hosts(stand: Stand) -> frozenset[str]:
    return frozenset(url.removeprefix("http://") for url in (stand.url, *stand.others))


@contextmanager
def open_laboratory(folder: Path, stand: Stand) -> Iterator[Laboratory]:
    """A laboratory that is closed with the block."""
    laboratory = Laboratory(folder, stand)
    try:
        yield laboratory
    finally:
        laboratory.close()
