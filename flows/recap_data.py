"""From the ledger to the value that every form of a recap is written from."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from config.office import Office
from flows.recap_book import Book, Counted, Month
from flows.recap_book import channel_label as channel_label  # asked for here by the board
from flows.recap_sections import sections_of
from language.say import later, t
from ledger.chain import instant
from readership.events import EventKind
from readership.gains import month_bounds
from reports.labels import EVENTS, SOURCES
from reports.model import Letterhead, MonthData, Signer, SopMonth, Total, readers_sum, sum_known
from reports.say import translated
from reports.sop import sop_section

_YEAR = 12


def month_data(
    book: Book,
    month: Month,
    version: int,
    practice: bool,
    earlier: Mapping[str, int | None],
    template_sha256: str = "",
    steps: SopMonth | None = None,
) -> MonthData:
    """The month as it stands at the book's instant; `earlier` is what the recaps of other months say was gained."""
    office = book.office
    counted = [book.counted(row, month) for row in book.published(month)]
    older = [book.counted(row, month) for row in book.older(month)]
    website = [one for one in counted if one.summed]
    daily, partly = _daily(website, _days(month, book))
    before = _before(book, month.before)
    sop = sop_section(steps or SopMonth(), book.say)
    signer = office.person(office.signer)
    if signer is None:
        raise ValueError(t("penanda tangan {person} tidak ada di berkas satuan kerja", person=office.signer))
    gained = _gained(counted).value
    trend = _trend(month, earlier, gained)
    return MonthData(
        office_name=office.name,
        letterhead=letterhead_of(office),
        signer=Signer(signer.name, signer.role, signer.nip or ""),
        year=month.year,
        month=month.month,
        rows=tuple(book.published_row(no, one) for no, one in enumerate(counted, 1)),
        daily=daily,
        previous_gained=before.value if before else None,
        notes=tuple(_notes(book, month, counted, older, before, partly, trend)),
        cutoff=book.now.astimezone(office.zone).replace(microsecond=0),
        version=version,
        practice=practice,
        sections=(*sections_of(book, month, counted, older), *([sop] if sop.rows else [])),
        trend=trend,
        last_year_gained=earlier.get(Month(month.year - 1, month.month).name),
        year_gained=_year_gained(month, trend),
        completeness=(sum(one.gains.days_observed for one in website), sum(one.gains.days_expected for one in website)),
        language=office.report.language,
        paper=office.report.paper,
        template_sha256=template_sha256,
        sop=steps or SopMonth(),
    )


def letterhead_of(office: Office) -> Letterhead:
    """The office's head of letter."""
    return Letterhead(office.letterhead, office.address, office.city)


def _trend(month: Month, earlier: Mapping[str, int | None], gained: int | None) -> tuple[tuple[str, int | None], ...]:
    """Twelve months up to this one; a month without a recap stays unknown."""
    found, at = [(month.name, gained)], month
    for _ in range(_YEAR - 1):
        at = at.before
        found.append((at.name, earlier.get(at.name)))
    return tuple(reversed(found))


def _year_gained(month: Month, trend: Sequence[tuple[str, int | None]]) -> int | None:
    """What this year's months gained together, of those that are known."""
    return sum_known(value for name, value in trend if name.startswith(f"{month.year:04d}-") and name <= month.name).value


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
    if not rows and not book.has_older:
        return None
    return _gained([book.counted(row, month) for row in rows])


def _gained(counted: Sequence[Counted]) -> Total:
    """What a month's contents gained; not known where none of them counts readers of pages."""
    return readers_sum(counted, lambda one: (one.gains.gained, None))


def _said(book: Book, month: Month, counted: Sequence[Counted]) -> Iterable[str]:
    """What people said happened to the counters this month, and from what a content of this month was copied."""
    start, end = month_bounds(month.year, month.month, book.office.zone)
    titles = {one.row.key.package_id: book.title(one.row) for one in counted}
    for event in book.events:
        copied = event.what == EventKind.COPIED
        if event.package_id not in titles if copied else not start <= instant(event.since) < min(end, book.now):
            continue
        where = channel_label(book.office, event.channel)
        named = f"{where}, {titles.get(event.package_id, event.package_id)}" if event.package_id else where
        person = book.office.person(event.person)
        said = later("{day}, {where}: {what}, menurut {who} (“{why}”).")
        yield book.say.t(
            said,
            day=f"{instant(event.since).astimezone(book.office.zone):%d-%m-%Y}",
            where=named,
            what=book.say.t(EVENTS[event.what]) + (f" ({book.say.number(event.count)})" if event.count is not None else ""),
            who=person.role if person else event.person,
            why=event.reason,
        )


def _notes(
    book: Book,
    month: Month,
    counted: Sequence[Counted],
    older: Sequence[Counted],
    before: Total | None,
    partly: int,
    trend: Sequence[tuple[str, int | None]],
) -> Iterable[str]:
    _, end = month_bounds(month.year, month.month, book.office.zone)
    say = book.say
    if book.now < end:
        yield say.t("Bulan ini belum berakhir; angka masih berjalan.")
    if partly:
        yield say.t("Pada {n} hari hanya sebagian konten terukur; batang hari itu memuat yang diketahui saja.", n=partly)
    if before is not None and before.unknown:
        yield say.t("Pembanding bulan lalu belum lengkap: {n} konten tidak diketahui angkanya.", n=before.unknown)
    missing = [name for name, value in trend if value is None and name.startswith(f"{month.year:04d}-") and name < month.name]
    if missing and any(value is not None for name, value in trend if name < month.name):
        said = later("Tahun berjalan tidak memuat bulan tanpa rekapitulasi sesudah bulan itu berakhir: {names}.")
        yield say.t(said, names=", ".join(missing))
    yield from _said(book, month, counted)
    sources = sorted({translated(SOURCES, one.source, say) for one in counted if one.summed and one.source})
    if sources:
        said = later("“Pembaca” adalah berapa kali halaman dibaca menurut penghitung situs (sumber: {sources}).")
        yield say.t(said, sources=", ".join(sources))
    gained = sum_known(one.gains.gained for one in older if one.summed)
    if gained.value:
        said = later(
            "Konten yang tayang sebelum bulan ini bertambah {n} pembaca pada bulan ini; tidak termasuk dalam jumlah di atas."
        )
        yield say.t(said, n=say.number(gained.value))
