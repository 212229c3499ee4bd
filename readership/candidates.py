"""Finds the places of a cleaned page that name a reader count, each with how sure its wording is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, groupby, takewhile

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement

from readership.belonging import is_of_another, names_another
from readership.marks import has_eye_class, is_eye, names_views
from readership.numbers import Count, parse_count
from readership.own_place import OwnPlace
from readership.pairs import fact_tables, label_pairs, rows_of_numbers
from readership.wording import NOT_OWN, NUMBER, TIMES, Trust, first_part, is_label, last_part, one_line, statement

LABELLED, CLASS_NAMED, ICON_ONLY = 0.6, 0.5, 0.4

_BARE = re.compile(rf"(?P<n>{NUMBER}){TIMES}", re.IGNORECASE)
_EXACT_IN = (
    "data-views",
    "data-view",
    "data-hits",
    "data-count",
    "data-value",
    "title",
    "aria-label",
    "value",
    "content",
    "data-original-title",
)
_ONE_WORD = re.compile(r"[^\W\d_]{3,20} ?: ?(?=\d)")
_OTHER_THING = re.compile(
    r"komentar|comment|unduh|download|suka|like|bagi|share|skor|score|rating|suara|vote|post|id|tanggal|date|tahun|menit",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_AJAX = re.compile(r"load-dynamic|is-loading|placeholder|spinner", re.IGNORECASE)
_TOOLTIPS = ("title", "aria-label", "data-original-title", "data-bs-title", "data-tooltip", "data-title", "data-tip")
_RUNNING = ["b", "strong", "em", "i", "a", "u", "mark"]
_INLINE = frozenset(
    ("span", "b", "strong", "em", "i", "a", "u", "mark", "small", "font", "label", "time", "data", "abbr", "button")
)
_BLOCKS = ["p", "div", "li", "td", "dd", "section", "article", "main", "body", "header"]
_RUNNING_WORDS = 6
_WRAPPINGS = 3


@dataclass(frozen=True)
class Candidate:
    """One place that shows a count, and how sure its wording is."""

    text: str
    count: Count
    confidence: float
    place: Tag


def collect(soup: BeautifulSoup, own: OwnPlace) -> list[Candidate]:
    """Every candidate of the page, in the order of the page."""
    found = [candidate for tag, text, trust in _texts(soup, own) for candidate in _labelled(tag, text, trust)]
    for tag, text in (*label_pairs(soup), *rows_of_numbers(soup)):
        if not _is_waiting(tag):
            found += _labelled(tag, text, Trust(total=own.contains(tag), facts=own.tells_facts(tag)))
    for tag, text in fact_tables(soup):
        if own.contains(tag):
            found += _labelled(tag, text, Trust(total=True, facts=True))
    found += [*_named_by_tooltip(soup), *_class_named(soup), *_beside_eye(soup)]
    return [candidate for candidate in found if not is_of_another(candidate.place, candidate.text, own)]


def waiting_slot(soup: BeautifulSoup) -> str | None:
    """The class of an empty place that a script would fill with the count, if the page has one."""
    for tag in soup.find_all(True):
        if names_views(tag) and not re.search(r"\d", tag.get_text()):
            return " ".join(str(name) for name in tag.get("class") or ()) or str(tag.get("id"))
    return None


def statement_in(text: str) -> Count | None:
    """The count that a short text states in words, on its own or as one part of a line of facts."""
    found = statement(text)
    return found.count if found else None


def _texts(soup: BeautifulSoup, own: OwnPlace) -> Iterator[tuple[Tag, str, Trust]]:
    """Texts that may be a whole statement: attributes, elements, single text nodes."""
    for tag in soup.find_all(True):
        if _in_running_text(tag) or _is_waiting(tag):
            continue
        trust = _trust(tag, tag, own)
        if _continues_a_number(tag):
            continue
        for name in _TOOLTIPS:
            yield tag, str(tag.get(name) or ""), trust
        if not (own.is_around(tag) and names_another(tag, own)):
            yield tag, tag.get_text(" "), trust
        for child in tag.children:
            if isinstance(child, NavigableString) and not _continues_a_number(child):
                yield tag, str(child), _trust(child, tag, own)
        for first, line in _lines(tag):
            yield tag, line, _trust(first, tag, own)


def _lines(tag: Tag) -> Iterator[tuple[PageElement, str]]:
    """What stands on one line between blocks or hand-made breaks, though no element holds it alone."""
    children = list(tag.children)
    if not any(_ends_line(child) for child in children):
        return
    for ends, run in groupby(children, _ends_line):
        parts = list(run)
        if not ends and len(parts) > 1:
            yield parts[0], " ".join(part.get_text(" ") for part in parts)


def _ends_line(element: PageElement) -> bool:
    return isinstance(element, Tag) and element.name not in _INLINE


def _continues_a_number(element: PageElement) -> bool:
    """Whether the digits before it, in an element of their own, belong to the same number."""
    before = element.previous_sibling
    if before is None or _ends_line(before):
        return False
    said = before.get_text()
    return bool(re.search(r"\d[.,]$|^[.,]$|^\d{1,3}$", said) and re.match(r"[.,]?\d{3}(?!\d)", element.get_text()))


def _trust(text: PageElement, tag: Tag, own: OwnPlace) -> Trust:
    facts = own.tells_facts(text)
    return Trust(total=facts, facts=facts, since=own.contains(tag))


def _labelled(tag: Tag, text: str, trust: Trust = NOT_OWN) -> Iterator[Candidate]:
    found = statement(text, trust)
    if found is not None and not (found.count.value == 0 and _is_filled_by_script(tag)):
        shown = Candidate(found.text, found.count, LABELLED if found.words else ICON_ONLY, tag)
        yield shown
        yield from _exact_attributes(tag, shown)


def _named_by_tooltip(soup: BeautifulSoup) -> Iterator[Candidate]:
    """A bare number whose tooltip is the label."""
    for tag in soup.find_all(True):
        labels = (str(tag.get(name) or "") for name in (*_TOOLTIPS, "data-label"))
        if any(is_label(label) for label in labels) and not _is_waiting(tag):
            yield from _bare(tag, tag.get_text(" "), LABELLED)


def _class_named(soup: BeautifulSoup) -> Iterator[Candidate]:
    """A bare number in an element (or directly under one) whose class or property says views."""
    for tag in soup.find_all(True):
        parent = tag.parent
        named = names_views(tag) or (parent is not None and names_views(parent))
        if named and not _is_waiting(tag) and not _in_running_text(tag):
            for shown in _bare(tag, _without_label(tag.get_text(" ")), CLASS_NAMED):
                yield shown
                yield from _exact_attributes(tag, shown)


def _without_label(text: str) -> str:
    """“Klik: 1.204” in a place named hits: any one word may label it, but not one that names another thing."""
    label = _ONE_WORD.match(one_line(text))
    return text if label is None or _OTHER_THING.search(label[0]) else one_line(text)[label.end() :]


def _exact_attributes(tag: Tag, shown: Candidate) -> Iterator[Candidate]:
    """The exact number that an attribute keeps beside a rounded text."""
    if shown.count.exact:
        return
    within = [part for part in tag.find_all(True) if parse_count(part.get_text(" ")) == shown.count]
    for holder in (tag, *within, *tag.find_parents(limit=1)):
        for name in _EXACT_IN:
            text = str(holder.get(name) or "")
            count = parse_count(text) if _BARE.fullmatch(one_line(text)) else None
            if count is not None and count.exact and count.agrees(shown.count):
                yield Candidate(f"{name}={count.value}", count, shown.confidence, tag)


def _bare(tag: Tag, text: str, confidence: float) -> Iterator[Candidate]:
    folded = one_line(text)
    match = _BARE.fullmatch(folded)
    count = parse_count(match["n"]) if match else None
    if count is not None and count.value > 0:
        yield Candidate(folded, count, confidence, tag)


def _is_waiting(tag: Tag) -> bool:
    return any(
        _AJAX.search(" ".join(str(name) for name in level.get("class") or ())) for level in (tag, tag.parent) if level is not None
    )


def _is_filled_by_script(tag: Tag) -> bool:
    """Whether a shown 0 stands in an element that a script can find: it is where counting begins, not a count."""
    holders = [level for level in (tag, *tag.find_all(True)) if level.get_text(strip=True) == "0"]
    return any(name == "id" or name.startswith(("data-", "x-", "v-", ":")) for level in holders for name in level.attrs)


def _beside_eye(soup: BeautifulSoup) -> Iterator[Candidate]:
    """A bare number right after (or around) an eye icon."""
    for icon in soup.find_all(["i", "span", "img"]):
        if has_eye_class(icon):
            yield from _bare(icon, icon.get_text(" "), ICON_ONLY)
        if not is_eye(icon):
            continue
        following, before = _after(icon), icon.previous_sibling
        if following is not None and re.search(r"\w", _text(following)):
            yield from _bare(icon, first_part(_text(following)), ICON_ONLY)
        elif isinstance(before, NavigableString):
            last = last_part(str(before))
            yield from _bare(icon, "" if _YEAR.fullmatch(last) else last, ICON_ONLY)


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
