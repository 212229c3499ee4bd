"""What scans remember saves looks and decides nothing: however little each looks at, they end where full looks end."""

import itertools
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content_queue.folder import QueueFolder
from content_queue.profile import Covers, Step
from content_queue.seal import digest_of, hashes
from content_queue.sheet import Decision, Sheet, SignOff, write_sheet
from ledger import queries
from ledger.store import Ledger
from publishing import intake, timing
from publishing.desk import APPROVED, AWAITING, CANCELLED, Desk
from publishing.states import Policy
from safety.clock import ManualClock

START = datetime(2026, 11, 20, 1, tzinfo=UTC)
NASKAH = "---\ntitle: Paket {number:05}\nkind: berita\nchannels: [website]\n---\nIsi {number:05}.\n"
# A whole one: a broken one would be held by whichever world looks first, and the next act would fall upon another package.
PDF = "%PDF-1.7\n1 0 obj\n<<>>\nendobj\n% {number:05}\ntrailer\n<<>>\n%%EOF\n"
POLICY = Policy(jeda=0, late=10**7)
ACTS = st.sampled_from(
    ["drop", "drop", "edit", "edit", "add", "rename", "take out", "put back", "sign", "sign", "lose notes", "scan"]
)


@dataclass
class World:
    """One office's queue; the same acts happen in two of them, of which one looks at little and one at everything."""

    desk: Desk
    ledger: Ledger
    clock: ManualClock
    forgetful: bool
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def act(self, what: str, which: int) -> None:
        inside, outside = sorted(self.desk.queue.inbox.iterdir()), sorted(self.desk.queue.drafts.iterdir())
        number = next(self.numbers)
        if what == "drop":
            (self.desk.queue.inbox / f"paket-{number:05}" / "lampiran").mkdir(parents=True)
            self.write(self.desk.queue.inbox / f"paket-{number:05}" / "naskah.md", number)
        elif what == "put back" and outside:
            outside[which % len(outside)].rename(self.desk.queue.inbox / outside[which % len(outside)].name)
        elif what == "lose notes" and self.forgetful:
            self.lose(".pindai-*")
        elif inside:
            self.change(what, inside[which % len(inside)], number)

    def change(self, what: str, folder: Path, number: int) -> None:
        match what:
            case "edit":
                self.write(folder / "naskah.md", number)
            case "add":
                self.write(folder / "lampiran" / f"{number}.pdf", number, PDF)
            case "rename":
                folder.rename(folder.with_name(f"paket-{number:05}"))
            case "take out":
                folder.rename(self.desk.queue.drafts / folder.name)
            case "sign":
                digest = digest_of(hashes(folder))
                sign = SignOff(
                    step=1, decision=Decision.YES, person="ketua", role="Ketua", at=START, covers=Covers.CONTENT, digest=digest
                )
                write_sheet(folder / "disposisi.yaml", Sheet(digest=digest, files=hashes(folder), sign_offs=(sign,)))

    def write(self, file: Path, number: int, text: str = NASKAH) -> None:
        """In place, of the same length, with a time of its own: the machine's clock may be too coarse for a test."""
        file.write_text(text.format(number=number), encoding="utf-8")
        os.utime(file, (1_700_000_000 + number, 1_700_000_000 + number))

    def lose(self, pattern: str) -> None:
        for file in self.desk.store.glob(pattern):
            file.unlink()

    def scan(self, after: float = 15) -> set[str]:
        """What would go out; nothing but bytes that are the sealed ones and signed."""
        self.clock.advance(after)
        if not self.forgetful:
            self.lose(".pindai-*.buku.json")
        taken = intake.take_in(self.ledger, self.desk, self.clock)
        due = timing.due(self.ledger, self.desk, POLICY, self.clock, taken.moving)
        assert all(self.desk.holds_sealed_bytes(row) and row.state == APPROVED for row in due)
        return {row.folder for row in due}

    def end(self) -> tuple[object, ...]:
        for _ in range(9):
            self.scan()
        for _ in range(3):
            self.scan(intake.PATIENCE.total_seconds() + 60)
        due = self.scan()
        states = {row.folder: row for row in reversed(queries.packages(self.ledger, self.desk.office))}
        known = {name: (row.state, row.digest) for name, row in states.items() if row.state in (AWAITING, APPROVED)}
        places = [sorted(path.name for path in place.iterdir()) for place in (self.desk.queue.inbox, self.desk.queue.held)]
        return due, known, places


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    ledger = Ledger.open(f"sqlite:///{tmp_path_factory.mktemp('buku')}/ledger.sqlite", ManualClock(START))
    yield ledger
    ledger.close()


def world(ledger: Ledger, path: Path, office: str, glances: int, deep_looks: int) -> World:
    queue = QueueFolder(path / office, 10, glances, deep_looks)
    queue.prepare()
    step = Step(nr=1, activity="Persetujuan", sign_off_required=True, covers=Covers.CONTENT)
    desk = Desk(office, queue, path / "gudang", ("website",), ZoneInfo("Asia/Jakarta"), (step,), ("ketua",), {})
    return World(desk, ledger, ManualClock(START), forgetful=deep_looks < 100)


OFFICES = itertools.count()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.tuples(ACTS, st.integers(0, 5), st.booleans()), min_size=3, max_size=12))
def test_scans_that_look_at_little_end_where_scans_that_look_at_everything_end(
    ledger: Ledger, tmp_path: Path, acts: list[tuple[str, int, bool]]
) -> None:
    number = next(OFFICES)
    sparing, full = world(ledger, tmp_path, f"hemat-{number}", 2, 2), world(ledger, tmp_path, f"penuh-{number}", 1000, 1000)
    for one in (sparing, full):
        for what, which, look in acts:
            one.act(what, which)
            if look:
                one.scan()
    assert sparing.end() == full.end()


def test_what_was_edited_in_place_after_its_signature_does_not_go_out_though_no_scan_saw_it(
    ledger: Ledger, tmp_path: Path
) -> None:
    office = world(ledger, tmp_path, "diubah", 0, 0)
    office.act("drop", 0)
    office.act("sign", 0)
    assert office.scan() == {"paket-00001"}
    office.scan()
    office.act("edit", 0)
    assert office.scan() == set()


def test_a_signature_and_a_package_taken_out_are_noticed_by_the_very_next_scan(ledger: Ledger, tmp_path: Path) -> None:
    office = world(ledger, tmp_path, "segera", 0, 0)
    for _ in range(2):
        office.act("drop", 0)
        office.scan()
    for _ in range(3):
        office.scan()
    assert {row.state for row in queries.packages(ledger, "segera")} == {AWAITING}
    office.act("sign", 0)
    office.act("take out", 1)
    assert office.scan() == {"paket-00001"}
    assert {row.folder: row.state for row in queries.packages(ledger, "segera")} == {
        "paket-00001": APPROVED,
        "paket-00002": CANCELLED,
    }


def test_a_package_that_is_open_in_word_does_not_begin(ledger: Ledger, tmp_path: Path) -> None:
    office = world(ledger, tmp_path, "terbuka", 0, 0)
    office.act("drop", 0)
    office.act("sign", 0)
    office.scan()
    office.scan()
    lock = office.desk.queue.inbox / "paket-00001" / "~$naskah.docx"
    lock.touch()
    assert office.scan() == set()
    lock.unlink()
    office.scan()
    assert office.scan() == {"paket-00001"}


def test_notes_that_cannot_be_read_cost_a_look_and_nothing_else(ledger: Ledger, tmp_path: Path) -> None:
    office = world(ledger, tmp_path, "rusak", 2, 2)
    office.act("drop", 0)
    office.act("sign", 0)
    office.scan()
    for file in office.desk.store.glob(".pindai-*"):
        file.write_bytes(b'{"names": 1')
    office.scan()
    office.scan()
    assert office.scan() == {"paket-00001"}
