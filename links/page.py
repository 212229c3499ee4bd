"""What an HTML page says of itself: title, headings, running text, canonical address, pictures. Pure; no network."""

import codecs
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from lxml import etree

from links import phrases
from links.extent import telling_extent

FILM = re.compile(r"\.mp4$", re.IGNORECASE)
PICTURE = re.compile(r"\.(jpe?g|png|webp|gif|avif)$", re.IGNORECASE)
_REFRESH = re.compile(r"\s*(\d+)[\d.]*\s*[;,]\s*(?:url\s*=\s*)?['\"]?([^'\"]+)", re.IGNORECASE)
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SWAPS = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\u00ad": None, "\u200b": None})
_LOUD = ("script", "style", "noscript", "template", "a")
_MOST_FOREIGN = 3
_MOST_OFFERS = 5


@lru_cache(maxsize=256)
def normalised(text: str) -> str:
    """Text as two people would call it the same: folded, with plain quotes and dashes and single spaces."""
    folded = unicodedata.normalize("NFKC", text.translate(_SWAPS)).casefold()
    return " ".join(folded.replace("...", " ... ").split())


def _letters(text: str) -> str:
    return "".join(letter for letter in normalised(text) if letter.isalnum())


def own_address(url: str) -> tuple[str, str, str]:
    """Host, path and query of an address without what does not tell pages apart."""
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    return (parts.hostname or "").removeprefix("www.") + port, unquote(parts.path).rstrip("/"), parts.query


@dataclass(frozen=True)
class Page:
    """One parsed page; addresses are absolute, texts but `title` and `heading` normalised. What costs time is read when asked."""

    title: str
    heading: str
    """The first h1; "" where there is none."""
    headings: tuple[str, ...]
    """The title, the first two h1 ("" where there is none), then what is offered to social networks."""
    canonical: str
    refresh: str
    noindex: bool
    root: str
    source: bytes

    @cached_property
    def tree(self) -> Any:
        """The whole page; None where nothing can be read."""
        return _tree(self.source)

    @cached_property
    def lesser_headings(self) -> tuple[str, ...]:
        """Each h2 that is no link: one that is belongs to a list of other articles, not to this one."""
        found = self.tree.iter("h2") if self.tree is not None else ()
        return tuple(normalised(_inside(tag)) for tag in found if next(tag.iter("a"), None) is None)

    @cached_property
    def text(self) -> str:
        """The running text, without what stands in links."""
        return normalised(" ".join(_words(self.tree))) if self.tree is not None else ""

    @cached_property
    def images(self) -> tuple[str, ...]:
        """Every address under which the page may show a picture, the ones shown by default first."""
        return _images(self.tree, self.root) if self.tree is not None else ()

    @cached_property
    def films(self) -> tuple[str, ...]:
        """Every address under which the page may show or offer a film."""
        return _films(self.tree, self.root) if self.tree is not None else ()

    @property
    def looks_walled(self) -> bool:
        return any(phrases.WALL.search(heading) for heading in self.headings[:3])

    @property
    def looks_troubled(self) -> bool:
        """Whether the site itself says that it has trouble which will pass."""
        return any(phrases.TROUBLE.search(heading) for heading in self.headings[:3])

    @property
    def asks_to_sign_in(self) -> bool:
        if self.tree is None or not any(phrases.SIGN_IN.search(heading) for heading in self.headings[:3]):
            return False
        return any((box.get("type") or "").lower() == "password" for box in self.tree.iter("input"))

    @property
    def carries_gambling(self) -> bool:
        """Whether links to other sites with gambling words, or a folder of offers on this one, were slipped in; prose about
        gambling is none, nor are links to news about it."""
        folded = self.source.lower()
        # From the end, as that is twice as fast where there is none.
        if all(folded.rfind(word) < 0 for word in phrases.GAMBLING_WORDS) or self.tree is None:
            return False
        own = urlsplit(self.root).hostname
        links = [(tag.get("href", ""), "".join(tag.itertext())) for tag in self.tree.iter("a")]
        foreign = {joined(self.root, href) for href, text in links if phrases.GAMBLING.search(f"{href} {text}")}
        if sum(urlsplit(address).hostname not in (None, own) for address in foreign) >= _MOST_FOREIGN:
            return True
        return len({normalised(text) for _, text in links if phrases.OFFERS.search(text)}) >= _MOST_OFFERS

    def heads(self, title: str) -> bool:
        """Whether `title` stands as a heading or in the page's title."""
        wanted = normalised(title)
        return any(wanted in heading for heading in self.headings) or any(wanted in heading for heading in self.lesser_headings)

    def tells(self, title: str) -> bool:
        """Whether `title` stands in the running text outside links."""
        return normalised(title) in self.text

    def says(self, words: str) -> bool:
        """Whether these words stand on the page, whatever the site made of their punctuation."""
        return _letters(words) in _letters(self.text)


def parse(html: bytes, url: str, charset: str | None = None) -> Page:
    """Read a page; broken markup is read as far as it goes."""
    source = _in_utf8(html, charset)
    tree, found = _tree(source[: telling_extent(source)]), _Head()
    for tag in tree.iter(*_Head.TAGS) if tree is not None else ():
        found.take(tag)
    root = joined(url, found.base) if found.base else url
    padded = (found.title, *found.first[:2], *[""] * (2 - len(found.first)))
    return Page(
        title=found.title,
        heading=padded[1],
        headings=tuple(normalised(text) for text in (*padded, *found.social)),
        canonical=joined(root, found.canonical) if found.canonical else "",
        refresh=refresh_address(found.refresh, root),
        noindex="noindex" in found.robots,
        root=root,
        source=source,
    )


class _Head:
    """What is gathered in one walk over the page."""

    TAGS = ("title", "h1", "meta", "link", "base")

    def __init__(self) -> None:
        self.title = self.base = self.canonical = self.refresh = self.robots = ""
        self.titled = False
        self.first: list[str] = []
        self.social: list[str] = []

    def take(self, tag: Any) -> None:
        match tag.tag:
            case "meta":
                self._meta(tag)
            case "title" if not self.titled and next(tag.iterancestors("svg"), None) is None:
                self.title, self.titled = _inside(tag), True
            case "h1":
                self.first.append(_inside(tag))
            case "link" if not self.canonical and "canonical" in (tag.get("rel") or "").lower().split():
                self.canonical = (tag.get("href") or "").strip()
            case "base" if not self.base:
                self.base = (tag.get("href") or "").strip()

    def _meta(self, tag: Any) -> None:
        content = (tag.get("content") or "").strip()
        if (tag.get("name") or "").lower() in ("robots", "googlebot"):
            self.robots += content.lower()
        elif tag.get("property") == "og:title":
            self.social.append(content)
        elif not self.refresh and (tag.get("http-equiv") or "").lower() == "refresh":
            self.refresh = content


def _inside(tag: Any) -> str:
    return " ".join(" ".join(tag.itertext()).split())


def _in_utf8(html: bytes, charset: str | None) -> bytes:
    for mark, encoding in _BOMS:
        if html.startswith(mark):
            charset = encoding
    head = html[:4096].lower() if charset is None else b""
    declared = _DECLARED.search(head) if b"charset" in head else None
    for name in (charset, declared[1].decode("ascii", "ignore") if declared else None, "utf-8", "cp1252"):
        source = _as_utf8(html, name) if name else None
        if source is not None:
            return source
    return html.decode("utf-8", "replace").encode()


def _tree(source: bytes) -> Any:
    """The tree of a page in UTF-8; None where nothing can be read."""
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        return etree.fromstring(source, parser)
    except etree.XMLSyntaxError:
        return None


_NO_PAGE = frozenset(("punycode", "idna", "utf-7", "unicode-escape", "raw-unicode-escape"))
"""Codecs that no page is written in; some need the square of its length."""


def _as_utf8(html: bytes, charset: str) -> bytes | None:
    try:
        name = codecs.lookup(charset).name
        if name in _NO_PAGE:
            return None
        text = html.decode("cp1252" if name == "iso8859-1" else name)
    except (LookupError, UnicodeError, ValueError):
        return None
    return html if name == "utf-8" else text.encode("utf-8", "replace")


def _words(tree: Any) -> Iterable[str]:
    """The text of a tree outside links and what nobody sees."""
    pending = [(tree, False)]
    while pending:
        node, after = pending.pop()
        if after:
            yield node.tail or ""
            continue
        pending.append((node, True))
        if node.tag not in _LOUD:
            yield node.text or ""
            pending += [(child, False) for child in reversed(node)]


def refresh_address(content: str, root: str) -> str:
    """Where a refresh leads within ten seconds, else ""."""
    match = _REFRESH.match(content) if content else None
    return joined(root, match[2].strip()) if match and int(match[1]) <= 10 else ""


def _images(tree: Any, root: str) -> tuple[str, ...]:
    shown: list[str] = []
    sets: list[str] = []
    posters: list[str] = []
    for tag in tree.iter("img", "source", "video"):
        if tag.tag == "video":
            posters.append((tag.get("poster") or "").strip())
            continue
        if tag.tag == "source" and next(tag.iterancestors("video", "audio"), None) is not None:
            continue
        shown += [(tag.get(name) or "").strip() for name in ("src", "data-src", "data-lazy-src", "data-original")]
        for name in ("srcset", "data-srcset"):
            sets += srcset_addresses(tag.get(name) or "")
    links = ((tag.get("href") or "").strip() for tag in tree.iter("a"))
    opened = [link for link in links if PICTURE.search(link.partition("#")[0].partition("?")[0])]
    return absolute([*shown, *sets, *posters, *opened], root)


def _films(tree: Any, root: str) -> tuple[str, ...]:
    shown = [(tag.get("src") or "").strip() for tag in tree.iter("video")]
    shown += [(tag.get("src") or "").strip() for video in tree.iter("video") for tag in video.iter("source")]
    links = ((tag.get("href") or "").strip() for tag in tree.iter("a"))
    return absolute([*shown, *(link for link in links if FILM.search(link.partition("#")[0].partition("?")[0]))], root)


def absolute(found: Iterable[str], root: str) -> tuple[str, ...]:
    absolute = (joined(root, address) for address in found if address and not address.startswith("data:"))
    return tuple(dict.fromkeys(address for address in absolute if address))


def joined(base: str, address: str) -> str:
    """The absolute address, or "" where a page wrote something that is none."""
    try:
        found = urljoin(base, address)
        return found if urlsplit(found).hostname or not urlsplit(found).netloc else ""
    except ValueError:
        return ""


def srcset_addresses(value: str) -> list[str]:
    """The addresses in a `srcset`; those with a comma inside survive, as a candidate ends at a comma after its space."""
    return [part.split()[0].strip(",") for part in re.split(r",\s+|(?<=[wx]),", value) if part.split()]
