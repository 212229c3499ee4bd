"""Which offices of a shard have something to do now: a few questions to the ledger, and a glance at each queue folder.

A glance costs a fraction of a sweep. What it may overlook (bytes changed inside a folder that looks the same from outside)
waits for the round that every office gets in any case.
"""

import logging
from collections.abc import Collection, Hashable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zlib import crc32

from config.office import Office
from config.settings import HomeSettings
from content_queue.notes import Turn
from flows.wiring import desk_of
from ledger.chain import stamp
from ledger.store import Ledger
from ledger.work_queries import entries_of, offices_with_withdrawals, offices_with_work, paused_offices
from publishing.desk import Desk
from publishing.notebook import last_look, recall
from publishing.states import ENDED, State
from safety.clock import Clock

logger = logging.getLogger(__name__)
ROUND = timedelta(minutes=30)
"""Every office is swept at least this often, whether or not a glance shows a reason: messages, forms and the board live by it."""
_ON_THE_WAY = [str(state) for state in State if state not in ENDED and state != State.NEEDS_HUMAN]


@dataclass(frozen=True)
class Waiting:
    """`seen` differs once there is something new to do; `since`: the stamp by which offices take turns, the oldest first."""

    seen: Hashable
    since: str


class Lookout:
    """The offices of one shard as `settings` have them."""

    def __init__(self, settings: HomeSettings, ledger: Ledger, clock: Clock) -> None:
        self._settings, self._ledger, self._clock = settings, ledger, clock
        self._offices = {office.slug: office for office in settings.offices}
        self._desks = {office.slug: self._desk(office) for office in settings.offices}
        self._turns = dict.fromkeys(self._desks, Turn())
        self._noticed: dict[str, str] = {}
        self._rounds: dict[str, datetime] = {}
        self._swept: dict[str, datetime | None] = {}

    def look(self, passed_over: Collection[str] = ()) -> dict[str, Waiting]:
        """The offices with work but for those passed over; what must come down comes first.

        In a quiet period an office has no work but what must come down, and its round: messages go out then, too.
        """
        now = self._clock.now()
        jeda = timedelta(seconds=self._settings.publishing.jeda_seconds)
        wanted = [slug for slug in self._desks if slug not in passed_over]
        quiet = paused_offices(self._ledger, wanted)
        due = offices_with_work(self._ledger, wanted, stamp(now), stamp(now - jeda), _ON_THE_WAY)
        things = {slug: one.things for slug, one in due.items()}
        since_due = {slug: one.since for slug, one in due.items() if slug not in quiet}
        since_due |= dict.fromkeys(offices_with_withdrawals(self._ledger, wanted, stamp(now)), "")
        news = {slug: self._glance(slug) for slug in wanted if slug not in quiet}
        found = [slug for slug in wanted if slug in since_due or news.get(slug) or self._is_round_due(slug, slug in quiet)]
        entries = entries_of(self._ledger, found)
        # What is new waits too, and not behind all that becomes due meanwhile.
        self._noticed = {slug: self._noticed.get(slug, stamp(now)) for slug in found if slug not in since_due or news.get(slug)}
        since = {slug: min(one[slug] for one in (since_due, self._noticed) if slug in one) for slug in found}
        # Time alone makes something due, too: the count tells it where a broken channel keeps its office waiting for ever.
        return {slug: Waiting((news.get(slug), entries.get(slug), things.get(slug, 0)), since[slug]) for slug in found}

    def takes_its_turn(self, slug: str) -> None:
        """What still lies there afterwards waits anew."""
        self._noticed.pop(slug, None)
        self._rounds[slug] = self._clock.now()

    def _glance(self, slug: str) -> Hashable:
        """What lies otherwise in masuk/ than at the last scan. What cannot be looked at is work too: a sweep tells why."""
        desk, now = self._desks[slug], self._clock.now()
        try:
            notes = recall(desk)
            news, self._turns[slug] = desk.queue.news(notes, now, self._turns[slug])
            settle = timedelta(seconds=desk.queue.settle_seconds)
            settled = [name for name, seen in notes.awake.items() if not seen.still and seen.since + settle < now]
        except Exception as error:
            logger.debug("%s: %s", slug, error)
            return type(error).__name__
        return (*sorted(news.items()), *sorted(settled))

    def _is_round_due(self, slug: str, quiet: bool) -> bool:
        """Spread over the last quarter of it by the offices' names, so that not all are due at the same moment.

        In a quiet period no queue is looked through: then it is the last turn that counts.
        """
        now = self._clock.now()
        if quiet:
            return self._has_come(slug, self._rounds.get(slug), now)
        if not self._has_come(slug, self._swept.get(slug), now):
            return False  # a sweep since then only puts it off
        self._swept[slug] = last_look(self._desks[slug])
        return self._has_come(slug, self._swept[slug], now)

    def _has_come(self, slug: str, last: datetime | None, now: datetime) -> bool:
        early = timedelta(seconds=crc32(slug.encode()) % (ROUND.total_seconds() // 4))
        if last is None or not timedelta() <= now - last < ROUND - early:
            return True
        office = self._offices[slug]
        return bool(office.messages.to) and office.messages.has_come(last.astimezone(office.zone), now.astimezone(office.zone))

    def _desk(self, office: Office) -> Desk:
        desk = desk_of(self._settings, office, None)
        return replace(desk, queue=replace(desk.queue, deep_looks=1))
