"""The gate with Prefect in it: what is paused, missing or unread shuts it; what was never served does not need Prefect."""

import asyncio
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from prefect.client.orchestration import get_client
from prefect.settings import PREFECT_API_URL, PREFECT_CLIENT_MAX_RETRIES, temporary_settings

from config.new_home import init_home
from config.settings import load_home
from flows import deploy, serving
from flows.deployments import CHECKOUT, JOBS, Planned, planned, prefect_yaml
from flows.gate import why_closed
from flows.prefect_settings import apply_settings, quiet_settings, serving_settings
from flows.switches import switches
from ledger.entries import Entry, Kind
from ledger.store import Ledger
from safety.clock import SystemClock

OFFICE = "gerbang"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return init_home(tmp_path / "rumah", OFFICE, practice=True)


@pytest.fixture
def ledger(home: Path) -> Iterator[Ledger]:
    ledger = Ledger.open(load_home(home, {}).database_url, SystemClock())
    yield ledger
    ledger.close()


def closed(ledger: Ledger, home: Path) -> str:
    return asyncio.run(why_closed(ledger, OFFICE, home, {}))


def plan(home: Path) -> list[Planned]:
    return planned(home, load_home(home, {}).offices)


def test_a_home_that_was_never_served_asks_the_ledger_alone(ledger: Ledger, home: Path) -> None:
    with temporary_settings({PREFECT_API_URL: None}):
        assert closed(ledger, home) == ""
        ledger.append(OFFICE, [Entry(Kind.PAUSE, "paused", facts={"paused": True, "reason": "masa tenang"})])
        assert "masa tenang" in closed(ledger, home)


@pytest.mark.usefixtures("prefect_server")
def test_in_a_served_home_a_missing_deployment_shuts_the_gate(ledger: Ledger, home: Path) -> None:
    assert closed(ledger, home) == ""
    (home / "prefect").mkdir()
    serving.set_mark(home, "http://127.0.0.1:4200")
    assert "tidak ada di Prefect" in closed(ledger, home)
    assert "tidak ada di Prefect" in asyncio.run(why_closed(ledger, OFFICE, None, {"TAYANG_DEPLOYED": "1"}))


@pytest.mark.usefixtures("prefect_server")
def test_an_unread_switch_shuts_the_gate(ledger: Ledger, home: Path) -> None:
    with temporary_settings({PREFECT_API_URL: "http://127.0.0.1:9/api", PREFECT_CLIENT_MAX_RETRIES: 0}):
        assert "tidak terbaca" in closed(ledger, home)


@pytest.mark.usefixtures("prefect_server")
def test_deploying_again_changes_no_id_and_keeps_what_an_admin_switched_off(ledger: Ledger, home: Path) -> None:
    (home / "prefect").mkdir()
    serving.set_mark(home, "http://127.0.0.1:4200")

    async def deploy_pause_deploy() -> None:
        async with get_client() as client:
            await deploy.apply(client, plan(home))
            assert not any((await switches(client, str(home))).values())
            first = await client.read_deployment_by_name(f"publish/publish-{OFFICE}")
            await client.pause_deployment(first.id)
            await client.update_deployment_schedule(first.id, first.schedules[0].id, active=False)
            await deploy.apply(client, plan(home))
            second = await client.read_deployment_by_name(f"publish/publish-{OFFICE}")
            assert (second.id, second.paused, second.schedules[0].active) == (first.id, True, False)
            assert len(second.schedules) == len(first.schedules)
            off = [name for name, paused in (await switches(client, str(home))).items() if paused]
            assert off == [f"publish/publish-{OFFICE}"]

    asyncio.run(deploy_pause_deploy())
    assert closed(ledger, home) == "penayangan dijeda di Prefect"


def test_prefect_yaml_says_what_the_table_says(tmp_path: Path) -> None:
    told = prefect_yaml(load_home(init_home(tmp_path / "rumah", "contoh", practice=True), {}))
    assert (CHECKOUT / "prefect.yaml").read_text(encoding="utf-8") == told
    names = [one["entrypoint"] for one in yaml.safe_load(told)["deployments"]]
    assert names == [job.entrypoint for job in JOBS]
    assert not [name for name in names if ":" in name]


def test_prefect_is_silent_and_stays_inside_the_home(home: Path) -> None:
    environ = {"HOME": "/tidak/ada", "PREFECT_HOME": "/lain"}
    apply_settings(quiet_settings(home), environ)
    assert environ["PREFECT_HOME"] == str(home / "prefect")
    assert (environ["DO_NOT_TRACK"], environ["PREFECT_SERVER_ANALYTICS_ENABLED"]) == ("1", "false")
    assert "PREFECT_API_URL" not in environ


def test_a_command_joins_the_server_while_its_home_is_served_but_never_leaves_an_admins_own(home: Path) -> None:
    with serving.hold(home):
        serving.set_mark(home, "http://127.0.0.1:4999")
        assert quiet_settings(home)["PREFECT_API_URL"] == "http://127.0.0.1:4999/api"
        with pytest.raises(serving.AlreadyServed), serving.hold(home):
            pass
        own = {"PREFECT_API_URL": "https://prefect.contoh.go.id/api"}
        apply_settings(quiet_settings(home), own)
        assert own["PREFECT_API_URL"] == "https://prefect.contoh.go.id/api"
        assert "PREFECT_API_AUTH_STRING" not in own
    assert "PREFECT_API_URL" not in quiet_settings(home)


def test_the_password_is_made_once_and_is_its_owners_alone(home: Path) -> None:
    first = serving_settings(home, 4200)
    assert first["PREFECT_SERVER_API_AUTH_STRING"] == serving_settings(home, 4200)["PREFECT_API_AUTH_STRING"]
    serving.password_file(home).chmod(0o644)
    serving.password(home)
    assert stat.S_IMODE(serving.password_file(home).stat().st_mode) == 0o600
