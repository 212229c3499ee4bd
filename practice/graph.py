"""A strict stand-in for a Facebook Page on Graph v26.0: refuses what the platform refuses, in its own words."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any, ClassVar

from aiohttp import web

from practice import blobs, films, pages
from practice import faults as faults_module
from practice.graph_films import MEMBER, VIDEO_FIELDS, PageFilmDesk
from practice.graph_said import PAGE_ID, PROOF, VERSION, problem, unknown
from practice.store import Store, Thing

SHOWN = "post"
"""The kind of its objects that readers see."""

PAGE_NAME = "Halaman Latihan (PRAKTIK)"
APP_SECRET = "latihan-rahasia-aplikasi"  # noqa: S105  # the town's, known to everybody
TOKEN_DAYS = 60
SCOPES = ["pages_manage_posts", "pages_read_engagement", "pages_show_list", "read_insights"]
FEED_FIELDS = {"message", "link", "attached_media"} | PROOF
PHOTO_FIELDS = {"published", "alt_text_custom", "source"} | PROOF
POST_FIELDS = {"id", "message", "created_time", "permalink_url", "is_published", "attachments", "shares", "reactions", "comments"}
METRICS = frozenset({"post_total_media_view_unique", "post_media_view"})
"""What it still counts; a call that names any other is refused as a whole."""


def throttled(seconds: int) -> web.Response:
    response = problem(4, "(#4) Application request limit reached", 403, is_transient=True)
    usage = [{"type": "pages", "call_count": 100, "estimated_time_to_regain_access": max(1, seconds // 60)}]
    response.headers["X-Business-Use-Case-Usage"] = json.dumps({PAGE_ID: usage})
    return response


@dataclass
class Graph(PageFilmDesk):
    """One Facebook Page of the town."""

    store: Store
    token: str
    base_url: str = ""
    metrics: ClassVar[frozenset[str]] = METRICS

    def app(self, faults: faults_module.Faults) -> web.Application:
        app = web.Application(middlewares=[faults_module.middleware(faults, throttled)], client_max_size=32 * 2**20)
        faults_module.add_routes(app, faults, self.store, MEMBER)
        root = f"/{VERSION}/{PAGE_ID}"
        app.on_response_prepare.append(_tell_version)
        app.router.add_get(root, self.page)
        app.router.add_get(f"/{VERSION}/me", self.page)
        app.router.add_post(f"/{VERSION}/debug_token", self.debug_token)
        app.router.add_post(f"{root}/feed", self.feed)
        app.router.add_post(f"{root}/photos", self.photo)
        self.add_films(app)
        app.router.add_get(f"{root}/published_posts", self.published)
        app.router.add_get(f"/{VERSION}/{{id}}/insights", self.insights)
        app.router.add_get(f"/{VERSION}/{{id}}", self.one)
        app.router.add_post(f"/{VERSION}/{{id}}", self.change)
        app.router.add_delete(f"/{VERSION}/{{id}}", self.delete)
        app.router.add_get("/posts/{id}", self.public_page)
        blobs.add_route(app, self, MEMBER)
        app.router.add_get("/", self.wall)
        return app

    async def _denied(self, request: web.Request) -> web.Response | None:
        """The token is taken from the header alone: in an address it would end up in somebody's log."""
        if request.headers.get("Authorization", "") != f"Bearer {self.token}":
            return problem(190, "Invalid OAuth access token - Cannot parse access token", 401)
        proof = request.query.get("appsecret_proof") or (await request.post()).get("appsecret_proof")
        wanted = hmac.new(APP_SECRET.encode(), self.token.encode(), hashlib.sha256).hexdigest()
        if proof is not None and proof != wanted:
            return problem(100, "Invalid appsecret_proof provided in the API argument")
        return None

    def _posts(self) -> list[Thing]:
        return [t for t in self.store.all(MEMBER, "post") if not t.body["deleted"]]

    def _post(self, request: web.Request) -> Thing | None:
        wanted = request.match_info["id"].removeprefix(f"{PAGE_ID}_")
        return next((t for t in self._posts() if t.id == wanted), None)

    def _shown_by(self, film: Thing) -> Thing | None:
        """The post that shows a film."""
        return next((t for t in self._posts() if t.body.get("film") == film.id), None)

    def _missing(self, request: web.Request) -> web.Response:
        message = f"Unsupported get request. Object with ID '{request.match_info['id']}' does not exist"
        return problem(100, message, error_subcode=33)

    async def page(self, request: web.Request) -> web.Response:
        if denied := await self._denied(request):
            return denied
        if bad := unknown({"fields"} | PROOF, set(request.query)):
            return bad
        return web.json_response({"id": PAGE_ID, "name": PAGE_NAME, "link": self.base_url})

    async def debug_token(self, request: web.Request) -> web.Response:
        if denied := await self._denied(request):
            return denied
        form = await request.post()
        if form.get("method") != "get" or form.get("input_token") != self.token:
            return problem(100, "(#100) The parameter input_token is required")
        now = self.store.clock.now()
        data = {"type": "PAGE", "is_valid": True, "profile_id": PAGE_ID, "scopes": SCOPES}
        return web.json_response({"data": {**data, "expires_at": int((now + timedelta(days=TOKEN_DAYS)).timestamp())}})

    async def feed(self, request: web.Request) -> web.Response:
        if denied := await self._denied(request):
            return denied
        form = await request.post()
        if bad := unknown(FEED_FIELDS, set(form)):
            return bad
        if "attached_media" in form and "link" in form:
            return problem(100, "(#100) Cannot specify both link and attached_media")
        media = [str(m.get("media_fbid")) for m in json.loads(str(form.get("attached_media", "[]")))]
        message, link = str(form.get("message", "")), str(form.get("link", ""))
        if not (message or link or media):
            return problem(100, "(#100) Requires one of the params: message, link, attached_media")
        if any(self.store.get(MEMBER, "photo", m) is None for m in media):
            return problem(100, "(#100) Invalid parameter: media_fbid does not exist")
        same = {"message": message, "link": link}
        if any(t.body["message"] == message and t.body["link"] == link for t in self._posts()) and same["message"]:
            return problem(506, "Duplicate status message", error_subcode=1366051, error_user_title="Duplicate Status Update")
        thing = self.store.add(MEMBER, "post", {**same, "media": media, "deleted": False, "readers": 0}, first_id=500000)
        return web.json_response({"id": f"{PAGE_ID}_{thing.id}"})

    async def photo(self, request: web.Request) -> web.Response:
        if denied := await self._denied(request):
            return denied
        form = await request.post()
        if bad := unknown(PHOTO_FIELDS, set(form)):
            return bad
        source = form.get("source")
        if not isinstance(source, web.FileField) or form.get("published") != "false":
            return problem(324, "(#324) Requires upload file")
        data = source.file.read()
        if len(data) > 4 * 2**20:
            return problem(1, "Your photos couldn't be uploaded", 400, error_subcode=1366046)
        thing = self.store.add(MEMBER, "photo", {"alt": str(form.get("alt_text_custom", ""))}, first_id=900000)
        self.store.put_blob(MEMBER, thing.id, source.content_type, data)
        return web.json_response({"id": thing.id})

    def _view(self, thing: Thing) -> dict[str, Any]:
        media = [{"media_type": "photo", "target": {"id": m}} for m in thing.body["media"]]
        if film := thing.body.get("film"):
            media = [{"media_type": "video", "target": {"id": film}}]
        view = {
            "id": f"{PAGE_ID}_{thing.id}",
            "created_time": datetime.fromtimestamp(thing.created, UTC).strftime("%Y-%m-%dT%H:%M:%S+0000"),
            "permalink_url": f"{self.base_url}/posts/{thing.id}",
            "is_published": True,
            "reactions": {"data": [], "summary": {"total_count": 0}},
            "comments": {"data": [], "summary": {"total_count": 0}},
        }
        if thing.body["message"]:
            view["message"] = thing.body["message"]
        if len(media) > 1:
            view["attachments"] = {"data": [{"media_type": "album", "subattachments": {"data": media}}]}
        elif media:
            view["attachments"] = {"data": media}
        elif thing.body["link"]:
            view["attachments"] = {"data": [{"media_type": "link", "unshimmed_url": thing.body["link"]}]}
        return view

    def _fields(self, request: web.Request, known: set[str]) -> tuple[set[str], web.Response | None]:
        text = "".join(_outside_braces(request.query.get("fields", "id,created_time,message")))
        names = {name.split(".")[0] for name in text.split(",")}
        wrong = sorted(names - known)
        bad = problem(100, f"(#100) Tried accessing nonexisting field ({wrong[0]})") if wrong else None
        return names | {"id"}, bad

    async def published(self, request: web.Request) -> web.Response:
        if denied := await self._denied(request):
            return denied
        if bad := unknown({"fields", "since", "until", "limit", "after"} | PROOF, set(request.query)):
            return bad
        names, wrong = self._fields(request, POST_FIELDS)
        if wrong:
            return wrong
        since, limit = float(request.query.get("since", 0)), int(request.query.get("limit", 25))
        start = int(request.query.get("after", 0))
        posts = [t for t in reversed(self._posts()) if t.created >= since]
        data = [{k: v for k, v in self._view(t).items() if k in names} for t in posts[start : start + limit]]
        body: dict[str, Any] = {"data": data}
        if start + limit < len(posts):
            body["paging"] = {
                "cursors": {"after": str(start + limit)},
                "next": f"{self.base_url}{request.path}?access_token={self.token}&after={start + limit}",
            }
        return web.json_response(body)

    async def one(self, request: web.Request) -> web.Response:
        if denied := await self._denied(request):
            return denied
        if bad := unknown({"fields"} | PROOF, set(request.query)):
            return bad
        film = self.film(request.match_info["id"])
        names, wrong = self._fields(request, VIDEO_FIELDS if film else POST_FIELDS)
        if film:
            return wrong or web.json_response({k: v for k, v in self.told(film).items() if k in names})
        thing = self._post(request)
        if thing is None:
            return self._missing(request)
        return wrong or web.json_response({k: v for k, v in self._view(thing).items() if k in names})

    async def change(self, request: web.Request) -> web.Response:
        if denied := await self._denied(request):
            return denied
        form = await request.post()
        film = self.film(request.match_info["id"])
        words = "description" if film else "message"
        if bad := unknown({words} | PROOF, set(form)):
            return bad
        thing = self._shown_by(film) if film else self._post(request)
        if thing is None:
            return self._missing(request)
        thing.body["message"] = str(form[words])
        self.store.save(MEMBER, thing)
        return web.json_response({"success": True})

    async def delete(self, request: web.Request) -> web.Response:
        if denied := await self._denied(request):
            return denied
        film = self.film(request.match_info["id"])
        thing = self._shown_by(film) if film else self._post(request)
        if thing is None:
            return self._missing(request)
        if film:
            film.body["deleted"] = True
            self.store.save(MEMBER, film)
        thing.body["deleted"] = True
        self.store.save(MEMBER, thing)
        return web.json_response({"success": True})

    async def insights(self, request: web.Request) -> web.Response:
        if denied := await self._denied(request):
            return denied
        wanted = request.query.get("metric", "").split(",")
        if not set(wanted) <= self.metrics:
            return problem(100, "(#100) The value must be a valid insights metric")
        thing = self._post(request)
        if thing is None:
            return self._missing(request)
        counts = [{"value": thing.body["readers"]}]
        data = [{"name": metric, "period": "lifetime", "values": counts} for metric in wanted]
        return web.json_response({"data": data if thing.body["readers"] else []})

    async def public_page(self, request: web.Request) -> web.Response:
        thing = self._post(request)
        if thing is None:
            return web.Response(status=404, text=pages.missing(PAGE_NAME), content_type="text/html")
        thing.body["readers"] += 1
        self.store.save(MEMBER, thing)
        photos = [self.store.get(MEMBER, "photo", number) for number in thing.body["media"]]
        shown = [(f"/gambar/{photo.id}", str(photo.body["alt"])) for photo in photos if photo]
        link = escape(thing.body["link"])
        note = f'<p><a href="{link}">{link}</a></p>' if link else ""
        note += films.shown(f"/gambar/{thing.body['film']}", "") if thing.body.get("film") else ""
        at = datetime.fromtimestamp(thing.created, UTC)
        return web.Response(text=pages.post(PAGE_NAME, thing.body["message"], at, shown, note), content_type="text/html")

    async def wall(self, _request: web.Request) -> web.Response:
        posts = [(f"/posts/{t.id}", (t.body["message"] or t.id).splitlines()[0]) for t in self._posts()]
        return web.Response(text=pages.wall(PAGE_NAME, posts), content_type="text/html")


async def _tell_version(_request: web.Request, response: web.StreamResponse) -> None:
    response.headers["facebook-api-version"] = VERSION


def _outside_braces(fields: str) -> list[str]:
    """`attachments{media_type,target},id` without what stands inside braces or parentheses."""
    depth, kept = 0, []
    for character in fields:
        depth -= character in "})"
        if not depth and character not in "})({":
            kept.append(character)
        depth += character in "{("
    return kept


def open_member(store: Store, tokens: Mapping[str, str]) -> Graph:
    """The member that the town opens."""
    return Graph(store, tokens["page"])
