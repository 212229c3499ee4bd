"""A package: what was approved, whole and unchangeable. Made by `content_queue.read`, read by every other room."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path


class Kind(StrEnum):
    """What a package is; the value is the word that an operator writes."""

    NEWS = "berita"
    ANNOUNCEMENT = "pengumuman"
    LEGAL = "produk-hukum"
    INFOGRAPHIC = "infografis"
    PRESS_RELEASE = "siaran-pers"
    AGENDA = "agenda"


@dataclass(frozen=True)
class Image:
    """One picture as it will be published: re-encoded, upright, without EXIF. `sha256` and `size` are of those bytes."""

    name: str
    path: Path
    sha256: str
    mime: str
    width: int
    height: int
    size: int
    alt: str
    caption: str = ""


@dataclass(frozen=True)
class Video:
    """One film (MP4 with H.264) as it will be published: without the traces of the camera, never encoded again.

    `sha256` and `size` are of those bytes, width and height as it is seen, upright; `seconds` is its length. `alt` tells it to
    who cannot see it.
    """

    name: str
    path: Path
    sha256: str
    mime: str
    width: int
    height: int
    size: int
    seconds: float
    alt: str
    caption: str = ""


@dataclass(frozen=True)
class Page(Image):
    """A picture of page `number` of the attachment `document`."""

    document: str = ""
    number: int = 0


@dataclass(frozen=True)
class Attachment:
    """One file offered as a download, byte for byte as it was approved."""

    name: str
    path: Path
    sha256: str
    mime: str
    size: int
    title: str = ""
    public_name: str = ""
    """The name of the file where the public gets it; empty: its own."""


@dataclass(frozen=True)
class LegalDocument:
    """Metadata of a legal document (kind `produk-hukum`), in the terms of the JDIH."""

    jenis: str
    nomor: str
    tahun: int
    tentang: str

    @property
    def name(self) -> str:
        """Type, number and year: Keputusan Nomor 27 Tahun 2026."""
        return f"{self.jenis} Nomor {self.nomor} Tahun {self.tahun}"

    @property
    def citation(self) -> str:
        """As an office cites it, with its subject."""
        return f"{self.name} tentang {self.tentang}"


@dataclass(frozen=True)
class LegalBasis(LegalDocument):
    """A law or decision that content rests on, and where it can be read."""

    link: str = ""


@dataclass(frozen=True)
class Package:
    """What was approved. `digest` is the hex SHA-256 over every dropped file except the disposition sheet.

    `body_html` is sanitised and refers to pictures and attachments only as `tayang-media:SHA256` and
    `tayang-file:SHA256`; a connector replaces these by the addresses that the platform gave.
    `legal_basis`: the laws that it rests on; the article names them at its foot.
    `unit`: the part of the office that holds the information, for the office's own lists; no channel shows it.
    `correction` says what was wrong in the revision that is public, and makes this one its correction ("ralat").
    `pages` are pictures of the attachments' first pages, for channels that carry no attachment; `unseen` says why an attachment
    has none, by its name. `on_website`: whether the office's website will show this package, so that others can fetch from there.
    Times are aware, in UTC. `fetched` and `addresses` are no part of what was approved: the pictures in the shape in which other
    channels fetch them from the website, and where the website shows each picture, by SHA-256. The sweep fills them in.
    """

    office: str
    id: str
    revision: int
    digest: str
    title: str
    slug: str
    summary: str
    body_html: str
    body_text: str
    kind: Kind
    language: str
    channels: tuple[str, ...]
    category: str = ""
    tags: tuple[str, ...] = ()
    legal: LegalDocument | None = None
    publish_at: datetime | None = None
    expires_at: datetime | None = None
    channel_text: Mapping[str, str] = field(default_factory=dict)
    link_in_post: Mapping[str, bool] = field(default_factory=dict)
    made_with_ai: bool = False
    nota_dinas: str = ""
    unit: str = ""
    correction: str = ""
    legal_basis: tuple[LegalBasis, ...] = ()
    images: tuple[Image, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    videos: tuple[Video, ...] = ()
    pages: tuple[Page, ...] = ()
    unseen: Mapping[str, str] = field(default_factory=dict)
    on_website: bool = True
    fetched: tuple[Image, ...] = ()
    addresses: Mapping[str, str] = field(default_factory=dict)
