"""Takes out of a page what cannot be its own reader count: hidden parts, other posts, comments, shares, prose."""

import re
from collections.abc import Iterable
from dataclasses import replace

from bs4 import BeautifulSoup, Comment, Tag

from readership.candidates import statement_in
from readership.marks import name_icons
from readership.other_parts import drop_other_parts, is_main
from readership.own_place import OwnPlace, document_titles, own_place, plain
from readership.own_text import around, between_title_and_text, first_prose, is_prose
from readership.split_numbers import join_split_numbers
from readership.wording import says_about_this

_INVISIBLE = "script, style, template, noscript, [hidden], input, select, textarea, iframe, object, svg, head"
_BESIDE = "aside, figure, figcaption, nav, footer, form, blockquote, button[type=submit], [role=complementary], [role=navigation]"
_HIDING_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?![.\d])", re.IGNORECASE)
_HIDING_CLASSES = frozenset(("hidden", "d-none", "hide", "invisible", "uk-hidden", "is-hidden"))
_OTHER_HEADINGS = re.compile(
    r"populer|popular|terkait|related|terbaru|terkini|recent|latest|baca juga|lainnya|trending|komentar|comment|arsip|archive|"
    r"statistik|statistic|pengunjung|visitor|rekomendasi|recommend|most (?:read|viewed)|terbanyak|paling banyak|sering dibaca",
    re.IGNORECASE,
)
_THINGS = r"(?:berita|artikel|kabar|informasi|pengumuman|post|posts|postingan|posting|konten|news|articles?)"
_SECTION_LABEL = re.compile(
    rf"(?:{_THINGS} )?(?:lainnya|terkait|terpopuler|populer|terbaru|terkini|pilihan)|{_THINGS} lain|baca juga|lihat juga"
    rf"|(?:related|popular|recent|latest|more|other) {_THINGS}|(?:paling|terbanyak) (?:banyak )?(?:dibaca|dilihat)"
    r"|read also|see also",
    re.IGNORECASE,
)
_PLAYERS = "iframe, video, embed, object, amp-youtube, amp-video, lite-youtube, audio"
_OF_A_VIDEO = re.compile(r"ditonton|penonton|tontonan|watched|watching|plays\b|subscribers?|pelanggan", re.IGNORECASE)
_ABOUT_THIS = re.compile(r"author|penulis|kategori|category|/tag|/label|user|profil|^#|^javascript:", re.IGNORECASE)
_DOES = re.compile(
    r"(?:bagikan|share|cetak|print|kembali|back|unduh|download|kirim|tulis|lihat|ikuti|hubungi|masuk|login|lampiran) ",
    re.IGNORECASE,
)
"""A link that does something instead of leading to another post."""
_SHORT_LINK = 5
_HEADING_WORDS = 8
_CARD_WORDS = 30
_TITLE_WORDS = 3


def drop_invisible(soup: BeautifulSoup) -> None:
    """Remove what a visitor does not see."""
    for comment in soup.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()
    _remove(soup.select(_INVISIBLE))
    _remove(tag for tag in soup.find_all(True) if _hides(tag))


def clean(soup: BeautifulSoup, title: str = "") -> OwnPlace:
    """Leave only what may say something about this one article, and tell where the article has its own place."""
    titles = document_titles(soup)
    _drop_video_boxes(soup)
    name_icons(soup)
    drop_invisible(soup)
    join_split_numbers(soup)
    _mark_raised(soup)
    own = own_place(soup, titles, title)
    _keep_one_article(soup, own)
    _drop_other_titles(soup, own)
    _remove(tag for tag in soup.select(_BESIDE) if not is_main(tag, own) and not _is_own_part(tag, own))
    own = replace(own, facts=between_title_and_text(own, first_prose(soup, own)))
    drop_other_parts(soup, own)
    _drop_headed_blocks(soup, own)
    first = first_prose(soup, own)
    text = around(first)
    own = replace(own, facts=between_title_and_text(own, first), above_text=text)
    _drop_labelled_lists(soup, own, text)
    _remove(tag for tag in soup.find_all("p") if is_prose(tag))
    _drop_other_posts(soup, own, text)
    _remove(tag for tag in soup.find_all(["a", "div", "section", "li", "td"]) if id(tag) not in text and _is_card(tag, own))
    return own


def _drop_video_boxes(soup: BeautifulSoup) -> None:
    """What is told beside a player, in its own small box or right under it, is told about the video."""
    for player in soup.select(_PLAYERS):
        below = player.find_next_sibling()
        if below is not None and _OF_A_VIDEO.search(below.get_text(" ")) and len(below.get_text(" ").split()) <= _CARD_WORDS:
            below.decompose()
        box: Tag = player
        while box.parent is not None and box.parent.name in ("div", "figure", "section", "p", "center") and _is_box(box.parent):
            box = box.parent
        box.decompose()


def _is_box(tag: Tag) -> bool:
    return len(tag.get_text(" ").split()) <= _CARD_WORDS and tag.find("h1") is None


def _mark_raised(soup: BeautifulSoup) -> None:
    """5<sup>2</sup> is no 5: a raised or lowered figure makes its number unreadable."""
    for tag in soup.find_all(["sup", "sub"]):
        if re.search(r"\d", tag.get_text()):
            tag.replace_with("\u00b2")
    soup.smooth()


def _remove(tags: Iterable[Tag]) -> None:
    for tag in list(tags):
        if not tag.decomposed:
            tag.decompose()


def _hides(tag: Tag) -> bool:
    classes = {str(name).lower() for name in tag.get("class") or ()}
    return bool(_HIDING_STYLE.search(str(tag.get("style", ""))) or classes & _HIDING_CLASSES)


def _is_own_part(tag: Tag, own: OwnPlace) -> bool:
    """The article's own footer, or a sentence that is set apart to tell about this article."""
    return (tag.name == "footer" and own.contains(tag)) or says_about_this(tag.get_text(" "))


def _keep_one_article(soup: BeautifulSoup, own: OwnPlace) -> None:
    """Of several articles the one with the main heading is the page's; without one, all are entries of a list."""
    articles = soup.find_all("article")
    outer = [tag for tag in articles if tag.find_parent("article") is None]
    _remove(tag for tag in articles if tag.find_parent("article") is not None and not own.holds_title(tag))
    if len(outer) > 1:
        _remove(tag for tag in outer if not (own.sure and own.holds_title(tag)))
    elif outer and own.heading is not None and not own.holds_title(outer[0]) and _begins_with_other_title(outer[0], own.heading):
        outer[0].decompose()


def _begins_with_other_title(article: Tag, own_heading: Tag) -> bool:
    first = next((text for text in article.find_all(string=True) if text.strip()), None)
    heading = first.find_parent(["h1", "h2", "h3"]) if first is not None else None
    if heading is None or plain(heading.get_text(" ")) == plain(own_heading.get_text(" ")):
        return False
    return len(heading.get_text(" ").split()) >= _TITLE_WORDS


def _drop_other_titles(soup: BeautifulSoup, own: OwnPlace) -> None:
    """Another h1 opens another article, or is the name of the site: all that stands around it alone is not this one's."""
    for title in soup.find_all("h1"):
        if own.heading is None or title.decomposed or own.holds_title(title):
            continue
        if title.get_text(" ").split() == own.heading.get_text(" ").split():
            continue
        alone: Tag = title
        while alone.parent is not None and not own.holds_title(alone.parent):
            alone = alone.parent
        alone.decompose()


def _drop_headed_blocks(soup: BeautifulSoup, own: OwnPlace) -> None:
    for heading in soup.find_all(["h2", "h3", "h4", "h5", "h6"]):
        if heading.decomposed or own.holds_title(heading):
            continue
        text = heading.get_text(" ").strip()
        if not text or len(text.split()) > _HEADING_WORDS or not _OTHER_HEADINGS.search(text):
            continue
        parent = heading.parent
        if parent is not None and not is_main(parent, own) and parent.name != "article":
            parent.decompose()
        else:
            _remove(tag for tag in heading.find_next_siblings() if not is_main(tag, own))


def _drop_labelled_lists(soup: BeautifulSoup, own: OwnPlace, text: frozenset[int]) -> None:
    """“Berita Lainnya” in bold or in a box of its own heads a list like a heading does."""
    for label in soup.find_all(["b", "strong", "p", "div", "span", "font", "summary", "caption", "dt", "legend"]):
        if label.decomposed or own.holds_title(label) or own.tells_facts(label):
            continue  # in the line of facts “Berita Terkini” is the category
        if not _SECTION_LABEL.fullmatch(plain(label.get_text(" "))):
            continue
        parent = label.parent
        if parent is not None and not is_main(parent, own) and id(parent) not in text:
            parent.decompose()
        else:
            for following in list(label.next_siblings):
                if not (isinstance(following, Tag) and is_main(following, own)):
                    following.extract()


def _drop_other_posts(soup: BeautifulSoup, own: OwnPlace, around_text: frozenset[int]) -> None:
    """Blocks that link another post, each with the count that stands right below it as a block of its own."""
    for tag in soup.find_all(["li", "tr", "div", "section", "p", "span"]):
        if tag.decomposed or id(tag) in around_text or not _names_other_post(tag, own):
            continue
        below = tag.find_next_sibling()
        if below is not None and below.name == tag.name and id(below) not in around_text and not own.holds_title(below):
            _remove([below] if statement_in(below.get_text(" ")) is not None else [])
        tag.decompose()


def _names_other_post(entry: Tag, own: OwnPlace) -> bool:
    """A small block that links a title is about that other post."""
    if entry.decomposed or is_main(entry, own) or entry.find("article") is not None:
        return False
    if entry.name not in ("li", "tr") and len(entry.get_text(" ").split()) > _CARD_WORDS:
        return False
    return any(_is_title(link) and not (own.tells_facts(link) and _words(link) <= _SHORT_LINK) for link in entry.find_all("a"))


def _is_title(link: Tag) -> bool:
    about_this = _ABOUT_THIS.search(" ".join((str(link.get("href")), str(link.get("rel")), *map(str, link.get("class") or ()))))
    return (
        not about_this and _words(link) >= _TITLE_WORDS and not _has_count(link) and not _DOES.match(link.get_text(" ").strip())
    )


def _words(tag: Tag) -> int:
    return len(tag.get_text(" ").split())


def _is_card(tag: Tag, own: OwnPlace) -> bool:
    """A small block under a heading of its own speaks of something else than the page."""
    if tag.decomposed or is_main(tag, own) or len(tag.get_text(" ").split()) > _CARD_WORDS:
        return False
    heading = tag.find(["h2", "h3", "h4", "h5", "h6"])
    text = heading.get_text(" ") if heading is not None else ""
    return bool(text) and not re.fullmatch(r"[\d.,\s]+", text) and statement_in(text) is None


def _has_count(link: Tag) -> bool:
    return bool(re.match(r"\s*[\d(]", link.get_text(" ")))
