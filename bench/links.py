"""Link checking measured: 5,000 addresses on loopback, ours with full content verdicts beside lychee and LinkChecker.

Every program is a process of its own; processor time and memory are the kernel's figures for that process, its start included.
All ask the same websites for the same addresses, in turn, after one uncounted turn; each figure is the median of its turns.
"""

import asyncio
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench import link_cases
from bench.figures import Figure, WrongWork, below, informs
from bench.link_looks import HANGING, ours, until_judged, wrong_of
from bench.link_server import Websites, websites

TURNS = 3
CPU_GOAL_MS, MEMORY_GOAL_MB = 0.3, 100.0
BESIDE = 500
"""Addresses that are looked at while another host hangs."""
_OURS, _LYCHEE, _LINKCHECKER = "tayang, full verdicts", "lychee, best setting", "LinkChecker, best setting"
_MODEST = "lychee, as it comes (of 500)"
GOALS = {_LYCHEE: 2.5, _LINKCHECKER: 10.0}


@dataclass(frozen=True)
class Run:
    """One program over one list. `server`: the share of one core that the websites used meanwhile."""

    urls: int
    seconds: float
    cpu_ms: float
    megabytes: float
    server: float

    @property
    def rate(self) -> float:
        return self.urls / self.seconds

    @property
    def cpu_each(self) -> float:
        return self.cpu_ms / self.urls


# A small program between: what the kernel tells of a child's memory begins with its parent's at the fork.
_RUNNER = """
import os, sys
silent = [(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_WRONLY, 0) for fd in (1, 2)]
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=silent)
_, status, used = os.wait4(child, 0)
print(os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, used.ru_maxrss)
"""


def measured(command: list[str], file: Path, sites: Websites, may_fail: bool) -> Run:
    """Run a program to its end with the list as its input; the kernel tells what it used."""
    served, started = sites.cpu(), time.perf_counter()
    with file.open() as listed:
        done = subprocess.run([sys.executable, "-SE", "-c", _RUNNER, *command], stdin=listed, stdout=subprocess.PIPE, check=True)
    seconds = time.perf_counter() - started
    code, cpu, kilobytes = done.stdout.split()
    # The others end with 1 or 2 because of the broken addresses in the mix.
    if int(code) not in ((0, 1, 2) if may_fail else (0,)):
        raise WrongWork(f"{command[0]} ended with {code!r}")
    urls = len(file.read_text().split())
    return Run(urls, seconds, float(cpu) * 1000, int(kilobytes) / 1024, (sites.cpu() - served) / seconds)


def programs() -> dict[str, str]:
    """Where lychee and LinkChecker are: fetched by `make link-tools`, or on PATH."""
    fetched = sorted(str(place) for place in Path(".cache").glob("link-tools-*/bin"))
    path = os.pathsep.join([*fetched, os.environ.get("PATH", "")])
    return {name: found for name in link_cases.OTHERS if (found := shutil.which(name, path=path))}


def commands(place: Path, quick: Path, few: Path, known: dict[str, str]) -> dict[str, tuple[list[str], Path]]:
    """How each program is run, and over which list."""
    found = {_OURS: ([sys.executable, "-m", "bench.link_looks", str(quick)], quick)}
    if lychee := known.get("lychee"):
        best = ["--max-concurrency", "128", "--host-concurrency", "64", "--host-request-interval", "0ms", "--max-retries", "0"]
        found[_LYCHEE] = ([lychee, "--no-progress", *best, str(quick)], quick)
        found[_MODEST] = ([lychee, "--no-progress", str(few)], few)
    if linkchecker := known.get("linkchecker"):
        (place / "linkchecker.ini").write_text("[checking]\nmaxrequestspersecond=1000000\n")
        best = ["-f", str(place / "linkchecker.ini"), "-r", "0", "-t", "16", "--no-robots", "--no-status", "--no-warnings"]
        found[_LINKCHECKER] = ([linkchecker, *best, "-o", "none", "--stdin"], quick)
    return found


def in_turn(known: dict[str, tuple[list[str], Path]], sites: Websites) -> dict[str, list[Run]]:
    """Each program once uncounted, then all in turn."""
    runs: dict[str, list[Run]] = {name: [] for name in known}
    for turn in range(TURNS + 1):
        for name, (command, file) in known.items():
            run = measured(command, file, sites, name != _OURS)
            runs[name] += [run] if turn else []
    return runs


def median(runs: list[Run], of: Callable[[Run], float]) -> float:
    return statistics.median(of(run) for run in runs)


def measure(place: Path) -> list[Figure]:
    """The speed of the three in turn, what the slow and the hanging addresses cost, and the verdicts on every awkward page."""
    known = programs()
    with websites() as sites:
        urls = sites.urls()
        quick = [url for url in urls if "/slow/" not in url]
        files = {name: place / f"{name}.txt" for name in ("quick", "few")}
        files["quick"].write_text("\n".join(quick))
        files["few"].write_text("\n".join(quick[:500]))
        runs = in_turn(commands(place, files["quick"], files["few"], known), sites)
        slow, began = [url for url in urls if "/slow/" in url], time.perf_counter()
        if wrong := wrong_of(asyncio.run(ours(slow))):
            raise WrongWork(f"wrong verdicts: {wrong}")
        slow_seconds = time.perf_counter() - began
        alone = asyncio.run(until_judged(quick[:BESIDE]))["quick"]
        beside = asyncio.run(until_judged([*sites.hanging(HANGING), *quick[:BESIDE]]))
    mine = runs.pop(_OURS)
    found = [
        informs(f"links: {_OURS}, {len(quick)} addresses", _rate(mine)),
        below("links: processor time of an address, start included", median(mine, lambda run: run.cpu_each), CPU_GOAL_MS, "ms"),
        below("links: memory", median(mine, lambda run: run.megabytes), MEMORY_GOAL_MB, "MB"),
    ]
    for name, theirs in runs.items():
        found += [informs(f"links: {name}", _rate(theirs)), _against(name, mine, theirs, GOALS.get(name))]
    found += [
        informs(f"links: {len(slow)} addresses of a second each, apart", f"{slow_seconds:.1f} s"),
        informs(f"links: {BESIDE} addresses alone", f"{alone:.2f} s"),
        informs(f"links: the same while a host hangs for {beside['hang']:.0f} s", f"{beside['quick']:.2f} s"),
        *link_cases.figures(place, known),
    ]
    missing = [name for name in link_cases.OTHERS if name not in known]
    return [*found, *(informs(f"links: {name}", "not there: `make link-tools`") for name in missing)]


def _rate(runs: list[Run]) -> str:
    rate, each = median(runs, lambda run: run.rate), median(runs, lambda run: run.cpu_each)
    memory, server = median(runs, lambda run: run.megabytes), median(runs, lambda run: run.server)
    return f"{rate:,.0f}/s, {each:.2f} ms, {memory:.0f} MB, server {server:.0%}"


def _against(name: str, mine: list[Run], theirs: list[Run], goal: float | None) -> Figure:
    ratio = statistics.median(one.rate / other.rate for one, other in zip(mine, theirs, strict=True))
    told = f"links: tayang against {name}"
    if goal is None:
        return informs(told, f"{ratio:.2f} x the rate")
    return Figure(told, f"{ratio:.2f} x the rate", f">= {goal:g} x", goal / ratio, ratio >= goal)
