"""An office whose people sign with keys, and a package of theirs that could go out."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image

from config.new_home import init_home
from config.settings import load_home
from content_queue.profile import Covers
from content_queue.seal import digest_of, hashes
from content_queue.sheet import Sheet, SignOff, load_sheet, write_sheet
from content_queue.statement import NAMESPACE, statement
from flows.wiring import Workroom, open_workroom
from ledger import queries
from ledger.store import Ledger
from publishing import approval, intake, timing
from publishing.desk import APPROVED, AWAITING
from safety import ssh_keygen
from safety.clock import ManualClock

OFFICE, NAME = "contoh", "penetapan-dpb"
START = datetime(2026, 11, 20, 3, tzinfo=UTC)
SIGNERS = {3: "sekretaris", 6: "operator", 7: "ketua"}
REQUESTS = frozenset({3})
NEWS = (
    "---\ntitle: Penetapan DPB\nkind: berita\nchannels: [website]\nalt:\n  01.jpg: Rapat pleno\n---\nDaftar pemilih ditetapkan.\n"
)
SOP = """required_steps = ["3", "6", "7"]
strength = "{strength}"
{more}
[sop.signers]
"3" = ["sekretaris"]
"6" = ["operator", "ketua"]
"7" = ["ketua", "sekretaris"]
"""

needs_ssh_keygen = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed")


def keygen(*words: object) -> None:
    subprocess.run(["ssh-keygen", "-q", *map(str, words)], check=True, capture_output=True)


def new_key(folder: Path, name: str, *kind: str) -> Path:
    """A key of its own for a person; without a pass phrase."""
    keygen("-t", *(kind or ("ed25519",)), "-N", "", "-C", name, "-f", folder / name)
    return folder / name


def listed(person: str, key: Path, options: str = "") -> str:
    """A line of an allowed-signers file."""
    kind, public = key.with_name(f"{key.name}.pub").read_text().split()[:2]
    return " ".join(filter(None, (person, options, kind, public))) + "\n"


def changed(sign: SignOff, **changes: object) -> SignOff:
    """The sign-off with other words; its signature stays what it was."""
    return SignOff.model_validate(sign.model_dump() | changes)


@dataclass
class SigningOffice:
    """A home, its keys, a clock that only the test moves, and what came of the package."""

    path: Path
    keys: Path
    strength: str
    clock: ManualClock = field(default_factory=lambda: ManualClock(START))

    @property
    def folder(self) -> Path:
        return self.path / "masuk" / NAME

    @property
    def sheet_file(self) -> Path:
        return self.folder / "disposisi.yaml"

    @property
    def signers_file(self) -> Path:
        return self.path / "offices" / f"{OFFICE}.signers"

    def allow(self, *lines: str) -> None:
        self.signers_file.write_text("".join(lines))

    def allow_all(self, **options: str) -> None:
        """Each person with one key; `options` of a person's line by the id."""
        self.allow(*(listed(person, self.keys / person, options.get(person, "")) for person in SIGNERS.values()))

    def settings(self, more: str = "") -> None:
        file = self.path / "offices" / f"{OFFICE}.toml"
        text = file.read_text(encoding="utf-8")
        start, end = text.index("required_steps"), text.index("# --- kanal")
        file.write_text(text[:start] + SOP.format(strength=self.strength, more=more) + "\n" + text[end:], encoding="utf-8")

    def revoke(self, *names: str) -> None:
        """A revocation list of these people's public keys, named in the office's file."""
        (self.path / "offices" / "dicabut").write_text("".join((self.keys / f"{name}.pub").read_text() for name in names))
        self.settings('revoked_keys = "offices/dicabut"')

    @contextmanager
    def room(self) -> Iterator[Workroom]:
        with open_workroom(self.path, OFFICE, os.environ, self.clock) as room:
            yield room

    def drop(self, name: str = NAME) -> Path:
        folder = self.path / "masuk" / name
        (folder / "media").mkdir(parents=True)
        Image.new("RGB", (320, 180), (120, 30, 30)).save(folder / "media" / "01.jpg")
        (folder / "naskah.md").write_text(NEWS, encoding="utf-8")
        return folder

    def sign_off(self, step: int, **changes: object) -> SignOff:
        """A "Ya" at a step by the one who signs it, unsigned."""
        covers = Covers.REQUEST if step in REQUESTS else Covers.CONTENT
        digest = "" if step in REQUESTS else digest_of(hashes(self.folder))
        person = str(changes.get("person", SIGNERS.get(step, "ketua")))
        at = self.clock.now() - timedelta(minutes=10 - step)
        values = {
            "step": step,
            "decision": "ya",
            "person": person,
            "role": "Pejabat",
            "at": at,
            "covers": covers,
            "digest": digest,
        }
        return SignOff.model_validate(values | changes)

    def signed(
        self, sign: SignOff, *, key: str = "", namespace: str = NAMESPACE, office: str = OFFICE, package: str = NAME,
        words: Callable[[bytes], bytes] = lambda words: words,
    ) -> SignOff:  # fmt: skip
        """The sign-off with a signature by its person's key, where the office wants one."""
        if self.strength == "attested":
            return sign
        armour = ssh_keygen.sign(self.keys / (key or sign.person), namespace, words(statement(sign, office, package)))
        return sign.model_copy(update={"signature": armour})

    def complete(self) -> tuple[SignOff, ...]:
        return tuple(self.signed(self.sign_off(step)) for step in SIGNERS)

    def write(self, signs: Iterable[SignOff], folder: Path | None = None) -> None:
        """A sheet about what now lies in the folder."""
        files = hashes(folder or self.folder)
        write_sheet(
            (folder or self.folder) / "disposisi.yaml", Sheet(digest=digest_of(files), files=files, sign_offs=tuple(signs))
        )

    def resign(self, step: int, **changes: object) -> None:
        """Change one sign-off of the sheet as a text editor would: nothing else is touched, no signature is made anew."""
        sheet = load_sheet(self.sheet_file)
        signs = [changed(sign, **changes) if sign.step == step else sign for sign in sheet.sign_offs]
        write_sheet(self.sheet_file, Sheet(digest=sheet.digest, files=sheet.files, sign_offs=tuple(signs)))

    def sweep(self, seconds: float) -> tuple[list[str], str]:
        """One look at masuk/ by a process of its own: what would begin now, and the package's state."""
        with self.room() as room:
            return self.look(room, seconds)

    def look(self, room: Workroom, seconds: float) -> tuple[list[str], str]:
        """One look at masuk/, so many seconds later."""
        self.clock.advance(seconds)
        taken = intake.take_in(room.ledger, room.desk, self.clock)
        due = timing.due(room.ledger, room.desk, room.publisher.policy, self.clock, taken.moving)
        return [row.folder for row in due], self.state(room.ledger)

    def state(self, ledger: Ledger) -> str:
        rows = [row for row in queries.packages(ledger, OFFICE) if row.key.package_id == NAME]
        return max(rows, key=lambda row: row.key.revision).state if rows else ""

    def told(self) -> list[str]:
        """Every reason that a person can read, as another process sees it."""
        with self.room() as room:
            return self.reasons(room)

    def reasons(self, room: Workroom) -> list[str]:
        """Those of the sheet, and those of what was held."""
        files = (self.path / "ditahan").rglob("*ALASAN.txt")
        reasons = [line for file in files for line in file.read_text("utf-8-sig").splitlines()]
        for row in queries.packages(room.ledger, OFFICE, [AWAITING, APPROVED]):
            reasons += [problem.text() for problem in approval.verdict(room.desk, row, self.clock.now())[1].problems]
        return reasons


@pytest.fixture(scope="session")
def signing_keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key for each person of the office, and one of a stranger."""
    folder = tmp_path_factory.mktemp("kunci")
    for name in (*SIGNERS.values(), "orang-luar"):
        new_key(folder, name)
    return folder


@pytest.fixture(scope="session")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one website and an empty ledger, to be copied."""
    home = init_home(tmp_path_factory.mktemp("asal") / "rumah", OFFICE, practice=True)
    office, tables = home / "offices" / f"{OFFICE}.toml", home / "tayang.toml"
    text = office.read_text(encoding="utf-8")
    office.write_text(text[: text.index("[channels.facebook]")], encoding="utf-8")
    tables.write_text(tables.read_text("utf-8").replace("jeda_seconds = 0", "jeda_seconds = 120"), encoding="utf-8")
    Ledger.open(load_home(home, {}).database_url, ManualClock(START)).close()
    return home


NewOffice = Callable[[str], SigningOffice]


@pytest.fixture
def new_office(tmp_path: Path, empty_home: Path, signing_keys: Path) -> NewOffice:
    """Opens this test's office with sign-offs of the given strength, "attested" or "signed"."""

    def opened(strength: str) -> SigningOffice:
        office = SigningOffice(Path(shutil.copytree(empty_home, tmp_path / "rumah")), signing_keys, strength)
        office.settings()
        if strength == "signed":
            office.allow_all()
        return office

    return opened
