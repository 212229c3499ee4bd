"""What all offices together may send through one platform's application, counted by a real Prefect server."""

import asyncio
import os
from pathlib import Path

import pytest
from prefect.client.orchestration import get_client

from config.settings import SettingsError, load_home
from flows.publish import run_sweep
from flows.shared_limits import ensure_shared_limits, why_wait
from flows.wiring import open_workroom
from ledger import queries
from practice.town import Town
from publishing.states import State
from safety.clock import SystemClock
from tests.fleet.nation import drop_approved, home_of
from tests.flows.homes import HomeInPractice

OFFICES = ("satu", "dua")
KIND = "practice_site"


def home_with(tmp_path: Path, town: Town, told: str) -> HomeInPractice:
    home = home_of(tmp_path / "rumah", town, list(OFFICES), 1, "")
    limit(home, told)
    for slug in OFFICES:
        drop_approved(home, slug, [f"kabar-{slug}"])
    return home


def limit(home: HomeInPractice, told: str) -> None:
    file = home.path / "tayang.toml"
    file.write_text(file.read_text("utf-8").replace("# per_minute = {}", f"per_minute = {told}"), "utf-8")


def on_website(home: HomeInPractice) -> list[str]:
    ledger = home.ledger()
    rows = [row for slug in OFFICES for row in queries.publications(ledger, slug) if row.key.channel == "website"]
    ledger.close()
    return [row.key.office for row in rows if row.state == State.VERIFIED]


@pytest.mark.usefixtures("prefect_server")
async def test_offices_share_what_one_application_may_send_and_the_rest_goes_later(tmp_path: Path, town: Town) -> None:
    """At one a minute the second office's waits; once more may be sent it goes, and each went once."""
    home = home_with(tmp_path, town, f"{{ {KIND} = 1 }}")
    async with get_client() as client:
        await ensure_shared_limits(client, load_home(home.path, {}).fleet.per_minute)
    for slug in OFFICES:
        await run_sweep(home.path, slug, SystemClock())
    assert on_website(home) == ["satu"]
    with open_workroom(home.path, "dua", os.environ, SystemClock()) as room:
        waits = queries.publications(room.ledger, "dua")
        assert all(row.state not in (State.NEEDS_HUMAN, State.UNKNOWN, State.DEAD) for row in waits)
    async with get_client() as client:
        await ensure_shared_limits(client, {KIND: 6000})
    await run_sweep(home.path, "dua", SystemClock())
    assert on_website(home) == list(OFFICES)


@pytest.mark.usefixtures("prefect_server")
async def test_a_limit_that_the_server_does_not_know_holds_back_and_says_what_to_do() -> None:
    async with get_client() as client:
        await ensure_shared_limits(client, {})
    assert "flows.deploy" in await why_wait({KIND: 5}, KIND)
    assert await why_wait({KIND: 5}, "lain") == ""


@pytest.mark.usefixtures("prefect_server")
async def test_a_limit_that_is_in_the_settings_no_more_is_taken_away_and_no_other() -> None:
    async with get_client() as client:
        await client.upsert_global_concurrency_limit_by_name("milik-admin", 3)
        await ensure_shared_limits(client, {KIND: 5})
        await ensure_shared_limits(client, {})
        names = {limit.name for limit in await client.read_global_concurrency_limits(limit=200)}
        await client.delete_global_concurrency_limit_by_name("milik-admin")
    assert "milik-admin" in names
    assert not any(KIND in name for name in names)


@pytest.mark.usefixtures("prefect_server")
async def test_a_limit_that_many_ask_for_frees_up_all_the_same() -> None:
    """Prefect counts back anew at each refusal, so that whoever asks often enough would be refused for ever."""
    async with get_client() as client:
        await ensure_shared_limits(client, {KIND: 60})
    granted = 0
    async with asyncio.timeout(60):
        while granted < 9:  # six at once, then one a second
            granted += not await why_wait({KIND: 60}, KIND)


def test_a_limit_for_a_kind_of_channel_that_there_is_not_is_told(tmp_path: Path, town: Town) -> None:
    home = home_of(tmp_path / "rumah", town, list(OFFICES), 1, "")
    limit(home, "{ practice_sit = 5 }")
    with pytest.raises(SettingsError, match=r"per_minute.*practice_site"):
        load_home(home.path, {})


def test_a_limit_is_a_number_of_at_least_one(tmp_path: Path, town: Town) -> None:
    home = home_of(tmp_path / "rumah", town, list(OFFICES), 1, "")
    limit(home, f"{{ {KIND} = 0 }}")
    with pytest.raises(SettingsError, match="per_minute"):
        load_home(home.path, {})
