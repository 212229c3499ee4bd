"""A strict stand-in for the notice board, a member of the practice town."""

from dataclasses import dataclass
from html import escape
from typing import Any

from aiohttp import web

from practice import faults as faults_module
from practice.store import Store, Thing

MEMBER = "papan"
BOARD = "kpu-contoh"
FIELDS = {"text", "picture", "reference"}
LENGTH = 600


def problem(status: int, message: str) -> web.Response:
    return web.json_response({"message": message}, status=status)


def throttled(seconds: int) -> web.Response:
    return web.json_response({"message": "terlalu sering"}, status=429, headers={"Retry-After": str(seconds)})


@dataclass
class StandIn:
    """One board. `base_url` is set when its port is known."""

    store: Store
    token: str
    base_url: str = ""

    def app(self, faults: faults_module.Faults) -> web.Application:
        app = web.Application(middlewares=[faults_module.middleware(faults, throttled), self.with_key], client_max_size=8 * 2**20)
        faults_module.add_routes(app, faults, self.store, MEMBER)
        app.router.add_get("/papan/{id}", self.page)
        app.router.add_get("/api/me", self.me)
        app.router.add_post("/api/pictures", self.picture)
        app.router.add_post("/api/notices", self.post)
        app.router.add_get("/api/notices", self.by_reference)
        app.router.add_get("/api/notices/{id}", self.one)
        app.router.add_delete("/api/notices/{id}", self.remove)
        return app

    @web.middleware
    async def with_key(self, request: web.Request, handler: Any) -> web.StreamResponse:
        if request.path.startswith("/api/") and request.headers.get("X-Board-Key") != self.token:
            return problem(401, "kunci tidak dikenal")
        answer: web.StreamResponse = await handler(request)
        return answer

    async def me(self, _request: web.Request) -> web.Response:
        return web.json_response({"board": BOARD, "may_post": True, "may_manage": False})

    async def picture(self, request: web.Request) -> web.Response:
        data = await request.read()
        if request.content_type not in ("image/jpeg", "image/png") or len(data) > 2 * 2**20:
            return problem(422, "gambar JPEG atau PNG, paling besar 2 MB")
        thing = self.store.add(MEMBER, "picture", {"alt": request.headers.get("X-Alt", "")})
        self.store.put_blob(MEMBER, thing.id, request.content_type, data)
        return web.json_response({"id": thing.id}, status=201)

    async def post(self, request: web.Request) -> web.Response:
        body = await request.json()
        if set(body) != FIELDS or not isinstance(body["text"], str) or not 0 < len(body["text"]) <= LENGTH:
            return problem(422, f"teks 1 sampai {LENGTH} aksara")
        if body["picture"] is not None and self.store.blob(MEMBER, str(body["picture"])) is None:
            return problem(422, "gambar tidak dikenal")
        thing = self.store.add(MEMBER, "notice", {**body, "state": "public", "seen": 0})
        return web.json_response(self._view(thing), status=201)

    async def by_reference(self, request: web.Request) -> web.Response:
        found = [t for t in self._public() if t.body["reference"] == request.query.get("reference")]
        return web.json_response({"notices": [self._view(t) for t in found], "complete": True})

    async def one(self, request: web.Request) -> web.Response:
        thing = self._named(request)
        return web.json_response(self._view(thing)) if thing else problem(404, "tidak ada")

    async def remove(self, request: web.Request) -> web.Response:
        thing = self._named(request)
        if thing is None:
            return problem(404, "tidak ada")
        thing.body["state"] = "removed"
        self.store.save(MEMBER, thing)
        return web.json_response({"removed": True})

    async def page(self, request: web.Request) -> web.Response:
        thing = self._named(request)
        if thing is None:
            return web.Response(status=404, text="Pengumuman tidak ada", content_type="text/html")
        thing.body["seen"] += 1
        self.store.save(MEMBER, thing)
        return web.Response(text=f"<title>Papan Warga</title><p>{escape(thing.body['text'])}</p>", content_type="text/html")

    def _public(self) -> list[Thing]:
        return [t for t in self.store.all(MEMBER, "notice") if t.body["state"] == "public"]

    def _named(self, request: web.Request) -> Thing | None:
        return next((t for t in self._public() if t.id == request.match_info["id"]), None)

    def _view(self, thing: Thing) -> dict[str, Any]:
        told = {name: thing.body[name] for name in ("text", "picture", "reference", "seen")}
        return {"id": thing.id, "url": f"{self.base_url}/papan/{thing.id}", "posted": thing.created, **told}
