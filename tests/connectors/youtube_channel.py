"""The town's YouTube channel as the tests use it: films of a chosen size, packages with one, and its manners."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import requests
from conformance import MARKER, Handles, package
from meta_stage import Recorded

from connectors.contract import Connector, Link, Rendering
from connectors.youtube import YouTube
from connectors.youtube_client import Keys, places_at
from content_queue.package import Package, Video
from practice.town import Town
from practice.youtube_told import CHANNEL
from safety.clock import ManualClock
from safety.files import sha256_of


def film_of(folder: Path, name: str = "film.mp4", size: int = 3000) -> Video:
    """A film of so many bytes, as far as a platform's door looks into it; no two of the same name and size alike elsewhere."""
    place = folder / name
    head = b"\x00\x00\x00\x20ftypisom"
    body = b"".join(hashlib.sha256(f"{name}{number}".encode()).digest() for number in range(size // 32 + 1))
    place.write_bytes((head + body)[:size])
    return Video(name, place, sha256_of(place), "video/mp4", 64, 36, size, 3.0, "Ketua membacakan penetapan", "Penetapan")


def filmed(folder: Path, size: int = 3000, **changes: Any) -> Package:
    return package(folder, **({"videos": (film_of(folder, size=size),), "images": ()} | changes))


class OnYouTube(Recorded):
    """The town's channel, through the session of earnest."""

    member, reveal_path, kind = "youtube", "/youtube/v3/videos", "video"

    def make(self, town: Town, session: requests.Session, *, wrong_secret: bool = False, **more: Any) -> YouTube:
        refresh = "rahasia-salah" if wrong_secret else town.tokens["youtube"]
        keys = Keys(town.tokens["youtube_client"], town.tokens["youtube_client_secret"], refresh)
        clock = ManualClock(datetime.now(UTC))
        return YouTube(session, CHANNEL, keys, clock, places=places_at(town.urls["youtube"]), **more)

    def content(self, folder: Path) -> Package:
        return filmed(folder)

    def refused(self, town: Town, folder: Path) -> Rendering:
        return replace(self.make(town, requests.Session()).preview(filmed(folder)), title="Penetapan <segera>")

    def spoiled(self, connector: Connector, folder: Path) -> Rendering:
        """What would be sent, after somebody has put another film in the approved one's place."""
        rendering = connector.preview(filmed(folder))
        rendering.videos[0].path.write_bytes(film_of(folder, "lain.mp4").path.read_bytes())
        return rendering

    def fault(self, town: Town, action: str, **more: Any) -> None:
        super().fault(town, action, **({"method": "PUT"} | more))

    def ask(self, town: Town, **manners: Any) -> None:
        requests.post(f"{town.urls['youtube']}/__practice/youtube", json=manners, timeout=60).raise_for_status()

    def stage(self, connector: Connector, rendering: Rendering, handles: Handles | None = None) -> str:
        handles = handles or Handles()
        return connector.stage(rendering, MARKER, dict(handles.kept), handles.record).remote_id

    def post(self, connector: Connector, rendering: Rendering) -> Link:
        return connector.reveal(connector.stage(rendering, MARKER, {}, Handles().record))

    def objects(self, town: Town, kind: str) -> list[dict[str, Any]]:
        body = requests.get(f"{town.urls['youtube']}/__practice/truth", timeout=60).json()
        return [one for one in body["objects"] if one["kind"] == kind]
