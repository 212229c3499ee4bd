"""The language of a home where flows need it: before its settings are read, and for what was said before it was changed."""

import os
from contextlib import suppress
from enum import StrEnum
from pathlib import Path

from config.settings import SettingsError, load_offices
from language.say import LANGUAGES, said_in, t


def speak_as(home: str | Path) -> None:
    """Say everything from here on in the language of this home. What is wrong with its file is told by whoever works with it."""
    with suppress(SettingsError, OSError):
        load_offices(Path(home), os.environ, ())


def in_every_language(sentence: str, /, **values: object) -> frozenset[str]:
    """A sentence as it may have been said: what is stored was said in the language of its time."""
    return frozenset(said_in(language, sentence, **values) for language in LANGUAGES)


class Said(StrEnum):
    """Names whose value is the word that a person reads, in the language of the process wherever they are written."""

    def __str__(self) -> str:
        return t(self.value)

    def __format__(self, spec: str) -> str:
        return format(t(self.value), spec)
