"""`tayang serve` in a child process, as an office would run it, and what its tests ask of Prefect, the town and /proc."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import requests

from flows.deployments import CHECKOUT, python_path
from flows.serving import password
from flows.wiring import open_workroom
from language.say import LANGUAGES, said_in
from ledger import queries
from practice.town import Town
from publishing.approval import approve
from publishing.desk import AWAITING
from safety.clock import SystemClock
from tests.flows.homes import OFFICE, HomeInPractice
from tests.ports import free_port

PUBLISH = f"publish/publish-{OFFICE}"
PATIENCE = 240.0
"""How long anything may take on a machine with other work to do; who is quick does not wait for it."""
PROGRAM = "import typer; from cli.serve import register; app = typer.Typer(); register(app); app()"


def eventually(what: str, check: Callable[[], Any], seconds: float = PATIENCE, most_pause: float = 0.5) -> Any:
    """Poll until `check` says something true; fails with `what` when the time is over. What is asked has work to do as well: each
    question comes a little later than the one before it, up to `most_pause` seconds."""
    end, pause = time.monotonic() + seconds, 0.05
    while time.monotonic() < end:
        if found := check():
            return found
        time.sleep(pause)
        pause = min(pause * 1.2, most_pause)
    raise AssertionError(f"not within {seconds} s: {what}")


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def children(pid: int) -> list[int]:
    """Every descendant of a process."""
    born: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            born.setdefault(int(stat.read_text().rpartition(")")[2].split()[1]), []).append(int(stat.parent.name))
    found, ahead = list[int](), [pid]
    while ahead:
        own = born.get(ahead.pop(), [])
        found += own
        ahead += own
    return found


def resident_mb(pid: int) -> int:
    return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1]) // 1024  # type: ignore[index]


def ask_prefect(url: str, auth: str, method: str, path: str, body: object = None) -> Any:
    """One call of the API at `url`; `auth`: name and password with a colon between them."""
    user, _, word = auth.partition(":")
    with requests.Session() as session:
        session.auth = (user, word)
        headers = {}
        if method != "GET":
            client = str(uuid4())
            token = session.get(f"{url}/csrf-token", params={"client": client}, timeout=60).json()["token"]
            headers = {"Prefect-Csrf-Token": token, "Prefect-Csrf-Client": client}
        answer = session.request(method, f"{url}{path}", json=body, headers=headers, timeout=60)
        answer.raise_for_status()
        return answer.json() if answer.content else None


@dataclass
class Served:
    """One practice home with its `tayang serve`; `town` is where it publishes."""

    home: HomeInPractice
    town: Town
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        file = self.home.path / "tayang.toml"
        text, changed = re.subn(r"\[prefect\]\n# port = \d+", f"[prefect]\nport = {self.port}", file.read_text(encoding="utf-8"))
        assert changed == 1
        file.write_text(text, encoding="utf-8")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def output(self) -> str:
        return (self.home.path / "keluaran.txt").read_text(encoding="utf-8", errors="replace")

    def start(self) -> None:
        environ = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT")}
        with (self.home.path / "keluaran.txt").open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-c", PROGRAM, "serve", "--home", str(self.home.path)],
                cwd=CHECKOUT,
                env=environ | {"PYTHONPATH": python_path(), "HOME": str(self.home.path / "orang")},
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        eventually("tayang serve is ready", self._is_ready)

    def _is_ready(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.output
        return any(said_in(language, "Siap. Berhenti dengan Ctrl-C.") in self.output for language in LANGUAGES)

    def pids(self) -> list[int]:
        assert self.process is not None
        return [self.process.pid, *children(self.process.pid)]

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)

    def clean_up(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait(PATIENCE)

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """One call of Prefect's API, as the board makes it."""
        return ask_prefect(f"{self.url}/api", password(self.home.path), method, path, body)

    def deployment(self, name: str = PUBLISH) -> dict[str, Any]:
        found: dict[str, Any] = self.ask("GET", f"/deployments/name/{name}")
        return found

    def runs(self, *states: str) -> list[dict[str, Any]]:
        query = {"flow_runs": {"state": {"type": {"any_": list(states)}}}, "limit": 200} if states else {"limit": 200}
        found: list[dict[str, Any]] = self.ask("POST", "/flow_runs/filter", query)
        return found

    def waiting(self) -> list[str]:
        with open_workroom(self.home.path, OFFICE, os.environ, SystemClock()) as room:
            return [row.key.package_id for row in queries.packages(room.ledger, OFFICE, [AWAITING])]

    def approve(self, name: str) -> None:
        with open_workroom(self.home.path, OFFICE, os.environ, SystemClock()) as room:
            approve(room.ledger, room.desk, name, "ketua", "Ketua")

    def public(self) -> list[dict[str, Any]]:
        truth = requests.get(f"{self.town.urls['site']}/__practice/truth", timeout=60).json()
        return [post for post in truth["objects"] if post["kind"] == "article" and post["state"] == "public"]
