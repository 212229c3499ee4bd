"""How months, dates, numbers and sizes are written: in the language of the process, or in one that is named."""

from datetime import date, datetime

from language.say import OWN, Language, spoken

UNKNOWN = "–"
_MONTHS: dict[Language, tuple[str, ...]] = {
    "id": (
        "Januari", "Februari", "Maret", "April", "Mei", "Juni",
        "Juli", "Agustus", "September", "Oktober", "November", "Desember",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
_AT: dict[Language, str] = {"id": "pukul", "en": "at"}
_SWAPPED = str.maketrans(",.", ".,")
_SIZES = ((1_000_000, "MB"), (1_000, "kB"))


def month_name(month: int, language: Language | None = None) -> str:
    """The name of month 1 to 12."""
    return _MONTHS[language or spoken()][month - 1]


def long_date(day: date, language: Language | None = None) -> str:
    """A date as it stands in a letter: 3 Maret 2026, 3 March 2026."""
    return f"{day.day} {month_name(day.month, language)} {day.year}"


def moment(local: datetime, zone: str, language: Language | None = None) -> str:
    """A moment of the office's day: 3 Maret 2026 pukul 09.15 WIB, 3 March 2026 at 09:15 WIB."""
    return f"{long_date(local, language)} {_AT[language or spoken()]} {hour(local, language)} {zone}"


def hour(local: datetime, language: Language | None = None, *, seconds: bool = False) -> str:
    """The time on the clock: 09.15, in English 09:15."""
    written = f"{local:%H:%M:%S}" if seconds else f"{local:%H:%M}"
    return written.replace(":", ".") if (language or spoken()) == OWN else written


def number(value: int | None, language: Language | None = None) -> str:
    """1.234 or 1,234, or a dash for what is not known."""
    return UNKNOWN if value is None else grouped(f"{value:,}", language)


def decimal(value: float, places: int = 1, language: Language | None = None) -> str:
    """1.234,5 or 1,234.5."""
    return grouped(f"{value:,.{places}f}", language)


def grouped(written: str, language: Language | None = None) -> str:
    """A number that Python wrote, with the comma and the point where the language has them."""
    return written.translate(_SWAPPED) if (language or spoken()) == OWN else written


def size(count: int, language: Language | None = None) -> str:
    """A file's size as people read it: 1,5 MB, 1.5 MB."""
    for unit, name in _SIZES:
        if count >= unit:
            return f"{grouped(f'{count / unit:.1f}', language)} {name}"
    return f"{count} B"
