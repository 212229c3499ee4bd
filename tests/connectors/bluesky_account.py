"""The town's Bluesky account as the tests use it, and the official models of its records."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import requests
from atproto import models
from conformance import MARKER, Handles, package
from earnest import InEarnest
from PIL import Image as Pillow
from pydantic import BaseModel

from connectors.bluesky import Bluesky
from connectors.bluesky_pictures import HEAVIEST
from connectors.contract import (
    Connector,
    Link,
    Rendering,
)
from content_queue.package import Image
from practice.bluesky import DID, HANDLE
from practice.town import Town
from safety.clock import ManualClock
from safety.files import sha256_of

SITE_LINK = "http://127.0.0.1:8420/penetapan-daftar-pemilih"


def official(record: dict[str, Any]) -> list[str]:
    """What the official lexicon's model does not know of a record."""
    model = models.AppBskyFeedPost.Record.model_validate(record, context={"strict_string_format": True})
    return list(_unknown(model))


def _unknown(model: BaseModel) -> Iterator[str]:
    yield from model.model_extra or ()
    for name in type(model).model_fields:
        inner = getattr(model, name)
        for one in inner if isinstance(inner, list) else [inner]:
            if isinstance(one, BaseModel):
                yield from _unknown(one)


def heavy(folder: Path, name: str = "besar.png") -> Image:
    """A photograph-like picture that weighs more than Bluesky takes."""
    file = folder / name
    Pillow.effect_noise((1900, 1400), 90).convert("RGB").save(file, "PNG")
    size = file.stat().st_size
    assert size > HEAVIEST
    return Image(name, file, sha256_of(file), "image/png", 1900, 1400, size, "Aula penuh")


class OnBluesky(InEarnest):
    """The town's account on Bluesky."""

    member, reveal_path, kind = "bluesky", "/xrpc/com.atproto.repo.putRecord", "post"

    def make(self, town: Town, session: requests.Session, *, wrong_secret: bool = False) -> Connector:
        return self.at(town, session, "rahasia-salah" if wrong_secret else town.tokens["bluesky"])

    def at(self, town: Town, session: requests.Session, password: str, clock: ManualClock | None = None) -> Bluesky:
        place = town.urls["bluesky"]
        clock = clock or ManualClock(datetime.now(UTC))
        return Bluesky(session, HANDLE, password, clock, api_url=place, appview_url=place, site_url=place)

    def refused(self, town: Town, folder: Path) -> Rendering:
        return replace(self.make(town, requests.Session()).preview(package(folder)), text="x" * 301)

    def post(self, connector: Connector, rendering: Rendering, marker: str = MARKER) -> Link:
        return connector.reveal(connector.stage(rendering, marker, {}, Handles().record))

    def everything(self, town: Town) -> list[dict[str, Any]]:
        objects: list[dict[str, Any]] = requests.get(f"{town.urls['bluesky']}/__practice/truth", timeout=60).json()["objects"]
        return objects

    def as_a_person(self, town: Town, text: str, name: str = "createRecord", **more: Any) -> dict[str, Any]:
        """What somebody does with the account in the app."""
        root, who = f"{town.urls['bluesky']}/xrpc", {"identifier": HANDLE, "password": town.tokens["bluesky"]}
        token = requests.post(f"{root}/com.atproto.server.createSession", json=who, timeout=60).json()["accessJwt"]
        stamp = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        record = {"$type": "app.bsky.feed.post", "text": text, "createdAt": stamp}
        body = {"repo": DID, "collection": "app.bsky.feed.post", "record": record} | more
        headers = {"Authorization": f"Bearer {token}"}
        told: dict[str, Any] = requests.post(f"{root}/com.atproto.repo.{name}", json=body, headers=headers, timeout=60).json()
        return told
