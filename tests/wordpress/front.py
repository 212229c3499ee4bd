"""The fault proxy before a real WordPress, dressed as a town for the conformance suite: one fault on request."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from safety.clock import ManualClock
from tests.faults.proxy import FaultProxy, forwarding_app, open_line
from tests.faults.schedule import Fault, Kind, Once
from tests.wordpress.server import RealWordPress

ACTIONS = {
    "drop_after": Kind.LOST_ANSWER,
    "status_500_after": Kind.ERROR_AFTER,
    "drop_before": Kind.RESET_ARRIVED,
    "html_200": Kind.HTML_BEFORE,
    "status_429": Kind.BUSY_SECONDS,
}


class Front:
    """Looks to the conformance suite as a town does; what it tells as the truth comes from the site's database."""

    def __init__(self, site: RealWordPress, marker: str) -> None:
        self.site = site
        self.marker = marker
        self.once = Once()
        self.tokens = {"site": site.passwords["editor"]}
        self.urls: dict[str, str] = {}

    @contextmanager
    def running(self) -> Iterator["Front"]:
        proxy = FaultProxy(ManualClock(datetime.now(UTC)), self.once)
        own = [web.get("/__practice/truth", self._truth), web.post("/__practice/faults", self._ask)]
        app = forwarding_app(self.site.host, own)
        app.middlewares.insert(0, proxy.middleware())
        with open_line() as line:
            self.urls["site"] = line.serve(app)
            yield self

    def forget(self) -> None:
        """Remove what earlier tests posted under the marker."""
        self.site.sql(f"DELETE FROM wp_posts WHERE post_content LIKE '%tayang:{self.marker} %'")  # noqa: S608  # a constant

    def truth(self) -> list[dict[str, Any]]:
        columns = "ID, post_status, post_modified_gmt, MD5(post_content)"
        where = f"post_type='post' AND post_content LIKE '%tayang:{self.marker} %' ORDER BY ID"
        rows = self.site.sql(f"SELECT {columns} FROM wp_posts WHERE {where}").splitlines()  # noqa: S608  # constants
        files = self.site.sql("SELECT COUNT(*) FROM wp_posts WHERE post_type='attachment'")
        return [{"kind": "post", "row": row, "files": files} for row in rows]

    async def _truth(self, _request: web.Request) -> web.Response:
        return web.json_response({"objects": self.truth()})

    async def _ask(self, request: web.Request) -> web.Response:
        asked = json.loads(await request.read())
        fault = Fault(ACTIONS[asked["action"]], seconds=int(asked.get("retry_after", 0)), status=500)
        self.once.ask(asked["path"], fault)
        return web.json_response({})
