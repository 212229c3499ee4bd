"""The words of a message as it arrives on a phone: what it is about in the first line, one line a thing, and where to look."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from flows.news import News

MOST_LINES = 8
_LONGEST_LINE = 300
_KINDS = {
    "jeda": "penayangan dijeda",
    "kanal": "kanal atau akun perlu dilihat",
    "ditahan": "paket ditahan",
    "terlambat": "langkah SOP terlambat",
    "paket": "paket menunggu orang",
    "rawat": "hal dari perawatan malam",
    "rekap": "rekapitulasi sudah jadi",
}
_BOARD = "Selengkapnya: papan.html di map antrean."


@dataclass(frozen=True)
class Message:
    """A message as it is sent."""

    title: str
    body: str


def what_is_new(office: str, fresh: Sequence[News], listed: Sequence[str], *, named: bool, practice: bool) -> Message:
    """What asks something of somebody since the last message; with the list of the day, if it is its time."""
    lines = [one.told(named=True) for one in fresh] if named else _counted(fresh)
    parts = [*_lines(lines), *(["", *_of_day(listed, named=named)] if listed else []), "", _BOARD]
    return Message(f"{_whose(office, practice)}: {len(fresh)} hal perlu tindakan", "\n".join(parts))


def of_the_day(office: str, listed: Sequence[str], *, named: bool, practice: bool) -> Message:
    """What went out today."""
    return Message(f"{_whose(office, practice)}: {len(listed)} terbitan tayang", "\n".join(_of_day(listed, named=named)))


def test_message(office: str) -> Message:
    """What `tayang messages --test` sends."""
    return Message(f"tayang · {office}: percobaan", "Pesan percobaan. Bila pesan ini terbaca, kabar dari tayang sampai di sini.")


def _of_day(listed: Sequence[str], *, named: bool) -> list[str]:
    told = f"Tayang hari ini dan terbukti tampak: {len(listed)}."
    return [told, *_lines(listed)] if named else [told]


def _lines(lines: Sequence[str]) -> list[str]:
    shown = [f"• {_short(' '.join(line.split()))}" for line in lines[:MOST_LINES]]
    more = len(lines) - MOST_LINES
    return [*shown, f"… dan {more} lagi."] if more > 0 else shown


def _counted(fresh: Sequence[News]) -> list[str]:
    counts = Counter(one.key.partition(":")[0] for one in fresh)
    return [f"{count} {_KINDS[kind]}" for kind, count in counts.items()]


def _short(line: str) -> str:
    return line if len(line) <= _LONGEST_LINE else f"{line[: _LONGEST_LINE - 1]}…"


def _whose(office: str, practice: bool) -> str:
    return f"tayang PRAKTIK · {office}" if practice else f"tayang · {office}"
