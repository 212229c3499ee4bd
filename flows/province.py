"""Many offices of one home in one list: what each published and gained, who did not publish, has no readings or is late."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from config.office import Office
from config.settings import HomeSettings
from flows.recap_book import Book, Month, month_of
from language.say import later, t, tn
from ledger import month_queries
from ledger.store import Ledger
from readership.gains import month_bounds
from reports.lists import list_csv, list_xlsx
from reports.model import Letterhead, readers_sum, sum_known
from reports.words import long_date, month_name, number
from safety.clock import Clock
from safety.files import write_durably

COLUMNS = {
    "no": later("No"),
    "office": later("Satuan Kerja"),
    "contents": later("Konten Terbit"),
    "readers": later("Pembaca Bulan Ini"),
    "unknown": later("Belum Diketahui"),
    "recap": later("Rekapitulasi"),
    "standing": later("Keadaan"),
}
_TOTAL = later("JUMLAH")


@dataclass(frozen=True)
class Province:
    """The list and where its files stand."""

    rows: tuple[Mapping[str, str], ...]
    paths: tuple[Path, ...]


def write_province(settings: HomeSettings, ledger: Ledger, clock: Clock, asked: str = "") -> Province:
    """Write the month of every office of the home, as XLSX and CSV. ValueError for a month that cannot be."""
    now = clock.now()
    month = month_of(asked, now, settings.offices[0])
    rows = _rows(settings, ledger, now, month)
    local = now.astimezone(settings.offices[0].zone)
    named = t("Bulan {month} {year}", month=month_name(month.month), year=month.year)
    under: tuple[str, ...] = (named, t("Keadaan {day}", day=long_date(local)))
    mark = "-PRAKTIK" if settings.practice.enabled else ""
    if mark:
        under = (*under, t("PRAKTIK – BUKAN DOKUMEN RESMI"))
    head = Letterhead((t("REKAPITULASI SATUAN KERJA"),), tn("{n} satuan kerja", len(settings.offices)), "")
    columns = {name: t(column) for name, column in COLUMNS.items()}
    xlsx = list_xlsx(t("REKAPITULASI POSTINGAN/KONTEN WEBSITE DAN JUMLAH PEMBACA"), under, columns, rows, head, local)
    place = settings.reports / f"{month.name}"
    paths = (place / f"rekap-provinsi-{month.name}{mark}.xlsx", place / f"rekap-provinsi-{month.name}{mark}.csv")
    for path, content in zip(paths, (xlsx, list_csv(columns, rows)), strict=True):
        write_durably(path, content)
    return Province(tuple(rows), paths)


def _rows(settings: HomeSettings, ledger: Ledger, now: datetime, month: Month) -> list[dict[str, str]]:
    rows, contents, gains = [], 0, list[int | None]()
    for no, office in enumerate(settings.offices, start=1):
        row, count, gained = _office(office, ledger, now, month)
        rows.append({"no": str(no), **row})
        contents += count
        gains.append(gained)
    total = sum_known(gains)
    standing = tn("{n} satuan kerja tidak ikut dijumlahkan", total.unknown) if total.unknown else ""
    words = {"contents": number(contents), "readers": number(total.value), "unknown": "", "recap": "", "standing": standing}
    return [*rows, {"no": "", "office": t(_TOTAL), **words}]


def _office(office: Office, ledger: Ledger, now: datetime, month: Month) -> tuple[dict[str, str], int, int | None]:
    book = Book(ledger, office, now, month)
    counted = [book.counted(row, month) for row in book.published(month)]
    contents = len({one.row.key.package_id for one in counted})
    website = [one for one in counted if one.summed]
    gained = readers_sum(counted, lambda one: (one.gains.gained, None))
    versions = [facts for facts in month_queries.all_recaps(ledger, office.slug) if facts["month"] == month.name]
    _, end = month_bounds(month.year, month.month, office.zone)
    told = []
    if not counted:
        told.append(t("belum menerbitkan"))
    if website and all(one.gains.days_observed == 0 for one in website):
        told.append(t("belum ada bacaan pembaca"))
    if not versions and now >= end:
        told.append(t("rekapitulasi terlambat"))
    row = {
        "office": office.name,
        "contents": number(contents),
        "readers": number(gained.value),
        "unknown": number(gained.unknown),
        "recap": t("versi {version}", version=versions[-1]["version"]) if versions else t("belum dibuat"),
        "standing": "; ".join(told) or t("lengkap"),
    }
    return row, contents, gained.value
