"""When a channel is left alone: what is unclear on it is cleared up first, and a person is called only for what stays so.

Two things stop a channel. While several of its publications wait to be looked for, nothing else begins there; that ends by
itself as soon as a look has told of them. When as many in a row could not be cleared up at all, it pauses until a person
lets it go on. An answer that a look cleared up, whichever way, counts for neither; nor does being told to wait.
"""

from collections.abc import Iterable
from typing import Any

from connectors.contract import CannotTell, Found
from language.say import later, t, tn
from ledger import queries
from ledger.entries import Entry, Kind, PublicationKey
from ledger.queries import PublicationRow
from ledger.store import Ledger
from publishing import events
from publishing.events import Event
from publishing.rows import is_clear
from publishing.states import Policy, Progress, State

GIVEN_UP = (State.NEEDS_HUMAN, State.DEAD)


def stopped(ledger: Ledger, key: PublicationKey, policy: Policy) -> str:
    """Why nothing may be sent for this publication now, "" if it may."""
    _, paused, reason = queries.unclear_in_row(ledger, key.office, key.channel)
    if paused:
        said = later("kanal {channel} dijeda: {reason}; lanjutkan dengan `tayang resume --channel {channel}`")
        return t(said, channel=key.channel, reason=reason)
    waiting = unclear(queries.publications(ledger, key.office, states=[State.UNKNOWN]), key)
    if waiting >= policy.unclear_before_pause:
        return tn(
            "kanal {channel}: {n} penayangan belum jelas hasilnya dan dicari dahulu; dilanjutkan sendiri",
            waiting,
            channel=key.channel,
        )
    return ""


def unclear(rows: Iterable[PublicationRow], key: PublicationKey) -> int:
    """How many other publications of the channel wait to be looked for."""
    return sum(
        row.state == State.UNKNOWN and row.key.channel == key.channel and row.key != key and not row.in_doubt for row in rows
    )


def count(ledger: Ledger, key: PublicationKey, before: State, event: Event, after: Progress, policy: Policy) -> list[Entry]:
    """What an event says of its channel: one more that stays unclear, or that what is sent there appears."""
    in_row, paused, _ = queries.unclear_in_row(ledger, key.office, key.channel)
    facts: dict[str, Any]
    if before not in GIVEN_UP and after.state in GIVEN_UP and _stays_unclear(before, event):
        stop = in_row + 1 >= policy.unclear_before_pause and not paused
        facts = {"unclear_in_row": in_row + 1} | ({"paused": True, "reason": after.problem} if stop else {})
    elif is_clear(event) and in_row:
        facts = {"unclear_in_row": 0}
    else:
        return []
    return [Entry(Kind.CHANNEL, "breaker", channel=key.channel, facts=facts)]


def _stays_unclear(before: State, event: Event) -> bool:
    if isinstance(event, events.Unclear):
        return True
    if isinstance(event, events.Looked):
        return isinstance(event.finding, CannotTell) or not (isinstance(event.finding, Found) and event.finding.count > 1)
    return before == State.UNKNOWN and isinstance(event, events.SurelyNot)
