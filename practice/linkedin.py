"""A strict stand-in for one LinkedIn page: versions that end, Rest.li's headers, the little text format, its own errors.

As LinkedIn itself, it refuses no post for an unescaped reserved character: it takes it and drops the rest of the text.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote

from aiohttp import web

from practice import blobs, pages
from practice import faults as faults_module
from practice.linkedin_films import FILM, FilmUploads
from practice.linkedin_rules import PAGE, double, media_of, missing, problem, read, throttled, too_long, wrong_headers, wrong_post
from practice.store import Store, Thing

SHOWN = "post"
"""The kind of its objects that readers see."""

MEMBER = "linkedin"
ORGANIZATION = PAGE.rpartition(":")[2]
NAME = "KPU Contoh di LinkedIn latihan"
CLIENT_ID = "86latihantayang"
PIECE = 20
"""A list comes in pieces of so many, however many are asked for: LinkedIn may always send fewer."""
KINDS = ("image/jpeg", "image/png", "image/gif")
SLOW = 1_000_000
"""A picture of so many bytes is still processed when it is first asked for."""
REMEMBERED = 24 * 3600
"""So long a text is a double, even of a post that was deleted."""
TOKEN_DAYS = 60
SCOPES = "r_organization_social,rw_organization_admin,w_organization_social"
FIRST_IMAGE, FIRST_POST = 5_600_000_000_000_000_000, 7_200_000_000_000_000_000
FINDER_FIELDS = {"q", "author", "start", "count", "sortBy", "viewContext"}


@dataclass
class LinkedIn(FilmUploads):
    """One page of the town, and the API that its administrators use."""

    store: Store
    token: str
    client_secret: str
    base_url: str = ""

    def app(self, faults: faults_module.Faults) -> web.Application:
        app = web.Application(
            middlewares=[faults_module.middleware(faults, throttled), self._known()], client_max_size=32 * 2**20
        )
        faults_module.add_routes(app, faults, self.store, MEMBER)
        app.router.add_get("/rest/organizationAcls", self.roles)
        app.router.add_get("/rest/organizations/{id}", self.organization)
        app.router.add_post("/rest/images", self.prepare)
        app.router.add_put("/dms-uploads/{id}", self.upload)
        app.router.add_get("/rest/images/{urn}", self.image)
        self.add_films(app)
        app.router.add_post("/rest/posts", self.create)
        app.router.add_get("/rest/posts", self.listed)
        app.router.add_get("/rest/posts/{urn}", self.one)
        app.router.add_post("/rest/posts/{urn}", self.change)
        app.router.add_delete("/rest/posts/{urn}", self.delete)
        app.router.add_get("/rest/organizationalEntityShareStatistics", self.statistics)
        app.router.add_post("/oauth/v2/introspectToken", self.introspect)
        app.router.add_get("/feed/update/{urn}", self.public_page)
        blobs.add_route(app, self, MEMBER)
        app.router.add_get("/", self.wall)
        return app

    def _known(self) -> Any:
        @web.middleware
        async def known(request: web.Request, handler: faults_module.Handler) -> web.StreamResponse:
            asks = request.path.startswith("/rest/")
            secret = asks or request.path.startswith("/dms-")
            if secret and request.headers.get("Authorization") != f"Bearer {self.token}":
                return problem(401, "INVALID_ACCESS_TOKEN", "Invalid access token", serviceErrorCode=65600)
            if asks and (wrong := wrong_headers(request.headers)):
                return wrong
            return await handler(request)

        return known

    def _posts(self) -> list[Thing]:
        return [t for t in self.store.all(MEMBER, "post") if not t.body["deleted"]]

    def _post(self, request: web.Request) -> Thing | None:
        return next((t for t in self._posts() if urn_of(t) == request.match_info["urn"]), None)

    async def roles(self, request: web.Request) -> web.Response:
        if request.query.get("q") != "roleAssignee" or request.headers.get("X-RestLi-Method") != "FINDER":
            return problem(400, "ILLEGAL_ARGUMENT", "Unknown finder")
        role = {
            "role": "CONTENT_ADMINISTRATOR",
            "organization": PAGE,
            "roleAssignee": "urn:li:person:latihan",
            "state": "APPROVED",
        }
        return web.json_response({"elements": [role], "paging": {"start": 0, "count": 10, "links": []}})

    async def organization(self, request: web.Request) -> web.Response:
        if request.match_info["id"] != ORGANIZATION:
            return missing()
        return web.json_response({"id": int(ORGANIZATION), "localizedName": NAME, "vanityName": "kpu-contoh"})

    async def introspect(self, request: web.Request) -> web.Response:
        form = await request.post()
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT_ID, self.client_secret):
            return web.json_response({"error": "invalid_client", "error_description": "Client authentication failed"}, status=401)
        if form.get("token") != self.token:
            return web.json_response({"active": False, "status": "expired"})
        ends = int((self.store.clock.now() + timedelta(days=TOKEN_DAYS)).timestamp())
        return web.json_response(
            {"active": True, "status": "active", "scope": SCOPES, "client_id": CLIENT_ID, "expires_at": ends}
        )

    async def prepare(self, request: web.Request) -> web.Response:
        body = await request.json()
        if request.query.get("action") != "initializeUpload" or body != {"initializeUploadRequest": {"owner": PAGE}}:
            return problem(400, "ILLEGAL_ARGUMENT", "initializeUploadRequest is not valid")
        thing = self.store.add(MEMBER, "image", {"status": "WAITING_UPLOAD", "waits": 0}, FIRST_IMAGE)
        ends = int(self.store.clock.now().timestamp() + 3600) * 1000
        told = {"uploadUrlExpiresAt": ends, "uploadUrl": f"{self.base_url}/dms-uploads/{thing.id}", "image": image_urn(thing)}
        return web.json_response({"value": told})

    async def upload(self, request: web.Request) -> web.Response:
        thing = self.store.get(MEMBER, "image", request.match_info["id"])
        if thing is None:
            return missing()
        data = await request.read()
        sound = data and request.content_type in KINDS
        thing.body.update(status="PROCESSING" if sound else "PROCESSING_FAILED", waits=2 if len(data) > SLOW else 0)
        self.store.save(MEMBER, thing)
        self.store.put_blob(MEMBER, thing.id, request.content_type, data)
        return web.Response(status=201)

    def _image(self, urn: str) -> Thing | None:
        return next((t for t in self.store.all(MEMBER, "image") if image_urn(t) == urn), None)

    def _image_state(self, urn: str) -> str:
        if urn.startswith(FILM):
            return self.film_state(urn)
        thing = self._image(urn)
        return _state(thing) if thing else ""

    async def image(self, request: web.Request) -> web.Response:
        thing = self._image(request.match_info["urn"])
        if thing is None:
            return missing()
        told = {"id": image_urn(thing), "owner": PAGE, "status": _state(thing)}
        if thing.body["waits"]:
            thing.body["waits"] -= 1
            self.store.save(MEMBER, thing)
        return web.json_response(told)

    async def create(self, request: web.Request) -> web.Response:
        body = await request.json()
        if wrong := wrong_post(body, self._image_state):
            return wrong
        text = read(body["commentary"])
        if earlier := self.double_of(text):
            return double(urn_of(earlier))
        content = body.get("content", {})
        media = media_of(content)
        kept = {
            "text": text,
            "commentary": body["commentary"],
            "media": [one["id"] for one in media],
            "alts": [one.get("altText", "") for one in media],
            "article": content.get("article"),
            "readers": 0,
            "deleted": 0,
        }
        thing = self.store.add(MEMBER, "post", kept, FIRST_POST)
        return web.Response(status=201, headers={"x-restli-id": urn_of(thing)})

    def double_of(self, text: str) -> Thing | None:
        """A post with the same text; a deleted one counts for a day more."""
        since = self.store.clock.now().timestamp() - REMEMBERED
        every = self.store.all(MEMBER, "post")
        alive = [t for t in every if not t.body["deleted"] or t.body["deleted"] > since]
        return next((t for t in alive if t.body["text"] == text), None)

    async def listed(self, request: web.Request) -> web.Response:
        query = request.query
        if query.get("q") != "author" or request.headers.get("X-RestLi-Method") != "FINDER" or set(query) - FINDER_FIELDS:
            return problem(400, "ILLEGAL_ARGUMENT", "Unknown finder or parameter")
        start, count = int(query.get("start", 0)), int(query.get("count", 10))
        if not 1 <= count <= 100 or query.get("sortBy") not in ("CREATED", "LAST_MODIFIED"):
            return problem(400, "ILLEGAL_ARGUMENT", "count must be between 1 and 100")
        if query.get("author") != PAGE:
            return problem(403, "ACCESS_DENIED", "Not enough permissions to access: posts.FINDER-author", serviceErrorCode=100)
        every = list(reversed(self._posts()))
        shown = every[start : start + min(count, PIECE)]
        paging = {"start": start, "count": count, "links": [], "total": len(every)}
        return web.json_response({"elements": [self._view(t) for t in shown], "paging": paging})

    async def one(self, request: web.Request) -> web.Response:
        thing = self._post(request)
        return web.json_response(self._view(thing)) if thing else missing()

    async def change(self, request: web.Request) -> web.Response:
        thing = self._post(request)
        if thing is None:
            return missing()
        fields = (await request.json()).get("patch", {}).get("$set", {})
        if request.headers.get("X-RestLi-Method") != "PARTIAL_UPDATE" or set(fields) != {"commentary"}:
            return problem(422, "UNPERMITTED_FIELDS", "Only commentary may be updated")
        if wrong := too_long(fields["commentary"]):
            return wrong
        thing.body.update(commentary=fields["commentary"], text=read(fields["commentary"]))
        self.store.save(MEMBER, thing)
        return web.Response(status=204)

    async def delete(self, request: web.Request) -> web.Response:
        """Gone is gone: LinkedIn says the same to whoever deletes it again."""
        thing = self._post(request)
        if thing is not None:
            thing.body["deleted"] = self.store.clock.now().timestamp()
            self.store.save(MEMBER, thing)
        return web.Response(status=204)

    async def statistics(self, request: web.Request) -> web.Response:
        query = request.query
        asked = re.fullmatch(r"List\((urn%3Ali%3Ashare%3A\d+)\)", re.sub(r".*[?&]shares=([^&]*).*", r"\1", request.raw_path))
        if query.get("q") != "organizationalEntity" or query.get("organizationalEntity") != PAGE or asked is None:
            return problem(400, "ILLEGAL_ARGUMENT", "Unknown finder or parameter")
        thing = next((t for t in self._posts() if urn_of(t) == unquote(asked[1])), None)
        if thing is None or not thing.body["readers"]:  # a post that nobody saw yet has no row
            return web.json_response({"elements": [], "paging": {"start": 0, "count": 10, "links": []}})
        counts = dict.fromkeys(("clickCount", "likeCount", "commentCount", "shareCount"), 0)
        counts |= {"uniqueImpressionsCount": thing.body["readers"], "impressionCount": 2 * thing.body["readers"]}
        row = {"organizationalEntity": PAGE, "share": urn_of(thing), "totalShareStatistics": counts}
        return web.json_response({"elements": [row], "paging": {"start": 0, "count": 10, "links": []}})

    def _view(self, thing: Thing) -> dict[str, Any]:
        media = [{"id": i} | ({"altText": a} if a else {}) for i, a in zip(thing.body["media"], thing.body["alts"], strict=True)]
        content: dict[str, Any] = {"article": thing.body["article"]} if thing.body["article"] else {}
        if media:
            content = {"media": media[0]} if len(media) == 1 else {"multiImage": {"images": media}}
        at = int(thing.created * 1000)
        return {
            "id": urn_of(thing),
            "author": PAGE,
            "commentary": thing.body["commentary"],
            "visibility": "PUBLIC",
            "lifecycleState": "PUBLISHED",
            "createdAt": at,
            "publishedAt": at,
            "lastModifiedAt": at,
            "distribution": {"feedDistribution": "MAIN_FEED"},
        } | ({"content": content} if content else {})

    async def public_page(self, request: web.Request) -> web.Response:
        thing = self._post(request)
        if thing is None:
            return web.Response(status=404, text=pages.missing(NAME), content_type="text/html")
        thing.body["readers"] += 1
        self.store.save(MEMBER, thing)
        files = zip(thing.body["media"], thing.body["alts"], strict=True)
        shown = [(f"/gambar/{urn.rpartition(':')[2]}", alt) for urn, alt in files if not urn.startswith(FILM)]
        at = datetime.fromtimestamp(thing.created, UTC)
        note = f'<p class="info">{thing.body["readers"]} orang melihat</p>'
        return web.Response(text=pages.post(NAME, thing.body["text"], at, shown, note), content_type="text/html")

    async def wall(self, _request: web.Request) -> web.Response:
        posts = [(f"/feed/update/{urn_of(t)}", (t.body["text"] or t.id).splitlines()[0]) for t in self._posts()]
        return web.Response(text=pages.wall(NAME, posts), content_type="text/html")


def urn_of(thing: Thing) -> str:
    return f"urn:li:share:{thing.id}"


def image_urn(thing: Thing) -> str:
    return f"urn:li:image:{thing.id}"


def _state(image: Thing) -> str:
    done = image.body["status"] == "PROCESSING" and not image.body["waits"]
    return "AVAILABLE" if done else str(image.body["status"])


def open_member(store: Store, tokens: Mapping[str, str]) -> LinkedIn:
    """The member that the town opens."""
    return LinkedIn(store, tokens["linkedin"], tokens["linkedin_app"])
