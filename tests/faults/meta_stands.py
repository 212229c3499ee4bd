"""Instagram and Threads behind the fault proxy. Their pictures lie in public on a website that is always there."""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from aiohttp import web

from content_queue.package import Package
from practice.faults import Faults
from practice.instagram import Instagram
from practice.names import Names
from practice.store import Store, Thing
from practice.threads import Threads
from practice.town import SECRETS
from practice.two_steps import TwoStepMember
from safety.clock import ManualClock
from tests.faults.proxy import FaultProxy, Line
from tests.faults.stands import MEMORY, TownStand

META = ("instagram", "threads")
SITE = "/__practice/situs"


class LaxInstagram(Instagram):
    """The same account, where a container can be published again and again: that it cannot is nowhere promised."""

    guard = True

    def published_again(self, container: Thing) -> web.Response | None:
        return super().published_again(container) if self.guard else None


class LaxThreads(Threads):
    """The same profile without the guard of its containers."""

    guard = True

    def published_again(self, container: Thing) -> web.Response | None:
        return super().published_again(container) if self.guard else None


@dataclass
class MetaStand(TownStand):
    """A service with containers. `hand` gives a package the addresses that the sweep gives it once the website shows it."""

    _shown: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._store = Store(MEMORY, self.proxy.clock)
        kind = LaxInstagram if self.member == "instagram" else LaxThreads
        self._platform: TwoStepMember = kind(self._store, self.tokens[self.member])

    def open(self) -> None:
        app = self._platform.app(Faults())
        app.router.add_get(f"{SITE}/{{sha256}}", self._picture)
        app.middlewares.insert(0, self.proxy.middleware())
        self.url = self._platform.base_url = self.line.serve(app)

    @property
    def names(self) -> Names:
        return self._platform.names

    def hand(self, package: Package) -> Package:
        return replace(package, addresses={image.sha256: self.offer(image.path.read_bytes()) for image in package.images})

    def offer(self, picture: bytes) -> str:
        """Show a picture on the website; its address."""
        sha256 = hashlib.sha256(picture).hexdigest()
        self._shown[sha256] = picture
        return f"{self.url}{SITE}/{sha256}"

    def hidden(self, words: str) -> int:
        """Containers that were made and never published; they are gone after a day."""
        made = [body for body in self._store.truth(self.member) if body["kind"] == "container"]
        return sum(not body["post"] and words in str(body.get("caption", body.get("text", ""))) for body in made)

    async def _picture(self, request: web.Request) -> web.Response:
        return web.Response(body=self._shown[request.match_info["sha256"]], content_type="image/jpeg")


@contextmanager
def meta_stand(member: str, clock: ManualClock, line: Line) -> Iterator[MetaStand]:
    """Instagram or Threads behind its proxy, open while the block runs."""
    tokens = {name: f"rahasia-{secrets.token_hex(12)}" for name in SECRETS}
    stand = MetaStand(member, FaultProxy(clock, drip=0.0), line, tokens)
    stand.open()
    try:
        yield stand
    finally:
        stand.close()
