"""Finds where a page shows a count that a person names, and keeps only a place that holds on the site's other pages too."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import soupsieve
from bs4 import BeautifulSoup, Tag

from language.say import later, t
from readership.cleaning import drop_invisible
from readership.numbers import Count, parse_count
from readership.page import count_at, read_page

_ANCESTORS = 4
_MOST_SELECTORS = 60
_GROWTH, _SHARE = 10, 0.005


@dataclass(frozen=True)
class Taught:
    """A proved place: its selector, what it shows on the page that was shown, and on each other page."""

    selector: str
    shows: int
    others: Mapping[str, int]


class CannotTeach(Exception):
    """No place was found or none was proved; the sentence says why and what to do."""


def teach(html: str, count: str, others: Mapping[str, str]) -> Taught:
    """The simplest selector that reads `count` here and one clear count on every other page. Raises CannotTeach."""
    told = parse_count(count)
    if told is None:
        unclear = later("“{count}” bukan satu angka yang jelas; tulis seperti pada halaman, misalnya 1.234 atau 1,2 rb")
        raise CannotTeach(t(unclear, count=count))
    soup = BeautifulSoup(html, "lxml")
    drop_invisible(soup)
    places = _places(soup, told)
    if not places:
        nowhere = later("angka {count} tidak ditemukan pada halaman itu; mungkin diisi JavaScript, atau sudah berubah")
        raise CannotTeach(t(nowhere, count=count))
    refused: list[str] = []
    for selector in _selectors(soup, places):
        shows = read_page(html, selector).value
        if shows is None:
            continue
        found = {url: read_page(page, selector).value for url, page in others.items()}
        missing = [url for url, value in found.items() if value is None]
        if missing:
            refused.append(t("pada {url} tempat itu tidak memuat satu angka yang jelas", url=missing[0]))
            continue
        known = {url: value for url, value in found.items() if value is not None}
        if len(known) > 1 and set(known.values()) == {shows} and shows > 0:
            refused.append(t("angkanya sama di semua halaman; tampaknya itu jumlah seluruh situs, bukan satu halaman"))
            continue
        return Taught(selector, shows, known)
    raise CannotTeach(_reason(refused))


def _reason(refused: Sequence[str]) -> str:
    """What most places failed at."""
    if not refused:
        return t("angka itu ada pada halaman, tetapi tempatnya tidak dapat dibedakan dari angka lain")
    return t("tidak ada tempat yang terbukti: {why}", why=max(refused, key=refused.count))


def _places(soup: BeautifulSoup, told: Count) -> list[Tag]:
    """The elements that show the count; where none does, those that show a little more: a page may count our own look."""
    shown = [(tag, count) for tag in soup.find_all(True) if _is_short(tag) and (count := count_at(tag)) is not None]
    same = [tag for tag, count in shown if (count.value, count.exact) == (told.value, told.exact)]
    if not same:
        most = told.value + max(_GROWTH, int(told.value * _SHARE))
        same = [tag for tag, count in shown if told.low <= count.value <= max(told.high or most, most)]
    return [tag for tag in same if not any(child in same for child in tag.find_all(True))]


def _is_short(tag: Tag) -> bool:
    return tag.name not in ("html", "body", "head", "main", "article") and len(tag.get_text(" ")) <= 200


def _selectors(soup: BeautifulSoup, places: Sequence[Tag]) -> Iterator[str]:
    """Selectors for the places: those that pick one element first, simple before long."""
    listed = list(dict.fromkeys(selector for tag in places for selector in _of(tag)))[:_MOST_SELECTORS]
    yield from sorted(listed, key=lambda selector: len(soup.select(selector, limit=2)) != 1)


def _of(tag: Tag) -> Iterator[str]:
    own = _named(tag)
    if own:
        yield own
    step = own or tag.name
    path = _numbered(tag)
    for ancestor in list(tag.parents)[:_ANCESTORS]:
        name = _named(ancestor) if isinstance(ancestor, Tag) else ""
        if name:
            yield f"{name} {step}"
            yield f"{name} > {path}"
        if isinstance(ancestor, Tag):
            path = f"{_numbered(ancestor)} > {path}"


def _named(tag: Tag) -> str:
    """The element by a name that other pages of the site share: no part of it may hold a number."""
    if tag.name in ("html", "body", "[document]"):
        return ""
    if (own := str(tag.get("id") or "")) and _is_shared(own):
        return f"#{soupsieve.escape(own)}"
    classes = [str(name) for name in tag.get("class") or () if _is_shared(str(name))]
    if classes:
        return tag.name + "".join(f".{soupsieve.escape(name)}" for name in classes[:3])
    return f'[itemprop="{tag["itemprop"]}"]' if tag.get("itemprop") else ""


def _is_shared(name: str) -> bool:
    return bool(name) and not any(char.isdigit() for char in name)


def _numbered(tag: Tag) -> str:
    """The element by its place among its siblings of the same kind."""
    place = 1 + sum(1 for sibling in tag.previous_siblings if isinstance(sibling, Tag) and sibling.name == tag.name)
    return f"{tag.name}:nth-of-type({place})"
