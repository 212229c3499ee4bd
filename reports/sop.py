"""How a month kept the standard times of the procedure: one line a step, as a table of the recap and as CSV."""

import csv
from io import StringIO

from language.say import later
from reports.model import Section, SopMonth, StepRow
from reports.recap_csv import guarded
from reports.say import Words

_COLUMNS = (
    later("Langkah"), later("Kegiatan"), later("Waktu baku"), later("Terukur"), later("Median"), later("Terlama"),
    later("Dalam waktu baku"), later("Tidak diketahui"),
)  # fmt: skip
_CSV = (
    later("Langkah"), later("Kegiatan"), later("Dihitung menurut"), later("Waktu baku (menit)"), later("Terukur"),
    later("Median (menit)"), later("Terlama (menit)"), later("Paket terlama"), later("Dalam waktu baku"),
    later("Tidak diketahui"),
)  # fmt: skip
_DAY = 24 * 60
_NAMES = 5


def duration(minutes: int, say: Words, days: bool = False) -> str:
    """1 jam 5 menit; with `days` (of 24 hours) also 1 hari 2 jam. Office hours are never called days."""
    counts = (minutes // _DAY, minutes % _DAY // 60, minutes % 60) if days else (0, minutes // 60, minutes % 60)
    told = (say.tn("{n} hari", counts[0]), say.tn("{n} jam", counts[1]), say.tn("{n} menit", counts[2]))
    return " ".join(part for part, count in zip(told, counts, strict=True) if count) or told[-1]


def sop_section(month: SopMonth, say: Words) -> Section:
    """The compliance table; no rows where nothing was published."""
    if not month.packages:
        return Section("", (), ())
    return Section(
        say.t("Kepatuhan terhadap waktu baku SOP"),
        tuple(say.t(name) for name in _COLUMNS),
        tuple(_cells(row, say) for row in month.rows),
        " ".join(_notes(month, say)),
    )


def _cells(row: StepRow, say: Words) -> tuple[str | int | None, ...]:
    worst = None if row.worst is None else f"{duration(row.worst, say, row.days)} ({row.worst_package})"
    return (
        str(row.nr),
        _activity(row, say),
        _told(row.standard, row, say),
        row.measured,
        _told(row.median, row, say),
        worst if worst is not None else say.number(None),
        _share(row, say),
        row.unknown,
    )


def _activity(row: StepRow, say: Words) -> str:
    return row.activity or say.t("Penayangan oleh tayang sesudah diperintahkan")


def _told(minutes: int | None, row: StepRow, say: Words) -> str:
    return say.number(None) if minutes is None else duration(minutes, say, row.days)


def _share(row: StepRow, say: Words) -> str:
    if row.within is None or not row.measured:
        return say.number(None)
    count = say.t("{n} dari {all}", n=say.number(row.within), all=say.number(row.measured))
    return f"{count} ({say.share(row.within, row.measured)})"


def _notes(month: SopMonth, say: Words) -> list[str]:
    found = [
        say.tn(
            "Langkah dari {n} paket yang mulai tayang bulan ini; satu langkah mulai saat langkah sebelumnya selesai.",
            month.packages,
        )
    ]
    clock = [str(row.nr) if row.activity else f"{row.nr} (tayang)" for row in month.rows if row.days]
    if clock:
        said = later("Langkah {steps} dihitung terus menurut kalender, langkah lain hanya pada jam kerja.")
        found.append(say.t(said, steps=", ".join(dict.fromkeys(clock))))
    else:
        found.append(say.t("Waktu dihitung pada jam kerja."))
    if any(row.unknown for row in month.rows):
        found.append(say.t("“Tidak diketahui”: langkah tidak ditandatangani, atau mulainya tidak tercatat."))
    if month.unfinished:
        names = ", ".join(month.unfinished[:_NAMES]) + (", …" if len(month.unfinished) > _NAMES else "")
        found.append(say.tn("Belum selesai: {n} paket ({names}).", len(month.unfinished), names=names))
    if month.unsettled:
        said = later("Hari libur tahun {years} sebagian masih perkiraan; lengkapi hari-kerja.toml.")
        found.append(say.t(said, years=", ".join(map(str, month.unsettled))))
    return found


def sop_csv(month: SopMonth, say: Words) -> bytes:
    """The same table with plain minutes; what is not known is empty."""
    held = StringIO(newline="")
    writer = csv.writer(held, lineterminator="\r\n")
    writer.writerow([say.t(name) for name in _CSV])
    for row in month.rows:
        numbers = ("" if value is None else value for value in (row.standard, row.measured, row.median, row.worst))
        within = "" if row.within is None else row.within
        writer.writerow(
            (row.nr, guarded(_activity(row, say)), say.t(row.counted), *numbers, guarded(row.worst_package), within, row.unknown)
        )
    return held.getvalue().encode("utf-8-sig")
