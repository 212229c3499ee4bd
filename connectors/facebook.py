"""A Facebook page: photos or a film are uploaded unseen, the post itself is the one visible act, and ours is found by its text.

Graph has no key against doubles and nowhere to hide a mark, so after an unclear answer the page's whole feed since the
intent is read and compared.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import requests

from connectors._social_cut import Room, compose
from connectors._social_errors import Step, unclear
from connectors._social_text import Post, film_or_pictures, recognise, too_many
from connectors.appearance import Appearance
from connectors.contract import (
    ConnectorError,
    Finding,
    Fingerprint,
    Found,
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
from connectors.facebook_films import FILM, LARGEST, LONGEST_FILM, PIECE, SHORTEST, PageFilms, told_as
from connectors.facebook_graph import API_URL, VERSION, VERSION_ENDS, GraphClient, Json
from connectors.files import approved_bytes
from connectors.meta_insights import insights_of, told_readers
from content_queue.package import Image, Package
from language.say import later, t
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
    videos=1,
    video_bytes=LARGEST,
    video_seconds=LONGEST_FILM,
    piece_bytes=PIECE,
    appearance=Appearance(
        folded_at=480,
        fold_word=later("Lihat selengkapnya"),
        below=(later("Suka"), later("Komentari"), later("Bagikan")),
        tint="#0866ff",
    ),
)
ROOM = Room(NAME, 63206, lambda text, _link: len(text))
OTHERS = ("post_media_view",)
SCOPES = ("pages_manage_posts", "pages_read_engagement")
_MEDIA = "media_type,target{id}"
FIELDS = f"id,message,created_time,permalink_url,is_published,attachments{{{_MEDIA},subattachments.limit(50){{{_MEDIA}}}}}"
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
    _films: PageFilms = field(init=False, compare=False)

    def __post_init__(self) -> None:
        graph = GraphClient(self.session, self.token, self.clock, self.api_url, self.app_secret)
        object.__setattr__(self, "_graph", graph)
        object.__setattr__(self, "_films", PageFilms(graph, self.page_id))

    def __repr__(self) -> str:
        return f"Facebook({self.page_id})"

    @property
    def limits(self) -> Limits:
        return LIMITS

    def preview(self, package: Package, link: str = "") -> Rendering:
        """The package's own text for this channel, else title, text and hashtags; the website's link below unless unwanted."""
        images, videos, notes = film_or_pictures(package, LIMITS, NAME, SHORTEST)
        wanted = package.link_in_post.get(self.channel, True)
        composed = compose(package, self.channel, link, wanted, ROOM)
        notes += [
            t("{name}: video tampil sebagai {told}; teks alternatif video tidak diterima.", name=NAME, told=told_as(film))
            for film in videos
        ]
        if not composed.text and not images and not videos:
            raise Refused(t("{name}: teks, gambar, dan video kosong; tidak ada yang dapat ditayangkan.", name=NAME))
        return Rendering(
            channel=self.channel,
            platform=LIMITS.platform,
            title="",
            text=composed.text,
            language=package.language,
            link=link if wanted else "",
            images=images,
            videos=videos,
            notes=(*notes, *composed.notes),
        )

    def check(self) -> Health:
        try:
            me, response = self._graph.call(Step.LOOK, lambda graph: graph.get_object("me", fields="id,name,link"))
        except ConnectorError as error:
            return Health(ok=False, account="", may_publish=False, problems=(str(error),))
        problems = []
        if str(me.get("id")) != self.page_id:
            problems.append(
                t("Token milik akun lain ({other}), bukan halaman {page}.", other=me.get("name", me.get("id")), page=self.page_id)
            )
        served = response.headers.get("facebook-api-version", VERSION)
        if served != VERSION:
            problems.append(
                t(
                    "Facebook sudah mengakhiri Graph {version} dan menjawab dengan {served}; perbarui tayang.",
                    version=VERSION,
                    served=served,
                )
            )
        ends, lacking = self._graph.token_facts(SCOPES)
        problems += [t("Token tidak memiliki hak {scope}; buat token halaman dengan hak itu.", scope=scope) for scope in lacking]
        good = not problems
        return Health(good, str(me.get("name", "")), good, tuple(problems), ends, VERSION_ENDS.get(served), t("gratis"))

    def stage(self, rendering: Rendering, marker: str, handles: Mapping[str, str], record: Record) -> Staged:
        """Upload every photo, or the film, unpublished; a handle is its number and when it was uploaded."""
        kept = dict(handles)

        def keep(name: str, handle: str) -> None:
            record(name, handle)
            kept[name] = handle

        for image in rendering.images:
            name = f"photo:{image.sha256}"
            if name not in kept or self._stale(kept[name]):
                keep(name, f"{self._upload(image)};{int(self.clock.now().timestamp())}")
        number = "".join(FILM + self._films.stage(film, kept, keep) for film in rendering.videos)
        return Staged(rendering, marker, number, kept)

    def reveal(self, staged: Staged) -> Link:
        rendering = staged.rendering
        if rendering.videos:
            return self._films.reveal(staged.remote_id.removeprefix(FILM), rendering, staged.handles)
        data = {"message": rendering.text} if rendering.text else {}
        if rendering.images:
            photos = [staged.handles[f"photo:{i.sha256}"].split(";")[0] for i in rendering.images]
            data["attached_media"] = json.dumps([{"media_fbid": photo} for photo in photos])
        elif rendering.link:  # Graph shows either photos or a link's card
            data["link"] = rendering.link
        answer = self._graph.put(Step.REVEAL, self.page_id, "feed", **data)
        remote_id = answer.get("id")
        if not isinstance(remote_id, str) or not remote_id:
            raise unclear(NAME, Step.REVEAL, t("jawaban tanpa nomor kiriman"))
        return self._link(remote_id)

    def find(self, fingerprint: Fingerprint, since: datetime) -> Finding:
        self._ours()
        posts = []
        for body in self._graph.listed(self.page_id, "published_posts", since, FIELDS):
            if body is None:
                return too_many(NAME, since)
            posts.append(_post(body))
        finding = recognise(NAME, posts, fingerprint)
        if isinstance(finding, Found) or not fingerprint.remote_id.startswith(FILM):
            return finding
        return self._films.found(fingerprint.remote_id.removeprefix(FILM), finding)

    def look(self, link: Link) -> Look:
        try:
            if link.remote_id.startswith(FILM):
                return self._films.look(link.remote_id.removeprefix(FILM))
            body = self._graph.get(link.remote_id, fields=FIELDS)
        except Missing:
            return self._gone()
        except ConnectorError as error:
            return Look("unknown", str(error), retry_at=error.at if isinstance(error, TryLater) else None)
        if "is_published" not in body:
            return Look("unknown", t("{name}: jawaban bukan tentang kiriman ini.", name=NAME))
        post = _post(body)
        return Look("public" if body.get("is_published") else "hidden", url=post.url, images=post.images, videos=post.videos)

    def readers(self, link: Link) -> ReaderCount:
        metric = LIMITS.reader_metric
        try:
            post = self._counted_by(link)
            if not post and link.remote_id:
                return ReaderCount(None, metric, "api", 0.0, t("Facebook belum menyebut kiriman yang memuat video ini."))
            seen = insights_of(self._graph, post, (metric, *OTHERS))
        except ConnectorError as error:
            return ReaderCount(None, metric, "api", 0.0, str(error))
        count = told_readers(self._graph, seen, metric, t("orang yang melihat kiriman menurut Facebook"))
        with suppress(ConnectorError):
            return replace(count, others={**count.others, **self._others(post)})
        return count

    def withdraw(self, link: Link) -> None:
        try:
            answer = self._graph.delete(link.remote_id.removeprefix(FILM))
        except Missing:
            if self._gone().state == "gone":  # withdrawn before, only the answer was lost
                return
            raise
        if answer.get("success") is not True:
            raise unclear(NAME, Step.REVEAL, t("penarikan tidak dipastikan"))

    def amend(self, link: Link, rendering: Rendering, record: Record) -> Link:  # noqa: ARG002  # the contract's argument
        """Graph changes only the text of a post."""
        seen = self.look(link)
        shown = (len(rendering.images), len(rendering.videos))
        if seen.state != "public" or (seen.images, seen.videos) != shown:
            told = t("hanya teks kiriman yang dapat diubah, gambar dan video tidak")
            raise NeedsHuman(t("{name}: {told}. Tarik lalu tayangkan revisi baru.", name=NAME, told=told))
        words = {("description" if rendering.videos else "message"): rendering.text}
        answer = self._graph.change(Step.REVEAL, link.remote_id.removeprefix(FILM), **words)
        if answer.get("success") is not True:
            raise unclear(NAME, Step.REVEAL, t("perubahan tidak dipastikan"))
        return link

    def _stale(self, handle: str) -> bool:
        uploaded = handle.partition(";")[2]
        return not uploaded.isdigit() or self.clock.now() - datetime.fromtimestamp(int(uploaded), UTC) > FRESH

    def _upload(self, image: Image) -> str:
        data = {"published": "false"} | ({"alt_text_custom": image.alt} if image.alt else {})
        answer = self._graph.photo(self.page_id, (image.name, approved_bytes(image), image.mime), **data)
        if not isinstance(answer.get("id"), str):
            raise TryLater(t("{name}: unggahan {file} tidak dipastikan; belum ada yang tayang.", name=NAME, file=image.name))
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
            raise TryLater(t("{name}: jawaban tidak menyebut akun; dilihat lagi nanti.", name=NAME))
        if str(me["id"]) != self.page_id:
            raise NeedsHuman(
                t("{name}: token milik akun lain, bukan halaman {page}. Pasang token halaman itu.", name=NAME, page=self.page_id)
            )

    def _gone(self) -> Look:
        try:
            self._ours()
        except ConnectorError as error:
            return Look("unknown", str(error), retry_at=error.at if isinstance(error, TryLater) else None)
        return Look("gone")

    def _counted_by(self, link: Link) -> str:
        """The number of the post that readers are counted by."""
        film = link.remote_id.startswith(FILM)
        return self._films.post_of(link.remote_id.removeprefix(FILM)) if film else link.remote_id

    def _others(self, post: str) -> dict[str, int | None]:
        body = self._graph.get(post, fields="shares,reactions.summary(true),comments.summary(true)")
        counts: dict[str, int | None] = {"shares": (body.get("shares") or {}).get("count")}
        return counts | {n: ((body.get(n) or {}).get("summary") or {}).get("total_count") for n in ("reactions", "comments")}


def _post(body: Json) -> Post:
    """A post as Graph lists it. An album counts what lies in it, a link's card is no picture; a film gives its own number."""
    images, films = 0, []
    for attachment in (body.get("attachments") or {}).get("data", []):
        inner = (attachment.get("subattachments") or {}).get("data", []) or [attachment]
        images += sum(one.get("media_type") == "photo" for one in inner)
        films += [str((one.get("target") or {}).get("id", "")) for one in inner if one.get("media_type") == "video"]
    created = body.get("created_time")
    moment = datetime.strptime(created, "%Y-%m-%dT%H:%M:%S%z").astimezone(UTC) if isinstance(created, str) else None
    number = FILM + films[0] if len(films) == 1 and films[0] else str(body.get("id", ""))
    return Post(number, str(body.get("message", "")), images, str(body.get("permalink_url", "")), moment, len(films))
