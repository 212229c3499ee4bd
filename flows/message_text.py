"""The words of a message as it arrives on a phone: what it is about in the first line, one line a thing, and where to look."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flows.news import News
from language.say import later, t, tn

MOST_LINES = 8
_LONGEST_LINE = 300
_KINDS: Mapping[str, Callable[[int], str]] = {
    "jeda": lambda n: t("{n} penayangan dijeda", n=n),
    "kanal": lambda n: tn("{n} kanal atau akun perlu dilihat", n),
    "ditahan": lambda n: tn("{n} paket ditahan", n),
    "terlambat": lambda n: tn("{n} langkah SOP terlambat", n),
    "paket": lambda n: tn("{n} paket menunggu orang", n),
    "rawat": lambda n: tn("{n} hal dari perawatan malam", n),
    "rekap": lambda n: tn("{n} rekapitulasi sudah jadi", n),
}
_BOARD = later("Selengkapnya: papan.html di map antrean.")


@dataclass(frozen=True)
class Message:
    """A message as it is sent."""

    title: str
    body: str


def what_is_new(office: str, fresh: Sequence[News], listed: Sequence[str], *, named: bool, practice: bool) -> Message:
    """What asks something of somebody since the last message; with the list of the day, if it is its time."""
    lines = [one.told(named=True) for one in fresh] if named else _counted(fresh)
    parts = [*_lines(lines), *(["", *_of_day(listed, named=named)] if listed else []), "", t(_BOARD)]
    title = tn("{whose}: {n} hal perlu tindakan", len(fresh), whose=_whose(office, practice))
    return Message(title, "\n".join(parts))


def of_the_day(office: str, listed: Sequence[str], *, named: bool, practice: bool) -> Message:
    """What went out today."""
    title = tn("{whose}: {n} terbitan tayang", len(listed), whose=_whose(office, practice))
    return Message(title, "\n".join(_of_day(listed, named=named)))


def test_message(office: str) -> Message:
    """What `tayang messages --test` sends."""
    body = t("Pesan percobaan. Bila pesan ini terbaca, kabar dari tayang sampai di sini.")
    return Message(t("tayang · {office}: percobaan", office=office), body)


def _of_day(listed: Sequence[str], *, named: bool) -> list[str]:
    told = t("Tayang hari ini dan terbukti tampak: {n}.", n=len(listed))
    return [told, *_lines(listed)] if named else [told]


def _lines(lines: Sequence[str]) -> list[str]:
    shown = [f"• {_short(' '.join(line.split()))}" for line in lines[:MOST_LINES]]
    more = len(lines) - MOST_LINES
    return [*shown, t("… dan {n} lagi.", n=more)] if more > 0 else shown


def _counted(fresh: Sequence[News]) -> list[str]:
    counts = Counter(one.key.partition(":")[0] for one in fresh)
    return [_KINDS[kind](count) for kind, count in counts.items()]


def _short(line: str) -> str:
    return line if len(line) <= _LONGEST_LINE else f"{line[: _LONGEST_LINE - 1]}…"


def _whose(office: str, practice: bool) -> str:
    return t("tayang PRAKTIK · {office}", office=office) if practice else f"tayang · {office}"
