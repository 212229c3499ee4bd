"""Tells whether a place of the page speaks of the page's own article, or of something that has a title of its own."""

import re

from bs4 import Tag
from bs4.element import PageElement

from readership.own_place import OwnPlace, plain
from readership.wording import one_line, without_facts

_TITLE_WORDS, _LEAD_WORDS, _LONGEST_TITLE = 4, 7, 25
_DOES = re.compile(
    r"(?:bagikan|share|cetak|print|kembali|back|unduh|download|kirim|tulis|lihat|ikuti|hubungi|masuk|login|lampiran|tags?|label|sumber"
    r"|editor|penulis|oleh|by|kategori|copyright|hak cipta|foto|baca selengkapnya|jadilah|beri|apakah)\b|©",
    re.IGNORECASE,
)
_ABOUT_THIS = re.compile(r"author|penulis|kategori|category|/tag|/label|user|profil|redaksi|^#|^javascript:", re.IGNORECASE)
_AN_AUTHOR = re.compile(r"\b\d+ (?:artikel|posts?|tulisan|postingan)\b", re.IGNORECASE)


def is_of_another(place: Tag, stated: str, own: OwnPlace) -> bool:
    """Whether a title that is not ours stands with the place, nearer to it than our own title and text."""
    if _is_outside(place, own):
        return True
    in_facts = own.tells_facts(place)
    whole = one_line(place.get_text(" ")) == stated
    for level in (place, *place.parents):
        if own.is_around(level):
            return False
        if level.name in ("li", "tr", "a") and not in_facts and _leads_elsewhere(level):
            return True
        texts = [
            text for text in level.find_all(string=True) if not (whole and _is_within(text, place)) and not _in_own_link(text)
        ]
        told = [(_comes_before(text, place), str(text)) for text in texts]
        if any(_AN_AUTHOR.search(text) for _, text in told):
            return True
        least = _LEAD_WORDS if in_facts else _TITLE_WORDS
        titles = [before for before, text in told if _is_title(text, own, least)]
        if titles:
            return any(titles) or len(told) <= 3 or not own.contains(level)
    return False


def names_another(tag: Tag, own: OwnPlace) -> bool:
    """Whether a title that is not ours stands in what holds our article: its lines speak for themselves, but not the whole."""
    return any(_is_title(str(text), own, _TITLE_WORDS) and not _in_own_link(text) for text in tag.find_all(string=True))


def _is_outside(place: Tag, own: OwnPlace) -> bool:
    """Whether the article has a box of its own, title and text together, and the place is not in it."""
    if own.heading is None or not own.above_text:
        return False
    box = next((level for level in own.heading.parents if id(level) in own.above_text), None)
    if box is None or box.name in ("body", "html"):
        return False
    return not own.is_around(place) and not _is_within(place, box)


def _is_within(element: PageElement, place: Tag) -> bool:
    return any(level is place for level in element.parents)


def _comes_before(text: PageElement, place: Tag) -> bool:
    return any(following is place for following in text.next_elements) or _is_within(text, place)


def _in_own_link(text: PageElement) -> bool:
    link = text.find_parent("a", href=True)
    return link is not None and _is_about_this(link)


def _is_title(text: str, own: OwnPlace, least: int) -> bool:
    rest = without_facts(text)
    words = rest.split()
    if not least <= len(words) <= _LONGEST_TITLE or _DOES.match(rest):
        return False
    return own.heading is None or plain(rest) != plain(own.heading.get_text(" "))


def _leads_elsewhere(entry: Tag) -> bool:
    links = [entry] if entry.name == "a" else entry.find_all("a", href=True)
    return any(_words_of(link) and not _is_about_this(link) for link in links)


def _words_of(link: Tag) -> bool:
    rest = without_facts(link.get_text(" "))
    return bool(re.search(r"[^\W\d_]{3}", rest)) and not _DOES.match(rest)


def _is_about_this(link: Tag) -> bool:
    href = str(link.get("href") or "#")
    return bool(_ABOUT_THIS.search(" ".join((href, str(link.get("rel")), *map(str, link.get("class") or ())))))
