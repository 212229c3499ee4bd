"""Names that no zip can hold keep no home from its backup: they are left out and named, the rest is in it."""

import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.app import app
from config.settings import load_home
from flows.backup import Backup, check_backup, make_backup
from tests.flows.days import Day

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]
RAW = os.fsdecode(b"caf\xe9")
SHOWN = "caf\\udce9"
SLASHED = "dari\\Windows"


def back_up(day: Day, file: Path) -> Backup:
    return make_backup(load_home(day.home.path, os.environ), file, os.environ, day.clock)


@pytest.mark.parametrize("folder", ["konsep", "masuk", "ditahan", "arsip"])
@pytest.mark.parametrize(("name", "shown"), [(RAW, SHOWN), (SLASHED, SLASHED)], ids=["no UTF-8", "a backslash"])
def test_a_folder_and_a_file_of_such_a_name_are_left_out_and_named(
    day: Day, tmp_path: Path, folder: str, name: str, shown: str
) -> None:
    place = day.home.path / folder
    (place / name / "media").mkdir(parents=True)
    (place / name / "media" / "01.jpg").write_bytes(b"gambar")
    (place / "baik").mkdir()
    (place / "baik" / "naskah.md").write_text("isi", "utf-8")
    (place / "baik" / name).write_text("isi", "utf-8")
    made = back_up(day, tmp_path / "cadangan.zip")
    assert made.skipped == (f"{folder}/baik/{shown}", f"{folder}/{shown}")
    assert f"{folder}/baik/naskah.md" in made.files
    assert check_backup(made.file, day.clock) == made


def test_who_makes_it_reads_what_is_left_out(day: Day, tmp_path: Path) -> None:
    (day.home.path / "ditahan" / RAW).mkdir()
    told = CliRunner().invoke(app, ["backup", str(tmp_path / "cadangan.zip"), "--home", str(day.home.path)])
    assert told.exit_code == 0
    assert f"ditahan/{SHOWN}" in told.output


def test_a_backup_file_may_itself_have_such_a_name(day: Day, tmp_path: Path) -> None:
    made = back_up(day, tmp_path / f"{RAW}.zip")
    assert check_backup(made.file, day.clock) == made
