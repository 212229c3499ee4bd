"""A strict stand-in for a Threads profile on graph.threads.net v1.0."""

import hashlib
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape

from aiohttp import web

from practice import pages
from practice.fetching import Fetched, wrong_picture
from practice.graph_said import problem
from practice.names import Names
from practice.store import Store, Thing
from practice.two_steps import DAY, TOKEN_DAYS, TwoStepMember

SHOWN = "post"
"""The kind of its objects that readers see."""

MEMBER = "threads"
ACCOUNT = "24000000000000000"
USERNAME = "kpu_contoh"
VERSION = "v1.0"
STYLE = """<style>
body main{max-width:36rem;border-radius:16px}
.utas{display:grid;grid-template-columns:2.6rem 1fr;gap:.2rem .8rem}
.wajah{width:2.4rem;height:2.4rem;border-radius:50%;background:#ddd;grid-row:span 3}
.utas .kiriman{margin:.1rem 0 .6rem}.siapa{margin:0;font-weight:600}.siapa span{font-weight:400;color:#777}
.deret{display:flex;gap:.5rem;overflow-x:auto}.deret :is(img,video){border-radius:10px;max-height:22rem;width:auto}
.kartu{border:1px solid #ddd;border-radius:10px;padding:.6rem .8rem;margin:.3rem 0}
</style>"""


@dataclass
class Threads(TwoStepMember):
    """The profile of the town."""

    names = Names(
        member=MEMBER,
        version=VERSION,
        account=ACCOUNT,
        username=USERNAME,
        create="threads",
        publish="threads_publish",
        posts="threads",
        budget="threads_publishing_limit",
        state="status",
        trouble="error_message",
        text="text",
        quota=250,
        scopes=("threads_basic", "threads_content_publish", "threads_manage_insights", "threads_delete"),
        metrics=("views", "likes", "replies", "reposts", "quotes", "shares"),
        most_children=20,
    )
    create_fields = frozenset(
        {"media_type", "text", "image_url", "video_url", "alt_text", "link_attachment", "children", "is_carousel_item"}
    )
    unfetched = "FAILED_DOWNLOADING_VIDEO"
    unusable = "FAILED_PROCESSING_VIDEO"

    def wrong(self, form: Mapping[str, str], picture: Fetched | None) -> web.Response | None:
        if _length(form.get("text", "")) > 500:
            return problem(100, "Param text must be at most 500 characters long.")
        kind = form.get("media_type", "")
        if kind != "TEXT" and "link_attachment" in form:
            return problem(100, "(#100) Invalid parameter: link_attachment is for text posts only")
        match kind:
            case "TEXT" if form.get("text") and "image_url" not in form:
                return None
            case "CAROUSEL":
                return self.wrong_children(form)
            case "VIDEO" if "video_url" in form and "image_url" not in form:
                return None
            case "IMAGE" if "video_url" not in form:
                return wrong_picture(picture, ("JPEG", "PNG"), 0.1, 10)
        return problem(100, "(#100) Param media_type must be one of {TEXT, IMAGE, VIDEO, CAROUSEL}")

    def kind(self, pictures: int) -> str:
        return super().kind(pictures) if pictures else "TEXT_POST"

    def permalink(self, thing: Thing) -> str:
        return f"{self.base_url}/@{USERNAME}/post/T{thing.id[-9:]}"

    def add_pages(self, app: web.Application) -> None:
        app.router.add_get("/refresh_access_token", self._open(self.refresh))
        app.router.add_post("/__practice/token", self.age)
        app.router.add_get("/@{name}/post/{code}", self.public_page)

    def born(self, token: str) -> float | None:
        made = self.store.setting(_key(token))
        if made is None:
            return super().born(token)
        return float(made) if self.store.clock.now().timestamp() < float(made) + TOKEN_DAYS * DAY else None

    async def age(self, request: web.Request) -> web.Response:
        """A trainer lets the town's own token be so many days old."""
        made = self.store.clock.now().timestamp() - float((await request.json())["days"]) * DAY
        self.store.set(_key(self.token), str(made))
        return web.json_response({})

    async def refresh(self, request: web.Request) -> web.Response:
        """Another token for sixty days; the one that asked lives on to its own end."""
        if dict(request.query) != {"grant_type": "th_refresh_token"}:
            return problem(100, "(#100) Param grant_type must be one of {TH_REFRESH_TOKEN}")
        now = self.store.clock.now().timestamp()
        born = self.born(request.headers["Authorization"].removeprefix("Bearer "))
        if born is None or now - born < DAY:
            return problem(100, "The access token must be at least 24 hours old to be refreshed")
        token = f"latihan-{secrets.token_hex(12)}"
        self.store.set(_key(token), str(now))
        return web.json_response({"access_token": token, "token_type": "bearer", "expires_in": TOKEN_DAYS * DAY})

    async def delete(self, request: web.Request) -> web.Response:
        thing = self.post(request.match_info["id"])
        if thing is None:
            return self.missing(request)
        thing.body["deleted"] = True
        self.store.save(MEMBER, thing)
        return web.json_response({"success": True, "deleted_id": thing.id})

    def _entry(self, thing: Thing, shown: str) -> str:
        link = escape(thing.body["link"])
        card = f'<p class="kartu"><a href="{link}">{link}</a></p>' if link else ""
        day = pages.day(datetime.fromtimestamp(thing.created, UTC))
        return (
            f'<article class="utas"><span class="wajah"></span><p class="siapa">{USERNAME} <span>{day}</span></p>'
            f'<div><p class="kiriman">{escape(thing.body["text"])}</p>{card}<div class="deret">{shown}</div></div></article>'
        )

    def page(self, thing: Thing, shown: str) -> web.Response:
        text = pages.frame("Threads latihan", f"PRAKTIK – {USERNAME} di Threads", STYLE, self._entry(thing, shown))
        return web.Response(text=text, content_type="text/html")

    async def wall(self, _request: web.Request) -> web.Response:
        listed = [
            f'<a href="{escape(self.permalink(thing))}">Buka</a>{self._entry(thing, "")}' for thing in reversed(self.posts())
        ]
        body = "".join(listed) or "<p>Belum ada kiriman</p>"
        text = pages.frame("Threads latihan", f"PRAKTIK – {USERNAME} di Threads", STYLE, body)
        return web.Response(text=text, content_type="text/html")


def _key(token: str) -> str:
    """Where it is noted when a token was made; the note does not hold the token."""
    return f"threads:token:{hashlib.sha256(token.encode()).hexdigest()}"


def _length(text: str) -> int:
    return sum(len(c.encode()) if ord(c) > 0xFFFF or unicodedata.category(c) == "So" else 1 for c in text)


def open_member(store: Store, tokens: Mapping[str, str]) -> Threads:
    """The member that the town opens."""
    return Threads(store, tokens["threads"])
