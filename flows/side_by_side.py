"""Several packages of one sweep at once, without losing what one after the other gave for nothing.

Packages become public on a channel in the order in which they were approved, a picture that two of them share is sent to a
site once, and a package that hangs keeps the others waiting for a moment only.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from typing import TypeVar

from content_queue.package import Package
from ledger.entries import PackageKey, PublicationKey

PATIENCE = 10.0
"""Seconds for which a package waits for its turn on a channel; a package that is stuck does not hold up the next."""
_THREADS = 64
T = TypeVar("T")
R = TypeVar("R")


class Turns:
    """Who comes before whom on a channel, whose files are on their way, and threads that only wait for platforms.

    `shut`: the channels on which nothing more is sent in this sweep.
    """

    def __init__(self, packages: Sequence[PackageKey] = (), patience: float = PATIENCE) -> None:
        self._place = {key: place for place, key in enumerate(packages)}
        self._patience = patience
        self._passed: dict[tuple[int, str], asyncio.Event] = {}
        self._files: dict[str, asyncio.Lock] = {}
        self.shut: set[str] = set()
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="kanal")

    def close(self) -> None:
        self._threads.shutdown(wait=False)

    async def outward(self, work: Callable[..., R], *args: object) -> R:
        """Run a call that waits for a platform where it takes no thread away from the ledger."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, partial(work, *args))

    async def mine(self, key: PublicationKey) -> None:
        """Wait until every earlier package has had its turn on this channel, or for as long as is decent."""
        place = self._place.get(_package(key), 0)
        with suppress(TimeoutError):
            async with asyncio.timeout(self._patience):
                for earlier in range(place):
                    await self._event(earlier, key.channel).wait()

    def passed(self, key: PublicationKey) -> None:
        """This package has had its turn on this channel, whatever came of it."""
        self._event(self._place.get(_package(key), 0), key.channel).set()

    def over(self, key: PackageKey, channels: Iterable[str]) -> None:
        """Nothing more comes of this package in this sweep."""
        for channel in channels:
            self._event(self._place.get(key, 0), channel).set()

    @asynccontextmanager
    async def files_of(self, package: Package) -> AsyncIterator[None]:
        """Be the only one that sends these pictures, films and attachments: sites know a file by its bytes."""
        async with AsyncExitStack() as stack:
            pictures = {image.sha256 for image in (*package.images, *package.fetched)}
            digests = pictures | {file.sha256 for file in package.attachments} | {film.sha256 for film in package.videos}
            for digest in sorted(digests):
                await stack.enter_async_context(self._files.setdefault(digest, asyncio.Lock()))
            yield

    def _event(self, place: int, channel: str) -> asyncio.Event:
        return self._passed.setdefault((place, channel), asyncio.Event())


def _package(key: PublicationKey) -> PackageKey:
    return PackageKey(key.office, key.package_id, key.revision)


async def each(items: Sequence[T], places: Sequence[Callable[[T], Awaitable[None]]]) -> None:
    """Do every item, begun in order, one at a time at each place; after a fault nothing more is begun, what runs ends first."""
    rest, faults = iter(items), list[Exception]()

    async def work_at(place: Callable[[T], Awaitable[None]]) -> None:
        for item in rest:
            try:
                await place(item)
            except Exception as fault:
                faults.append(fault)
            if faults:
                return

    await asyncio.gather(*(work_at(place) for place in places))
    if faults:
        raise faults[0]
