"""Each morning: whose step of the procedure is late, or will be before the day is over."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

from flows.chores import Level, Note
from flows.sop_now import SopNow, Waiting, told
from flows.wiring import Workroom
from language.say import later, t

CHORE = later("langkah SOP")
AHEAD = timedelta(hours=12)


async def late_steps(room: Workroom) -> list[Note]:
    """The chore: one line for each package that somebody is waited for, the latest first; what is postponed is left alone."""
    found = await asyncio.to_thread(lambda: list(reminders(room)))
    return found or [Note(t(CHORE), Level.GOOD, t("tidak ada yang terlambat atau habis waktunya hari ini"))]


def reminders(room: Workroom) -> Iterator[Note]:
    """What is late needs a person; what ends today is told in time."""
    now = room.clock.now()
    for one in SopNow(room.settings, room.office, room.ledger, room.desk, now).everybody():
        if one.late:
            yield Note(t(CHORE), Level.PERSON, _sentence(room, one))
        elif one.due is not None and not one.postponed and one.due - now < AHEAD:
            yield Note(t(CHORE), Level.WARN, _sentence(room, one))


def _sentence(room: Workroom, one: Waiting) -> str:
    values = {"package": one.package, "step": one.step, "activity": one.activity, "since": told(one, room.office)}
    if one.who:
        return t("{package}: langkah {step} ({activity}) ditunggu oleh {who} {since}", **values, who=", ".join(one.who))
    return t("{package}: langkah {step} ({activity}) ditunggu {since}", **values)
