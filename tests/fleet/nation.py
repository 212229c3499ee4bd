"""A nation in small: one home of several offices, Prefect's server on PostgreSQL and Redis, and workers that can be killed."""

import os
import random
import re
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import requests
from cryptography.fernet import Fernet

from config.settings import load_offices
from flows.deployments import CHECKOUT, POOL, python_path
from flows.wiring import open_workroom
from ledger import queries
from ledger.store import Ledger
from practice.town import Town, shown_kind
from publishing.approval import approve
from publishing.intake import take_in
from safety.clock import ManualClock, SystemClock
from tests.flows.homes import OFFICE, HomeInPractice, drop_news, home_with_accounts, set_archive
from tests.flows.serving import ask_prefect, children, eventually
from tests.ports import free_port
from tests.postgres import Postgres

CHANNELS = ("website", "facebook")
ON_SHOW = {"website": "site", "facebook": "graph"}
_WORDS = (
    "rapat pleno terbuka sosialisasi pemilih pemula bimbingan teknis petugas logistik kotak suara simulasi pencoblosan arsip "
    "pemetaan wilayah rekrutmen badan adhoc pelantikan anggota evaluasi kinerja publikasi anggaran kunjungan sekolah menengah "
    "diskusi media penyuluhan hukum monitoring digital pengadaan seragam upacara bendera donor darah kerja bakti pasar murah"
)
PASSWORD = "tayang:latihan-negeri"


def home_of(path: Path, town: Town, offices: Sequence[str], shards: int, ledger_url: str) -> HomeInPractice:
    """A home with these offices, each with a website and a page; in practice they share those of the town."""
    home = home_with_accounts(path, town)
    template = path / "offices" / f"{OFFICE}.toml"
    text = template.read_text("utf-8")
    first, second = (text.index(f"[channels.{name}]") for name in CHANNELS)
    after = text.index("\n[channels.", second + 1)
    text = text[:first] + text[first:after] + "\n"
    template.unlink()
    for slug in offices:
        own = text.replace(f'slug = "{OFFICE}"', f'slug = "{slug}"\nfolder = "{slug}"', 1)
        (path / "offices" / f"{slug}.toml").write_text(own, "utf-8")
    file = path / "tayang.toml"
    told = file.read_text("utf-8").replace(f'["{OFFICE}"]', str(list(offices)).replace("'", '"'), 1)
    told = re.sub(r"# (settle_window_seconds|looks|look_gap_seconds|request_deadline_seconds) = \d+", _quick, told)
    told = told.replace("# shards = 0", f"shards = {shards}")
    file.write_text(told, "utf-8")
    set_archive(path, 'chromium = "off"')
    if ledger_url:
        with (path / "rahasia.env").open("a", encoding="utf-8") as secrets:
            secrets.write(f"TAYANG_LEDGER_URL={ledger_url}\n")
    return home


def _quick(found: re.Match[str]) -> str:
    quick = {"settle_window_seconds": 2, "looks": 2, "look_gap_seconds": 1, "request_deadline_seconds": 10}
    return f"{found[1]} = {quick[found[1]]}"


def drop_approved(home: HomeInPractice, office: str, names: Sequence[str]) -> None:
    """Packages of an office, sealed and approved, that no sweep has carried yet."""
    clock = ManualClock(datetime.now(UTC) - timedelta(minutes=1))
    for name in names:
        folder = drop_news(HomeInPractice(home.path / office), name, ", ".join(CHANNELS))
        text = (folder / "naskah.md").read_text("utf-8")
        (folder / "naskah.md").write_text(_in_its_own_words(text, name), "utf-8")
    with open_workroom(home.path, office, os.environ, clock) as room:
        for _ in range(2):
            take_in(room.ledger, room.desk, clock)
            clock.advance(5)
        for name in names:
            approve(room.ledger, room.desk, name, "ketua", "Ketua")


def _in_its_own_words(text: str, name: str) -> str:
    """What two offices post on the one page that they share in practice must not look like one post to who looks for it."""
    said = random.Random(name).sample(_WORDS.split(), 16)  # noqa: S311  nothing secret
    text = text.replace("Penetapan Daftar Pemilih Berkelanjutan", f"{' '.join(said[:4]).title()} ({name})")
    head, mark, body = text.partition("menetapkan")
    return f"{head}{' '.join(said[4:])} {mark}{body}"


@dataclass
class Nation:
    """The home with its Prefect server; every process that is begun here is ended by `close`. `query_seconds`: how often a worker
    asks for runs; None: as deploy/nation/prefect.env has it."""

    home: HomeInPractice
    town: Town | None
    postgres: Postgres
    redis: int
    query_seconds: int | None = 1
    port: int = field(default_factory=free_port)
    key: str = field(default_factory=lambda: Fernet.generate_key().decode())
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def environ(self) -> dict[str, str]:
        """deploy/nation/prefect.env, with this nation's places, and what its systemd units add."""
        text = (CHECKOUT / "deploy" / "nation" / "prefect.env").read_text("utf-8")
        places = {
            "//:SANDI-REDIS@REDIS:6379": f"//127.0.0.1:{self.redis}",
            "MESSAGING_HOST=REDIS": "MESSAGING_HOST=127.0.0.1",
            "MESSAGING_PORT=6379": f"MESSAGING_PORT={self.redis}",
            "PREFECT_REDIS_MESSAGING_PASSWORD=SANDI-REDIS": "",
            "prefect:SANDI-BASIS@BASIS/prefect": f"postgres@/prefect?host={self.postgres.sockets}",
            "http://SERVER:4200": f"http://127.0.0.1:{self.port}",
            "tayang:SANDI": PASSWORD,
            "HOSTS=SERVER": "HOSTS=",
            "KUNCI-FERNET": self.key,
            "MIGRATE_ON_START=false": "MIGRATE_ON_START=true",
        }
        if self.query_seconds is not None:
            places["QUERY_SECONDS=15"] = f"QUERY_SECONDS={self.query_seconds}"
        for told, meant in places.items():
            assert told in text, told
            text = text.replace(told, meant)
        lines = [line for line in text.splitlines() if line and not line.startswith("#")]
        bare = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT", "TAYANG"))}
        own = {"PYTHONPATH": python_path(), "PREFECT_HOME": str(self.home.path.parent / "prefect")}
        return bare | dict(line.split("=", 1) for line in lines) | own

    def begin(self, name: str, *command: str) -> subprocess.Popen[bytes]:
        """A process of its own group, as systemd would start it; what it says lies beside the home."""
        with self.log(name).open("ab") as out:
            process = subprocess.Popen(
                [sys.executable, "-P", *command],
                cwd=CHECKOUT,
                env=self.environ,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def log(self, name: str) -> Path:
        return self.home.path.parent / f"{name}.log"

    def serve(self) -> None:
        """The API and the services, each a process, as the units of deploy/ start them."""
        self.serve_again()

    def serve_again(self) -> subprocess.Popen[bytes]:
        """The API, where it stood before."""
        return self.begin("api", "-m", "flows.prefect_server", "--no-services", "--host", "127.0.0.1", "--port", str(self.port))

    def is_served(self) -> None:
        """Wait until it answers; the services follow, for the API makes the tables in these tests."""
        eventually("the API answers", self._answers)
        self.begin("layanan", "-m", "flows.prefect_server", "services")

    def _answers(self) -> bool:
        assert self.processes[0].poll() is None, self.log("api").read_text("utf-8")[-3000:]
        try:
            return requests.get(f"http://127.0.0.1:{self.port}/api/health", timeout=10).ok
        except requests.ConnectionError:
            return False

    def deploy(self) -> str:
        """What an admin types after each change of the offices."""
        command = [sys.executable, "-P", "-m", "flows.deploy", str(self.home.path)]
        done = subprocess.run(command, cwd=CHECKOUT, env=self.environ, capture_output=True, text=True, timeout=1200, check=False)
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def worker(self, name: str) -> subprocess.Popen[bytes]:
        asked = ("worker", "start", "--pool", POOL, "--type", "process", "--name", name, "--limit", "4")
        return self.begin(name, "-m", "prefect", *asked)

    def ask(self, method: str, path: str, body: object = None) -> Any:
        return ask_prefect(f"http://127.0.0.1:{self.port}/api", PASSWORD, method, path, body)

    def deployment(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = self.ask("GET", f"/deployments/name/{name}")
        return found

    def pause(self, name: str, paused: bool = True) -> None:
        self.ask("PATCH", f"/deployments/{self.deployment(name)['id']}", {"paused": paused})

    def next_run(self, name: str) -> str:
        """The run of a deployment that is due now, or within a minute; whoever made it."""
        asked = {"deployments": {"id": {"any_": [self.deployment(name)["id"]]}}, "sort": "EXPECTED_START_TIME_ASC"}
        first = self.ask("POST", "/flow_runs/filter", asked)[0]
        assert datetime.fromisoformat(first["expected_start_time"]) < datetime.now(UTC) + timedelta(minutes=1)
        return str(first["id"])

    def state(self, run: str) -> str:
        return str(self.ask("GET", f"/flow_runs/{run}")["state"]["type"])

    def kill(self, worker: subprocess.Popen[bytes]) -> list[int]:
        """A power cut for one machine: the worker and every run that it started, at once."""
        gone = [worker.pid, *children(worker.pid)]
        for pid in gone:
            os.kill(pid, signal.SIGKILL)
        worker.wait(20)
        return gone

    def marked_dead(self, run: str) -> None:
        """What the server does by itself once a run has given no sign of life for three minutes."""
        assert self.state(run) == "RUNNING", "Prefect cannot know yet what became of it"
        self.ask("POST", f"/flow_runs/{run}/set_state", {"state": {"type": "CRASHED", "name": "Mati"}})

    def states(self) -> dict[str, list[str]]:
        """The publications of each office as the book has them."""
        settings, _ = load_offices(self.home.path, os.environ)
        ledger = Ledger.open(settings.database_url, SystemClock())
        try:
            return {slug: sorted(row.state for row in queries.publications(ledger, slug)) for slug in settings.slugs}
        finally:
            ledger.close()

    def public(self, channel: str) -> list[str]:
        """What the public sees on a channel, whatever the book says."""
        assert self.town is not None
        member = ON_SHOW[channel]
        truth = requests.get(f"{self.town.urls[member]}/__practice/truth", timeout=60).json()["objects"]
        return [str(one) for one in truth if one["kind"] == shown_kind(member) and one.get("state", "public") == "public"]

    def close(self) -> None:
        for process in reversed(self.processes):
            for pid in [process.pid, *children(process.pid)] if process.poll() is None else []:
                os.kill(pid, signal.SIGKILL)
            process.wait(20)
