"""The small tables of a recap: what was read most and least, what nobody read, old contents, channels, categories, quality."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from flows.recap_book import Book, Counted, Month, channel_label
from language.say import later
from readership.gains import Flag, Gains
from reports.model import Section, readers_sum

_MOST = 10
_OLD_ENOUGH = timedelta(days=14)
_TROUBLED = tuple(Flag)
Cells = tuple[str | int | None, ...]


def sections_of(book: Book, month: Month, counted: Sequence[Counted], older: Sequence[Counted]) -> tuple[Section, ...]:
    """Every small table that has something to say."""
    made = (
        _top(book, counted),
        _bottom(book, month, counted),
        _nobody(book, counted),
        _still_read(book, older),
        _grouped(book, counted, later("Per kanal"), later("Kanal"), lambda one: channel_label(book.office, one.row.key.channel)),
        _grouped(book, counted, later("Per kategori"), later("Kategori"), lambda one: book.category(one.row) or "–"),
        _by_unit(book, counted),
        _social(book, counted),
        _quality(book, counted),
    )
    return tuple(section for section in made if section.rows)


def _top(book: Book, counted: Sequence[Counted]) -> Section:
    known = [one for one in counted if one.summed and one.gains.gained]
    best = sorted(known, key=lambda one: (-(one.gains.gained or 0), one.row.key))[:_MOST]
    return Section(book.say.t("Sepuluh terbanyak dibaca bulan ini"), _columns(book), tuple(_lines(book, best)))


def _bottom(book: Book, month: Month, counted: Sequence[Counted]) -> Section:
    """Only contents older than two weeks: a young one had no time to be read."""
    known = [one for one in counted if one.summed and one.gains.gained is not None]
    ripe = [one for one in known if book.age_at(one.row, month) > _OLD_ENOUGH]
    if len(ripe) <= _MOST:
        return Section("", (), ())
    least = sorted(ripe, key=lambda one: (one.gains.gained or 0, one.row.key))[:_MOST]
    return Section(
        book.say.t("Sepuluh paling sedikit dibaca (tayang lebih dari 14 hari)"), _columns(book), tuple(_lines(book, least))
    )


def _nobody(book: Book, counted: Sequence[Counted]) -> Section:
    nobody = [one for one in counted if one.summed and one.gains.closing == 0]
    return Section(book.say.t("Konten tanpa pembaca"), _columns(book), tuple(_lines(book, nobody)))


def _still_read(book: Book, older: Sequence[Counted]) -> Section:
    read = [one for one in older if one.summed and one.gains.gained]
    best = sorted(read, key=lambda one: (-(one.gains.gained or 0), one.row.key))[:_MOST]
    return Section(book.say.t("Konten lama yang masih dibaca"), _columns(book), tuple(_lines(book, best)))


def _columns(book: Book) -> tuple[str, ...]:
    names = (later("No"), later("Judul"), later("Tanggal"), later("Jumlah Pembaca"), later("Pembaca Bulan Ini"))
    return tuple(book.say.t(name) for name in names)


def _lines(book: Book, chosen: Sequence[Counted]) -> list[Cells]:
    return [
        (str(no), book.title(one.row), book.day(one.row), one.gains.closing, one.gains.gained) for no, one in enumerate(chosen, 1)
    ]


def _by_unit(book: Book, counted: Sequence[Counted]) -> Section:
    """Only for an office whose manuscripts say which unit holds their information."""
    if not any(book.unit(one.row) for one in counted):
        return Section("", (), ())
    return _grouped(book, counted, later("Per unit"), later("Unit"), lambda one: book.unit(one.row) or "–")


def _grouped(book: Book, counted: Sequence[Counted], title: str, column: str, name: Callable[[Counted], str]) -> Section:
    """Contents and readers by one property; a channel that counts something else than readers has a dash."""
    names = sorted({name(one) for one in counted})
    rows: list[Cells] = []
    for at in names:
        own = [one for one in counted if name(one) == at]
        total = readers_sum(own, lambda one: (one.gains.closing, one.gains.closing_bounds))
        gained = readers_sum(own, lambda one: (one.gains.gained, None))
        rows.append((at, len(own), total.value, gained.value))
    columns = tuple(book.say.t(each) for each in (column, later("Konten"), later("Jumlah Pembaca"), later("Pembaca Bulan Ini")))
    return Section(book.say.t(title), columns, tuple(rows))


def _social(book: Book, counted: Sequence[Counted]) -> Section:
    """Each platform's own measure under its own name; none is added to another."""
    rows = [
        (
            channel_label(book.office, one.row.key.channel),
            book.title(one.row),
            book.say.metric(one.metric) or "–",
            *_within_bounds(book, one.gains),
        )
        for one in counted
        if not one.summed
    ]
    names = (later("Kanal"), later("Judul"), later("Ukuran"), later("Jumlah"), later("Bertambah bulan ini"))
    columns = tuple(book.say.t(name) for name in names)
    note = book.say.t("Ukuran tiap platform berbeda artinya dan tidak dijumlahkan.") if rows else ""
    return Section(book.say.t("Media sosial menurut ukuran tiap platform"), columns, tuple(rows), note)


def _within_bounds(book: Book, gains: Gains) -> tuple[str | int | None, str | int | None]:
    """The count and what it gained, each as between what and what it lies where more is not known."""
    count = book.say.bounds(*gains.closing_bounds) if gains.is_rounded and gains.closing_bounds else gains.closing
    if gains.gained is None or gains.low == gains.high == gains.gained:
        return count, gains.gained
    return count, book.say.bounds(gains.low, gains.high)


def _quality(book: Book, counted: Sequence[Counted]) -> Section:
    """On how many contents something keeps the number from being simply a count."""
    website = [one for one in counted if one.summed]
    rows: list[Cells] = [(book.say.t(str(flag)), sum(flag in one.gains.flags for one in website)) for flag in _TROUBLED]
    rows.append((book.say.t("sumber angka berganti"), sum(one.switched for one in website)))
    columns = (book.say.t("Catatan mutu data"), book.say.t("Konten"))
    return Section(book.say.t("Mutu data"), columns, tuple(row for row in rows if row[1]))
