"""Tokens and platform versions that end soon, as the nightly round entered them, in the words of the board."""

from collections.abc import Iterator

from flows.recap_data import channel_label
from flows.wiring import Workroom
from ledger.channel_queries import open_ends


def ends_told(room: Workroom) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What ends, with the date, and the words of the command that helps; no words where only an admin can."""
    for (channel, what), end in open_ends(room.ledger, room.office.slug).items():
        if channel not in room.office.channels:
            continue
        who = channel_label(room.office, channel)
        if what == "token":
            yield f"{who}: token berakhir {end['ends']}. Buat token baru, lalu", ("connect", channel)
        else:
            yield f"{who}: versi API platform berakhir {end['ends']}. Minta admin memperbarui tayang sebelum tanggal itu.", ()
