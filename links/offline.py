"""The page as one file that opens by double-click with the network off: everything inlined, nothing that runs. Pure."""

import base64
import html
import re
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

from language.say import t
from links.page import PICTURE, absolute, joined, srcset_addresses
from links.session import Answer

# Each looks at no letter twice: a foreign sheet may be megabytes of anything.
_IMPORT = re.compile(
    r"@import\s++(?:url\(\s*+)?[\"']?([^\"')\s;]{1,2048}+)[\"']?\s{0,64}+\)?([^;{}]{0,200}+);", re.IGNORECASE
)
_URL = re.compile(r"url\(\s{0,64}+(?:\"([^\"]*+)\"|'([^']*+)'|([^()\"'\s]*+))\s{0,64}+\)", re.IGNORECASE)
_COMMENT = re.compile(r"/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)")
SHEET = 2 * 1024 * 1024
"""Letters of a style sheet that are read."""
INLINED = 96 * 1024 * 1024
"""Bytes that styles, pictures and papers may come to in one page: more than is fetched for one."""
_REMOVED = ["script", "noscript", "template", "iframe", "frame", "object", "embed", "applet", "base", "portal"]
_ADDRESSES = frozenset(
    ("src", "srcset", "href", "xlink:href", "poster", "data", "action", "formaction", "background", "cite")
) | {"longdesc", "ping", "manifest", "imagesrcset"}
BANNER = "tayang-salinan"
CSP = "default-src 'none'; img-src data:; style-src 'unsafe-inline' data:; font-src data:; media-src data: 'self' file:"
Found = Mapping[str, Answer]


def attribute(tag: Tag, name: str) -> str:
    value = tag.get(name)
    return " ".join(value) if isinstance(value, list) else (value or "").strip()


def words(tag: Tag, name: str) -> list[str]:
    return attribute(tag, name).lower().split()


def image_addresses(soup: BeautifulSoup, root: str) -> tuple[str, ...]:
    """Every address under which the page may show a picture, the ones shown by default first."""
    found: list[str] = []
    pictures = [tag for tag in soup.find_all(["img", "source"]) if tag.find_parent(["video", "audio"]) is None]
    for tag in pictures:
        found += [attribute(tag, name) for name in ("src", "data-src", "data-lazy-src", "data-original") if attribute(tag, name)]
    for tag in pictures:
        for name in ("srcset", "data-srcset"):
            found += srcset_addresses(attribute(tag, name))
    found += [attribute(tag, "poster") for tag in soup.find_all("video", poster=True)]
    links = [joined(root, attribute(tag, "href")) for tag in soup.find_all("a", href=True)]
    found += [link for link in links if PICTURE.search(urlsplit(link).path)]
    return absolute(found, root)


def css_addresses(css: str, base: str) -> list[str]:
    """Absolute addresses of what a style sheet loads, imports included."""
    plain = _COMMENT.sub("", css[:SHEET])
    found = [match[1] for match in _IMPORT.finditer(plain)] + [_address(match) for match in _URL.finditer(plain)]
    return [joined(base, address.strip()) for address in found if address.strip() and not address.startswith(("data:", "#"))]


def _address(match: re.Match[str]) -> str:
    return (match[1] or match[2] or match[3] or "").strip()


def requisites(body: bytes, url: str, charset: str | None = None) -> list[str]:
    """Absolute addresses that the page needs to be shown, and the PDF files of its own host that it links to."""
    soup = BeautifulSoup(body, "lxml", from_encoding=charset)
    root = _root(soup, url)
    sheets = [
        joined(root, attribute(tag, "href")) for tag in soup.find_all("link", href=True) if "stylesheet" in words(tag, "rel")
    ]
    found = sheets + list(image_addresses(soup, root))
    for css in [tag.get_text() for tag in soup("style")] + [attribute(tag, "style") for tag in soup.find_all(style=True)]:
        found += css_addresses(css, root)
    links = [joined(root, attribute(tag, "href")) for tag in soup.find_all("a", href=True)]
    found += [link for link in links if _own_pdf(link, url)]
    return [address for address in dict.fromkeys(address.split("#")[0] for address in found) if address]


def _own_pdf(link: str, page: str) -> bool:
    return urlsplit(link).netloc == urlsplit(page).netloc and urlsplit(link).path.lower().endswith(".pdf")


def _root(soup: BeautifulSoup, url: str) -> str:
    base = soup.find("base", href=True)
    return joined(url, attribute(base, "href")) if isinstance(base, Tag) else url


def single_file(
    page: Answer, found: Found, at: datetime, sha256: str, charset: str | None = None, films: Mapping[str, str] | None = None
) -> bytes:
    """The page with its pictures, styles and fonts inside, a banner that says what it is, and no address left to load.

    `films` are the names of films that lie beside it, by their addresses.
    """
    films = films or {}
    soup = BeautifulSoup(page.body, "lxml", from_encoding=charset)
    root, room = _root(soup, page.url), Room(INLINED)
    _remove(soup, _REMOVED)  # before anything is put in: what nobody will see takes no room
    _inline_styles(soup, root, found, room)
    _remove(soup, ["link"])
    _place_films(soup, root, films)
    _inline_pictures(soup, root, found, room)
    _settle_links(soup, root, found, films, room)
    for tag in soup.find_all("meta"):
        if tag.get("http-equiv") or tag.get("charset"):
            tag.decompose()
    for tag in soup.find_all(True):
        _disarm(tag, frozenset(films.values()))
    text = str(soup.html or soup)
    head = f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{CSP}">'
    text = re.sub(r"<html[^>]*>(?:\s*<head[^>]*>)?", lambda m: m[0] + ("" if "<head" in m[0] else "<head></head>"), text, count=1)
    text = re.sub(r"<head[^>]*>", lambda m: m[0] + head, text, count=1)
    text = re.sub(r"<body[^>]*>", lambda m: m[0] + _banner(page.url, at, sha256), text, count=1)
    return ("<!doctype html>\n" + text).encode()


def _banner(url: str, at: datetime, sha256: str) -> str:
    style = "all:initial;display:block;padding:12px;background:#fff3cd;color:#222;font:14px sans-serif;overflow-wrap:anywhere"
    return (
        f'<div id="{BANNER}" style="{style}"><b>{t("Salinan dokumentasi, bukan halaman asli.")}</b> '
        f"{t('Alamat')}: {html.escape(url)} · {t('Diambil')}: {at:%Y-%m-%d %H:%M:%S} UTC · "
        f"{t('SHA-256 halaman')}: {sha256}</div>"
    )


def data_url(answer: Answer) -> str:
    kind = re.sub(r"[^\w.+/-]", "", answer.media_type) or "application/octet-stream"
    return f"data:{kind};base64,{base64.b64encode(answer.body).decode()}"


class Room:
    """How many bytes may still be put into one page: sheets that import each other, or a page that names one picture a thousand
    times, would fill any memory."""

    def __init__(self, size: int = INLINED) -> None:
        self._left = size

    def holds(self, answer: Answer) -> bool:
        """Whether this fits in as well; then it is counted."""
        if fits := len(answer.body) <= self._left:
            self._left -= len(answer.body)
        return fits


def inline_css(css: str, base: str, found: Found, room: Room, depth: int = 0) -> str:
    """A style sheet with its imports and files inside; what is missing, or finds no room, becomes an empty address."""

    def imported(match: re.Match[str]) -> str:
        answer = found.get(joined(base, match[1]))
        if answer is None or depth >= 3 or not room.holds(answer):
            return ""
        inner = inline_css(answer.body.decode("utf-8", "replace"), answer.url, found, room, depth + 1)
        media = match[2].strip()
        return f"@media {media} {{{inner}}}" if media else inner

    def loaded(match: re.Match[str]) -> str:
        address = _address(match)
        if address.startswith(("data:", "#")):
            return match[0]
        answer = found.get(joined(base, address).split("#")[0])
        return f'url("{data_url(answer)}")' if answer and room.holds(answer) else 'url("data:,")'

    plain = _URL.sub(loaded, _IMPORT.sub(imported, _COMMENT.sub("", css[:SHEET])))
    return plain.replace("</", "<\\/")


def _remove(soup: BeautifulSoup, names: list[str]) -> None:
    for tag in soup(names):
        if not tag.decomposed:
            tag.decompose()


def _inline_styles(soup: BeautifulSoup, root: str, found: Found, room: Room) -> None:
    for tag in soup("style"):
        tag.string = inline_css(tag.get_text(), root, found, room)
    for tag in soup.find_all("link", href=True):
        answer = found.get(joined(root, attribute(tag, "href")).split("#")[0])
        if "stylesheet" in words(tag, "rel") and answer:
            style = soup.new_tag("style", media=attribute(tag, "media") or "all")
            if room.holds(answer):
                style.string = inline_css(answer.body.decode("utf-8", "replace"), answer.url, found, room)
            tag.replace_with(style)
    for tag in soup.find_all(style=True):
        tag["style"] = inline_css(attribute(tag, "style"), root, found, room).replace('"', "'")


def _place_films(soup: BeautifulSoup, root: str, films: Mapping[str, str]) -> None:
    """A film plays from the file beside the page; one that was not kept has no address any more."""
    for video in soup("video"):
        tags = [video, *video("source")]
        kept = [films[a] for tag in tags if (a := joined(root, attribute(tag, "src"))) in films]
        for tag in tags[1:]:
            tag.decompose()
        video.attrs.pop("src", None)
        if kept:
            video["src"] = kept[0]


def _inline_pictures(soup: BeautifulSoup, root: str, found: Found, room: Room) -> None:
    """One that finds no room any more shows its alternative text."""
    for tag in soup.find_all(["img", "source"]):
        names = ("data-src", "data-lazy-src", "data-original", "src")
        choices = [attribute(tag, name) for name in names] + srcset_addresses(attribute(tag, "srcset"))
        choices += srcset_addresses(attribute(tag, "data-srcset"))
        kept = next((found[a] for a in (joined(root, c).split("#")[0] for c in choices if c) if a in found), None)
        if tag.name == "img" and kept is not None and room.holds(kept):
            tag["src"] = data_url(kept)
        elif tag.name == "source":
            tag.unwrap()  # the parser may have put the picture's img inside it
    for tag in soup.find_all("video", poster=True):
        answer = found.get(joined(root, attribute(tag, "poster")))
        if answer and room.holds(answer):
            tag["poster"] = data_url(answer)


def _settle_links(soup: BeautifulSoup, root: str, found: Found, films: Mapping[str, str], room: Room) -> None:
    """A link to a kept film opens what lies beside the page; the first to a kept PDF opens what lies in it, the others lead to
    the first; any other becomes text that still tells its address."""
    first: dict[str, str] = {}
    for tag in soup.find_all("a", href=True):
        address = joined(root, attribute(tag, "href")).split("#")[0]
        paper = found.get(address)
        if address in films:
            tag["href"] = films[address]
        elif address in first:
            tag["href"], tag["title"] = f"#{first[address]}", address
        elif paper and paper.media_type == "application/pdf" and room.holds(paper):
            first[address] = attribute(tag, "id") or f"tayang-pdf-{len(first) + 1}"
            tag["id"], tag["href"], tag["download"] = first[address], data_url(paper), address.rsplit("/", 1)[-1]
        elif not attribute(tag, "href").startswith("#"):
            tag["title"] = address
            del tag["href"]


def _disarm(tag: Tag, beside: frozenset[str]) -> None:
    for name in list(tag.attrs):
        value = attribute(tag, name)
        lazy = name.startswith("data-") and ("src" in name or "original" in name)
        loads = name in _ADDRESSES and not value.startswith(("data:", "#")) and value not in beside
        if name.lower().startswith("on") or name == "srcdoc" or lazy or loads:
            del tag[name]
