"""Counts that a person typed in: each line checked, nothing taken where one line is wrong."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from language.say import LANGUAGES, later, said_in, t
from readership.numbers import Count, parse_count

CONFIDENCE = 0.9
PACKAGE, REVISION, CHANNEL, TITLE, LINK = later("Paket"), later("Revisi"), later("Kanal"), later("Judul"), later("Tautan")
LAST, LAST_DAY, READERS = later("Bacaan terakhir"), later("Tanggal bacaan terakhir"), later("Jumlah pembaca")
DAY, NOTE = later("Tanggal"), later("Keterangan")
COLUMNS = (PACKAGE, REVISION, CHANNEL, TITLE, LINK, LAST, LAST_DAY, READERS, DAY, NOTE)
_NEEDED = (PACKAGE, CHANNEL, READERS)
_SERIAL_DAY_ZERO = date(1899, 12, 30)
_DAY_FORMS = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y")


@dataclass(frozen=True)
class Published:
    """What the ledger knows of one publication: by package, revision and channel, and since when it is public."""

    key: tuple[str, int, str]
    published_at: datetime


@dataclass(frozen=True)
class Typed:
    """One count as a person gave it, for one publication at one instant."""

    key: tuple[str, int, str]
    count: Count
    observed_at: datetime
    raw_text: str
    note: str


class WrongTable(Exception):
    """Every mistake of the table, each with its line."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__(
            t("Tidak ada yang dimasukkan; perbaiki dahulu:") + "\n" + "\n".join(f"  - {problem}" for problem in self.problems)
        )


def typed_counts(
    rows: Iterable[Mapping[str, str]], known: Iterable[Published], now: datetime, zone: ZoneInfo, labels: Mapping[str, str]
) -> list[Typed]:
    """The counts of a filled table; a line without a count is passed over. Raises WrongTable.

    `labels` gives the channel for its printed name.
    """
    listed = [_own_names(row) for row in rows]
    missing = [name for name in _NEEDED if listed and name not in listed[0]]
    if missing:
        absent = later("kolom {name} tidak ada; pakai berkas dari `tayang readers export`")
        raise WrongTable([t(absent, name=t(name)) for name in missing])
    publications = list(known)
    found: list[Typed] = []
    problems: list[str] = []
    for line, row in enumerate(listed, start=2):
        if not row.get(READERS, "").strip():
            continue
        try:
            found.append(_typed(row, publications, now, zone, labels))
        except ValueError as error:
            problems.append(t("baris {line}: {problem}", line=line, problem=error))
    keys = [(one.key, one.observed_at) for one in found]
    problems += [
        t("{package} di {channel} tertulis dua kali pada tanggal yang sama", package=key[0], channel=key[2])
        for key, _ in sorted(k for k in set(keys) if keys.count(k) > 1)
    ]
    if problems:
        raise WrongTable(problems)
    return found


def _own_names(row: Mapping[str, str]) -> dict[str, str]:
    """The row under our own names: a file may have been exported when the home spoke another language."""
    own = {said_in(language, name): name for language in LANGUAGES for name in COLUMNS}
    return {own.get(name, name): cell for name, cell in row.items()}


def _typed(row: Mapping[str, str], known: list[Published], now: datetime, zone: ZoneInfo, labels: Mapping[str, str]) -> Typed:
    publication = _meant(row, known, labels)
    count = parse_count(row[READERS])
    if count is None:
        unclear = later("“{text}” bukan satu angka yang jelas; tulis misalnya 1234 atau 1.234")
        raise ValueError(t(unclear, text=row[READERS]))
    at = _instant(row.get(DAY, "").strip(), now, zone)
    if at > now:
        raise ValueError(t("tanggal {day} belum tiba", day=row[DAY]))
    if at.astimezone(zone).date() < publication.published_at.astimezone(zone).date():
        raise ValueError(t("tanggal {day} mendahului tanggal tayang", day=row[DAY]))
    return Typed(
        publication.key, count, max(at, publication.published_at), row[READERS].strip()[:200], row.get(NOTE, "").strip()[:500]
    )


def _meant(row: Mapping[str, str], known: list[Published], labels: Mapping[str, str]) -> Published:
    package, channel = row[PACKAGE].strip(), row[CHANNEL].strip()
    channel = labels.get(channel, channel)
    revision = row.get(REVISION, "").strip()
    fitting = [p for p in known if p.key[0] == package and p.key[2] == channel and revision in ("", str(p.key[1]))]
    if not fitting:
        where = {"package": package or t("(paket kosong)"), "channel": channel or t("(kosong)")}
        raise ValueError(t("tidak ada terbitan {package} di kanal {channel}", **where))
    return max(fitting, key=lambda publication: publication.key[1])


def _instant(text: str, now: datetime, zone: ZoneInfo) -> datetime:
    """Noon of the day that is named, in the office's zone; now for today and for no day at all."""
    if not text:
        return now
    day = _day(text)
    if day == now.astimezone(zone).date():
        return now
    return datetime(day.year, day.month, day.day, 12, tzinfo=zone).astimezone(UTC)


def _day(text: str) -> date:
    if text.isdigit() and 20_000 <= int(text) <= 80_000:  # a spreadsheet's own count of days
        return _SERIAL_DAY_ZERO + timedelta(days=int(text))
    for form in _DAY_FORMS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007  # a day has no zone
        except ValueError:
            continue
    raise ValueError(t("tanggal “{text}” tidak dikenal; tulis misalnya 2026-10-31 atau 31-10-2026", text=text))
