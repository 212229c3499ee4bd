"""A person says what a page shows; tayang finds the place, proves it on other pages, and says so when it cannot."""

import pytest

from readership.page import read_page
from readership.teach import CannotTeach, teach
from tests.readership.pages.frames import FRAMES, kpu, lokomedia
from tests.readership.pages.shown import META


def page(count: str, frame: str = "kpu", markup: str = "<i class='bi bi-bar-chart'></i> <b class='angka'>{}</b>") -> str:
    return FRAMES[frame](markup.format(count), "", "")


@pytest.mark.parametrize("frame", sorted(FRAMES))
def test_a_place_without_any_word_is_found_in_every_frame_and_read_on_a_page_never_seen(frame: str) -> None:
    taught = teach(page("1.977", frame), "1.977", {"b": page("42", frame), "c": page("3", frame)})
    assert (taught.shows, taught.others) == (1977, {"b": 42, "c": 3})
    unseen = read_page(page("8.123", frame), taught.selector)
    assert (unseen.value, unseen.source, unseen.confidence) == (8123, "selector", 0.8)


@pytest.mark.parametrize(
    "markup", ["<b>{}</b>", "<span>Kode 7</span><span>{}</span>", "{} kali dibaca", "<span title='{} kali'>?</span>"]
)
def test_a_place_without_a_name_is_found_by_its_place(markup: str) -> None:
    taught = teach(page("1.977", markup=markup), "1977", {"b": page("42", markup=markup)})
    assert taught.others == {"b": 42}


def test_a_number_of_the_whole_site_is_not_taken_for_one_page_s() -> None:
    with pytest.raises(CannotTeach, match="seluruh situs"):
        teach(lokomedia("", "", ""), "77.120", {"b": lokomedia("x", "", ""), "c": lokomedia("y", "", "")})


def test_a_place_that_the_other_page_has_not_is_not_kept() -> None:
    with pytest.raises(CannotTeach, match="tidak memuat satu angka"):
        teach(page("1.977"), "1.977", {"b": kpu("", "", "")})


def test_a_page_that_counted_our_own_look_is_understood() -> None:
    assert teach(page("1.978"), "1.977", {"b": page("42")}).shows == 1978
    with pytest.raises(CannotTeach, match="tidak ditemukan"):
        teach(page("2.400"), "1.977", {})


def test_a_rounded_count_can_be_taught() -> None:
    taught = teach(page("1,2 rb"), "1,2 rb", {"b": page("42")})
    assert read_page(page("3,4 rb"), taught.selector).low == 3350


def test_what_is_no_number_is_told() -> None:
    for wrong in ("banyak", "1,5 M", "12-13", ""):
        with pytest.raises(CannotTeach, match="bukan satu angka"):
            teach(page("5"), wrong, {})


def test_a_selector_that_no_longer_matches_is_told_and_nothing_else_steps_in() -> None:
    taught = teach(page("1.977"), "1.977", {"b": page("42")})
    changed = kpu(
        META["dibaca kali"][0],
        "",
        '<script type=\'application/ld+json\'>{"@type":"Article","interactionCount":"UserPageVisits:5"}</script>',
    )
    reading = read_page(changed, taught.selector)
    assert reading.value is None
    assert "tayang teach" in reading.reason
