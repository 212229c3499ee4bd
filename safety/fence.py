"""Asks, directly before each request that may change something, whether it may still be sent.

Who holds a right that can run out names the question for a block; the HTTP session asks it when the connection stands and not
one byte has left. A PC that slept in between wakes up to a right that has passed on.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_QUESTION: ContextVar[Callable[[], None] | None] = ContextVar("fence", default=None)


@contextmanager
def fenced(question: Callable[[], None]) -> Iterator[None]:
    """While the block runs, every writing request of this thread asks first; what `question` raises, nothing is sent for."""
    token = _QUESTION.set(question)
    try:
        yield
    finally:
        _QUESTION.reset(token)


@contextmanager
def unasked() -> Iterator[None]:
    """What is sent in this block changes nothing, whatever its method: XML-RPC also looks with POST."""
    token = _QUESTION.set(None)
    try:
        yield
    finally:
        _QUESTION.reset(token)


def ask_fence() -> None:
    """Raises what the question raises; silent where nobody named one."""
    question = _QUESTION.get()
    if question is not None:
        question()
