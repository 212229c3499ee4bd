"""Both WordPress connectors through the suite that every connector must pass, before a real WordPress that fails on request."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests

from connectors.contract import Connector, Rendering
from connectors.http import Timeouts, session
from connectors.wordpress import WordPress
from connectors.wordpress_xmlrpc import WordPressXmlRpc
from safety.addresses import AddressPolicy
from safety.redaction import Redactor
from tests.connectors.conformance import MARKER, Conformance, package
from tests.wordpress.front import Front

pytestmark = pytest.mark.wordpress
WRONG = "rahasia-salah"


def line(town: Any, asked: requests.Session) -> Any:
    """Our own session, unless the test brings one that must not be used."""
    if type(asked) is not requests.Session:
        return asked
    secrets = Redactor([WRONG, *town.tokens.values()])
    return session(AddressPolicy(frozenset({town.urls["site"].removeprefix("http://")})), secrets, Timeouts(5, 20, 30))


class TestRest(Conformance):
    member, reveal_path, kind = "site", r"^/wp-json/wp/v2/posts/\d+ ", "post"

    @pytest.fixture
    def town(self, request: pytest.FixtureRequest) -> Iterator[Any]:
        with self.front(request.getfixturevalue("real_wordpress")) as front:
            yield front

    def front(self, site: Any) -> Any:
        front = Front(site, MARKER)
        front.forget()
        return front.running()

    def make(self, town: Any, session: requests.Session, *, wrong_secret: bool = False) -> Connector:
        secret = WRONG if wrong_secret else town.tokens["site"]
        return WordPress(town.urls["site"], "editor", secret, line(town, session), "website")

    def refused(self, town: Any, folder: Path) -> Rendering:
        return replace(self.make(town, requests.Session()).preview(package(folder)), title=" ")


class TestXmlRpc(TestRest):
    reveal_path = "wp.editPost"

    @pytest.fixture
    def town(self, request: pytest.FixtureRequest) -> Iterator[Any]:
        with self.front(request.getfixturevalue("blocked_wordpress")) as front:
            yield front

    def make(self, town: Any, session: requests.Session, *, wrong_secret: bool = False) -> Connector:
        secret = WRONG if wrong_secret else town.tokens["site"]
        return WordPressXmlRpc(town.urls["site"], "editor", secret, line(town, session))
