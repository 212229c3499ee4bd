"""One office of which nothing can be told takes the page of all away from nobody, and ends no office's night."""

import json
import logging
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.app import app
from config.settings import load_home
from flows import fleet
from flows.fleet import PAGE, survey
from flows.housekeeping import run_housekeeping
from safety.clock import ManualClock
from tests.flows.days import Day
from tests.flows.homes import OFFICE
from tests.flows.rights import as_an_ordinary_user, shut

pytestmark = pytest.mark.usefixtures("prefect_server")
SHUT = "tertutup"


@pytest.fixture
def home(day: Day) -> Path:
    """Two offices; the konsep/ of the second belongs to another account."""
    first = day.home.path / "offices" / f"{OFFICE}.toml"
    text = first.read_text("utf-8").replace(f'slug = "{OFFICE}"', f'slug = "{SHUT}"\nfolder = "{SHUT}"', 1)
    first.with_name(f"{SHUT}.toml").write_text(text.replace("KPU Kabupaten Contoh", "KPU Kabupaten Tertutup", 1), "utf-8")
    settings = day.home.path / "tayang.toml"
    settings.write_text(settings.read_text("utf-8").replace(f'["{OFFICE}"]', f'["{OFFICE}", "{SHUT}"]', 1), "utf-8")
    drafts = day.home.path / SHUT / "konsep"
    drafts.mkdir(parents=True)
    shut(drafts, mode=0)
    return day.home.path


def test_an_office_that_cannot_be_looked_at_is_named_and_the_others_are_told_of(home: Path, day: Day) -> None:
    with as_an_ordinary_user():
        lines = survey(load_home(home, {}), day.ledger, day.clock.now(), os.environ).offices
    assert [(one.slug, one.tone) for one in lines] == [(SHUT, "bad"), (OFFICE, "wait")]
    (worry,) = lines[0].worries
    assert "tidak dapat dilihat (PermissionError)" in worry.text
    assert lines[0].name == "KPU Kabupaten Tertutup"


def test_the_command_tells_of_the_others_too(home: Path) -> None:
    with as_an_ordinary_user():
        found = json.loads(CliRunner().invoke(app, ["fleet", "--home", str(home), "--json"]).stdout)
        told = " ".join(CliRunner().invoke(app, ["fleet", "--home", str(home)]).output.split())
    assert found["tones"] == {SHUT: "bad", OFFICE: "wait"}
    assert "PERLU BANTUAN KPU Kabupaten Tertutup" in told


async def test_the_first_office_s_night_goes_on_and_the_page_is_there(home: Path) -> None:
    with as_an_ordinary_user():
        await run_housekeeping(home, OFFICE, ManualClock(datetime.now(UTC)))
    assert "KPU Kabupaten Tertutup" in (home / PAGE).read_text("utf-8")
    assert (home / "papan.html").exists()


async def test_a_page_of_all_offices_that_cannot_be_made_ends_no_night(
    home: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> Path:
        raise OSError("Read-only file system")

    monkeypatch.setattr(fleet, "write_fleet", broken)
    with caplog.at_level(logging.ERROR):
        found = await run_housekeeping(home, OFFICE, ManualClock(datetime.now(UTC)))
    assert found.notes
    assert "Halaman semua satuan kerja belum dapat ditulis: OSError: Read-only file system" in caplog.text
    assert (home / "papan.html").exists()
