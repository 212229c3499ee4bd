"""What is wrong with settings, and what the files of a new home say of themselves, in English."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from config.home_sentences import sentences
from config.new_home import home_text, init_home, office_text
from config.settings import SettingsError, load_home
from config.spoken import language_of
from config.taught import taught_text
from config.toml_comments import comments_in, with_comments_said
from language.say import speak
from tests.language.reading import indonesian_in


def problems(home: Path) -> str:
    with pytest.raises(SettingsError) as caught:
        load_home(home, {})
    return str(caught.value)


def set_in(text: str) -> dict[str, Any]:
    """What a file sets, but for the names of channels, which people read."""
    return tomllib.loads(re.sub(r"(?m)^(# )?label = .*$", "", text))


@pytest.mark.parametrize("practice", [True, False])
def test_the_files_of_a_home_in_english_set_the_same_and_explain_it_in_english(practice: bool) -> None:
    own = (home_text("contoh", practice), office_text("contoh", practice))
    speak("en")
    english = (home_text("contoh", practice), office_text("contoh", practice))
    for here, there in zip(own, english, strict=True):
        assert set_in(there.replace('language = "en"', 'language = "id"')) == set_in(here)
        assert len(there.splitlines()) == len(here.splitlines())
        assert indonesian_in("\n".join(comments_in(there)).replace("hari-kerja.toml", "")) == []
    assert 'language = "en"' in english[0]
    assert '# language of the screens: "id" or "en"' in english[0]


def test_every_comment_of_the_examples_is_told_to_the_catalogue() -> None:
    told = {said for said, _ in sentences()}
    assert {"tiap nama punya berkas offices/NAMA.toml", "WIB, WITA atau WIT"} <= told


@pytest.mark.parametrize(
    ("line", "comment"),
    [
        ("# Kalimat tentang # sendiri.", "Kalimat tentang # sendiri."),
        ('key = "value" # what it is', "what it is"),
        ("# key = 20   # what it would be", "what it would be"),
        ("[table] # what it holds", "what it holds"),
        ("# [table]", ""),
        ('# key = "value"', ""),
        ('key = "value"', ""),
    ],
)
def test_only_what_explains_is_a_comment(line: str, comment: str) -> None:
    assert list(comments_in(line)) == ([comment] if comment else [])
    assert with_comments_said(line) == line


def test_mistakes_in_settings_are_told_in_english_with_what_to_write(tmp_path: Path) -> None:
    speak("en")
    home = init_home(tmp_path / "rumah", "contoh", practice=True)
    file, office = home / "tayang.toml", home / "offices" / "contoh.toml"
    text = file.read_text("utf-8")
    file.write_text(text.replace("jeda_seconds = 0", "jeda_seconds = -1").replace("[links]", "[links]\nhosts = []"), "utf-8")
    office.write_text(
        office.read_text("utf-8").replace('time_zone = "WIB"', 'time_zone = "UTC"').replace('signer = "ketua"', "signer = 3"),
        "utf-8",
    )
    speak("id")
    told = problems(home)
    assert "The settings cannot be used yet, there are 4 things to put right:" in told
    assert (
        "publishing.jeda_seconds: is too small, at least 0; pause before publication (seconds), a number from 0 to 86400" in told
    )
    assert "links.hosts: this key is not known; did you mean `allow_hosts`" in told
    assert "time_zone: choose one of: 'WIB', 'WITA' or 'WIT'; time zone: WIB, WITA or WIT" in told
    assert "signer: must be text in quotation marks; id of the person who signs the recap" in told
    assert indonesian_in(told.replace(str(tmp_path), "")) == []


def test_one_mistake_is_one_thing_and_contradictions_are_told_too(tmp_path: Path) -> None:
    speak("en")
    home = init_home(tmp_path / "rumah", "contoh", practice=True)
    office = home / "offices" / "contoh.toml"
    office.write_text(office.read_text("utf-8").replace('signer = "ketua"', 'signer = "camat"'), "utf-8")
    told = problems(home)
    assert "there is 1 thing to put right:" in told
    assert "signer: there is no person with the id `camat`; choose one of: ketua, sekretaris, kasubbag-hukum, operator" in told


def test_the_language_of_a_home_is_known_from_its_file_alone(tmp_path: Path) -> None:
    assert language_of(tmp_path) == "id"
    file = tmp_path / "tayang.toml"
    for text, language in (('[home]\nlanguage = "en"', "en"), ('[home]\nlanguage = "jv"', "id"), ("home = 1", "id"), ("[", "id")):
        file.write_text(text, "utf-8")
        assert language_of(tmp_path) == language


def test_the_file_of_taught_places_explains_itself_in_english() -> None:
    speak("en")
    assert taught_text({}).startswith("# Where the reader count stands on the pages of each site")
