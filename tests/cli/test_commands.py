"""What an operator types, and what tayang answers."""

import csv
import os
import sqlite3
from io import StringIO
from pathlib import Path
from unittest.mock import patch

import pytest
from click.testing import Result
from typer.testing import CliRunner

from cli.app import app
from config.new_home import init_home
from config.settings import load_home
from ledger.entries import Entry, Kind
from ledger.store import Ledger
from safety.clock import SystemClock

EXAMPLES = Path(__file__).parent.parent.parent / "examples"


@pytest.fixture
def home(tmp_path: Path) -> str:
    return str(init_home(tmp_path / "rumah", "contoh", practice=True))


def run(home: str, *words: str) -> Result:
    return CliRunner().invoke(app, [*words, "--home", home])


def test_new_makes_a_package_that_check_explains(home: str) -> None:
    made = CliRunner().invoke(app, ["new", "Rapat pleno terbuka", "--home", home])
    assert made.exit_code == 0
    assert [folder.name for folder in (Path(home) / "konsep").iterdir()]


def test_check_tells_every_fault_of_a_bad_package_and_ends_with_1(home: str) -> None:
    told = CliRunner().invoke(app, ["check", str(EXAMPLES / "salah-sengaja"), "--home", home])
    assert told.exit_code == 1
    assert "chanels" in told.output
    assert "02.jpg" in told.output


def test_check_passes_a_good_package(home: str) -> None:
    told = CliRunner().invoke(app, ["check", str(EXAMPLES / "berita-foto-word"), "--home", home])
    assert told.exit_code == 0, told.output
    assert "Baik" in told.output


def test_status_of_an_empty_office_is_an_empty_list(home: str) -> None:
    assert CliRunner().invoke(app, ["status", "--home", home, "--json"]).output.strip() == "[]"


def test_an_unknown_office_is_wrong_use(home: str) -> None:
    assert CliRunner().invoke(app, ["status", "--home", home, "--office", "lain"]).exit_code == 2


def test_a_state_that_is_not_the_books_is_told_and_mended_by_the_command_that_is_named(home: str) -> None:
    database = Path(home) / "ledger" / "ledger.db"
    run(home, "pause", "masa tenang")
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE pause_now SET paused = 0")
    told = run(home, "ledger", "verify")
    assert told.exit_code == 1
    assert "tayang ledger rebuild" in " ".join(told.output.split())
    assert run(home, "ledger", "rebuild").exit_code == 0
    assert run(home, "ledger", "verify").exit_code == 0


def test_a_broken_chain_is_not_papered_over_by_a_rebuild(home: str) -> None:
    run(home, "pause", "masa tenang")
    with sqlite3.connect(Path(home) / "ledger" / "ledger.db") as connection:
        connection.execute("UPDATE entry SET body = CAST(replace(CAST(body AS TEXT), 'tenang', 'ramai') AS BLOB)")
    assert run(home, "ledger", "rebuild").exit_code == 1


def test_a_pause_is_on_the_board_at_once_and_publish_says_why_nothing_goes_out(home: str) -> None:
    run(home, "pause", "masa tenang")
    assert "masa tenang" in (Path(home) / "papan.html").read_text("utf-8")
    with patch.dict(os.environ):  # the command sets what Prefect reads for the rest of its process
        told = run(home, "publish")
    assert told.exit_code == 1
    assert "masa tenang" in told.output
    run(home, "resume")
    assert "masa tenang" not in (Path(home) / "papan.html").read_text("utf-8")


def test_the_exported_ledger_runs_nothing_in_a_spreadsheet(home: str) -> None:
    ledger = Ledger.open(load_home(Path(home), {}).database_url, SystemClock())
    facts = {"digest": "d", "state": "sealed", "title": "=2+3"}
    ledger.append("contoh", [Entry(Kind.PACKAGE, "sealed", '=HYPERLINK("https://jahat.example","klik")', 1, facts=facts)])
    ledger.close()
    exported = run(home, "ledger", "export", "--format", "csv")
    rows = list(csv.DictReader(StringIO(exported.output)))
    assert [row["package_id"] for row in rows] == ['\'=HYPERLINK("https://jahat.example","klik")']
    assert (rows[0]["channel"], rows[0]["revision"]) == ("", "1")
    assert [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))] == []
