"""What one office's month needs of the ledger, asked by the month: time grows with the month, not with the history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from config.office import Office
from flows.channels import is_website
from flows.recap_counters import OneCounter, as_last_typed, one_counter
from language.say import later, said_in, t
from ledger import month_queries, queries
from ledger.chain import instant, stamp
from ledger.emergency_queries import open_emergencies
from ledger.entries import PackageKey
from ledger.queries import CheckRow, PackageRow, PublicationRow
from ledger.reader_events import reader_events
from ledger.store import Ledger
from readership.borders import REACH
from readership.gains import AFTERWARDS, Flag, Gains, month_bounds, monthly_gains
from readership.page import DOUBTFUL
from reports.labels import EMERGENCY, GRADES, SOURCES, VERDICTS
from reports.link_record import LinkRow
from reports.model import PublishedRow
from reports.say import Words, bounds_note, translated

NO_COPY = later("belum ada")
_HARMLESS = (Flag.GAPS, Flag.NO_READINGS)
Key = tuple[str, int, str]


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
        raise ValueError(t("bulan “{month}” tidak dikenal; tulis tahun-bulan, misalnya 2026-10", month=text)) from None
    if asked > today:
        raise ValueError(t("bulan {month} belum dimulai", month=text))
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
    last_read: str = ""
    """The day of the last reading (31-10-2026), where none came for so long that nobody knows the rest."""

    def notes(self, say: Words) -> tuple[str, ...]:
        flags = [say.t(str(flag)) for flag in self.gains.flags if flag not in _HARMLESS]
        unknown = self.reason or say.t(str(Flag.NO_READINGS))
        return (
            *((say.t("pembaca belum diketahui: {why}", why=unknown),) if self.gains.closing is None else ()),
            *flags,
            *self._silence(say),
            *((say.t("sumber angka berganti; hanya satu sumber yang dihitung"),) if self.switched else ()),
        )

    def _silence(self, say: Words) -> tuple[str, ...]:
        if not self.last_read or self.gains.closing is None:
            return ()
        why = f" ({self.reason})" if self.reason else ""
        return (say.t("bacaan terakhir {day}", day=self.last_read) + why,)


class Book:
    """What the ledger knows of one office: with a month, of that month and the one before it; else of every link."""

    def __init__(self, ledger: Ledger, office: Office, now: datetime, month: Month | None = None) -> None:
        self.office, self.now, self.say = office, now, Words(office.report.language)
        slug = office.slug
        if month is None:
            rows = [row for row in queries.publications(ledger, slug) if row.url and row.published_at]
            self.readings: dict[Key, list[Any]] = {}
            self.has_older = False
            keys = None
        else:
            first, after = _span(month.before, month, office)
            until = min(stamp(instant(after) + AFTERWARDS), stamp(now))  # beyond its end: what was read then bounds it
            self.readings = queries.readings_between(ledger, slug, _since(month, office), until)
            rows = month_queries.published_between(ledger, slug, first, after)
            young = {row.key[1:] for row in rows}
            rows += month_queries.publications_of(ledger, slug, [key for key in self.readings if key not in young], before=first)
            self.has_older = month_queries.any_published_before(ledger, slug, first)
            keys = sorted({row.key.package_id for row in rows})
        self.rows = sorted(rows, key=lambda row: (row.published_at or "", row.key))
        self.packages: Mapping[PackageKey, PackageRow] = {row.key: row for row in month_queries.packages_of(ledger, slug, keys)}
        self.checks = queries.latest_checks(ledger, slug, keys)
        self.copies = queries.latest_copies(ledger, slug, keys)
        self.emergencies = open_emergencies(ledger, slug)
        self.events = reader_events(ledger, slug)
        self.withdrawn = month_queries.withdrawn_at(ledger, slug, self.rows if month else ())
        self._units: dict[str, str] = {}

    def published(self, month: Month) -> list[PublicationRow]:
        """What became public in this month, in the office's zone, oldest first."""
        start, end = month_bounds(month.year, month.month, self.office.zone)
        return [row for row in self.rows if start <= _at(row) < end]

    def older(self, month: Month) -> list[PublicationRow]:
        """What was public before this month and was counted lately."""
        start, _ = month_bounds(month.year, month.month, self.office.zone)
        return [row for row in self.rows if _at(row) < start]

    def title(self, row: PublicationRow) -> str:
        return self.packages[row.shown_key].title

    def category(self, row: PublicationRow) -> str:
        return self.packages[row.shown_key].category

    def unit(self, row: PublicationRow) -> str:
        """The part of the office that holds the information; one spelling for all that differ in capitals alone."""
        named = self.packages[row.shown_key].unit
        return self._units.setdefault(named.casefold(), named)

    def counted(self, row: PublicationRow, month: Month) -> Counted:
        """The readers of one publication: one source, one metric, never a mixture."""
        _, end = month_bounds(month.year, month.month, self.office.zone)
        asked = [r for r in self.readings.get(row.key[1:], []) if r.observed_at < stamp(end + AFTERWARDS)]
        sure = as_last_typed([r for r in asked if r.value is not None and r.confidence >= DOUBTFUL])
        readings = [r for r in asked if r.observed_at < stamp(end + REACH)]
        own = self._own(row, sure, end)
        ours = [(instant(r.observed_at), int(r.value), r.low, r.high) for r in own.readings]
        down = self.withdrawn.get(row.key[1:]) if row.state == "withdrawn" else None
        until = min(self.now, end, *([instant(down)] if down else []))  # nobody counts what is down
        zone, events = self.office.zone, own.events
        gains = monthly_gains(ours, month.year, month.month, zone, published_at=_at(row), until=until, events=events)
        channel = self.office.channels.get(row.key.channel)
        website = is_website(channel) if channel is not None else row.grade == "public" and own.is_of_pages
        silent = gains.silent_since
        failed = [r for r in readings if r not in sure and (silent is None or instant(r.observed_at) > silent)]
        why = self._why(failed, any_read=bool(readings))
        last_read = f"{silent.astimezone(zone):%d-%m-%Y}" if silent else ""
        return Counted(row, gains, own.source, own.metric, why, own.switched, website, last_read)

    def _own(self, row: PublicationRow, sure: Sequence[Any], end: datetime) -> OneCounter:
        """The counter that the month is told by, chosen among its own readings; with what it showed right after the month."""
        said = [event for event in self.events if event.concerns(row.key.package_id, row.key.channel)]
        ends = stamp(end)
        if not any(r.observed_at < ends for r in sure):
            ends = stamp(end + REACH)
        own = one_counter([r for r in sure if r.observed_at < ends], said)
        beyond = [r for r in sure if r.observed_at >= ends and (r.source, r.metric) == (own.source, own.metric)]
        return replace(own, readings=[*own.readings, *beyond])

    def link_row(self, no: int, row: PublicationRow, dated: bool = True) -> LinkRow:
        """One line of the link record; a month's own record goes without the day of the look, so that it stays the same."""
        check = self.checks.get(row.key[1:])
        return LinkRow(
            no=no,
            date=self.day(row),
            title=self.title(row),
            channel=channel_label(self.office, row.key.channel),
            url=row.url,
            proof=self._label(GRADES, row.grade) or self._said(later("belum terbukti")),
            status=self._status(row, check, dated=dated) + self.unsettled(row),
            copy=self.copies.get(row.key[1:]) or self._said(NO_COPY),
        )

    def unsettled(self, row: PublicationRow) -> str:
        """That it went out in an emergency and its procedure is not done, as the end of its status."""
        return f"; {self._said(EMERGENCY)}" if PackageKey(*row.key[:3]) in self.emergencies else ""

    def published_row(self, no: int, counted: Counted) -> PublishedRow:
        """One line of the recap."""
        row, gains, say = counted.row, counted.gains, self.say
        notes = [*self.standing(row), *counted.notes(say)]
        if not counted.summed and gains.closing is not None:
            said = later("{n} {metric} (bukan pembaca laman, tidak dijumlahkan)")
            n = say.number(gains.closing)
            if gains.is_rounded and gains.closing_bounds:
                n = f"{n} ({say.bounds(*gains.closing_bounds)})"
            notes.insert(0, say.t(said, n=n, metric=say.metric(counted.metric) or say.t("tayangan")))
        made = PublishedRow(
            no=no,
            title=self.title(row),
            url=row.url,
            channel=channel_label(self.office, row.key.channel),
            category=self.category(row),
            published_at=self.day(row),
            grade=translated(GRADES, row.grade, say) or say.t("belum terbukti"),
            copy=say.t("tersimpan") if row.key[1:] in self.copies else say.t("belum ada"),
            readers_total=gains.closing if counted.summed else None,
            readers_gained=gains.gained if counted.summed else None,
            source=translated(SOURCES, counted.source, say),
            note="",
            summed=counted.summed,
            total_bounds=gains.closing_bounds if counted.summed and gains.closing is not None else None,
            gained_bounds=(gains.low, gains.high) if counted.summed and gains.low is not None else None,
            content=row.key.package_id,
        )
        return PublishedRow(**{**vars(made), "note": "; ".join([*notes, *bounds_note(made, say)])})

    def day(self, row: PublicationRow) -> str:
        return f"{_at(row).astimezone(self.office.zone):%d-%m-%Y}"

    def standing(self, row: PublicationRow) -> list[str]:
        """What became of it since it was published."""
        say, check = self.say, self.checks.get(row.key[1:])
        if row.state == "withdrawn":
            return [say.t("ditarik")]
        notes = [say.t(EMERGENCY)] if PackageKey(*row.key[:3]) in self.emergencies else []
        if row.corrected_at:
            notes.append(say.t("diralat {when}", when=f"{instant(row.corrected_at).astimezone(self.office.zone):%d-%m-%Y}"))
        if check is not None and check.verdict == "dead":
            notes.append(say.t("TAUTAN MATI: {why}", why=check.detail))
        return notes

    def age_at(self, row: PublicationRow, month: Month) -> timedelta:
        """How long a publication had been public at the end of the month, or now where the month still runs."""
        return min(self.now, month_bounds(month.year, month.month, self.office.zone)[1]) - _at(row)

    def _status(self, row: PublicationRow, check: CheckRow | None, *, dated: bool) -> str:
        """How a link stands; `dated`: with the day on which it was looked at."""
        if row.state == "withdrawn":
            return self._said(later("ditarik"))
        if check is None:
            return self._said(later("belum diperiksa"))
        day = f" ({instant(check.checked_at).astimezone(self.office.zone):%d-%m-%Y})" if dated else ""
        return self._label(VERDICTS, check.verdict) + day

    def _said(self, sentence: str) -> str:
        """A sentence in the language of the office's papers."""
        return said_in(self.office.report.language, sentence)

    def _label(self, words: Mapping[str, str], code: str) -> str:
        return self._said(words[code]) if code in words else code

    def _why(self, readings: Sequence[Any], *, any_read: bool) -> str:
        """Why the newest of the readings that give no number gives none."""
        if not readings:
            return "" if any_read else self.say.t("belum pernah dihitung")
        newest = readings[-1]
        if newest.value is not None:
            return self.say.t("angka {n} kurang meyakinkan, perlu diperiksa orang", n=self.say.number(newest.value))
        return str(newest.reason)


def channel_label(office: Office, channel: str) -> str:
    """The channel's printed name."""
    known = office.channels.get(channel)
    return known.label if known and known.label else channel


def _span(first: Month, last: Month, office: Office) -> tuple[str, str]:
    start, _ = month_bounds(first.year, first.month, office.zone)
    _, end = month_bounds(last.year, last.month, office.zone)
    return stamp(start), stamp(end)


def _since(month: Month, office: Office) -> str:
    """Where the readings begin that the month and its comparison rest on: a month earlier still, for the opening counts."""
    first = month.before.before
    return stamp(month_bounds(first.year, first.month, office.zone)[0])


def _at(row: PublicationRow) -> datetime:
    return instant(row.published_at or "1970-01-01T00:00:00+00:00")
