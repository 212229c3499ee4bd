"""The websites of the link bench: a mix of addresses on ten hosts of loopback, answered from a process of its own.

Answers are made beforehand, but for the number in the title, so that this costs far less than any client that asks.
"""

import asyncio
import multiprocessing
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path

from bench.link_mix import HOSTS, TITLE, URLS, kind_of, number_of

SLOW_SECONDS = 1.0
# LinkChecker leaves a second between two looks at a host, unless the host answers with this.
_FREE = b"LinkChecker: 1\r\n"


def page(title: str) -> bytes:
    """A news page of about 20 KB."""
    parts = "".join(
        f'<div class="isi" id="b{n}"><p>Paragraf {n} tentang tahapan pemilihan, <a href="#b{n}">lihat bagian {n}</a>, ditulis '
        "sepanjang berita biasa di situs kantor.</p></div>"
        for n in range(120)
    )
    return f"<!doctype html><html><head><title>{title}</title></head><body><h1>{title}</h1>{parts}</body></html>".encode()


def _answer(status: bytes, body: bytes = b"", more: bytes = b"") -> bytes:
    told = b"Content-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n" % len(body)
    return b"HTTP/1.1 " + status + b"\r\n" + _FREE + more + told + b"\r\n" + body


_MARK = b"@@@@@"
_OK = _answer(b"200 OK", page(TITLE.format(_MARK.decode()))).split(_MARK)
_MOVED = _answer(b"301 Moved Permanently", more=b"Location: /ok/" + _MARK + b"\r\n").split(_MARK)
_FIXED = {
    b"gone": _answer(b"404 Not Found", page("404")),
    b"error": _answer(b"500 Internal Server Error"),
    b"soft": _answer(b"200 OK", page("Halaman tidak ditemukan")),
}


class Server(asyncio.Protocol):
    """Keep-alive; the addresses of the mix, and `/hang/…`, which is never answered."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.WriteTransport = transport  # type: ignore[assignment]
        self.held = b""

    def data_received(self, data: bytes) -> None:
        *whole, self.held = (self.held + data).split(b"\r\n\r\n")
        for asked in whole:
            _, kind, number = asked[: asked.index(b" ", 5)].split(b"/")
            if kind == b"slow":
                asyncio.get_running_loop().call_later(SLOW_SECONDS, self.answer, b"ok", number)
            elif kind != b"hang":
                self.answer(kind, number)

    def answer(self, kind: bytes, number: bytes) -> None:
        if not self.transport.is_closing():
            parts = _OK if kind == b"ok" else _MOVED if kind == b"moved" else None
            self.transport.write(number.join(parts) if parts else _FIXED[kind])


def serve(ready: Connection) -> None:
    """Serve until the process is ended; the ports are told first."""

    async def run() -> None:
        loop = asyncio.get_running_loop()
        servers = [await loop.create_server(Server, "127.0.0.1", 0, backlog=1024) for _ in range(HOSTS + 1)]
        ready.send([server.sockets[0].getsockname()[1] for server in servers])
        await asyncio.Event().wait()

    loops = None
    with suppress(ImportError):
        loops = import_module("uvloop").new_event_loop
    with asyncio.Runner(loop_factory=loops) as runner:
        runner.run(run())


@dataclass(frozen=True)
class Websites:
    """Running websites: the ports of the mix, one of a host that never answers, and what the process has used."""

    ports: tuple[int, ...]
    silent: int
    pid: int

    def urls(self, count: int = URLS) -> list[str]:
        return [f"http://127.0.0.1:{self.ports[n % HOSTS]}/{kind_of(n)}/{number_of(n)}" for n in range(count)]

    def hanging(self, count: int) -> list[str]:
        return [f"http://127.0.0.1:{self.silent}/hang/{number_of(n)}" for n in range(count)]

    def cpu(self) -> float:
        """Processor seconds so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def websites() -> Iterator[Websites]:
    """The websites, served by a fresh interpreter until the end of the block."""
    mine, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    try:
        *ports, silent = mine.recv()
        assert server.pid
        yield Websites(tuple(ports), silent, server.pid)
    finally:
        server.terminate()
        server.join()
