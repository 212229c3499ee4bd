"""A strict stand-in for the Wayback Machine: Save Page Now takes a page, the index names it some time later."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from aiohttp import web

from practice import faults as faults_module
from practice.store import Store
from safety.clock import Clock

MEMBER = "wayback"
FIELDS = {"url", "skip_first_archive", "capture_outlinks", "capture_screenshot", "if_not_archived_within"}
QUESTIONS = {"url", "output", "fl", "filter", "from", "to", "limit"}


def throttled(seconds: int) -> web.Response:
    words = {"message": "You have already reached the limit of active Save Page Now sessions.", "status": "error"}
    return web.json_response(words, status=429, headers={"Retry-After": str(seconds)})


@dataclass
class Wayback:
    """Keeps what it is asked to keep; its index is `lag` behind, as the real one is by hours."""

    store: Store
    account: str
    clock: Clock
    lag: timedelta = timedelta(minutes=30)
    base_url: str = ""
    keeps: Callable[[str], bool] = field(default=lambda _: True)
    """Whether a page that was taken is kept in the end: some never are."""

    def app(self, faults: faults_module.Faults) -> web.Application:
        app = web.Application(middlewares=[faults_module.middleware(faults, throttled)])
        faults_module.add_routes(app, faults, self.store, MEMBER)
        app.router.add_post("/save", self.save)
        app.router.add_get("/cdx/search/cdx", self.index)
        return app

    async def save(self, request: web.Request) -> web.Response:
        """Takes a page; an account is optional, a wrong one is none."""
        given = await request.post()
        if request.content_type != "application/x-www-form-urlencoded" or request.headers.get("Accept") != "application/json":
            return web.Response(text="<html>Save Page Now</html>", content_type="text/html")
        if (told := request.headers.get("Authorization")) is not None and told != f"LOW {self.account}":
            return web.json_response({"message": "You need to be logged in to use Save Page Now."}, status=401)
        if set(given) - FIELDS or not str(given.get("url", "")).startswith(("http://", "https://")):
            return web.json_response({"message": "invalid url", "status": "error", "status_ext": "error:invalid-url-syntax"})
        url = str(given["url"])
        if self.keeps(url):
            self.store.add(MEMBER, "snapshot", {"url": url, "at": self.clock.now().timestamp()})
        else:
            self.store.add(MEMBER, "lost", {"url": url})
        return web.json_response({"url": url, "job_id": "spn2-0123456789abcdef"})

    async def index(self, request: web.Request) -> web.Response:
        """What the index names by now."""
        asked = request.query
        if set(asked) - QUESTIONS or asked.get("output") != "json" or not asked.get("url"):
            return web.Response(status=400, text="bad query")
        first = datetime.strptime(asked.get("from", "19960101000000"), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        rows = []
        for thing in self.store.all(MEMBER, "snapshot"):
            at = datetime.fromtimestamp(thing.body["at"], UTC)
            if thing.body["url"] == asked["url"] and at >= first and self.clock.now() - at >= self.lag:
                rows.append([f"{at:%Y%m%d%H%M%S}", thing.body["url"], "200"])
        return web.json_response([["timestamp", "original", "statuscode"], *rows] if rows else [])
