"""`tayang serve` as an office runs it: how soon an approved package is proved, and how much memory the service takes."""

import re
import signal
import statistics
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bench.figures import Figure, WrongWork, below, informs
from bench.material import article
from bench.peak import Peak
from ledger import queries
from practice.running import running_town
from publishing.states import State
from tests.flows.homes import OFFICE, home_in_practice
from tests.flows.serving import Served, eventually
from tests.wordpress.homes import drop_signed

SECONDS_GOAL = 3.0
RESTART_GOAL = 60.0
MEMORY_GOAL = 600.0


def seconds(place: Path, packages: int = 5) -> list[Figure]:
    """From the rename of a signed package into masuk/ to its proved link in the ledger, `jeda` 0."""
    figures = []
    with _served(place) as served:
        for what, picture in (("with a photo", True), ("without media", False)):
            spent = [
                _until_proved(served, place, f"{'foto' if picture else 'teks'}-{n}", picture=picture) for n in range(packages)
            ]
            longest = f"longest {max(spent):.2f} s"
            figures.append(below(f"from signed to proved link, {what} ({longest})", statistics.median(spent), SECONDS_GOAL, "s"))
        figures.append(below("killed and started again, to the proof of what came meanwhile", _after_a_kill(served, place),
                             RESTART_GOAL, "s"))  # fmt: skip
        _all_once(served, 2 * packages + 1)
    return figures


def memory(place: Path) -> list[Figure]:
    """The peak over a publish while a scheduled run is under way, with the Prefect server."""
    with _served(place) as served:
        assert served.process is not None
        peak = Peak(served.process.pid)
        with peak.watching():
            number = served.deployment()["id"]
            run = served.ask("POST", f"/deployments/{number}/create_flow_run", {})["id"]
            for number in range(3):
                _until_proved(served, place, f"memori-{number}", picture=True)
            ended = ("COMPLETED", "CANCELLED", "CRASHED", "FAILED")
            eventually("the scheduled run ended", lambda: served.ask("GET", f"/flow_runs/{run}")["state_type"] in ended, 90)
            if served.ask("GET", f"/flow_runs/{run}")["state_type"] != "COMPLETED":
                raise WrongWork("the scheduled run did not end well")
        _all_once(served, 3)
    shares = ", ".join(f"{name} {size:.0f}" for name, size in sorted(peak.at_peak.items()))
    return [
        below("peak memory of serve (PSS, all processes)", peak.pss, MEMORY_GOAL, "MB"),
        informs("shares at that moment, MB PSS", shares),
        informs("peak as resident sizes added up (RSS)", f"{peak.rss:.0f} MB"),
    ]


@contextmanager
def _served(place: Path) -> Iterator[Served]:
    with running_town(place / "kota") as town:
        served = Served(home_in_practice(place / "rumah", town), town)
        try:
            served.start()
            yield served
            served.end()
        finally:
            served.clean_up()


def _after_a_kill(served: Served, place: Path) -> float:
    """Seconds from the start of a service that was killed, with its server and all else, to the proof of a waiting package."""
    served.end(signal.SIGKILL)
    _drop(served, place, "tertunda", picture=True)
    began = time.perf_counter()
    served.start()
    return _proved(served, "tertunda", began)


def _until_proved(served: Served, place: Path, name: str, *, picture: bool) -> float:
    _drop(served, place, name, picture=picture)
    return _proved(served, name, time.perf_counter())


def _drop(served: Served, place: Path, name: str, *, picture: bool) -> None:
    source = article(name, picture=picture).write(place / "naskah" / name)
    drop_signed(served.home.path, source, name, datetime.now(UTC))


def _proved(served: Served, name: str, began: float) -> float:
    """Seconds since then until the link is proved."""
    ledger = served.home.ledger()
    try:
        end = time.perf_counter() + 60
        while time.perf_counter() < end:
            rows = [row for row in queries.publications(ledger, OFFICE) if row.key.package_id == name]
            if rows and all(row.state == State.VERIFIED for row in rows):
                return time.perf_counter() - began
            time.sleep(0.01)
    finally:
        ledger.close()
    raise WrongWork(f"{name} was not proved within a minute: {served.output[-2000:]}")


def _all_once(served: Served, count: int) -> None:
    titles = [post["title"] for post in served.public()]
    if len(titles) != count or len(set(titles)) != count:
        raise WrongWork(f"not exactly once on the site: {titles}")


def machine() -> str:
    """Cores, memory and Python, for the head of the table."""
    memory = re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text())
    cores = subprocess.run(["nproc"], capture_output=True, text=True, check=True).stdout.strip()
    load = Path("/proc/loadavg").read_text().split()[0]
    return f"{cores} cores, {int(memory[1]) // 2**20 if memory else '?'} GiB memory, load before the run {load}"
