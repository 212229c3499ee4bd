"""Links that were slipped into a page are found however their words are spelled."""

import re
from collections.abc import Iterator

import pytest

from links import phrases
from links.page import parse


def expanded(alternative: str) -> Iterator[str]:
    group = re.search(r"\(\?:([^()]*)\)", alternative)
    if group is None:
        yield alternative
        return
    for option in group[1].split("|"):
        yield from expanded(alternative.replace(group[0], option, 1))


def spellings(pattern: re.Pattern[str]) -> list[str]:
    """Everything that a pattern of alternatives accepts, with one number for all numbers."""
    plain = pattern.pattern.replace("[ -]?", "(?:| |-)").replace(r"\d{2,4}", "77")
    found = [word for alternative in re.split(r"\|(?![^()]*\))", plain) for word in expanded(alternative)]
    assert all(pattern.fullmatch(word) for word in found)
    return found


@pytest.mark.parametrize("word", spellings(phrases.GAMBLING))
@pytest.mark.parametrize("shout", [False, True], ids=["", "shouted"])
def test_the_quick_look_misses_nothing_that_the_sure_one_would_find(word: str, shout: bool) -> None:
    named = word.upper() if shout else word
    links = "".join(f'<a href="https://s{n}.example/{named}-2/">di sini</a>' for n in range(4))
    assert parse(f"<title>Berita</title><h1>Berita</h1>{links}".encode(), "https://kpu.example/berita").carries_gambling


def test_words_that_are_marked_up_apart_are_seen_together() -> None:
    links = "".join(f'<a href="https://s{n}.example/">Mahjong <b>Ways</b></a>' for n in range(4))
    assert parse(f"<title>Berita</title>{links}".encode(), "https://kpu.example/berita").carries_gambling
