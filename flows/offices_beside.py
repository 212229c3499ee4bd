"""Many offices at work beside each other in one run: a bound on how many, and none that waits for another's trouble."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor

from language.say import t
from safety.clock import Clock

logger = logging.getLogger(__name__)
PATIENCE = 10.0
"""Seconds after which an office counts no more against the bound: it only waits for a platform, and the next may begin."""
_THREADS_EACH = 8
_THREADS = 64


class OfficesBeside:
    """At most `at_once` offices that have begun lately, each a task of its own whose faults are told and stop nobody."""

    def __init__(self, work: Callable[[str], Awaitable[object]], at_once: int, clock: Clock, patience: float = PATIENCE) -> None:
        self._work, self._at_once, self._clock, self._patience = work, at_once, clock, patience
        self._tasks: dict[str, asyncio.Task[bool]] = {}
        self._begun: dict[str, float] = {}
        # The loop's own few threads would all be taken by the calls of a few offices that hang.
        threads = ThreadPoolExecutor(_THREADS + _THREADS_EACH * at_once, thread_name_prefix="satker")
        asyncio.get_running_loop().set_default_executor(threads)

    @property
    def under_way(self) -> set[str]:
        """The offices that are at work, or whose end `wait` has not told yet."""
        return set(self._tasks)

    @property
    def room_in(self) -> float:
        """Seconds until another office may begin, if none of those at work ends before; 0 if one may begin now."""
        now = self._clock.ticks()
        left = sorted(self._begun[slug] + self._patience - now for slug, task in self._tasks.items() if not task.done())
        counted = [seconds for seconds in left if seconds > 0]
        return counted[-self._at_once] if len(counted) >= self._at_once else 0.0

    def begin(self, slug: str) -> None:
        """Let this office work; it must not be under way."""
        self._begun[slug] = self._clock.ticks()
        self._tasks[slug] = asyncio.create_task(self._do(slug), name=slug)

    async def wait(self, seconds: float) -> dict[str, bool]:
        """Until an office has ended or the time is over; the offices that have ended, and whether they went well."""
        if self._tasks:
            await asyncio.wait(self._tasks.values(), timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        else:
            await asyncio.sleep(seconds)
        ended = {slug: task.result() for slug, task in self._tasks.items() if task.done()}
        for slug in ended:
            del self._tasks[slug]
        return ended

    async def _do(self, slug: str) -> bool:
        try:
            await self._work(slug)
        except Exception as error:
            logger.error(t("{office} terhenti: {kind}: {why}", office=slug, kind=type(error).__name__, why=error))  # noqa: TRY400  one line for people
            logger.debug(t("Rincian"), exc_info=True)
            return False
        return True
