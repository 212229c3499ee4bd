"""`tayang serve` as an office runs it: dropped and approved is live, whatever is killed or paused meanwhile."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from flows.deployments import CHECKOUT, JOBS, python_path
from flows.serving import has_mark, is_held, password_file, prefect_home
from ledger.verify import verify
from practice.running import running_town
from tests.flows.homes import OFFICE, drop_news, home_in_practice
from tests.flows.serving import PROGRAM, Served, alive, eventually, listens

pytestmark = pytest.mark.serve
ENDED = ("COMPLETED", "CANCELLED", "CRASHED", "FAILED")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One practice home and town for this file; each test brings its own package."""
    place = tmp_path_factory.mktemp("layan")
    with running_town(place / "kota") as town:
        served = Served(home_in_practice(place / "rumah", town), town)
        try:
            yield served
        finally:
            served.clean_up()


@pytest.fixture
def served(office: Served) -> Served:
    """`tayang serve`, started if it is not running."""
    if office.process is None or office.process.poll() is not None:
        office.start()
    return office


def sealed(served: Served, name: str) -> None:
    drop_news(served.home, name)
    eventually(f"{name} waits for its approval", lambda: name in served.waiting())


def start_runs(served: Served, count: int) -> list[str]:
    """What the timetable does, now: runs of the publish deployment in processes of their own."""
    number = served.deployment()["id"]
    return [served.ask("POST", f"/deployments/{number}/create_flow_run", {})["id"] for _ in range(count)]


def state_of(served: Served, run: str) -> str:
    return str(served.ask("GET", f"/flow_runs/{run}")["state_type"])


def pause(served: Served, paused: bool) -> None:
    served.ask("PATCH", f"/deployments/{served.deployment()['id']}", {"paused": paused})


def test_a_package_is_live_seconds_after_its_approval_and_once_although_the_schedule_runs_too(served: Served) -> None:
    sealed(served, "satu")
    before = len(served.public())
    runs = start_runs(served, 1)
    served.approve("satu")
    eventually("the article is public", lambda: len(served.public()) > before)
    eventually("the scheduled run ended", lambda: all(state_of(served, run) in ENDED for run in runs), 40)
    assert len(served.public()) == before + 1
    ledger = served.home.ledger()
    assert verify(ledger, OFFICE) == []
    ledger.close()


def test_the_timetable_stands_in_prefect_in_the_offices_own_time(served: Served) -> None:
    for job in JOBS:
        deployment = served.deployment(f"{job.flow}/{job.flow}-{OFFICE}")
        assert {line["schedule"]["timezone"] for line in deployment["schedules"]} == {"Asia/Jakarta"}
        assert [line["schedule"]["cron"] for line in deployment["schedules"]].sort() == [
            line.cron for line in job.schedules
        ].sort()
    eventually("runs of the timetable are entered", lambda: [run for run in served.runs("SCHEDULED") if run["auto_scheduled"]])


def test_paused_in_prefect_nothing_goes_out_not_even_after_a_restart(served: Served) -> None:
    sealed(served, "dijeda")
    before = len(served.public())
    pause(served, True)
    served.approve("dijeda")
    eventually("the watcher says why nothing goes out", lambda: "dijeda di Prefect" in served.output)
    assert served.end() == 0
    assert has_mark(prefect_home(served.home.path)), "whoever publishes by hand now must still find the pause"
    served.start()
    assert "Dijeda di Prefect" in served.output
    eventually("the watcher says it again", lambda: "tidak ada yang ditayangkan" in served.output)
    assert len(served.public()) == before
    pause(served, False)
    eventually("it goes out once the pause is lifted", lambda: len(served.public()) == before + 1)


def test_killed_in_the_middle_it_takes_its_children_along_and_starts_again(served: Served) -> None:
    number = served.deployment()["id"]
    sealed(served, "terbunuh")
    before = len(served.public())
    run = start_runs(served, 1)[0]
    eventually("a scheduled run is under way", lambda: state_of(served, run) in ("PENDING", "RUNNING"))
    pids = served.pids()
    served.end(signal.SIGKILL)
    eventually("every child has ended", lambda: not any(alive(pid) for pid in pids), 10)
    assert not listens(served.port)
    assert not is_held(served.home.path)
    served.approve("terbunuh")
    served.start()
    eventually("the killed run is marked", lambda: state_of(served, run) in ENDED)
    assert served.deployment()["id"] == number
    eventually("what was approved meanwhile is live", lambda: len(served.public()) == before + 1)


def test_with_prefects_database_lost_it_comes_back_with_its_timetable_and_publishes_nothing_twice(served: Served) -> None:
    sealed(served, "sebelum-hilang")
    sealed(served, "sesudah-hilang")
    before = len(served.public())
    served.approve("sebelum-hilang")
    eventually("the first is live", lambda: len(served.public()) == before + 1)
    number = served.deployment()["id"]
    served.end(signal.SIGKILL)
    files = [path for path in prefect_home(served.home.path).iterdir() if path.name.startswith("prefect.db")]
    assert files
    for path in files:
        path.unlink()
    served.approve("sesudah-hilang")
    served.start()
    assert served.deployment()["id"] != number, "it is another database"
    names = {f"{job.flow}/{job.flow}-{OFFICE}" for job in JOBS}
    assert {len(served.deployment(name)["schedules"]) > 0 for name in names} == {True}
    eventually("what was approved meanwhile is live", lambda: len(served.public()) == before + 2)
    run = start_runs(served, 1)[0]
    eventually("a run of the new timetable ended", lambda: state_of(served, run) in ENDED, 60)
    assert len(served.public()) == before + 2
    ledger = served.home.ledger()
    assert verify(ledger, OFFICE) == []
    ledger.close()


def test_a_second_one_for_the_same_home_says_so_and_leaves(served: Served) -> None:
    second = subprocess.run(
        [sys.executable, "-P", "-c", PROGRAM, "serve", "--home", str(served.home.path)],
        cwd=CHECKOUT,
        env={"PYTHONPATH": python_path(), "HOME": str(served.home.path / "orang")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert second.returncode == 2
    assert "sudah dilayani" in second.stderr


def test_only_who_has_the_password_may_ask_and_nothing_lies_outside_the_home(served: Served) -> None:
    assert requests.get(f"{served.url}/api/admin/version", timeout=10).status_code == 401
    assert password_file(served.home.path).stat().st_mode & 0o777 == 0o600
    assert prefect_home(served.home.path).stat().st_mode & 0o777 == 0o700
    assert not (served.home.path / "orang" / ".prefect").exists()
    settings = served.ask("GET", "/admin/settings")
    assert settings["server"]["analytics_enabled"] is False


def test_told_to_stop_it_ends_every_child_and_leaves_nothing_behind(served: Served) -> None:
    run = start_runs(served, 1)[0]
    eventually("a scheduled run is under way", lambda: state_of(served, run) in ("PENDING", "RUNNING"))
    pids = served.pids()
    assert len(pids) >= 2
    assert served.end() == 0
    assert not [pid for pid in pids if alive(pid)]
    assert not listens(served.port)
    assert not has_mark(prefect_home(served.home.path))


@pytest.mark.browser
def test_connect_keeps_a_secret_in_a_block_of_the_served_home_where_doctor_finds_it(served: Served) -> None:
    home, name, token = served.home.path, "TAYANG_LATIHAN_WEBSITE", served.town.tokens["site"]
    secrets = home / "rahasia.env"
    before = secrets.read_text("utf-8")
    environ = {**os.environ, "PYTHONPATH": python_path()}

    def typed(*words: str, given: str = "") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-P", "-m", "cli", *words, "--home", str(home)]
        return subprocess.run(
            command, env=environ, input=given, capture_output=True, text=True, check=False, timeout=60, cwd=CHECKOUT
        )

    secrets.write_text("".join(line for line in before.splitlines(True) if not line.startswith(name)), "utf-8")
    try:
        lost = typed("doctor")
        connected = typed("connect", "website", given=token)
        told = typed("doctor", "--json")
    finally:
        secrets.write_text(before, "utf-8")
    assert (lost.returncode, connected.returncode) == (1, 0), connected.stderr
    assert token not in connected.stdout + connected.stderr
    assert [(row["channel"], row["ok"]) for row in json.loads(told.stdout)] == [("website", True)], told.stderr


def test_the_board_shows_the_timetable_and_asks_no_foreign_host(served: Served, tmp_path: Path) -> None:
    from playwright.sync_api import sync_playwright

    asked: set[str] = set()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page()
        page.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
        page.goto(served.url)
        page.locator("input[type=password]").fill(password_file(served.home.path).read_text(encoding="utf-8").strip())
        page.keyboard.press("Enter")
        page.wait_for_url("**/dashboard*", timeout=30_000)
        for place in ("runs", "work-pools", "deployments"):
            page.goto(f"{served.url}/{place}")
            page.wait_for_load_state("networkidle")
        for job in JOBS:
            page.get_by_text(f"{job.flow}-{OFFICE}").first.wait_for(timeout=20_000)
        browser.close()
    assert asked - {""} == {f"127.0.0.1:{served.port}"}
