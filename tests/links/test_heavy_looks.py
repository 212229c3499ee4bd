"""What a look costs, whatever a server sends: measured by the kernel, in a process of its own."""

import asyncio
import os
import subprocess
import sys
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from aiohttp import web

from bench.link_server import websites

ROOT = Path(__file__).parent.parent.parent
MEGABYTE = 2**20
LOOK = """
import asyncio, sys
from links.check import Expectation, check
from links.session import Bounds, open_session
from safety.addresses import AddressPolicy
from safety.clock import SystemClock

async def look(base):
    async with open_session(AddressPolicy(frozenset({base[7:]})), Bounds(request_seconds=60)) as session:
        for name in ("huge", "bomb"):
            seen = await check(session, Expectation(f"{base}/{name}", "Judul"), SystemClock())
            print(name, *seen.codes)

asyncio.run(look(sys.argv[1]))
"""


MIX = """
import asyncio, sys
from pathlib import Path
from bench.link_looks import ours, wrong_of

found = asyncio.run(ours(Path(sys.argv[1]).read_text().split()))
print(sum(found.values()), wrong_of(found))
"""
PEAK = "\nprint(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))\n"
"""The kernel's word to the process itself: what its parent is told counts the parent's own memory at the fork."""


def ended(program: str, word: str) -> tuple[list[str], float]:
    """What a program said line by line, and the most megabytes that it held at once."""
    command = [sys.executable, "-c", program + PEAK, word]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": "."}, check=True)
    *said, peak = done.stdout.splitlines()
    return said, int(peak) / 1024


class Heavy:
    """512 MB of text, and 300 MB in a few hundred kilobytes; counts what was taken from it."""

    def __init__(self) -> None:
        packer, zeros = zlib.compressobj(1, wbits=31), bytes(MEGABYTE)
        self.bomb = b"".join([*(packer.compress(zeros) for _ in range(300)), packer.flush()])
        self.sent = 0

    async def huge(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/html"})
        await response.prepare(request)
        for _ in range(8192):
            await response.write(b"x" * 65536)
            self.sent += 65536
        return response

    async def small(self, _request: web.Request) -> web.Response:
        return web.Response(body=self.bomb, headers={"Content-Encoding": "gzip", "Content-Type": "text/html"})


@contextmanager
def running(heavy: Heavy) -> Iterator[str]:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, daemon=True).start()

    async def start() -> tuple[web.AppRunner, int]:
        app = web.Application()
        app.add_routes([web.get("/huge", heavy.huge), web.get("/bomb", heavy.small)])
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return runner, int(runner.addresses[0][1])

    runner, port = asyncio.run_coroutine_threadsafe(start(), loop).result(20)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(20)
        loop.call_soon_threadsafe(loop.stop)


def test_half_a_gigabyte_and_a_bomb_are_put_down_early_and_held_nowhere() -> None:
    heavy = Heavy()
    with running(heavy) as base:
        said, megabytes = ended(LOOK, base)
    assert said == ["huge too_big_to_tell", "bomb too_big_to_tell"]
    assert megabytes < 100
    assert heavy.sent < 64 * MEGABYTE, "the look ended long before the body did"


@pytest.mark.long
def test_every_address_of_a_mix_gets_exactly_its_verdict_in_a_hundred_megabytes(tmp_path: Path) -> None:
    with websites() as sites:
        (tmp_path / "urls").write_text("\n".join(sites.urls(1_500)))
        said, megabytes = ended(MIX, str(tmp_path / "urls"))
    assert said == ["1500 {}"], "a verdict that is wrong is told"
    assert megabytes <= 100
