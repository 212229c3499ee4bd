"""A backup holds the offices' files as they are, and none that tells a secret, whatever it is called and however broken."""

import os
import zipfile
from pathlib import Path

import pytest

from config.new_home import init_home
from config.settings import load_home
from flows.backup import Backup, make_backup
from flows.wiring import open_workroom
from safety.clock import SystemClock
from tests.flows.homes import OFFICE

SECRET = "Padi-Kuning-88!"
FOLDER = "offices"


class Home:
    """A home in practice whose offices' folder holds one more file."""

    def __init__(self, place: Path) -> None:
        self.path = init_home(place / "rumah", OFFICE, practice=True)
        self.file = place / "cadangan.zip"
        with open_workroom(self.path, OFFICE, os.environ, SystemClock()):
            pass

    def beside(self, name: str, content: str | bytes) -> None:
        (self.path / FOLDER / name).write_bytes(content if isinstance(content, bytes) else content.encode())

    def backed_up(self) -> Backup:
        return make_backup(load_home(self.path, os.environ), self.file, os.environ, SystemClock())

    def everything(self) -> bytes:
        with zipfile.ZipFile(self.file) as archive:
            return b"".join(archive.read(name) for name in archive.namelist())


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


SLIP = 'slug = "dua"\nname = "KPU Dua\n'


@pytest.mark.parametrize(
    "line",
    [
        'password = "TAYANG_WEBSITE_PASSWORD"  # di rahasia.env',
        "password = 'TAYANG_WEBSITE_PASSWORD' # di rahasia.env",
        "password = TAYANG_WEBSITE_PASSWORD # tanda petiknya lupa",
        'password = "TAYANG_WEBSITE_PASSWORD',
        'api = { url = "https://contoh.example/", token = "TAYANG_API_TOKEN" } # lihat admin.md',
        '# password = "isi sendiri"',
    ],
)
def test_a_broken_file_that_only_names_its_secrets_is_backed_up(home: Home, line: str) -> None:
    home.beside("dua.toml", f"{SLIP}{line}\n")
    made = home.backed_up()
    assert f"{FOLDER}/dua.toml" in made.files
    assert made.skipped == ()


@pytest.mark.parametrize(
    "line",
    [
        f'password = "{SECRET}"  # nanti dipindahkan',
        f"password = {SECRET}",
        f'password = "{SECRET}',
        f'"password" = "{SECRET}"',
        f'api = {{ url = "https://contoh.example/", token = "{SECRET}" }}',
        f'mail = ["mailtos://kpu:{SECRET}@surel.example", "lain"]',
        f'  "mailtos://kpu:{SECRET}@surel.example",',
    ],
)
def test_a_broken_file_that_tells_a_secret_is_left_out_and_named(home: Home, line: str) -> None:
    home.beside("dua.toml", f"{SLIP}{line}\n")
    assert home.backed_up().skipped == (f"{FOLDER}/dua.toml",)
    assert SECRET.encode() not in home.everything()


@pytest.mark.parametrize("name", ["dua.toml~", "dua.toml.bak", "#dua.toml#", "dua.toml.1", "catatan.txt"])
def test_an_editor_s_copy_that_tells_a_secret_is_left_out_as_well(home: Home, name: str) -> None:
    home.beside(name, f'slug = "dua"\npassword = "{SECRET}"\n')
    assert home.backed_up().skipped == (f"{FOLDER}/{name}",)
    assert SECRET.encode() not in home.everything()


def test_an_editor_s_swap_file_is_read_as_what_it_is(home: Home) -> None:
    home.beside(".dua.toml.swp", b"b0VIM 9.1\0\0\xff\xfe" + b"\0".join([b'slug = "dua"', f'password = "{SECRET}"'.encode(), b""]))
    assert home.backed_up().skipped == (f"{FOLDER}/.dua.toml.swp",)


def test_other_files_of_the_offices_are_in_the_backup(home: Home) -> None:
    home.beside("dua.toml~", 'slug = "dua"\npassword = "TAYANG_WEBSITE_PASSWORD"\n')
    home.beside("logo.png", b"\x89PNG" + bytes(range(256)) * 9000)
    home.beside("panjang.txt", "a" * 900_000)
    made = home.backed_up()
    assert {f"{FOLDER}/dua.toml~", f"{FOLDER}/logo.png", f"{FOLDER}/panjang.txt"} <= {*made.files}
    assert made.skipped == ()
