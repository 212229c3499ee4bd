"""Takes out of a page what cannot be its own reader count: hidden parts, other posts, comments, shares, prose."""

import re
from collections.abc import Iterable

from bs4 import BeautifulSoup, Comment, Tag

_INVISIBLE = "script, style, template, noscript, [hidden], input, select, textarea, iframe, object, svg, head"
_BESIDE = "aside, figure, figcaption, nav, footer, form, blockquote, button[type=submit], [role=complementary], [role=navigation]"
_HIDING_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?![.\d])", re.IGNORECASE)
_HIDING_CLASSES = frozenset(("hidden", "d-none", "hide", "invisible", "uk-hidden", "is-hidden"))
_OTHER_WORDS = """
    related terkait sidebar popular populer terpopuler comment comments komentar commentlist respond share shares
    sharing bagikan like likes liked suka trending recent terbaru latest rekomendasi recommended statistik statistics
    visitor visitors pengunjung footer navbar breadcrumb breadcrumbs arsip archive date tanggal published followers
    subscribers download downloads unduh unduhan rating vote votes bookmark lainnya iklan ads advert advertisement
    sponsor lampiran attachment attachments
"""
_OTHER_PARTS = frozenset(_OTHER_WORDS.split())
_LAYOUT_TOKEN = re.compile(
    r"(?:^|[-_])(?:has|no|with|without|is)[-_]|[-_](?:wrap|wrapper|layout)$|^statistics[-_]counter$", re.IGNORECASE
)
_OTHER_TOKENS = re.compile(
    r"^(?:widget|widget[-_]area|widget_.*|baca[-_]juga|most[-_].*|wpp[-_](?:list|views|posts).*)$", re.IGNORECASE
)
_OTHER_HEADINGS = re.compile(
    r"populer|popular|terkait|related|terbaru|terkini|recent|latest|baca juga|lainnya|trending|komentar|comment|arsip|archive|"
    r"statistik|statistic|pengunjung|visitor|rekomendasi|recommend|most (?:read|viewed)|terbanyak|paling banyak|sering dibaca",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?…][\"”’')]*$")
_ABOUT_THIS = re.compile(r"author|penulis|kategori|category|/tag|/label|user|profil|^#|^javascript:", re.IGNORECASE)
_PROSE_WORDS = 12
_HEADING_WORDS = 8
_CARD_WORDS = 30
_TITLE_WORDS = 3


def drop_invisible(soup: BeautifulSoup) -> None:
    """Remove what a visitor does not see."""
    for comment in soup.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()
    _remove(soup.select(_INVISIBLE))
    _remove(tag for tag in soup.find_all(True) if _hides(tag))


def clean(soup: BeautifulSoup) -> None:
    """Leave only what may say something about this one article."""
    drop_invisible(soup)
    _mark_raised(soup)
    _keep_one_article(soup)
    _remove(tag for tag in soup.select(_BESIDE) if not _is_main(tag))
    _remove(tag for tag in soup.find_all(True) if _is_other(tag) and not _is_main(tag))
    _drop_headed_blocks(soup)
    _remove(tag for tag in soup.find_all("p") if _is_prose(tag))
    _remove(tag for tag in soup.find_all(["li", "tr", "div", "section"]) if _names_other_post(tag))
    _remove(tag for tag in soup.find_all(["a", "div", "section", "li", "td"]) if _is_card(tag, _main_heading(soup)))


def _mark_raised(soup: BeautifulSoup) -> None:
    """5<sup>2</sup> is no 5: a raised or lowered figure makes its number unreadable."""
    for tag in soup.find_all(["sup", "sub"]):
        if re.search(r"\d", tag.get_text()):
            tag.replace_with("\u00b2")
    soup.smooth()


def _main_heading(soup: BeautifulSoup) -> Tag | None:
    return soup.find("h1") or soup.find(["h2", "h3"])


def _remove(tags: Iterable[Tag]) -> None:
    for tag in list(tags):
        if not tag.decomposed:
            tag.decompose()


def _hides(tag: Tag) -> bool:
    classes = {str(name).lower() for name in tag.get("class") or ()}
    return bool(_HIDING_STYLE.search(str(tag.get("style", ""))) or classes & _HIDING_CLASSES)


def _is_main(tag: Tag) -> bool:
    return tag.name in ("html", "body", "main") or tag.find(["h1", "main"]) is not None


def _is_other(tag: Tag) -> bool:
    tokens = [str(name).lower() for name in (*(tag.get("class") or ()), str(tag.get("id") or ""))]
    return any(_token_is_other(token) for token in tokens if token)


def _token_is_other(token: str) -> bool:
    if _LAYOUT_TOKEN.search(token):
        return False
    return bool(_OTHER_TOKENS.match(token)) or not _OTHER_PARTS.isdisjoint(re.split(r"[-_]+", token))


def _keep_one_article(soup: BeautifulSoup) -> None:
    """Of several articles the one with the main heading is the page's; without one, all are entries of a list."""
    articles = soup.find_all("article")
    outer = [tag for tag in articles if tag.find_parent("article") is None]
    _remove(tag for tag in articles if tag.find_parent("article") is not None)
    if len(outer) > 1:
        headed = [tag for tag in outer if tag.find("h1") is not None]
        _remove(tag for tag in outer if len(headed) != 1 or tag is not headed[0])


def _drop_headed_blocks(soup: BeautifulSoup) -> None:
    for heading in soup.find_all(["h2", "h3", "h4", "h5", "h6"]):
        text = heading.get_text(" ").strip() if not heading.decomposed else ""
        if not text or len(text.split()) > _HEADING_WORDS or not _OTHER_HEADINGS.search(text):
            continue
        parent = heading.parent
        if parent is not None and not _is_main(parent) and parent.name != "article":
            parent.decompose()
        else:
            _remove(tag for tag in heading.find_next_siblings() if not _is_main(tag))


def _is_prose(paragraph: Tag) -> bool:
    text = " ".join(paragraph.get_text(" ").split())
    return bool(_SENTENCE_END.search(text)) or len(text.split()) > _PROSE_WORDS


def _names_other_post(entry: Tag) -> bool:
    """A small block that links a title is about that other post."""
    if entry.decomposed or _is_main(entry) or entry.find(["h1", "article"]) is not None:
        return False
    if entry.name in ("div", "section") and len(entry.get_text(" ").split()) > _CARD_WORDS:
        return False
    return any(_is_title(link) for link in entry.find_all("a", href=True))


def _is_title(link: Tag) -> bool:
    about_this = _ABOUT_THIS.search(" ".join((str(link.get("href")), str(link.get("rel")), *map(str, link.get("class") or ()))))
    return not about_this and len(link.get_text(" ").split()) >= _TITLE_WORDS and not _has_count(link)


def _is_card(tag: Tag, main: Tag | None) -> bool:
    """A small block under a heading of its own speaks of something else than the page."""
    if tag.decomposed or _is_main(tag) or len(tag.get_text(" ").split()) > _CARD_WORDS:
        return False
    heading = tag.find(["h2", "h3", "h4", "h5", "h6"])
    return heading is not None and heading is not main and (main is None or main not in tag.descendants)


def _has_count(link: Tag) -> bool:
    return bool(re.match(r"\s*[\d(]", link.get_text(" ")))
