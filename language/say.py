"""Every sentence that a person reads on a screen, in the language of the home.

Indonesian is written where it is said: `t("{n} tautan mati", n=3)`. English is looked up by that sentence in `en/*.po`, gettext
catalogues, one for each room. A sentence that is named before anybody knows the language is marked by `later` and said by `t`.
A word that English says in two ways is said by `tc` with the place where it stands, as in `tc("jumlah", "Tautan")`.
A sentence without English is said in Indonesian rather than not at all; a test keeps that from happening.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from babel.messages.pofile import read_po

Language = Literal["id", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
OWN: Language = "id"
"""The language of the sentences in the code."""
CATALOGUES = Path(__file__).parent
PLACE = "\4"
"""Stands between a place and its word in a key, as gettext joins them."""


class _Process:
    """What this process speaks; as with a locale there is one, for a process serves one home."""

    language: Language = OWN


def speak(language: Language) -> None:
    """Say everything in this language from here on, in this process."""
    _Process.language = language


def spoken() -> Language:
    """The language that this process speaks."""
    return _Process.language


def t(sentence: str, /, **values: object) -> str:
    """The sentence in the language of this process, its {places} filled in."""
    return said_in(_Process.language, sentence, **values)


def tc(place: str, word: str, /, **values: object) -> str:
    """A word as it is said in this place, where English has another for it than elsewhere."""
    return said_in(_Process.language, in_place(place, word), **values)


def in_place(place: str, word: str) -> str:
    """The key of a word in its place; that of a word alone is the word."""
    return f"{place}{PLACE}{word}" if place else word


def tn(sentence: str, n: int, /, **values: object) -> str:
    """The same for a sentence with a number {n}, which has a singular and a plural in English."""
    return many_said_in(_Process.language, sentence, n, **values)


def later(sentence: str) -> str:
    """The sentence as it stands, marked for the catalogue: `t` says it once somebody reads it."""
    return sentence


def said_in(language: Language, sentence: str, /, **values: object) -> str:
    """The sentence in a language that is named, its {places} filled in."""
    own = sentence.rpartition(PLACE)[2]
    chosen = own if language == OWN else _first(catalogue(language).get(sentence)) or own
    return chosen.format(**values) if values else chosen


def many_said_in(language: Language, sentence: str, n: int, /, **values: object) -> str:
    """The same for a sentence with a number {n}."""
    found = sentence if language == OWN else catalogue(language).get(sentence) or sentence
    chosen = found if isinstance(found, str) else found[0 if n == 1 else -1]
    return chosen.format(**{"n": n} | values)


@cache
def catalogue(language: Language) -> Mapping[str, str | tuple[str, ...]]:
    """What every sentence is in this language; singular and plural of those with a number."""
    told: dict[str, str | tuple[str, ...]] = {}
    for file in sorted((CATALOGUES / language).glob("*.po")):
        with file.open("rb") as lines:
            for message in read_po(lines, locale=language):
                key = message.id if isinstance(message.id, str) else message.id[0]
                if key and (said := message.string):
                    told[in_place(message.context or "", key)] = said if isinstance(said, str) else tuple(said)
    return told


def _first(found: str | tuple[str, ...] | None) -> str:
    return found if isinstance(found, str) else found[0] if found else ""
