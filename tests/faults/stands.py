"""The platforms that stand behind the fault proxy, and what they themselves hold to be public."""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from content_queue.package import Package
from practice import town
from practice.faults import Faults
from practice.store import Store
from practice.town import shown_kind
from safety.clock import ManualClock
from tests.faults import at
from tests.faults.proxy import FaultProxy, Line
from tests.faults.schedule import Asked

MEMORY = Path(":memory:")
MOST_WRITES = 8


@dataclass(frozen=True)
class Public:
    """One public object as the platform holds it: since when, its words, and how many pictures."""

    since: datetime
    text: str
    images: int
    marker: str = ""


class Stand(Protocol):
    """One platform behind one proxy."""

    member: str
    proxy: FaultProxy
    line: Line
    url: str
    tokens: dict[str, str]
    others: tuple[str, ...]

    def begin(self, seed: int, clock: ManualClock) -> None:
        """A platform on which nothing was ever published."""
        ...

    @property
    def called(self) -> str:
        """What the laboratory calls it on its command line."""
        ...

    @property
    def most_writes(self) -> int:
        """How many requests that change something a publication may cost here."""
        ...

    def hand(self, package: Package) -> Package:
        """The package as the sweep hands it to this platform's channel."""
        ...

    def changes(self, asked: Asked) -> bool:
        """Whether a request may change something on this platform."""
        ...

    def public(self, words: str) -> list[Public]:
        """Everything public that holds these words."""
        ...

    def hidden(self, words: str) -> int:
        """How many hidden objects hold these words."""
        ...


def platform_of(member: str, store: Store, tokens: Mapping[str, str]) -> Any:
    """The town's stand-in; the laboratory's own where its guard can be switched off."""
    lax = at.told(member, "open_lax")
    return lax(store, tokens) if lax else town.member(member, store, tokens)


def new_tokens(member: str) -> dict[str, str]:
    """Tokens for one stand, those that the laboratory gives this platform among them."""
    made = {name: f"rahasia-{secrets.token_hex(12)}" for name in town.secret_names()}
    return made | at.told(member, "TOKENS", {})


@dataclass
class TownStand:
    """One member of the practice town, in this process. In every other world it has no guard against doubles."""

    member: str
    proxy: FaultProxy
    line: Line
    tokens: dict[str, str]
    url: str = ""
    others: tuple[str, ...] = ()
    _store: Store = field(init=False)
    _platform: Any = field(init=False)

    def __post_init__(self) -> None:
        self._store = Store(MEMORY, self.proxy.clock)
        self._platform = platform_of(self.member, self._store, self.tokens)

    def open(self) -> None:
        app = self._platform.app(Faults())
        app.middlewares.insert(0, self.proxy.middleware())
        self.url = self._platform.base_url = self.line.serve(app)

    def begin(self, seed: int, clock: ManualClock) -> None:
        self._store.close()
        self._store = self._platform.store = Store(MEMORY, clock)
        if hasattr(self._platform, "guard"):
            self._platform.guard = seed % 2 == 0

    @property
    def called(self) -> str:
        return self.member

    @property
    def most_writes(self) -> int:
        return MOST_WRITES

    def hand(self, package: Package) -> Package:
        return package

    def changes(self, asked: Asked) -> bool:
        return asked.writes

    def public(self, words: str) -> list[Public]:
        return [_public(body) for body in self._store.truth(self.member) if self._is_public(body) and words in _words(body)]

    def _is_public(self, body: dict[str, Any]) -> bool:
        return body["kind"] == shown_kind(self.member) and body.get("state", "public") == "public" and not body.get("deleted")

    def hidden(self, words: str) -> int:
        return sum(body.get("state") == "draft" and words in _words(body) for body in self._store.truth(self.member))

    def close(self) -> None:
        self._store.close()


def _words(body: dict[str, Any]) -> str:
    return " ".join(str(body.get(name, "")) for name in ("title", "html", "message", "text"))


def _public(body: dict[str, Any]) -> Public:
    since = body["published"] if body["kind"] == "article" else body["created"]
    images = body["images"] if body["kind"] == "article" else body["media"]
    return Public(datetime.fromtimestamp(since, UTC), _words(body), len(images), str(body.get("marker", "")))


@contextmanager
def town_stand(member: str, clock: ManualClock, line: Line) -> Iterator[TownStand]:
    """A member of the practice town behind its proxy, open while the block runs."""
    tokens = new_tokens(member)
    stand = TownStand(member, FaultProxy(clock, drip=0.0), line, tokens)
    stand.open()
    try:
        yield stand
    finally:
        stand.close()
