"""A strict stand-in for one YouTube channel on the Data API v3 with Google's token endpoint, and its public watch pages.

Like the real one it processes a film for a while, lists private videos to their owner alone, and lets a request's `part`
overwrite everything that belongs to it. `POST /__practice/youtube` asks it to misbehave: see `MANNERS`.
"""

import hashlib
import json
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from practice import faults as faults_module
from practice import pages
from practice.store import Store, Thing
from practice.youtube_rules import (
    MANNERS,
    STATUS,
    bad,
    denied,
    missing,
    parts_of,
    problem,
    spent,
    stranger,
    throttled,
    video_in,
    wrong_query,
)
from practice.youtube_told import CHANNEL, NAME, listing, name_of, nothing_there, stamp, view, watch_page
from practice.youtube_uploads import KIND, PATH, Uploads

SHOWN = "video"
"""The kind of its objects that readers see."""

MEMBER = "youtube"
UPLOADS = f"UU{CHANNEL[2:]}"
LIVES = 3599
FIRST = 100_000_000
PARTS = {"id", "snippet", "status", "statistics", "contentDetails", "fileDetails"}
Handler = Callable[[web.Request], Awaitable[web.Response]]


@dataclass
class YouTube:
    """One channel of the town. `token` is the refresh token; the client's id and secret are the project's."""

    store: Store
    token: str
    client_id: str
    client_secret: str
    base_url: str = ""

    def app(self, faults: faults_module.Faults) -> web.Application:
        app = web.Application(middlewares=[faults_module.middleware(faults, throttled)], client_max_size=64 * 2**20)
        faults_module.add_routes(app, faults, self.store, MEMBER)
        app.router.add_post("/__practice/youtube", self.ask)
        app.router.add_post("/token", self.exchange)
        app.router.add_post(PATH, self._open(self.begin))
        app.router.add_put(PATH, self._open(self.piece))
        app.router.add_get("/youtube/v3/channels", self._open(self.channels))
        app.router.add_get("/youtube/v3/playlistItems", self._open(self.uploads))
        app.router.add_get("/youtube/v3/videos", self._open(self.listed))
        app.router.add_put("/youtube/v3/videos", self._open(self.update))
        app.router.add_delete("/youtube/v3/videos", self._open(self.delete))
        app.router.add_get("/watch", self.watch)
        app.router.add_get("/film/{id}", self.film)
        app.router.add_get("/", self.wall)
        return app

    @property
    def manners(self) -> dict[str, Any]:
        return {**MANNERS, **json.loads(self.store.setting("youtube:laku") or "{}")}

    async def ask(self, request: web.Request) -> web.Response:
        asked = await request.json()
        if asked.pop("forget", False):
            for session in self.store.all(MEMBER, KIND):
                session.body["forgotten"] = True
                self.store.save(MEMBER, session)
        if set(asked) - set(MANNERS):
            return web.json_response({"unknown": sorted(set(asked) - set(MANNERS))}, status=400)
        self.store.set("youtube:laku", json.dumps({**self.manners, **asked}))
        return web.json_response(self.manners)

    async def exchange(self, request: web.Request) -> web.Response:
        form = await request.post()
        if form.get("grant_type") != "refresh_token" or set(form) != {
            "grant_type",
            "client_id",
            "client_secret",
            "refresh_token",
        }:
            return denied(400, "invalid_request", "Bad Request")
        if (form["client_id"], form["client_secret"]) != (self.client_id, self.client_secret):
            return denied(401, "invalid_client", "The OAuth client was not found.")
        if form["refresh_token"] != self.token or self.manners["revoked"]:
            return denied(400, "invalid_grant", "Token has been expired or revoked.")
        access = f"ya29.latihan-{secrets.token_hex(12)}"
        self.store.set(f"youtube:akses:{access}", str(self.store.clock.now().timestamp() + LIVES))
        told = {"access_token": access, "expires_in": LIVES, "scope": self.manners["scope"], "token_type": "Bearer"}
        if ends := self.manners["refresh_ends"]:
            told["refresh_token_expires_in"] = ends
        return web.json_response(told)

    def _open(self, handler: Handler) -> Handler:
        """Behind an access token, and while something of the day's quota is left."""

        async def asked(request: web.Request) -> web.Response:
            access = request.headers.get("Authorization", "").removeprefix("Bearer ")
            until = self.store.setting(f"youtube:akses:{access}")
            if until is None or self.store.clock.now().timestamp() > float(until) or self.manners["revoked"]:
                return stranger()
            starts = (request.method, request.path) == ("POST", PATH)
            if self.manners["quota"] == ("uploads" if starts else "units"):
                return spent()
            return await handler(request)

        return asked

    def _sessions(self) -> Uploads:
        return Uploads(self.store, MEMBER, self._made, self._told, self._video)

    async def begin(self, request: web.Request) -> web.Response:
        return await self._sessions().begin(request, self.base_url)

    async def piece(self, request: web.Request) -> web.Response:
        if (left := self.manners["pieces"]) is not None:
            if not left and request.transport is not None:
                request.transport.abort()
                return web.Response()
            self.store.set("youtube:laku", json.dumps({**self.manners, "pieces": left - 1}))
        return await self._sessions().piece(request, self.manners["keeps"])

    def _made(self, meta: dict[str, Any], film: bytes, mime: str) -> Thing:
        manners = self.manners
        verdict = manners["verdict"] if film[4:8] == b"ftyp" else {"uploadStatus": "failed", "failureReason": "invalidFile"}
        body = {
            "snippet": meta.get("snippet", {}),
            "status": {**STATUS, **meta.get("status", {}), "uploadStatus": "uploaded"},
            "waits": manners["processing"],
            "verdict": verdict,
            "sha256": hashlib.sha256(film).hexdigest(),
            "readers": 0,
            "deleted": False,
        }
        thing = self.store.add(MEMBER, "video", body, FIRST)
        self.store.put_blob(MEMBER, thing.id, mime, film)
        return thing

    def _videos(self) -> list[Thing]:
        """Newest first."""
        return [thing for thing in reversed(self.store.all(MEMBER, "video")) if not thing.body["deleted"]]

    def _video(self, number: str) -> Thing | None:
        return next((thing for thing in self._videos() if thing.id == number or name_of(thing) == number), None)

    def _told(self, thing: Thing) -> web.Response:
        return web.json_response(self._view(thing, {"snippet", "status"}))

    def _processed(self, thing: Thing) -> Thing:
        """A look brings the processing of a film forward."""
        if thing.body["status"]["uploadStatus"] == "uploaded":
            if thing.body["waits"] > 0:
                thing.body["waits"] -= 1
            else:
                thing.body["status"] |= {"uploadStatus": "processed", **thing.body["verdict"]}
            self.store.save(MEMBER, thing)
        return thing

    def _view(self, thing: Thing, parts: set[str]) -> dict[str, Any]:
        return view(thing, parts, len(self._bytes(thing)))

    def _bytes(self, thing: Thing) -> bytes:
        blob = self.store.blob(MEMBER, thing.id)
        return blob.data if blob else b""

    async def listed(self, request: web.Request) -> web.Response:
        if wrong := wrong_query(request.query, {"part", "id"}):
            return wrong
        parts = parts_of(request.query, PARTS)
        if isinstance(parts, web.Response):
            return parts
        asked = request.query["id"].split(",")
        if len(asked) > 50:
            return problem(400, "invalidVideoId", "The id parameter names more than 50 videos.")
        found = [self._processed(thing) for thing in map(self._video, asked) if thing]
        return web.json_response(listing("videoListResponse", [self._view(thing, parts) for thing in found], len(found)))

    async def update(self, request: web.Request) -> web.Response:
        if wrong := wrong_query(request.query, {"part"}):
            return wrong
        written = await video_in(request)
        if isinstance(written, web.Response):
            return written
        parts, body = written
        if not body.get("id"):
            return bad("The request body does not name the video.")
        thing = self._video(str(body["id"]))
        if thing is None:
            return missing()
        if "snippet" in parts:
            thing.body["snippet"] = body["snippet"]
        if "status" in parts:
            locked = {"privacyStatus": "private"} if self.manners["locked"] else {}
            kept = {name: value for name, value in thing.body["status"].items() if name not in STATUS}
            thing.body["status"] = {**STATUS, **body.get("status", {}), **locked, **kept}
        self.store.save(MEMBER, thing)
        return web.json_response(self._view(thing, parts))

    async def delete(self, request: web.Request) -> web.Response:
        if wrong := wrong_query(request.query, {"id"}):
            return wrong
        thing = self._video(request.query["id"])
        if thing is None:
            return missing()
        thing.body["deleted"] = True
        self.store.save(MEMBER, thing)
        return web.Response(status=204)

    async def channels(self, request: web.Request) -> web.Response:
        if wrong := wrong_query(request.query, {"part", "mine"}):
            return wrong
        parts = parts_of(request.query, {"id", "snippet", "contentDetails", "statistics", "status"})
        if isinstance(parts, web.Response):
            return parts
        if self.manners["no_channel"]:
            return web.json_response(
                {"kind": "youtube#channelListResponse", "pageInfo": {"totalResults": 0, "resultsPerPage": 5}}
            )
        known: dict[str, Any] = {
            "snippet": {"title": NAME},
            "contentDetails": {"relatedPlaylists": {"likes": "", "uploads": UPLOADS}},
            "status": {"privacyStatus": "public", "isLinked": True, "longUploadsStatus": "eligible"},
        }
        item = {"kind": "youtube#channel", "id": CHANNEL, **{part: known[part] for part in sorted(parts & set(known))}}
        return web.json_response(listing("channelListResponse", [item], 1))

    async def uploads(self, request: web.Request) -> web.Response:
        if wrong := wrong_query(request.query, {"part", "playlistId"}, {"maxResults", "pageToken", "videoId"}):
            return wrong
        most, start = request.query.get("maxResults", "5"), request.query.get("pageToken", "0")
        if not most.isdecimal() or not 0 <= int(most) <= 50 or not start.isdecimal():
            return bad(f"Invalid value '{most}'. Values must be within the range: [0, 50]")
        if request.query["playlistId"] != UPLOADS or not self.store.all(MEMBER, "video"):
            return missing("playlist")
        if (asked := request.query.get("videoId")) and self._video(asked) is None:
            return missing()
        videos = [] if self.manners["blind"] else self._videos()
        videos = [thing for thing in videos if asked in (None, name_of(thing))]
        page = videos[int(start) : int(start) + int(most)]
        items = [
            {"snippet": {"publishedAt": stamp(thing.created)}, "contentDetails": {"videoId": name_of(thing)}} for thing in page
        ]
        told = listing("playlistItemListResponse", items, len(videos))
        if int(start) + int(most) < len(videos):
            told["nextPageToken"] = str(int(start) + int(most))
        return web.json_response(told)

    def _seen(self, thing: Thing | None) -> Thing | None:
        status = thing.body["status"] if thing else {"privacyStatus": "private"}
        return thing if status["privacyStatus"] != "private" and status["uploadStatus"] in ("uploaded", "processed") else None

    async def watch(self, request: web.Request) -> web.Response:
        """As on YouTube a film that is not there is told with 200."""
        thing = self._seen(self._video(request.query.get("v", "")))
        if thing is None:
            return web.Response(text=nothing_there(), content_type="text/html")
        thing.body["readers"] += 1
        self.store.save(MEMBER, thing)
        return web.Response(text=watch_page(thing), content_type="text/html")

    async def film(self, request: web.Request) -> web.Response:
        thing = self._seen(self._video(request.match_info["id"]))
        if thing is None:
            raise web.HTTPNotFound
        return web.Response(body=self._bytes(thing), content_type="video/mp4")

    async def wall(self, _request: web.Request) -> web.Response:
        seen = [thing for thing in reversed(self._videos()) if self._seen(thing)]
        posts = [(f"/watch?v={name_of(thing)}", str(thing.body["snippet"]["title"])) for thing in seen]
        return web.Response(text=pages.wall(NAME, posts), content_type="text/html")


def open_member(store: Store, tokens: Mapping[str, str]) -> YouTube:
    """The member that the town opens."""
    return YouTube(store, tokens["youtube"], tokens["youtube_client"], tokens["youtube_client_secret"])
