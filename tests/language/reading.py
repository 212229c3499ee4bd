"""Reads a screen as somebody does who knows no Indonesian."""

import re

from tests.language.unsaid import _EVERYDAY

_ALSO_ENGLISH = {"folder", "map", "jam", "di"}
_NAMES = re.compile(r"[\w-]+(?:/|\.(?:md|docx|txt|html|toml|csv|xlsx|pdf|yaml)\b)")


def indonesian_in(text: str) -> list[str]:
    """The everyday Indonesian words in a text, without names of files and what is also English."""
    return sorted({str(word) for word in _EVERYDAY.findall(_NAMES.sub("", text.lower()))} - _ALSO_ENGLISH)
