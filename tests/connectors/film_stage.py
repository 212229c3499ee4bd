"""What the tests of films share: real little MP4 files, packages that hold one, and platforms that take their time."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import requests
from conformance import Conformance, Stage, package
from meta_stage import Recorded

from connectors.contract import Connector, Rendering
from content_queue.package import Package, Video
from practice.running import running_town
from practice.town import Town
from safety.files import sha256_of

FILMS = Path(__file__).parents[1] / "films"
SIZES = {"reel.mp4": (540, 960), "lebar.mp4": (640, 360)}


def film(folder: Path, name: str = "reel.mp4", seconds: float = 4.0, more: bytes = b"") -> Video:
    """A real film of four seconds, upright or wide; `more` makes it longer by bytes that no player looks at."""
    place = folder / name
    shutil.copyfile(FILMS / name, place)
    if more:
        with place.open("ab") as file:
            file.write(more)
    return Video(
        name, place, sha256_of(place), "video/mp4", *SIZES[name], place.stat().st_size, seconds, "Ketua membacakan hasil"
    )


def filmed(folder: Path, name: str = "reel.mp4", **changes: Any) -> Package:
    """A package with one film and nothing else to show."""
    return package(folder, **({"images": (), "videos": changes.get("videos") or (film(folder, name),)} | changes))


def at_work(town: Town, member: str, asks: int, fails: str = "") -> None:
    """How often the platform says that it is still at work with a film, and why it fails with it then."""
    body = {"asks": asks, "fails": fails}
    requests.post(f"{town.urls[member]}/__practice/films", json=body, timeout=60).raise_for_status()


def shown_film(town: Town, member: str, number: str) -> bytes:
    """The film as a reader of the platform gets it."""
    return requests.get(f"{town.urls[member]}/gambar/{number}", timeout=60).content


def kept_objects(town: Town, member: str) -> list[dict[str, Any]]:
    """Everything that the platform holds."""
    body = requests.get(f"{town.urls[member]}/__practice/truth", timeout=60).json()
    return list(body["objects"])


class QuickTown(Stage):
    """A town whose platform has a film ready at once, unless a test asks it to take its time."""

    @contextmanager
    def running(self, state: Path) -> Iterator[Town]:
        with running_town(state) as town:
            at_work(town, self.member, 0)
            yield town


class FilmConformance(QuickTown, Recorded, Conformance):
    """A platform that a film is sent to, and that takes words alone too."""

    def content(self, folder: Path) -> Package:
        return filmed(folder)

    def refused(self, town: Town, folder: Path) -> Rendering:
        return replace(self.make(town, requests.Session()).preview(package(folder)), text="", images=())

    def spoiled(self, connector: Connector, folder: Path) -> Rendering:
        rendering = connector.preview(self.content(folder))
        rendering.videos[0].path.write_bytes(b"bukan film yang disetujui")
        return rendering
