"""What the scans of an office's masuk/ remember from one process to the next; nothing in it is needed, it only saves looks."""

import json
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from content_queue.notes import Notes, Turn, from_document, to_document
from language.say import t
from ledger import inbox_queries
from ledger.chain import instant, stamp
from ledger.store import Ledger
from publishing.desk import APPROVED, AWAITING, DERIVATIVES, LATE, Desk
from safety.files import write_durably, write_whole

logger = logging.getLogger(__name__)
_MARK, _NOTES, _TURN, _BOOK, _SIGNED = ".pindai-", ".json", ".giliran.json", ".buku.json", ".tanda.json"


def recall(desk: Desk) -> Notes:
    """What the last scan saw, so that a new process need not start waiting again; without notes, nothing."""
    try:
        return from_document(json.loads(_place(desk, _NOTES).read_bytes()))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Notes()


def remember(desk: Desk, notes: Notes) -> None:
    """Keep what a scan saw for the next one, by whichever process."""
    _keep(write_durably, _place(desk, _NOTES), to_document(notes))


def forget(desk: Desk, name: str) -> None:
    """Let the next scan look at this package as if it had just been dropped.

    One that every scan looks at anyway keeps its place: what never agrees with its sheet must be held some day.
    """
    notes = recall(desk)
    seen = notes.get(name)
    if seen is None or seen.still:
        remember(desk, notes.without([name]))


def look_again(desk: Desk, names: Iterable[str]) -> None:
    """Let the next scan look through these, whose turn it may not be."""
    notes = recall(desk)
    if (awakened := notes.awakened(names)) is not notes:
        remember(desk, awakened)


def recall_turn(desk: Desk) -> Turn:
    """Whose turn it was at the last scan."""
    return _last(desk)[0]


def last_look(desk: Desk) -> datetime | None:
    """When masuk/ was last looked at; None before the first look."""
    return _last(desk)[1]


def remember_turn(desk: Desk, turn: Turn, at: datetime) -> None:
    """Keep whose turn it was. Not flushed to disk: lost by a power cut, the turns begin anew."""
    _keep(write_whole, _place(desk, _TURN), {**turn._asdict(), "at": stamp(at)})


def lying(ledger: Ledger, desk: Desk) -> tuple[Sequence[str], Sequence[str]]:
    """The folders of the packages that wait for a signature, and of those that are approved or late.

    The ledger is asked only if an entry was made since it was asked last.
    """
    head = inbox_queries.head(ledger, desk.office)
    try:
        kept = json.loads(_place(desk, _BOOK).read_bytes())
        if head and kept["head"] == head:
            return kept["awaiting"], kept["decided"]
    except (OSError, ValueError, KeyError, TypeError):
        pass
    awaiting = inbox_queries.folders(ledger, desk.office, [AWAITING])
    decided = inbox_queries.folders(ledger, desk.office, [APPROVED, LATE])
    document = {"head": head, "awaiting": list(awaiting), "decided": list(decided)}
    _keep(write_whole, _place(desk, _BOOK), document)
    return awaiting, decided


def signature_notes(store: Path, office: str) -> Path:
    """Where it is kept what was found of an office's signatures."""
    return store / f"{_MARK}{office}{_SIGNED}"


def notes_of_no_office(store: Path, offices: Iterable[str]) -> Iterator[Path]:
    """What is remembered of offices that are not among these."""
    known = {f"{_MARK}{office}{ending}" for office in offices for ending in (_NOTES, _TURN, _BOOK, _SIGNED)}
    yield from (path for path in store.glob(f"{_MARK}*{_NOTES}") if path.name not in known)


def is_made_again(name: str) -> bool:
    """Whether an entry of the store is made again whenever it is missing, so that nobody need keep it."""
    return name == DERIVATIVES or (name.startswith(_MARK) and name.endswith(_NOTES))


def _last(desk: Desk) -> tuple[Turn, datetime | None]:
    try:
        kept = json.loads(_place(desk, _TURN).read_bytes())
        return Turn(str(kept["glanced"]), str(kept["looked"])), instant(kept["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return Turn(), None


def _keep(write: Callable[[Path, bytes], None], place: Path, document: object) -> None:
    """Notes that cannot be written end no sweep: without them the next one only looks anew."""
    try:
        write(place, json.dumps(document).encode())
    except OSError as error:
        logger.error(t("catatan pemindaian belum dapat disimpan: {why}", why=error))  # noqa: TRY400  one line for people


def _place(desk: Desk, ending: str) -> Path:
    return desk.store / f"{_MARK}{desk.office}{ending}"
