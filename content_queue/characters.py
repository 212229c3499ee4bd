"""Letters that nobody sees but that change what is read: controls, bidi marks, zero-width characters."""

import unicodedata
from collections.abc import Iterator

from content_queue.problems import Problem

_ZERO_WIDTH_JOINER = "\u200d"


def _joins_emoji(text: str, index: int) -> bool:
    before = text[:index].rstrip("\ufe0f")[-1:]
    after = text[index + 1 : index + 2]
    is_emoji = [c and unicodedata.category(c) in ("So", "Sk") for c in (before, after)]
    return all(is_emoji)


def _hidden(text: str, index: int) -> bool:
    character = text[index]
    category = unicodedata.category(character)
    if character in "\n\r\t":
        return False
    if character == _ZERO_WIDTH_JOINER:
        return not _joins_emoji(text[max(0, index - 4) :], min(index, 4))
    return category in ("Cf", "Cc", "Cs", "Zl", "Zp")


def hidden_characters(text: str, where: str, first_line: int = 1) -> Iterator[Problem]:
    """One problem for each line and kind of invisible character, with its code point."""
    for number, line in enumerate(text.split("\n"), first_line):
        found = dict.fromkeys(line[i] for i in range(len(line)) if not line[i].isascii() or ord(line[i]) < 32 or line[i] == "\x7f"
                              if _hidden(line, i))  # fmt: skip
        for character in found:
            name = unicodedata.name(character, "tanpa nama")
            yield Problem("hidden-character", where, number, {"codepoint": f"U+{ord(character):04X}", "name": name})
