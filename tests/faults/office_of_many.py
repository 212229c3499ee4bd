"""A home with many approved packages for one channel of a stand, and workers of their own processes that publish them."""

import os
import random
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from config.new_home import PracticeTown, init_home, practice_urls
from flows.wiring import Workroom, open_workroom
from ledger import queries
from ledger.queries import PublicationRow
from publishing import intake
from safety.clock import SystemClock
from tests.faults.at import channel_of
from tests.faults.dropped import picture, sign
from tests.faults.proxy import open_line
from tests.faults.stands import TownStand, town_stand

OFFICE = "berdua"
ROOT = Path(__file__).parents[2]
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class OfficeOfMany:
    """One office, one channel, one platform behind its proxy."""

    home: Path
    stand: TownStand

    @contextmanager
    def room(self) -> Iterator[Workroom]:
        with open_workroom(self.home, OFFICE, {}, SystemClock()) as room:
            yield room

    def drop(self, count: int, seed: int = 0) -> list[str]:
        """So many packages that nobody takes for each other, each whole with its signed sheet, approved; their titles."""
        titles = [f"Penetapan Daftar Pemilih nomor {number:03}." for number in range(count)]
        with self.room() as room:
            room.desk.queue.prepare()
            for number, title in enumerate(titles):
                _drop(room, channel_of(self.stand.member), f"penetapan-{number:03}", title, _words(f"{seed}:{number}"))
            intake.take_in(room.ledger, room.desk, room.clock)
        return titles

    def worker(self, *arguments: str) -> subprocess.Popen[str]:
        """A process of its own that publishes everything that is approved, and ends when nothing is left."""
        command = [sys.executable, "-P", "-m", "tests.faults.worker", str(self.home), OFFICE, *arguments]
        environ = {**os.environ, "PYTHONPATH": str(ROOT)}
        return subprocess.Popen(command, env=environ, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def rows(self) -> list[PublicationRow]:
        with self.room() as room:
            return queries.publications(room.ledger, OFFICE)

    def writes(self) -> int:
        """How many requests that change something have reached the platform."""
        return sum(seen.asked.writes for seen in self.stand.proxy.log)


@contextmanager
def office_of_many(folder: Path, member: str) -> Iterator[OfficeOfMany]:
    """The office and its platform, open while the block runs."""
    with ExitStack() as stack:
        line = stack.enter_context(open_line())
        clock: Any = SystemClock()  # real processes live in real time
        stand = stack.enter_context(town_stand(member, clock, line))
        if member != "site":
            stand._platform.guard = False  # a platform's own guard against doubles may never be counted on
        town = PracticeTown({**practice_urls(), member: stand.url}, stand.tokens)
        home = init_home(folder / "rumah", OFFICE, practice=True, town=town)
        _only(home, channel_of(member))
        yield OfficeOfMany(home, stand)


def _only(home: Path, channel: str) -> None:
    """Leave one channel in the office file, and a deadline of a second in the settings."""
    file = home / "offices" / f"{OFFICE}.toml"
    head, *parts = file.read_text(encoding="utf-8").split("\n[channels.")
    kept = [part for part in parts if part.startswith(f"{channel}]")]
    file.write_text("\n[channels.".join([head, *kept]), encoding="utf-8")
    settings = home / "tayang.toml"
    text = settings.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if "request_deadline_seconds" not in line]
    settings.write_text("\n".join(lines).replace("[publishing]", "[publishing]\nrequest_deadline_seconds = 1"), encoding="utf-8")


def _words(seed: str) -> str:
    """A text of its own."""
    dice = random.Random(seed)  # noqa: S311  # words, no secret
    return " ".join("".join(dice.choices("abdegiklmnoprstu", k=dice.randint(3, 9))) for _ in range(40))


def _drop(room: Workroom, channel: str, name: str, title: str, words: str) -> None:
    folder = room.desk.queue.root / "konsep" / name
    (folder / "media").mkdir(parents=True)
    (folder / "media" / "01.jpg").write_bytes(picture(shade=sum(name.encode()) % 200))
    head = f"---\ntitle: {title}\nkind: berita\ncategory: Berita\nchannels: [{channel}]\nalt:\n  01.jpg: Rapat pleno\n"
    (folder / "naskah.md").write_text(f"{head}---\n{words}\n", encoding="utf-8")
    sign(folder, room.required_steps, LONG_AGO)
    folder.rename(room.desk.queue.inbox / name)


def ended_well(workers: Sequence[subprocess.Popen[str]], patience: float) -> None:
    """Wait for workers; what one says on its error stream is shown if it failed."""
    for worker in workers:
        _, said = worker.communicate(timeout=patience)
        assert worker.returncode == 0, said
