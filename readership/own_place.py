"""Finds the page's own article: its heading, and the smallest place that holds heading and text together."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement

_HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]
_PLAIN = ["b", "strong", "font", "span", "td", "div", "big"]
_TITLE_WORDS, _BODY_WORDS = 3, 20
_LONGEST_TITLE = 300
_SAME_TITLE = 0.6
_NUMERAL = re.compile(r"\d+|[ivxl]+")


@dataclass(frozen=True)
class OwnPlace:
    """Where the page speaks of its own article; `place` is None where heading and text have no place to themselves."""

    heading: Tag | None
    place: Tag | None
    around: frozenset[int]
    sure: bool = False
    """Whether the page's title or its one h1 names the heading; else it is only the first that could be."""
    facts: tuple[PageElement, ...] = ()
    """The line of facts between the title and the text."""

    above_text: frozenset[int] = frozenset()
    """What stands around the article's own text."""

    def is_around(self, tag: PageElement) -> bool:
        """Whether the element stands around the title or around the text."""
        return id(tag) in self.around or id(tag) in self.above_text

    def holds_title(self, tag: PageElement) -> bool:
        """Whether the element is the heading or stands around it."""
        return id(tag) in self.around

    def tells_facts(self, element: PageElement) -> bool:
        """Whether the element is part of the line of facts under the title."""
        return any(element is fact for fact in self.facts)

    def contains(self, tag: PageElement) -> bool:
        """Whether the element is inside the article's own place."""
        return self.place is not None and (tag is self.place or any(level is self.place for level in tag.parents))


def document_titles(soup: BeautifulSoup) -> list[str]:
    """What the head of the page says its title is."""
    shown = [tag.get_text(" ") for tag in soup.find_all("title", limit=1)]
    declared = [str(tag.get("content") or "") for tag in soup.select('meta[property="og:title"], meta[name="twitter:title"]')]
    return [plain(text) for text in (*shown, *declared) if text.strip()]


def bears_title(soup: BeautifulSoup, title: str) -> bool:
    """Whether the page's head or heading bears this title. A page with another h1 that only links ours is not ours."""
    wanted = plain(title)
    names = _HEADINGS if soup.find("h1") is not None else [*_HEADINGS, *_PLAIN]
    lines = (plain(tag.get_text(" ")) for tag in soup.find_all(names))
    return any(_same(wanted, text) for text in (*document_titles(soup), *lines))


def _same(wanted: str, text: str) -> bool:
    """Whether most words of the title are there, for offices edit titles; Triwulan II is never Triwulan III."""
    words, said = set(wanted.split()), set(text.split())
    numerals = {word for word in words if _NUMERAL.fullmatch(word)}
    return len(text) <= _LONGEST_TITLE and numerals <= said and len(words & said) >= _SAME_TITLE * len(words)


def own_place(soup: BeautifulSoup, titles: Iterable[str], wanted: str = "") -> OwnPlace:
    """The heading that bears the wanted title or repeats the page's, else the first main one, and the place around it."""
    known = [*([plain(wanted)] if wanted else []), *titles]
    sure = _named(soup, known) or (_edited(soup, plain(wanted)) if wanted else None) or soup.find("h1")
    heading = sure or _first_long(soup)
    if heading is None:
        return OwnPlace(None, None, frozenset())
    return OwnPlace(heading, _place(heading), frozenset(id(tag) for tag in (heading, *heading.parents)), sure is not None)


def _named(soup: BeautifulSoup, titles: list[str]) -> Tag | None:
    for names in (_HEADINGS, _PLAIN):
        found = [(text, tag) for tag in soup.find_all(names) if (text := plain(tag.get_text(" "))) and _is_title(text, titles)]
        if found:
            return max(found, key=lambda item: (len(item[0]), -int(item[1].name[1]) if names is _HEADINGS else 0))[1]
        if soup.find("h1") is not None:
            return None
    return None


def _edited(soup: BeautifulSoup, wanted: str) -> Tag | None:
    """The first heading that bears the wanted title in other words."""
    return next((tag for tag in soup.find_all(_HEADINGS) if _same(wanted, plain(tag.get_text(" ")))), None)


def _is_title(text: str, titles: list[str]) -> bool:
    return len(text) <= _LONGEST_TITLE and len(text.split()) >= _TITLE_WORDS and any(text in title for title in titles)


def _first_long(soup: BeautifulSoup) -> Tag | None:
    """The first heading that could be a title; one that leads elsewhere belongs to the entry of a list."""
    headings = [tag for tag in soup.find_all(["h2", "h3"]) if tag.find("a", href=True) is None and tag.find_parent("a") is None]
    long = [tag for tag in headings if _words(tag) > _TITLE_WORDS and tag.find_parent(["header", "nav"]) is None]
    return next(iter([*long, *headings]), None)


def _place(heading: Tag) -> Tag | None:
    article = heading.find_parent("article")
    if article is not None:
        return article
    least = _words(heading) + _BODY_WORDS
    for level in heading.parents:
        if level.name in ("main", "body", "html", "[document]"):
            return None
        if _words(level) >= least:
            return None if _holds_the_site(level) else level
    return None


def _holds_the_site(level: Tag) -> bool:
    return level.find("aside") is not None or any(f.find_parent("article") is None for f in level.find_all("footer"))


def _words(tag: Tag) -> int:
    return len(tag.get_text(" ").split())


def plain(text: str) -> str:
    """The words of a text, as titles are compared."""
    return " ".join(re.findall(r"\w+", text.casefold()))
