"""What holds of an account until somebody acts, as the nightly round entered it, in the words of the board."""

from collections.abc import Iterator, Mapping
from typing import Any

from flows.recap_data import channel_label
from flows.wiring import Workroom
from language.say import later, t
from ledger.channel_queries import standing


def standing_told(room: Workroom) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What is so, with its date, and the words of the command that helps; no words where only an admin can."""
    for (channel, what), facts in standing(room.ledger, room.office.slug).items():
        if channel in room.office.channels:
            yield _told(channel_label(room.office, channel), channel, what, facts)


def _told(who: str, channel: str, what: str, facts: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    if what == "token":
        return t("{who}: token berakhir {day}. Buat token baru, lalu", who=who, day=facts["ends"]), ("connect", channel)
    if what == "version":
        said = later("{who}: versi API platform berakhir {day}. Minta admin memperbarui tayang sebelum tanggal itu.")
        return t(said, who=who, day=facts["ends"]), ()
    return t("{who}: {why}. Minta admin melihat jalan keluarnya dengan", who=who, why=facts["why"]), ("doctor",)
