"""What people said happened to the counters of an office; a word that was taken back stands no longer. Looks only."""

from dataclasses import dataclass

from ledger import queries
from ledger.entries import Kind, PublicationKey
from ledger.store import Ledger

SAID = "said"
REVOKED = "revoked"


@dataclass(frozen=True)
class ReaderEvent:
    """One event; instants are ledger stamps. `package_id` empty: every publication of the channel."""

    number: int
    what: str
    package_id: str
    channel: str
    since: str
    until: str
    count: int | None
    person: str
    reason: str

    def frees(self, key: PublicationKey, observed_at: str) -> bool:
        """Whether another source may count this publication, last counted then."""
        return self.concerns(key.package_id, key.channel) and observed_at <= self.since

    def concerns(self, package_id: str, channel: str) -> bool:
        return self.channel == channel and self.package_id in ("", package_id)


def reader_events(ledger: Ledger, office: str) -> list[ReaderEvent]:
    """The events that stand, in the order in which they were said."""
    entries = queries.history(ledger, office, kinds=[Kind.READER_EVENT])
    revoked = {entry["facts"]["number"] for entry in entries if entry["event"] == REVOKED}
    return [
        ReaderEvent(
            number=entry["seq"],
            package_id=entry["package_id"] or "",
            channel=entry["channel"],
            person=entry["evidence"]["person"],
            reason=entry["evidence"]["reason"],
            **{name: entry["facts"][name] for name in ("what", "since", "until", "count")},
        )
        for entry in entries
        if entry["event"] == SAID and entry["seq"] not in revoked
    ]


def source_changes(ledger: Ledger, office: str) -> list[ReaderEvent]:
    """The words that another source takes over."""
    return [event for event in reader_events(ledger, office) if event.what == "source-change"]
