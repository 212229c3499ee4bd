"""The accounts of every office, each office with accounts of its own: `python -m bench.fleet.towns PORTS-FILE OFFICE…`.

One process and one port; the members of an office live below its name (`http://127.0.0.1:PORT/kantor-7/graph`). What they were
told is kept in memory, for nothing here asks what a platform does when it restarts.
"""

import argparse
import asyncio
import random
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aiohttp import web

from practice.faults import Fault, Faults
from practice.store import Store
from practice.town import HOST, member, secret_names
from safety.clock import SystemClock
from safety.files import write_durably
from tests.flows.serving import eventually

MEMBERS = {"website": "site", "facebook": "graph", "instagram": "instagram", "x": "x", "telegram": "telegram"}
"""The five channels of every office, and who stands in for each."""
_SIGNS_WHOLE_ADDRESS = "x"


def tokens() -> dict[str, str]:
    """The same for every office: what keeps offices apart here is their address."""
    return {name: f"latihan-{name}-{'0' * 24}" for name in secret_names()}


class Towns:
    """Every office's members in one process, and the faults that are strewn among them."""

    def __init__(self, offices: list[str], faulty: float, seed: int) -> None:
        self._app = web.Application()
        self._random = random.Random(seed)  # noqa: S311  which requests go wrong is no secret
        self._faulty = faulty
        self._stores: dict[tuple[str, str], Store] = {}
        self._members: dict[tuple[str, str], tuple[object, Faults]] = {}
        self._offices = offices

    def build(self, origin: str) -> web.Application:
        """One application that leads each address to its office's member."""
        for office in self._offices:
            for name in MEMBERS.values():
                store = Store(Path(":memory:"), SystemClock())
                one = member(name, store, tokens())
                one.base_url = origin if name == _SIGNS_WHOLE_ADDRESS else f"{origin}/{office}/{name}"
                faults = Faults()
                self._members[office, name] = (one, faults)
                self._app.add_subapp(f"/{office}/{name}", one.app(faults))
        self._app.router.add_post("/strew", self.strew)
        return self._app

    async def strew(self, _request: web.Request) -> web.Response:
        """Let a share of the accounts misbehave once, each in one of the ways in which lines and platforms do."""
        kinds = ("drop_before", "drop_after", "status_500_after", "status_429")
        chosen = [key for key in self._members if self._random.random() < self._faulty]
        for key in chosen:
            action = self._random.choice(kinds)
            self._members[key][1].waiting.append(Fault(action=action, method="POST", retry_after=20))  # type: ignore[arg-type]
        return web.json_response({"strewn": len(chosen)})


@contextmanager
def running_towns(folder: Path, offices: list[str], faulty: float, seed: int) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """The process of all accounts and its address, while the block runs."""
    place = folder / "porta"
    asked = ("--faulty", str(faulty), "--seed", str(seed))
    process = subprocess.Popen([sys.executable, "-m", "bench.fleet.towns", str(place), *offices, *asked])
    try:
        eventually("the accounts are there", place.exists)
        yield process, place.read_text("utf-8")
    finally:
        process.kill()
        process.wait(20)


async def _serve(towns: Towns, ports_file: Path) -> None:
    over = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, over.set)
    listener = socket.create_server((HOST, 0), backlog=1024)
    origin = f"http://{HOST}:{listener.getsockname()[1]}"
    runner = web.AppRunner(towns.build(origin), access_log=None)
    await runner.setup()
    await web.SockSite(runner, listener).start()
    write_durably(ports_file, origin.encode())
    await over.wait()
    await runner.cleanup()


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("ports_file", type=Path)
    asked.add_argument("offices", nargs="+")
    asked.add_argument("--faulty", type=float, default=0.0)
    asked.add_argument("--seed", type=int, default=1)
    told = asked.parse_args()
    asyncio.run(_serve(Towns(told.offices, told.faulty, told.seed), told.ports_file))


if __name__ == "__main__":
    main()
