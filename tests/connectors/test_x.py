"""The X connector against the practice town's X."""

from dataclasses import replace
from pathlib import Path

import requests
from conformance import Conformance, package

from connectors.contract import Connector, Rendering
from connectors.x import X
from practice.town import Town
from practice.x_api import USERNAME
from safety.clock import SystemClock


class TestX(Conformance):
    member, reveal_path, kind = "x", "/2/tweets", "tweet"

    def make(self, town: Town, session: requests.Session, *, wrong_secret: bool = False) -> Connector:
        names = ("x_consumer_key", "x_consumer_secret", "x_access", "x_access_secret")
        keys = [town.tokens[name] for name in names]
        if wrong_secret:
            keys[-1] = "rahasia-salah"
        return X(session, USERNAME, *keys, SystemClock(), api_url=town.urls["x"])

    def refused(self, town: Town, folder: Path) -> Rendering:
        return replace(self.make(town, requests.Session()).preview(package(folder)), text="", images=())
