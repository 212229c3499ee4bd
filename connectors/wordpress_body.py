"""The HTML that a WordPress post carries: sanitised, pictures and downloads in place, our marker at the end."""

import hashlib
import html
import re
from collections.abc import Mapping, Sequence

import nh3
from bs4 import BeautifulSoup

from content_queue.package import Attachment, Image

PLACEHOLDER = re.compile(r"tayang-(?:media|file):([0-9a-f]{64})")
SEAL = re.compile(r"<!-- tayang-segel:([0-9a-f]{32}) -->")
MARKER = re.compile(r"<!-- tayang:([A-Za-z0-9._-]+) -->")

# fmt: off
_TAGS = {
    "p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "strong", "em", "b", "i", "u", "s", "sub", "sup", "blockquote", "q",
    "cite", "code", "pre", "ul", "ol", "li", "dl", "dt", "dd", "a", "img", "figure", "figcaption", "table", "caption",
    "colgroup", "col", "thead", "tbody", "tfoot", "tr", "th", "td", "abbr", "span", "div",
}
# fmt: on
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
    "ol": {"start", "type"},
    "abbr": {"title"},
    "*": {"lang"},
}
_PUBLIC = {"http", "https", "mailto", "tel"}
_OURS = {"tayang-media", "tayang-file"}


def marker_comment(marker: str) -> str:
    """The comment by which a post is known as ours; invisible to readers, kept by WordPress' own filter."""
    return f"<!-- tayang:{marker} -->"


def plain(text: str) -> str:
    """Text for a field in which WordPress reads HTML: no tag survives, everything else stays as written."""
    return text.replace("<", "&lt;").replace(">", "&gt;")


def body_of(body_html: str, images: Sequence[Image], attachments: Sequence[Attachment]) -> str:
    """The whole body with placeholders: pictures that the text does not show follow it, then the downloads."""
    cleaned = _clean(body_html, _PUBLIC | _OURS)
    shown = set(PLACEHOLDER.findall(cleaned))
    parts = [cleaned.strip(), *(_figure(image) for image in images if image.sha256 not in shown)]
    if attachments:
        items = "".join(
            f'<li><a href="tayang-file:{a.sha256}">{html.escape(a.title or a.name)}</a> ({_size(a.size)})</li>'
            for a in attachments
        )
        parts.append(f"<h2>Lampiran</h2>\n<ul>{items}</ul>")
    return _clean("\n".join(part for part in parts if part), _PUBLIC | _OURS)


def final(text: str, addresses: Mapping[str, str], marker: str) -> str:
    """What is sent: every placeholder replaced by the address that the site gave, sanitised once more, marked.

    Square brackets become entities: WordPress would run `[gallery]` and the like instead of showing what was approved.
    """
    placed = PLACEHOLDER.sub(lambda found: html.escape(addresses.get(found[1], "")), text)
    shown = _clean(placed, _PUBLIC).replace("[", "&#91;").replace("]", "&#93;")
    return f"{shown}\n{marker_comment(marker)}"


def sealed(title: str, content: str) -> str:
    """The content with a seal over its words and the title's, invisible to readers."""
    return f"{content}\n<!-- tayang-segel:{_seal(title, content)} -->"


def unbroken(title: str, content: str) -> bool:
    """Whether the words are still those that were sealed."""
    found = SEAL.search(content)
    return found is not None and found[1] == _seal(title, content)


def words(content: str) -> str:
    """The words of a body, to tell whether someone changed it; how WordPress rewrites tags and spaces does not count."""
    return " ".join(BeautifulSoup(content, "html.parser").get_text(" ").split())


def _seal(title: str, content: str) -> str:
    return hashlib.sha256(f"{words(title)}\n{words(content)}".encode()).hexdigest()[:32]


def _figure(image: Image) -> str:
    caption = f"<figcaption>{html.escape(image.caption)}</figcaption>" if image.caption else ""
    alt = html.escape(image.alt)
    source = f"tayang-media:{image.sha256}"
    return f'<figure><img src="{source}" alt="{alt}" width="{image.width}" height="{image.height}">{caption}</figure>'


def _size(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB".replace(".", ",") if size >= 1_000_000 else f"{max(1, round(size / 1000))} kB"


def _clean(text: str, schemes: set[str]) -> str:
    return nh3.clean(text, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=schemes, strip_comments=True, link_rel=None)
