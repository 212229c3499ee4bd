"""What the newest round through the house found that needs a person, kept for whoever tells people."""

import json
from collections.abc import Iterable
from pathlib import Path

from flows.chores import Level, Note
from flows.wiring import Workroom
from safety.files import write_durably


def keep(room: Workroom, notes: Iterable[Note]) -> None:
    """Keep what needs a person, in place of what the round before found."""
    told = [[note.chore, note.text] for note in notes if note.level == Level.PERSON]
    write_durably(_place(room), json.dumps(told, ensure_ascii=False).encode(), 0o600)


def kept(room: Workroom) -> list[Note]:
    """What was found; nothing where there was no round yet."""
    try:
        told = json.loads(_place(room).read_text(encoding="utf-8"))
        return [Note(str(chore), Level.PERSON, str(text)) for chore, text in told]
    except (OSError, ValueError, TypeError):
        return []


def _place(room: Workroom) -> Path:
    return room.settings.path / "ledger" / f".perawatan-{room.office.slug}.json"
