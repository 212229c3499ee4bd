"""Offers the website's pages to the Wayback Machine, where the office wants that; believed only when its index names the page."""

import asyncio
import logging
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from config.credentials import SecretError
from config.settings import resolve_secret
from connectors import http
from connectors.contract import MaybePublished, NeedsHuman, TryLater
from flows.chores import Level, Note
from flows.rounds import NotOurTurn, one_at_a_time, public_rows
from flows.views import ROUND
from flows.wiring import Workroom
from language.say import t
from ledger import manners, queries
from ledger.chain import instant, stamp
from ledger.entries import Entry, Kind
from ledger.queries import PublicationRow
from links.wayback import Asked, Reply, Wayback
from safety.addresses import AddressPolicy, ForbiddenAddress
from safety.redaction import Redactor, hide_in_logs

logger = logging.getLogger(__name__)
SUBMISSIONS, LOOKS = 3, 20
TRIES = 4
AGAIN = (timedelta(hours=1), timedelta(hours=6), timedelta(days=1), timedelta(days=3))
REST = timedelta(hours=1)
PATIENCE = 60.0
OLDEST = timedelta(days=30)
_LANE = "wayback"
ENDED = ("confirmed", "given_up")
CHORE = "Wayback Machine"


@dataclass
class Offered:
    """What one round did."""

    asked: int = 0
    confirmed: int = 0
    given_up: int = 0
    trouble: str = ""


@dataclass
class _Page:
    """One page and what happened to it, oldest first."""

    row: PublicationRow
    since: datetime
    events: list[Mapping[str, str]] = field(default_factory=list)

    @property
    def tries(self) -> int:
        return sum(event["event"] == "asked" for event in self.events)

    def is_due(self, now: datetime) -> bool:
        if not self.events:
            return True
        if self.events[-1]["event"] in ENDED:
            return False
        return now - instant(self.events[-1]["at"]) >= AGAIN[min(self.tries, len(AGAIN)) - 1]


async def offered(room: Workroom) -> list[Note]:
    """The nightly chore; nothing is told where the office does not want it."""
    if not room.settings.archive.wayback:
        return []
    try:
        async with one_at_a_time(room, ROUND):
            done = await offer(room)
    except NotOurTurn as reason:
        return [Note(CHORE, Level.GOOD, str(reason))]
    told = t("{asked} diajukan, {kept} terbukti tersimpan", asked=done.asked, kept=done.confirmed)
    if done.given_up:
        told = ", ".join((told, t("{n} tidak pernah tampak", n=done.given_up)))
    if done.trouble:
        told = "; ".join((told, t("nanti lagi: {why}", why=done.trouble)))
    return [Note(CHORE, Level.WARN if done.trouble or done.given_up else Level.GOOD, told)]


async def offer(room: Workroom) -> Offered:
    """One round: look up what was asked, ask for what is new, within the day's measure. Nothing waits for it."""
    if not room.settings.archive.wayback:
        return Offered()
    return await asyncio.to_thread(_offer, room)


def _offer(room: Workroom) -> Offered:
    done, now = Offered(), room.clock.now()
    if (until := manners.next_allowed(room.ledger, [_LANE])) is not None and until > now:
        return done
    try:
        machine = _machine(room)
    except SecretError as error:
        done.trouble = str(error)
        return done
    left = room.settings.archive.wayback_per_day - _asked_today(room, now)
    for page in [page for page in _pages(room) if page.is_due(now)][:LOOKS]:
        may_ask = left > 0 and done.asked < SUBMISSIONS
        try:
            left -= _carry_on(room, machine, page, done, may_ask=may_ask)
        except (TryLater, NeedsHuman, ValueError) as error:  # the next pages would fare no better
            _rest(room, error, done)
            break
    return done


def _carry_on(room: Workroom, machine: Wayback, page: _Page, done: Offered, *, may_ask: bool) -> int:
    """The next step of one page; how many submissions it took."""
    found = machine.find(page.row.url, page.since)
    if found is not None:
        _enter(room, page.row, "confirmed", snapshot=found.address, taken_at=stamp(found.taken_at))
        done.confirmed += 1
        return 0
    if page.tries >= TRIES:
        _enter(room, page.row, "given_up", answer=str(page.events[-1]["answer"]))
        logger.warning(t("{url}: Wayback Machine tidak menampakkannya sesudah {n} kali diajukan", url=page.row.url, n=TRIES))
        done.given_up += 1
        return 0
    if not may_ask:
        return 0
    try:
        asked = machine.submit(page.row.url)
    except MaybePublished as error:  # kept perhaps: its index will tell
        asked = Asked("unclear", str(error))
    _enter(room, page.row, "asked", answer=f"{asked.answer}: {asked.words}"[:300])
    done.asked += 1
    if asked.answer == "later":
        raise TryLater(t("Wayback Machine sedang sibuk ({words})", words=asked.words))
    return 1


def _rest(room: Workroom, error: Exception, done: Offered) -> None:
    """Leave it alone for as long as it asked for, or an hour."""
    at = error.at if isinstance(error, TryLater) and error.at else room.clock.now() + REST
    manners.leave_alone(room.ledger, [_LANE], at)
    done.trouble = str(error)
    logger.info(t("Wayback Machine nanti lagi: {why}", why=error))


def _pages(room: Workroom) -> Iterator[_Page]:
    """The pages of websites that the public sees and that were published lately, oldest first."""
    events: dict[tuple[str, int, str, int], list[Mapping[str, str]]] = {}
    for entry in queries.history(room.ledger, room.office.slug, kinds=[Kind.WAYBACK]):
        key = (entry["package_id"], entry["revision"], entry["channel"], int(entry["facts"]["shown"]))
        events.setdefault(key, []).append(entry["facts"] | {"event": entry["event"]})
    oldest = room.clock.now() - OLDEST
    for row in sorted(public_rows(room), key=lambda row: row.published_at or ""):
        since = instant(row.corrected_at or row.published_at or "")
        if since >= oldest and row.verified_at and _is_offered(room, row):
            yield _Page(row, since, events.get((*row.key[1:], row.shown_key.revision), []))


def _is_offered(room: Workroom, row: PublicationRow) -> bool:
    """Only a page of a website that everybody can reach; in practice where the archive is in practice as well."""
    connector = room.connectors.get(row.key.channel)
    if connector is None or connector.limits.walls_off_bots:
        return False
    archive = urlsplit(room.settings.archive.wayback_url)
    if room.settings.practice.enabled:
        return room.addresses.names(archive.hostname or "", archive.port)
    return is_public(row.url, room.addresses)


def is_public(url: str, named: AddressPolicy) -> bool:
    """Whether everybody may know an address: no literal private one, no name of an intranet, none that the office named."""
    try:
        AddressPolicy().check_url(url)
    except ForbiddenAddress:
        return False
    host = urlsplit(url).hostname or ""
    inside = host.endswith((".local", ".lan", ".internal", ".home.arpa")) or "." not in host.strip(".")
    return not inside and not named.names(host, urlsplit(url).port)


def _asked_today(room: Workroom, now: datetime) -> int:
    days = Counter(
        instant(entry["facts"]["at"]).date()
        for entry in queries.history(room.ledger, room.office.slug, kinds=[Kind.WAYBACK])
        if entry["event"] == "asked"
    )
    return days[now.date()]


def _enter(room: Workroom, row: PublicationRow, event: str, **facts: str) -> None:
    key, told = row.key, {"url": row.url, "at": stamp(room.clock.now()), "shown": str(row.shown_key.revision)}
    entry = Entry(Kind.WAYBACK, event, key.package_id, key.revision, key.channel, told | {"answer": ""} | facts)
    room.ledger.append(room.office.slug, [entry])


def _machine(room: Workroom) -> Wayback:
    archive = room.settings.archive
    account = resolve_secret(archive.wayback_secret, os.environ, room.settings.path) if archive.wayback_secret else ""
    hide_in_logs([account] if account else [])
    session = http.session(room.addresses, Redactor([account]), http.Timeouts(total=PATIENCE), room.clock)

    def send(method: str, address: str, form: Mapping[str, str], headers: Mapping[str, str]) -> Reply:
        answer = session.request(method, address, data=form or None, headers=headers)
        if answer.status_code == 429:
            raise TryLater(t("Wayback Machine minta menunggu"), http.retry_at(answer, room.clock.now()))
        return Reply(answer.status_code, answer.content)

    return Wayback(archive.wayback_url, send, account)
