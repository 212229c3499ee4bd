"""How Bluesky counts, what is marked in a text, and the keys of our posts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.bluesky_text import accounts_in, count, facets_of, is_ours, key_of
from practice.bluesky_records import TID


def test_length_is_counted_as_bluesky_counts() -> None:
    assert count("a" * 300) == 300
    assert count("👨‍👩‍👧 🇮🇩 👍🏽 é") == 7
    assert count("é" * 300) == 300
    assert count("👨‍👩‍👧‍👦" * 121) == 303, "signs of many bytes take the room of their bytes"


letters = st.characters(exclude_categories=("Cs",), exclude_characters="#@:")
words = st.text(letters, max_size=30)


@given(before=words, tag=st.text("abcdéñ漢字", min_size=1, max_size=20), between=words, path=st.text("abc/é-", max_size=20))
def test_every_mark_cuts_exactly_its_hashtag_or_its_link(before: str, tag: str, between: str, path: str) -> None:
    link = f"https://kpu-contoh.example/{path}x"
    text = f"{before} #{tag} {between} {link}"
    cut = {}
    for facet in facets_of(text, {}):
        piece = text.encode()[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode()
        (feature,) = facet["features"]
        cut[piece] = feature.get("uri") or f"#{feature['tag']}"
    assert cut == {f"#{tag}": f"#{tag}", link: link}


pieces = st.lists(words | st.sampled_from(["#", "@", "https://a.id/", "#b", " @kpu.go.id", "👨‍👩‍👧"]), max_size=12)


@given(pieces)
def test_marks_never_overlap_nor_cut_a_letter(parts: list[str]) -> None:
    text = "".join(parts)
    data, end = text.encode(), 0
    for facet in facets_of(text, dict.fromkeys(accounts_in(text), "did:plc:a")):
        start, stop = facet["index"]["byteStart"], facet["index"]["byteEnd"]
        assert end <= start < stop <= len(data)
        data[start:stop].decode()
        end = stop


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("Lihat https://kpu.go.id/berita.", ["https://kpu.go.id/berita"]),
        ("(https://kpu.go.id/a?b=1&c=2#d)", ["https://kpu.go.id/a?b=1&c=2#d"]),
        ("kpu.go.id tanpa skema", []),
        ("#Pemilu2029, #2029 dan a#b", ["#Pemilu2029"]),
        (f"#{'a' * 65}", []),
        ("surel info@kpu.go.id bukan akun", []),
        ("Halo @KPU.go.id!", ["@KPU.go.id"]),
    ],
)
def test_what_is_marked(text: str, marked: list[str]) -> None:
    facets = facets_of(text, {"kpu.go.id": "did:plc:a"})
    assert [text.encode()[f["index"]["byteStart"] : f["index"]["byteEnd"]].decode() for f in facets] == marked


@given(st.text(max_size=40))
def test_every_mark_makes_a_valid_key(marker: str) -> None:
    assert TID.fullmatch(key_of(marker))
    assert is_ours(key_of(marker))
