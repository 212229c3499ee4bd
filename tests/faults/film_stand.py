"""YouTube behind the fault proxy: a package's film goes up in pieces, hidden, and is made public in a second step."""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from content_queue.package import Package, Video
from practice.store import Store
from practice.town import SECRETS
from practice.youtube import YouTube
from safety.clock import ManualClock
from safety.files import sha256_of
from tests.faults.proxy import FaultProxy, Line
from tests.faults.schedule import Asked
from tests.faults.stands import MEMORY, Public, TownStand

FILM = Path(__file__).parent.parent / "films" / "film.mp4"


@dataclass
class FilmStand(TownStand):
    """A channel that shows films alone. `hand` puts the one film into the package as the office would."""

    def __post_init__(self) -> None:
        self._store = Store(MEMORY, self.proxy.clock)
        names = ("youtube", "youtube_client", "youtube_client_secret")
        self._platform = YouTube(self._store, *(self.tokens[name] for name in names))

    def hand(self, package: Package) -> Package:
        film = Video(
            FILM.name, FILM, sha256_of(FILM), "video/mp4", 320, 180, FILM.stat().st_size, 3.0, "Ketua membacakan penetapan"
        )
        return replace(package, videos=(film,))

    def changes(self, asked: Asked) -> bool:
        """Access that is asked for changes nothing, nor does the question how far an upload has come."""
        body = asked.line.partition(b" ")[2]
        return asked.writes and asked.endpoint != "/token" and (asked.method != "PUT" or bool(body))

    def public(self, words: str) -> list[Public]:
        """Films that everybody sees; a whole film counts as the one picture that a package shows."""
        whole = hashlib.sha256(FILM.read_bytes()).hexdigest()
        return [_public(body, whole) for body in self._videos(words) if body["status"]["privacyStatus"] == "public"]

    def hidden(self, words: str) -> int:
        return sum(body["status"]["privacyStatus"] == "private" for body in self._videos(words))

    def _videos(self, words: str) -> Iterator[dict[str, Any]]:
        for body in self._store.truth(self.member):
            if body["kind"] == "video" and not body["deleted"] and words in body["snippet"]["title"]:
                yield body


def _public(body: dict[str, Any], whole: str) -> Public:
    words = f"{body['snippet']['title']} {body['snippet']['description']}"
    return Public(datetime.fromtimestamp(body["created"], UTC), words, int(body["sha256"] == whole))


@contextmanager
def film_stand(clock: ManualClock, line: Line) -> Iterator[FilmStand]:
    """The channel behind its proxy, open while the block runs."""
    tokens = {name: f"rahasia-{secrets.token_hex(12)}" for name in SECRETS}
    stand = FilmStand("youtube", FaultProxy(clock, drip=0.0), line, tokens)
    stand.open()
    try:
        yield stand
    finally:
        stand.close()
