"""Where a text may be cut: after a sentence, never after an abbreviation; and which hashtags it keeps."""

import pytest

from connectors._social_cut import beginning, hashtag


@pytest.mark.parametrize(
    ("text", "most", "kept"),
    [
        ("Satu. Dua. Tiga.", 12, "Satu. Dua."),
        ("Satu. Dua. Tiga.", 100, "Satu. Dua. Tiga."),
        ("Satu. Dua. Tiga.", 3, ""),
        ("Rapat dipimpin H. Ahmad di Kab. Contoh. Selesai.", 45, "Rapat dipimpin H. Ahmad di Kab. Contoh."),
        ("Rapat dipimpin H. Ahmad di Kab. Contoh. Selesai.", 35, ""),
        ("Dibuka Ketua, S.H. hari ini. Lalu ditutup.", 30, "Dibuka Ketua, S.H. hari ini."),
        ("Pukul 08.00 WIB dimulai. Selesai pukul 10.00 WIB.", 30, "Pukul 08.00 WIB dimulai."),
        ("Daftar:\n1. Satu\n2. Dua\n", 18, "Daftar:\n1. Satu"),
        ("“Kami siap.” Ia pulang.", 15, "“Kami siap.”"),
        ("Siapa? Kita! Mereka.", 13, "Siapa? Kita!"),
        ("Judul tanpa titik\n\nIsi yang panjang sekali.", 20, "Judul tanpa titik"),
        ("", 10, ""),
    ],
)
def test_a_text_is_cut_after_a_whole_sentence(text: str, most: int, kept: str) -> None:
    assert beginning(text, lambda part: len(part) <= most) == kept


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("dpb", "#dpb"), ("daftar pemilih", "#DaftarPemilih"), ("Pemilu 2029", "#Pemilu2029"), ("!", ""), ("KPU-RI", "#KPURI")],
)
def test_a_tag_becomes_one_word_that_can_be_read(tag: str, expected: str) -> None:
    assert hashtag(tag) == expected
