"""What the tests of Instagram and Threads share: pictures that the town's website shows, and containers looked into."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import answers
import pytest
import requests
from conformance import MARKER, Conformance, Handles, Stage, package
from PIL import Image as Pillow

from connectors import http
from connectors.contract import Connector, Link, Rendering
from content_queue.package import Image, Package
from practice.town import Town
from safety.addresses import AddressPolicy
from safety.clock import SystemClock
from safety.files import sha256_of
from safety.redaction import Redactor


def hosts(town: Town) -> AddressPolicy:
    return AddressPolicy(frozenset(urlsplit(url).netloc for url in town.urls.values()))


class Recording(http.Session):
    """The session that is used in earnest; it keeps what it sent."""

    def __init__(self, town: Town) -> None:
        super().__init__(hosts(town), Redactor(town.tokens.values()), http.Timeouts(), SystemClock(), 2**24)
        self.seen: list[requests.PreparedRequest] = []

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        self.seen.append(request)
        return super().send(request, **kwargs)


def picture(folder: Path, name: str, size: tuple[int, int] = (64, 64), kind: str = "JPEG") -> Image:
    """A real picture."""
    out = BytesIO()
    colour = (120, 30, len(name) * 5 % 250)
    Pillow.new("RGBA" if kind == "PNG" else "RGB", size, (*colour, 128) if kind == "PNG" else colour).save(out, kind)
    place = folder / name
    place.write_bytes(out.getvalue())
    return Image(name, place, sha256_of(place), f"image/{kind.lower()}", *size, place.stat().st_size, f"Keterangan {name}")


def on_site(town: Town, image: Image) -> str:
    """Put a picture on the town's website; its public address."""
    answer = requests.put(
        f"{town.urls['site']}/api/media/{image.sha256}",
        params={"name": image.name},
        data=image.path.read_bytes(),
        headers={"Authorization": f"Bearer {town.tokens['site']}", "Content-Type": image.mime},
        timeout=60,
    )
    answer.raise_for_status()
    return str(answer.json()["url"])


def shown(town: Town, connector: Connector, content: Package) -> Package:
    """The package as the sweep hands it on once the website shows it: every picture that is fetched has its address."""
    images = connector.preview(content).images
    return replace(content, addresses={image.sha256: on_site(town, image) for image in images})


def illustrated(folder: Path, *names: str, **changes: Any) -> Package:
    """A package with these JPEG pictures."""
    return package(folder, images=tuple(picture(folder, name) for name in names), **changes)


def containers(town: Town, member: str) -> list[dict[str, Any]]:
    body = requests.get(f"{town.urls[member]}/__practice/truth", timeout=60).json()
    return [o for o in body["objects"] if o["kind"] == "container"]


def force(town: Town, member: str, container: str, state: str, trouble: str = "") -> None:
    """Let a container run out, fail or take its time."""
    asked = {"id": container, "state": state, "trouble": trouble}
    requests.post(f"{town.urls[member]}/__practice/containers", json=asked, timeout=60).raise_for_status()


def answer(status: int, error: dict[str, Any] | None, headers: Mapping[str, str] | None = None) -> requests.Response:
    """An answer of Graph; one of a gateway on the way where there is no error of Graph in it."""
    return answers.answer(status, {"error": error} if error else None, headers)


class Recorded(Stage):
    """Every test of it sees what was sent."""

    @pytest.fixture
    def session(self, town: Town) -> Iterator[Recording]:
        with Recording(town) as session:
            yield session


class TwoStepConformance(Recorded, Conformance):
    """A platform that fetches its pictures from the office's website: what is published is shown there first."""

    @pytest.fixture(autouse=True)
    def place(self, town: Town) -> None:
        self.here = town

    def content(self, folder: Path) -> Package:
        return self.shown(illustrated(folder, "01.jpg"))

    def shown(self, content: Package) -> Package:
        return shown(self.here, self.make(self.here, requests.Session()), content)

    def spoiled(self, connector: Connector, folder: Path) -> Rendering:
        content = self.shown(illustrated(folder, "a.jpg", "bb.jpg"))
        first, second = content.addresses
        swapped = {first: content.addresses[second], second: content.addresses[first]}
        return connector.preview(replace(content, addresses=swapped))

    def post(self, connector: Connector, rendering: Rendering) -> Link:
        return connector.reveal(connector.stage(rendering, MARKER, {}, Handles().record))
