"""From the ledger to the value that every form of a recap is written from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from config.office import Office
from ledger import queries
from ledger.chain import instant, stamp
from ledger.entries import PackageKey
from ledger.queries import CheckRow, PackageRow, PublicationRow
from ledger.store import Ledger
from readership.gains import Flag, Gains, month_bounds, monthly_gains
from readership.page import DOUBTFUL
from reports.labels import GRADES, SOURCES, VERDICTS, label
from reports.link_record import LinkRow
from reports.model import Letterhead, MonthData, PublishedRow, Signer, Total, sum_known
from reports.words import number

_WEBSITES = ("practice_site", "wordpress", "wordpress_xmlrpc")
_HARMLESS = (Flag.GAPS, Flag.NO_READINGS)


@dataclass(frozen=True)
class Month:
    """One month of one office."""

    year: int
    month: int

    @property
    def name(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def before(self) -> "Month":
        first = date(self.year, self.month, 1) - timedelta(days=1)
        return Month(first.year, first.month)


def month_of(text: str, now: datetime, office: Office) -> Month:
    """`2026-10`, or the month before `now` in the office's zone; ValueError for anything else, and for a month to come."""
    today = now.astimezone(office.zone).date()
    if not text:
        return Month(today.year, today.month).before
    try:
        asked = datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007  # a month has no zone
    except ValueError:
        raise ValueError(f"bulan “{text}” tidak dikenal; tulis tahun-bulan, misalnya 2026-10") from None
    if asked > today:
        raise ValueError(f"bulan {text} belum dimulai")
    return Month(asked.year, asked.month)


@dataclass(frozen=True)
class Counted:
    """One publication's readers in one month."""

    row: PublicationRow
    gains: Gains
    source: str
    metric: str
    reason: str
    switched: bool
    summed: bool

    @property
    def notes(self) -> tuple[str, ...]:
        flags = [str(flag) for flag in self.gains.flags if flag not in _HARMLESS]
        unknown = self.reason or str(Flag.NO_READINGS)
        return (
            *((f"pembaca belum diketahui: {unknown}",) if self.gains.closing is None else ()),
            *flags,
            *(("sumber angka berganti; hanya satu sumber yang dihitung",) if self.switched else ()),
        )


class Book:
    """What the ledger knows of one office, read once; with a month, the readings that this month and the one before need."""

    def __init__(self, ledger: Ledger, office: Office, now: datetime, month: Month | None = None) -> None:
        self.office, self.now = office, now
        slug = office.slug
        self.packages: Mapping[PackageKey, PackageRow] = {row.key: row for row in queries.packages(ledger, slug)}
        rows = [row for row in queries.publications(ledger, slug) if row.url and row.published_at]
        self.rows = sorted(rows, key=lambda row: (row.published_at or "", row.key))
        self.readings = queries.readings_between(ledger, slug, _since(month, office), stamp(now)) if month else {}
        self.checks = queries.latest_checks(ledger, slug)
        self.copies = queries.latest_copies(ledger, slug)

    def published(self, month: Month) -> list[PublicationRow]:
        """What became public in this month, in the office's zone, oldest first."""
        start, end = month_bounds(month.year, month.month, self.office.zone)
        return [row for row in self.rows if start <= _at(row) < end]

    def older(self, month: Month) -> list[PublicationRow]:
        """What was public before this month."""
        start, _ = month_bounds(month.year, month.month, self.office.zone)
        return [row for row in self.rows if _at(row) < start]

    def title(self, row: PublicationRow) -> str:
        return self.packages[PackageKey(*row.key[:3])].title

    def counted(self, row: PublicationRow, month: Month) -> Counted:
        """The readers of one publication: one source, one metric, never a mixture."""
        _, end = month_bounds(month.year, month.month, self.office.zone)
        readings = [r for r in self.readings.get(row.key[1:], []) if instant(r.observed_at) < end]
        sure = [r for r in readings if r.value is not None and r.confidence >= DOUBTFUL]
        source, metric = _main_source(sure)
        ours = [(instant(r.observed_at), int(r.value)) for r in sure if (r.source, r.metric) == (source, metric)]
        gains = monthly_gains(ours, month.year, month.month, self.office.zone, published_at=_at(row), until=min(self.now, end))
        channel = self.office.channels.get(row.key.channel)
        website = channel is None or channel.type in _WEBSITES
        switched = len({(r.source, r.metric) for r in sure}) > 1
        return Counted(row, gains, source, metric, _why(readings), switched, website)

    def link_row(self, no: int, row: PublicationRow, dated: bool = True) -> LinkRow:
        """One line of the link record; a month's own record goes without the day of the look, so that it stays the same."""
        check = self.checks.get(row.key[1:])
        return LinkRow(
            no=no,
            date=self._day(row),
            title=self.title(row),
            channel=channel_label(self.office, row.key.channel),
            url=row.url,
            proof=label(GRADES, row.grade) or "belum terbukti",
            status=_status(row, check, self.office if dated else None),
            copy=self.copies.get(row.key[1:], "belum ada"),
        )

    def published_row(self, no: int, counted: Counted) -> PublishedRow:
        """One line of the recap."""
        row, gains = counted.row, counted.gains
        package = self.packages[PackageKey(*row.key[:3])]
        notes = [*_standing(row, self.checks.get(row.key[1:])), *counted.notes]
        if not counted.summed and gains.closing is not None:
            notes.insert(0, f"{number(gains.closing)} {counted.metric or 'tayangan'} (bukan pembaca laman, tidak dijumlahkan)")
        return PublishedRow(
            no=no,
            title=package.title,
            url=row.url,
            channel=channel_label(self.office, row.key.channel),
            category=package.category,
            published_at=self._day(row),
            grade=label(GRADES, row.grade) or "belum terbukti",
            copy="tersimpan" if row.key[1:] in self.copies else "belum ada",
            readers_total=gains.closing if counted.summed else None,
            readers_gained=gains.gained if counted.summed else None,
            source=label(SOURCES, counted.source),
            note="; ".join(notes),
            summed=counted.summed,
        )

    def _day(self, row: PublicationRow) -> str:
        return f"{_at(row).astimezone(self.office.zone):%d-%m-%Y}"


def month_data(book: Book, month: Month, version: int, practice: bool) -> MonthData:
    """The month as it stands at the book's instant."""
    office = book.office
    counted = [book.counted(row, month) for row in book.published(month)]
    website = [one for one in counted if one.summed]
    daily, partly = _daily(website, _days(month, book))
    before = _before(book, month.before)
    signer = office.person(office.signer)
    if signer is None:
        raise ValueError(f"penanda tangan {office.signer} tidak ada di berkas satuan kerja")
    return MonthData(
        office_name=office.name,
        letterhead=letterhead_of(office),
        signer=Signer(signer.name, signer.role, signer.nip or ""),
        year=month.year,
        month=month.month,
        rows=tuple(book.published_row(no, one) for no, one in enumerate(counted, 1)),
        daily=daily,
        previous_gained=before.value if before else None,
        notes=tuple(_notes(book, month, counted, before, partly)),
        cutoff=book.now.astimezone(office.zone).replace(microsecond=0),
        version=version,
        practice=practice,
    )


def letterhead_of(office: Office) -> Letterhead:
    """The office's head of letter."""
    return Letterhead(office.letterhead, office.address, office.city)


def channel_label(office: Office, channel: str) -> str:
    """The channel's printed name."""
    known = office.channels.get(channel)
    return known.label if known and known.label else channel


def _since(month: Month, office: Office) -> str:
    """Where the readings begin that the month and its comparison rest on: a month earlier still, for the opening counts."""
    first = month.before.before
    return stamp(month_bounds(first.year, first.month, office.zone)[0])


def _at(row: PublicationRow) -> datetime:
    return instant(row.published_at or "1970-01-01T00:00:00+00:00")


def _main_source(sure: Sequence[Any]) -> tuple[str, str]:
    """The source and metric of most readings; of equals the newest."""
    kinds = [(r.source, r.metric) for r in sure]
    return max(reversed(kinds), key=kinds.count) if kinds else ("", "")


def _why(readings: Sequence[Any]) -> str:
    """Why the newest reading gives no number, if it gives none."""
    if not readings:
        return "belum pernah dihitung"
    newest = readings[-1]
    if newest.value is not None:
        return f"angka {number(newest.value)} kurang meyakinkan, perlu diperiksa orang"
    return str(newest.reason)


def _status(row: PublicationRow, check: CheckRow | None, office: Office | None) -> str:
    if row.state == "withdrawn":
        return "ditarik"
    if check is None:
        return "belum diperiksa"
    day = f" ({instant(check.checked_at).astimezone(office.zone):%d-%m-%Y})" if office else ""
    return label(VERDICTS, check.verdict) + day


def _standing(row: PublicationRow, check: CheckRow | None) -> list[str]:
    if row.state == "withdrawn":
        return ["ditarik"]
    if check is None or check.verdict != "dead":
        return []
    return [f"TAUTAN MATI: {check.detail}"]


def _days(month: Month, book: Book) -> list[date]:
    start, end = month_bounds(month.year, month.month, book.office.zone)
    last = (min(end, book.now) - timedelta(microseconds=1)).astimezone(book.office.zone).date()
    first = start.astimezone(book.office.zone).date()
    return [first + timedelta(days=index) for index in range((last - first).days + 1)]


def _daily(counted: Iterable[Counted], days: Iterable[date]) -> tuple[tuple[int | None, ...], int]:
    """The readers of each day, None where nobody knows, and on how many days only a part is known."""
    each = [one.gains.daily for one in counted]
    found: list[int | None] = []
    partly = 0
    for day in days:
        expected = [daily[day] for daily in each if day in daily]
        known = [value for value in expected if value is not None]
        found.append(sum(known) if known or not expected else None)
        partly += bool(known) and len(known) < len(expected)
    return tuple(found), partly


def _before(book: Book, month: Month) -> Total | None:
    """What the contents of the month before gained; None before the office's first publication."""
    rows = book.published(month)
    if not rows and not book.older(month):
        return None
    return sum_known(one.gains.gained for one in (book.counted(row, month) for row in rows) if one.summed)


def _notes(book: Book, month: Month, counted: Sequence[Counted], before: Total | None, partly: int) -> Iterable[str]:
    _, end = month_bounds(month.year, month.month, book.office.zone)
    if book.now < end:
        yield "Bulan ini belum berakhir; angka masih berjalan."
    if partly:
        yield f"Pada {partly} hari hanya sebagian konten terukur; batang hari itu memuat yang diketahui saja."
    if before is not None and before.unknown:
        yield f"Pembanding bulan lalu belum lengkap: {before.unknown} konten tidak diketahui angkanya."
    sources = sorted({label(SOURCES, one.source) for one in counted if one.summed and one.source})
    if sources:
        yield f"“Pembaca” adalah berapa kali halaman dibaca menurut penghitung situs (sumber: {', '.join(sources)})."
    older = [book.counted(row, month) for row in book.older(month)]
    gained = sum_known(one.gains.gained for one in older if one.summed)
    if gained.value:
        yield (
            f"Konten yang tayang sebelum bulan ini bertambah {number(gained.value)} pembaca pada bulan ini; "
            "tidak termasuk dalam jumlah di atas."
        )
