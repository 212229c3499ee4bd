"""One whole home on the disk with one office and one channel, swept by `flows.publish.run_sweep` itself until all is done.

A home can be put back to any earlier moment: its files from a `Tree`, the platform from what it held then. Whatever then
starts is a new process: it knows nothing but what lies there.
"""

import asyncio
import sqlite3
import ssl
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sqlalchemy import Engine

import flows.publish
import ledger.engine
import ledger.owners
import ledger.store
from config.new_home import PracticeTown, init_home, practice_urls
from content_queue.package import Package
from content_queue.profile import load_profile
from flows import chores
from flows.wiring import PROFILES, Workroom, open_workroom
from ledger import queries
from ledger.entries import Recorded
from ledger.queries import PublicationRow
from ledger.store import Ledger, LedgerFailure
from links.copy import verify_copy
from publishing.desk import DONE
from publishing.states import State
from safety.clock import ManualClock
from tests.faults import at
from tests.faults.at import channel_of
from tests.faults.campaign import stand_of
from tests.faults.dropped import picture, sign
from tests.faults.effects import Recorder
from tests.faults.film_stand import FilmStand
from tests.faults.hooks import recording
from tests.faults.invariants import judge
from tests.faults.meta_stands import MetaStand
from tests.faults.proxy import open_line
from tests.faults.stands import Stand
from tests.faults.tree import Op, Tree, after
from tests.faults.without_prefect import WithoutPrefect
from tests.faults.world import NAME, START, End

MEMORY = Path("/dev/shm")  # noqa: S108  # throwaway homes: what is durable here is decided by the laboratory itself
OFFICE = "benih"
BROKEN = "tanpa-judul"
WORDS = "Penetapan Daftar Pemilih benih"
MOST_SWEEPS = 40
PATIENCE = 400.0
"""How far the clock moves when a sweep has changed nothing: longer than a lease with its grace, shorter than lateness."""

_TLS = ssl.create_default_context()
_true_publish = flows.publish.publish_package


@dataclass(frozen=True)
class Moment:
    """A home and its platform as they were: what a new process finds."""

    tree: Tree
    platform: bytes
    at: datetime
    acknowledged: tuple[Recorded, ...] = ()


def same(moment: Moment) -> tuple[object, ...]:
    """What decides all that follows from a moment: the files as SQLite mends its own, the platform, what was acknowledged.

    A cut inside a transaction leaves a journal; SQLite itself rolls it back here, and what comes out is compared.
    """
    book = {name: body for name, (_, body) in moment.tree.files().items() if name.startswith("ledger/ledger.db") and body}
    rest = tuple(one for one in moment.tree.files().items() if one[0] not in book and not one[0].startswith("ledger/ledger.db"))
    return rest, _mended(book), moment.platform, len(moment.acknowledged)


def _mended(book: dict[str, bytes]) -> bytes:
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        for name, body in book.items():
            (Path(folder) / Path(name).name).write_bytes(body)
        with closing(sqlite3.connect(f"{folder}/ledger.db")) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        return (Path(folder) / "ledger.db").read_bytes()


@dataclass(frozen=True)
class Verdict:
    """What became of a home after a fault: everything that is not as promised, and what was done meanwhile."""

    broken: tuple[str, ...]
    sweeps: int
    person: str
    record: Recorder
    told: tuple[str, ...] = ()
    """What the sweeps that ended in an error said."""


def cut(start: Moment, record: Recorder, at: int, tree: Tree | None = None) -> Moment:
    """What a new process finds if the old one ended right before the effect with that number.

    Everything it did before is there, or just `tree`; the platform holds what it had carried out by then.
    """
    done = record.effects[:at]
    sent = [effect.told for effect in done if effect.op is Op.SENT]
    said = [entry for effect in done if effect.op is Op.SAID for entry in effect.told]
    when = record.times[at - 1] if at else start.at
    return Moment(tree or after(record.base, done), sent[-1] if sent else start.platform, when, (*start.acknowledged, *said))


@dataclass
class Homestead:
    """A place where one home after the other stands, at one path, in front of one platform."""

    stand: Stand
    path: Path
    clock: ManualClock = field(default_factory=lambda: ManualClock(START))
    process: int = 0
    digest: str = ""
    _engine: Engine | None = None

    def fresh(self) -> Moment:
        """A new home with one approved package and one that cannot be read, both just dropped; nothing published yet."""
        Tree().write(self.path)
        self.path.rmdir()
        urls = {**practice_urls(), self.stand.member: self.stand.url}
        init_home(self.path, OFFICE, practice=True, town=PracticeTown(urls, self.stand.tokens))
        office = self.path / "offices" / f"{OFFICE}.toml"
        text = office.read_text(encoding="utf-8")
        office.write_text(text.replace(f'slug = "{OFFICE}"', f'slug = "{OFFICE}"\nfolder = "{OFFICE}"', 1), encoding="utf-8")
        channel = channel_of(self.stand.member)
        head = f"kind: berita\ncategory: Berita\nchannels: [{channel}]\nalt:\n  01.jpg: Rapat pleno\n"
        self.digest = self._drop(NAME, f"---\ntitle: {WORDS}\n{head}---\nKPU Kabupaten Contoh menetapkan daftar pemilih.\n")
        self._drop(BROKEN, f"---\n{head}---\nNaskah ini tidak punya judul.\n")
        self.stand.begin(1, self.clock)
        return Moment(Tree.read(self.path), self._platform(), START)

    def _drop(self, name: str, text: str) -> str:
        place = self.path / OFFICE / "masuk" / name
        (place / "media").mkdir(parents=True)
        for folder in ("konsep", "ditahan", "arsip"):
            (self.path / OFFICE / folder).mkdir(exist_ok=True)
        (place / "media" / "01.jpg").write_bytes(picture())
        if film := at.told(self.stand.member, "FILM"):
            (place / "media" / "film.mp4").write_bytes(film())
            (place / "media" / "film.txt").write_text("Ketua membacakan penetapan", encoding="utf-8")
        (place / "naskah.md").write_text(text, encoding="utf-8")
        return sign(place, load_profile(PROFILES / "bangka-barat-2019.toml").required_steps, START)

    def _database(self) -> sqlite3.Connection:
        connection: sqlite3.Connection = self.stand._store._db  # type: ignore[attr-defined]  # the platform's whole memory
        return connection

    def _platform(self) -> bytes:
        return self._database().serialize()

    def put_back(self, moment: Moment, later: float = 1.0) -> None:
        """Make the home and the platform what they were at a moment; a new process starts `later` seconds after it."""
        moment.tree.write(self.path)
        self.clock = ManualClock(moment.at + timedelta(seconds=later))
        self.stand.begin(1, self.clock)
        self.stand.proxy.begin(None, self.clock)
        self._database().deserialize(moment.platform)
        self.process += 1

    def live(self, moment: Moment, recorder: Recorder | None = None, later: float = 1.0, rebooted: bool = False) -> Verdict:
        """Sweep on from a moment until everything is done, then judge. `rebooted`: the machine itself started anew."""
        self.put_back(moment, later)
        self.process += rebooted
        known = list(moment.acknowledged)
        recorder = recorder or Recorder(self.path, moment.tree)
        recorder.state, recorder.now = self._platform, self.clock.now
        boot = self.process if rebooted else 0
        with self._in_haste(), ExitStack() as stack:
            stack.enter_context(patch.object(flows.publish, "outward_step", WithoutPrefect()))
            if isinstance(self.stand, MetaStand):  # its pictures lie on a website that is always there
                stack.enter_context(patch.object(flows.publish, "publish_package", self._handed))
            stack.enter_context(patch.object(ledger.owners, "_started", lambda _pid: str(self.process)))
            stack.enter_context(patch.object(ledger.owners, "_boot_id", lambda: f"boot-{boot}"))
            stack.enter_context(recording(recorder))
            sweeps, told = self._sweep(recorder)
        said = [entry for effect in recorder.effects if effect.op is Op.SAID for entry in effect.told]
        with self._in_haste(), patch.object(ledger.store, "migrate", lambda _engine: None):
            return self._judged(recorder, sweeps, told, [*known, *said])

    async def _handed(self, room: Workroom, package: Package, *more: Any, **named: Any) -> list[PublicationRow]:
        return await _true_publish(room, self.stand.hand(package), *more, **named)

    @contextmanager
    def _in_haste(self) -> Iterator[None]:
        """What only costs time to make anew and remembers nothing of the book: compiled statements, the trusted roots."""
        with ExitStack() as stack:
            stack.enter_context(patch.object(ledger.store, "engine_of", self._engine_of))
            stack.enter_context(patch.object(ssl, "create_default_context", lambda: _TLS))
            yield

    def _engine_of(self, url: str) -> Engine:
        if self._engine is None:
            self._engine = ledger.engine.engine_of(url)
        return self._engine

    def _sweep(self, recorder: Recorder) -> tuple[int, list[str]]:
        told: list[str] = []
        for sweep in range(1, MOST_SWEEPS + 1):
            before, recorder.sweeps = len(recorder.effects), sweep
            try:
                asyncio.run(flows.publish.run_sweep(self.path, OFFICE, self.clock))
            except Exception as error:  # the flow fails; the schedule starts the next one
                told.append(f"{type(error).__name__}: {error}".splitlines()[0])
            done = self._is_done()
            if done:
                return sweep, told
            names = {effect.path for effect in recorder.effects[before:] if effect.told}
            self.clock.advance(15.0 if names else PATIENCE)
        return MOST_SWEEPS, told

    def _is_done(self) -> bool:
        assert self._engine is not None
        book = Ledger(self._engine, self.clock)
        try:
            packages, rows = queries.packages(book, OFFICE), queries.publications(book, OFFICE)
        except LedgerFailure:
            return False  # no tables yet
        finally:
            book.close()
        published = bool(packages) and all(row.state == DONE for row in packages)
        held = not (self.path / OFFICE / "masuk" / BROKEN).exists()
        return held and (published or any(row.state in (State.NEEDS_HUMAN, State.DEAD, State.REJECTED) for row in rows))

    @contextmanager
    def room(self) -> Iterator[Workroom]:
        with open_workroom(self.path, OFFICE, {}, self.clock) as room:
            yield room

    def _judged(self, recorder: Recorder, sweeps: int, told: list[str], known: list[Recorded]) -> Verdict:
        broken = [f"{name} lies on the disk but not in the record" for name in _unrecorded(self.path, recorder)]
        with self.room() as room:
            rows = queries.publications(room.ledger, OFFICE)
            row = rows[0] if rows else None
            person = str(row.state) if row and row.state in (State.NEEDS_HUMAN, State.DEAD, State.REJECTED) else ""
            end = End(1, self.stand, room, WORDS, self.digest, START, sweeps, self._is_done(), row, person, tuple(known), (), ())
            judged = judge(end)
            broken += judged.broken
            for name in ("duplicates", "lost", "false_live", "false_failed"):
                broken += [name.replace("_", " ")] * bool(getattr(judged, name))
            needless = bool(person) and not at.is_blind(self.stand.member)
            broken += [f"left to a person: {person} {row.problem if row else ''}"] * needless
            broken += self._held(room)
            broken += [] if person else self._copied(room)
        return Verdict(tuple(broken), sweeps, person, recorder, tuple(told))

    def _held(self, room: Workroom) -> Iterator[str]:
        places = [p for p in room.desk.queue.root.rglob(f"{BROKEN}*") if p.is_dir()]
        if [p.parent.name for p in places] != ["ditahan"]:
            yield f"the package that cannot be read lies in {[str(p.relative_to(self.path)) for p in places]}"
        elif not (places[0] / "ALASAN.txt").read_bytes():
            yield "held without a reason"
        elif not any(e["event"] == "held" for e in queries.history(room.ledger, OFFICE)):
            yield "held, and the ledger does not say so"

    def _copied(self, room: Workroom) -> Iterator[str]:
        """The night's housekeeping makes the copies that a fault has prevented; after it each is whole."""
        try:
            asyncio.run(chores.copies(replace(room, clock=ManualClock(self.clock.now() + timedelta(hours=9)))))
        except Exception as error:
            yield f"the night's copies: {type(error).__name__}: {error}"
        found = queries.latest_copies(room.ledger, OFFICE)
        if len(found) != 1:
            yield f"{len(found)} copies instead of one"
        for place in found.values():
            yield from (f"copy: {problem.code}" for problem in verify_copy(self.path / place))


def _unrecorded(root: Path, recorder: Recorder) -> list[str]:
    """What differs between the disk and the record of what was done to it: an effect that escaped."""
    real, told = Tree.read(root).files(), recorder.tree.files()
    return sorted(name for name in real.keys() | told.keys() if real.get(name) != told.get(name))


@contextmanager
def open_homestead(member: str, folder: Path) -> Iterator[Homestead]:
    """A homestead in front of one member of the practice town, closed with the block."""
    with open_line() as line, stand_of(member)(ManualClock(START), line) as stand:
        if isinstance(stand, FilmStand):
            stand.take(at.told(member, "FILM")())
        yield Homestead(stand, folder / "rumah")
