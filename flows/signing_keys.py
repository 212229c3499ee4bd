"""The keys of an office whose sign-offs are signed: can they be judged, and is there one for each person who signs."""

import asyncio
from collections.abc import Iterator

from flows.chores import Level, Note
from flows.wiring import Workroom
from language.say import later, t

CHORE = later("kunci penanda tangan")


def troubles_of_keys(room: Workroom) -> Iterator[str]:
    """What is wrong with the keys of those who may sign a required step; nothing where the office attests."""
    if room.signatures:
        who = dict.fromkeys(person for step in room.desk.required for person in room.desk.may_sign(step.nr))
        yield from room.signatures.troubles(who)


async def signing_keys(room: Workroom) -> list[Note]:
    """The nightly chore: a key that is missing is told before somebody waits for a signature."""
    found = await asyncio.to_thread(lambda: list(troubles_of_keys(room)))
    good = t("semua terdaftar") if room.signatures else t("satuan kerja ini tidak memakai kunci")
    return [Note(t(CHORE), Level.PERSON, trouble) for trouble in found] or [Note(t(CHORE), Level.GOOD, good)]
