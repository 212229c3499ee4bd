"""The HTML that an article carries on a website: sanitised, with its pictures and downloads in place."""

import html
from collections.abc import Collection, Sequence

import nh3

from connectors.contract import Rendering
from content_queue import places
from content_queue.package import Attachment, Image, Package, Video
from content_queue.text import FILM_VALUES

PUBLIC = frozenset({"http", "https", "mailto", "tel"})
# fmt: off
_TAGS = {
    "p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "strong", "em", "b", "i", "u", "s", "sub", "sup", "blockquote", "q",
    "cite", "code", "pre", "ul", "ol", "li", "dl", "dt", "dd", "a", "img", "figure", "figcaption", "table", "caption",
    "colgroup", "col", "thead", "tbody", "tfoot", "tr", "th", "td", "abbr", "span", "div", "video",
}
# fmt: on
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
    "ol": {"start", "type"},
    "abbr": {"title"},
    "video": {"src", "aria-label"},
    "*": {"lang"},
}


def article_of(body_html: str, images: Sequence[Image], attachments: Sequence[Attachment], videos: Sequence[Video] = ()) -> str:
    """The whole article, its files named by their places: pictures and films that the text does not show follow it, then the
    downloads. Several such pictures are one figure of figures, a gallery."""
    cleaned = clean(body_html, PUBLIC | places.SCHEMES)
    shown = places.named_in(cleaned)
    figures = [_figure(image) for image in images if image.sha256 not in shown]
    parts = [cleaned.strip(), f"<figure>{''.join(figures)}</figure>" if len(figures) > 1 else "".join(figures)]
    parts += [places.film(video.sha256, video.alt, video.caption) for video in videos if video.sha256 not in shown]
    if attachments:
        parts.append(f"<h2>Lampiran</h2>\n<ul>{''.join(_download(attachment) for attachment in attachments)}</ul>")
    return clean("\n".join(part for part in parts if part), PUBLIC | places.SCHEMES)


def rendering_of(package: Package, channel: str, platform: str, text: str, link: str = "") -> Rendering:
    """Everything that a website takes of a package: its text in the site's own form, and all its files."""
    return Rendering(
        channel=channel,
        platform=platform,
        title=package.title,
        text=text,
        slug=package.slug,
        summary=package.summary,
        language=package.language,
        category=package.category,
        tags=package.tags,
        link=link,
        made_with_ai=package.made_with_ai,
        publish_at=package.publish_at,
        images=package.images,
        attachments=package.attachments,
        videos=package.videos,
        fetched=package.fetched,
    )


def clean(text: str, schemes: Collection[str]) -> str:
    """Only what an article may carry; links and pictures only to addresses that begin with one of `schemes`."""
    return nh3.clean(
        text,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        tag_attribute_values=FILM_VALUES,
        url_schemes=set(schemes),
        strip_comments=True,
        link_rel=None,
    )


def _figure(image: Image) -> str:
    caption = f"<figcaption>{html.escape(image.caption)}</figcaption>" if image.caption else ""
    alt = html.escape(image.alt)
    source = places.of_picture(image.sha256)
    return f'<figure><img src="{source}" alt="{alt}" width="{image.width}" height="{image.height}">{caption}</figure>'


def _download(attachment: Attachment) -> str:
    name = html.escape(attachment.title or attachment.name)
    return f'<li><a href="{places.of_attachment(attachment.sha256)}">{name}</a> ({_size(attachment.size)})</li>'


def _size(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB".replace(".", ",") if size >= 1_000_000 else f"{max(1, round(size / 1000))} kB"
