"""Reads a screen as somebody does who knows no Indonesian."""

from tests.language.unsaid import _EVERYDAY

_ALSO_ENGLISH = {"folder", "map", "jam", "di"}


def indonesian_in(text: str) -> list[str]:
    """The everyday Indonesian words in a text, without those that are also English or names."""
    return sorted({str(word) for word in _EVERYDAY.findall(text.lower())} - _ALSO_ENGLISH)
