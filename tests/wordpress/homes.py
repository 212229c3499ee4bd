"""A home whose website is the real WordPress, and packages that arrive with their signed sheet."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from prefect.settings import PREFECT_API_SSL_CERT_FILE, PREFECT_API_URL

from config.new_home import PracticeTown, init_home, office_text, practice_secrets, practice_urls
from config.office import load_office
from config.settings import load_home
from content_queue.profile import Covers
from content_queue.seal import digest_of, hashes
from content_queue.sheet import Decision, Sheet, SignOff, write_sheet
from flows.wiring import required_steps
from ledger.store import Ledger
from practice.town import Town
from safety.clock import SystemClock
from tests.wordpress.server import RealWordPress

OFFICE = "contoh"
ROOT = Path(__file__).parents[2]


def home_on_wordpress(path: Path, site: RealWordPress, kind: str, town: Town) -> Path:
    """A home whose website is the real site, written to as its editor; its social accounts lie in the practice town."""
    init_home(path, OFFICE, practice=False)
    office = path / "offices" / f"{OFFICE}.toml"
    text = office.read_text(encoding="utf-8").replace('type = "wordpress"', f'type = "{kind}"')
    text = text.replace("https://kpu-contoh.example", site.url).replace('username = "tayang"', 'username = "editor"')
    there = PracticeTown({**practice_urls(), **town.urls}, town.tokens)
    accounts = office_text(OFFICE, practice=True, town=there)
    office.write_text(text + accounts[accounts.index("[channels.facebook]") :], encoding="utf-8")
    settings = path / "tayang.toml"
    hosts = [site.host, *(url.removeprefix("http://") for url in town.urls.values())]
    text = settings.read_text(encoding="utf-8").replace("allow_hosts = []", f"allow_hosts = {json.dumps(hosts)}")
    settings.write_text(text.replace("jeda_seconds = 120", "jeda_seconds = 0"), encoding="utf-8")
    with (path / "rahasia.env").open("a", encoding="utf-8") as secrets:
        secrets.write(f"TAYANG_WEBSITE_PASSWORD={site.passwords['editor']}\n")
        secrets.writelines(f"{name}={town.tokens[member]}\n" for member, name in practice_secrets().items())
    return path


def drop_signed(home: Path, source: Path, name: str, now: datetime) -> Path:
    """Copy a package into masuk/, whole at once, with a sheet that approves exactly its bytes."""
    beside = home / "konsep" / name
    shutil.copytree(source, beside)
    files = hashes(beside)
    digest = digest_of(files)
    signs = tuple(
        SignOff(
            step=step.nr,
            decision=Decision.YES,
            person="ketua",
            role="Ketua",
            at=now,
            covers=step.covers,
            digest=digest if step.covers is Covers.CONTENT else "",
        )
        for step in required_steps(load_office(home / "offices" / f"{OFFICE}.toml"))
    )
    write_sheet(beside / "disposisi.yaml", Sheet(digest=digest, files=files, sign_offs=signs))
    return beside.rename(home / "masuk" / name)


def ledger_of(home: Path) -> Ledger:
    return Ledger.open(load_home(home, {}).database_url, SystemClock())


@dataclass
class Sweeper:
    """Orders sweeps from the forking process; every sweep happens ten minutes after the one before."""

    process: subprocess.Popen[str]
    home: Path
    now: datetime
    said: Path

    def sweep(self, kill_before: int | None = None) -> tuple[bool, list[str]]:
        """Whether the sweep was killed, and the acts that it had done by then."""
        self.now += timedelta(minutes=10)
        log = self.home / "acts.json"
        log.write_text("[]", encoding="utf-8")
        order = {
            "home": str(self.home),
            "office": OFFICE,
            "now": self.now.isoformat(),
            "kill_before": kill_before,
            "log": str(log),
        }
        orders, answers = _pipes(self.process)
        orders.write(json.dumps(order) + "\n")
        orders.flush()
        answer = json.loads(answers.readline())
        assert answer["killed"] or answer["status"] == 0, self.said.read_text(encoding="utf-8")[-3000:]
        return bool(answer["killed"]), list(json.loads(log.read_text(encoding="utf-8")))


def _pipes(process: subprocess.Popen[str]) -> tuple[IO[str], IO[str]]:
    assert process.stdin is not None
    assert process.stdout is not None
    return process.stdin, process.stdout


@contextmanager
def forking(log: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that forks a child for each sweep, whatever its home, ended with the block; what it says is in `log`."""
    environment = {
        **os.environ,
        "PREFECT_API_URL": str(PREFECT_API_URL.value()),
        "PREFECT_API_SSL_CERT_FILE": str(PREFECT_API_SSL_CERT_FILE.value()),
        "PREFECT_LOGGING_TO_API_ENABLED": "false",
    }
    with log.open("w") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.wordpress.killer"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
            cwd=ROOT,
            env=environment,
        )
        try:
            yield process
        finally:
            process.stdin.close()  # type: ignore[union-attr]  # it is a pipe
            process.wait(120)
