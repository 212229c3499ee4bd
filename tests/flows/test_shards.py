"""Which offices go together, and what Prefect is told of them."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from prefect.client.orchestration import get_client
from prefect.states import Completed, Pending, Scheduled
from typer.testing import CliRunner

from cli.app import app
from config.settings import SettingsError, load_home, load_office_home, load_offices
from flows import deploy
from flows.dead_runs import SILENCE, ensure_dead_runs_are_seen_to
from flows.deployments import CHECKOUT, planned_for_workers, prefect_yaml
from flows.shards import offices_of, shards_of
from flows.switch_memory import remember, remembered
from flows.switches import keep_switches, switches
from language.say import speak
from tests.flows.sharded import OFFICES, break_office, paused, settings, sharded_home, told_to_prefect


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return sharded_home(tmp_path)


def test_an_office_belongs_to_one_shard_of_its_own_time_zone_and_stays_there(home: Path) -> None:
    assert [(one.name, one.offices) for one in shards_of(settings(home))] == [("wib-1", OFFICES[:3]), ("wit-1", ("empat",))]
    before = {slug: one.name for one in shards_of(settings(home)) for slug in one.offices}
    break_office(home, "dua")
    assert {slug: one.name for one in shards_of(settings(home)) for slug in one.offices} == before, "its place is known"
    assert offices_of(settings(home), "wita-1") == ()


def test_another_number_of_shards_leaves_no_office_out_before_prefect_is_told_of_it(home: Path) -> None:
    told = planned_for_workers(settings(home), str(home), str(CHECKOUT))
    runs = [one.parameters for one in told if one.job.flow == "publish_shard"]
    file = home / "tayang.toml"
    file.write_text(file.read_text("utf-8").replace("shards = 1", "shards = 5"), "utf-8")
    assert len(shards_of(settings(home))) > len(runs)
    swept = [slug for one in runs for slug in offices_of(settings(home), str(one["shard"]), int(one["of"]))]
    assert sorted(swept) == sorted(OFFICES)


def test_a_broken_office_file_stops_its_own_office_alone(home: Path) -> None:
    break_office(home, "dua")
    with pytest.raises(SettingsError):
        load_home(home, {})
    assert load_office_home(home, "satu", {}).office("satu").slug == "satu"
    with pytest.raises(SettingsError, match=r"dua\.toml"):
        load_office_home(home, "dua", {})
    told = CliRunner().invoke(app, ["status", "--home", str(home), "--office", "satu"])
    assert told.exit_code == 0, told.output
    found, problems = load_offices(home, {})
    assert [office.slug for office in found.offices] == ["satu", "tiga", "empat"]
    assert {problem.file.stem for problem in problems} == {"dua"}
    assert found.slugs == OFFICES


def test_two_offices_in_one_folder_are_held_even_while_the_other_file_is_broken(home: Path) -> None:
    """Else the second would publish what was given to the first."""
    file = home / "offices" / "tiga.toml"
    file.write_text(file.read_text("utf-8").replace('folder = "tiga"', 'folder = "dua"'), "utf-8")
    break_office(home, "dua")
    with pytest.raises(SettingsError, match="sudah dipakai `dua`"):
        load_office_home(home, "tiga", {})
    assert load_office_home(home, "satu", {})


def test_a_shard_has_its_schedules_and_every_office_its_switch(home: Path) -> None:
    told = {one["name"]: one for one in yaml.safe_load(prefect_yaml(settings(home)))["deployments"]}
    assert told["publish-wib-1"]["parameters"] == {"home": "{{ $TAYANG_HOME }}", "shard": "wib-1", "of": 1}
    assert re.fullmatch(r"[12]?[0-9]-59/30 \* \* \* \*", told["publish-wib-1"]["schedules"][0]["cron"])
    readers = told["count_readers-wit-1"]
    assert (readers["parameters"]["job"], readers["entrypoint"]) == ("count_readers", "flows.shard_round.shard_round")
    assert {one["timezone"] for one in readers["schedules"]} == {"Asia/Jayapura"}
    for slug in OFFICES:
        assert told[f"publish-{slug}"]["schedules"] == []
        assert told[f"publish-{slug}"]["entrypoint"] == "flows.publish.publish"
        assert f"check_links-{slug}" not in told


@pytest.mark.usefixtures("prefect_server")
async def test_sharing_out_keeps_each_office_s_switch_as_the_admin_left_it(home: Path) -> None:
    file = home / "tayang.toml"
    file.write_text(file.read_text("utf-8").replace("shards = 1", "shards = 0"), "utf-8")
    before = await told_to_prefect(home, "dua")
    assert before["publish-dua"].schedules
    assert "check_links-dua" in before
    async with paused(before["publish-dua"]):
        file.write_text(file.read_text("utf-8").replace("shards = 0", "shards = 1"), "utf-8")
        after = await told_to_prefect(home, "dua", "wib-1")
    assert (after["publish-dua"].id, after["publish-dua"].paused) == (before["publish-dua"].id, True)
    assert after["publish-dua"].schedules == [], "its shard's schedule sweeps it"
    assert "check_links-dua" not in after
    assert {"publish-wib-1", "check_links-wib-1", "housekeeping-wib-1", "review-dua", "propose-dua"} <= set(after)


@pytest.mark.usefixtures("prefect_server")
async def test_a_pause_outlives_the_loss_of_what_prefect_knew(home: Path) -> None:
    paused = {"publish/publish-dua", "publish/publish-empat", "publish_shard/publish-wib-1"}
    store = settings(home).store
    async with get_client() as client:

        async def pause(name: str, on: bool = True) -> None:
            switch = client.pause_deployment if on else client.resume_deployment
            await switch((await client.read_deployment_by_name(name)).id)

        try:
            await deploy.tell_server(home)
            for name in paused:
                await pause(name)
            await keep_switches(str(home), "wit-1", 1)
            assert remembered(store) == {"publish/publish-empat"}
            await keep_switches(str(home), "wib-1", 1)
            assert remembered(store) == paused
            break_office(home, "dua")
            await deploy.tell_server(home)
            assert remembered(store) == paused, "an office whose file is broken keeps its switch"
            await deploy.retire(client, str(home), [])
            await keep_switches(str(home), "wib-1", 1)
            assert remembered(store) == paused, "what the server does not know, nobody has resumed"
            file = home / "offices" / "dua.toml"
            file.write_text(file.read_text("utf-8").removesuffix("\n[rusak"), "utf-8")
            await deploy.tell_server(home)
            now = {name for name, off in (await switches(client, str(home))).items() if off}
            assert now == paused
            await pause("publish/publish-dua", on=False)
            await keep_switches(str(home), "wib-1", 1)
            assert remembered(store) == paused - {"publish/publish-dua"}
        finally:
            await deploy.retire(client, str(home), [])


def test_a_damaged_note_of_pauses_is_told_and_written_anew(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / ".sakelar-prefect.json").write_bytes(b"{")
    remember(tmp_path, {"publish/publish-satu": False})
    assert "Catatan jeda" in caplog.text
    caplog.clear()
    assert remembered(tmp_path) == frozenset()
    assert caplog.text == ""


@pytest.mark.usefixtures("prefect_server")
async def test_a_new_installation_sweeps_at_once_and_telling_again_begins_nothing_more(home: Path) -> None:
    """Else who follows the guide would wait for the timetable and see nothing."""
    told = await told_to_prefect(home, "wib-1", "wit-1")
    plan = planned_for_workers(load_offices(home, {})[0], str(home), str(CHECKOUT))
    async with get_client() as client, paused(told["publish-wit-1"]):
        assert await deploy.begin_idle_shards(client, plan) == 1, "what an admin paused begins nothing"
        assert await deploy.begin_idle_shards(client, plan) == 0
        own = told["publish-wib-1"].id
        (begun,) = [run for run in await client.read_flow_runs() if run.deployment_id == own and not run.auto_scheduled]
        await client.set_flow_run_state(begun.id, Pending(), force=True)
        assert await deploy.begin_idle_shards(client, plan) == 0
        at = datetime.now(UTC) - SILENCE - timedelta(minutes=2)
        lost = await client.create_flow_run_from_deployment(told["publish-wib-1"].id, state=Scheduled(scheduled_time=at))
        await client.set_flow_run_state(lost.id, Pending(), force=True)
        await client.set_flow_run_state(begun.id, Completed(), force=True)
        assert await deploy.begin_idle_shards(client, plan) == 1, "a worker that died before it began works on nothing"
        assert {run.deployment_id for run in await client.read_flow_runs()} >= {told["publish-wib-1"].id}


@pytest.mark.usefixtures("prefect_server")
async def test_what_happens_to_dead_runs_is_told_once_and_stays_off_where_an_admin_switched_it_off(home: Path) -> None:
    async with get_client() as client:
        for one in await client.read_automations():
            await client.delete_automation(one.id)
        await ensure_dead_runs_are_seen_to(client, shards=False)
        first = await client.read_automations()
        assert [one.actions[0].type for one in first] == ["change-flow-run-state"], "one PC has no shards"
        await ensure_dead_runs_are_seen_to(client, shards=True)
        both = await client.read_automations()
        assert {one.actions[0].type for one in both} == {"change-flow-run-state", "run-deployment"}
        for one in both:
            await client.pause_automation(one.id)
        speak("en")
        await ensure_dead_runs_are_seen_to(client, shards=True)
        after = await client.read_automations()
    assert {one.id for one in after} == {one.id for one in both}
    assert {one.name for one in after}.isdisjoint({one.name for one in both}), "they are called as the home speaks now"
    assert not any(one.enabled for one in after)
