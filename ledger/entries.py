"""What can be written into the ledger: one entry is one fact about a package, a publication, a channel or the office."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple


class Kind(StrEnum):
    PACKAGE = "package"
    PUBLICATION = "publication"
    CHECK = "check"
    COPY = "copy"
    READING = "reading"
    SIGN_OFF = "sign_off"
    WITHDRAWAL = "withdrawal"
    EMERGENCY = "emergency"
    CORRECTION = "correction"
    QUEUE = "queue"
    PAUSE = "pause"
    CHANNEL = "channel"
    RECAP = "recap"
    BACKUP = "backup"
    RESTORE = "restore"
    ALARM = "alarm"
    OLD_LINK = "old_link"
    INNER_LINK = "inner_link"
    VIEW = "view"
    ADDITION = "addition"
    ANCHOR = "anchor"
    WAYBACK = "wayback"
    MESSAGE = "message"
    READER_EVENT = "reader_event"
    MAIL = "mail"


class PackageKey(NamedTuple):
    office: str
    package_id: str
    revision: int


class PublicationKey(NamedTuple):
    """This revision of this package, on this channel, once."""

    office: str
    package_id: str
    revision: int
    channel: str

    def __str__(self) -> str:
        return f"{self.office}/{self.package_id}#{self.revision}@{self.channel}"


@dataclass(frozen=True)
class Entry:
    """`facts` are the columns that change in the table of this kind; `evidence` is kept in the entry alone.

    Both hold JSON values only: text, whole numbers below 2**53, true/false, null, lists, mappings.
    """

    kind: Kind
    event: str
    package_id: str | None = None
    revision: int | None = None
    channel: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    evidence: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Recorded:
    """An entry that is in the ledger."""

    office: str
    seq: int
    at: str
    hash: str
    entry: Entry
