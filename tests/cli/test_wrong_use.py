"""Whoever types a command wrongly reads in Indonesian what is wrong with it, and where to look it up."""

import subprocess
import sys

import pytest
from typer import TyperException

from cli.app import app
from cli.wrong_use import told
from flows.deployments import CHECKOUT, python_path


def typed(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-P", "-m", "cli", *words]
    environ = {"PYTHONPATH": python_path(), "COLUMNS": "400"}
    return subprocess.run(command, cwd=CHECKOUT, env=environ, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("pause", "ALASAN belum disebut (Mengapa dihentikan, dalam tanda kutip; tampil di papan)."),
        ("answer paket facebook", "Pilihan --by belum disebut (id orang yang melihatnya sendiri). Cara memakainya: tayang"),
        ("pausee", "Tidak ada perintah pausee. Mungkin maksudnya 'pause'. Cara memakainya: tayang --help"),
        ("status --jsn", "Tidak ada pilihan --jsn. Mungkin maksudnya --json. Cara memakainya: tayang status --help"),
        ("new Rapat pleno", "Kata ini berlebih: pleno. Beberapa kata ditulis dalam tanda kutip."),
        ("approve paket --by ketua --step tujuh", "Pilihan --step: bukan bilangan bulat."),
        ("new Rapat --kind warta", "Pilihan --kind: 'warta' bukan salah satu dari 'berita', 'pengumuman',"),
        ("sheet paket --later besok", "Pilihan --later: 'besok' bukan tanggal; tulis seperti 2026-11-30."),
        ("status --home", "Pilihan --home belum diberi nilai."),
    ],
)
def test_the_mistake_is_told_in_indonesian(words: str, said: str) -> None:
    with pytest.raises(TyperException) as caught:
        app(words.split(), prog_name="tayang", standalone_mode=False)
    assert told(caught.value).startswith(said)


def test_it_reaches_the_screen_without_a_trace_of_the_program() -> None:
    ran = typed("pausee")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert " ".join(ran.stderr.split()) == "Tidak ada perintah pausee. Mungkin maksudnya 'pause'. Cara memakainya: tayang --help"


def test_a_help_page_names_its_parts_in_indonesian() -> None:
    page = typed("pause", "--help").stdout
    assert all(words in page for words in ("Yang disebut", "Pilihan", "[wajib]", "[tanpa disebut: .]", "[variabel: TAYANG_HOME]"))
