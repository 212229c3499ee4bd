"""When a link is looked at again, and what its looks add up to. Pure; the looks come from the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from links.problems import Verdict

MILESTONES = (timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(days=7))
MONTH = timedelta(days=30)
SOON = timedelta(hours=1)
DAILY = timedelta(days=1)
WEEKLY = timedelta(days=7)
# A site that answers so speaks clearly; one more look rules out an accident.
DEFINITE = frozenset({"not_found", "defaced", "platform"})
_SEEN = (Verdict.LIVE, Verdict.LIVE_WARN)


@dataclass(frozen=True)
class Seen:
    """One look as the ledger keeps it: what was seen, and the findings; `verdict` is of this look alone."""

    at: datetime
    verdict: Verdict
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Patience:
    """How often, and over how long, a page must be seen dead before its link is called dead."""

    looks: int = 3
    over: timedelta = timedelta(hours=24)


def until(now: datetime, looks: Sequence[Seen]) -> list[Seen]:
    """The looks up to now: what a wrong clock dated to later years would put a link off until then."""
    return [look for look in looks if look.at <= now]


def standing(looks: Sequence[Seen], patience: Patience) -> Verdict:
    """What a link is called after these looks, oldest first: one look never kills, a look that saw nothing takes nothing back."""
    if not looks:
        return Verdict.UNKNOWN
    last = looks[-1]
    if last.verdict in _SEEN:
        return last.verdict
    strikes = strikes_of(looks)
    if len(strikes) >= 2 and all(DEFINITE.intersection(look.codes) for look in strikes[-2:]):
        return Verdict.DEAD
    if len(strikes) >= max(2, patience.looks) and strikes[-1].at - strikes[0].at >= patience.over:
        return Verdict.DEAD
    return Verdict.UNKNOWN


def strikes_of(looks: Sequence[Seen]) -> list[Seen]:
    """The looks that saw the page dead since it was last seen alive, oldest first."""
    strikes: list[Seen] = []
    for look in reversed(looks):
        if look.verdict in _SEEN:
            break
        if look.verdict == Verdict.DEAD:
            strikes.append(look)
    return strikes[::-1]


def next_look(published_at: datetime, looks: Sequence[Seen]) -> datetime:
    """The instant from which the link is due: after 1 minute, 1 hour, 1 day, 7 days, then monthly; sooner while in doubt."""
    if not looks:
        return published_at + MILESTONES[0]
    last = looks[-1].at
    if looks[-1].verdict not in _SEEN:
        return last + _while_in_doubt(looks)
    for milestone in MILESTONES:
        if published_at + milestone > last:
            return published_at + milestone
    months = (last - published_at - MILESTONES[-1]) // MONTH + 1
    return published_at + MILESTONES[-1] + months * MONTH


def _while_in_doubt(looks: Sequence[Seen]) -> timedelta:
    """Hourly on the first day without a clear live look, daily in the first weeks, then weekly: gone pages do come back."""
    first = looks[-1].at
    for look in reversed(looks):
        if look.verdict in _SEEN:
            break
        first = look.at
    doubted = looks[-1].at - first
    return SOON if doubted < DAILY else DAILY if doubted < 3 * WEEKLY else WEEKLY
