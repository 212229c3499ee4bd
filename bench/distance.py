"""A line of some length before a site: `python -m bench.distance PORT INNER SECONDS` carries PORT to INNER until it is ended.

SECONDS is one round trip. A new connection costs one, as its handshake would; after that every byte is half of one under
way in either direction, however many are on the line. A process of its own, so that it takes no time from either side.
"""

import asyncio
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def line(port: int, inner: int, seconds: float) -> Iterator[None]:
    """Such a line, ended with the block."""
    process = subprocess.Popen([sys.executable, "-m", "bench.distance", str(port), str(inner), str(seconds)])
    try:
        _until_open(port)
        yield
    finally:
        process.terminate()
        process.wait(10)


def _until_open(port: int) -> None:
    end = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.02)
        else:
            return


async def _carry(port: int, inner: int, seconds: float) -> None:
    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(seconds)
        there_reader, there_writer = await asyncio.open_connection("127.0.0.1", inner)
        with suppress(OSError):
            await asyncio.gather(
                _one_way(reader, there_writer, seconds / 2),
                _one_way(there_reader, writer, seconds / 2),
            )

    async with await asyncio.start_server(connected, "127.0.0.1", port) as server:
        await server.serve_forever()


async def _one_way(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, delay: float) -> None:
    """Everything in order, each part `delay` seconds later; several parts are under way at once."""
    loop, under_way = asyncio.get_running_loop(), asyncio.Queue[tuple[float, bytes]]()

    async def arrive() -> None:
        while True:
            at, part = await under_way.get()
            await asyncio.sleep(max(0.0, at - loop.time()))
            if not part:
                writer.close()
                return
            writer.write(part)

    arriving = asyncio.create_task(arrive())
    while part := await reader.read(65536):
        under_way.put_nowait((loop.time() + delay, part))
    under_way.put_nowait((loop.time() + delay, b""))
    await arriving


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(_carry(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])))
