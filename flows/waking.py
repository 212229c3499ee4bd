"""Waiting for what comes later, many at once and by the clock that is given, in one thread for them all.

The threads of the event loop are few and look up names and write the ledger: who sleeps in one keeps everybody waiting.
"""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress

from safety.clock import Clock

NAP = 0.1
"""Seconds that the thread sleeps at most, so that who comes later with less to wait for, or ends the work, waits no longer."""


class Waking:
    """Wakes everybody at the time that he asked for. Made by `waking`."""

    def __init__(self, clock: Clock, thread: ThreadPoolExecutor) -> None:
        self._clock, self._thread = clock, thread
        self._asked: dict[asyncio.Future[None], float] = {}
        self._work: asyncio.Task[None] | None = None

    async def after(self, seconds: float) -> None:
        """Come back when so many seconds have passed."""
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._asked[woken] = self._clock.ticks() + seconds
        if self._work is None or self._work.done():
            self._work = asyncio.create_task(self._wake())
        try:
            await woken
        finally:
            self._asked.pop(woken, None)

    async def stop(self) -> None:
        """End the work; whoever waits still is cancelled by who made him wait."""
        if self._work is not None:
            self._work.cancel()
            with suppress(asyncio.CancelledError):
                await self._work

    async def _wake(self) -> None:
        while self._asked:
            left = min(self._asked.values()) - self._clock.ticks()
            if left > 0:
                nap = min(left, NAP)
                await asyncio.get_running_loop().run_in_executor(self._thread, self._clock.sleep, nap)
            now = self._clock.ticks()
            for woken in [one for one, at in self._asked.items() if at <= now]:
                del self._asked[woken]
                if not woken.done():
                    woken.set_result(None)


@asynccontextmanager
async def waking(clock: Clock) -> AsyncIterator[Waking]:
    """Somebody who wakes, for the block."""
    thread = ThreadPoolExecutor(1, thread_name_prefix="tayang-menunggu")
    made = Waking(clock, thread)
    try:
        yield made
    finally:
        await made.stop()
        thread.shutdown(wait=False, cancel_futures=True)
