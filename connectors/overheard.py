"""What a platform answered, word for word, for who wants to keep it: redacted, within bounds, and never in anybody's way."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import requests

from language.say import t
from safety.redaction import MASK, Redactor

_EARS: ContextVar[list["Heard"] | None] = ContextVar("overheard", default=None)
MOST_ANSWERS = 20
MOST_LETTERS = 256 * 1024


@dataclass(frozen=True)
class Heard:
    """One answer: to what, and what it said. `body` is what JSON it was, else its text; the address carries no query."""

    asked: str
    status: int
    body: Any


@contextmanager
def overhearing() -> Iterator[list[Heard]]:
    """Every answer that comes while the block runs, in this thread and those that it starts with its context."""
    heard: list[Heard] = []
    token = _EARS.set(heard)
    try:
        yield heard
    finally:
        _EARS.reset(token)


def overhear(response: requests.Response, redactor: Redactor) -> None:
    """Note an answer, if somebody listens."""
    ears = _EARS.get()
    if ears is None or len(ears) >= MOST_ANSWERS:
        return
    asked = redactor.redact(f"{response.request.method} {response.url.split('?')[0]}")
    ears.append(Heard(asked, response.status_code, _body(redactor.redact(response.text))))


def _body(text: str) -> Any:
    if len(text) > MOST_LETTERS:
        return t("{text} … ({n} huruf)", text=text[:MOST_LETTERS], n=len(text))
    try:
        return _without_keys(json.loads(text))
    except ValueError:
        return text


def _without_keys(told: Any) -> Any:
    """The same without what a log-in answers with: that is no secret of the office yet, but opens its account."""
    if isinstance(told, dict):
        return {name: MASK if _is_key(name) and isinstance(value, str) else _without_keys(value) for name, value in told.items()}
    return [_without_keys(one) for one in told] if isinstance(told, list) else told


def _is_key(name: str) -> bool:
    return any(sign in name.lower() for sign in ("token", "jwt", "secret", "password"))
