"""Letters that deceive a reader: those that nobody sees (controls, bidi marks, zero-width characters), those that look like
Latin ones, and addresses that lead elsewhere than they seem to."""

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import urlsplit

from content_queue.problems import Problem
from language.say import t

_ZERO_WIDTH_JOINER = "\u200d"
_LOOK_ALIKES = (
    r"\u0400-\u052f\u0531-\u058f\u13a0-\u13ff"
    r"\u0391\u0392\u0395-\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03b9\u03ba\u03bd\u03bf\u03c1\u03c5\u03c7"
)
"""Cyrillic, Armenian and Cherokee letters, and the Greek ones that are drawn as Latin ones are."""
_WORD, _LATIN, _OTHER = re.compile(r"\w+"), re.compile(r"[A-Za-z]"), re.compile(f"[{_LOOK_ALIKES}]")
_ADDRESS = re.compile(r"https?://[^\s<>\"“”]+", re.IGNORECASE)


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
        return not _joins_emoji(text[max(0, index - 4) : index + 2], min(index, 4))
    return category in ("Cf", "Cc", "Cs", "Zl", "Zp")


def deceiving_letters(text: str, where: str, first_line: int = 1) -> Iterator[Problem]:
    """One problem for each line and kind of letter, word or address that reads as something that it is not."""
    for number, line in enumerate(text.split("\n"), first_line):
        yield from _hidden_in(line, where, number)
        if not line.isascii():
            yield from _mixed_in(line, where, number)
        for address in _ADDRESS.findall(line) if "://" in line else ():
            yield from odd_address(address, where, number)


def odd_address(target: str, where: str, line: int | None = None) -> Iterator[Problem]:
    """A problem for an address whose host is not the plain name that a reader sees, with the host as the network knows it."""
    try:
        parts = urlsplit(target)
        host, named = parts.hostname or "", parts.username
    except ValueError:
        return  # no address at all: others tell
    strange = not host.isascii() or any(label.startswith("xn--") for label in host.split("."))
    if parts.scheme.lower() in ("http", "https") and host and (strange or named is not None):
        yield Problem("odd-address", where, line, {"target": target, "host": _as_known(host)})


def each_once(problems: list[Problem]) -> list[Problem]:
    """An address is found in the words and again as the link that it makes: told once."""
    hosts = [(problem.code, problem.params.get("host")) for problem in problems]
    return [one for number, one in enumerate(problems) if one.code != "odd-address" or hosts.index(hosts[number]) == number]


def _as_known(host: str) -> str:
    try:
        return host if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        return ascii(host).strip("'")


def _mixed_in(line: str, where: str, number: int) -> Iterator[Problem]:
    for word in dict.fromkeys(_WORD.findall(line)):
        other = _OTHER.search(word)
        if other and _LATIN.search(word):
            letter = other.group()
            told = {"word": word, "codepoint": f"U+{ord(letter):04X}", "name": unicodedata.name(letter, t("tanpa nama"))}
            yield Problem("mixed-letters", where, number, told)


def _hidden_in(line: str, where: str, number: int) -> Iterator[Problem]:
    found = dict.fromkeys(line[i] for i in range(len(line)) if not line[i].isascii() or ord(line[i]) < 32 or line[i] == "\x7f"
                          if _hidden(line, i))  # fmt: skip
    for character in found:
        name = unicodedata.name(character, t("tanpa nama"))
        yield Problem("hidden-character", where, number, {"codepoint": f"U+{ord(character):04X}", "name": name})
