"""Finds the places of a cleaned page that name a reader count, each with how sure its wording is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, takewhile

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement

from readership.marks import has_eye_class, is_eye, names_views
from readership.numbers import Count, fold, parse_count
from readership.own_place import OwnPlace
from readership.pairs import label_pairs

LABELLED, CLASS_NAMED, ICON_ONLY = 0.6, 0.5, 0.4

_SPACE = r"[ \u2009]"
_NUMBER = (
    rf"(?:(?:lebih dari|more than|over){_SPACE}+)?"
    rf"\(?\d[\d.,'\u2009]*(?:{_SPACE}\d{{3}})*(?:{_SPACE}?(?:rb|ribu|k|jt|juta|m|b|miliar))?\+?\)?"
)
_THING = r"(?:artikel|berita|halaman|tulisan|postingan|konten|naskah|informasi|dokumen|laman|pengumuman)"
_THIS = rf"{_THING}(?:\s+ini)?"
_VERBS = r"(?:dibaca|terbaca|dilihat|ditonton|diakses|dikunjungi)"
_LABEL = (
    rf"(?:(?:{_THIS}|abstract|abstrak)\s+)?(?:(?:jumlah|total|kali)\s+)?(?:(?:sudah|telah)\s+)?"
    rf"(?:{_VERBS}|kunjungan(?= {_THING} ini)|pembaca|views?|viewers?|page ?views|post views|hits?|reads|readers|tayangan)"
    rf"(?:\s+(?:{_THIS}|of this (?:article|page|post)))?"
)
_SINCE_ITSELF = r" sejak (?:(?:di)?terbit(?:kan)?|(?:di)?tayang(?:kan)?|di(?:publikasikan|unggah))"
_TIMES = rf"(?:{_SPACE}*(?:kali|x|times|orang))?"
_FORMS = (
    re.compile(
        rf"{_LABEL}{_SPACE}*(?:sebanyak|oleh)?{_SPACE}*:?{_SPACE}*(?P<n>{_NUMBER}){_TIMES}"
        rf"(?:{_SINCE_ITSELF}|(?P<since> sejak .+))?",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?:(?:{_THING} ini )?(?:sudah|telah) )?(?P<n>{_NUMBER}){_TIMES}{_SPACE}*:?{_SPACE}*"
        rf"(?:{_LABEL}|tampilan|ビュー|回閲覧|次浏览)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?:by|oleh|penulis){_SPACE}*:?{_SPACE}*[^\W\d_][\w.\-]*{_SPACE}+(?P<n>{_NUMBER}){_TIMES}{_SPACE}*{_LABEL}",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?:this (?:post|article|page|entry|news) (?:has been|was) )?(?:viewed|read|seen)"
        rf"{_SPACE}*:?{_SPACE}*(?P<n>{_NUMBER}){_SPACE}*times?",
        re.IGNORECASE,
    ),
    re.compile(rf"(?P<rounded>{_NUMBER}){_SPACE}*\((?P<n>\d[\d.,]*)\){_TIMES}{_SPACE}*{_LABEL}", re.IGNORECASE),
)
_ABOUT_THIS = (
    re.compile(
        rf"{_THING} ini (?:(?:sudah|telah) )?(?:\w+ dan )?{_VERBS} (?:sebanyak |oleh )?(?P<n>{_NUMBER})"
        rf"(?:{_TIMES}| (?:pengunjung|pembaca|warga))",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?:(?:sudah|telah|ada) )?(?P<n>{_NUMBER}) (?:orang|pembaca|pengunjung|warga) (?:(?:sudah|telah) )?"
        rf"(?:membaca|melihat|mengunjungi|membuka) {_THING} ini",
        re.IGNORECASE,
    ),
    re.compile(rf"(?:anda (?:adalah )?)?(?:pembaca|pengunjung) ke-? ?(?P<n>{_NUMBER}) {_THING} ini", re.IGNORECASE),
)
_WHOLE_SITE = re.compile(
    rf"(?:jumlah|total)\s+(?:pembaca|views?|hits?|page ?views|readers|tayangan|kunjungan)(?!\s+(?!halaman\b(?! ini)){_THIS})"
    r"|hari ini|today|(?:dikunjungi|diakses).* sejak ",
    re.IGNORECASE,
)
_PURE_LABEL = re.compile(_LABEL, re.IGNORECASE)
_BARE = re.compile(rf"(?P<n>{_NUMBER}){_TIMES}", re.IGNORECASE)
_SEGMENTS = re.compile(r"\s*[|·•●∙»]\s*|\s+[-–—/]\s+|,\s+|\s*\n\s*|[ \u2009]{2,}")
_PICTURE = re.compile(r"^[\u2600-\u27bf\U0001f300-\U0001faff\ufe0f]+[ \u2009]*")
_EYE_PICTURE = re.compile(rf"\U0001f441\ufe0f?[ \u2009]*(?P<n>{_NUMBER})", re.IGNORECASE)
_EXACT_IN = ("data-views", "data-view", "data-hits", "data-count", "data-value")
_ONE_WORD = re.compile(r"[^\W\d_]{3,20} ?: ?(?=\d)")
_OTHER_THING = re.compile(
    r"komentar|comment|unduh|download|suka|like|bagi|share|skor|score|rating|suara|vote|post|id|tanggal|date|tahun|menit",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_AJAX = re.compile(r"load-dynamic|is-loading|placeholder|spinner", re.IGNORECASE)
_RUNNING = ["b", "strong", "em", "i", "a", "u", "mark"]
_BLOCKS = ["p", "div", "li", "td", "dd", "section", "article", "main", "body", "header"]
_LONGEST = 120
_RUNNING_WORDS = 6
_WRAPPINGS = 3


@dataclass(frozen=True)
class Candidate:
    """One place that shows a count, and how sure its wording is."""

    text: str
    count: Count
    confidence: float


@dataclass(frozen=True)
class _Trust:
    """What the place of a text allows to believe: a total is the whole site's but among the facts of the article itself."""

    total: bool = False
    since: bool = False


_NOT_OWN = _Trust()


def collect(soup: BeautifulSoup, own: OwnPlace) -> list[Candidate]:
    """Every candidate of the page, in the order of the page."""
    found = [candidate for tag, text in _texts(soup) for candidate in _labelled(text, _trust(tag, own))]
    facts = [(text, _Trust(total=own.contains(tag))) for tag, text in label_pairs(soup) if not _is_waiting(tag)]
    found += [candidate for text, trust in facts for candidate in _labelled(text, trust)]
    return [*found, *_named_by_tooltip(soup), *_class_named(soup), *_beside_eye(soup)]


def _trust(tag: Tag, own: OwnPlace) -> _Trust:
    return _Trust(total=own.tells_facts(tag), since=own.contains(tag))


def says_about_this(text: str) -> bool:
    """Whether a whole sentence tells how often this very article was read."""
    return any(form.fullmatch(_one_line(text).rstrip(". ")) for form in _ABOUT_THIS)


def waiting_slot(soup: BeautifulSoup) -> str | None:
    """The class of an empty place that a script would fill with the count, if the page has one."""
    for tag in soup.find_all(True):
        if names_views(tag) and not re.search(r"\d", tag.get_text()):
            return " ".join(str(name) for name in tag.get("class") or ()) or str(tag.get("id"))
    return None


def _texts(soup: BeautifulSoup) -> Iterator[tuple[Tag, str]]:
    """Texts that may be a whole statement: attributes, elements, single text nodes."""
    for tag in soup.find_all(True):
        if _in_running_text(tag) or _is_waiting(tag):
            continue
        for name in ("title", "aria-label", "data-original-title"):
            yield tag, str(tag.get(name) or "")
        yield tag, tag.get_text(" ")
        for child in tag.children:
            if isinstance(child, NavigableString):
                yield tag, str(child)


def statement_in(text: str) -> Count | None:
    """The count that a short text states in words, on its own or as one part of a line of facts."""
    found = next(_labelled(text), None)
    return found.count if found else None


def _labelled(text: str, trust: _Trust = _NOT_OWN) -> Iterator[Candidate]:
    folded = _one_line(text)
    if not folded or len(folded) > _LONGEST:
        return
    for segment in (folded, *_SEGMENTS.split(folded)):
        eye = _EYE_PICTURE.fullmatch(segment)
        count = parse_count(eye["n"]) if eye else _statement(_PICTURE.sub("", segment), trust)
        if count is not None and (count.value > 0 or not eye):
            yield Candidate(segment, count, ICON_ONLY if eye else LABELLED)
            return


def _statement(segment: str, trust: _Trust) -> Count | None:
    if _speaks_of_the_site(segment, trust):
        return None
    for form in (*_FORMS, *_ABOUT_THIS):
        match = form.fullmatch(segment.strip(" \u2009()[]."))
        if match:
            found = match.groupdict()
            count = parse_count(match["n"])
            return count if _fits(count, found.get("rounded")) and (trust.since or not found.get("since")) else None
    return None


def _speaks_of_the_site(segment: str, trust: _Trust) -> bool:
    whole = _WHOLE_SITE.search(segment)
    if whole is None or re.match(r"(?:jumlah|total)\s+di", segment, re.IGNORECASE):
        return False
    return not (trust.total and whole[0].lower().startswith(("jumlah", "total")))


def _fits(exact: Count | None, rounded: str | None) -> bool:
    band = parse_count(rounded) if rounded else exact
    return exact is not None and band is not None and exact.agrees(band)


def _one_line(text: str) -> str:
    return re.sub(r"[ \t\r\n\f]+", " ", fold(text)).strip(" \u2009")


def _named_by_tooltip(soup: BeautifulSoup) -> Iterator[Candidate]:
    """A bare number whose tooltip is the label."""
    for tag in soup.find_all(True):
        labels = (str(tag.get(name) or "") for name in ("title", "aria-label", "data-original-title", "data-label"))
        if any(_PURE_LABEL.fullmatch(_one_line(label)) for label in labels) and not _is_waiting(tag):
            yield from _bare(tag.get_text(" "), LABELLED)


def _class_named(soup: BeautifulSoup) -> Iterator[Candidate]:
    """A bare number in an element (or directly under one) whose class or property says views."""
    for tag in soup.find_all(True):
        parent = tag.parent
        named = names_views(tag) or (parent is not None and names_views(parent))
        if named and not _is_waiting(tag) and not _in_running_text(tag):
            for shown in _bare(_without_label(tag.get_text(" ")), CLASS_NAMED):
                yield shown
                yield from _exact_attributes(tag, shown)


def _without_label(text: str) -> str:
    """“Klik: 1.204” in a place named hits: any one word may label it, but not one that names another thing."""
    label = _ONE_WORD.match(_one_line(text))
    return text if label is None or _OTHER_THING.search(label[0]) else _one_line(text)[label.end() :]


def _exact_attributes(tag: Tag, shown: Candidate) -> Iterator[Candidate]:
    """The exact number that an attribute keeps beside a rounded text."""
    for name in _EXACT_IN:
        count = parse_count(str(tag.get(name) or ""))
        if count is not None and count.exact and count.agrees(shown.count):
            yield Candidate(f"{name}={count.value}", count, shown.confidence)


def _bare(text: str, confidence: float) -> Iterator[Candidate]:
    folded = _one_line(text)
    match = _BARE.fullmatch(folded)
    count = parse_count(match["n"]) if match else None
    if count is not None and count.value > 0:
        yield Candidate(folded, count, confidence)


def _is_waiting(tag: Tag) -> bool:
    return any(
        _AJAX.search(" ".join(str(name) for name in level.get("class") or ())) for level in (tag, tag.parent) if level is not None
    )


def _beside_eye(soup: BeautifulSoup) -> Iterator[Candidate]:
    """A bare number right after (or around) an eye icon."""
    for icon in soup.find_all(["i", "span", "img"]):
        if has_eye_class(icon):
            yield from _bare(icon.get_text(" "), ICON_ONLY)
        if not is_eye(icon):
            continue
        following, before = _after(icon), icon.previous_sibling
        if following is not None and re.search(r"\w", _text(following)):
            yield from _bare(_text(following), ICON_ONLY)
        elif isinstance(before, NavigableString):
            last = _SEGMENTS.split(_one_line(str(before)))[-1]
            yield from _bare("" if _YEAR.fullmatch(last) else last, ICON_ONLY)


def _text(element: PageElement) -> str:
    return element.get_text(" ") if isinstance(element, Tag) else str(element)


def _after(icon: Tag) -> PageElement | None:
    """What follows the icon, or the bare wrapping around the icon."""
    level = icon
    for _ in range(_WRAPPINGS):
        following = level.next_sibling
        while isinstance(following, NavigableString) and not following.strip():
            following = following.next_sibling
        parent = level.parent
        if following is not None or parent is None or parent.get_text(strip=True) != icon.get_text(strip=True):
            return following
        level = parent
    return None


def _in_running_text(tag: Tag) -> bool:
    """Whether an inline element stands inside a sentence, which speaks of other things than this page's readers."""
    if tag.name not in _RUNNING:
        return False
    block = tag.find_parent(_BLOCKS)
    if block is None:
        return False
    if tag.parent is block:
        return _words_beside(tag) >= _RUNNING_WORDS
    words = sum(len(str(child).split()) for child in block.children if isinstance(child, NavigableString))
    return words >= _RUNNING_WORDS


def _words_beside(tag: Tag) -> int:
    """How many words stand on the same line; old pages break their lines by hand."""
    sides = (tag.previous_siblings, tag.next_siblings)
    lines = (takewhile(lambda beside: not (isinstance(beside, Tag) and beside.name in ("br", "hr")), side) for side in sides)
    return sum(len(str(beside).split()) for beside in chain(*lines) if isinstance(beside, NavigableString))
