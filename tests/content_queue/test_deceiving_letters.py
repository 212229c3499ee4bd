"""Letters and addresses that deceive are told with what they really are, others are left alone, and no text takes long."""

import pytest

from content_queue.characters import deceiving_letters, each_once, odd_address


def told(text: str) -> list[str]:
    return [problem.text() for problem in deceiving_letters(text, "naskah.md")]


def test_a_look_alike_is_named_with_its_code_point() -> None:
    (said,) = told("Kunjungi k\u0440u.go.id")
    assert "“k\u0440u”" in said
    assert "U+0440 (CYRILLIC SMALL LETTER ER)" in said


def test_an_address_is_told_as_the_network_knows_it() -> None:
    (said, *_) = [one for one in told("https://kpu.g\u043e.id/a") if "menuju" in one]
    assert "xn--" in said
    assert "jahat.example" in told("Baca https://kpu.go.id@jahat.example/masuk")[0]


@pytest.mark.parametrize(
    "text",
    [
        "Baca https://kpu.go.id/a?surel=a@b.id#c dan https://kab-contoh.kpu.go.id:8443/.",
        "Kantor Perwakilan di Москва menerima 20 orang",
        "Kadar 5 µg dan 5 μg, hambatan 3 kΩ, sudut α dan β",
        "Café, naïveté, Þór, straße, “kutipan” – 1 × 2 …",
        "Keluarga 👨‍👩‍👧 hadir",
        "surel humas@kpu.go.id",
    ],
)
def test_ordinary_words_of_an_office_are_left_alone(text: str) -> None:
    assert told(text) == []


def test_an_address_that_is_no_address_is_left_to_others() -> None:
    assert list(odd_address("https://[::1/", "naskah.md")) == []
    assert told("http://") == []


def test_what_is_found_in_the_words_and_as_a_link_is_told_once() -> None:
    twice = [*odd_address("https://xn--kpu-5cd.id/", "a", 1), *odd_address("https://xn--kpu-5cd.id/b", "a", 2)]
    assert each_once(twice) == twice[:1]


@pytest.mark.parametrize("piece", ["a", "é", "\u0440", "aр", "\u200d", "https:// ", "https://a@", "👩\u200d"])
def test_the_longest_text_of_one_kind_is_looked_through_to_its_end(piece: str) -> None:
    text = "é" + piece * (256 * 1024 // len(piece.encode())) + " k\u0440u"
    assert any("“k\u0440u”" in one for one in told(text))
