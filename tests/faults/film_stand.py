"""YouTube behind the fault proxy: a package's film goes up in pieces, hidden, and is made public in a second step."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from connectors.youtube_upload import PIECE
from content_queue.package import Package, Video
from practice.store import Store
from practice.town import SECRETS
from practice.youtube import YouTube
from safety.clock import ManualClock
from safety.files import sha256_of
from tests.faults.proxy import FaultProxy, Line
from tests.faults.schedule import Asked
from tests.faults.stands import MEMORY, MOST_WRITES, Public, TownStand

REAL = Path(__file__).parent.parent / "films" / "film.mp4"
PIECES = 3


def film() -> bytes:
    """A film that leaves in several pieces: behind the pictures lies what players pass over."""
    pictures = REAL.read_bytes()
    size = (PIECES - 1) * PIECE + 1000 - len(pictures)
    return pictures + size.to_bytes(4) + b"free" + bytes(size - 8)


@dataclass
class FilmStand(TownStand):
    """A channel that shows films alone. `hand` puts the one film into the package as the office would."""

    _folder: TemporaryDirectory[str] = field(default_factory=TemporaryDirectory)

    def __post_init__(self) -> None:
        self._store = Store(MEMORY, self.proxy.clock)
        names = ("youtube", "youtube_client", "youtube_client_secret")
        self._platform = YouTube(self._store, *(self.tokens[name] for name in names))
        place = Path(self._folder.name) / "film.mp4"
        place.write_bytes(film())
        self._film = Video(
            place.name, place, sha256_of(place), "video/mp4", 320, 180, place.stat().st_size, 3.0, "Ketua membacakan penetapan"
        )

    @property
    def most_writes(self) -> int:
        return MOST_WRITES + 2 * PIECES

    def hand(self, package: Package) -> Package:
        return replace(package, videos=(self._film,))

    def changes(self, asked: Asked) -> bool:
        """Access that is asked for changes nothing, nor does the question how far an upload has come."""
        body = asked.line.partition(b" ")[2]
        return asked.writes and asked.endpoint != "/token" and (asked.method != "PUT" or bool(body))

    def public(self, words: str) -> list[Public]:
        """Films that everybody sees; a whole film counts as the one picture that a package shows."""
        return [_public(body, self._film.sha256) for body in self._videos(words) if body["status"]["privacyStatus"] == "public"]

    def close(self) -> None:
        super().close()
        self._folder.cleanup()

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
