"""Ways of building a page, times places of the count, times wordings: the count is read, and nothing else is taken for it."""

from collections.abc import Iterable

import pytest

from readership.page import read_page
from tests.readership.pages.space import PLACES, SKELETONS, TITLE, Slots
from tests.readership.pages.space_markup import ICONS, NO_COUNT, OF_ANOTHER, PLACED, WORDINGS

_USUAL = (
    "<span>Dibaca 1.234 kali</span>",
    "<span>1.234 views</span>",
    "<span class='post-views'>1.234</span>",
    "<span><i class='fa fa-eye'></i> 1.234</span>",
)
_IN_A_BOX = ("page_title_section", "card", "html5")


def _read(skeleton: str, place: str, markup: str) -> int | None:
    return read_page(SKELETONS[skeleton](PLACES[place](markup)), title=TITLE).value


def _not_read(skeleton: str, markups: Iterable[str], place: str = "meta") -> list[tuple[str, int | None]]:
    return [(markup, value) for markup in markups if (value := _read(skeleton, place, markup)) != 1234]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("skeleton", SKELETONS)
def test_the_count_is_read_wherever_the_site_puts_it(skeleton: str, place: str) -> None:
    assert _not_read(skeleton, _USUAL, place) == []


@pytest.mark.parametrize("skeleton", ["hero", "card"])
def test_the_line_of_facts_may_say_it_in_any_words(skeleton: str) -> None:
    assert _not_read(skeleton, WORDINGS) == []


def test_an_icon_of_any_kind_names_the_number_beside_it() -> None:
    assert _not_read("portal_columns", ICONS) == []


def test_the_number_may_be_cut_boxed_or_rounded_beside_its_exact_self() -> None:
    assert _not_read("aspnet_form", PLACED) == []


@pytest.mark.parametrize("skeleton", ["hero", "broken_lines"])
@pytest.mark.parametrize("place", PLACES)
def test_numbers_of_other_things_are_no_readers(skeleton: str, place: str) -> None:
    assert [(markup, value) for markup in NO_COUNT if (value := _read(skeleton, place, markup)) is not None] == []


@pytest.mark.parametrize("skeleton", SKELETONS)
def test_a_site_that_shows_none_gives_none(skeleton: str) -> None:
    assert read_page(SKELETONS[skeleton](Slots()), title=TITLE).value is None


@pytest.mark.parametrize("skeleton", ["hero", "page_title_section", "html5"])
def test_what_stands_under_another_title_is_the_other_s(skeleton: str) -> None:
    assert [(markup, value) for markup in OF_ANOTHER if (value := _read(skeleton, "after", markup)) is not None] == []


@pytest.mark.parametrize("skeleton", _IN_A_BOX)
def test_what_stands_outside_the_article_s_own_box_is_not_the_article_s(skeleton: str) -> None:
    beside = Slots(beside="<div><img src='/peta.png'><span>1.234 views</span></div><div>Galeri<br>Dilihat 1.234 kali</div>")
    assert read_page(SKELETONS[skeleton](beside), title=TITLE).value is None
