"""How an Indonesian office writes months, dates, numbers and growth."""

from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from reports.model import MonthData

TITLE = "REKAPITULASI POSTINGAN/KONTEN WEBSITE DAN JUMLAH PEMBACA"
UNKNOWN = "–"
PRACTICE = "PRAKTIK – BUKAN DOKUMEN RESMI"
TOTAL = "JUMLAH"
COLUMNS = (
    "No",
    "Tanggal",
    "Judul",
    "Kanal",
    "Kategori",
    "Tautan",
    "Bukti",
    "Salinan",
    "Jumlah Pembaca",
    "Pembaca Bulan Ini",
    "Sumber",
    "Catatan",
)

_MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)


def month_name(month: int) -> str:
    """The Indonesian name of month 1 to 12."""
    if not 1 <= month <= 12:
        raise ValueError(f"bulan harus 1 sampai 12, bukan {month}")
    return _MONTHS[month - 1]


def long_date(day: date) -> str:
    """A date as it stands in a letter: 3 Maret 2026."""
    return f"{day.day} {month_name(day.month)} {day.year}"


def moment(local: datetime, zone: str) -> str:
    """A moment of the office's day: 3 Maret 2026 pukul 09.15 WIB."""
    return f"{long_date(local)} pukul {local:%H.%M} {zone}"


def number(value: int | None) -> str:
    """1.234, or a dash for what is not known."""
    return UNKNOWN if value is None else f"{value:,}".replace(",", ".")


def web_address(url: str) -> str | None:
    """The address if a reader may safely follow it (http or https with a host), else None."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None


def zone_name(data: MonthData) -> str:
    """The short name of the cut-off's time zone with a space before it."""
    offset = data.cutoff.utcoffset()
    if offset is None:
        return ""
    names = {timedelta(hours=7): " WIB", timedelta(hours=8): " WITA", timedelta(hours=9): " WIT", timedelta(0): " UTC"}
    return names.get(offset, f" {data.cutoff:%z}")
