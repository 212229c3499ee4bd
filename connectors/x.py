"""An account on X: pictures or a film are uploaded unseen, the post itself is the one visible act, and ours is found by its text.

X has no key against doubles and nowhere to hide a mark, so after an unclear answer the account's whole timeline since
the intent is read and compared. Every request costs credits.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit

import requests

from connectors._social_cut import compose
from connectors._social_errors import Step, unclear
from connectors._social_text import Post, described, film_or_pictures, recognise, too_many
from connectors.accounts.x import PLATFORM, WITH_LINK, WITHOUT_LINK
from connectors.appearance import Appearance
from connectors.contract import (
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
from connectors.files import approved_bytes
from connectors.http import in_their_time
from connectors.x_client import API_URL, Json, Keys, XClient
from connectors.x_films import PIECE, SHORTEST, FilmUpload, ends_soon, handle_of
from connectors.x_text import LENGTH, NAME, ROOM, has_link, post_of, weight
from content_queue.package import Image, Package, Video
from language.say import later, t
from safety.clock import Clock

LIMITS = Limits(
    platform="x",
    website=False,
    text_length=LENGTH,
    images=4,
    image_bytes=5 * 2**20,
    alt_text=True,
    attachments=False,
    html=False,
    hidden_stage=False,
    repeatable_reveal=False,
    can_find=True,
    can_count_readers=True,
    can_withdraw=True,
    can_amend=False,
    walls_off_bots=True,
    grade=Grade.PLATFORM,
    needs_link=True,
    reader_metric="impression_count",
    videos=1,
    video_bytes=512 * 2**20,
    video_seconds=140,
    piece_bytes=PIECE,
    appearance=Appearance(
        shape="column",
        pictures="grid",
        below=(later("Balas"), later("Posting ulang"), later("Suka"), later("Tayangan")),
        tint="#1d70b8",
    ),
)
ALT_LENGTH = 1000
COST = PLATFORM.guide.cost
FIELDS = ["created_at", "entities", "attachments"]
PAGES = 32  # X itself shows no more than the last 3200 posts
EARLIEST = datetime(2010, 11, 7, tzinfo=UTC)  # X refuses an older start of the window
COUNTS = ("like_count", "reply_count", "retweet_count", "quote_count", "bookmark_count")
_NOT_FOUND = "resource-not-found"
_IN_ADDRESS = re.compile(r"/status/(\d+)")


@dataclass(frozen=True, repr=False)
class X:
    """One account on X, spoken to with OAuth 1.0a user keys. Implements `Connector`."""

    session: requests.Session
    username: str
    api_key: str
    api_key_secret: str
    access_token: str
    access_secret: str
    clock: Clock
    channel: str = "x"
    api_url: str = API_URL
    _x: XClient = field(init=False, compare=False)

    def __post_init__(self) -> None:
        keys = Keys(self.api_key, self.api_key_secret, self.access_token, self.access_secret)
        object.__setattr__(self, "_x", XClient(self.session, keys, self.clock, self.api_url))

    def __repr__(self) -> str:
        return f"X(@{self.username})"

    @property
    def limits(self) -> Limits:
        return LIMITS

    def preview(self, package: Package, link: str = "") -> Rendering:
        """The package's own text for this channel, else title and what fits; the website's link only if it is asked for."""
        images, videos, notes = film_or_pictures(package, LIMITS, NAME, SHORTEST)
        described((*images, *videos), NAME, ALT_LENGTH)
        wanted = package.link_in_post.get(self.channel, False)
        composed = compose(package, self.channel, link, wanted, ROOM)
        text = composed.text
        if not text and not images and not videos:
            raise Refused(t("{name}: teks, gambar, dan video kosong; tidak ada yang dapat ditayangkan.", name=NAME))
        cost = (
            t("{cost} karena memuat tautan, 13 kali biaya tanpa tautan", cost=t(WITH_LINK))
            if wanted or has_link(text)
            else t(WITHOUT_LINK)
        )
        return Rendering(
            channel=self.channel,
            platform=LIMITS.platform,
            title="",
            text=text,
            language=package.language,
            link=link if wanted else "",
            made_with_ai=package.made_with_ai,
            images=images,
            videos=videos,
            notes=(*notes, *composed.notes, t("Biaya kiriman di X: {cost}.", cost=cost)),
        )

    def measured(self, rendering: Rendering) -> tuple[int, int | None]:
        return weight(rendering.text, rendering.link), LIMITS.text_length

    def check(self) -> Health:
        try:
            self._me()
        except ConnectorError as error:
            return Health(ok=False, account="", may_publish=False, problems=(str(error),), cost=t(COST))
        return Health(ok=True, account=f"@{self.username}", may_publish=True, cost=t(COST))

    def stage(self, rendering: Rendering, marker: str, handles: Mapping[str, str], record: Record) -> Staged:
        """Upload every picture or the film, then give it its alt text; a handle is its number and when X throws it away."""
        kept = dict(handles)

        def keep(name: str, handle: str) -> None:
            record(name, handle)
            kept[name] = handle

        for image in rendering.images:
            name = f"media:{image.sha256}"
            if ends_soon(kept.get(name, ""), self.clock):
                keep(name, self._upload(image))
        for film in rendering.videos:
            FilmUpload(self._x, film, kept, keep).bring()
        for shown in _media(rendering):
            handle = kept[f"media:{shown.sha256}"]
            if shown.alt and kept.get(f"alt:{shown.sha256}") != handle:
                self._x.describe(handle.split(";")[0], shown.alt)
                keep(f"alt:{shown.sha256}", handle)
        return Staged(rendering, marker, "", kept)

    def reveal(self, staged: Staged) -> Link:
        rendering = staged.rendering
        media = [staged.handles[f"media:{i.sha256}"].split(";")[0] for i in _media(rendering)] or None
        extra = {"made_with_ai": True} if rendering.made_with_ai else {}
        body = self._x.call(Step.REVEAL, lambda x: x.create_tweet(text=rendering.text or None, media_ids=media), extra)
        identity = (body.get("data") or {}).get("id")
        if not isinstance(identity, str) or not identity:
            raise unclear(NAME, Step.REVEAL, t("jawaban tanpa nomor kiriman"))
        return Link(self._url(identity), identity, self.clock.now())

    def find(self, fingerprint: Fingerprint, since: datetime) -> Finding:
        user_id = self._me()
        since = in_their_time(self.session, since)
        posts: list[Post] = []
        token: str | None = None
        for _ in range(PAGES):
            body = self._timeline(user_id, since, token)
            posts += [self._post(p) for p in body.get("data", [])]
            token = body["meta"].get("next_token")
            if token is None:
                return recognise(NAME, posts, fingerprint)
        return too_many(NAME, since)

    def look(self, link: Link) -> Look:
        try:
            body = self._x.call(Step.LOOK, lambda x: x.get_tweet(_number(link), tweet_fields=FIELDS, user_auth=True))
        except ConnectorError as error:
            return Look("unknown", str(error), retry_at=error.at if isinstance(error, TryLater) else None)
        if isinstance(body.get("data"), dict):
            post = self._post(body["data"])
            return Look("public", url=post.url, images=post.images, videos=post.videos)
        if any(_NOT_FOUND in str(e.get("type", "")) for e in body.get("errors", [])):
            return Look("gone")
        return Look("unknown", t("{name}: kiriman tidak dapat dilihat.", name=NAME))

    def readers(self, link: Link) -> ReaderCount:
        metric = LIMITS.reader_metric
        try:
            body = self._x.call(Step.LOOK, lambda x: x.get_tweet(_number(link), tweet_fields=["public_metrics"], user_auth=True))
        except ConnectorError as error:
            return ReaderCount(None, metric, "api", 0.0, str(error))
        counts = (body.get("data") or {}).get("public_metrics") or {}
        others: dict[str, int | None] = {name: counts.get(name) for name in COUNTS}
        if not isinstance(counts.get(metric), int):
            return ReaderCount(None, metric, "api", 0.0, t("X tidak melaporkan jumlah tayangan kiriman ini."), others)
        return ReaderCount(counts[metric], metric, "api", 0.8, t("tayangan menurut X, bukan orang"), others)

    def withdraw(self, link: Link) -> None:
        body = self._x.call(Step.REVEAL, lambda x: x.delete_tweet(_number(link)))
        if (body.get("data") or {}).get("deleted") is not True and self.look(link).state != "gone":
            raise unclear(NAME, Step.REVEAL, t("penarikan tidak dipastikan"))

    def amend(self, link: Link, rendering: Rendering, record: Record) -> Link:  # noqa: ARG002  # the contract's arguments
        raise NeedsHuman(t("{name}: kiriman tidak dapat diubah. Tarik kirimannya, lalu tayangkan revisi baru.", name=NAME))

    def _me(self) -> str:
        """The number of our account; nothing is believed of an account that is not ours."""
        data = self._x.call(Step.LOOK, lambda x: x.get_me(user_auth=True)).get("data") or {}
        if not data.get("username") or not data.get("id"):
            raise TryLater(t("{name}: jawaban tidak menyebut akun; dilihat lagi nanti.", name=NAME))
        if str(data["username"]).lower() != self.username.lower():
            raise NeedsHuman(
                t(
                    "{name}: kunci milik @{other}, bukan @{username}. Pasang kunci akun itu.",
                    name=NAME,
                    other=data["username"],
                    username=self.username,
                )
            )
        return str(data["id"])

    def _timeline(self, user_id: str, since: datetime, token: str | None) -> Json:
        body = self._x.call(
            Step.LOOK,
            lambda x: x.get_users_tweets(
                user_id,
                start_time=max(since, EARLIEST),
                max_results=100,
                pagination_token=token,
                tweet_fields=FIELDS,
                user_auth=True,
            ),
        )
        if body.get("errors") or "result_count" not in (body.get("meta") or {}):
            raise TryLater(t("{name}: daftar kiriman tidak lengkap.", name=NAME))
        return body

    def _upload(self, image: Image) -> str:
        handle = handle_of(self._x.upload(image.name, approved_bytes(image), image.mime).get("data") or {}, self.clock)
        if not handle:
            raise TryLater(t("{name}: unggahan {file} tidak dipastikan; belum ada yang tayang.", name=NAME, file=image.name))
        return handle

    def _url(self, identity: str) -> str:
        host = "https://x.com" if self.api_url == API_URL else self.api_url.rstrip("/")
        return f"{host}/{self.username}/status/{identity}"

    def _post(self, body: Json) -> Post:
        return post_of(body, self._url(str(body.get("id", ""))))


def _number(link: Link) -> str:
    """A post's number; of one that a person found, what its address says."""
    if known := link.remote_id or "".join(_IN_ADDRESS.findall(urlsplit(link.url).path)[:1]):
        return known
    raise NeedsHuman(t("{name}: nomor kiriman tidak diketahui; lihat sendiri di peramban.", name=NAME))


def _media(rendering: Rendering) -> tuple[Image | Video, ...]:
    """What a post shows, in order."""
    return (*rendering.images, *rendering.videos)
