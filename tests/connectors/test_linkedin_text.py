"""LinkedIn's little text format: written so that not a sign is lost, and read back as readers see it."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from connectors.linkedin_text import RESERVED, count, films_of, images_of, little, plain, post_of
from practice.linkedin_rules import read

TEXTS = st.text(st.sampled_from(list(RESERVED + "#ab1_ é😀\n&/")), max_size=60) | st.text(max_size=60)
_TEMPLATE_OR_ESCAPE = re.compile(r"\{hashtag\|\\#\|(?:\\.|[^\\|{}])*\}|\\.", re.DOTALL)


@given(TEXTS)
@example("#Pemilu2029 dan #daftar_pemilih (lihat C#) \\#bukan {hashtag|\\#|x}")
@example("\\{hashtag|\\#|a}#b")
@example("##a #a# #1 #_ a#b https://kpu.go.id/x#bagian &#39;")
def test_what_is_written_is_read_back_whole(text: str) -> None:
    assert plain(little(text)) == text
    assert read(little(text)) == text, "as the stand-in reads it, which drops what follows a bare sign"


@given(TEXTS)
def test_no_reserved_sign_is_ever_bare(text: str) -> None:
    assert set(_TEMPLATE_OR_ESCAPE.sub("", little(text))) & set(RESERVED) == set()


@given(TEXTS)
def test_the_length_is_never_less_than_what_is_sent(text: str) -> None:
    assert count(text) >= len(little(text)) >= len(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#Pemilu", "{hashtag|\\#|Pemilu}"),
        ("#daftar_pemilih", "{hashtag|\\#|daftar\\_pemilih}"),
        ("C# #1", "C\\# \\#1"),
        ("https://kpu.go.id/a_b#c", "https://kpu.go.id/a\\_b\\#c"),
        ("(a)", "\\(a\\)"),
    ],
)
def test_only_what_a_reader_would_call_a_hashtag_is_one(text: str, expected: str) -> None:
    assert little(text) == expected


@pytest.mark.parametrize(
    ("commentary", "expected"),
    [
        ("Halo @[KPU Contoh](urn:li:organization:1) {hashtag|#|pemilu} {hashtag|＃|pemilu}", "Halo KPU Contoh #pemilu ＃pemilu"),
        ("#pemilu apa adanya", "#pemilu apa adanya"),
    ],
)
def test_what_people_write_on_linkedin_itself_is_read_too(commentary: str, expected: str) -> None:
    assert plain(commentary) == expected


def test_a_shortened_address_stands_for_the_link_that_it_hides() -> None:
    body = {"id": "urn:li:share:1", "commentary": "Selesai.\n\nhttps://lnkd.in/gAb\\_1-x"}
    link = "https://kpu-contoh.example/penetapan"
    assert post_of(body, "", link).text == f"Selesai.\n\n{link}"
    assert "lnkd.in" in post_of(body, "").text


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (None, 0),
        ({"article": {"source": "https://x.example", "thumbnail": "urn:li:image:1"}}, 0),
        ({"media": {"id": "urn:li:image:1"}}, 1),
        ({"media": {"id": "urn:li:video:1"}}, 0),
        ({"multiImage": {"images": [{"id": "urn:li:image:1"}, {"id": "urn:li:image:2"}]}}, 2),
    ],
)
def test_only_pictures_count(content: object, expected: int) -> None:
    assert images_of({"content": content}) == expected


def test_a_film_with_our_words_is_not_our_post() -> None:
    body = {"id": "urn:li:share:1", "commentary": "Selesai.", "content": {"media": {"id": "urn:li:video:1"}}}
    assert (post_of(body, "").videos, films_of({"content": None})) == (1, 0)
