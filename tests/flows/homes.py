"""A practice home with one website, and packages to drop into it."""

from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from config.new_home import PracticeTown, init_home, practice_urls
from config.settings import load_home
from ledger.store import Ledger
from practice.town import Town
from safety.clock import SystemClock
from tests.books import empty_book

OFFICE = "contoh"
NAME = "penetapan-dpb"
NEWS = """---
title: Penetapan Daftar Pemilih Berkelanjutan
kind: berita
category: Berita
channels: [website]
alt:
  01.jpg: Rapat pleno terbuka di aula kantor
---
KPU Kabupaten Contoh **menetapkan** daftar pemilih berkelanjutan triwulan ketiga.

![Rapat pleno](media/01.jpg)
"""


@dataclass(frozen=True)
class HomeInPractice:
    path: Path

    @property
    def inbox(self) -> Path:
        return self.path / "masuk"

    def ledger(self) -> Ledger:
        return Ledger.open(load_home(self.path, {}).database_url, SystemClock())


def home_with_accounts(path: Path, town: Town) -> HomeInPractice:
    """A home with the practice website and an account on each platform of the town."""
    home = init_home(path, OFFICE, practice=True, town=PracticeTown({**practice_urls(), **town.urls}, town.tokens))
    book = home / "ledger" / "ledger.db"
    book.parent.mkdir(exist_ok=True)
    book.write_bytes(empty_book())
    set_archive(home, 'chromium = "off"')  # a browser for every copy of every test would cost minutes
    return HomeInPractice(home)


def set_archive(home: Path, *lines: str) -> None:
    """What [archive] of the home says from now on, and nothing else."""
    file = home / "tayang.toml"
    head, _, rest = file.read_text(encoding="utf-8").partition("[archive]\n")
    tail = rest[rest.index("\n[") :]
    file.write_text(head + "[archive]\n" + "".join(f"{line}\n" for line in lines) + tail, encoding="utf-8")


def home_in_practice(path: Path, town: Town) -> HomeInPractice:
    """A home whose only channel is the practice website; packages count as still after a second."""
    home_with_accounts(path, town)
    office = path / "offices" / f"{OFFICE}.toml"
    text = office.read_text(encoding="utf-8")
    office.write_text(text[: text.index("[channels.facebook]")], encoding="utf-8")
    return HomeInPractice(path)


def drop_news(home: HomeInPractice, name: str = NAME, channels: str = "website") -> Path:
    """A complete news item with one photo."""
    folder = home.inbox / name
    (folder / "media").mkdir(parents=True)
    Image.new("RGB", (640, 360), (120, 30, 30)).save(folder / "media" / "01.jpg")
    told = NEWS if name == NAME else NEWS.replace("triwulan ketiga.", f"triwulan ketiga ({name}).")
    told = told.replace("[website]", f"[{channels}]")
    (folder / "naskah.md").write_text(told, encoding="utf-8")
    return folder
