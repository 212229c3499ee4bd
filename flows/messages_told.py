"""What an office's people have been told by message so far, as the newest entry of the ledger says."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from config.messages import Messages
from flows.wiring import Workroom
from ledger import queries
from ledger.chain import instant
from ledger.entries import Kind

_LONGEST = timedelta(hours=6)
_DOUBLINGS = 10
"""After so many even the shortest gap is longer than the longest; more would soon be no time any more."""


@dataclass(frozen=True)
class Told:
    """What was told so far. `standing`: the keys of what is known to people, `day` and `sent`: how many messages on that day,
    `in_vain`: how many tries in a row reached nobody, `unreached`: whom the newest one did not reach, by the names of their
    secrets, `listed`: until when the daily list has told what went out."""

    standing: frozenset[str] = frozenset()
    tried_at: datetime | None = None
    day: str = ""
    sent: int = 0
    in_vain: int = 0
    unreached: tuple[str, ...] = ()
    listed: datetime | None = None

    def may_try(self, wanted: Messages, now: datetime, today: str) -> bool:
        """Whether the time for another message has come."""
        if self.day == today and self.sent >= wanted.most_a_day:
            return False
        shortest = timedelta(minutes=wanted.gap_minutes)
        gap = min(shortest * 2 ** min(self.in_vain, _DOUBLINGS), max(_LONGEST, shortest))
        return self.tried_at is None or now - self.tried_at >= gap


def told_so_far(room: Workroom) -> Told:
    """What the newest entry says."""
    entry = queries.newest(room.ledger, room.office.slug, Kind.MESSAGE)
    if entry is None:
        return Told()
    facts = entry["facts"]
    tried, listed = facts["tried_at"], facts["listed"]
    return Told(
        frozenset(facts["standing"]),
        instant(tried) if tried else None,
        facts["day"],
        facts["sent"],
        facts["in_vain"],
        tuple(facts["failed"]),
        instant(listed) if listed else None,
    )


def unreached(room: Workroom) -> tuple[str, ...]:
    """The addresses in use, by the names of their secrets, that the newest message did not reach."""
    wanted = room.office.messages.to
    return tuple(name for name in told_so_far(room).unreached if name in wanted) if wanted else ()
