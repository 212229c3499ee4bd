"""Every office of a home at once: whose connection, links, recap or packages need somebody, from the ledger alone."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from config.office import Office
from config.settings import HomeSettings, Problem, missing_secrets
from flows.recap_book import Month, month_of
from flows.recap_data import channel_label
from flows.sop_now import SopNow
from flows.wiring import desk_of
from language.say import later, t, tn
from ledger import channel_queries, link_queries, month_queries, queries
from ledger.chain import instant, stamp
from ledger.queries import PublicationRow
from ledger.store import Ledger, LedgerFailure
from publishing.desk import AWAITING, LATE
from publishing.notebook import last_look
from publishing.states import State
from reports.fleet import BAD, WAIT, Fleet, OfficeLine, Worry, order, render_fleet
from reports.words import long_date, moment, month_name
from safety.files import write_durably

PAGE = "semua-satuan-kerja.html"
WEEK = timedelta(days=7)
UNSEEN = timedelta(hours=24)
BACKUP_EVERY = timedelta(days=8)
SOON = 14
"""Days before a token's end from which on its office needs help, not only attention."""
_STUCK = (State.NEEDS_HUMAN, State.REJECTED, State.DEAD)
_PUBLIC = (State.LIVE, State.VERIFIED)
logger = logging.getLogger(__name__)


def survey(
    settings: HomeSettings, ledger: Ledger, now: datetime, environ: Mapping[str, str], broken: Sequence[Problem] = ()
) -> Fleet:
    """How every office stands; looks only. `broken`: what keeps the files of others from being read."""
    month = month_of("", now, settings.offices[0])
    missing: dict[str, list[str]] = {}
    for problem in missing_secrets(settings, environ):
        missing.setdefault(problem.file.stem, []).append(problem.key)
    looks = [_Look(settings, ledger, office, now, month) for office in settings.offices]
    lines = [_line(look, missing.get(look.office.slug, [])) for look in looks]
    lines += _unread(broken)
    first = settings.offices[0]
    made_at = moment(now.astimezone(first.zone), first.time_zone)
    return Fleet(made_at, settings.practice.enabled, f"{month_name(month.month)} {month.year}", order(lines))


def _line(look: "_Look", missing: list[str]) -> OfficeLine:
    """One office; what cannot be told of it keeps no other from the page. A book that fails is every office's, and is raised."""
    try:
        return look.line(missing)
    except LedgerFailure:
        raise
    except Exception as fault:
        office = look.office
        logger.error("%s: %s: %s", office.slug, type(fault).__name__, fault)  # noqa: TRY400  one line for people
        logger.debug(t("Rincian"), exc_info=True)
        said = later("Keadaannya tidak dapat dilihat ({error}); lihat log, laporkan kepada pengelola.")
        return OfficeLine(office.slug, office.name, (Worry(BAD, t(said, error=type(fault).__name__)),))


def _unread(broken: Sequence[Problem]) -> Iterator[OfficeLine]:
    """The offices that nothing is done for until their files are mended."""
    for slug in dict.fromkeys(one.file.stem for one in broken):
        told = "; ".join(f"{one.key}: {one.message}" if one.key else one.message for one in broken if one.file.stem == slug)
        worry = Worry(BAD, t("Berkasnya keliru, jadi tidak ada yang dikerjakan: {problems}.", problems=told))
        yield OfficeLine(slug, slug, (worry,))


def write_fleet(settings: HomeSettings, fleet: Fleet, place: Path | None = None) -> Path:
    """Write the page into the home, or to `place`; where it is."""
    page = place or settings.path / PAGE
    write_durably(page, render_fleet(fleet).encode("utf-8", "backslashreplace"))
    return page


@dataclass(frozen=True)
class _Look:
    """One office, looked at."""

    settings: HomeSettings
    ledger: Ledger
    office: Office
    now: datetime
    month: Month

    def line(self, missing: list[str]) -> OfficeLine:
        slug, ledger = self.office.slug, self.ledger
        rows = queries.publications(ledger, slug)
        public = [row for row in rows if row.state in _PUBLIC and row.published_at]
        newest = max((instant(row.published_at) for row in public if row.published_at), default=None)
        standing = channel_queries.standing(ledger, slug)
        alarms = link_queries.open_alarms(ledger, slug)
        seen = last_look(desk_of(self.settings, self.office, None))
        waiting = queries.packages(ledger, slug, [AWAITING, LATE])
        return OfficeLine(
            slug=slug,
            name=self.office.name,
            worries=(
                *self._standstill(missing),
                *self._accounts(standing),
                *self._stuck(rows),
                *self._late(),
                *self._links(len(alarms)),
                *self._silence(newest, seen),
                *self._papers(),
            ),
            seen=self._when(seen) if seen else "",
            last_published=self._when(newest) if newest else "",
            published_week=sum(instant(row.published_at) >= self.now - WEEK for row in public if row.published_at),
            waiting=len(waiting),
            links=sum(bool(row.url) for row in public),
            dead_links=len(alarms),
            account_days=min((self._days(facts) for facts in standing.values() if facts.get("ends")), default=None),
            recap=self._has_recap() if self._had_anything() else None,
        )

    def _standstill(self, missing: list[str]) -> Iterator[Worry]:
        pause = queries.pause(self.ledger, self.office.slug)
        if pause.paused:
            yield Worry(BAD, t("Semua penayangan dijeda: {why}.", why=pause.reason or t("tanpa alasan tercatat")))
        for key in missing:
            yield Worry(BAD, t("Rahasia untuk {key} belum ada; kanalnya tidak berjalan.", key=key))
        for channel in self.office.channels:
            _, stopped, why = queries.unclear_in_row(self.ledger, self.office.slug, channel)
            if stopped:
                told = t("{channel} dihentikan: {why}.", channel=channel_label(self.office, channel), why=why.rstrip("."))
                yield Worry(BAD, told)

    def _accounts(self, standing: Mapping[tuple[str, str], Mapping[str, Any]]) -> Iterator[Worry]:
        for (channel, what), facts in standing.items():
            who = channel_label(self.office, channel) if channel in self.office.channels else channel
            if not facts.get("ends"):
                yield Worry(BAD, f"{who}: {str(facts.get('why', what)).rstrip('.')}.")
                continue
            days = self._days(facts)
            values = {"who": who, "what": t("token") if what == "token" else t("versi API"), "day": facts["ends"]}
            if days < 0:
                yield Worry(BAD, t("{who}: {what} sudah berakhir ({day}).", **values))
            else:
                told = tn("{who}: {what} berakhir {n} hari lagi ({day}).", days, **values)
                yield Worry(BAD if days <= SOON else WAIT, told)

    def _stuck(self, rows: list[PublicationRow]) -> Iterator[Worry]:
        count = sum(row.state in _STUCK for row in rows)
        if count:
            yield Worry(BAD, tn("{n} tayangan menunggu keputusan orang, ditolak, atau gagal.", count))
        late = queries.packages(self.ledger, self.office.slug, [LATE])
        if late:
            yield Worry(BAD, tn("{n} paket terlambat dari jam tayangnya.", len(late)))

    def _late(self) -> Iterator[Worry]:
        desk = desk_of(self.settings, self.office, None)
        waiting = SopNow(self.settings, self.office, self.ledger, desk, self.now).everybody()
        late = [one for one in waiting if one.late and not one.postponed]
        if late:
            told = tn("{n} langkah SOP melewati waktu bakunya; yang paling lama {package}.", len(late), package=late[0].package)
            yield Worry(WAIT, told)

    def _links(self, alarms: int) -> Iterator[Worry]:
        if alarms:
            yield Worry(BAD, tn("{n} tautan hilang, berubah, atau meragukan.", alarms))

    def _silence(self, newest: datetime | None, seen: datetime | None) -> Iterator[Worry]:
        if seen is None:
            yield Worry(WAIT, t("Antreannya belum pernah dilihat tayang; periksa apakah tayang serve berjalan."))
        elif self.now - seen > UNSEEN:
            said = later("Antreannya tidak dilihat tayang sejak {when}; periksa apakah tayang serve berjalan.")
            yield Worry(BAD, t(said, when=self._when(seen)))
        if newest is None:
            yield Worry(WAIT, t("Belum pernah menayangkan apa pun."))
        elif self.now - newest > WEEK:
            yield Worry(WAIT, t("Tidak ada yang tayang sejak {day}.", day=long_date(newest.astimezone(self.office.zone).date())))

    def _papers(self) -> Iterator[Worry]:
        if self._had_anything() and not self._has_recap():
            named = f"{month_name(self.month.month)} {self.month.year}"
            yield Worry(WAIT, t("Rekapitulasi {month} belum dibuat.", month=named))
        made = queries.last_backup(self.ledger, self.office.slug)
        if not self.settings.practice.enabled and made is not None and self.now - instant(made) > BACKUP_EVERY:
            day = long_date(instant(made).astimezone(self.office.zone).date())
            yield Worry(BAD, t("Cadangan terakhir {day}.", day=day))

    def _had_anything(self) -> bool:
        """Whether anything was public before this month began: only then there is something to recap."""
        begins = self.now.astimezone(self.office.zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        return month_queries.any_published_before(self.ledger, self.office.slug, stamp(begins))

    def _has_recap(self) -> bool:
        made = month_queries.all_recaps(self.ledger, self.office.slug)
        return any(facts["month"] == self.month.name for facts in made)

    def _days(self, facts: Mapping[str, Any]) -> int:
        return (date.fromisoformat(str(facts["ends"])[:10]) - self.now.astimezone(self.office.zone).date()).days

    def _when(self, at: datetime) -> str:
        return moment(at.astimezone(self.office.zone), self.office.time_zone)
