"""Everyday mishaps: each reads what tayang tells the operator and follows it, word by word, to the end.

A full disk is in test_full_disk.py, because it needs a file system of its own.
"""

import re
import shlex
import shutil
from pathlib import Path

import pytest
import requests
import time_machine
from PIL import Image
from typer.testing import CliRunner

from cli.app import app
from config.new_home import practice_secrets
from practice.running import running_town
from tests.flows.days import Day
from tests.flows.homes import NAME, drop_news, home_in_practice

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]


class Clerk:
    """An operator who knows nothing but what the screen says."""

    def __init__(self, day: Day) -> None:
        self.day = day

    def types(self, *words: str, answer: str = "") -> str:
        with time_machine.travel(self.day.clock.now(), tick=True):
            done = CliRunner().invoke(app, [*words, "--home", str(self.day.home.path)], input=answer)
        assert done.exit_code in (0, 1, 2), done.output
        assert isinstance(done.exception, SystemExit | None), done.output
        return " ".join(done.output.split())

    def told(self, *parts: str) -> str:
        """The one line of `tayang` that holds all of these words."""
        lines = self.lines()
        found = [line for line in lines if all(part in line for part in parts)]
        assert len(found) == 1, lines
        return found[0]

    def lines(self) -> list[str]:
        with time_machine.travel(self.day.clock.now(), tick=True):
            return CliRunner().invoke(app, ["--home", str(self.day.home.path)]).output.splitlines()

    def follows(self, line: str, by: str) -> str:
        """Types the command with which a line ends."""
        words = shlex.split(line[line.rindex("tayang ") :])[1:]
        return self.types(*(by if word == "ID" else word for word in words), answer="y\n")

    def nothing_left(self) -> None:
        """Nothing is asked of anybody but to look after tokens that end."""
        lines = [line for line in self.lines() if line.startswith("•") and "token berakhir" not in line]
        assert lines == []

    def signs(self) -> None:
        """Every signature that is asked for, each by the command beside it."""
        while waiting := [line for line in self.lines() if "menunggu tanda tangan" in line]:
            self.follows(waiting[0], by="ketua")

    def approves(self) -> None:
        self.signs()
        for _ in range(2):
            self.day.sweep(150)

    def spoils(self, member: str) -> str:
        """A wrong secret in the private file; the right one."""
        file, name = self.day.home.path / "rahasia.env", practice_secrets()[member]
        text = file.read_text("utf-8")
        file.write_text(re.sub(rf"(?m)^{name}=.*$", f"{name}=lama-sekali", text), "utf-8")
        return self.day.town.tokens[member]


@pytest.fixture
def clerk(day: Day) -> Clerk:
    return Clerk(day)


def test_a_wrong_password(day: Day, clerk: Clerk) -> None:
    right = clerk.spoils("site")
    drop_news(day.home)
    day.seal()
    clerk.approves()
    line = clerk.told("token ditolak", "pasti belum tampak")
    assert "PERLU ORANG website" in clerk.types("doctor")
    clerk.types("connect", "website", "--file", answer=right)
    clerk.follows(line, by="operator")
    day.sweep(60)
    assert len(day.public()) == 1
    clerk.nothing_left()


def test_a_token_that_has_ended_stops_one_channel_alone(everywhere: Day) -> None:
    clerk = Clerk(everywhere)
    right = clerk.spoils("page")
    drop_news(everywhere.home, channels="website, facebook")
    everywhere.seal()
    clerk.approves()
    assert (len(everywhere.public("site")), len(everywhere.public("graph"))) == (1, 0)
    line = clerk.told("Facebook", "pasti belum tampak")
    clerk.types("connect", "facebook", "--file", answer=right)
    clerk.follows(line, by="operator")
    everywhere.sweep(60)
    assert (len(everywhere.public("site")), len(everywhere.public("graph"))) == (1, 1)
    clerk.nothing_left()


def test_a_word_file_that_is_open_while_it_is_copied(day: Day, clerk: Clerk) -> None:
    mark = drop_news(day.home) / "~$naskah.docx"
    mark.write_bytes(b"operator")
    day.seal()
    day.sweep(3 * 3600)
    assert "tutup berkasnya di semua komputer" in clerk.told(NAME, mark.name)
    mark.unlink()
    day.seal()
    clerk.approves()
    assert len(day.public()) == 1
    clerk.nothing_left()


def test_a_picture_that_is_too_large(day: Day, clerk: Clerk) -> None:
    picture = drop_news(day.home) / "media" / "01.jpg"
    picture.write_bytes(picture.read_bytes() + bytes(60 * 1024 * 1024))
    day.seal()
    line = clerk.told("ditahan", "media/01.jpg: Berkas lebih dari 50 MB. Perkecil berkas ini.")
    held = day.home.path / line.split("Perbaiki di ")[1].split(",")[0]
    Image.new("RGB", (640, 360), (120, 30, 30)).save(held / "media" / "01.jpg")
    shutil.move(held, day.home.inbox)
    day.seal()
    clerk.approves()
    assert len(day.public()) == 1
    clerk.nothing_left()


def test_the_same_package_twice(day: Day, clerk: Clerk) -> None:
    drop_news(day.home)
    day.seal()
    clerk.approves()
    (filed,) = (day.home.path / "arsip").glob("*/*/*")
    shutil.copytree(filed, day.home.inbox / NAME)
    day.seal()
    line = clerk.told("ditahan", "sudah tayang", "Untuk berita lain pakai nama folder lain")
    assert str(day.rows()["website"].url) in line
    other = shutil.move(day.home.path / "ditahan" / NAME, day.home.inbox / "berita-lain")
    text = (Path(other) / "naskah.md").read_text("utf-8")
    (Path(other) / "naskah.md").write_text(text.replace("title: ", "title: Berita lain "), encoding="utf-8")
    day.seal()
    day.sweep(700)
    assert len(day.public()) == 1
    assert "hapus disposisi.yaml" in clerk.told("berita-lain: ditahan")
    again = Path(shutil.move(day.home.path / "ditahan" / "berita-lain", day.home.inbox))
    (again / "disposisi.yaml").unlink()
    day.seal()
    clerk.approves()
    assert len({str(one["title"]) for one in day.public()}) == 2
    clerk.nothing_left()


def test_the_internet_is_down_for_a_day(tmp_path: Path) -> None:
    with running_town(tmp_path / "kota") as town:
        day = Day(home_in_practice(tmp_path / "rumah", town), town)
        clerk = Clerk(day)
        drop_news(day.home)
        day.seal()
        clerk.signs()
    for _ in range(20):
        day.sweep(3600)
    told = clerk.types("why", NAME)
    assert "sambungan ditolak" in told
    assert told.count("Dicoba lagi") == 1
    assert "Perlu tindakan: 0" in clerk.told("Perlu tindakan")
    assert "periksa" not in clerk.told("Situs web latihan:", "tidak ada yang terkirim")
    with running_town(tmp_path / "kota", ports=town.ports) as day.town:
        day.sweep(3600)
        day.sweep(60)
        assert len(day.public()) == 1
        clerk.nothing_left()
    day.close()


def test_the_computer_is_off_overnight(day: Day, clerk: Clerk) -> None:
    drop_news(day.home)
    day.seal()
    clerk.signs()
    day.sweep(15 * 3600)
    assert len(day.public()) == 1
    clerk.nothing_left()


def test_a_typo_in_what_is_published(day: Day, clerk: Clerk) -> None:
    drop_news(day.home)
    day.seal()
    clerk.approves()
    (before,) = day.public()
    told = clerk.types("correct", NAME)
    draft = day.home.path / "konsep" / NAME
    assert "konsep/" in told, told
    text = (draft / "naskah.md").read_text("utf-8")
    mended = re.sub(r"(?m)^correction:.*$", "correction: Nama desa diperbaiki.", text).replace("pemilih", "pemilih tetap")
    (draft / "naskah.md").write_text(mended, encoding="utf-8")
    shutil.move(draft, day.home.inbox)
    day.seal()
    clerk.approves()
    day.sweep(60)
    (after,) = day.public()
    assert (after["id"], after["slug"]) == (before["id"], before["slug"])
    assert "Nama desa diperbaiki." in requests.get(day.rows()["website"].url, timeout=60).text
    clerk.nothing_left()


def test_a_post_that_somebody_deleted_on_facebook(everywhere: Day) -> None:
    clerk = Clerk(everywhere)
    drop_news(everywhere.home, channels="facebook")
    everywhere.seal()
    clerk.approves()
    row = everywhere.rows()["facebook"]
    page = {"Authorization": f"Bearer {everywhere.town.tokens['page']}"}
    requests.delete(f"{everywhere.town.urls['graph']}/v26.0/{row.remote_id}", headers=page, timeout=60).raise_for_status()
    everywhere.clock.advance(86400)
    clerk.types("check-links", "--all")
    clerk.follows(clerk.told("Facebook", "sudah tidak ada"), by="ketua")
    advice = "Bila harus tampak lagi"
    assert advice in clerk.types("why", NAME)
    assert not [line for line in clerk.lines() if "sudah tidak ada" in line], "entered, and told no more"
    (filed,) = (everywhere.home.path / "arsip").glob("*/*/*")
    other = shutil.copytree(filed, everywhere.home.inbox / "penetapan-lagi", ignore=shutil.ignore_patterns("disposisi.yaml"))
    assert "channels: [facebook]" in (other / "naskah.md").read_text("utf-8")
    everywhere.seal()
    clerk.approves()
    assert len([one for one in everywhere.public("graph") if not one["deleted"]]) == 1
    clerk.nothing_left()
