"""The Facebook page's connector against the practice town's Graph."""

from dataclasses import replace
from pathlib import Path

import requests
from conformance import Conformance, package

from connectors.contract import Connector, Rendering
from connectors.facebook import Facebook
from practice.graph import PAGE_ID
from practice.town import Town
from safety.clock import SystemClock


class TestFacebook(Conformance):
    member, reveal_path, kind = "graph", "/feed", "post"

    def make(self, town: Town, session: requests.Session, *, wrong_secret: bool = False) -> Connector:
        token = "rahasia-salah" if wrong_secret else town.tokens["page"]
        return Facebook(session, PAGE_ID, token, SystemClock(), api_url=town.urls["graph"])

    def refused(self, town: Town, folder: Path) -> Rendering:
        return replace(self.make(town, requests.Session()).preview(package(folder)), text="", images=())
