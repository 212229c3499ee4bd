"""An account on Bluesky: pictures or a film are uploaded unseen, the post itself is the one visible act, and it may be repeated.

A post lies under a key that is made of the publication's mark alone, and is written only where nothing lies yet. Sent again,
however late and by however many, it stays the one record; with other words it is refused and for a person to judge.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

import requests

from connectors._social_cut import compose
from connectors._social_errors import Step, unclear
from connectors._social_text import described, film_or_pictures
from connectors.appearance import Appearance
from connectors.bluesky_client import API_URL, APPVIEW_URL, BlueskyClient, Json, Missing, Taken, stopped
from connectors.bluesky_feed import labels, posted_by_hand, says, shown
from connectors.bluesky_pictures import HEAVIEST, light_enough
from connectors.bluesky_stage import StageDesk, old_at, record_from
from connectors.bluesky_text import (
    COLLECTION,
    LENGTH,
    NAME,
    ROOM,
    count,
    key_of,
    moment_of,
    post_of,
    same_post,
    time_of_key,
)
from connectors.contract import (
    Absent,
    CannotTell,
    ConnectorError,
    Finding,
    Fingerprint,
    Found,
    Grade,
    Health,
    Limits,
    Link,
    Look,
    MaybePublished,
    NeedsHuman,
    ReaderCount,
    Record,
    Refused,
    Rendering,
    StageAgain,
    Staged,
    TryLater,
)
from connectors.http import in_their_time
from content_queue.package import Package
from language.say import later, t
from safety.clock import Clock

LIMITS = Limits(
    platform="bluesky",
    website=False,
    text_length=LENGTH,
    images=4,
    image_bytes=HEAVIEST,
    alt_text=True,
    attachments=False,
    html=False,
    hidden_stage=False,
    repeatable_reveal=True,
    can_find=True,
    can_count_readers=False,
    can_withdraw=True,
    can_amend=False,
    walls_off_bots=True,
    grade=Grade.PLATFORM,
    needs_link=True,
    videos=1,
    video_bytes=100_000_000,
    video_seconds=180,
    appearance=Appearance(
        shape="column",
        pictures="grid",
        below=(later("Balas"), later("Posting ulang"), later("Suka"), later("Bagikan")),
        tint="#0a66d0",
    ),
)
SITE_URL = "https://bsky.app"
ALT, FILM_ALT = 2000, 1000
COUNTS = ("likeCount", "repostCount", "replyCount", "quoteCount")
NO_READERS = later("{name} tidak menghitung pembaca; suka dan bagikan bukan pembaca.")
NO_EDITS = later("{name} tidak menampakkan perubahan pada kiriman. Tarik kiriman ini, lalu tayangkan revisi paketnya.")
EXCESS = {
    "com.atproto.access": later("mengelola seluruh akun (ini sandi utama, bukan sandi aplikasi)"),
    "com.atproto.appPassPrivileged": later("membaca dan mengirim pesan pribadi"),
}


@dataclass(frozen=True, repr=False)
class Bluesky:
    """One account, `username` as Bluesky calls it (kpu-contoh.bsky.social), with an app password. Implements `Connector`."""

    session: requests.Session
    username: str
    password: str
    clock: Clock
    channel: str = "bluesky"
    api_url: str = API_URL
    appview_url: str = APPVIEW_URL
    site_url: str = SITE_URL
    _client: BlueskyClient = field(init=False, compare=False)

    def __post_init__(self) -> None:
        client = BlueskyClient(self.session, self.api_url, self.username, self.password, self.clock, self.appview_url)
        object.__setattr__(self, "_client", client)

    def __repr__(self) -> str:
        return f"Bluesky(@{self.username} {self.api_url})"

    @property
    def limits(self) -> Limits:
        return LIMITS

    def preview(self, package: Package, link: str = "") -> Rendering:
        """The package's own text for this channel, else title, whole sentences and hashtags; the website's link below it
        where there are pictures or a film, else as a card."""
        lighter, made = light_enough(package, LIMITS.images)
        images, videos, notes = film_or_pictures(lighter, LIMITS, NAME)
        described(images, NAME, ALT)
        described(videos, NAME, FILM_ALT)
        wanted = package.link_in_post.get(self.channel, True)
        composed = compose(package, self.channel, link, wanted and bool(images or videos), ROOM)
        if not composed.text and not images and not videos:
            raise Refused(t("{name}: teks, gambar dan video kosong; tidak ada yang dapat ditayangkan.", name=NAME))
        card = wanted and not images and not videos
        if card:
            made = [*made, t("Tautan situs tampil sebagai kartu di bawah teks, tidak memakan aksara.")]
        return Rendering(
            channel=self.channel,
            platform=LIMITS.platform,
            title=package.title if card and link else "",
            text=composed.text,
            summary=package.summary if card and link else "",
            language=package.language,
            link=link if wanted else "",
            images=images,
            videos=videos,
            notes=(*notes, *made, *composed.notes),
        )

    def measured(self, rendering: Rendering) -> tuple[int, int | None]:
        return count(rendering.text), LIMITS.text_length

    def check(self) -> Health:
        try:
            account = self._client.account()
        except ConnectorError as error:
            return Health(ok=False, account="", may_publish=False, problems=(str(error),))
        problems = (f"{NAME}: {stopped(account.status)}.",) if account.status else ()
        excess = (t(EXCESS[account.scope]),) if account.scope in EXCESS else ()
        good = not problems
        return Health(
            good, t("@{account} di {name}", account=account.handle, name=NAME), good, problems, cost=t("gratis"), excess=excess
        )

    def stage(self, rendering: Rendering, marker: str, handles: Mapping[str, str], record: Record) -> Staged:
        """Fix the time of the post and the numbers of the accounts that it names, and upload its pictures or its film."""
        kept = StageDesk(self._client, self.clock).prepared(rendering, handles, record)
        return Staged(rendering, marker, _uri(self._client.account().did, key_of(marker)), kept)

    def reveal(self, staged: Staged) -> Link:
        did, key = self._client.account().did, key_of(staged.marker)
        ours = record_from(staged)
        body = {"repo": did, "collection": COLLECTION, "rkey": key, "record": ours, "swapRecord": None}
        try:
            told = self._client.call(Step.REVEAL, "POST", "com.atproto.repo.putRecord", json=body)
        except Taken:
            return self._adopted(did, key, ours)
        except StageAgain as error:
            raise StageAgain(str(error), old_at(staged)) from None
        if told.get("uri") != _uri(did, key):
            raise unclear(NAME, Step.REVEAL, t("jawaban tanpa alamat kiriman"))
        return self._link(did, key, ours)

    def find(self, fingerprint: Fingerprint, since: datetime) -> Finding:
        """Look under the key of this mark, and for what somebody posted by hand with the same words."""
        did, key = self._client.account().did, key_of(fingerprint.marker)
        try:
            ours = self._client.record(did, key)
        except Missing:
            ours = None
        since = in_their_time(self.session, since)
        by_hand = [post for post in posted_by_hand(self._client, did, since, self._address) if says(post, fingerprint)]
        if ours is None and by_hand:
            return CannotTell(
                t(
                    "{name}: kiriman yang sama ada di akun, bukan oleh tayang ({url}). Periksa dahulu.",
                    name=NAME,
                    url=by_hand[0].url,
                )
            )
        if ours is None:
            return Absent()
        post = post_of(_uri(did, key), ours, self._address(key))
        if not says(post, fingerprint):
            return CannotTell(
                t("{name}: kiriman paket ini ada dengan isi lain ({url}). Periksa apakah isinya benar.", name=NAME, url=post.url)
            )
        return Found(post.remote_id, True, post.url, post.published_at, 1 + len(by_hand))

    def look(self, link: Link) -> Look:
        """The account's server must have the post, and Bluesky must show it to somebody who is nobody there."""
        try:
            did, key = self._place(link)
            record = self._client.record(did, key)
            seen = shown(self._client, _uri(did, key))
        except Missing:
            return Look("gone")
        except ConnectorError as error:
            return Look("unknown", str(error), retry_at=error.at if isinstance(error, TryLater) else None)
        if seen is None:
            return Look(
                "unknown",
                t(
                    "{name}: tersimpan di server akun, belum tampak di {where}.",
                    name=NAME,
                    where=urlsplit(self.appview_url).netloc,
                ),
            )
        if {"!hide", "!takedown"} & labels(seen):
            return Look("hidden", t("{name}: disembunyikan oleh moderasi; lihat di aplikasi.", name=NAME), link.url)
        walled = "!no-unauthenticated" in labels(seen.get("author"))
        told = t("hanya tampak bagi yang masuk ke Bluesky; ubah di Pengaturan, Privasi dan keamanan") if walled else ""
        return Look("public", told, link.url or self._address(key), post_of(_uri(did, key), record, "").images)

    def readers(self, link: Link) -> ReaderCount:
        try:
            seen = shown(self._client, _uri(*self._place(link)))
        except ConnectorError as error:
            return ReaderCount(None, LIMITS.reader_metric, "api", 0.0, str(error))
        if seen is None:
            return ReaderCount(None, LIMITS.reader_metric, "api", 0.0, t("{name}: kiriman tidak tampak.", name=NAME))
        others = {name: seen[name] if isinstance(seen.get(name), int) else None for name in COUNTS}
        return ReaderCount(None, LIMITS.reader_metric, "api", 0.0, t(NO_READERS, name=NAME), others)

    def withdraw(self, link: Link) -> None:
        """Delete the record; what is gone already is deleted with success."""
        did, key = self._place(link)
        if did != self._client.account().did:
            raise NeedsHuman(t("{name}: kiriman ini milik akun lain; tarik sendiri di aplikasi.", name=NAME))
        body = {"repo": did, "collection": COLLECTION, "rkey": key}
        self._client.call(Step.REVEAL, "POST", "com.atproto.repo.deleteRecord", json=body)

    def amend(self, link: Link, rendering: Rendering, record: Record) -> Link:  # noqa: ARG002  # the contract's names
        """Never: a record can be written over, but readers are not shown that it was, and Bluesky may show the old words."""
        raise NeedsHuman(t(NO_EDITS, name=NAME))

    def _adopted(self, did: str, key: str, ours: Json) -> Link:
        """The post of an earlier try, which lies under our key already. Raises NeedsHuman if it says something else."""
        try:
            there = self._client.record(did, key)
        except ConnectorError:
            raise MaybePublished(t("{name}: di bawah kunci kiriman ini sudah ada sesuatu; periksa dahulu.", name=NAME)) from None
        if not same_post(there, ours):
            raise NeedsHuman(
                t(
                    "{name}: kiriman paket ini sudah ada dengan isi lain ({url}). Lihat, lalu jawab.",
                    name=NAME,
                    url=self._address(key),
                )
            )
        return self._link(did, key, there)

    def _place(self, link: Link) -> tuple[str, str]:
        """Account and key of a post; of one that a person found, the key at the end of its address."""
        did, _, key = link.remote_id.removeprefix("at://").partition(f"/{COLLECTION}/")
        found = urlsplit(link.url).path.rpartition("/")[2]
        key = found if time_of_key(found) else key
        if time_of_key(key) is None:
            raise NeedsHuman(t("{name}: nomor kiriman tidak diketahui; lihat sendiri di aplikasi.", name=NAME))
        return did or self._client.account().did, key

    def _address(self, key: str) -> str:
        return f"{self.site_url.rstrip('/')}/profile/{self.username}/post/{key}"

    def _link(self, did: str, key: str, record: Json) -> Link:
        return Link(self._address(key), _uri(did, key), moment_of(record))


def _uri(did: str, key: str) -> str:
    return f"at://{did}/{COLLECTION}/{key}"
