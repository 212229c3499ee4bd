"""An account on a Mastodon instance: pictures or a film are uploaded unseen, the post itself is the one visible act.

The post goes out under an `Idempotency-Key` that the instance remembers for an hour: sent again within it, the same post comes
back. An hour is no promise for ever, so after an unclear answer the account's own list is read and compared first, as on every
platform; the key then keeps even a post that arrives late, or that the list does not show yet, from becoming a second one.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import requests

from connectors._social_cut import compose
from connectors._social_errors import Step, unclear
from connectors._social_text import Post, described, film_or_pictures, recognise, too_many
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
from connectors.http import in_their_time
from connectors.mastodon_client import Json, MastodonClient, Missing
from connectors.mastodon_limits import ALT, FILM_BYTES, allowed_by, expect_allowed
from connectors.mastodon_media import MediaDesk, files_of
from connectors.mastodon_rights import excess, lacking, rights_of
from connectors.mastodon_text import LENGTH, NAME, count, moment_of, post_of, room_of
from content_queue.package import Package
from language.say import later, t
from safety.clock import Clock

LIMITS = Limits(
    platform="mastodon",
    website=False,
    text_length=LENGTH,
    images=4,
    image_bytes=16 * 2**20,
    alt_text=True,
    attachments=False,
    html=False,
    hidden_stage=False,
    repeatable_reveal=False,
    can_find=True,
    can_count_readers=False,
    can_withdraw=True,
    can_amend=True,
    walls_off_bots=True,
    grade=Grade.PLATFORM,
    needs_link=True,
    videos=1,
    video_bytes=FILM_BYTES,
    appearance=Appearance(
        shape="card", pictures="grid", below=(later("Balas"), later("Boost"), later("Favorit"), later("Markah")), tint="#563acc"
    ),
)
PAGES = 50
PAGE = 40
KEY_LASTS = timedelta(hours=1)
COUNTS = ("favourites_count", "reblogs_count", "replies_count")
NO_READERS = later("{name} tidak menghitung pembaca; suka dan bagikan bukan pembaca.")


@dataclass(frozen=True, repr=False)
class Mastodon:
    """One account, `username` without @ and without its server, on the instance at `url`. Implements `Connector`."""

    session: requests.Session
    url: str
    username: str
    token: str
    clock: Clock
    channel: str = "mastodon"
    max_characters: int = LENGTH
    _instance: MastodonClient = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_instance", MastodonClient(self.session, self.url, self.token, self.clock))

    def __repr__(self) -> str:
        return f"Mastodon(@{self.username} {self.url})"

    @property
    def limits(self) -> Limits:
        return LIMITS

    @property
    def _media(self) -> MediaDesk:
        return MediaDesk(self._instance, self.clock)

    @property
    def api_url(self) -> str:
        """Where the instance answers; it also tells the time."""
        return self.url

    def preview(self, package: Package, link: str = "") -> Rendering:
        """The package's own text for this channel, else title, whole sentences, the website's link unless unwanted, hashtags."""
        images, videos, notes = film_or_pictures(package, LIMITS, NAME)
        described([*images, *videos], NAME, ALT)
        wanted = package.link_in_post.get(self.channel, True)
        composed = compose(package, self.channel, link, wanted, room_of(self.max_characters))
        if not composed.text and not images and not videos:
            raise Refused(t("{name}: teks, gambar dan video kosong; tidak ada yang dapat ditayangkan.", name=NAME))
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

    def measured(self, rendering: Rendering) -> tuple[int, int | None]:
        return count(rendering.text, rendering.link), self.max_characters

    def check(self) -> Health:
        try:
            self._ours()
            allowed = allowed_by(self._instance)
            held = rights_of(self._instance)
        except ConnectorError as error:
            return Health(ok=False, account="", may_publish=False, problems=(str(error),))
        problems = [
            t("Aplikasi tidak memiliki hak {scope}; buat aplikasi dan token baru dengan hak itu.", scope=scope)
            for scope in lacking(held)
        ]
        if allowed.characters < self.max_characters:
            problems.append(
                t("Instans menerima {most} aksara; tulis max_characters = {most} pada kanal ini.", most=allowed.characters)
            )
        good = not problems
        return Health(
            good,
            t("@{username} di {where}", username=self.username, where=urlsplit(self.url).netloc),
            good,
            tuple(problems),
            cost=t("gratis"),
            excess=excess(held),
        )

    def stage(self, rendering: Rendering, marker: str, handles: Mapping[str, str], record: Record) -> Staged:
        """Compare with what this instance allows, then upload every file with its alt text and wait until it is processed."""
        expect_allowed(rendering, allowed_by(self._instance))
        return Staged(rendering, marker, "", self._media.uploaded(rendering, handles, record))

    def reveal(self, staged: Staged) -> Link:
        rendering = staged.rendering
        key = hashlib.sha256(f"{staged.marker}|{rendering.digest}".encode()).hexdigest()
        body = self._body(rendering, staged.handles) | {"visibility": "public"}
        try:
            status, _ = self._instance.call(Step.REVEAL, "POST", "/api/v1/statuses", {"Idempotency-Key": key}, json=body)
        except Missing:  # the key still stands for a post that somebody deleted; no post came of this request
            at = self.clock.now() + KEY_LASTS
            raise TryLater(
                t("{name}: kiriman yang sama baru saja dihapus di instans; dikirim lagi sesudah satu jam.", name=NAME), at
            ) from None
        return self._link(status)

    def find(self, fingerprint: Fingerprint, since: datetime) -> Finding:
        account, posts = self._ours(), []
        since = in_their_time(self.session, since)
        newest: dict[str, str] = {}
        for _ in range(PAGES):
            page = self._instance.listed(f"/api/v1/accounts/{account}/statuses", exclude_reblogs="true", limit=PAGE, **newest)
            found = [_told(status) for status in page]
            posts += [post for post in found if post.published_at and post.published_at >= since]
            if not found or (found[-1].published_at or since) < since:
                return recognise(NAME, posts, fingerprint)
            newest = {"max_id": found[-1].remote_id}
        return too_many(NAME, since)

    def look(self, link: Link) -> Look:
        try:
            status = self._status(link)
        except Missing:
            return self._gone()
        except ConnectorError as error:
            return Look("unknown", str(error), retry_at=error.at if isinstance(error, TryLater) else None)
        seen = status.get("visibility") in ("public", "unlisted")
        return Look("public" if seen else "hidden", url=str(status.get("url") or link.url), images=post_of(status).images)

    def readers(self, link: Link) -> ReaderCount:
        try:
            status = self._status(link)
        except ConnectorError as error:
            return ReaderCount(None, LIMITS.reader_metric, "api", 0.0, str(error))
        others = {name: status[name] if isinstance(status.get(name), int) else None for name in COUNTS}
        return ReaderCount(None, LIMITS.reader_metric, "api", 0.0, t(NO_READERS, name=NAME), others)

    def withdraw(self, link: Link) -> None:
        identity = _identity(link)
        try:
            told, _ = self._instance.call(Step.REVEAL, "DELETE", f"/api/v1/statuses/{identity}")
        except Missing:
            if self._gone().state == "gone":  # withdrawn before, only the answer was lost
                return
            raise
        if not isinstance(told, dict) or str(told.get("id")) != identity:
            raise unclear(NAME, Step.REVEAL, t("penarikan tidak dipastikan"))

    def amend(self, link: Link, rendering: Rendering, record: Record) -> Link:
        """Text and pictures anew; Mastodon shows its readers that the post was edited."""
        expect_allowed(rendering, allowed_by(self._instance))
        self._status(link)
        body = self._body(rendering, self._media.uploaded(rendering, {}, record))
        told, _ = self._instance.call(Step.REVEAL, "PUT", f"/api/v1/statuses/{_identity(link)}", json=body)
        return self._link(told)

    def _body(self, rendering: Rendering, handles: Mapping[str, str]) -> Json:
        media = [handles[f"media:{item.sha256}"] for item in files_of(rendering)]
        return {"status": rendering.text, "language": rendering.language} | ({"media_ids": media} if media else {})

    def _status(self, link: Link) -> Json:
        identity = _identity(link)
        status = self._instance.get(f"/api/v1/statuses/{identity}")
        if str(status.get("id")) != identity:
            raise TryLater(t("{name}: jawaban bukan tentang kiriman ini.", name=NAME))
        return status

    def _link(self, status: object) -> Link:
        if not isinstance(status, dict) or not isinstance(status.get("id"), str) or not isinstance(status.get("url"), str):
            raise unclear(NAME, Step.REVEAL, t("jawaban tanpa nomor kiriman"))
        return Link(status["url"], status["id"], moment_of(status))

    def _ours(self) -> str:
        """The number of our account; nothing is believed of an account that is not ours."""
        me = self._instance.get("/api/v1/accounts/verify_credentials")
        if not me.get("id") or not me.get("username"):
            raise TryLater(t("{name}: jawaban tidak menyebut akun; dilihat lagi nanti.", name=NAME))
        if str(me["username"]).lower() != self.username.lower():
            raise NeedsHuman(
                t(
                    "{name}: token milik @{other}, bukan @{username}. Pasang token akun itu.",
                    name=NAME,
                    other=me["username"],
                    username=self.username,
                )
            )
        return str(me["id"])

    def _gone(self) -> Look:
        try:
            self._ours()
        except ConnectorError as error:
            return Look("unknown", str(error), retry_at=error.at if isinstance(error, TryLater) else None)
        return Look("gone")


def _told(status: object) -> Post:
    if not isinstance(status, dict) or "id" not in status or "content" not in status or moment_of(status) is None:
        raise TryLater(t("{name}: daftar kiriman tidak lengkap.", name=NAME))
    return post_of(status)


def _identity(link: Link) -> str:
    """A post's number; of one that a person found, the number at the end of its address."""
    known = link.remote_id or urlsplit(link.url).path.rpartition("/")[2]
    if not known.isalnum():
        raise NeedsHuman(t("{name}: nomor kiriman tidak diketahui; lihat sendiri di instans.", name=NAME))
    return known
