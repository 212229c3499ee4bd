"""The recap's words in the language of its office, which may be another than that of the process."""

from collections.abc import Mapping
from datetime import date

from language.say import Language, later, many_said_in, said_in, spoken
from language.writing import grouped, hour
from reports import words
from reports.labels import METRICS
from reports.model import MonthData, PublishedRow, Total
from reports.words import UNKNOWN


class Words:
    """How one recap is worded: every sentence, number and date of it."""

    def __init__(self, language: Language | None = None) -> None:
        self.language: Language = language or spoken()
        self.TITLE = self.t(words.TITLE)
        self.TOTAL = self.t(words.TOTAL)
        self.PRACTICE = self.t(words.PRACTICE)
        self.COLUMNS = tuple(self.t(name) for name in words.COLUMNS)
        self.LINK = self.t("Tautan")
        self.web_address = words.web_address

    def t(self, text: str, **values: object) -> str:
        """A sentence in this language, its {places} filled in."""
        return said_in(self.language, text, **values)

    def tn(self, text: str, n: int, /, **values: object) -> str:
        """The same for a sentence with a number {n}, which is written with its points or commas."""
        return many_said_in(self.language, text, n, **{"n": self.number(n)} | values)

    def metric(self, code: str) -> str:
        """What a platform counts, in words; a measure without words keeps its own name."""
        return self.t(METRICS[code]) if code in METRICS else code

    def number(self, value: int | None) -> str:
        """1.234 or 1,234, or a dash for what is not known."""
        return words.number(value, self.language)

    def growth(self, previous: int | None, current: int | None) -> str:
        """+12,5 %; `baru` after a month of zero, 0 % where both are zero, a dash when either is not known."""
        if previous is None or current is None:
            return UNKNOWN
        if previous == 0:
            return self.t("baru") if current else f"{words.decimal(0, 1, self.language)} %"
        tenths = round((current - previous) * 1000 / previous)
        sign = "+" if tenths > 0 else "−" if tenths < 0 else ""
        return f"{sign}{self.number(abs(tenths) // 10)}{grouped(f'.{abs(tenths) % 10}', self.language)} %"

    def share(self, part: int, whole: int) -> str:
        """83 %, never rounded up to a whole; a dash of nothing."""
        return f"{part * 100 // whole} %" if whole else UNKNOWN

    def bounds(self, low: int | None, high: int | None) -> str:
        """1.200–1.300, `≥ 85` where nobody knows the upper bound."""
        return f"≥ {self.number(low)}" if high is None else f"{self.number(low)}–{self.number(high)}"

    def month_name(self, month: int) -> str:
        return words.month_name(month, self.language)

    def long_date(self, day: date) -> str:
        return words.long_date(day, self.language)

    def period(self, data: MonthData) -> str:
        """The month, as the line under the title."""
        return self.t("Bulan {month} {year}", month=self.month_name(data.month), year=data.year)

    def edition(self, data: MonthData) -> str:
        """Which version this is and up to when it counted."""
        at = f"{self.long_date(data.cutoff)} {hour(data.cutoff, self.language)}{words.zone_name(data)}"
        return self.t("Versi {version}, data sampai {at}", version=data.version, at=at)

    def total(self, data: MonthData) -> str:
        """The words of the line of totals."""
        return f"{self.TOTAL} ({self.contents(data)})"

    def contents(self, data: MonthData) -> str:
        """How many contents on how many links, the second only where it says more."""
        return ", ".join([self.tn("{n} konten", data.count), *self.links(data)])

    def links(self, data: MonthData) -> list[str]:
        """On how many links the contents stand; empty where each has one."""
        return [self.tn("{n} tautan", len(data.rows))] if len(data.rows) != data.count else []

    def remarks(self, data: MonthData) -> tuple[str, ...]:
        """The notes under the table: first what the totals leave out or only bound, then the month's own notes."""
        found = [
            *self._left_out(later("Jumlah Pembaca"), data.readers_total),
            *self._left_out(later("Pembaca Bulan Ini"), data.readers_gained),
            *self._bounded(later("Jumlah Pembaca"), data.readers_total),
            *self._bounded(later("Pembaca Bulan Ini"), data.readers_gained),
        ]
        if not data.rows:
            found.append(self.t("Tidak ada konten yang diterbitkan pada bulan ini."))
        if data.unmeasured_days:
            days = data.unmeasured_days
            found.append(self.tn("Pembaca tidak terukur pada {n} hari; hari itu diarsir pada grafik, bukan nol.", days))
        return (*found, *data.notes)

    def cell(self, value: str | int | None) -> str:
        """One cell of a section as text."""
        return value if isinstance(value, str) else self.number(value)

    def _left_out(self, column: str, total: Total) -> list[str]:
        if not total.unknown:
            return []
        name = self.t(column)
        return [
            self.tn("{column}: {n} konten belum diketahui angkanya (–) dan tidak ikut dijumlahkan.", total.unknown, column=name)
        ]

    def _bounded(self, column: str, total: Total) -> list[str]:
        if total.value is None or total.low == total.high == total.value:
            return []
        said = later("{column}: yang sebenarnya {bounds}; sebabnya pada kolom Catatan.")
        return [self.t(said, column=self.t(column), bounds=self.bounds(total.low, total.high))]


def cards(data: MonthData, say: Words) -> tuple[tuple[str, str], ...]:
    """Name and written value of each figure above the table, the same in every form that has them."""
    links = say.links(data)
    without = sum(row.summed and row.readers_total == 0 for row in data.rows)
    return (
        (say.t("Konten diterbitkan"), f"{say.number(data.count)}{f' ({links[0]})' if links else ''}"),
        (say.t("Jumlah pembaca"), say.number(data.readers_total.value)),
        (say.t("Pembaca bulan ini"), say.number(data.readers_gained.value)),
        (say.t("Terhadap bulan lalu"), say.growth(data.previous_gained, data.readers_gained.value)),
        (say.t("Terhadap bulan ini tahun lalu"), say.growth(data.last_year_gained, data.readers_gained.value)),
        (say.t("Tahun berjalan (konten baru tiap bulan)"), say.number(data.year_gained)),
        (say.t("Kelengkapan data"), say.share(*data.completeness)),
        (say.t("Tanpa pembaca"), say.number(without)),
    )


def bounds_note(row: PublishedRow, say: Words) -> list[str]:
    """What a row's note says of numbers that are only known within bounds."""
    found = []
    for column, value, bounds in (
        (later("Jumlah Pembaca"), row.readers_total, row.total_bounds),
        (later("Pembaca Bulan Ini"), row.readers_gained, row.gained_bounds),
    ):
        if value is not None and bounds is not None and bounds != (value, value):
            found.append(f"{say.t(column)}: {say.bounds(*bounds)}")
    return found


def translated(labels: Mapping[str, str], code: str, say: Words) -> str:
    """A label in the recap's language; a code that has none is shown as it is."""
    return say.t(labels[code]) if code in labels else code
