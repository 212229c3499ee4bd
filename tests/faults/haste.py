"""What makes a world cheap without making it kinder: nothing waits in real time, no thread starts, no word is parsed twice.

The product's own code runs unchanged; only what stands between it and the machine is exchanged while a world lasts.
"""

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, TypeVar
from unittest.mock import patch

import yaml
from sqlalchemy import Engine, event

import content_queue.frontmatter
import content_queue.sheet
from connectors import http, wordpress
from content_queue.strict_yaml import MAX_BYTES, Document, load
from flows.side_by_side import Turns

T = TypeVar("T")
MOST_KEPT = 64


@dataclass
class Deadlines:
    """Stands where `connectors.http` finds its timers: the proxy says when a request's time is over, not the machine."""

    _running: dict[int, Callable[[], None]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def Timer(self, _seconds: float, cut: Callable[[], None]) -> "_Timer":  # noqa: N802  # the name of what it stands for
        return _Timer(self, cut)

    def passed(self) -> None:
        """The time of every request that is under way is over."""
        with self._lock:
            cuts = list(self._running.values())
        for cut in cuts:
            cut()

    def keep(self, timer: "_Timer") -> None:
        with self._lock:
            self._running[id(timer)] = timer.cut

    def drop(self, timer: "_Timer") -> None:
        with self._lock:
            self._running.pop(id(timer), None)


@dataclass
class _Timer:
    deadlines: Deadlines
    cut: Callable[[], None]
    daemon: bool = True

    def start(self) -> None:
        self.deadlines.keep(self)

    def cancel(self) -> None:
        self.deadlines.drop(self)


class _ReadBefore:
    """`strict_yaml.load`, which depends on its arguments alone, remembered for a while."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str, int, int], Document] = {}

    def __call__(self, text: str, where: str, first_line: int = 1, max_bytes: int = MAX_BYTES) -> Document:
        asked = (text, where, first_line, max_bytes)
        if asked not in self._kept:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[asked] = load(*asked)
        return deepcopy(self._kept[asked])


class _InOrder:
    """Stands where `connectors.wordpress` finds its pool: who is handed in first is done first, before the next is."""

    def __init__(self, _threads: int) -> None: ...

    def __enter__(self) -> "_InOrder":
        return self

    def __exit__(self, *_fault: object) -> None: ...

    def submit(self, work: Callable[..., T], *args: Any) -> Future[T]:
        done: Future[T] = Future()
        try:
            done.set_result(work(*args))
        except Exception as error:
            done.set_exception(error)
        return done


async def _at_once(work: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    return work(*args, **kwargs)


async def _in_turn(_turns: Turns, work: Callable[..., T], *args: object) -> T:
    return work(*args)


@contextmanager
def hurried(deadlines: Deadlines) -> Iterator[None]:
    """While this block runs: work for threads is done at once and in order, and request deadlines are the proxy's."""
    remembered = _ReadBefore()
    with ExitStack() as stack:
        stack.enter_context(patch.object(asyncio, "to_thread", _at_once))
        stack.enter_context(patch.object(Turns, "outward", _in_turn))
        stack.enter_context(patch.object(http, "threading", deadlines))
        stack.enter_context(patch.object(wordpress, "ThreadPoolExecutor", _InOrder))
        for name in ("SafeLoader", "BaseLoader", "SafeDumper"):
            if fast := getattr(yaml, f"C{name}", None):
                stack.enter_context(patch.object(yaml, name, fast))
        for room in (content_queue.frontmatter, content_queue.sheet):
            stack.enter_context(patch.object(room, "load", remembered))
        yield


def in_haste(engine: Engine) -> Engine:
    """Nothing is lost here but by the faults under test: the power never fails, so nothing need reach a disk."""

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        for pragma in ("journal_mode=MEMORY", "synchronous=OFF"):
            connection.execute(f"PRAGMA {pragma}")

    engine.dispose()
    return engine
