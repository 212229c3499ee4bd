"""Reads the reader count that a saved page shows. Answers None with a reason rather than a number it is not sure of."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from bs4 import BeautifulSoup, Tag
from soupsieve import SelectorSyntaxError

from language.say import later, t
from readership.candidates import Candidate, collect, statement_in, waiting_slot
from readership.cleaning import clean, drop_invisible
from readership.numbers import Count, parse_count
from readership.own_place import OwnPlace, bears_title
from readership.structured import structured_counts

Source = Literal["jsonld", "selector", "text"]
CONFIDENCE: dict[Source, float] = {"jsonld": 0.9, "selector": 0.8, "text": 0.6}
DOUBTFUL = 0.5
"""Below this confidence a count goes to a person before it enters a sum."""
_ZERO_CONFIDENCE = 0.4
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


@dataclass(frozen=True)
class PageReading:
    """What a page says. `value` None: unknown, and `reason` tells why; a confidence below .5 goes to a person.

    `high` None beside a value: the page says “at least”.
    """

    value: int | None
    low: int | None
    high: int | None
    exact: bool
    source: Source | None
    confidence: float
    raw_text: str
    reason: str = ""


def read_page(html: str, selector: str | None = None, title: str = "") -> PageReading:
    """The count by a taught selector, by structured data, or by a labelled text of the article itself, in this order.

    With the title of our content a page that is about something else is unknown, whatever it counts.
    """
    soup = BeautifulSoup(_XML_DECLARATION.sub("", html), "lxml")
    if title and not bears_title(soup, title):
        return _unknown(t("judul konten ini tidak ada pada halaman; mungkin halaman lain yang dikirim situs"))
    structured = structured_counts(soup)
    if selector:
        return _taught(soup, selector, structured)
    if structured:
        return _agreed(structured, "jsonld", t("data terstruktur memuat beberapa angka yang berbeda"))
    own = clean(soup, title)
    if own.heading is None:
        return _unknown(t("judul konten tidak ditemukan pada halaman; angkanya bisa milik halaman lain"))
    return _from_text(soup, own)


def _taught(soup: BeautifulSoup, selector: str, structured: list[tuple[str, Count]]) -> PageReading:
    drop_invisible(soup)
    try:
        found = soup.select(selector)
    except SelectorSyntaxError:
        return _unknown(t("selektor “{selector}” salah tulis", selector=selector))
    counts = [(text, count) for text, count in ((_shown(tag), count_at(tag)) for tag in found) if count is not None]
    if counts:
        reading = _agreed(counts, "selector", t("selektor cocok dengan beberapa angka yang berbeda"))
        return _sharpened(reading, structured)
    if not found:
        gone = later(
            "selektor “{selector}” tidak ditemukan lagi pada halaman ini; tampilan situs mungkin berubah, ajarkan lagi "
            "dengan `tayang teach`"
        )
        return _unknown(t(gone, selector=selector))
    empty = t("tempat angka masih kosong atau bukan angka yang jelas; kemungkinan diisi JavaScript")
    return _unknown(empty, _shown(found[0]))


def count_at(tag: Tag) -> Count | None:
    """The count that one element shows. Exact text of an attribute wins over a rounded text when it lies inside its band."""
    shown = parse_count(_shown(tag)) or statement_in(_shown(tag))
    if shown is not None and shown.exact:
        return shown
    for name in ("content", "aria-label", "title", "data-count"):
        hidden = parse_count(str(tag.get(name, "")))
        if hidden is not None and hidden.exact and (shown is None or hidden.agrees(shown)):
            return hidden
    return shown


def _shown(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split(" ")).strip()[:200]


def _sharpened(reading: PageReading, structured: Iterable[tuple[str, Count]]) -> PageReading:
    if reading.exact or reading.value is None or reading.low is None:
        return reading
    shown = Count(reading.value, reading.low, reading.high, exact=False)
    for _, count in structured:
        if count.exact and count.agrees(shown):
            return replace(reading, value=count.value, low=count.value, high=count.value, exact=True)
    return reading


def _agreed(counts: list[tuple[str, Count]], source: Source, conflict: str, confidence: float | None = None) -> PageReading:
    """One reading where all counts can be the same number, else unknown."""
    best_text, best = min(counts, key=lambda item: (not item[1].exact, item[1].room))
    if any(not count.agrees(best) for _, count in counts):
        return _unknown(conflict, " | ".join(text for text, _ in counts)[:200])
    sure = CONFIDENCE[source] if confidence is None else confidence
    if best.value == 0 and source == "text":
        reason = t("halaman menampilkan 0; mungkin belum dihitung")
        return PageReading(0, 0, 0, True, source, min(sure, _ZERO_CONFIDENCE), best_text, reason)
    return PageReading(best.value, best.low, best.high, best.exact, source, sure, best_text)


def _from_text(soup: BeautifulSoup, own: OwnPlace) -> PageReading:
    candidates = collect(soup, own)
    if not candidates:
        slot = waiting_slot(soup)
        if slot is not None:
            return _unknown(t("tempat angka pembaca masih kosong; diisi JavaScript"), slot)
        return _unknown(t("halaman tidak menampilkan jumlah pembaca yang jelas"))
    top = max(candidate.confidence for candidate in candidates)
    strongest = [c for c in candidates if c.confidence == top]
    conflict = t("halaman memuat beberapa angka yang berbeda")
    reading = _agreed([(c.text, c.count) for c in strongest], "text", conflict, top)
    return _sharpened(reading, _exact(candidates))


def _exact(candidates: Iterable[Candidate]) -> list[tuple[str, Count]]:
    return [(c.text, c.count) for c in candidates if c.count.exact]


def _unknown(reason: str, raw: str = "") -> PageReading:
    return PageReading(None, None, None, False, None, 0.0, raw, reason)
