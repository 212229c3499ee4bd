"""Link checking measured: 5,000 addresses on loopback, ours with full content verdicts beside lychee and LinkChecker.

    python -m bench.links [--tools FOLDER]     FOLDER: where `lychee` and `linkchecker` lie, if not on PATH

Every program is a process of its own; CPU and memory are the kernel's figures for that process, its start included.
"""

import argparse
import asyncio
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from links.check import Expectation, check
from links.problems import Verdict
from links.session import Bounds, open_session
from safety.addresses import AddressPolicy
from safety.clock import SystemClock

URLS, HOSTS = 5_000, 10
MIX = (("ok", 80), ("moved", 8), ("gone", 5), ("error", 2), ("soft", 3), ("slow", 2))
RIGHT = {
    "ok": Verdict.LIVE,
    "moved": Verdict.LIVE_WARN,
    "gone": Verdict.DEAD,
    "error": Verdict.UNKNOWN,
    "soft": Verdict.DEAD,
    "slow": Verdict.LIVE,
}
TITLE = "Rapat Pleno Terbuka Nomor {}"
_LIMIT = 900.0


def kind_of(number: int) -> str:
    """Which of the mix an address is; spread evenly, the same in every run."""
    at = number * 37 % 100
    for kind, share in MIX:
        if at < share:
            return kind
        at -= share
    raise AssertionError(number)


def page(title: str) -> bytes:
    """A news page of about 20 KB."""
    parts = "".join(
        f'<div class="isi"><p>Paragraf {n} tentang tahapan pemilihan, <a href="#b{n}">lihat bagian {n}</a>, ditulis sepanjang '
        "berita biasa di situs kantor.</p></div>"
        for n in range(120)
    )
    return f"<!doctype html><html><head><title>{title}</title></head><body><h1>{title}</h1>{parts}</body></html>".encode()


class Server(asyncio.Protocol):
    """Answers as fast as Python can; keep-alive."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport, self.held = transport, b""

    def data_received(self, data: bytes) -> None:
        self.held += data
        while (end := self.held.find(b"\r\n\r\n")) >= 0:
            path = self.held[: self.held.index(b"\r\n")].split(b" ")[1].decode()
            self.held = self.held[end + 4 :]
            kind, _, number = path.strip("/").partition("/")
            delay = 1.0 if kind == "slow" else 0.0
            asyncio.get_running_loop().call_later(delay, self.answer, kind, number) if delay else self.answer(kind, number)

    def answer(self, kind: str, number: str) -> None:
        status, more, body = b"200 OK", b"", b""
        match kind:
            case "ok" | "slow":
                body = _BODY.replace(b"@", number.encode())
            case "moved":
                status, more = b"301 Moved Permanently", f"Location: /ok/{number}\r\n".encode()
            case "gone":
                status, body = b"404 Not Found", page("404")
            case "error":
                status = b"500 Internal Server Error"
            case _:
                body = _SOFT
        told = b"Content-Type: text/html; charset=utf-8\r\n%bContent-Length: %d\r\n\r\n" % (more, len(body))
        head = b"HTTP/1.1 " + status + b"\r\n" + told
        if not self.transport.is_closing():
            self.transport.write(head + body)


_BODY = page(TITLE.format("@"))
_SOFT = page("Halaman tidak ditemukan")


def serve(ready: Connection) -> None:
    async def run() -> None:
        loop = asyncio.get_running_loop()
        servers = [await loop.create_server(Server, "127.0.0.1", 0, backlog=1024) for _ in range(HOSTS)]
        ready.send([server.sockets[0].getsockname()[1] for server in servers])
        await asyncio.Event().wait()

    asyncio.run(run())


async def ours(urls: list[str]) -> Counter[tuple[str, Verdict]]:
    """Full content verdicts of every address."""
    found: Counter[tuple[str, Verdict]] = Counter()
    policy = AddressPolicy(frozenset(url.split("/")[2] for url in urls))
    waiting, clock = iter(urls), SystemClock()
    async with open_session(policy, Bounds(per_host=8)) as session:

        async def work() -> None:
            for url in waiting:
                kind, number = url.rsplit("/", 2)[1:]
                seen = await check(session, Expectation(url, TITLE.format(number)), clock)
                found[kind, seen.verdict] += 1

        await asyncio.gather(*(work() for _ in range(64)))
    return found


@dataclass(frozen=True)
class Run:
    """One program over one list."""

    name: str
    urls: int
    seconds: float
    cpu_ms: float
    megabytes: float

    @property
    def line(self) -> str:
        rate = self.urls / self.seconds
        return f"{self.name:<28}{self.urls:>7}{rate:>10.0f}{self.cpu_ms / self.urls:>12.2f}{self.megabytes:>8.0f}"


def measured(name: str, command: list[str], urls: int) -> Run:
    """Run a program to its end; the kernel tells what it used."""
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - started
    return Run(name, urls, seconds, (used.ru_utime + used.ru_stime) * 1000, used.ru_maxrss / 1024)


def commands(file: Path, tools: str) -> dict[str, list[str]]:
    """How each program is run at its best setting, if it is there."""
    path = os.pathsep.join([tools, os.environ.get("PATH", "")]) if tools else os.environ.get("PATH", "")
    found = {"tayang (full verdicts)": [sys.executable, "-m", "bench.links", "--ours", str(file)]}
    if lychee := shutil.which("lychee", path=path):
        best = ["--max-concurrency", "128", "--host-concurrency", "64", "--host-request-interval", "0ms", "--max-retries", "0"]
        found["lychee"] = [lychee, "--no-progress", *best, "--exclude-loopback=false", str(file)]
    if linkchecker := shutil.which("linkchecker", path=path):
        best = ["-r", "0", "-t", "64", "-o", "none", "--no-robots", "--no-status", "--no-warnings"]
        found["LinkChecker (500 only)"] = [linkchecker, *best]
    return found


def main() -> None:
    options = argparse.ArgumentParser(description="Mengukur pemeriksaan tautan.")
    options.add_argument("--tools", default="", help="map berisi lychee dan linkchecker")
    options.add_argument("--ours", default="", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.ours:
        found = asyncio.run(ours(Path(given.ours).read_text().split()))
        wrong = {key: count for key, count in found.items() if RIGHT[key[0]] != key[1]}
        sys.exit(f"putusan salah: {wrong}" if wrong else 0)
    mine, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    try:
        table(mine.recv(), given.tools)
    finally:
        server.terminate()
        server.join()


def table(ports: list[int], tools: str) -> None:
    urls = [f"http://127.0.0.1:{ports[n % HOSTS]}/{kind_of(n)}/{n}" for n in range(URLS)]
    fast = [url for url in urls if "/slow/" not in url]
    print(f"{'':<28}{'URLs':>7}{'URLs/s':>10}{'CPU ms/URL':>12}{'MB':>8}")
    with tempfile.TemporaryDirectory() as folder:
        quick, whole = Path(folder) / "cepat.txt", Path(folder) / "semua.txt"
        quick.write_text("\n".join(fast))
        whole.write_text("\n".join(urls))
        known = commands(quick, tools)
        for name, command in known.items():
            some = fast[:500] if name.startswith("LinkChecker") else fast
            command = [*command, *some] if name.startswith("LinkChecker") else command
            print(measured(name, command, len(some)).line, flush=True)
        print(measured("tayang, with the slow ones", [*known["tayang (full verdicts)"][:-1], str(whole)], URLS).line)
    for name in ("lychee", "LinkChecker"):
        if not any(name in run for run in known):
            print(f"{name}: tidak dipasang di sini, dilewati")


if __name__ == "__main__":
    main()
