"""Every awkward page of the tests, looked at by tayang, lychee and LinkChecker: who judges it as a careful clerk would?"""

import asyncio
import csv
import json
import logging
import multiprocessing
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from aiohttp import web

from bench.figures import Figure, WrongWork
from links.check import Expectation, check
from links.problems import Verdict
from links.session import Bounds, open_session
from safety.addresses import AddressPolicy
from safety.clock import SystemClock
from tests.links.awkward import CASES, EXPECTED, MARKER, TITLE, Site

PATIENCE = 3
"""Seconds that each of the three gives to an answer; two pages never end."""
_WHOLE_RUN = 300.0

Verdicts = dict[str, Verdict]


def _serve(ready: Connection) -> None:
    async def run() -> None:
        site, strangers = Site(), await asyncio.start_server(_hang_up, "127.0.0.1", 0)
        site.secret_port = strangers.sockets[0].getsockname()[1]
        app = web.Application()
        app.add_routes([web.get("/p/{name}", site.handle), web.get("/m/{name}", site.image)])
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        ready.send(int(runner.addresses[0][1]))
        await asyncio.Event().wait()

    logging.disable()  # aiohttp tells of every client that goes away in the middle
    asyncio.run(run())


def _hang_up(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()


@contextmanager
def awkward_site() -> Iterator[str]:
    """The awkward website in a process of its own, by its address."""
    mine, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs,), daemon=True)
    server.start()
    try:
        yield f"http://127.0.0.1:{mine.recv()}"
    finally:
        server.terminate()
        server.join()


async def by_tayang(base: str) -> Verdicts:
    """What tayang says of every case, all in one session as in a round."""
    policy, clock = AddressPolicy(frozenset({base.removeprefix("http://")})), SystemClock()
    async with open_session(policy, Bounds(per_host=16, request_seconds=PATIENCE)) as session:
        expected = [Expectation(f"{base}/p/{name}", TITLE, MARKER, EXPECTED) for name, *_ in CASES]
        seen = await asyncio.gather(*(check(session, one, clock) for one in expected))
    return {name: one.verdict for (name, *_), one in zip(CASES, seen, strict=True)}


def by_lychee(program: str, base: str, place: Path) -> Verdicts:
    """What lychee says; it knows two verdicts."""
    (place / "kasus.txt").write_text("\n".join(f"{base}/p/{name}" for name, *_ in CASES))
    command = [program, "--no-progress", "--format", "json", "--max-retries", "0", "--timeout", str(PATIENCE)]
    done = _said([*command, "--host-request-interval", "0ms", str(place / "kasus.txt")])
    told = json.loads(done)
    if told["total"] != len(CASES):
        raise WrongWork(f"lychee looked at {told['total']} of {len(CASES)} cases")
    broken = {entry["url"] for kind in ("error_map", "timeout_map") for found in told.get(kind, {}).values() for entry in found}
    return {name: Verdict.DEAD if f"{base}/p/{name}" in broken else Verdict.LIVE for name, *_ in CASES}


def by_linkchecker(program: str, base: str, _place: Path) -> Verdicts:
    """What LinkChecker says; it knows two verdicts as well."""
    urls = "\n".join(f"{base}/p/{name}" for name, *_ in CASES)
    command = [
        program,
        "-r",
        "0",
        "-t",
        "16",
        "--no-robots",
        "--no-status",
        "-v",
        "-o",
        "csv",
        "--timeout",
        str(PATIENCE),
        "--stdin",
    ]
    lines = [line for line in _said(command, urls).splitlines() if not line.startswith("#")]
    valid = {row["urlname"]: row["valid"] == "True" for row in csv.DictReader(lines, delimiter=";")}
    # A page on which it never came to an end is told as not found valid.
    return {name: Verdict.LIVE if valid.get(f"{base}/p/{name}") else Verdict.DEAD for name, *_ in CASES}


def _said(command: list[str], asked: str = "") -> str:
    return subprocess.run(command, input=asked, capture_output=True, text=True, check=False, timeout=_WHOLE_RUN).stdout


@dataclass(frozen=True)
class Score:
    """How many cases a program judged right. One that knows only "works" and "broken" is right with "broken" where a clerk
    could not tell."""

    right: int
    wrong: tuple[str, ...]

    @classmethod
    def of(cls, said: Verdicts) -> "Score":
        ours = set(said.values()) > {Verdict.LIVE, Verdict.DEAD}
        wrong = tuple(name for name, verdict, _ in CASES if said[name] != (verdict if ours else _in_two(verdict)))
        return cls(len(CASES) - len(wrong), wrong)


def _in_two(verdict: Verdict) -> Verdict:
    return Verdict.LIVE if verdict in (Verdict.LIVE, Verdict.LIVE_WARN) else Verdict.DEAD


OTHERS: dict[str, Callable[[str, str, Path], Verdicts]] = {"lychee": by_lychee, "linkchecker": by_linkchecker}


def figures(place: Path, programs: dict[str, str]) -> list[Figure]:
    """How many of the awkward cases each judges right; a wrong verdict of ours is wrong work."""
    with awkward_site() as base:
        ours = Score.of(asyncio.run(by_tayang(base)))
        if ours.wrong:
            raise WrongWork(f"wrong verdicts: {', '.join(ours.wrong)}")
        found = [Figure(f"awkward pages, right verdict of {len(CASES)}: tayang", str(ours.right), f"{len(CASES)}", 1.0, True)]
        for name, program in programs.items():
            score = Score.of(OTHERS[name](program, base, place))
            found.append(Figure(f"the same pages: {name}", f"{score.right}, {len(score.wrong)} wrong"))
    return found
