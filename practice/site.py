"""The practice news website: pages as a public office has them, a visible reader counter, and a small API with a token."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import Any

from aiohttp import web

from practice import blobs, pages
from practice import faults as faults_module
from practice.store import Store, Thing
from practice.visitors import is_a_person

SHOWN = "article"
"""The kind of its objects that readers see."""

MEMBER = "site"
FIELDS = {"title", "slug", "summary", "html", "language", "category", "tags", "images", "attachments", "marker"}
NAME = "Situs Berita Latihan"


def dotted(number: int) -> str:
    """1234 as Indonesian readers see it: 1.234."""
    return f"{number:,}".replace(",", ".")


def throttled(seconds: int) -> web.Response:
    return web.json_response({"code": "terlalu_sering"}, status=429, headers={"Retry-After": str(seconds)})


def error(status: int, code: str, message: str) -> web.Response:
    return web.json_response({"code": code, "message": message}, status=status)


@dataclass
class Site:
    """One website of the town. `base_url` is set when its port is known."""

    store: Store
    token: str
    base_url: str = ""

    def app(self, faults: faults_module.Faults) -> web.Application:
        app = web.Application(middlewares=[faults_module.middleware(faults, throttled)], client_max_size=64 * 2**20)
        faults_module.add_routes(app, faults, self.store, MEMBER)
        route = app.router
        route.add_get("/", self.front)
        route.add_get("/berita/{slug}", self.article)
        blobs.add_route(app, self, MEMBER, "/berkas/{name}/{title}")
        route.add_get("/api/whoami", self.whoami)
        route.add_put("/api/media/{sha256}", self.upload)
        route.add_get("/api/articles", self.by_marker)
        route.add_post("/api/articles", self.create)
        route.add_get("/api/articles/{id}", self.one)
        route.add_put("/api/articles/{id}", self.amend)
        route.add_post("/api/articles/{id}/publish", self.publish)
        route.add_post("/api/articles/{id}/withdraw", self.withdraw)
        route.add_get("/api/articles/{id}/readers", self.readers)
        return app

    # --- pages ------------------------------------------------------------------------------------------------

    def _page(self, title: str, head: str, body: str, status: int = 200, language: str = "id") -> web.Response:
        text = pages.frame(NAME, title, head, body, language)
        return web.Response(text=text, content_type="text/html", status=status)

    def _public(self) -> list[Thing]:
        return [t for t in self.store.all(MEMBER, "article") if t.body["state"] == "public"]

    async def front(self, _request: web.Request) -> web.Response:
        items = "".join(_item(thing) for thing in reversed(self._public()))
        body = f'<h1>Berita terbaru</h1><ul class="daftar">{items or "<li>Belum ada</li>"}</ul>'
        return self._page(f"{NAME} – PRAKTIK", "", body)

    async def article(self, request: web.Request) -> web.Response:
        thing = next((t for t in self._public() if t.body["slug"] == request.match_info["slug"]), None)
        if thing is None:
            withdrawn = [t for t in self.store.all(MEMBER, "article") if t.body["slug"] == request.match_info["slug"]]
            gone = any(t.body["state"] == "withdrawn" for t in withdrawn)
            body = "<h1>Halaman sudah ditarik</h1>" if gone else "<h1>Halaman tidak ditemukan</h1>"
            return self._page("Tidak ditemukan – PRAKTIK", "", body, status=410 if gone else 404)
        if is_a_person(request):
            thing.body["readers"] += 1
            self.store.save(MEMBER, thing)
        return self._article_page(thing)

    def _article_page(self, thing: Thing) -> web.Response:
        body = thing.body
        url = self.url(thing)
        at = datetime.fromtimestamp(body["published"], UTC)
        day = at.isoformat()
        data = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": body["title"],
            "datePublished": day,
            "mainEntityOfPage": url,
            "inLanguage": body["language"],
            "image": [i["url"] for i in body["images"]],
            "interactionStatistic": {
                "@type": "InteractionCounter",
                "interactionType": "https://schema.org/ReadAction",
                "userInteractionCount": body["readers"],
            },
        }
        ld = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
        head = (
            f'<link rel="canonical" href="{escape(url)}"><meta name="description" content="{escape(body["summary"])}">'
            f'<meta name="tayang" content="{escape(body["marker"])}"><meta property="og:title" content="{escape(body["title"])}">'
            f'<script type="application/ld+json">{ld}</script>'
        )
        pictures = "".join(
            f'<figure><img src="{escape(i["url"])}" alt="{escape(i["alt"])}">'
            + (f"<figcaption>{escape(i['caption'])}</figcaption>" if i["caption"] else "")
            + "</figure>"
            for i in body["images"]
            if i["url"] not in body["html"]
        )
        files = "".join(f'<li><a href="{escape(a["url"])}">{escape(a["title"])}</a></li>' for a in body["attachments"])
        lampiran = f"<h2>Lampiran</h2><ul>{files}</ul>" if files else ""
        main = (
            f'<article><h1>{escape(body["title"])}</h1><p class="info"><time datetime="{day}">{pages.day(at)}</time> · '
            f'<span class="pembaca">Dibaca {dotted(body["readers"])} kali</span></p>{pictures}{body["html"]}{lampiran}</article>'
        )
        return self._page(f"{body['title']} – PRAKTIK", head, main, language=body["language"])

    # --- API --------------------------------------------------------------------------------------------------

    def url(self, thing: Thing) -> str:
        return f"{self.base_url}/berita/{thing.body['slug']}"

    def _authorise(self, request: web.Request) -> None:
        if request.headers.get("Authorization") != f"Bearer {self.token}":
            text = json.dumps({"code": "token_salah", "message": "Token tidak dikenal."})
            raise web.HTTPUnauthorized(text=text, content_type="application/json")

    def _wanted(self, request: web.Request) -> Thing:
        self._authorise(request)
        thing = self.store.get(MEMBER, "article", request.match_info["id"])
        if thing is None:
            text = json.dumps({"code": "tidak_ada", "message": "Artikel tidak ada."})
            raise web.HTTPNotFound(text=text, content_type="application/json")
        return thing

    def _view(self, thing: Thing) -> dict[str, Any]:
        kept = {k: thing.body[k] for k in ("state", "marker", "title", "slug", "published")}
        said = {name: thing.body[name] for name in FIELDS - {"slug"}}  # the slug may have been taken by another article
        content = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
        return {"id": thing.id, "url": self.url(thing), "images": len(thing.body["images"]), "content": content, **kept}

    async def whoami(self, request: web.Request) -> web.Response:
        self._authorise(request)
        return web.json_response({"account": "redaksi-latihan", "may_publish": True})

    async def upload(self, request: web.Request) -> web.Response:
        self._authorise(request)
        data = await request.read()
        sha256 = request.match_info["sha256"]
        if hashlib.sha256(data).hexdigest() != sha256:
            return error(400, "sidik_salah", "Isi berkas tidak cocok dengan SHA-256.")
        self.store.put_blob(MEMBER, sha256, request.content_type, data)
        return web.json_response({"url": f"{self.base_url}/berkas/{sha256}/{request.query.get('name', 'berkas')}"})

    async def by_marker(self, request: web.Request) -> web.Response:
        self._authorise(request)
        found = [t for t in self.store.all(MEMBER, "article") if t.body["marker"] == request.query["marker"]]
        return web.json_response({"articles": [self._view(t) for t in found], "complete": True})

    def _problem(self, body: dict[str, Any]) -> web.Response | None:
        if set(body) != FIELDS:
            return error(400, "isian_salah", f"Isian tidak sesuai: {sorted(set(body) ^ FIELDS)}")
        if not body["title"].strip() or not body["html"].strip():
            return error(422, "isi_kosong", "Judul dan isi wajib ada.")
        return None

    def _free_slug(self, wanted: str, but: str = "") -> str:
        taken = {t.body["slug"] for t in self.store.all(MEMBER, "article") if t.id != but}
        number, slug = 2, wanted
        while slug in taken:
            slug, number = f"{wanted}-{number}", number + 1
        return slug

    async def create(self, request: web.Request) -> web.Response:
        self._authorise(request)
        body = await request.json()
        if problem := self._problem(body):
            return problem
        body |= {"slug": self._free_slug(body["slug"]), "state": "draft", "readers": 0, "published": None}
        return web.json_response(self._view(self.store.add(MEMBER, "article", body, first_id=100)), status=201)

    async def one(self, request: web.Request) -> web.Response:
        return web.json_response(self._view(self._wanted(request)))

    async def amend(self, request: web.Request) -> web.Response:
        thing = self._wanted(request)
        body = await request.json()
        if problem := self._problem(body):
            return problem
        thing.body.update(body | {"slug": thing.body["slug"]})
        self.store.save(MEMBER, thing)
        return web.json_response(self._view(thing))

    async def publish(self, request: web.Request) -> web.Response:
        thing = self._wanted(request)
        if thing.body["state"] == "withdrawn":
            return error(409, "sudah_ditarik", "Artikel sudah ditarik.")
        if thing.body["state"] != "public":
            thing.body.update({"state": "public", "published": self.store.clock.now().timestamp()})
            self.store.save(MEMBER, thing)
        return web.json_response(self._view(thing))

    async def withdraw(self, request: web.Request) -> web.Response:
        thing = self._wanted(request)
        thing.body["state"] = "withdrawn"
        self.store.save(MEMBER, thing)
        return web.json_response(self._view(thing))

    async def readers(self, request: web.Request) -> web.Response:
        return web.json_response({"readers": self._wanted(request).body["readers"]})


def _item(thing: Thing) -> str:
    body = thing.body
    summary = f"<p>{escape(body['summary'])}</p>" if body["summary"] else ""
    at = pages.day(datetime.fromtimestamp(body["published"], UTC))
    return f'<li><a href="/berita/{escape(body["slug"])}">{escape(body["title"])}</a>{summary}<p class="info">{at}</p></li>'


def open_member(store: Store, tokens: Mapping[str, str]) -> Site:
    """The member that the town opens."""
    return Site(store, tokens["site"])
