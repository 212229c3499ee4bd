"""A strict stand-in for one Mastodon instance: keys against doubles for an hour, HTML as Mastodon writes it, its own errors."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web

from practice import blobs, pages
from practice import faults as faults_module
from practice.mastodon_html import ADDRESS, content_of
from practice.store import Store, Thing

SHOWN = "status"
"""The kind of its objects that readers see."""

MEMBER = "mastodon"
USERNAME = "kpu_contoh"
ACCOUNT = "109876543210987654"
NAME = f"@{USERNAME} di Mastodon latihan"
CHARACTERS, PER_ADDRESS, PICTURES, BYTES, ALT = 500, 23, 4, 16 * 2**20, 1500
FILM, FILM_BYTES = "video/mp4", 99 * 2**20
KINDS = [FILM, "image/jpeg", "image/png", "image/gif", "image/webp"]
SLOW = 1_000_000
"""A picture of so many bytes is processed after the answer, as large media are."""
KEY_SECONDS = 3600
VISIBILITIES = {"public", "unlisted", "private", "direct"}
NEW_FIELDS = {"status", "media_ids", "language", "visibility", "sensitive", "spoiler_text"}
EDIT_FIELDS = NEW_FIELDS - {"visibility"}
TIMELINE = {"exclude_reblogs", "exclude_replies", "limit", "max_id", "since_id", "min_id", "only_media", "pinned", "tagged"}


def problem(status: int, error: str) -> web.Response:
    return web.json_response({"error": error}, status=status)


def missing() -> web.Response:
    return problem(404, "Record not found")


def throttled(seconds: int) -> web.Response:
    response = problem(429, "Too many requests")
    at = datetime.now(UTC) + timedelta(seconds=seconds)
    response.headers.update({"X-RateLimit-Limit": "300", "X-RateLimit-Remaining": "0"})
    response.headers["X-RateLimit-Reset"] = at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return response


@dataclass
class Mastodon:
    """One instance of the town with one account."""

    store: Store
    token: str
    base_url: str = ""

    def app(self, faults: faults_module.Faults) -> web.Application:
        app = web.Application(
            middlewares=[faults_module.middleware(faults, throttled), self._known()], client_max_size=128 * 2**20
        )
        faults_module.add_routes(app, faults, self.store, MEMBER)
        app.router.add_get("/api/v2/instance", self.instance)
        app.router.add_get("/api/v1/accounts/verify_credentials", self.me)
        app.router.add_get("/api/v1/apps/verify_credentials", self.application)
        app.router.add_get("/api/v1/accounts/{id}/statuses", self.timeline)
        app.router.add_post("/api/v2/media", self.upload)
        app.router.add_get("/api/v1/media/{id}", self.medium)
        app.router.add_post("/api/v1/statuses", self.create)
        app.router.add_get("/api/v1/statuses/{id}", self.one)
        app.router.add_put("/api/v1/statuses/{id}", self.edit)
        app.router.add_delete("/api/v1/statuses/{id}", self.delete)
        app.router.add_get(f"/@{USERNAME}/{{id}}", self.public_page)
        blobs.add_route(app, self, MEMBER)
        app.router.add_get("/", self.wall)
        return app

    def _known(self) -> Any:
        @web.middleware
        async def known(request: web.Request, handler: faults_module.Handler) -> web.StreamResponse:
            asks = request.path.startswith("/api/") and request.path != "/api/v2/instance"
            if asks and request.headers.get("Authorization") != f"Bearer {self.token}":
                return problem(401, "The access token is invalid")
            return await handler(request)

        return known

    def _posts(self) -> list[Thing]:
        return [t for t in self.store.all(MEMBER, "status") if not t.body["deleted"]]

    def _post(self, request: web.Request) -> Thing | None:
        return next((t for t in self._posts() if t.id == request.match_info["id"]), None)

    async def instance(self, _request: web.Request) -> web.Response:
        statuses = {"max_characters": CHARACTERS, "characters_reserved_per_url": PER_ADDRESS, "max_media_attachments": PICTURES}
        media = {
            "image_size_limit": BYTES,
            "image_matrix_limit": 33177600,
            "video_size_limit": FILM_BYTES,
            "video_matrix_limit": 8294400,
            "video_frame_rate_limit": 120,
            "description_limit": ALT,
            "supported_mime_types": KINDS,
        }
        told = {"domain": self.base_url.removeprefix("http://"), "version": "4.5.0", "title": "Mastodon latihan (PRAKTIK)"}
        return web.json_response(told | {"configuration": {"statuses": statuses, "media_attachments": media}})

    async def me(self, _request: web.Request) -> web.Response:
        return web.json_response({"id": ACCOUNT, "username": USERNAME, "acct": USERNAME, "display_name": "Akun Latihan"})

    async def application(self, _request: web.Request) -> web.Response:
        return web.json_response({"name": "tayang", "website": None, "scopes": ["read", "write:statuses", "write:media"]})

    async def upload(self, request: web.Request) -> web.Response:
        form = await request.post()
        file = form.get("file")
        if not isinstance(file, web.FileField) or set(form) - {"file", "description", "focus"}:
            return problem(422, "Validation failed: File can't be blank")
        data = file.file.read()
        if file.content_type not in KINDS:
            return problem(422, "Validation failed: File content type is invalid")
        film = file.content_type == FILM
        if len(data) > (FILM_BYTES if film else BYTES):
            return problem(422, f"Validation failed: File file size must be less than {99 if film else 16} MB")
        if film and data[4:8] != b"ftyp":
            return problem(422, "Validation failed: File could not be read as a video")
        slow = film or len(data) > SLOW
        kind = "video" if film else "image"
        body = {"alt": str(form.get("description", "")), "waits": 2 if slow else 0, "status": "", "type": kind}
        thing = self.store.add(MEMBER, "media", body, 113000000000000000)
        self.store.put_blob(MEMBER, thing.id, file.content_type, data)
        return web.json_response(self._media(thing), status=202 if slow else 200)

    async def medium(self, request: web.Request) -> web.Response:
        thing = self.store.get(MEMBER, "media", request.match_info["id"])
        if thing is None or thing.body["status"]:
            return missing()
        if waits := thing.body["waits"]:
            thing.body["waits"] = waits - 1
            self.store.save(MEMBER, thing)
            return web.json_response(self._media(thing) | {"url": None}, status=206)
        return web.json_response(self._media(thing))

    async def create(self, request: web.Request) -> web.Response:
        key = request.headers.get("Idempotency-Key", "")
        if earlier := self._under(key):
            same = next((t for t in self._posts() if t.id == earlier), None)
            return web.json_response(self._view(same)) if same else missing()
        body = await request.json()
        if wrong := self._wrong(body, NEW_FIELDS, ""):
            return problem(422, wrong)
        media = [str(number) for number in body.get("media_ids", [])]
        kept = {
            "text": str(body.get("status", "")),
            "media": media,
            "visibility": body.get("visibility", "public"),
            "language": body.get("language"),
            "edited": None,
            "deleted": False,
        }
        thing = self.store.add(MEMBER, "status", kept, 112000000000000000)
        self._attach(thing, media)
        if key:
            now = self.store.clock.now().timestamp()
            self.store.set(f"mastodon:kunci:{key}", json.dumps([thing.id, now]))
        return web.json_response(self._view(thing))

    def _under(self, key: str) -> str:
        """The post that was made under a key within the last hour; an older key is forgotten."""
        kept = self.store.setting(f"mastodon:kunci:{key}") if key else None
        if kept is None:
            return ""
        identity, at = json.loads(kept)
        return str(identity) if self.store.clock.now().timestamp() - at < KEY_SECONDS else ""

    def _wrong(self, body: Mapping[str, Any], fields: set[str], status: str) -> str:
        """Why Mastodon would not take a post, in its own words; "" if it would."""
        if extra := sorted(set(body) - fields):
            return f"Unknown parameter {extra[0]}"
        text, media = str(body.get("status", "")), [str(number) for number in body.get("media_ids", [])]
        if not text.strip() and not media:
            return "Validation failed: Text can't be blank"
        if len(ADDRESS.sub("x" * PER_ADDRESS, text)) > CHARACTERS:
            return f"Validation failed: Text character limit of {CHARACTERS} exceeded"
        if body.get("visibility", "public") not in VISIBILITIES:
            return "Validation failed: Visibility is not included in the list"
        if len(media) > PICTURES:
            return f"Validation failed: Cannot attach more than {PICTURES} files"
        found = [self.store.get(MEMBER, "media", number) for number in media]
        if any(one is None or one.body["status"] not in ("", status) for one in found):
            return "Validation failed: Media attachments not found or already attached to another post"
        if len(media) > 1 and any(one and one.body.get("type") == "video" for one in found):
            return "Validation failed: Cannot attach a video to a post that already contains images"
        if any(one and one.body["waits"] for one in found):
            return "Cannot attach files that have not finished processing. Try again in a moment!"
        return ""

    def _attach(self, thing: Thing, media: list[str]) -> None:
        for number in media:
            if one := self.store.get(MEMBER, "media", number):
                one.body["status"] = thing.id
                self.store.save(MEMBER, one)

    async def edit(self, request: web.Request) -> web.Response:
        thing = self._post(request)
        if thing is None:
            return missing()
        body = await request.json()
        if wrong := self._wrong(body, EDIT_FIELDS, thing.id):
            return problem(422, wrong)
        media = [str(number) for number in body.get("media_ids", [])]
        thing.body.update(text=str(body.get("status", "")), media=media, edited=self.store.clock.now().timestamp())
        self.store.save(MEMBER, thing)
        self._attach(thing, media)
        return web.json_response(self._view(thing))

    async def one(self, request: web.Request) -> web.Response:
        thing = self._post(request)
        return web.json_response(self._view(thing)) if thing else missing()

    async def delete(self, request: web.Request) -> web.Response:
        thing = self._post(request)
        if thing is None:
            return missing()
        thing.body["deleted"] = True
        self.store.save(MEMBER, thing)
        return web.json_response(self._view(thing) | {"text": thing.body["text"]})

    async def timeline(self, request: web.Request) -> web.Response:
        limit = int(request.query.get("limit", 20))
        if request.match_info["id"] != ACCOUNT:
            return missing()
        if set(request.query) - TIMELINE or not 1 <= limit <= 40:
            return problem(400, "The query parameters are not valid")
        most = int(request.query.get("max_id", 10**19))
        shown = [t for t in reversed(self._posts()) if int(t.id) < most][:limit]
        return web.json_response([self._view(t) for t in shown])

    def _media(self, thing: Thing) -> dict[str, Any]:
        url = None if thing.body["waits"] else f"{self.base_url}/gambar/{thing.id}"
        return {"id": thing.id, "type": thing.body.get("type", "image"), "url": url, "description": thing.body["alt"] or None}

    def _view(self, thing: Thing) -> dict[str, Any]:
        found = [self.store.get(MEMBER, "media", number) for number in thing.body["media"]]
        edited = thing.body["edited"]
        return {
            "id": thing.id,
            "created_at": _stamp(thing.created),
            "edited_at": _stamp(edited) if edited else None,
            "visibility": thing.body["visibility"],
            "language": thing.body["language"],
            "uri": f"{self.base_url}/users/{USERNAME}/statuses/{thing.id}",
            "url": f"{self.base_url}/@{USERNAME}/{thing.id}",
            "content": content_of(thing.body["text"]),
            "account": {"id": ACCOUNT, "username": USERNAME, "acct": USERNAME},
            "media_attachments": [self._media(one) for one in found if one],
            **dict.fromkeys(("replies_count", "reblogs_count", "favourites_count"), 0),
        }

    async def public_page(self, request: web.Request) -> web.Response:
        thing = self._post(request)
        if thing is None or thing.body["visibility"] not in ("public", "unlisted"):
            return web.Response(status=404, text=pages.missing(NAME), content_type="text/html")
        media = [one for number in thing.body["media"] if (one := self.store.get(MEMBER, "media", number))]
        shown = [(f"/gambar/{one.id}", str(one.body["alt"])) for one in media if one.body.get("type") != "video"]
        films = [(f"/gambar/{one.id}", str(one.body["alt"])) for one in media if one.body.get("type") == "video"]
        at = datetime.fromtimestamp(thing.created, UTC)
        note = '<p class="info">★ 0 suka · 0 bagikan</p>'
        return web.Response(text=pages.post(NAME, thing.body["text"], at, shown, note, films), content_type="text/html")

    async def wall(self, _request: web.Request) -> web.Response:
        posts = [(f"/@{USERNAME}/{t.id}", (t.body["text"] or t.id).splitlines()[0]) for t in self._posts()]
        return web.Response(text=pages.wall(NAME, posts), content_type="text/html")


def _stamp(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def open_member(store: Store, tokens: Mapping[str, str]) -> Mastodon:
    """The member that the town opens."""
    return Mastodon(store, tokens["mastodon"])
