"""Between the rows of the ledger, the connectors' errors, and the step function: plain translations."""

import logging
import traceback
from dataclasses import asdict, fields
from datetime import datetime, timedelta
from typing import Any

from connectors.contract import (
    AtWork,
    Fingerprint,
    Found,
    Link,
    MaybePublished,
    NeedsHuman,
    Refused,
    Rendering,
    StageAgain,
    TryLater,
    Unreached,
)
from language.say import t
from ledger.chain import instant, stamp
from ledger.entries import Entry, Kind, PublicationKey
from ledger.queries import PublicationRow
from publishing import events
from publishing.events import Event
from publishing.states import Progress, State

logger = logging.getLogger(__name__)


def link_of(row: PublicationRow) -> Link:
    """The link of a publication that is live."""
    return Link(row.url, row.remote_id, instant(row.published_at) if row.published_at else None)


def is_clear(event: Event) -> bool:
    """Whether the channel has shown, however late, that what is sent to it appears."""
    if isinstance(event, events.Looked):
        return isinstance(event.finding, Found) and event.finding.public and event.finding.count == 1
    return isinstance(event, events.Revealed | events.Proved | events.PersonSaysLive)


def fault_of(row: PublicationRow, error: Exception) -> str:
    """An error that no connector should raise: where it was, never its text, which may hold an address with a token."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    file = frame.filename.rpartition("/")[2]
    where = t("{kind} di {file} baris {line}", kind=type(error).__name__, file=file, line=frame.lineno)
    logger.error(t("{what}: kesalahan program: {where}", what=row.key, where=where))
    return t("kesalahan program ({where}); beri tahu admin, lihat apakah sudah tayang, lalu jawab", where=where)


def event_of(error: Refused | NeedsHuman | TryLater | MaybePublished) -> Event:
    """The event that an error of the contract is."""
    match error:
        case Refused():
            return events.SaidNo(str(error))
        case NeedsHuman():
            return events.PersonNeeded(str(error))
        case TryLater():
            kinds = [isinstance(error, kind) for kind in (StageAgain, AtWork, Unreached)]
            return events.SurelyNot(str(error), error.at, *kinds)
        case MaybePublished():
            return events.Unclear(str(error))


def entry_of(key: PublicationKey, event: str, facts: dict[str, Any], evidence: dict[str, Any] | None = None) -> Entry:
    """One entry about a publication."""
    return Entry(Kind.PUBLICATION, event, key.package_id, key.revision, key.channel, facts, evidence or {})


def facts_of(progress: Progress) -> dict[str, Any]:
    """A publication's state as the ledger keeps it: instants as stamps."""
    return {name: stamp(value) if isinstance(value, datetime) else value for name, value in asdict(progress).items()}


def progress_of(row: PublicationRow) -> Progress:
    """A row of the ledger as the step function sees it."""

    def value(name: str) -> Any:
        held = getattr(row, name)
        return instant(held) if name.endswith("_at") and held else held

    return Progress(**{f.name: value(f.name) for f in fields(Progress)} | {"state": State(row.state)})


def fingerprint_of(rendering: Rendering, row: PublicationRow) -> Fingerprint:
    """How the platform can tell this post from others."""
    return Fingerprint(
        marker=row.marker,
        title=rendering.title,
        text=rendering.text,
        link=rendering.link,
        slug=rendering.slug,
        images=len(rendering.images),
        remote_id=row.remote_id,
        videos=len(rendering.videos),
    )


def look_since(row: PublicationRow) -> datetime:
    """A look goes back ten minutes before the intent, for clocks that differ."""
    return instant(row.intent_at or row.published_at or "1970-01-01T00:00:00+00:00") - timedelta(minutes=10)
