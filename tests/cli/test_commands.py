"""What an operator types, and what tayang answers."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.app import app
from config.new_home import init_home

EXAMPLES = Path(__file__).parent.parent.parent / "examples"


@pytest.fixture
def home(tmp_path: Path) -> str:
    return str(init_home(tmp_path / "rumah", "contoh", practice=True))


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
