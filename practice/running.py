"""The practice town in a thread of this process."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from practice.town import Town

PATIENCE = 30.0


@contextmanager
def running_town(state: Path) -> Iterator[Town]:
    """A town that is open while the block runs; what it was told stays in `state`."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="kota-latihan", daemon=True)
    thread.start()
    town = Town(state)
    try:
        asyncio.run_coroutine_threadsafe(town.start(), loop).result(PATIENCE)
        yield town
    finally:
        asyncio.run_coroutine_threadsafe(town.stop(), loop).result(PATIENCE)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(PATIENCE)
        loop.close()
