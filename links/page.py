"""What an HTML page says of itself: title, headings, running text, canonical address, pictures. Pure; no network."""

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import unquote, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

_PHRASES = re.compile(
    r"\b(404|410|not found|page (?:does not|doesn't|no longer) exists?|page unavailable|nothing found|"
    r"(?:halaman|laman|artikel|berita|konten|data) (?:yang anda cari )?(?:tidak|tak|belum) (?:di)?temukan|"
    r"(?:halaman|laman|artikel|berita|konten) (?:ini )?(?:sudah )?(?:tidak|tak) (?:ada|tersedia)|"
    r"tidak ditemukan|telah dihapus|domain (?:is )?for sale|parked domain|account suspended|hacked by|diretas oleh)\b"
)
_WALL = re.compile(
    r"just a moment|attention required|checking your browser|are you (?:a )?(?:human|robot)|verify you are human|"
    r"captcha|access denied|verifikasi keamanan|bukan robot|memeriksa peramban"
)
_LOGIN = re.compile(r"(?:^|/)(?:wp-login(?:\.php)?|log-?in|sign-?in|masuk|auth|sso|account/login|users/sign_in)(?:\.\w+)?(?:/|$)")
_HOME = re.compile(r"^/?(?:(?:index|home|beranda|default)(?:\.\w+)?/?)?$")
_SWAPS = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\u00ad": None, "\u200b": None})


def normalised(text: str) -> str:
    """Text as two people would call it the same: folded, with plain quotes and dashes and single spaces."""
    folded = unicodedata.normalize("NFKC", text.translate(_SWAPS)).casefold()
    return " ".join(folded.replace("...", " ... ").split())


def own_address(url: str) -> tuple[str, str, str]:
    """Host, path and query of an address without what does not tell pages apart."""
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    return (parts.hostname or "").removeprefix("www.") + port, unquote(parts.path).rstrip("/"), parts.query


def is_home(url: str) -> bool:
    parts = urlsplit(url)
    return bool(_HOME.match(parts.path)) and not parts.query


def is_login(url: str) -> bool:
    return bool(_LOGIN.search(urlsplit(url).path.lower()))


@dataclass(frozen=True)
class Page:
    """One parsed page; addresses are absolute, texts are normalised except `title`."""

    title: str
    headings: tuple[str, ...]
    text: str
    canonical: str
    refresh: str
    noindex: bool
    images: tuple[str, ...]

    @property
    def looks_missing(self) -> bool:
        """Whether title or first heading say that there is nothing here; prose is never judged."""
        return any(_PHRASES.search(heading) for heading in self.headings[:3])

    @property
    def looks_walled(self) -> bool:
        return any(_WALL.search(heading) for heading in self.headings[:3])

    def heads(self, title: str) -> bool:
        """Whether `title` stands as a heading or in the page's title."""
        return any(normalised(title) in heading for heading in self.headings)

    def tells(self, title: str) -> bool:
        """Whether `title` stands in the running text outside links."""
        return normalised(title) in self.text


def parse(html: bytes, url: str, charset: str | None = None) -> Page:
    """Read a page; broken markup is read as far as it goes."""
    soup = BeautifulSoup(html, "lxml", from_encoding=charset)
    base = soup.find("base", href=True)
    root = joined(url, attribute(base, "href")) if isinstance(base, Tag) else url
    title = " ".join(soup.title.get_text(" ").split()) if soup.title else ""
    canonical = next((attribute(tag, "href") for tag in soup.find_all("link", href=True) if "canonical" in words(tag, "rel")), "")
    robots = " ".join(
        attribute(tag, "content") for tag in soup.find_all("meta") if attribute(tag, "name").lower() in ("robots", "googlebot")
    )
    images, refresh, headings = image_addresses(soup, root), _refresh(soup, root), _headings(soup, title)
    for tag in soup(["script", "style", "noscript", "template", "a"]):
        tag.decompose()
    return Page(
        title=title,
        headings=headings,
        text=normalised(soup.get_text(" ")),
        canonical=joined(root, canonical) if canonical else "",
        refresh=refresh,
        noindex="noindex" in robots.lower(),
        images=images,
    )


def joined(base: str, address: str) -> str:
    """The absolute address, or "" where a page wrote something that is none."""
    try:
        found = urljoin(base, address)
        return found if urlsplit(found).hostname or not urlsplit(found).netloc else ""
    except ValueError:
        return ""


def attribute(tag: Tag, name: str) -> str:
    value = tag.get(name)
    return " ".join(value) if isinstance(value, list) else (value or "").strip()


def words(tag: Tag, name: str) -> list[str]:
    return attribute(tag, name).lower().split()


def srcset_addresses(value: str) -> list[str]:
    """The addresses in a `srcset`; those with a comma inside survive, as a candidate ends at a comma after its space."""
    return [part.split()[0].strip(",") for part in re.split(r",\s+|(?<=[wx]),", value) if part.split()]


def image_addresses(soup: BeautifulSoup, root: str) -> tuple[str, ...]:
    """Every address under which the page may show a picture, the ones shown by default first."""
    found: list[str] = []
    for tag in soup.find_all(["img", "source"]):
        found += [attribute(tag, name) for name in ("src", "data-src", "data-lazy-src", "data-original") if attribute(tag, name)]
    for tag in soup.find_all(["img", "source"]):
        for name in ("srcset", "data-srcset"):
            found += srcset_addresses(attribute(tag, name))
    found += [attribute(tag, "poster") for tag in soup.find_all("video", poster=True)]
    links = [joined(root, attribute(tag, "href")) for tag in soup.find_all("a", href=True)]
    found += [link for link in links if re.search(r"\.(jpe?g|png|webp|gif|avif)$", urlsplit(link).path, re.IGNORECASE)]
    absolute = (joined(root, address) for address in found if address and not address.startswith("data:"))
    return tuple(dict.fromkeys(address for address in absolute if address))


def _headings(soup: BeautifulSoup, title: str) -> tuple[str, ...]:
    """Title, h1 in order, then og:title and h2 (themes differ in where the article's title stands)."""
    first = [tag.get_text(" ") for tag in soup.find_all("h1")][:2]
    social = [attribute(tag, "content") for tag in soup.find_all("meta", property="og:title")]
    # An h2 that is a link belongs to a list of other articles, not to this one.
    second = [tag.get_text(" ") for tag in soup.find_all("h2") if not tag.find("a")]
    padded = (title, *first, *[""] * (2 - len(first)))
    return tuple(normalised(text) for text in (*padded, *social, *second))


def _refresh(soup: BeautifulSoup, root: str) -> str:
    """Where a meta refresh leads within ten seconds, else ""."""
    for tag in soup.find_all("meta", attrs={"http-equiv": re.compile("^refresh$", re.IGNORECASE)}):
        match = re.match(r"\s*(\d+)[\d.]*\s*[;,]\s*(?:url\s*=\s*)?['\"]?([^'\"]+)", attribute(tag, "content"), re.IGNORECASE)
        if match and int(match[1]) <= 10:
            return joined(root, str(match[2]).strip())
    return ""
