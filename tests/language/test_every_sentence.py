"""Whatever a person reads on a screen exists in both languages."""

import re
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from language.say import CATALOGUES, catalogue, in_place, said_in, speak, t, tc
from language.sentences import HOUSE, ROOMS, Sentence, sentences
from tests.language.unsaid import unsaid

SPOKEN: tuple[str, ...] = (
    "cli",
    "config",
    "connectors",
    "content_queue",
    "flows",
    "language",
    "ledger",
    "links",
    "publishing",
    "readership",
    "reports",
    "safety",
)
"""The rooms in which every sentence is said through the catalogue."""
NOT_SCREENS: dict[str, str] = {
    "content_queue/expected.py": "pairs: both languages stand side by side, held by tests/content_queue",
    "content_queue/letter_words.py": "pairs: both languages stand side by side, held by tests/content_queue",
    "content_queue/pdf_words.py": "pairs: both languages stand side by side, held by tests/content_queue",
    "content_queue/sheet_words.py": "pairs: both languages stand side by side, held by tests/content_queue",
    "content_queue/words.py": "pairs: both languages stand side by side, held by tests/content_queue",
    "content_queue/listing.py": "names by which programs that copy folders mark their conflicts",
    "content_queue/new.py": "the empty manuscript: a draft of what is published",
    "content_queue/new_word.py": "the empty Word form: its labels are read again",
    "content_queue/word_form.py": "labels of the Word form, as they are looked for",
    "content_queue/word_labels.py": "labels of the Word form, as they are looked for",
    "links/browser.py": "options of the browser; this program says nothing",
    "links/phrases.py": "words by which pages are judged",
    "links/problems.py": "pairs: both languages stand side by side, held by tests/links",
    "links/session.py": "how sites are told who looks at them",
    "readership/belonging.py": "words by which pages are read",
    "readership/cleaning.py": "words by which pages are read",
    "readership/numbers.py": "words by which pages are read",
    "readership/pairs.py": "words by which pages are read",
    "readership/wording.py": "words by which pages are read",
    "reports/disposition.py": "the disposition sheet: a paper of the procedure",
    "reports/disposition_docx.py": "the disposition sheet: a paper of the procedure",
    "reports/nota_dinas.py": "the nota dinas: a paper of the procedure",
    "flows/platforms_page.py": "writes a page of the documentation, which is in Indonesian",
    "flows/procedures_page.py": "writes a page of the documentation, which is in Indonesian",
    "flows/public_lists.py": "the lists that Indonesian law asks for, with the columns of the home's own daftar/*.toml",
    "flows/recap_manuscript.py": "the article that a recap becomes: it is published",
    "flows/sheet_words.py": "the disposition sheet on paper, a document of the procedure",
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
    assert {"Satu kanal saja.", "ANGKA", "Menjeda semua penayangan (misalnya masa tenang), atau satu kanal."} <= {
        *_by_room()["help"]
    }
    assert {"tiap nama punya berkas offices/NAMA.toml", "WIB, WITA atau WIT"} <= {*_by_room()["home_files"]}


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


def test_a_word_with_two_meanings_has_an_english_for_each_of_its_places() -> None:
    assert (t("Kanal"), tc("beberapa", "Kanal")) == ("Kanal", "Kanal")
    speak("en")
    assert (t("Kanal"), tc("beberapa", "Kanal")) == ("Channel", "Channels")
    assert tc("di mana pun", "Kata tanpa padanan") == "Kata tanpa padanan"


def test_a_word_in_its_place_is_found_in_code_and_on_pages(tmp_path: Path) -> None:
    (tmp_path / "kode.py").write_text('tc("jumlah", "Tautan")\nt("Tautan")\n', "utf-8")
    (tmp_path / "halaman.j2").write_text('{{ tc("jumlah", "Tautan") }} {{ tc("beberapa", "Kanal") }}', "utf-8")
    found = sentences({"kamar": tmp_path})["kamar"]
    assert set(found) == {"Tautan", in_place("jumlah", "Tautan"), in_place("beberapa", "Kanal")}
    assert len(found[in_place("jumlah", "Tautan")].files) == 2
