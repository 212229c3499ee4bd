"""The process is killed right before every effect of a publication, and twice: once more while the next one mends."""

import random
from collections.abc import Sequence
from dataclasses import replace

from tests.faults.effects import Recorder
from tests.faults.home import Homestead, Moment, cut, same
from tests.faults.points import MEMBERS, Point, Tally, bound, homestead, point, run, table
from tests.faults.tree import Effect, Op, after

LATER = (1.0, 40.0, 700.0)
"""When the next process starts: at once, within the lease, or after everything has settled."""
DOUBLES_EACH = 10


def quiet_day(home: Homestead) -> tuple[Moment, Recorder]:
    """A whole publication without any fault: the enumeration of its effects."""
    start = home.fresh()
    verdict = home.live(start)
    if verdict.broken or verdict.told or verdict.person:
        raise AssertionError(f"a quiet day went wrong: {verdict.broken} {verdict.told} {verdict.person}")
    return start, verdict.record


def singles(home: Homestead, numbers: Sequence[int]) -> list[Point]:
    """Killed once: before the effect with each of these numbers, and half-way through it where it writes a file."""
    start, record = quiet_day(home)
    tried: dict[tuple[object, ...], Point] = {}
    found = []
    for number in numbers:
        where = record.effects[number].where if number < len(record.effects) else "after the last"
        moments = {"kill": cut(start, record, number)}
        if number < len(record.effects) and (half := _half(record.effects[number])):
            tree = after(record.base, [*record.effects[:number], half])
            moments["kill in a write"] = cut(start, record, number, tree)
        for kind, moment in moments.items():
            if (known := tried.get(state := same(moment))) is None:
                verdict = home.live(moment, later=LATER[len(tried) % len(LATER)])
                found.append(tried.setdefault(state, point(kind, number, where, verdict)))
            else:
                found.append(replace(known, kind=kind, number=str(number), where=where, told=(), played=False))
    return found


def _half(effect: Effect) -> Effect | None:
    if effect.op is not Op.WRITE or effect.path.startswith("ledger/") or len(effect.data) < 2:
        return None
    return replace(effect, data=effect.data[: len(effect.data) // 2])


def doubles(home: Homestead, numbers: Sequence[int], seed: int = 0) -> list[Point]:
    """Killed twice: each number is a seed that draws the first kill and ten second ones from what the mending did."""
    start, record = quiet_day(home)
    found = []
    for number in numbers:
        draw = random.Random(f"{seed}-{number}")  # noqa: S311  # not for secrets: the same number is the same story
        first = draw.randrange(len(record.effects))
        moment = cut(start, record, first)
        mending = home.live(moment, later=draw.choice(LATER)).record
        for second in draw.choices(range(len(mending.effects) + 1), k=DOUBLES_EACH):
            again = cut(moment, mending, second)
            where = mending.effects[second].where if second < len(mending.effects) else "after the last"
            verdict = home.live(again, later=draw.choice(LATER))
            found.append(point("two kills", f"{first}+{second}", where, verdict))
    return found


def count_effects(member: str) -> int:
    """How many effects a publication on this stand-in has."""
    with homestead(member) as home:
        return len(quiet_day(home)[1].effects)


def campaign(members: Sequence[str] = MEMBERS, most_doubles: int = 340, jobs: int = 0) -> int:
    """Every effect, and as many double kills as asked for, on each stand-in; 0 if nothing broke."""
    tallies: list[Tally] = []
    for member in members:
        effects = count_effects(member)
        tally = run(member, bound(singles), range(effects + 1), jobs, size=230)
        twice = run(member, bound(doubles), range(most_doubles // DOUBLES_EACH), jobs, size=6)
        tallies.append(Tally(member, effects, tally.points + twice.points, tally.seconds + twice.seconds))
    print(table("Killed at every effect", tallies))
    return 1 if any(tally.bad for tally in tallies) else 0
