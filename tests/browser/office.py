"""One practice office on an ordinary day: every state that its pages have to show, made by the real flows."""

import asyncio
import os
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import requests
from PIL import Image, ImageDraw
from typer.testing import CliRunner

from cli.app import app
from config.new_home import PracticeTown, init_home, practice_urls
from flows.board import write_board
from flows.check_links import run_check_links
from flows.count_readers import run_count_readers
from flows.monthly_recap import RecapMade, run_monthly_recap
from flows.publish import run_sweep
from flows.wiring import open_workroom
from ledger import queries
from ledger.queries import PublicationRow
from practice.town import Town
from publishing import approval, switches
from safety.clock import ManualClock
from tests.flows.homes import OFFICE

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
TITLE = "Penetapan Daftar Pemilih Berkelanjutan"
READER = {"User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Firefox/140.0"}
READERS = 3
MORE_CHANNELS = """
[channels.tiktok]
type = "assisted"
platform = "tiktok"
label = "TikTok"
url = "https://www.tiktok.com/@kpu_contoh"

[channels.cadangan]
type = "practice_site"
label = "Situs cadangan"
url = "{site}"
secret = "TAYANG_LATIHAN_CADANGAN"
"""
NEWS = f"""---
title: {TITLE}
kind: berita
category: Berita
summary: Rapat pleno menetapkan daftar pemilih berkelanjutan triwulan ketiga.
channels: [website, facebook, x, tiktok, cadangan]
tags: [DPB, pemilih]
alt:
  01.jpg: Rapat pleno terbuka di aula kantor
  02.jpg: Berita acara ditandatangani
---
KPU Kabupaten Contoh **menetapkan** daftar pemilih berkelanjutan triwulan ketiga.

![Rapat pleno terbuka di aula kantor](media/01.jpg)

## Dokumen

Selengkapnya di [keputusan](lampiran/keputusan.pdf).
"""


@dataclass(frozen=True)
class OfficeDay:
    """Where everything lies once the day is over."""

    home: Path
    town: Town
    rows: dict[str, PublicationRow]
    recap: RecapMade
    copy: Path

    @property
    def board(self) -> Path:
        return self.home / "papan.html"

    @property
    def kit(self) -> Path:
        return self.home / "kit" / self.rows["tiktok"].marker / "BUKA-SAYA.html"


def office_day(path: Path, town: Town) -> OfficeDay:
    """Published, waiting, held, needing a person, stopped and not usable: all in one home."""
    home = _home(path, town)
    clock = ManualClock(datetime.now(UTC))

    def sweep() -> None:
        clock.advance(5)
        asyncio.run(run_sweep(home, OFFICE, clock))

    drop(home, "penetapan-dpb")
    shutil.copytree(EXAMPLES / "salah-sengaja", home / "masuk" / "salah-sengaja")
    sweep()
    sweep()
    with open_workroom(home, OFFICE, os.environ, clock) as room:
        approval.approve(room.ledger, room.desk, "penetapan-dpb", "ketua", "Ketua")
    sweep()
    sweep()
    for name in ("produk-hukum-pdf", "berita-foto-word"):
        shutil.copytree(EXAMPLES / name, home / "masuk" / name)
    sweep()
    sweep()
    looked = CliRunner().invoke(app, ["check", str(home / "masuk" / "berita-foto-word"), "--home", str(home)])
    assert looked.exit_code == 0, looked.output
    with open_workroom(home, OFFICE, os.environ, clock) as room:
        rows = {row.key.channel: row for row in queries.publications(room.ledger, OFFICE)}
    for _ in range(READERS):
        requests.get(rows["website"].url, headers=READER, timeout=60).raise_for_status()
    for round_of in (run_count_readers, run_check_links):
        clock.advance(90)
        asyncio.run(round_of(home, OFFICE, clock))  # type: ignore[operator]  # two rounds with one signature
    with open_workroom(home, OFFICE, os.environ, clock) as room:
        month = f"{clock.now().astimezone(room.office.zone):%Y-%m}"
        recap = asyncio.run(run_monthly_recap(home, OFFICE, clock, month))
        switches.pause_channel(room.ledger, OFFICE, "x", "tiga jawaban tidak jelas berturut-turut")
        write_board(room)
        copies = queries.latest_copies(room.ledger, OFFICE)
    return OfficeDay(home, town, rows, recap, home / copies[("penetapan-dpb", 1, "website")] / "salinan.html")


def _home(path: Path, town: Town) -> Path:
    """A practice home with the town's three channels, one that a person serves, and one whose secret is missing."""
    init_home(path, OFFICE, practice=True, town=PracticeTown({**practice_urls(), **town.urls}, town.tokens))
    office = path / "offices" / f"{OFFICE}.toml"
    office.write_text(office.read_text(encoding="utf-8") + MORE_CHANNELS.format(site=town.urls["site"]), encoding="utf-8")
    return path


def drop(home: Path, name: str, text: str = NEWS, into: str = "masuk") -> Path:
    """A news item with two photos and a decree."""
    folder = home / into / name
    (folder / "media").mkdir(parents=True)
    for number, colour in ((1, (38, 70, 83)), (2, (120, 40, 30))):
        picture = Image.new("RGB", (960, 640), colour)
        ImageDraw.Draw(picture).ellipse((690, 70, 860, 240), fill=(240, 235, 225))
        picture.save(folder / "media" / f"0{number}.jpg")
    (folder / "lampiran").mkdir()
    shutil.copyfile(EXAMPLES / "produk-hukum-pdf" / "lampiran" / "keputusan.pdf", folder / "lampiran" / "keputusan.pdf")
    (folder / "naskah.md").write_text(text, encoding="utf-8")
    return folder
