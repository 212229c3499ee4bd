"""Reads a shown number the way Indonesian and English pages write it; says None rather than guess."""

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from math import inf

_THIN = "\u2009"
_SPECIAL_SPACES = str.maketrans(dict.fromkeys("\u00a0\u202f\u2007\u2008\u2009\u2005\u2006", _THIN))
_ARABIC_SEPARATORS = str.maketrans({"\u066c": ",", "\u066b": ".", "\u2019": "'", "\u2212": "-", "\u2013": "-", "\u00d7": "x"})
_SCALES = {
    **dict.fromkeys(("rb", "ribu", "k", "thousand"), 10**3),
    **dict.fromkeys(("jt", "juta", "million"), 10**6),
    **dict.fromkeys(("miliar", "milyar", "billion"), 10**9),
    **dict.fromkeys(("triliun", "trillion"), 10**12),
}
_WORDS = "|".join(sorted(_SCALES, key=len, reverse=True))
_UNITS = "kali|x|views?|hits?|dibaca|dilihat|ditonton|pembaca|ビュー|回|次"
_TOKEN = re.compile(
    rf"(?P<number>\d+(?:[.,'{_THIN} ]\d+)*)"
    rf"(?:(?P<gap>[ {_THIN}]*)(?P<suffix>{_WORDS}|m|b)(?![^\W\d_]))?"
    rf"(?P<tail>(?:{_UNITS})(?![^\W\d_]))?",
    re.IGNORECASE,
)
_GROUPED = re.compile(rf"[1-9]\d{{0,2}}(?:(?P<sep>[.,'{_THIN} ])\d{{3}})(?:(?P=sep)\d{{3}})*")
_DECIMAL = re.compile(r"(?P<whole>\d+)(?:[.,](?P<part>\d{1,3}))?")
_FORBIDDEN_BEFORE = re.compile(r"(?:[^\W\d_]|[-+./:,#<>~≈$€£¥_]|rp\.? ?)$", re.IGNORECASE)
_FORBIDDEN_AFTER = re.compile(r"[ ]?[%+/°]|[^\W\d_]|[-:.,]\d|\s*(?:per|sehari|/)\b", re.IGNORECASE)
_MORE_BEFORE = re.compile(r"(?:^|[\s(:])(?:lebih dari|more than|over|≥)\s*$", re.IGNORECASE)
_MORE_AFTER = re.compile(r"\+(?![\d+])")
_MOST_DIGITS = 15


@dataclass(frozen=True)
class Count:
    """A number with the band in which the true one lies; `exact` False when the page rounded it.

    `high` None: the page says “at least”.
    """

    value: int
    low: int
    high: int | None
    exact: bool

    def agrees(self, other: "Count") -> bool:
        """Whether both can be the same number."""
        return (other.high is None or self.low <= other.high) and (self.high is None or other.low <= self.high)

    @property
    def room(self) -> float:
        """How wide the band is."""
        return inf if self.high is None else self.high - self.low


def fold(text: str) -> str:
    """The text with digits, spaces and separators of every script folded to the plain ones; special spaces become U+2009."""
    kept = unicodedata.normalize("NFC", text).translate(_SPECIAL_SPACES).translate(_ARABIC_SEPARATORS)
    return "".join(_fold_char(char) for char in kept).strip().strip(_THIN)


def _fold_char(char: str) -> str:
    if char == _THIN:
        return char
    digit = unicodedata.decimal(char, None)
    if digit is not None:
        return str(digit)
    if unicodedata.category(char) == "No":
        return "\u25a1"  # superscripts and fractions are no digits of a count
    folded = unicodedata.normalize("NFKC", char)
    return " " if folded.isspace() else folded


def parse_count(text: str) -> Count | None:
    """The one count in the text, or None where there is none, more than one, a negative, an average or an ambiguous form."""
    folded = fold(text)
    matches = list(_TOKEN.finditer(folded))
    if len(matches) != 1 or "□" in folded:
        return None
    match = matches[0]
    before, after = folded[: match.start()], folded[match.end() :]
    more_after = _MORE_AFTER.match(after)
    at_least = more_after is not None or _MORE_BEFORE.search(before) is not None
    after = after[more_after.end() :] if more_after else after
    if _FORBIDDEN_BEFORE.search(before.rstrip() if before.rstrip().lower().endswith("rp") else before):
        return None
    if _FORBIDDEN_AFTER.match(after):
        return None
    number = match["number"]
    if " " in number and before.strip(" ("):
        return None  # "12 Nov 12 720 views": an ordinary space only groups where nothing stands before it
    if sum(char.isdigit() for char in number) > _MOST_DIGITS:
        return None
    count = _rounded(number, match) if match["suffix"] else _whole(number)
    return Count(count.value, count.value, None, exact=False) if count is not None and at_least else count


def _whole(number: str) -> Count | None:
    if number.isdigit():
        if len(number) > 1 and number.startswith("0"):
            return None
        value = int(number)
    elif _GROUPED.fullmatch(number):
        value = int(re.sub(r"\D", "", number))
    else:
        return None
    return Count(value, value, value, exact=True)


def _rounded(number: str, match: re.Match[str]) -> Count | None:
    scale = _scale(number, match)
    decimal = _DECIMAL.fullmatch(number)
    if scale is None or decimal is None:
        return None
    digits = decimal["part"] or ""
    step = Fraction(scale, 10 ** len(digits))
    value = int(int(decimal["whole"] + digits) * step)
    half = int(step / 2)
    return Count(value, max(0, value - half), value + half, exact=False)


def _scale(number: str, match: re.Match[str]) -> int | None:
    """`M` is miliar in Indonesian and million in English: believed only in the English shape `1.2M`."""
    suffix = match["suffix"].lower()
    if suffix in ("m", "b"):
        english = not match["gap"] and re.fullmatch(r"\d+\.\d{1,2}", number) and match["suffix"].isupper()
        return {"m": 10**6, "b": 10**9}[suffix] if english else None
    return _SCALES[suffix]
