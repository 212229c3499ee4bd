"""Facebook in the laboratory."""

from collections.abc import Mapping

import requests
from aiohttp import web

from practice.graph import Graph
from practice.graph_said import PAGE_ID, VERSION
from practice.store import Store, Thing
from tests.faults.at import done
from tests.faults.stands import Stand
from tests.faults.world import REAL_DEADLINE

PIECES = {"connectors.facebook_films": "MOST", "practice.graph_films": "SPAN"}
WIDE = True


class LaxGraph(Graph):
    """The same page, where the platform's own guard against doubles is off: it may never be counted on."""

    guard = True
    _posting = False

    def _posts(self) -> list[Thing]:
        return [] if self._posting else super()._posts()

    async def feed(self, request: web.Request) -> web.Response:
        self._posting = not self.guard
        try:
            return await super().feed(request)
        finally:
            self._posting = False

    def ended_again(self, film: Thing) -> web.Response | None:
        return super().ended_again(film) if self.guard else None


def open_lax(store: Store, tokens: Mapping[str, str]) -> LaxGraph:
    """The stand-in whose guard the laboratory switches off in every other world."""
    return LaxGraph(store, tokens["page"])


def naive(line: requests.Session, stand: Stand, words: str, picture: bytes) -> bool:
    """One post, as it is usually sent."""
    line.headers["Authorization"] = f"Bearer {stand.tokens['page']}"
    page = f"{stand.url}/{VERSION}/{PAGE_ID}"
    files = {"source": ("01.jpg", picture, "image/jpeg")}
    photo = done(line.post(f"{page}/photos", data={"published": "false"}, files=files, timeout=REAL_DEADLINE)).json()["id"]
    form = {"message": words, "attached_media": f'[{{"media_fbid": "{photo}"}}]'}
    return done(line.post(f"{page}/feed", data=form, timeout=REAL_DEADLINE)).ok
