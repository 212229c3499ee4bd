"""Facebook, X, Instagram and Threads behind the fault proxy with a film in the package: processed after a while, in pieces.

From world to world the platform says another number of times that it is still at work with the film; Facebook gets a reel and
a wide film by turns. Only a film that is whole on the platform counts as the one thing that a package shows.
"""

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib import import_module
from math import ceil
from pathlib import Path
from typing import Any
from unittest.mock import patch

from aiohttp import web

from config.platforms import practised
from content_queue.package import Package, Video
from practice.films import is_film
from safety.clock import ManualClock
from safety.files import sha256_of
from tests.faults import at
from tests.faults.meta_stands import MetaStand
from tests.faults.proxy import FaultProxy, Line
from tests.faults.stands import MOST_WRITES, Public, TownStand, new_tokens

FILMS = Path(__file__).parent.parent / "films"
SIZES = {"reel.mp4": (540, 960), "lebar.mp4": (640, 360)}
PIECE = 4000
MOST_ASKS = 4


def film(name: str) -> Video:
    """A real film of four seconds."""
    place = FILMS / name
    size, told = place.stat().st_size, "Ketua membacakan penetapan"
    return Video(name, place, sha256_of(place), "video/mp4", *SIZES[name], size, 4.0, told)


@dataclass
class _Filmed(TownStand):
    """What the four have in common."""

    _film: Video = field(default_factory=lambda: film("reel.mp4"))

    def begin(self, seed: int, clock: ManualClock) -> None:
        super().begin(seed, clock)
        self._film = film("lebar.mp4" if at.told(self.member, "WIDE") and seed % 4 >= 2 else "reel.mp4")
        self._store.set(f"{self.member}:asks", str(seed % MOST_ASKS))

    @property
    def called(self) -> str:
        return f"{self.member}-film"

    @property
    def most_writes(self) -> int:
        pieces = ceil(self._film.size / PIECE) if at.told(self.member, "PIECES") else 0
        return MOST_WRITES + 2 * pieces

    def hand(self, package: Package) -> Package:
        return replace(package, videos=(self._film,))

    def public(self, words: str) -> list[Public]:
        posts = [body for body in self._store.truth(self.member) if self._is_public(body)]
        return [self._seen(body) for body in posts if words in _words(body)]

    def _seen(self, body: dict[str, Any]) -> Public:
        first = (body.get("media") or [""])[0]
        number = body.get("film") or (first["picture"] if isinstance(first, dict) else first)
        blob = self._store.blob(self.member, str(number))
        whole = blob is not None and hashlib.sha256(blob.data).hexdigest() == self._film.sha256
        return Public(datetime.fromtimestamp(body["created"], UTC), _words(body), int(whole))


@dataclass
class FilmedTownStand(_Filmed):
    """A platform that gets the film's bytes."""


@dataclass
class FilmedMetaStand(_Filmed, MetaStand):
    """A platform that fetches the film from the website."""

    def hand(self, package: Package) -> Package:
        shown = {self._film.sha256: self.offer(self._film.path.read_bytes())}
        return replace(package, videos=(self._film,), addresses=shown)

    async def _picture(self, request: web.Request) -> web.Response:
        data = self._shown[request.match_info["sha256"]]
        return web.Response(body=data, content_type="video/mp4" if is_film(data) else "image/jpeg")


def _words(body: dict[str, Any]) -> str:
    return " ".join(str(body.get(name, "")) for name in ("message", "text"))


@contextmanager
def walled_film_stand(member: str, clock: ManualClock, line: Line) -> Iterator[TownStand]:
    """One of them behind its proxy, open while the block runs; there, a piece is small enough for a film to have several."""
    kind = FilmedMetaStand if at.told(member, "stand") else FilmedTownStand
    pieces = at.told(member, "PIECES")
    with ExitStack() as stack:
        for module, name in pieces.items():
            stack.enter_context(patch.object(import_module(module), name, PIECE))
        if pieces:
            connector = import_module(next(one.module for one in practised() if one.practice.member == member))
            stack.enter_context(patch.object(connector, "LIMITS", replace(connector.LIMITS, piece_bytes=PIECE)))
        stand = kind(member, FaultProxy(clock, drip=0.0), line, new_tokens(member))
        stack.callback(stand.close)
        stand.open()
        yield stand
