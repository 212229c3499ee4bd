"""The words that the recap, the papers and the pages share."""

from datetime import timedelta
from urllib.parse import urlsplit

from language import writing
from language.say import Language, later, t
from language.writing import UNKNOWN, decimal, long_date, moment, number, size
from reports.model import MonthData

__all__ = ["UNKNOWN", "decimal", "long_date", "moment", "number", "size"]
TITLE = later("REKAPITULASI POSTINGAN/KONTEN WEBSITE DAN JUMLAH PEMBACA")
PRACTICE = later("PRAKTIK – BUKAN DOKUMEN RESMI")
TOTAL = later("JUMLAH")
COLUMNS = (
    later("No"),
    later("Tanggal"),
    later("Judul"),
    later("Kanal"),
    later("Kategori"),
    later("Tautan"),
    later("Bukti"),
    later("Salinan"),
    later("Jumlah Pembaca"),
    later("Pembaca Bulan Ini"),
    later("Sumber"),
    later("Catatan"),
)


def month_name(month: int, language: Language | None = None) -> str:
    """The name of month 1 to 12."""
    if not 1 <= month <= 12:
        raise ValueError(t("bulan harus 1 sampai 12, bukan {month}", month=month))
    return writing.month_name(month, language)


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
