"""How an Indonesian office writes months, dates, numbers and growth."""

from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from reports.model import MonthData, Total

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


def growth(previous: int | None, current: int | None) -> str:
    """How this month stands against the last: +12,5 %, `baru` after a month of zero, a dash when either is not known."""
    if previous is None or current is None:
        return UNKNOWN
    if previous == 0:
        return "baru"
    tenths = round((current - previous) * 1000 / previous)
    sign = "+" if tenths > 0 else "−" if tenths < 0 else ""
    return f"{sign}{number(abs(tenths) // 10)},{abs(tenths) % 10} %"


def period(data: MonthData) -> str:
    """The month and the edition, as the line under the title."""
    return f"Bulan {month_name(data.month)} {data.year}"


def edition(data: MonthData) -> str:
    """Which version this is and up to when it counted."""
    return f"Versi {data.version}, data sampai {long_date(data.cutoff)} pukul {data.cutoff:%H.%M}{_zone(data)}"


def remarks(data: MonthData) -> tuple[str, ...]:
    """The notes under the table: first what the totals leave out, then the month's own notes."""
    found = [
        *_left_out("Jumlah Pembaca", data.readers_total),
        *_left_out("Pembaca Bulan Ini", data.readers_gained),
    ]
    if not data.rows:
        found.append("Tidak ada konten yang diterbitkan pada bulan ini.")
    if data.unmeasured_days:
        found.append(f"Pembaca tidak terukur pada {data.unmeasured_days} hari; hari itu diarsir pada grafik, bukan nol.")
    return (*found, *data.notes)


def web_address(url: str) -> str | None:
    """The address if a reader may safely follow it (http or https with a host), else None."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None


def _left_out(column: str, total: Total) -> list[str]:
    if not total.unknown:
        return []
    return [f"{column}: {total.unknown} konten belum diketahui angkanya ({UNKNOWN}) dan tidak ikut dijumlahkan."]


def _zone(data: MonthData) -> str:
    offset = data.cutoff.utcoffset()
    if offset is None:
        return ""
    names = {timedelta(hours=7): " WIB", timedelta(hours=8): " WITA", timedelta(hours=9): " WIT", timedelta(0): " UTC"}
    return names.get(offset, f" {data.cutoff:%z}")
