"""Finds the places of a cleaned page that name a reader count, each with how sure its wording is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from readership.numbers import Count, fold, parse_count

LABELLED, CLASS_NAMED, ICON_ONLY = 0.6, 0.5, 0.4

_SPACE = r"[ \u2009]"
_NUMBER = rf"\(?\d[\d.,'\u2009]*(?:{_SPACE}\d{{3}})*(?:{_SPACE}?(?:rb|ribu|k|jt|juta|m|b|miliar))?\)?"
_THIS = r"(?:artikel|berita|halaman|tulisan|postingan|konten|naskah)(?:\s+ini)?"
_LABEL = (
    rf"(?:{_THIS}\s+)?(?:(?:jumlah|total|kali)\s+)?(?:(?:sudah|telah)\s+)?"
    r"(?:dibaca|dilihat|ditonton|diakses|dikunjungi|pembaca|views?|page ?views|post views|hits?|reads|readers|tayangan)"
    rf"(?:\s+{_THIS})?"
)
_TIMES = rf"(?:{_SPACE}*(?:kali|x|times|orang))?"
_FORMS = (
    re.compile(rf"{_LABEL}{_SPACE}*(?:sebanyak|oleh)?{_SPACE}*:?{_SPACE}*(?P<n>{_NUMBER}){_TIMES}", re.IGNORECASE),
    re.compile(rf"(?P<n>{_NUMBER}){_TIMES}{_SPACE}*:?{_SPACE}*(?:{_LABEL}|ビュー|回閲覧|次浏览)", re.IGNORECASE),
    re.compile(
        rf"(?:by|oleh|penulis){_SPACE}*:?{_SPACE}*[^\W\d_][\w.\-]*{_SPACE}+(?P<n>{_NUMBER}){_TIMES}{_SPACE}*{_LABEL}",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?:this (?:post|article|page|entry|news) (?:has been|was) )?(?:viewed|read|seen)"
        rf"{_SPACE}*:?{_SPACE}*(?P<n>{_NUMBER}){_SPACE}*times?",
        re.IGNORECASE,
    ),
)
_WHOLE_SITE = re.compile(
    rf"(?:jumlah|total)\s+(?:pembaca|views?|hits?|page ?views|readers|tayangan|kunjungan)(?!\s+{_THIS})|hari ini|today",
    re.IGNORECASE,
)
_BARE = re.compile(rf"(?P<n>{_NUMBER}){_TIMES}", re.IGNORECASE)
_SEGMENTS = re.compile(r"\s*[|·•●∙»]\s*|\s+[-–—/]\s+|,\s+|\s*\n\s*")
_CLASS_NAMES = re.compile(
    r"^(?:views?|hits?|dibaca|dilihat|pembaca)$|(?:post|meta|entry|article|jeg|td|page|nr|item|news|berita)[-_](?:nr[-_]|meta[-_])?(?:views?|hits?)(?![a-z])"
    r"|^(?:views?|hits?|read)[-_]?(?:count|counts|counter|number)|(?:view|hit|read)s?[-_]?(?:count|counter)s?$|gcvc[-_]views",
    re.IGNORECASE,
)
_EYE = re.compile(r"(?:^|[-_])(?:eye|visibility)(?:$|[-_](?!slash|off))|^ti-eye|fa-signal", re.IGNORECASE)
_EYE_LIGATURES = ("visibility", "remove_red_eye")
_AJAX = re.compile(r"load-dynamic|is-loading|placeholder|spinner", re.IGNORECASE)
_RUNNING = ["b", "strong", "em", "i", "a", "u", "mark"]
_BLOCKS = ["p", "div", "li", "td", "dd", "section", "article", "main", "body", "header"]
_LONGEST = 120
_RUNNING_WORDS = 6


@dataclass(frozen=True)
class Candidate:
    """One place that shows a count, and how sure its wording is."""

    text: str
    count: Count
    confidence: float


def collect(soup: BeautifulSoup) -> list[Candidate]:
    """Every candidate of the page, in the order of the page."""
    found = [candidate for text in _texts(soup) for candidate in _labelled(text)]
    return [*found, *_class_named(soup), *_beside_eye(soup)]


def waiting_slot(soup: BeautifulSoup) -> str | None:
    """The class of an empty place that a script would fill with the count, if the page has one."""
    for tag in soup.find_all(True):
        if _names_views(tag) and not re.search(r"\d", tag.get_text()):
            return " ".join(str(name) for name in tag.get("class") or ()) or str(tag.get("id"))
    return None


def _texts(soup: BeautifulSoup) -> Iterator[str]:
    """Texts that may be a whole statement: attributes, elements, single text nodes."""
    for tag in soup.find_all(True):
        if _in_running_text(tag) or _is_waiting(tag):
            continue
        for name in ("title", "aria-label", "data-original-title"):
            yield str(tag.get(name) or "")
        yield tag.get_text(" ")
        for child in tag.children:
            if isinstance(child, NavigableString):
                yield str(child)


def statement_in(text: str) -> Count | None:
    """The count that a short text states in words, on its own or as one part of a line of facts."""
    found = next(_labelled(text), None)
    return found.count if found else None


def _labelled(text: str) -> Iterator[Candidate]:
    folded = _one_line(text)
    if not folded or len(folded) > _LONGEST:
        return
    for segment in (folded, *_SEGMENTS.split(folded)):
        count = _statement(segment)
        if count is not None:
            yield Candidate(segment, count, LABELLED)
            return


def _statement(segment: str) -> Count | None:
    if _WHOLE_SITE.search(segment) and not re.match(r"(?:jumlah|total)\s+di", segment, re.IGNORECASE):
        return None
    for form in _FORMS:
        match = form.fullmatch(segment.strip(" \u2009()[]."))
        if match:
            return parse_count(match["n"])
    return None


def _one_line(text: str) -> str:
    return re.sub(r"[ \t\r\n\f]+", " ", fold(text)).strip(" \u2009")


def _class_named(soup: BeautifulSoup) -> Iterator[Candidate]:
    """A bare number in an element (or directly under one) whose class or property says views."""
    for tag in soup.find_all(True):
        parent = tag.parent
        named = _names_views(tag) or (parent is not None and _names_views(parent))
        if named and not _is_waiting(tag) and not _in_running_text(tag):
            yield from _bare(tag.get_text(" "), CLASS_NAMED)


def _bare(text: str, confidence: float) -> Iterator[Candidate]:
    folded = _one_line(text)
    match = _BARE.fullmatch(folded)
    count = parse_count(match["n"]) if match else None
    if count is not None and count.value > 0:
        yield Candidate(folded, count, confidence)


def _names_views(tag: Tag) -> bool:
    if tag.name in ("body", "html", "main", "article"):
        return False
    names = [*(tag.get("class") or ()), str(tag.get("id") or "")]
    return str(tag.get("itemprop")) == "interactionCount" or any(_CLASS_NAMES.search(str(name)) for name in names if name)


def _is_waiting(tag: Tag) -> bool:
    return any(
        _AJAX.search(" ".join(str(name) for name in level.get("class") or ())) for level in (tag, tag.parent) if level is not None
    )


def _beside_eye(soup: BeautifulSoup) -> Iterator[Candidate]:
    """A bare number right after (or around) an eye icon."""
    for icon in soup.find_all(["i", "span", "img"]):
        if not _is_eye(icon):
            continue
        following = icon.next_sibling
        while isinstance(following, NavigableString) and not following.strip():
            following = following.next_sibling
        if following is not None:
            text = following.get_text(" ") if isinstance(following, Tag) else str(following)
            yield from _bare(text, ICON_ONLY)


def _is_eye(tag: Tag) -> bool:
    if tag.get_text(strip=True) in _EYE_LIGATURES:
        return any("material" in str(name) for name in tag.get("class") or ())
    return not tag.get_text(strip=True) and any(_EYE.search(str(name)) for name in tag.get("class") or ())


def _in_running_text(tag: Tag) -> bool:
    """Whether an inline element stands inside a sentence, which speaks of other things than this page's readers."""
    if tag.name not in _RUNNING:
        return False
    block = tag.find_parent(_BLOCKS)
    if block is None:
        return False
    words = sum(len(str(child).split()) for child in block.children if isinstance(child, NavigableString))
    return words >= _RUNNING_WORDS
