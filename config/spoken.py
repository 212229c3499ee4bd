"""Which language a home speaks, as far as its tayang.toml says so."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from config.problems import tables_in
from language.say import LANGUAGES, OWN, Language


def language_of(home: Path) -> Language:
    """The language of a home; Indonesian where there is none, or where its file cannot be read."""
    try:
        return language_in(tables_in((home / "tayang.toml").read_text(encoding="utf-8")))
    except (OSError, ValueError, tomllib.TOMLDecodeError):
        return OWN


def language_in(tables: Mapping[str, object]) -> Language:
    """What the home speaks, even where its file holds mistakes: they are told in that language."""
    table = tables.get("home")
    return known_language(table.get("language") if isinstance(table, dict) else None)


def known_language(told: object) -> Language:
    """The language of this name, Indonesian for any other."""
    return next((language for language in LANGUAGES if language == told), OWN)
