"""A Facebook page: photos are uploaded unseen, the post itself is the one visible act, and ours is found by its text.

Graph has no key against doubles and nowhere to hide a mark, so after an unclear answer the page's whole feed since the
intent is read and compared.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import requests

from connectors._social_cut import Room, compose
from connectors._social_errors import Step, unclear
from connectors._social_text import Post, pictures, recognise
from connectors.contract import (
    CannotTell,
    ConnectorError,
    Finding,
    Fingerprint,
    Grade,
    Health,
    Limits,
    Link,
    Look,
    NeedsHuman,
    ReaderCount,
    Record,
    Refused,
    Rendering,
    Staged,
    TryLater,
)
from connectors.facebook_errors import NAME, Missing
from connectors.facebook_graph import API_URL, VERSION, VERSION_ENDS, GraphClient, Json
from connectors.files import approved_bytes
from content_queue.package import Image, Package
from safety.clock import Clock

LIMITS = Limits(
    platform="facebook",
    website=False,
    text_length=63206,
    images=10,
    image_bytes=4 * 2**20,
    alt_text=True,
    attachments=False,
    html=False,
    hidden_stage=False,
    repeatable_reveal=False,
    can_find=True,
    can_count_readers=True,
    can_withdraw=True,
    can_amend=True,
    walls_off_bots=True,
    grade=Grade.PLATFORM,
    needs_link=True,
    reader_metric="post_total_media_view_unique",
)
ROOM = Room(NAME, 63206, lambda text, _link: len(text))
SCOPES = ("pages_manage_posts", "pages_read_engagement")
FIELDS = "id,message,created_time,permalink_url,is_published,attachments{media_type,subattachments.limit(50){media_type}}"
FRESH = timedelta(hours=20)
"""An upload that no post uses may be cleared away after about a day; an older one is uploaded anew."""


@dataclass(frozen=True, repr=False)
class Facebook:
    """One Facebook page. Implements `Connector`."""

    session: requests.Session
    page_id: str
    token: str
    clock: Clock
    channel: str = "facebook"
    api_url: str = API_URL
    app_secret: str = ""
    _graph: GraphClient = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_graph", GraphClient(self.session, self.token, self.clock, self.api_url, self.app_secret))

    def __repr__(self) -> str:
        return f"Facebook({self.page_id})"

    @property
    def limits(self) -> Limits:
        return LIMITS

    def preview(self, package: Package, link: str = "") -> Rendering:
        """The package's own text for this channel, else title, text and hashtags; the website's link below unless unwanted."""
        images, notes = pictures(package, LIMITS, NAME)
        wanted = package.link_in_post.get(self.channel, True)
        composed = compose(package, self.channel, link, wanted, ROOM)
        if not composed.text and not images:
            raise Refused(f"{NAME}: teks dan gambar kosong; tidak ada yang dapat ditayangkan.")
        return Rendering(
            channel=self.channel,
            platform=LIMITS.platform,
            title="",
            text=composed.text,
            language=package.language,
            link=link if wanted else "",
            images=images,
            notes=(*notes, *composed.notes),
        )

    def check(self) -> Health:
        try:
            me, response = self._graph.call(Step.LOOK, lambda graph: graph.get_object("me", fields="id,name,link"))
        except ConnectorError as error:
            return Health(ok=False, account="", may_publish=False, problems=(str(error),))
        problems = []
        if str(me.get("id")) != self.page_id:
            problems.append(f"Token milik akun lain ({me.get('name', me.get('id'))}), bukan halaman {self.page_id}.")
        served = response.headers.get("facebook-api-version", VERSION)
        if served != VERSION:
            problems.append(f"Facebook sudah mengakhiri Graph {VERSION} dan menjawab dengan {served}; perbarui tayang.")
        ends, lacking = self._graph.token_facts(SCOPES)
        problems += [f"Token tidak memiliki hak {scope}; buat token halaman dengan hak itu." for scope in lacking]
        good = not problems
        return Health(good, str(me.get("name", "")), good, tuple(problems), ends, VERSION_ENDS.get(served), "gratis")

    def stage(self, rendering: Rendering, marker: str, handles: Mapping[str, str], record: Record) -> Staged:
        """Upload every photo unpublished; a handle is the photo's number and when it was uploaded."""
        kept = dict(handles)
        for image in rendering.images:
            name = f"photo:{image.sha256}"
            if name not in kept or self._stale(kept[name]):
                handle = f"{self._upload(image)};{int(self.clock.now().timestamp())}"
                record(name, handle)
                kept[name] = handle
        return Staged(rendering, marker, "", kept)

    def reveal(self, staged: Staged) -> Link:
        rendering = staged.rendering
        data = {"message": rendering.text} if rendering.text else {}
        if rendering.images:
            photos = [staged.handles[f"photo:{i.sha256}"].split(";")[0] for i in rendering.images]
            data["attached_media"] = json.dumps([{"media_fbid": photo} for photo in photos])
        elif rendering.link:  # Graph shows either photos or a link's card
            data["link"] = rendering.link
        answer = self._graph.put(Step.REVEAL, self.page_id, "feed", **data)
        remote_id = answer.get("id")
        if not isinstance(remote_id, str) or not remote_id:
            raise unclear(NAME, Step.REVEAL, "jawaban tanpa nomor kiriman")
        return self._link(remote_id)

    def find(self, fingerprint: Fingerprint, since: datetime) -> Finding:
        self._ours()
        posts = []
        for body in self._graph.listed(self.page_id, "published_posts", since, FIELDS):
            if body is None:
                return CannotTell(f"{NAME}: terlalu banyak kiriman sejak {since:%d-%m-%Y %H:%M} UTC untuk dibaca semuanya.")
            posts.append(_post(body))
        return recognise(NAME, posts, fingerprint)

    def look(self, link: Link) -> Look:
        try:
            body = self._graph.get(link.remote_id, fields=FIELDS)
        except Missing:
            return self._gone()
        except ConnectorError as error:
            return Look("unknown", str(error), retry_at=error.at if isinstance(error, TryLater) else None)
        if "is_published" not in body:
            return Look("unknown", f"{NAME}: jawaban bukan tentang kiriman ini.")
        post = _post(body)
        return Look("public" if body.get("is_published") else "hidden", url=post.url, images=post.images)

    def readers(self, link: Link) -> ReaderCount:
        metric = LIMITS.reader_metric
        try:
            answer = self._graph.connection(link.remote_id, "insights", metric=metric)
            others = self._others(link)
        except Refused:
            return ReaderCount(None, metric, "api", 0.0, "Facebook tidak lagi memberikan ukuran ini.")
        except ConnectorError as error:
            return ReaderCount(None, metric, "api", 0.0, str(error))
        values = [v.get("value") for row in answer.get("data", []) if row.get("name") == metric for v in row.get("values", [])]
        if not values or not isinstance(values[-1], int):
            return ReaderCount(None, metric, "api", 0.0, "Facebook belum melaporkan jumlah orang yang melihat kiriman.", others)
        return ReaderCount(values[-1], metric, "api", 0.9, "orang yang melihat kiriman menurut Facebook", others)

    def withdraw(self, link: Link) -> None:
        try:
            answer = self._graph.delete(link.remote_id)
        except Missing:
            if self._gone().state == "gone":  # withdrawn before, only the answer was lost
                return
            raise
        if answer.get("success") is not True:
            raise unclear(NAME, Step.REVEAL, "penarikan tidak dipastikan")

    def amend(self, link: Link, rendering: Rendering, record: Record) -> Link:  # noqa: ARG002  # the contract's argument
        """Graph changes only the text of a post."""
        seen = self.look(link)
        if seen.state != "public" or seen.images != len(rendering.images):
            raise NeedsHuman(f"{NAME}: hanya teks kiriman yang dapat diubah, gambar tidak. Tarik lalu tayangkan revisi baru.")
        answer = self._graph.change(Step.REVEAL, link.remote_id, message=rendering.text)
        if answer.get("success") is not True:
            raise unclear(NAME, Step.REVEAL, "perubahan tidak dipastikan")
        return link

    def _stale(self, handle: str) -> bool:
        uploaded = handle.partition(";")[2]
        return not uploaded.isdigit() or self.clock.now() - datetime.fromtimestamp(int(uploaded), UTC) > FRESH

    def _upload(self, image: Image) -> str:
        data = {"published": "false"} | ({"alt_text_custom": image.alt} if image.alt else {})
        answer = self._graph.photo(self.page_id, (image.name, approved_bytes(image), image.mime), **data)
        if not isinstance(answer.get("id"), str):
            raise TryLater(f"{NAME}: unggahan {image.name} tidak dipastikan; belum ada yang tayang.")
        return str(answer["id"])

    def _link(self, remote_id: str) -> Link:
        """The post is out: whatever goes wrong here may not make it look otherwise."""
        try:
            post = _post(self._graph.get(remote_id, fields="id,created_time,permalink_url"))
        except ConnectorError:
            return Link(f"https://www.facebook.com/{remote_id}", remote_id)
        return Link(post.url or f"https://www.facebook.com/{remote_id}", remote_id, post.published_at)

    def _ours(self) -> None:
        """Nothing is believed absent on a page that is not ours."""
        me = self._graph.get("me", fields="id,name")
        if not me.get("id"):
            raise TryLater(f"{NAME}: jawaban tidak menyebut akun; dilihat lagi nanti.")
        if str(me["id"]) != self.page_id:
            raise NeedsHuman(f"{NAME}: token milik akun lain, bukan halaman {self.page_id}. Pasang token halaman itu.")

    def _gone(self) -> Look:
        try:
            self._ours()
        except ConnectorError as error:
            return Look("unknown", str(error), retry_at=error.at if isinstance(error, TryLater) else None)
        return Look("gone")

    def _others(self, link: Link) -> dict[str, int | None]:
        body = self._graph.get(link.remote_id, fields="shares,reactions.summary(true),comments.summary(true)")
        counts: dict[str, int | None] = {"shares": (body.get("shares") or {}).get("count")}
        return counts | {n: ((body.get(n) or {}).get("summary") or {}).get("total_count") for n in ("reactions", "comments")}


def _post(body: Json) -> Post:
    """A post as Graph lists it. An album counts what lies in it, a link's card is no picture."""
    images = 0
    for attachment in (body.get("attachments") or {}).get("data", []):
        inner = (attachment.get("subattachments") or {}).get("data", [])
        images += len(inner) if inner else int(attachment.get("media_type") == "photo")
    created = body.get("created_time")
    moment = datetime.strptime(created, "%Y-%m-%dT%H:%M:%S%z").astimezone(UTC) if isinstance(created, str) else None
    return Post(str(body.get("id", "")), str(body.get("message", "")), images, str(body.get("permalink_url", "")), moment)
