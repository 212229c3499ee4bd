"""A strict stand-in for a professional Instagram account on Graph v26.0."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import Any

from aiohttp import web

from practice import films, pages
from practice.fetching import Fetched, wrong_picture
from practice.graph_said import VERSION, problem
from practice.names import Names
from practice.store import Store, Thing
from practice.two_steps import TwoStepMember

SHOWN = "post"
"""The kind of its objects that readers see."""

MEMBER = "instagram"
ACCOUNT = "17841400000000000"
USERNAME = "kpu_contoh"
STYLE = """<style>
body main{max-width:29.5rem;padding:0;border-radius:3px}
.siapa{display:flex;gap:.7rem;align-items:center;padding:.7rem .9rem;margin:0;font-weight:600}
.wajah{width:2.1rem;height:2.1rem;border-radius:50%;border:2px solid #c13584;background:#eee}
.bingkai{display:flex;overflow-x:auto;scroll-snap-type:x mandatory;background:#fafafa}
.bingkai :is(img,video){width:100%;flex:0 0 100%;scroll-snap-align:start}
.ket{padding:.7rem .9rem;margin:0;white-space:pre-wrap}.ket b{margin-right:.35rem}
.info{padding:0 .9rem .8rem;margin:0;font-size:.8rem}
.kisi{display:grid;grid-template-columns:repeat(3,1fr);gap:3px;padding:3px}
.kisi :is(img,video){aspect-ratio:4/5;object-fit:cover;width:100%;height:100%}
</style>"""


@dataclass
class Instagram(TwoStepMember):
    """The account of the town."""

    names = Names(
        member=MEMBER,
        version=VERSION,
        account=ACCOUNT,
        username=USERNAME,
        create="media",
        publish="media_publish",
        posts="media",
        budget="content_publishing_limit",
        state="status_code",
        trouble="status",
        text="caption",
        quota=100,
        scopes=("instagram_basic", "instagram_content_publish", "pages_read_engagement"),
        metrics=("reach", "views", "likes", "comments", "saved", "shares", "total_interactions"),
        most_children=10,
    )
    create_fields = frozenset(
        {"image_url", "video_url", "caption", "alt_text", "media_type", "share_to_feed", "children", "is_carousel_item"}
    )
    unfetched = "Error: Media upload has failed with error code 2207052"
    unusable = "Error: Media upload has failed with error code 2207026"

    def wrong(self, form: Mapping[str, str], picture: Fetched | None) -> web.Response | None:
        caption = form.get("caption", "")
        if len(caption) > 2200:
            return problem(36004, "The caption is too long", error_subcode=2207010)
        if len(re.findall(r"#\w+", caption)) > 30 or len(re.findall(r"(?<!\w)@\w", caption)) > 20:
            return problem(100, "Invalid parameter: too many hashtags or tags", error_subcode=2207040)
        if form.get("media_type") == "CAROUSEL":
            return self.wrong_children(form)
        if form.get("media_type") == "REELS" and "video_url" in form and not {"image_url", "alt_text", "children"} & set(form):
            return None
        if {"media_type", "children", "video_url", "share_to_feed"} & set(form):
            return problem(100, "The media type is unknown", error_subcode=2207023)
        return wrong_picture(picture, ("JPEG",), 0.8, 1.91)

    def view(self, thing: Thing) -> dict[str, Any]:
        """A caption comes back without its @, as for an app whose user does not administer the page."""
        view = super().view(thing)
        return view | {"caption": view["caption"].replace("@", "")}

    def permalink(self, thing: Thing) -> str:
        return f"{self.base_url}/p/P{thing.id[-9:]}"

    def add_pages(self, app: web.Application) -> None:
        app.router.add_get("/p/{code}", self.public_page)

    def page(self, thing: Thing, shown: str) -> web.Response:
        day = pages.day(datetime.fromtimestamp(thing.created, UTC))
        body = (
            f'<article><p class="siapa"><span class="wajah"></span>{USERNAME}</p><div class="bingkai">{shown}</div>'
            f'<p class="ket"><b>{USERNAME}</b>'
            f'<span class="kiriman">{escape(thing.body["text"])}</span></p><p class="info">{day}</p></article>'
        )
        text = pages.frame("Instagram latihan", f"PRAKTIK – {USERNAME} di Instagram", STYLE, body)
        return web.Response(text=text, content_type="text/html")

    async def wall(self, _request: web.Request) -> web.Response:
        cells = "".join(
            f'<a href="{escape(self.permalink(t))}">{films.medium(t.body["media"][0])}</a>' for t in reversed(self.posts())
        )
        body = f'<p class="siapa"><span class="wajah"></span>{USERNAME}</p><div class="kisi">{cells}</div>'
        text = pages.frame("Instagram latihan", f"PRAKTIK – {USERNAME} di Instagram", STYLE, body)
        return web.Response(text=text, content_type="text/html")


def open_member(store: Store, tokens: Mapping[str, str]) -> Instagram:
    """The member that the town opens."""
    return Instagram(store, tokens["instagram"])
