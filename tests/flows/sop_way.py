"""The way of one package along a procedure, as the people of an office type it."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import time_machine
from openpyxl import load_workbook
from PIL import Image
from typer.testing import CliRunner, Result

from cli.app import app
from flows.board import write_board
from flows.sop_now import SopNow, Waiting
from ledger import queries
from ledger.queries import PackageRow
from publishing.booked import in_book
from tests.flows.days import Day
from tests.flows.homes import OFFICE

TITLE = "Penetapan Daftar Pemilih"


class Way:
    """One office, the commands that its people type, and the package that they carry along."""

    def __init__(self, day: Day) -> None:
        self.day = day
        self.name = ""

    @property
    def draft(self) -> Path:
        return self.day.home.path / "konsep" / self.name

    @property
    def dropped(self) -> Path:
        return self.day.home.inbox / self.name

    def type(self, *words: str) -> Result:
        with time_machine.travel(self.day.clock.now(), tick=False):
            done = CliRunner().invoke(app, [*words, "--home", str(self.day.home.path)])
        self.day.clock.advance(60)
        return done

    def does(self, *words: str) -> str:
        done = self.type(*words)
        assert done.exit_code in (0, 1), done.output
        assert not isinstance(done.exception, (ValueError, KeyError, TypeError)), done.output
        return " ".join(done.output.split())

    def refused(self, *words: str) -> str:
        done = self.type(*words)
        assert done.exit_code != 0, done.output
        return " ".join(done.output.split())

    def propose(self, *more: str) -> str:
        told = self.does("propose", TITLE, "--by", "kasubbag-hukum", "--need", "Pemilih perlu tahu datanya.", *more)
        self.name = next(folder.name for folder in (self.day.home.path / "konsep").iterdir() if folder.is_dir())
        return told

    def fill(self, words: str) -> None:
        folder = self.draft
        Image.new("RGB", (640, 360), (120, 30, 30)).save(folder / "media" / "01.jpg")
        head = f"---\ntitle: {TITLE}\nkind: berita\nchannels: [website]\nalt:\n  01.jpg: Rapat pleno\n---\n"
        (folder / "naskah.md").write_text(head + words, encoding="utf-8")

    def awaited(self) -> Waiting:
        with self.day.room() as room:
            found = SopNow(room.settings, room.office, room.ledger, room.desk, self.day.clock.now()).everybody()
        return next(one for one in found if one.package == self.name)

    def board(self) -> str:
        with self.day.room() as room:
            return " ".join(re.sub(r"<[^>]+>", " ", write_board(room).read_text(encoding="utf-8")).split())

    def status(self) -> list[dict[str, object]]:
        found: list[dict[str, object]] = json.loads(self.type("status", "--json").stdout)
        return [line for line in found if line["package"] == self.name]

    def row(self) -> PackageRow:
        return queries.revisions(self.day.ledger, OFFICE, self.name)[-1]

    def book(self) -> list[tuple[int, str]]:
        """Step and answer of every sign-off in the book, by time."""
        signs = sorted(in_book(self.day.ledger, OFFICE, self.name), key=lambda sign: sign.at)
        return [(sign.step, str(sign.decision)) for sign in signs]

    def record(self, place: Path) -> list[object]:
        assert self.type("link-record", str(place)).exit_code == 0
        return [cell.value for line in load_workbook(place).active.iter_rows() for cell in line]


def office_file(way: Way) -> Path:
    return way.day.home.path / "offices" / f"{OFFICE}.toml"


def follow_sumatera_barat(way: Way) -> None:
    text = office_file(way).read_text("utf-8")
    office_file(way).write_text(re.sub(r'profile = "[^"]+"', 'profile = "sumbar-2025"', text), encoding="utf-8")


def ends_public(way: Way, tmp_path: Path) -> None:
    way.day.sweep()
    assert way.day.rows()["website"].state == "verified"
    assert len(way.day.public()) == 1
    assert way.day.rows()["website"].url in way.record(tmp_path / "catatan.xlsx")


def begin(day: Day) -> Way:
    """A way that begins today."""
    day.clock.instant = datetime.now(UTC)
    return Way(day)
