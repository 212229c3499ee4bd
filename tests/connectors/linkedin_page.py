"""The town's LinkedIn page as the tests use it."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import requests
from conformance import MARKER, Handles, package
from earnest import InEarnest

from connectors.contract import Connector, Link, Rendering
from connectors.linkedin import LinkedIn
from practice.linkedin import CLIENT_ID, ORGANIZATION
from practice.town import Town
from safety.clock import ManualClock


def page(session: requests.Session, town: Town, **changes: Any) -> LinkedIn:
    values: dict[str, Any] = {
        "session": session,
        "organization_id": ORGANIZATION,
        "token": town.tokens["linkedin"],
        "clock": ManualClock(datetime.now(UTC)),
        "api_url": town.urls["linkedin"],
        "client_id": CLIENT_ID,
        "client_secret": town.tokens["linkedin_app"],
    }
    return LinkedIn(**values | changes)


class OnLinkedIn(InEarnest):
    """The town's page on LinkedIn."""

    member, reveal_path, kind = "linkedin", "/rest/posts", "post"

    def make(self, town: Town, session: requests.Session, *, wrong_secret: bool = False) -> Connector:
        return page(session, town, **({"token": "rahasia-salah"} if wrong_secret else {}))

    def refused(self, town: Town, folder: Path) -> Rendering:
        return replace(self.make(town, requests.Session()).preview(package(folder)), text="x" * 3001)

    def post(self, connector: Connector, rendering: Rendering) -> Link:
        return connector.reveal(connector.stage(rendering, MARKER, {}, Handles().record))

    def uploads(self, town: Town) -> int:
        body = requests.get(f"{town.urls['linkedin']}/__practice/truth", timeout=60).json()
        return sum(o["kind"] == "image" for o in body["objects"])
