"""Whatever a person reads on a screen exists in both languages."""

import re
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from language.say import CATALOGUES, catalogue, said_in
from language.sentences import HOUSE, ROOMS, Sentence, sentences
from tests.language.unsaid import unsaid

SPOKEN: tuple[str, ...] = (
    "cli",
    "config",
    "language",
)
"""The rooms in which every sentence is said through the catalogue."""
NOT_SCREENS: dict[str, str] = {
    "config/list_columns.py": "the headings of the public lists, which are documents",
}
"""Files whose Indonesian is no screen's, and why."""


@cache
def _by_room() -> dict[str, dict[str, Sentence]]:
    return sentences()


def _all() -> list[Sentence]:
    return [one for room in _by_room().values() for one in room.values()]


def _forms(one: Sentence) -> tuple[str, ...]:
    found = catalogue("en").get(one.text, ())
    return (found,) if isinstance(found, str) else found


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_every_sentence_has_its_english() -> None:
    assert [one.text for one in _all() if not _forms(one) or not all(_forms(one))] == []


def test_singular_and_plural_are_both_there() -> None:
    assert [one.text for one in _all() if one.counted and len(_forms(one)) != 2] == []


def test_no_place_of_a_sentence_is_lost_or_invented() -> None:
    """A singular may leave out its number: “one link”."""
    told = [(one.text, form) for one in _all() for form in _forms(one) if "{" in one.text]
    assert [form for text, form in told if _places(form) - {"n"} != _places(text) - {"n"}] == []


def test_no_catalogue_holds_what_nobody_says() -> None:
    said = {one.text for one in _all()}
    assert [text for text in catalogue("en") if text not in said] == []


def test_help_of_commands_and_comments_of_a_new_home_are_sentences_too() -> None:
    assert {"Satu kanal saja.", "ALASAN", "Menjeda semua penayangan (misalnya masa tenang), atau satu kanal."} <= {
        *_by_room()["help"]
    }
    assert {"tiap nama punya berkas offices/NAMA.toml", "sandi aplikasi WordPress"} <= {*_by_room()["home_files"]}


@pytest.mark.parametrize("room", SPOKEN)
def test_no_indonesian_is_said_past_the_catalogue(room: str) -> None:
    found = [
        f"{file.relative_to(HOUSE)}:{line}: {text[:80]}"
        for file in sorted((HOUSE / room).rglob("*.py"))
        if file.relative_to(HOUSE).as_posix() not in NOT_SCREENS
        for line, text in unsaid(file)
    ]
    assert found == []


@pytest.mark.parametrize("file", sorted(CATALOGUES.glob("*/*.po")), ids=lambda file: file.name)
def test_no_english_is_indonesian(file: Path) -> None:
    """A place that was filled by copying is a place without English."""
    everyday = {"yang", "dengan", "untuk", "tidak", "sudah", "belum", "pada", "oleh", "adalah"}
    own = _by_room()[file.stem].values()
    wrong = [form for one in own for form in _forms(one) if everyday & set(re.findall(r"[a-z]+", form.lower()))]
    assert wrong == []


def test_the_rooms_are_those_of_the_house() -> None:
    assert set(SPOKEN) <= {*ROOMS, "language"}


def test_what_has_no_english_is_said_in_indonesian() -> None:
    assert said_in("en", "Kalimat ini tidak ada di katalog mana pun: {n}", n=3) == "Kalimat ini tidak ada di katalog mana pun: 3"
