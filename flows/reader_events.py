"""What a person says happened to a counter, into the ledger and out of it again: reset, moved, put right, copied."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta

from config.office import Office
from content_queue.office_dates import iso_moment
from language.say import later, t
from ledger import queries
from ledger.chain import instant, stamp
from ledger.entries import Entry, Kind
from ledger.reader_events import REVOKED, SAID, ReaderEvent, reader_events
from ledger.store import Ledger
from readership.events import CounterEvent, EventKind
from safety.clock import Clock

_LAST = timedelta(microseconds=1)


class CannotSay(Exception):
    """The event cannot be entered as it was said; the text says what to say instead."""


def say_event(  # one person's word, its parts named at the call
    office: Office,
    ledger: Ledger,
    clock: Clock,
    what: EventKind,
    *,
    person: str,
    reason: str,
    channel: str = "",
    package: str = "",
    when: str = "",
    count: int | None = None,
) -> ReaderEvent:
    """Enter an event about one package's counter, or about every counter of a channel. Raises CannotSay."""
    _expect_known(office, person)
    if not reason.strip():
        raise CannotSay(t("sebutkan alasannya dengan --why"))
    if what is EventKind.COPIED and not package:
        raise CannotSay(t("sebutkan paket mana yang dibuat dari salinan"))
    if count is not None and count < 0:
        raise CannotSay(t("angka penghitung tidak dapat kurang dari 0"))
    channel = _channel(office, ledger, package, channel)
    since, until = _span(office, clock.now(), when)
    facts = {"what": str(what), "since": stamp(since), "until": stamp(until), "count": count}
    evidence = {"person": person, "reason": reason.strip()}
    ledger.append(office.slug, [Entry(Kind.READER_EVENT, SAID, package or None, None, channel, facts, evidence)])
    return reader_events(ledger, office.slug)[-1]


def revoke_event(office: Office, ledger: Ledger, number: int, *, person: str, reason: str) -> ReaderEvent:
    """Take a word back; both stay in the ledger. Raises CannotSay."""
    _expect_known(office, person)
    if not reason.strip():
        raise CannotSay(t("sebutkan alasannya dengan --why"))
    event = next((one for one in reader_events(ledger, office.slug) if one.number == number), None)
    if event is None:
        raise CannotSay(t("tidak ada kejadian nomor {number} yang berlaku; lihat: tayang readers events", number=number))
    evidence = {"person": person, "reason": reason.strip()}
    facts = {"number": number}
    ledger.append(
        office.slug, [Entry(Kind.READER_EVENT, REVOKED, event.package_id or None, None, event.channel, facts, evidence)]
    )
    return event


def counter_events(events: Sequence[ReaderEvent]) -> list[CounterEvent]:
    """The same as the month's gains are made with."""
    return [CounterEvent(EventKind(one.what), instant(one.since), instant(one.until), one.count) for one in events]


def _expect_known(office: Office, person: str) -> None:
    if office.person(person) is None:
        known = ", ".join(one.id for one in office.people)
        raise CannotSay(t("tidak ada orang dengan id {person}; pilih: {known}", person=person, known=known))


def _channel(office: Office, ledger: Ledger, package: str, channel: str) -> str:
    """The channel that is meant: the one that was named, or the only one on which this is public."""
    public = [row for row in queries.publications(ledger, office.slug) if row.url and row.published_at]
    found = sorted({row.key.channel for row in public if package in ("", row.key.package_id)})
    if not found:
        told = t("paket {package} belum tayang di mana pun", package=package) if package else t("belum ada yang tayang")
        raise CannotSay(told)
    if channel and channel not in found:
        said = later("di kanal {channel} tidak ada terbitan itu; yang ada: {known}")
        raise CannotSay(t(said, channel=channel, known=", ".join(found)))
    if not channel and len(found) > 1:
        raise CannotSay(t("sebutkan kanalnya dengan --channel: {known}", known=", ".join(found)))
    return channel or found[0]


def _span(office: Office, now: datetime, when: str) -> tuple[datetime, datetime]:
    """The instant that was named, or from the beginning to the end of the day; now where nothing was."""
    if not when.strip():
        return now, now
    try:
        day = _day(when)
    except ValueError:
        raise CannotSay(t("hari pada “{when}” tidak cocok dengan tanggalnya", when=when)) from None
    if day is None:
        since = until = _moment(office, when)
    else:
        since = datetime.combine(day, time(), office.zone).astimezone(UTC)
        until = min(datetime.combine(day + timedelta(days=1), time(), office.zone).astimezone(UTC) - _LAST, max(now, since))
    if since > now:
        raise CannotSay(t("{when} belum terjadi", when=when))
    return since, until


def _day(when: str) -> date | None:
    """A date without an hour, as ISO or as an office writes it."""
    for written in (when.strip(), iso_moment(f"{when} 00.00").removesuffix(" 00:00")):
        with suppress(ValueError):
            return date.fromisoformat(written)
    return None


def _moment(office: Office, when: str) -> datetime:
    try:
        found = datetime.fromisoformat(iso_moment(when).replace(".", ":"))
    except ValueError:
        said = later("waktu “{when}” tidak dikenal; tulis misalnya 2026-10-12, 12 Oktober 2026, atau 2026-10-12 14.00")
        raise CannotSay(t(said, when=when)) from None
    return (found if found.tzinfo else found.replace(tzinfo=office.zone)).astimezone(UTC)
