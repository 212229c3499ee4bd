"""`tayang serve` as an office runs it: dropped and approved is live, whatever is killed or paused meanwhile."""

import base64
import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from config.new_home import init_home
from flows.deployments import CHECKOUT, JOBS, python_path
from flows.serving import has_mark, is_held, password, password_file, prefect_home
from flows.switch_memory import remembered
from ledger.verify import verify
from practice.running import running_town
from tests.flows.homes import OFFICE, drop_news, home_in_practice
from tests.flows.serving import PATIENCE, PROGRAM, PUBLISH, Served, alive, eventually
from tests.ports import listens

pytestmark = pytest.mark.serve
TIMED = [job for job in JOBS if job.schedules]
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


def start_run(served: Served, **parameters: str) -> str:
    """What the timetable does, now: a run of the publish deployment in a process of its own."""
    number = served.deployment()["id"]
    return str(served.ask("POST", f"/deployments/{number}/create_flow_run", {"parameters": parameters})["id"])


def run_at_work(served: Served) -> str:
    """A run that stays at work until somebody ends it: its home's settings are a pipe that nobody writes to.

    Where the timetable's own run has the deployment's only place, it is turned away, and another one asked for.
    """
    home = served.home.path / "rumah-yang-tak-terbaca"
    if not home.exists():
        home.mkdir()
        os.mkfifo(home / "tayang.toml")

    def begin() -> str:
        run = start_run(served, home=str(home), office=OFFICE)
        eventually("it begins or is turned away", lambda: state_of(served, run) not in ("SCHEDULED", "PENDING"))
        return run if state_of(served, run) == "RUNNING" else ""

    return str(eventually("a run is at work", begin))


def state_of(served: Served, run: str) -> str:
    return str(served.ask("GET", f"/flow_runs/{run}")["state_type"])


def pause(served: Served, paused: bool) -> None:
    served.ask("PATCH", f"/deployments/{served.deployment()['id']}", {"paused": paused})


def test_a_package_is_live_seconds_after_its_approval_and_once_although_the_schedule_runs_too(served: Served) -> None:
    sealed(served, "satu")
    before = len(served.public())
    run = start_run(served)
    served.approve("satu")
    eventually("the article is public", lambda: len(served.public()) > before)
    eventually("the scheduled run ended", lambda: state_of(served, run) in ENDED)
    assert len(served.public()) == before + 1
    ledger = served.home.ledger()
    assert verify(ledger, OFFICE) == []
    ledger.close()


def test_the_timetable_stands_in_prefect_in_the_offices_own_time(served: Served) -> None:
    for job in TIMED:
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
    run = run_at_work(served)
    pids = served.pids()
    served.end(signal.SIGKILL)
    eventually("every child has ended", lambda: not any(alive(pid) for pid in pids))
    eventually("nobody listens any more", lambda: not listens(served.port))
    assert not is_held(served.home.path)
    served.approve("terbunuh")
    served.start()
    eventually("the killed run is marked", lambda: state_of(served, run) in ENDED)
    assert served.deployment()["id"] == number
    eventually("what was approved meanwhile is live", lambda: len(served.public()) == before + 1)


def test_with_prefects_database_lost_it_comes_back_with_timetable_and_pause_and_publishes_nothing_twice(served: Served) -> None:
    sealed(served, "sebelum-hilang")
    sealed(served, "sesudah-hilang")
    before = len(served.public())
    served.approve("sebelum-hilang")
    eventually("the first is live", lambda: len(served.public()) == before + 1)
    number = served.deployment()["id"]
    pause(served, True)
    eventually("the pause is kept outside the database", lambda: remembered(served.home.path / "gudang") == {PUBLISH})
    served.end(signal.SIGKILL)
    files = [path for path in prefect_home(served.home.path).iterdir() if path.name.startswith("prefect.db")]
    assert files
    for path in files:
        path.unlink()
    served.approve("sesudah-hilang")
    served.start()
    assert served.deployment()["id"] != number, "it is another database"
    names = {f"{job.flow}/{job.flow}-{OFFICE}" for job in TIMED}
    assert {len(served.deployment(name)["schedules"]) > 0 for name in names} == {True}
    assert {name for name in names if served.deployment(name)["paused"]} == {PUBLISH}, "the admin's pause came back, no other"
    assert f"Dijeda di Prefect: {PUBLISH}" in served.output
    assert len(served.public()) == before + 1
    pause(served, False)
    eventually("what was approved meanwhile is live", lambda: len(served.public()) == before + 2)
    run = start_run(served)
    eventually("a run of the new timetable ended", lambda: state_of(served, run) in ENDED)
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
        timeout=PATIENCE,
        check=False,
    )
    assert second.returncode == 2
    assert "sudah dilayani" in second.stderr


def test_only_who_has_the_password_may_ask_and_nothing_lies_outside_the_home(served: Served) -> None:
    assert requests.get(f"{served.url}/api/admin/version", timeout=60).status_code == 401
    assert password_file(served.home.path).stat().st_mode & 0o777 == 0o600
    assert prefect_home(served.home.path).stat().st_mode & 0o777 == 0o700
    assert not (served.home.path / "orang" / ".prefect").exists()
    settings = served.ask("GET", "/admin/settings")
    assert settings["server"]["analytics_enabled"] is False


def test_the_server_listens_to_this_machine_alone(served: Served) -> None:
    tables = [Path(f"/proc/net/{name}").read_text().splitlines()[1:] for name in ("tcp", "tcp6")]
    heard = [line.split()[1].rpartition(":") for table in tables for line in table if line.split()[3] == "0A"]
    assert [address for address, _, port in heard if int(port, 16) == served.port] == ["0100007F"]


def test_a_page_of_somebody_else_reaches_neither_the_server_nor_a_form(served: Served) -> None:
    def called(path: str, **headers: str) -> requests.Response:
        return requests.get(f"{served.url}{path}", headers=headers, timeout=60, allow_redirects=False)

    for path in ("/", "/api/health", "/api/admin/version", "/runs", "/docs"):
        foreign = called(path, Host=f"jahat.example:{served.port}")
        assert (foreign.status_code, "jahat" in foreign.text) == (421, False), path
    own = called("/runs", Host=f"localhost:{served.port}", Origin="https://jahat.example", Accept="text/html")
    assert own.status_code == 200
    assert "access-control-allow-origin" not in own.headers
    assert own.headers["x-frame-options"] == "DENY"
    policy = own.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "'unsafe-eval'" not in policy


UPGRADE = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Protocol": "prefect",
}


@pytest.mark.parametrize("path", ["/api/events/out", "/api/events/in", "/api/logs/out"])
def test_a_websocket_without_the_password_or_under_a_foreign_name_is_closed(served: Served, path: str) -> None:
    foreign = requests.get(f"{served.url}{path}", headers=UPGRADE | {"Host": "jahat.example"}, timeout=60)
    assert foreign.status_code == 403
    with connect(f"ws://127.0.0.1:{served.port}{path}", subprotocols=[Subprotocol("prefect")], proxy=None) as line:
        line.send(json.dumps({"type": "auth", "token": "tayang:salah"}))
        with pytest.raises(ConnectionClosed) as closed:
            line.recv(timeout=60)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1008


def test_what_prefect_keeps_is_its_owners_and_opens_no_secret_block_by_itself(served: Served) -> None:
    folder = prefect_home(served.home.path)
    own = [*folder.glob("prefect.db*"), *(folder / name for name in ("server.log", "kata-sandi", "kunci-blok"))]
    assert {file.stat().st_mode & 0o777 for file in own} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700
    key = (folder / "kunci-blok").read_bytes()
    assert len(key) == 44
    assert [file.name for file in folder.glob("prefect.db*") if key in file.read_bytes()] == []
    with sqlite3.connect(f"file:{folder / 'prefect.db'}?mode=ro", uri=True) as book:
        assert book.execute("SELECT count(*) FROM configuration WHERE key = 'ENCRYPTION_KEY'").fetchone() == (0,)


def test_told_to_stop_it_ends_every_child_and_leaves_nothing_behind(served: Served) -> None:
    run_at_work(served)
    pids = served.pids()
    assert len(pids) >= 3, "tayang serve, its Prefect server and the run"
    assert served.end() == 0
    eventually("every child has ended", lambda: not any(alive(pid) for pid in pids))
    assert not listens(served.port)
    assert not has_mark(prefect_home(served.home.path))


def test_no_process_shows_a_secret_in_its_command_line_nor_gives_the_key_of_the_blocks_away(served: Served) -> None:
    run_at_work(served)
    seen = {pid: (told(pid, "cmdline"), told(pid, "environ")) for pid in [*served.pids(), os.getpid()]}
    word = password(served.home.path).partition(":")[2].encode()
    key = (prefect_home(served.home.path) / "kunci-blok").read_bytes()
    held = [word, key, *(token.encode() for token in served.town.tokens.values() if len(token) > 8)]
    assert len(held) > 5
    assert [pid for pid, (line, _) in seen.items() if any(secret in line for secret in held)] == []
    assert len([pid for pid, (_, environ) in seen.items() if key in environ]) == 1, "the server alone"


def test_the_password_and_the_key_of_the_blocks_stand_in_their_own_files_alone(served: Served) -> None:
    folder = prefect_home(served.home.path)
    held = {
        "kata-sandi": password(served.home.path).partition(":")[2].encode(),
        "kunci-blok": (folder / "kunci-blok").read_bytes(),
    }
    for name, secret in held.items():
        basic = base64.b64encode(b"tayang:" + secret).rstrip(b"=")[:-1]
        places = [file for file in served.home.path.rglob("*") if file.is_file() and not file.is_symlink()]
        assert {file.name for file in places if secret in (data := file.read_bytes()) or basic in data} == {name}
    assert len(places) > 10


def told(pid: int, what: str) -> bytes:
    """A file of a process, empty when it has ended."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/{what}").read_bytes()
    return b""


@pytest.mark.browser
def test_connect_keeps_a_secret_in_a_block_of_the_served_home_where_doctor_finds_it(served: Served) -> None:
    home, name, token = served.home.path, "TAYANG_LATIHAN_WEBSITE", served.town.tokens["site"]
    secrets = home / "rahasia.env"
    before = secrets.read_text("utf-8")
    environ = {**os.environ, "PYTHONPATH": python_path()}

    def typed(*words: str, given: str = "") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-P", "-m", "cli", *words, "--home", str(home)]
        return subprocess.run(
            command, env=environ, input=given, capture_output=True, text=True, check=False, timeout=PATIENCE, cwd=CHECKOUT
        )

    secrets.write_text("".join(line for line in before.splitlines(True) if not line.startswith(name)), "utf-8")
    try:
        lost = typed("doctor")
        connected = typed("connect", "website", given=token)
        told = typed("doctor", "--json")
    finally:
        secrets.write_text(before, "utf-8")
    assert (lost.returncode, connected.returncode) == (1, 0), connected.stdout + connected.stderr
    assert token not in connected.stdout + connected.stderr
    assert [(row["channel"], row["ok"]) for row in json.loads(told.stdout)] == [("website", True)], told.stderr


def test_the_board_shows_the_timetable_and_asks_no_foreign_host(served: Served, tmp_path: Path) -> None:
    from playwright.sync_api import sync_playwright

    asked: set[str] = set()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page()
        page.set_default_timeout(PATIENCE * 1000)
        page.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
        page.goto(served.url)
        page.locator("input[type=password]").fill(password_file(served.home.path).read_text(encoding="utf-8").strip())
        page.keyboard.press("Enter")
        page.wait_for_url("**/dashboard*")
        for place in ("runs", "work-pools", "deployments"):
            page.goto(f"{served.url}/{place}")
            page.wait_for_load_state("networkidle")
        for job in JOBS:
            page.get_by_text(f"{job.flow}-{OFFICE}").first.wait_for()
        browser.close()
    assert asked - {""} == {f"127.0.0.1:{served.port}"}


def test_an_office_whose_file_is_broken_is_named_and_the_others_are_served(tmp_path: Path) -> None:
    with running_town(tmp_path / "kota") as town:
        home = home_in_practice(tmp_path / "rumah", town)
        file = home.path / "tayang.toml"
        file.write_text(file.read_text("utf-8").replace(f'["{OFFICE}"]', f'["{OFFICE}", "dua"]', 1), "utf-8")
        sound = (home.path / "offices" / f"{OFFICE}.toml").read_text("utf-8")
        (home.path / "offices" / "dua.toml").write_text(sound.replace(f'"{OFFICE}"', '"dua"', 1) + "\n[rusak", "utf-8")
        served = Served(home, town)
        try:
            served.start()
            assert "tidak dilayani sampai diperbaiki" in served.output
            assert "dua.toml" in served.output
            assert not served.deployment()["paused"]
            sealed(served, "kabar-sehat")
        finally:
            served.clean_up()


def test_a_home_with_no_office_that_can_be_read_is_refused_in_a_sentence(tmp_path: Path) -> None:
    home = init_home(tmp_path / "rumah", OFFICE, practice=True)
    with (home / "offices" / f"{OFFICE}.toml").open("a", encoding="utf-8") as file:
        file.write("\n[rusak")
    command = [sys.executable, "-P", "-c", PROGRAM, "serve", "--home", str(home)]
    environ = os.environ | {"PYTHONPATH": python_path(), "HOME": str(tmp_path)}
    done = subprocess.run(command, cwd=CHECKOUT, env=environ, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 2
    told = done.stderr.replace("\n", "")
    assert f"{OFFICE}.toml" in told
    assert "Traceback" not in told
