"""A strict stand-in for one account's server (PDS) and for what Bluesky shows of it: keys that must be TIDs, records that hold to
the lexicon, files that must have been uploaded, and the errors of a PDS 0.5.35 word for word."""

import base64
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any, ClassVar

from aiohttp import web

from practice import blobs, pages
from practice import faults as faults_module
from practice.bluesky_records import POST, TID, Json, files_of, kind_of, raw_cid, record_cid, unfit
from practice.store import Store, Thing

SHOWN = "post"
"""The kind of its objects that readers see."""

MEMBER = "bluesky"
HANDLE = "kpu-contoh.bsky.social"
DID = "did:plc:kpucontohlatihan22222222"
NEIGHBOUR, NEIGHBOUR_DID = "kpu-provinsi.bsky.social", "did:plc:kpuprovinsilatihan222222"
NAME = f"@{HANDLE} di Bluesky latihan"
FILE_BYTES = 100 * 2**20
SESSION_SECONDS = 7200
APP_PASSWORD = "com.atproto.appPass"  # noqa: S105  # the name of a right


def problem(status: int, error: str, message: str) -> web.Response:
    return web.json_response({"error": error, "message": message}, status=status)


def invalid(message: str) -> web.Response:
    return problem(400, "InvalidRequest", message)


def throttled(seconds: int) -> web.Response:
    response = problem(429, "RateLimitExceeded", "Rate Limit Exceeded")
    at = datetime.now(UTC) + timedelta(seconds=seconds)
    response.headers.update({"RateLimit-Limit": "5000", "RateLimit-Remaining": "0", "RateLimit-Policy": "5000;w=3600"})
    response.headers.update({"RateLimit-Reset": str(int(at.timestamp())), "Retry-After": str(seconds)})
    return response


@dataclass
class Bluesky:
    """One account of the town, its server and its readers' view. `scope`: what its password may; `status`: why it is idle."""

    store: Store
    token: str
    base_url: str = ""
    scope: ClassVar[str] = APP_PASSWORD
    status: ClassVar[str] = ""

    def app(self, faults: faults_module.Faults) -> web.Application:
        app = web.Application(
            middlewares=[faults_module.middleware(faults, throttled), self._known()], client_max_size=2 * FILE_BYTES
        )
        faults_module.add_routes(app, faults, self.store, MEMBER)
        for method, name, act in (
            ("POST", "com.atproto.server.createSession", self.log_in),
            ("POST", "com.atproto.repo.uploadBlob", self.upload),
            ("POST", "com.atproto.repo.putRecord", self.put),
            ("POST", "com.atproto.repo.createRecord", self.create),
            ("POST", "com.atproto.repo.deleteRecord", self.delete),
            ("GET", "com.atproto.repo.getRecord", self.one),
            ("GET", "com.atproto.repo.listRecords", self.listed),
            ("GET", "com.atproto.identity.resolveHandle", self.resolve),
            ("GET", "app.bsky.feed.getPosts", self.views),
        ):
            app.router.add_route(method, f"/xrpc/{name}", act)
        app.router.add_get("/profile/{handle}/post/{key}", self.public_page)
        blobs.add_route(app, self, MEMBER)
        app.router.add_get("/", self.wall)
        return app

    def _known(self) -> Any:
        """Writes ask who we are; reads are open to all, so a wrong password is not seen there."""

        @web.middleware
        async def known(request: web.Request, handler: faults_module.Handler) -> web.StreamResponse:
            writes = request.method == "POST" and request.path.startswith("/xrpc/")
            asked = writes and not request.path.endswith("createSession")
            wrong = self._stranger(request.headers.get("Authorization", "")) if asked else None
            return wrong or await handler(request)

        return known

    def _stranger(self, said: str) -> web.Response | None:
        if not said:
            return problem(401, "AuthMissing", "Authentication Required")
        kept = self.store.setting(f"bluesky:sesi:{said.removeprefix('Bearer ')}")
        if kept is None:
            return problem(400, "InvalidToken", "Token could not be verified")
        if self.store.clock.now().timestamp() - float(kept) > SESSION_SECONDS:
            return problem(400, "ExpiredToken", "Token has expired")
        if self.status == "takendown":
            return problem(401, "AccountTakedown", "Account has been taken down")
        if self.status == "deactivated":
            return problem(401, "AccountDeactivated", "Account is deactivated")
        return None

    async def log_in(self, request: web.Request) -> web.Response:
        body = await request.json()
        if body.get("identifier") not in (HANDLE, DID) or body.get("password") != self.token:
            return problem(401, "AuthenticationRequired", "Invalid identifier or password")
        claims = {"scope": self.scope, "sub": DID, "jti": secrets.token_hex(8)}
        token = ".".join(_part(part) for part in (json.dumps({"alg": "HS256"}), json.dumps(claims), secrets.token_hex(16)))
        self.store.set(f"bluesky:sesi:{token}", str(self.store.clock.now().timestamp()))
        service = {"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": self.base_url}
        told = {"did": DID, "handle": HANDLE, "accessJwt": token, "refreshJwt": token[::-1], "active": not self.status}
        document = {"id": DID, "alsoKnownAs": [f"at://{HANDLE}"], "service": [service]}
        return web.json_response(told | {"didDoc": document} | ({"status": self.status} if self.status else {}))

    async def upload(self, request: web.Request) -> web.Response:
        if not request.headers.get("Content-Type"):
            return invalid("Request encoding (Content-Type) required but not provided")
        data = await request.read()
        if len(data) > FILE_BYTES:
            return problem(413, "PayloadTooLarge", "request entity too large")
        mime = kind_of(data) or request.content_type
        cid = raw_cid(data)
        if self.store.blob(MEMBER, cid) is None:
            self.store.add(MEMBER, "blob", {"cid": cid, "mime": mime, "size": len(data)})
        self.store.put_blob(MEMBER, cid, mime, data)
        return web.json_response({"blob": {"$type": "blob", "ref": {"$link": cid}, "mimeType": mime, "size": len(data)}})

    async def put(self, request: web.Request) -> web.Response:
        body = await request.json()
        key = str(body.get("rkey", ""))
        if wrong := self._misplaced(body, key) or self._refused(body.get("record")):
            return wrong
        there, cid = self._post(key), record_cid(body["record"])
        if there is not None and record_cid(there.body["record"]) == cid:
            return web.json_response({"uri": _uri(key), "cid": cid, "validationStatus": "valid"})
        if "swapRecord" in body and body["swapRecord"] != (record_cid(there.body["record"]) if there else None):
            return problem(400, "InvalidSwap", f"Record was at {record_cid(there.body['record']) if there else 'null'}")
        if there is not None:
            there.body.update(self._kept(key, body["record"]))
            self.store.save(MEMBER, there)
        else:
            self.store.add(MEMBER, "post", self._kept(key, body["record"]))
        return self._written(key, cid)

    async def create(self, request: web.Request) -> web.Response:
        body = await request.json()
        key = str(body.get("rkey") or self._next_key())
        if wrong := self._misplaced(body, key) or self._refused(body.get("record")):
            return wrong
        if self._post(key):
            return problem(500, "InternalServerError", "Internal Server Error")
        self.store.add(MEMBER, "post", self._kept(key, body["record"]))
        return self._written(key, record_cid(body["record"]))

    def _written(self, key: str, cid: str) -> web.Response:
        commit = {"cid": record_cid([key, cid]), "rev": self._next_key()}
        return web.json_response({"uri": _uri(key), "cid": cid, "commit": commit, "validationStatus": "valid"})

    def _kept(self, key: str, record: Json) -> Json:
        embed = record.get("embed") or {}
        return {
            "key": key,
            "record": record,
            "text": record["text"],
            "media": [one["ref"]["$link"] for one in files_of(record)],
            "card": embed.get("external", {}).get("uri", ""),
            "deleted": False,
        }

    def _next_key(self) -> str:
        number = int(self.store.clock.now().timestamp() * 1e6) << 10 | secrets.randbelow(1024)
        return "".join("234567abcdefghijklmnopqrstuvwxyz"[number >> 5 * place & 31] for place in range(12, -1, -1))

    def _misplaced(self, body: Mapping[str, Any], key: str) -> web.Response | None:
        if body.get("repo") not in (DID, HANDLE):
            return problem(403, "AccountNotFound", "Account not found")
        if body.get("collection") != POST:
            return invalid(f"Lexicon not found: lex:{body.get('collection')}")
        if not TID.fullmatch(key):
            return invalid(f'Invalid record key for {POST}: Invalid TID string (got "{key}") at $')
        if "record" not in body:
            return invalid('Missing required key "record" at $')
        return None

    def _refused(self, record: Any) -> web.Response | None:
        """Why a record is not one of Bluesky's, in the words of a PDS; None if it is."""
        if not isinstance(record, dict):
            return invalid(f'Expected object value type (got "{record}") at $.record')
        if wrong := unfit(record):
            return invalid(f"Invalid {POST} record: {wrong}")
        for one in files_of(record):
            cid = one["ref"]["$link"]
            blob = self.store.blob(MEMBER, cid)
            if blob is None:
                return problem(400, "BlobNotFound", f"Could not find blob: {cid}")
            if (blob.mime, len(blob.data)) != (one["mimeType"], one["size"]):
                return problem(400, "InvalidMimeType", f"Referenced Mimetype does not match stored blob. Expected: {blob.mime}")
        return None

    async def delete(self, request: web.Request) -> web.Response:
        body = await request.json()
        if wrong := self._misplaced(body | {"record": None}, str(body.get("rkey", ""))):
            return wrong
        thing = self._post(str(body["rkey"]))
        if thing is None:
            return web.json_response({})
        thing.body["deleted"] = True
        self.store.save(MEMBER, thing)
        return web.json_response({"commit": {"cid": record_cid([thing.seq]), "rev": self._next_key()}})

    async def one(self, request: web.Request) -> web.Response:
        asked = request.query
        if asked.get("repo") not in (DID, HANDLE):
            return problem(502, "UpstreamFailure", "Upstream service unreachable")
        thing = self._post(asked.get("rkey", "")) if asked.get("collection") == POST else None
        if thing is None:
            where = f"at://{asked.get('repo')}/{asked.get('collection')}/{asked.get('rkey')}"
            return problem(400, "RecordNotFound", f"Could not locate record: {where}")
        return web.json_response(_told(thing))

    async def listed(self, request: web.Request) -> web.Response:
        asked, limit = request.query, int(request.query.get("limit", 50))
        if asked.get("repo") not in (DID, HANDLE):
            return invalid(f"Could not find repo: {asked.get('repo')}")
        if not 1 <= limit <= 100:
            return invalid(f"Invalid com.atproto.repo.listRecords params: integer too big (maximum 100, got {limit})")
        below = asked.get("cursor", "~")
        found = sorted((t for t in self._posts() if t.body["key"] < below), key=lambda t: str(t.body["key"]), reverse=True)[
            :limit
        ]
        told: Json = {"records": [_told(thing) for thing in found]}
        return web.json_response(told | ({"cursor": found[-1].body["key"]} if found else {}))

    async def resolve(self, request: web.Request) -> web.Response:
        known = {HANDLE: DID, NEIGHBOUR: NEIGHBOUR_DID}
        did = known.get(request.query.get("handle", "").lower())
        return web.json_response({"did": did}) if did else problem(400, "HandleNotFound", "Unable to resolve handle")

    async def views(self, request: web.Request) -> web.Response:
        wanted = request.query.getall("uris", [])
        shown = [self._view(thing) for thing in self._posts() if _uri(thing.body["key"]) in wanted]
        return web.json_response({"posts": shown})

    def _view(self, thing: Thing) -> Json:
        author = {"did": DID, "handle": HANDLE, "displayName": "Akun Latihan", "labels": []}
        told = _told(thing)
        counts = dict.fromkeys(("replyCount", "repostCount", "likeCount", "quoteCount"), 0)
        stamp = datetime.fromtimestamp(thing.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        view = {"uri": told["uri"], "cid": told["cid"], "author": author, "record": told["value"], "indexedAt": stamp}
        return view | counts | {"labels": []}

    def _posts(self) -> list[Thing]:
        return [t for t in self.store.all(MEMBER, "post") if not t.body["deleted"]]

    def _post(self, key: str) -> Thing | None:
        return next((t for t in self._posts() if t.body["key"] == key), None)

    async def public_page(self, request: web.Request) -> web.Response:
        thing = self._post(request.match_info["key"]) if request.match_info["handle"] in (HANDLE, DID) else None
        if thing is None:
            return web.Response(status=404, text=pages.missing(NAME), content_type="text/html")
        embed = thing.body["record"].get("embed") or {}
        alts = [str(one.get("alt", "")) for one in embed.get("images", [embed])]
        files = [(f"/gambar/{cid}", alt) for cid, alt in zip(thing.body["media"], alts, strict=False)]
        photos, films = ([], files) if "video" in embed else (files, [])
        at = datetime.fromtimestamp(thing.created, UTC)
        to = escape(thing.body["card"])
        card = f'<p class="kartu"><a href="{to}">{to}</a></p>' if to else ""
        note = f'{card}<p class="info">♥ 0 suka · 0 bagikan</p>'
        return web.Response(text=pages.post(NAME, thing.body["text"], at, photos, note, films), content_type="text/html")

    async def wall(self, _request: web.Request) -> web.Response:
        found = [(f"/profile/{HANDLE}/post/{t.body['key']}", (t.body["text"] or t.id).splitlines()[0]) for t in self._posts()]
        return web.Response(text=pages.wall(NAME, found), content_type="text/html")


def _part(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _uri(key: str) -> str:
    return f"at://{DID}/{POST}/{key}"


def _told(thing: Thing) -> Json:
    record = thing.body["record"]
    return {"uri": _uri(thing.body["key"]), "cid": record_cid(record), "value": record}


def open_member(store: Store, tokens: Mapping[str, str]) -> Bluesky:
    """The member that the town opens."""
    return Bluesky(store, tokens["bluesky"])
