"""One home with every office of a nation, in its time zones, and the packages of a day in their queues."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from bench.fleet.towns import MEMBERS, tokens
from config.new_home import PracticeTown, init_home, practice_urls
from tests.flows.homes import set_archive

_TEMPLATE = "contoh"
_QUICK = {"settle_window_seconds": 4, "looks": 2, "look_gap_seconds": 2, "request_deadline_seconds": 20}
_WORDS = (
    "rapat", "pleno", "terbuka", "sosialisasi", "pemilih", "pemula", "bimbingan", "teknis", "petugas", "logistik", "kotak",
    "suara", "simulasi", "pencoblosan", "arsip", "pemetaan", "wilayah", "rekrutmen", "badan", "adhoc", "pelantikan", "anggota",
    "evaluasi", "kinerja", "publikasi", "anggaran", "kunjungan", "sekolah", "menengah", "diskusi", "media", "penyuluhan",
    "hukum", "monitoring", "digital", "pengadaan", "seragam", "upacara", "bendera", "donor", "darah", "kerja", "bakti", "pasar",
)  # fmt: skip
_NEWS = """---
title: {title}
kind: berita
category: Berita
channels: [{channels}]
publish_at: {at}
alt:
  01.jpg: Rapat pleno terbuka di aula kantor
---
KPU Kabupaten Contoh {opening} **menetapkan** daftar pemilih berkelanjutan triwulan ketiga ({name}).

{body}

![Rapat pleno](media/01.jpg)
"""


@dataclass(frozen=True)
class OfficeAt:
    """An office and its time zone."""

    slug: str
    zone: str


def nation_of(count: int) -> list[OfficeAt]:
    """So many offices, shared out as the country's are: about six in ten in WIB, a quarter in WITA, the others in WIT."""
    zones = ("WIB",) * 12 + ("WITA",) * 5 + ("WIT",) * 3
    return [OfficeAt(f"kantor-{number}", zones[number % len(zones)]) for number in range(1, count + 1)]


def nation_home(path: Path, offices: Sequence[OfficeAt], origin: str, shards: int, ledger_url: str) -> Path:
    """The home with an account on each of the five channels for every office."""
    town = PracticeTown({**practice_urls(), **{name: f"{origin}/KANTOR/{name}" for name in MEMBERS.values()}}, tokens())
    home = init_home(path, _TEMPLATE, practice=True, town=town)
    template = home / "offices" / f"{_TEMPLATE}.toml"
    text = _five_channels(template.read_text("utf-8"))
    template.unlink()
    for office in offices:
        own = text.replace(f'slug = "{_TEMPLATE}"', f'slug = "{office.slug}"\nfolder = "{office.slug}"', 1)
        own = own.replace('time_zone = "WIB"', f'time_zone = "{office.zone}"', 1).replace("/KANTOR/", f"/{office.slug}/")
        (home / "offices" / f"{office.slug}.toml").write_text(own, "utf-8")
    file = home / "tayang.toml"
    told = file.read_text("utf-8")
    names = ", ".join(f'"{office.slug}"' for office in offices)
    told = told.replace(f'["{_TEMPLATE}"]', f"[{names}]", 1).replace("# shards = 0", f"shards = {shards}", 1)
    told = re.sub(r"allow_hosts = \[.*?\]", f'allow_hosts = ["{origin.partition("://")[2]}"]', told)
    for name, seconds in _QUICK.items():
        told = re.sub(rf"# {name} = \d+", f"{name} = {seconds}", told)
    file.write_text(told, "utf-8")
    set_archive(home, 'chromium = "off"')
    with (home / "rahasia.env").open("a", encoding="utf-8") as secrets:
        secrets.write(f"TAYANG_LEDGER_URL={ledger_url}\n")
    return home


def _five_channels(text: str) -> str:
    head, *tables = re.split(r"(?m)^(?=\[channels\.)", text)
    return head + "".join(table for table in tables if table.partition("]")[0].removeprefix("[channels.") in MEMBERS)


def drop(home: Path, office: str, name: str, at: str) -> None:
    """A news item with one photo; no two of the nation read alike."""
    folder = home / office / "masuk" / name
    (folder / "media").mkdir(parents=True)
    chance = random.Random(f"{office}/{name}")  # noqa: S311  words for practice
    said = chance.sample(_WORDS, 16)
    colour = (chance.randrange(256), chance.randrange(256), chance.randrange(256))
    Image.new("RGB", (640, 360), colour).save(folder / "media" / "01.jpg")
    news = _NEWS.format(
        title=f"{' '.join(said[:4]).title()} ({name})",
        channels=", ".join(MEMBERS),
        at=at,
        opening=" ".join(said[4:10]),
        body=" ".join(said[10:]).capitalize() + ".",
        name=name,
    )
    (folder / "naskah.md").write_text(news, "utf-8")
