"""Dates and times as an office writes them: Jumat, 20 November 2026 pukul 08.00 WIB."""

import re
from datetime import date

from pydantic_core import PydanticCustomError

WRONG_DAY = "wrong-day"
"""The kind of fault of a date that does not fall on the day of the week that is written before it."""
_DAYS = ("senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu")
_SPELLINGS = {"jum'at": "jumat", "jum’at": "jumat", "ahad": "minggu"}
_MONTHS = (
    "januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus", "september", "oktober", "november", "desember",
)  # fmt: skip
_SHORT_MONTHS = {"agt": 8, "ags": 8, "sept": 9, "nop": 11, "nopember": 11, "pebruari": 2}
_ZONES = {"wib": "+07:00", "wita": "+08:00", "wit": "+09:00"}
_MOMENT = re.compile(
    r"(?:hari\s+)?(?:(?P<weekday>[a-z'’]+)\s*,?\s+)?(?:tanggal\s+)?"
    r"(?P<day>\d{1,2})(?:\s+(?P<month>[a-z]+)\.?\s+|(?P<mark>[-/.])(?P<number>\d{1,2})(?P=mark))(?P<year>\d{4})"
    r"\s*,?\s*(?:pukul|jam|pkl\.?)?\s*(?P<hour>\d{1,2})[.:](?P<minute>\d{2})(?:[.:]00)?\s*(?P<zone>wib|wita|wit)?\.?",
    re.IGNORECASE,
)


def iso_moment(text: str) -> str:
    """The moment as ISO 8601 writes it; any other words, and what is on no calendar, as they are.

    Raises PydanticCustomError (`WRONG_DAY`) where the day of the week is another one.
    """
    found = _MOMENT.fullmatch(" ".join(text.split()))
    if found is None:
        return _zoned(text)
    month = int(found["number"]) if found["number"] else _month(found["month"].lower())
    try:
        day = date(int(found["year"]), month, int(found["day"]))
    except ValueError:
        return text
    weekday = (found["weekday"] or "").lower()
    if weekday and _SPELLINGS.get(weekday, weekday) != _DAYS[day.weekday()]:
        raise PydanticCustomError(WRONG_DAY, "the date falls on another day of the week")
    zone = _ZONES.get((found["zone"] or "").lower(), "")
    return f"{day.isoformat()} {int(found['hour']):02}:{found['minute']}{zone}"


def _month(word: str) -> int:
    """Its number, 0 for no month."""
    if word in _SHORT_MONTHS:
        return _SHORT_MONTHS[word]
    return next((number for number, name in enumerate(_MONTHS, 1) if len(word) >= 3 and name.startswith(word)), 0)


def _zoned(text: str) -> str:
    """An ISO date and time with the name of an Indonesian zone after it."""
    found = re.fullmatch(r"(\d{4}-\d\d-\d\d[ T]\d{1,2})[.:](\d\d)\s*(wib|wita|wit)", text.strip(), re.IGNORECASE)
    return f"{found[1]}:{found[2]}{_ZONES[found[3].lower()]}" if found else text
