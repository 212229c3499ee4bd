"""The practice town in a thread of this process."""

import asyncio
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from practice.town import More, Town

PATIENCE = 120.0


@contextmanager
def running_town(state: Path, more: More | None = None, ports: Mapping[str, int] | None = None) -> Iterator[Town]:
    """A town that is open while the block runs, with the members that other packages add; what it was told stays in `state`.

    `ports`: where its members stood before, for a town that opens again.
    """
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="kota-latihan", daemon=True)
    thread.start()
    town = Town(state, ports, more=more)
    try:
        asyncio.run_coroutine_threadsafe(town.start(), loop).result(PATIENCE)
        yield town
    finally:
        asyncio.run_coroutine_threadsafe(town.stop(), loop).result(PATIENCE)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(PATIENCE)
        loop.close()
