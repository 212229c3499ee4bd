"""The switches that keep things from going out: the whole office's, and one channel's."""

from ledger.entries import Entry, Kind
from ledger.store import Ledger


def pause_office(ledger: Ledger, office: str, reason: str) -> None:
    """Shut the gate of an office, for a quiet period (masa tenang) or an incident."""
    ledger.append(office, [Entry(Kind.PAUSE, "paused", facts={"paused": True, "reason": reason})])


def resume_office(ledger: Ledger, office: str) -> None:
    """Open the gate of an office again."""
    ledger.append(office, [Entry(Kind.PAUSE, "resumed", facts={"paused": False, "reason": ""})])


def pause_channel(ledger: Ledger, office: str, channel: str, reason: str) -> None:
    """Stop one channel; what is on its way there waits, the others go on."""
    facts = {"unclear_in_row": 0, "paused": True, "reason": reason}
    ledger.append(office, [Entry(Kind.CHANNEL, "paused", channel=channel, facts=facts)])


def resume_channel(ledger: Ledger, office: str, channel: str) -> None:
    """Let one channel go on, whether a person or repeated unclear answers stopped it."""
    facts = {"unclear_in_row": 0, "paused": False, "reason": ""}
    ledger.append(office, [Entry(Kind.CHANNEL, "resumed", channel=channel, facts=facts)])
