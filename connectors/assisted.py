"""A website or account without an API: tayang makes the kit, a person posts it and hands back the link.

The hidden stage is a folder with everything that is to be posted and one page that says how. Revealing always ends with a
person: what is public, only the person knows, and it is proved afterwards like anything else.
"""

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from connectors._social_text import films, pages_beside
from connectors.article import article_of, rendering_of
from connectors.assisted_page import page_of
from connectors.assisted_platforms import known
from connectors.assisted_rendering import rendering_for
from connectors.contract import (
    Absent,
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
)
from connectors.files import Item, approved_file, public_name
from connectors.kits import KnownPlatform
from content_queue import places
from content_queue.package import Package
from language.say import t

WEBSITES = ("website", "situs", "situs-web")
PAGE = "BUKA-SAYA.html"
A_POST = 10
"""How many pictures a person posts at once, pages of attachments included."""


def limits_of(platform: str) -> Limits:
    """A website is proved by an anonymous look; any other platform walls readers off, so a person attests."""
    row = known(platform)
    if row is None:
        return _general(platform.casefold() in WEBSITES)
    return replace(
        _general(website=False),
        text_length=row.text,
        images=row.images,
        image_bytes=row.image_bytes,
        videos=row.videos,
        video_bytes=row.video_bytes,
        video_seconds=row.video_seconds,
        appearance=row.appearance,
    )


def _general(website: bool) -> Limits:
    return Limits(
        platform="assisted",
        website=website,
        text_length=None,
        images=50,
        image_bytes=20 * 2**20,
        alt_text=True,
        attachments=website,
        html=website,
        hidden_stage=True,
        repeatable_reveal=True,
        can_find=True,
        can_count_readers=False,
        can_withdraw=False,
        can_amend=False,
        walls_off_bots=not website,
        grade=Grade.PUBLIC if website else Grade.ATTESTED,
        needs_link=not website,
        assisted=True,
        videos=20,
        video_bytes=500 * 2**20,
    )


@dataclass(frozen=True)
class Assisted:
    """One account that a person posts to. Kits lie in `kits`, one folder a publication, named by its marker."""

    channel: str
    platform: str
    url: str
    kits: Path

    @property
    def limits(self) -> Limits:
        return limits_of(self.platform)

    @property
    def known(self) -> KnownPlatform | None:
        return known(self.platform)

    def preview(self, package: Package, link: str = "") -> Rendering:
        """What a person is to post: as its platform takes it where that is known, else the whole package."""
        row = self.known
        if row is None:
            return self._whole(package, link, self.limits)
        if row.needs_film and not films(package, self.limits, row.spoken_name)[0]:
            whole = self._whole(package, link, _general(website=False))
            return replace(
                whole,
                videos=(),
                notes=(*whole.notes, t("Tanpa video: kit ini untuk tab Postingan di {name}.", name=row.spoken_name)),
            )
        return rendering_for(row, self.limits, package, self.channel, self.platform, link)

    def measured(self, rendering: Rendering) -> tuple[int, int | None]:
        """How long a text is as its platform counts, and how long it may be."""
        row = _row_of(self.known, rendering)
        if row is None:
            return len(rendering.text), None
        return row.count(rendering.text), row.most(len(rendering.images) + len(rendering.videos))

    def _whole(self, package: Package, link: str, limits: Limits) -> Rendering:
        if len(package.images) > limits.images:
            raise Refused(
                t(
                    "{name}: paling banyak {most} gambar, paket ini memuat {n}.",
                    name=self.platform,
                    most=limits.images,
                    n=len(package.images),
                )
            )
        own = package.channel_text.get(self.channel, "")
        carried = link if package.link_in_post.get(self.channel, True) and not limits.website else ""
        article = limits.html
        whole_text = article_of(package.body_html, package.images, package.attachments, package.videos) if article else ""
        text = whole_text or own or package.body_text
        if carried and carried not in text:
            text = f"{text}\n\n{carried}"
        whole = rendering_of(package, self.channel, self.platform, text, carried)
        if limits.attachments:
            return replace(whole, attachments=package.attachments)
        pages, notes = pages_beside(package, limits, self.platform, A_POST - len(package.images))
        return replace(whole, images=(*whole.images, *pages), attachments=(), notes=tuple(notes))

    def check(self) -> Health:
        """Nothing to sign in to: the kit folder must be writable, the rest is a person's."""
        try:
            self.kits.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.kits):
                pass
        except OSError as error:
            return Health(
                False,
                self.url,
                may_publish=False,
                problems=(t("Map kit {folder} tidak dapat ditulis: {why}.", folder=self.kits, why=error.strerror),),
            )
        return Health(True, self.url, may_publish=True, cost=t("dikerjakan orang"))

    def stage(self, rendering: Rendering, marker: str, handles: Mapping[str, str], record: Record) -> Staged:
        """Make the kit whole or not at all; an earlier one is replaced, so that it is exactly this rendering."""
        self.kits.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{marker}-", dir=self.kits))
        try:
            _fill(beside, rendering, self.url, self.limits, _row_of(self.known, rendering))
            beside.chmod(0o755)
            kit = self.kits / marker
            shutil.rmtree(kit, ignore_errors=True)
            beside.replace(kit)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
        if handles.get("kit") != marker:
            record("kit", marker)
        return Staged(rendering, marker, marker, {**handles, "kit": marker})

    def reveal(self, staged: Staged) -> Link:
        kit = self.kits / staged.remote_id / PAGE
        raise NeedsHuman(
            t("Unggah ke {url} menurut {kit}, lalu kembalikan tautannya dengan `tayang answer`.", url=self.url, kit=kit)
        )

    def find(self, fingerprint: Fingerprint, since: datetime) -> Finding:  # noqa: ARG002  # the contract's argument
        """Whether the kit is there; what a person did with it nobody can look up."""
        if (self.kits / fingerprint.marker / PAGE).is_file():
            return Found(fingerprint.marker, public=False)
        return Absent()

    def look(self, link: Link) -> Look:
        return Look("unknown", t("{name} tidak dapat ditanya; lihat sendiri.", name=self.platform), link.url)

    def readers(self, link: Link) -> ReaderCount:  # noqa: ARG002  # the contract's argument
        return ReaderCount(
            None, "", "assisted", 0.0, t("{name} tidak dapat ditanya; isi dengan tangan bila perlu.", name=self.platform)
        )

    def withdraw(self, link: Link) -> None:
        raise NeedsHuman(t("Tarik sendiri {url} di {name}; tayang tidak punya akses ke sana.", url=link.url, name=self.platform))

    def amend(self, link: Link, rendering: Rendering, record: Record) -> Link:  # noqa: ARG002  # the contract's arguments
        raise NeedsHuman(
            t("Perbaiki sendiri {url} di {name}; tayang tidak punya akses ke sana.", url=link.url, name=self.platform)
        )


def _row_of(row: KnownPlatform | None, rendering: Rendering) -> KnownPlatform | None:
    """What is known of the platform, if this rendering was made for it: without a film there is no YouTube video to post."""
    return None if row and row.needs_film and not rendering.videos else row


def _fill(kit: Path, rendering: Rendering, url: str, limits: Limits, row: KnownPlatform | None) -> None:
    names: dict[str, str] = {}
    for number, image in enumerate(rendering.images, 1):
        names[image.sha256] = f"gambar/{number:02d}-{image.name}"
    for attachment in rendering.attachments:
        names[attachment.sha256] = f"lampiran/{public_name(attachment)}"
    for video in rendering.videos:
        names[video.sha256] = f"video/{video.name}"
    files: tuple[Item, ...] = (*rendering.images, *rendering.attachments, *rendering.videos)
    for file in files:
        target = kit / names[file.sha256]
        target.parent.mkdir(exist_ok=True)
        with approved_file(file) as source, target.open("wb") as copy:
            shutil.copyfileobj(source, copy)
    if row is None or row.title:
        (kit / "judul.txt").write_text(rendering.title + "\n", encoding="utf-8")
    if row and row.button and rendering.link:
        (kit / "tautan.txt").write_text(rendering.link + "\n", encoding="utf-8")
    text = places.filled(rendering.text, names) if limits.html else rendering.text
    (kit / ("isi.html" if limits.html else "teks.txt")).write_text(text + "\n", encoding="utf-8")
    (kit / PAGE).write_text(page_of(rendering, text, names, url, limits, row), encoding="utf-8")
