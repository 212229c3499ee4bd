"""YouTube behind the fault proxy: a package's film goes up in pieces, hidden, and is made public in a second step."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from connectors import youtube
from connectors.youtube_upload import UNIT
from content_queue.mp4 import walk, without_needless
from content_queue.package import Package, Video
from practice.store import Store
from safety.clock import ManualClock
from safety.files import sha256_of
from tests.faults.proxy import FaultProxy, Line
from tests.faults.schedule import Asked
from tests.faults.stands import MEMORY, MOST_WRITES, Public, TownStand, new_tokens, platform_of

REAL = Path(__file__).parent.parent / "films" / "film.mp4"
PIECES = 3


@cache
def film() -> bytes:
    """A film that leaves in several pieces: behind the pictures lies what players pass over."""
    pictures = REAL.read_bytes()
    size = (PIECES - 1) * UNIT + 1000 - len(pictures)
    return pictures + size.to_bytes(4) + b"free" + bytes(size - 8)


def plain_film() -> bytes:
    """A small film that goes up in one piece, with nothing in it that is left out when a package is sealed."""
    with REAL.open("rb") as file:
        return b"".join(without_needless(file, walk(file, REAL.stat().st_size)))


@dataclass
class FilmStand(TownStand):
    """A channel that shows films alone. `hand` puts the one film into the package as the office would."""

    _folder: TemporaryDirectory[str] = field(default_factory=TemporaryDirectory)

    def __post_init__(self) -> None:
        self._store = Store(MEMORY, self.proxy.clock)
        self._platform = platform_of(self.member, self._store, self.tokens)
        self.take(film())

    def take(self, film: bytes) -> None:
        """Only this film counts from now on."""
        place = Path(self._folder.name) / "film.mp4"
        place.write_bytes(film)
        told = "Ketua membacakan penetapan"
        self._film = Video(place.name, place, sha256_of(place), "video/mp4", 320, 180, place.stat().st_size, 3.0, told)

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
    """The channel behind its proxy, open while the block runs; there, a piece is as small as Google lets it be."""
    with ExitStack() as stack:
        stack.enter_context(patch.object(youtube, "YouTube", partial(youtube.YouTube, piece=UNIT)))
        stack.enter_context(patch.object(youtube, "LIMITS", replace(youtube.LIMITS, piece_bytes=UNIT)))
        stand = FilmStand("youtube", FaultProxy(clock, drip=0.0), line, new_tokens("youtube"))
        stack.callback(stand.close)
        stand.open()
        yield stand
