"""A thousand and more pages by table: the article's own count where it shows one, and never a number where it shows none."""

import pytest

from readership.page import DOUBTFUL, read_page
from tests.readership.pages.absent import AFTER, absent_pages
from tests.readership.pages.absent import HEAD as ABSENT_HEAD
from tests.readership.pages.absent import META as ABSENT_META
from tests.readership.pages.shown import META, shown_pages

SHOWN, ABSENT = shown_pages(), absent_pages()


def test_the_set_is_large_enough_to_trust() -> None:
    assert len(META) >= 80
    assert len(ABSENT_META) + len(AFTER) + len(ABSENT_HEAD) >= 80
    assert len(SHOWN) + len(ABSENT) > 1500


@pytest.mark.parametrize("frame", sorted({name.rpartition(" / ")[2] for name in SHOWN}))
def test_the_article_s_own_count_is_read_with_its_bounds(frame: str) -> None:
    pages = {name: page for name, page in SHOWN.items() if name.endswith(f" / {frame}")}
    found = {name: read_page(html) for name, (html, _) in pages.items()}
    wrong = {name: (r.value, pages[name][1]) for name, r in found.items() if (r.value, r.low, r.high) != pages[name][1]}
    assert wrong == {}


@pytest.mark.parametrize("frame", sorted({name.rpartition(" / ")[2] for name in ABSENT}))
def test_no_number_is_made_of_what_is_no_count(frame: str) -> None:
    pages = {name: html for name, html in ABSENT.items() if name.endswith(f" / {frame}")}
    found = {name: read_page(html) for name, html in pages.items()}
    taken = {
        name: (r.value, r.raw_text) for name, r in found.items() if r.value is not None and not _shown_zero(r.value, r.confidence)
    }
    assert taken == {}
    assert all(reading.reason for reading in found.values())


def _shown_zero(value: int, confidence: float) -> bool:
    """A page that prints 0 is told to a person, below the border of what enters a sum."""
    return value == 0 and confidence < DOUBTFUL
