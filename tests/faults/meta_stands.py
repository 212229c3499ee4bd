"""Instagram and Threads behind the fault proxy. Their pictures lie in public on a website that is always there."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import requests
from aiohttp import web

from content_queue.package import Package
from practice.faults import Faults
from practice.names import Names
from practice.store import Store
from practice.two_steps import TwoStepMember
from safety.clock import ManualClock
from tests.faults import at
from tests.faults.proxy import FaultProxy, Line
from tests.faults.stands import MEMORY, TownStand, new_tokens, platform_of
from tests.faults.world import REAL_DEADLINE

SITE = "/__practice/situs"


@dataclass
class MetaStand(TownStand):
    """A service with containers. `hand` gives a package the addresses that the sweep gives it once the website shows it."""

    _shown: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._store = Store(MEMORY, self.proxy.clock)
        self._platform: TwoStepMember = platform_of(self.member, self._store, self.tokens)

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

    def post_naively(self, line: requests.Session, words: dict[str, str], picture: bytes) -> bool:
        """Container and publication, as they are usually sent."""
        line.headers["Authorization"] = f"Bearer {self.tokens[self.member]}"
        root, form = f"{self.url}/{self.names.version}/{self.names.account}", {"image_url": self.offer(picture)} | words
        made = at.done(line.post(f"{root}/{self.names.create}", data=form, timeout=REAL_DEADLINE)).json()["id"]
        sent = {"creation_id": made}
        return at.done(line.post(f"{root}/{self.names.publish}", data=sent, timeout=REAL_DEADLINE)).ok

    def hidden(self, words: str) -> int:
        """Containers that were made and never published; they are gone after a day."""
        made = [body for body in self._store.truth(self.member) if body["kind"] == "container"]
        return sum(not body["post"] and words in str(body.get("caption", body.get("text", ""))) for body in made)

    async def _picture(self, request: web.Request) -> web.Response:
        return web.Response(body=self._shown[request.match_info["sha256"]], content_type="image/jpeg")


@contextmanager
def meta_stand(member: str, clock: ManualClock, line: Line) -> Iterator[MetaStand]:
    """Instagram or Threads behind its proxy, open while the block runs."""
    stand = MetaStand(member, FaultProxy(clock, drip=0.0), line, new_tokens(member))
    stand.open()
    try:
        yield stand
    finally:
        stand.close()
