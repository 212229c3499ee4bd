"""Every published link is looked at again: is it still there, is it still what the office published?"""

import asyncio
import logging
import os
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import takewhile
from pathlib import Path

from prefect import flow
from prefect.artifacts import acreate_table_artifact

from flows import clock_guard
from flows.alarms import Alarm, alarm_entry
from flows.board import write_board
from flows.inner_links import enter_inside
from flows.lateness import is_late
from flows.later import run_later
from flows.looking import Look, look_at, look_entry
from flows.manners import WORTH_WAITING, Visit, host_by_host
from flows.old_links import is_any_due, look_at_old
from flows.progress import Progress, untold
from flows.progress_bar import on_the_board
from flows.rounds import NotOurTurn, lies_on_platform, one_at_a_time, public_of, public_rows
from flows.second_post import DOUBLED, with_count
from flows.secret_blocks import with_secret_blocks
from flows.spoken import Said, speak_as
from flows.state_shown import with_state_shown
from flows.wiring import Workroom, open_workroom
from language.say import later, t, tn
from ledger import link_queries, queries
from ledger.chain import instant
from ledger.entries import Entry, PublicationKey
from ledger.queries import CheckRow, PublicationRow
from ledger.store import Ledger
from links.life import Patience, Seen, next_look, standing, until
from links.problems import Verdict
from links.session import WebSession, open_session
from safety.clock import Clock, SystemClock

SECOND_LOOK = 10.0
_PASSING = frozenset({"server_error", "site_trouble", "truncated", "empty", "odd_status", "image_unclear"})
_BROKEN_INTO = frozenset({"gambling_links", "taken_over", "marker_gone", "correction_unseen"})
_OTHER_FILES = frozenset({"image_changed", "film_changed"})
UNCLEAR_FOR = timedelta(days=3)
logger = logging.getLogger(__name__)


class Change(Said):
    """How a link stands against the look before; the value is the word that a person reads."""

    NONE = ""
    DIED = later("MATI SEJAK PEMERIKSAAN INI")
    ALTERED = later("BERUBAH SEJAK PEMERIKSAAN INI")
    BACK = later("tayang kembali")
    UNCLEAR = later("TIDAK DAPAT DIPASTIKAN BERHARI-HARI")


@dataclass(frozen=True)
class LinkNow:
    """One link as it stands after the round."""

    row: PublicationRow
    title: str
    verdict: Verdict
    change: Change
    detail: str


@dataclass
class LinkRound:
    """What one round over the links found."""

    skipped: str = ""
    links: list[LinkNow] = field(default_factory=list)
    alarms: list[Entry] = field(default_factory=list)
    put_off: int = 0
    old: dict[str, int] = field(default_factory=dict)

    @property
    def needs_person(self) -> list[LinkNow]:
        """Dead links, live ones that are not as they were, and those that nobody could see for days."""
        told = (Change.ALTERED, Change.UNCLEAR)
        return [link for link in self.links if link.verdict == Verdict.DEAD or link.change in told]

    def counts(self) -> dict[str, int]:
        verdicts = Counter(link.verdict for link in self.links)
        changes = Counter(link.change for link in self.links)
        return {
            "checked": len(self.links),
            "live": verdicts[Verdict.LIVE] + verdicts[Verdict.LIVE_WARN],
            "unknown": verdicts[Verdict.UNKNOWN],
            "dead": verdicts[Verdict.DEAD],
            "died": changes[Change.DIED],
            "altered": changes[Change.ALTERED],
            "unclear": changes[Change.UNCLEAR],
            "put_off": self.put_off,
            "old": sum(self.old.values()),
        }


@flow(name="check_links", flow_run_name="check-links-{office}", validate_parameters=False)
async def check_links(home: str, office: str, everything: bool = False) -> dict[str, int]:
    """Look at every published link of one office that is due, or at all of them; one check entry each."""
    speak_as(home)
    if is_late():
        logger.info(t("Jadwal ini sudah lewat; pemeriksaan berikutnya yang bekerja."))
        return LinkRound().counts()
    return (await check_office(Path(home), office, everything=everything)).counts()


async def check_office(home: Path, office: str, *, everything: bool = False) -> LinkRound:
    """Look at one office's links and tell what was found, within whatever run this is."""
    progress = await on_the_board(f"pemeriksaan-{office}", t("Tautan yang sudah diperiksa"))
    found = await run_check_links(home, office, SystemClock(), progress, everything=everything)
    await _report(office, found)
    await with_state_shown(home, office)
    if not everything:  # a person who asks for every link is not kept waiting by pictures
        await run_later(home, office, SystemClock())
    return found


async def run_check_links(
    home: Path, office: str, clock: Clock, progress: Progress = untold, *, everything: bool = False
) -> LinkRound:
    """The round itself, over what is due or over everything; a second one at the same time leaves quietly, and so does one
    by a clock that is plainly wrong."""
    environ = await with_secret_blocks(home, office, os.environ)
    with open_workroom(home, office, environ, clock) as room:
        try:
            async with one_at_a_time(room, "check_links"):
                if wrong := await clock_guard.why_doubted(room):
                    return LinkRound(skipped=wrong)
                found = await _Round(room).walk(progress, everything)
        except NotOurTurn as reason:
            return LinkRound(skipped=str(reason))
        await asyncio.to_thread(write_board, room)
        return found


def is_any_link_due(ledger: Ledger, office: str, now: datetime) -> bool:
    """Whether a round would look at anything in this office."""
    seen = link_queries.looks(ledger, office)
    own = any(_is_due(row, seen.get(row.key[1:], []), now) for row in public_of(ledger, office))
    return own or is_any_due(ledger, office, now)


def _is_due(row: PublicationRow, looks: Sequence[Seen], now: datetime) -> bool:
    seen, published = until(now, looks), instant(row.published_at or row.verified_at or "")
    if published > now:  # by a wrong clock: its first look stands for it
        return not seen or next_look(seen[0].at, seen) <= now
    return next_look(published, seen) <= now


class _Round:
    """What the ledger knew before the round, read once, and what the round finds."""

    def __init__(self, room: Workroom) -> None:
        office = room.office.slug
        self.room, self.found = room, LinkRound()
        self.before = queries.latest_clear_checks(room.ledger, office)
        now, looks = room.clock.now(), link_queries.looks(room.ledger, office)
        self.looks = {key: until(now, seen) for key, seen in looks.items()}
        self.alarms = link_queries.open_alarms(room.ledger, office)
        self.packages = {package.key: package for package in queries.packages(room.ledger, office)}
        self.patience = Patience(room.settings.links.strikes, timedelta(hours=room.settings.links.strike_hours))
        self.doubts: dict[PublicationKey, Seen] = {}
        self.website: dict[str, str] = {}

    async def walk(self, progress: Progress, everything: bool) -> LinkRound:
        public = await asyncio.to_thread(public_rows, self.room)
        self.website = {row.key.package_id: row.url for row in public if row.key.channel == self.room.website}
        rows = [row for row in public if everything or self.is_due(row)]
        async with open_session(self.room.addresses) as web:

            async def visit(row: PublicationRow) -> Visit:
                return await self.visit(row, web)

            self.found.put_off = await host_by_host(self.room, rows, visit, progress, partial(lies_on_platform, self.room))
            seen = [self.packages[link.row.shown_key] for link in self.found.links]
            await asyncio.to_thread(enter_inside, self.room, seen)
            self.found.old = await look_at_old(self.room, web, self.patience)
        self.found.links.sort(key=lambda link: (link.verdict != Verdict.DEAD, link.change == Change.NONE, link.row.key))
        return self.found

    def is_due(self, row: PublicationRow) -> bool:
        return _is_due(row, self.looks.get(row.key[1:], []), self.room.clock.now())

    async def visit(self, row: PublicationRow, web: WebSession) -> Visit:
        """Look; where the first look sees nothing good, look once more a little later before anything is written down."""
        package = self.packages[row.shown_key]
        look = await look_at(self.room, row, package, web)
        look = await with_count(
            self.room, row, package, self.website.get(row.key.package_id, ""), look, self.alarms.get(row.key[1:])
        )
        first = self.doubts.get(row.key)
        if first is None and look.seen.verdict in (Verdict.DEAD, Verdict.UNKNOWN) and _worth_a_second_look(look):
            self.doubts[row.key] = look.seen
            return Visit(again=max(SECOND_LOOK, look.retry_after), rest=look.retry_after)
        await self.record(row, look, [first] if first else [])
        return Visit(rest=look.retry_after, silent=look.silent)

    async def record(self, row: PublicationRow, look: Look, doubts: list[Seen]) -> None:
        key, room = row.key[1:], self.room
        package = self.packages[row.shown_key]
        verdict = standing([*self.looks.get(key, []), *doubts, look.seen], self.patience)
        change = change_of(self.before.get(key), verdict, look.detail, look.also)
        told = self.alarms.get(key)
        known = _codes_of_last_live(self.looks.get(key, []))
        new = (_BROKEN_INTO | _OTHER_FILES).intersection(look.seen.codes).difference(known)
        hidden = change == Change.BACK or (told is not None and told.get("what") in ("dead", "unclear"))
        if verdict == Verdict.LIVE_WARN and (new or (hidden and _BROKEN_INTO.intersection(look.seen.codes))):
            change = Change.ALTERED  # broken into, or brought back from an older backup
        if verdict == Verdict.UNKNOWN and look.seen.at - _in_doubt_since(self.looks.get(key, []), look.seen) > UNCLEAR_FOR:
            change = Change.UNCLEAR
        alarm = alarm_entry(room, row, package, _alarm_of(verdict, change, look), verdict, told, anew=bool(new))
        entries = [look_entry(row, look, verdict), *([alarm] if alarm else [])]
        await asyncio.to_thread(room.ledger.append, room.office.slug, entries)
        self.found.links.append(LinkNow(row, package.title, verdict, change, look.detail))
        if alarm is not None and alarm.event == "raised":
            self.found.alarms.append(alarm)


def _codes_of_last_live(looks: Sequence[Seen]) -> tuple[str, ...]:
    """What was found when the link was there and clear the last time."""
    return next((seen.codes for seen in reversed(looks) if seen.verdict in (Verdict.LIVE, Verdict.LIVE_WARN)), ())


def _in_doubt_since(looks: Sequence[Seen], now: Seen) -> datetime:
    """When the doubt began that this look ends in: looks lie a month apart, and one that fails is no month of doubt."""
    doubt = [*takewhile(lambda one: one.verdict not in (Verdict.LIVE, Verdict.LIVE_WARN), reversed(looks))]
    return doubt[-1].at if doubt else now.at


def _worth_a_second_look(look: Look) -> bool:
    """A refusal stays one; silence costs a minute; what is dead or in trouble may be well in a moment."""
    if look.retry_after > WORTH_WAITING:
        return False
    return look.seen.verdict == Verdict.DEAD or bool(_PASSING.intersection(look.seen.codes)) or look.retry_after > 0


def _alarm_of(verdict: Verdict, change: Change, look: Look) -> Alarm | None:
    if verdict == Verdict.DEAD:
        return Alarm("dead", look.detail)
    if DOUBLED in look.seen.codes:
        return Alarm(DOUBLED, look.detail)
    if change == Change.UNCLEAR:
        return Alarm("unclear", look.detail)
    return Alarm("altered", look.detail) if change == Change.ALTERED else None


def change_of(before: CheckRow | None, verdict: Verdict, detail: str, also: Collection[str] = ()) -> Change:
    """What a person must be told of the difference between two looks; not knowing is no change. `also`: `detail` as it would have
    been noted in other languages."""
    was = Verdict(before.verdict) if before else Verdict.LIVE
    if verdict == Verdict.DEAD and was != Verdict.DEAD:
        return Change.DIED
    other = before is not None and was == verdict and before.detail not in (detail, *also)
    if verdict == Verdict.LIVE_WARN and (was == Verdict.LIVE or other):
        return Change.ALTERED
    if was == Verdict.DEAD and verdict in (Verdict.LIVE, Verdict.LIVE_WARN):
        return Change.BACK
    return Change.NONE


async def _report(office: str, found: LinkRound) -> None:
    if found.skipped:
        logger.info(t("Tautan tidak diperiksa: {why}", why=found.skipped))
        return
    for link in found.needs_person:
        logger.warning("%s %s %s: %s", link.change or t("MATI"), link.row.key, link.row.url, link.detail)
    for alarm in found.alarms:
        logger.warning("%s %s: %s", t("PERLU ORANG"), alarm.facts["url"], alarm.facts["do"])
    if found.old:
        told = ", ".join(f"{count} {verdict}" for verdict, count in sorted(found.old.items()))
        logger.info(t("Tautan lama dan tautan di dalam kiriman yang diperiksa: {counts}.", counts=told))
    if found.put_off:
        logger.info(tn("{n} tautan ditunda: situsnya diam atau minta jangan diganggu dahulu.", found.put_off))
    if found.links:
        table = [
            {
                t("putusan"): str(link.verdict),
                t("perubahan"): str(link.change),
                t("judul"): link.title,
                t("kanal"): link.row.key.channel,
                t("tautan"): link.row.url,
                t("catatan"): link.detail,
            }
            for link in found.links
        ]
        told = t("Setiap tautan pada pemeriksaan ini")
        await acreate_table_artifact(table, key=f"tautan-{office}", description=told)
