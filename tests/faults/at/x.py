"""X in the laboratory."""

from collections.abc import Mapping

import requests
from aiohttp import web
from requests_oauthlib import OAuth1

from practice.store import Store, Thing
from practice.x import XApi
from tests.faults.at import done
from tests.faults.stands import Stand
from tests.faults.world import REAL_DEADLINE

PIECES = {"connectors.x_films": "PIECE"}


class LaxX(XApi):
    """The same account without X's guard against doubles."""

    guard = True
    _posting = False

    def _posts(self) -> list[Thing]:
        return [] if self._posting else super()._posts()

    async def create(self, request: web.Request) -> web.Response:
        self._posting = not self.guard
        try:
            return await super().create(request)
        finally:
            self._posting = False


def open_lax(store: Store, tokens: Mapping[str, str]) -> LaxX:
    """The stand-in whose guard the laboratory switches off in every other world."""
    return LaxX(store, dict(tokens))


def naive(line: requests.Session, stand: Stand, words: str, picture: bytes) -> bool:
    """One post, as it is usually sent."""
    names = ("x_consumer_key", "x_consumer_secret", "x_access", "x_access_secret")
    line.auth = OAuth1(*(stand.tokens[name] for name in names))
    files = {"media": ("01.jpg", picture, "image/jpeg")}
    form = {"media_category": "tweet_image"}
    made = done(line.post(f"{stand.url}/2/media/upload", data=form, files=files, timeout=REAL_DEADLINE)).json()
    body = {"text": words, "media": {"media_ids": [made["data"]["id"]]}}
    return done(line.post(f"{stand.url}/2/tweets", json=body, timeout=REAL_DEADLINE)).ok
