"""The platforms that stand behind the fault proxy, and what they themselves hold to be public."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from aiohttp import web

from content_queue.package import Package
from practice.bluesky import Bluesky
from practice.faults import Faults
from practice.graph import Graph
from practice.linkedin import LinkedIn
from practice.mastodon import Mastodon
from practice.site import Site
from practice.store import Store, Thing
from practice.telegram import Telegram
from practice.town import SECRETS
from practice.x_api import XApi
from safety.clock import ManualClock
from tests.faults.proxy import FaultProxy, Line
from tests.faults.schedule import Asked

CHANNELS = {
    "site": "website", "graph": "facebook", "x": "x", "instagram": "instagram", "threads": "threads", "telegram": "telegram",
    "mastodon": "mastodon", "bluesky": "bluesky", "linkedin": "linkedin", "youtube": "youtube",
    "wordpress": "website",
}  # fmt: skip
BOT_TOKEN = "rahasia-bot-telegram-di-laboratorium"
"""Always the same: it stands in the address, and by the address a schedule knows a request again."""
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


class LaxGraph(Graph):
    """The same page, where the platform's own guard against doubles is off: it may never be counted on."""

    guard = True
    _posting = False

    def _posts(self) -> list[Thing]:
        return [] if self._posting else super()._posts()

    async def feed(self, request: web.Request) -> web.Response:
        self._posting = not self.guard
        try:
            return await super().feed(request)
        finally:
            self._posting = False

    def ended_again(self, film: Thing) -> web.Response | None:
        return super().ended_again(film) if self.guard else None


class LaxX(XApi):
    """The same account without X's guard against doubles."""

    guard = True
    _posting = False

    def _posts(self) -> list[Thing]:
        return [] if self._posting else super()._posts()

    async def create(self, request: web.Request) -> web.Response:
        self._posting = not self.guard
        try:
            return await super().create(request)
        finally:
            self._posting = False


class LaxMastodon(Mastodon):
    """The same instance, where a key against doubles is forgotten at once, as after its hour."""

    guard = True

    def _under(self, key: str) -> str:
        return super()._under(key) if self.guard else ""


class LaxLinkedIn(LinkedIn):
    """The same page without LinkedIn's guard against doubles."""

    guard = True

    def double_of(self, text: str) -> Thing | None:
        return super().double_of(text) if self.guard else None


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
        makers: dict[str, Any] = {
            "site": lambda: Site(self._store, self.tokens["site"]),
            "graph": lambda: LaxGraph(self._store, self.tokens["page"]),
            "x": lambda: LaxX(self._store, self.tokens),
            "telegram": lambda: Telegram(self._store, self.tokens["telegram"]),
            "bluesky": lambda: Bluesky(self._store, self.tokens["bluesky"]),
            "mastodon": lambda: LaxMastodon(self._store, self.tokens["mastodon"]),
            "linkedin": lambda: LaxLinkedIn(self._store, self.tokens["linkedin"], self.tokens["linkedin_app"]),
        }
        self._platform = makers[self.member]()

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
        return [_public(body) for body in self._store.truth(self.member) if _is_public(body) and words in _words(body)]

    def hidden(self, words: str) -> int:
        return sum(body.get("state") == "draft" and words in _words(body) for body in self._store.truth(self.member))

    def close(self) -> None:
        self._store.close()


def _words(body: dict[str, Any]) -> str:
    return " ".join(str(body.get(name, "")) for name in ("title", "html", "message", "text"))


def _is_public(body: dict[str, Any]) -> bool:
    if body["kind"] == "article":
        return bool(body["state"] == "public")
    return body["kind"] in ("post", "tweet", "status") and not body["deleted"]


def _public(body: dict[str, Any]) -> Public:
    since = body["published"] if body["kind"] == "article" else body["created"]
    images = body["images"] if body["kind"] == "article" else body["media"]
    return Public(datetime.fromtimestamp(since, UTC), _words(body), len(images), str(body.get("marker", "")))


@contextmanager
def town_stand(member: str, clock: ManualClock, line: Line) -> Iterator[TownStand]:
    """A member of the practice town behind its proxy, open while the block runs."""
    tokens = {name: f"rahasia-{secrets.token_hex(12)}" for name in SECRETS} | {"telegram": BOT_TOKEN}
    stand = TownStand(member, FaultProxy(clock, drip=0.0), line, tokens)
    stand.open()
    try:
        yield stand
    finally:
        stand.close()
