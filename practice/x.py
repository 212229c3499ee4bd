"""A strict stand-in for the X API v2: one account, pay-per-use manners, errors as X writes them."""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from types import SimpleNamespace
from typing import Any

from aiohttp import web
from oauthlib.oauth1.rfc5849 import signature  # type: ignore[import-untyped]  # ships no types
from twitter_text import extract_urls_with_indices, parse_tweet

from practice import blobs, films, pages
from practice import faults as faults_module
from practice.store import Store, Thing
from practice.x_films import MEMBER, FilmDesk, invalid

SHOWN = "tweet"
"""The kind of its objects that readers see."""

USER_ID = "7700112233"
USERNAME = "kpu_contoh"
NAME = f"@{USERNAME} di X latihan"
TWEET_FIELDS = {"text", "media", "made_with_ai"}
TIMELINE = {"start_time", "end_time", "max_results", "pagination_token", "tweet.fields", "exclude", "since_id"}
LENGTH = 280
LINK = re.compile(r"https?://\S+")


def problem(status: int, title: str, detail: str, **extra: Any) -> web.Response:
    body = {"title": title, "detail": detail, "type": "about:blank", "status": status, **extra}
    return web.json_response(body, status=status, content_type="application/problem+json")


def throttled(seconds: int) -> web.Response:
    response = problem(429, "Too Many Requests", "Too Many Requests")
    response.headers["x-rate-limit-reset"] = str(int(time.time()) + seconds)
    response.headers["Retry-After"] = str(seconds)
    return response


@dataclass
class XApi(FilmDesk):
    """One X account of the town."""

    store: Store
    tokens: dict[str, str]
    base_url: str = ""

    def app(self, faults: faults_module.Faults) -> web.Application:
        app = web.Application(middlewares=[faults_module.middleware(faults, throttled)], client_max_size=16 * 2**20)
        faults_module.add_routes(app, faults, self.store, MEMBER)
        self.add_films(app)
        app.router.add_get("/2/users/me", self.me)
        app.router.add_post("/2/tweets", self.create)
        app.router.add_get("/2/tweets/{id}", self.one)
        app.router.add_delete("/2/tweets/{id}", self.delete)
        app.router.add_post("/2/media/upload", self.upload)
        app.router.add_post("/2/media/metadata", self.metadata)
        app.router.add_get("/2/users/{id}/tweets", self.timeline)
        app.router.add_get(f"/{USERNAME}/status/{{id}}", self.public_page)
        blobs.add_route(app, self, MEMBER)
        app.router.add_get("/", self.wall)
        return app

    def _denied(self, request: web.Request) -> web.Response | None:
        """Checks the OAuth 1.0a signature over method, address and query, as X does."""
        header = {"Authorization": request.headers.get("Authorization", "")}
        given = dict(signature.collect_parameters(headers=header, exclude_oauth_signature=False))
        signed = SimpleNamespace(
            params=signature.collect_parameters(uri_query=request.rel_url.raw_query_string, headers=header),
            uri=f"{self.base_url}{request.rel_url.raw_path}",
            http_method=request.method,
            signature=given.get("oauth_signature", ""),
        )
        known = (self.tokens["x_consumer_key"], self.tokens["x_access"])
        if (given.get("oauth_consumer_key"), given.get("oauth_token")) == known and signature.verify_hmac_sha1(
            signed, self.tokens["x_consumer_secret"], self.tokens["x_access_secret"]
        ):
            return None
        return problem(401, "Unauthorized", "Unauthorized")

    def _posts(self) -> list[Thing]:
        return [t for t in self.store.all(MEMBER, "tweet") if not t.body["deleted"]]

    async def me(self, request: web.Request) -> web.Response:
        user = {"id": USER_ID, "name": "Akun Latihan (PRAKTIK)", "username": USERNAME}
        return self._denied(request) or web.json_response({"data": user})

    async def create(self, request: web.Request) -> web.Response:
        if denied := self._denied(request):
            return denied
        body = await request.json()
        if extra := sorted(set(body) - TWEET_FIELDS):
            return invalid(f"[$.{extra[0]}: is not defined in the schema and the schema does not allow additional properties]")
        text, media = str(body.get("text", "")), [str(i) for i in body.get("media", {}).get("media_ids", [])]
        if not text and not media:
            return invalid("Provide at least one of text or media.")
        if parse_tweet(LINK.sub("https://x.com", text)).weightedLength > LENGTH:
            return problem(400, "Invalid Request", "Your Tweet text is too long.")
        if len(media) > (1 if any(self._film(m) for m in media) else 4) or not all(self.usable(m) for m in media):
            return problem(400, "Invalid Request", "Your media IDs are invalid.")
        if text and any(t.body["text"] == text for t in self._posts()):
            return problem(403, "Forbidden", "You are not allowed to create a Tweet with duplicate content.")
        thing = self.store.add(
            MEMBER,
            "tweet",
            {"text": text, "media": media, "ai": bool(body.get("made_with_ai")), "deleted": False, "readers": 0},
            1900000000000000000,
        )
        return web.json_response({"data": {"id": thing.id, "text": text, "edit_history_tweet_ids": [thing.id]}}, status=201)

    async def upload(self, request: web.Request) -> web.Response:
        if denied := self._denied(request):
            return denied
        form = await request.post()
        media = form.get("media")
        if not isinstance(media, web.FileField) or form.get("media_category") != "tweet_image" or set(form) - ALLOWED_UPLOAD:
            return invalid("media and media_category are required")
        data = media.file.read()
        if len(data) > 5 * 2**20:
            return invalid("maxFileSizeExceeded")
        thing = self.store.add(MEMBER, "media", {"alt": ""}, 1800000000000000000)
        self.store.put_blob(MEMBER, thing.id, media.content_type, data)
        answer = {"id": thing.id, "media_key": f"3_{thing.id}", "expires_after_secs": 86400, "size": len(data)}
        return web.json_response({"data": answer})

    async def metadata(self, request: web.Request) -> web.Response:
        if denied := self._denied(request):
            return denied
        body = await request.json()
        thing = self.store.get(MEMBER, "media", str(body.get("id")))
        if thing is None or set(body) != {"id", "metadata"}:
            return invalid("id does not name a media object")
        thing.body["alt"] = body["metadata"]["alt_text"]["text"]
        self.store.save(MEMBER, thing)
        return web.json_response({"data": {"id": thing.id, "associated_metadata": body["metadata"]}})

    def _view(self, thing: Thing) -> dict[str, Any]:
        """As X gives a post back: escaped, every address shortened, the long form under `entities`."""
        text, urls = _shortened(thing.body["text"], thing.seq)
        view: dict[str, Any] = {
            "id": thing.id,
            "text": text,
            "created_at": datetime.fromtimestamp(thing.created, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
            "edit_history_tweet_ids": [thing.id],
            "entities": {"urls": urls},
            "public_metrics": {"retweet_count": 0, "reply_count": 0, "like_count": 0, "quote_count": 0},
        }
        view["public_metrics"]["impression_count"] = thing.body["readers"]
        if thing.body["media"]:
            first, keys = thing.body["media"][0], [f"{7 if self._film(m) else 3}_{m}" for m in thing.body["media"]]
            view["attachments"] = {"media_keys": keys}
            view["text"] = f"{text} https://t.co/m{thing.seq:09d}".strip()
            photo = f"https://x.com/{USERNAME}/status/{thing.id}/{'video' if self._film(first) else 'photo'}/1"
            key = keys[0]
            urls.append({"url": f"https://t.co/m{thing.seq:09d}", "expanded_url": photo, "media_key": key})
        return view

    async def timeline(self, request: web.Request) -> web.Response:
        if denied := self._denied(request):
            return denied
        limit = int(request.query.get("max_results", 10))
        if set(request.query) - TIMELINE or not 5 <= limit <= 100 or request.match_info["id"] != USER_ID:
            return invalid("The query parameters are not valid")
        start = request.query.get("start_time")
        since = datetime.fromisoformat(start).timestamp() if start else 0.0
        posts = [t for t in reversed(self._posts()) if t.created >= int(since)]
        skip = int(request.query.get("pagination_token", 0))
        shown = posts[skip : skip + limit]
        meta: dict[str, Any] = {"result_count": len(shown)}
        if skip + limit < len(posts):
            meta["next_token"] = str(skip + limit)
        return web.json_response({"data": [self._view(t) for t in shown], "meta": meta} if shown else {"meta": meta})

    async def one(self, request: web.Request) -> web.Response:
        if denied := self._denied(request):
            return denied
        thing = next((t for t in self._posts() if t.id == request.match_info["id"]), None)
        if thing is None:
            wrong = {"title": "Not Found Error", "detail": "Could not find tweet", "type": NOT_FOUND, "resource_type": "tweet"}
            return web.json_response({"errors": [wrong]})
        return web.json_response({"data": self._view(thing)})

    async def delete(self, request: web.Request) -> web.Response:
        if denied := self._denied(request):
            return denied
        thing = next((t for t in self._posts() if t.id == request.match_info["id"]), None)
        if thing is not None:
            thing.body["deleted"] = True
            self.store.save(MEMBER, thing)
        return web.json_response({"data": {"deleted": thing is not None}})

    async def public_page(self, request: web.Request) -> web.Response:
        thing = next((t for t in self._posts() if t.id == request.match_info["id"]), None)
        if thing is None:
            return web.Response(status=404, text=pages.missing(NAME), content_type="text/html")
        thing.body["readers"] += 1
        self.store.save(MEMBER, thing)
        media = [one for number in thing.body["media"] if (one := self.store.get(MEMBER, "media", number))]
        shown = [(f"/gambar/{one.id}", str(one.body["alt"])) for one in media if not one.body.get("film")]
        note = "".join(films.shown(f"/gambar/{one.id}", one.body["alt"]) for one in media if one.body.get("film"))
        text = pages.post(NAME, thing.body["text"], datetime.fromtimestamp(thing.created, UTC), shown, note)
        return web.Response(text=text, content_type="text/html")

    async def wall(self, _request: web.Request) -> web.Response:
        posts = [
            (f"/{USERNAME}/status/{t.id}", t.body["text"].splitlines()[0] if t.body["text"] else t.id) for t in self._posts()
        ]
        return web.Response(text=pages.wall(NAME, posts), content_type="text/html")


def _shortened(text: str, seq: int) -> tuple[str, list[dict[str, Any]]]:
    """The text as X shows it, and the addresses that were in it, `kpu.go.id` without a scheme too."""
    spans = [match.span() for match in LINK.finditer(text)]
    bare = [tuple(url["indices"]) for url in extract_urls_with_indices(text)]
    spans += [(a, b) for a, b in bare if not any(a < end and start < b for start, end in spans)]
    parts: list[str] = []
    urls: list[dict[str, Any]] = []
    at = 0
    for start, end in sorted(spans):
        short, long = f"https://t.co/{seq:06d}{len(urls):04d}", text[start:end]
        urls.append({"url": short, "expanded_url": long if "://" in long else f"http://{long}", "display_url": long})
        parts += [escape(text[at:start], quote=False), short]
        at = end
    return "".join([*parts, escape(text[at:], quote=False)]), urls


ALLOWED_UPLOAD = {"media", "media_category"}
NOT_FOUND = "https://api.twitter.com/2/problems/resource-not-found"


def open_member(store: Store, tokens: Mapping[str, str]) -> XApi:
    """The member that the town opens."""
    return XApi(store, dict(tokens))
