"""All offices on one page: each that needs help is named with its reason, and none that is well is."""

import json
import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.app import app
from config.settings import load_home
from flows.fleet import PAGE, survey
from flows.housekeeping import run_housekeeping
from ledger.entries import Entry, Kind
from ledger.store import Ledger
from publishing import switches
from reports.fleet import Fleet, OfficeLine, Worry, render_fleet
from safety.clock import ManualClock
from tests.flows.days import Day
from tests.flows.homes import OFFICE, drop_news

pytestmark = pytest.mark.usefixtures("prefect_server")
QUIET, BROKEN = "sepi", "rusak"


@pytest.fixture
def home(day: Day) -> Path:
    """Three offices: one that works, one that never did, one whose secret is missing and whose token ends."""
    day.clock.instant = datetime.now(UTC)
    first = day.home.path / "offices" / f"{OFFICE}.toml"
    for slug in (QUIET, BROKEN):
        text = first.read_text("utf-8").replace(f'slug = "{OFFICE}"', f'slug = "{slug}"\nfolder = "{slug}"', 1)
        text = text.replace('name = "KPU Kabupaten Contoh"', f'name = "KPU Kabupaten {slug.title()}"', 1)
        text = text.replace("TAYANG_LATIHAN_WEBSITE", "TAYANG_TIDAK_ADA") if slug == BROKEN else text
        first.with_name(f"{slug}.toml").write_text(text, "utf-8")
    settings = day.home.path / "tayang.toml"
    text = settings.read_text("utf-8").replace(f'["{OFFICE}"]', f'["{OFFICE}", "{QUIET}", "{BROKEN}"]', 1)
    settings.write_text(text, "utf-8")
    return day.home.path


@pytest.fixture
def published(home: Path, day: Day) -> None:
    """The first office has published something."""
    drop_news(day.home)
    day.seal()
    day.approve()
    day.sweep(150)
    day.sweep(150)


def looked_at(day: Day, days_later: float = 0) -> dict[str, OfficeLine]:
    day.clock.advance(days_later * 86400)
    settings = load_home(day.home.path, {})
    return {one.slug: one for one in survey(settings, day.ledger, day.clock.now(), {}).offices}


def told(line: OfficeLine) -> str:
    return " ".join(worry.text for worry in line.worries)


def test_an_office_that_publishes_is_well_and_one_that_does_not_is_named(published: None, day: Day) -> None:
    found = looked_at(day)
    assert (found[OFFICE].tone, found[OFFICE].worries) == ("good", ())
    assert (found[OFFICE].published_week, found[OFFICE].links, found[OFFICE].dead_links) == (1, 1, 0)
    assert "Belum pernah menayangkan" in told(found[QUIET])
    assert found[QUIET].tone == "wait"


def test_a_missing_secret_a_pause_and_a_stopped_channel_need_help(home: Path, day: Day) -> None:
    switches.pause_office(day.ledger, QUIET, "masa tenang")
    switches.pause_channel(day.ledger, OFFICE, "website", "tiga jawaban tidak jelas")
    found = looked_at(day)
    assert {found[slug].tone for slug in (OFFICE, QUIET, BROKEN)} == {"bad"}
    assert "channels.website" in told(found[BROKEN])
    assert "dijeda: masa tenang" in told(found[QUIET])
    assert "dihentikan: tiga jawaban tidak jelas" in told(found[OFFICE])


@pytest.mark.parametrize(("days", "tone"), [(60, "wait"), (14, "bad"), (-1, "bad")])
def test_an_ending_token_is_told_with_its_days(home: Path, day: Day, days: int, tone: str) -> None:
    with day.room() as room:
        ends = (day.clock.now().astimezone(room.office.zone) + timedelta(days=days)).date()
    facts = {"what": "token", "stage": "", "why": "", "do": "", "ends": ends.isoformat()}
    day.ledger.append(OFFICE, [Entry(Kind.ALARM, "raised", channel="website", facts=facts)])
    line = looked_at(day)[OFFICE]
    assert (line.account_days, line.tone) == (days, tone)
    assert ends.isoformat() in told(line)


def test_a_silent_week_and_an_unwatched_queue_are_told(published: None, day: Day) -> None:
    line = looked_at(day, days_later=8)[OFFICE]
    assert "Tidak ada yang tayang sejak" in told(line)
    assert "tidak dilihat tayang sejak" in told(line)
    assert line.published_week == 0


def test_a_recap_that_is_missing_is_told_from_the_next_month_on(published: None, day: Day) -> None:
    assert looked_at(day)[OFFICE].recap is None
    line = looked_at(day, days_later=32)[OFFICE]
    assert line.recap is False
    assert "Rekapitulasi" in told(line)


def test_who_needs_help_stands_first(home: Path, day: Day) -> None:
    switches.pause_office(day.ledger, QUIET, "masa tenang")
    settings = load_home(home, {})
    tones = [one.tone for one in survey(settings, day.ledger, day.clock.now(), {}).offices]
    assert tones == sorted(tones, key=["bad", "wait", "good"].index)


def test_the_command_writes_the_page_and_says_who_needs_help(home: Path, day: Day) -> None:
    done = CliRunner().invoke(app, ["fleet", "--home", str(home)])
    assert done.exit_code == 1
    assert "PERLU BANTUAN KPU Kabupaten Rusak" in " ".join(done.output.split())
    page = (home / PAGE).read_text("utf-8")
    assert "KPU Kabupaten Sepi" in page
    rows = json.loads(CliRunner().invoke(app, ["fleet", "--home", str(home), "--json"]).stdout)
    assert rows["tones"][BROKEN] == "bad"


async def test_the_nightly_round_of_the_first_office_writes_the_page(home: Path) -> None:
    clock = ManualClock(datetime.now(UTC))
    await run_housekeeping(home, QUIET, clock)
    assert not (home / PAGE).exists()
    await run_housekeeping(home, OFFICE, clock)
    assert (home / PAGE).exists()


def test_nothing_in_an_office_s_name_becomes_a_part_of_the_page() -> None:
    name = '<script>alert("x")</script>'
    page = render_fleet(Fleet("kini", False, "Oktober 2026", (OfficeLine("a", name, (Worry("bad", name),)),)))
    assert "<script>" not in page
    assert re.search(r"default-src 'none'", page)


def test_many_offices_cost_a_little_each(tmp_path: Path, home: Path, day: Day) -> None:
    """No more questions to the ledger for an office than its neighbours had: the page of 550 must be made in a minute."""
    settings = load_home(home, {})
    ledger = Ledger.open(settings.database_url, day.clock)
    asked: list[str] = []
    from sqlalchemy import event

    event.listen(ledger.engine, "before_cursor_execute", lambda *parts: asked.append(parts[2]))
    survey(settings, ledger, day.clock.now(), os.environ)
    ledger.close()
    assert len(asked) / len(settings.offices) < 40
