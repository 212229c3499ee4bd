"""The preview of a package: one local page that shows how each channel will look. Data in, HTML out; nothing is fetched."""

import re
from dataclasses import dataclass

import nh3
from markupsafe import Markup, escape

from connectors.appearance import PLAIN, Appearance
from content_queue import places
from content_queue.text import FILM_VALUES
from language.say import t, tn
from reports import words
from reports.pages import csp_hash, own, page_style, template

DIGEST_META = "tayang-sidik"
_DIGEST = re.compile(rf'<meta name="{DIGEST_META}" content="([0-9a-f]{{64}})">')
_SCHEMES = {"http", "https", "mailto", "tel"} | places.SCHEMES
_TAGS = {*nh3.ALLOWED_TAGS, "video"}
_ATTRIBUTES = {**nh3.ALLOWED_ATTRIBUTES, "video": {"src", "aria-label"}}
_TINT = re.compile(r"#[0-9a-f]{6}")
_TAPPABLE = re.compile(r"(https?://\S+|(?<!\w)[#@]\w+)")


@dataclass(frozen=True)
class Picture:
    """One picture as the channel gets it; `source` is a data: address, the figures are those of the picture that is sent."""

    name: str
    sha256: str
    source: str
    alt: str
    caption: str
    width: int
    height: int
    size: int


@dataclass(frozen=True)
class Paper:
    """One attachment; `href` leads from the page to the file."""

    name: str
    sha256: str
    href: str
    title: str
    size: int


@dataclass(frozen=True)
class Film:
    """One film as the channel gets it; `href` leads from the page to the dropped file."""

    name: str
    sha256: str
    href: str
    alt: str
    caption: str
    width: int
    height: int
    size: int
    seconds: float


@dataclass(frozen=True)
class ChannelPreview:
    """One channel: what will be sent there, or why it will not (`refused`); `trouble` says why it cannot be used now."""

    channel: str
    label: str
    platform: str
    article: bool = False
    title: str = ""
    text: str = ""
    summary: str = ""
    category: str = ""
    tags: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    papers: tuple[Paper, ...] = ()
    films: tuple[Film, ...] = ()
    notes: tuple[str, ...] = ()
    digest: str = ""
    length: int = 0
    limit: int | None = None
    link_follows: bool = False
    made_with_ai: bool = False
    refused: str = ""
    trouble: str = ""
    looks: Appearance = PLAIN

    @property
    def unplaced_pictures(self) -> tuple[Picture, ...]:
        """Pictures that the text itself does not show."""
        shown = self._placed
        return tuple(picture for picture in self.pictures if picture.sha256 not in shown)

    @property
    def unplaced_films(self) -> tuple[Film, ...]:
        """Films that the text itself does not show."""
        shown = self._placed
        return tuple(film for film in self.films if film.sha256 not in shown)

    @property
    def unplaced_papers(self) -> tuple[Paper, ...]:
        """Attachments that the text itself does not link to."""
        shown = self._placed
        return tuple(paper for paper in self.papers if paper.sha256 not in shown)

    @property
    def _placed(self) -> frozenset[str]:
        return places.named_in(self.text) if self.article else frozenset()


@dataclass(frozen=True)
class PackagePreview:
    """Everything that the page shows. A package with problems may have no channels to show."""

    office_name: str
    practice: bool
    name: str
    made_at: str
    digest: str = ""
    title: str = ""
    kind: str = ""
    goes_out: str = ""
    problems: tuple[str, ...] = ()
    channels: tuple[ChannelPreview, ...] = ()
    unused: tuple[str, ...] = ()


def render_preview(data: PackagePreview) -> str:
    """The preview as one HTML page; only its own style may apply, only its own pictures and the package's films are shown."""
    style = page_style("preview.css", "posts.css") + _tints(data.channels)
    filters = ("size", words.size), ("lasting", lasting), ("grouped", words.number), ("folded", folded), ("tappable", tappable)
    page = template("preview.html.j2", *filters)
    return page.render(
        data=data,
        words=words,
        body=body,
        digest_meta=DIGEST_META,
        style=own(style),
        style_hash=csp_hash(style),
    )


def body(channel: ChannelPreview) -> Markup:
    """The article's text, cleaned once more, with its pictures and attachments in their places."""
    addresses = {picture.sha256: picture.source for picture in channel.pictures}
    addresses |= {paper.sha256: paper.href for paper in channel.papers} | {film.sha256: film.href for film in channel.films}
    cleaned = nh3.clean(
        channel.text,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        tag_attribute_values=FILM_VALUES,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer",
    )
    return Markup(places.filled(cleaned, addresses))  # noqa: S704  # cleaned in the line before, and every address in it is ours


def _tints(channels: tuple[ChannelPreview, ...]) -> str:
    tints = [(number, one.looks.tint) for number, one in enumerate(channels, start=1) if _TINT.fullmatch(one.looks.tint)]
    return "".join(f"#kiriman-{number} {{ --tint: {tint}; }}\n" for number, tint in tints)


def folded(text: str, most: int | None) -> tuple[str, str]:
    """A text as far as a reader sees it at once, to a whole word, and what is behind the fold."""
    if most is None or len(text) <= most:
        return text, ""
    end = max(text.rfind(" ", 0, most + 1), text.rfind("\n", 0, most + 1))
    at = end + 1 if end > 0 else most
    return text[:at], text[at:]


def tappable(text: str) -> Markup:
    """A post's words, with what a reader can tap marked: addresses, hashtags, names."""
    parts = _TAPPABLE.split(text)
    return Markup("").join(
        Markup('<span class="tap">{}</span>').format(one) if at % 2 else escape(one) for at, one in enumerate(parts)
    )


def digest_in(head: bytes) -> str:
    """Which package a preview shows, read from the beginning of its page; empty if that does not say."""
    found = _DIGEST.search(head.decode("utf-8", "replace"))
    return found[1] if found else ""


def lasting(seconds: float) -> str:
    """How long a film is, as people say it."""
    minutes, rest = divmod(max(1, round(seconds)), 60)
    if minutes:
        return t("{minutes} menit {seconds} detik", minutes=minutes, seconds=rest)
    return tn("{n} detik", rest)
