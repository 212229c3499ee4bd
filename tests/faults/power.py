"""The power fails at every effect: what was not synced is gone, or survives in part and in any order."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ledger import queries
from tests.faults.effects import Recorder
from tests.faults.home import OFFICE, Homestead, Moment, cut, same
from tests.faults.kills import count_effects, quiet_day
from tests.faults.points import MEMBERS, Point, Tally, bound, point, run, table
from tests.faults.tree import CONTENT, Effect, Op, Tree, after, synced

LOST, PART = "all that was not synced lost", "part of it lost"
HINTS = ("ledger/.jam-", "gudang/.pindai-", "gudang/..pindai-")
"""Files that may be lost: what stands there only saves a question."""
DRAWS = 1
LATER = (30.0, 700.0)


def left_of(record: Recorder, at: int, draw: random.Random | None = None) -> Tree:
    """What lies on the disk after a power cut right before an effect: what was synced, and of the rest what the draw lets
    survive, half a write now and then."""
    done = record.effects[:at]
    durable = synced(done)
    return after(record.base, (kept for number, one in enumerate(done) if (kept := _kept(one, number in durable, draw))))


def _kept(effect: Effect, durable: bool, draw: random.Random | None) -> Effect | None:
    if durable:
        return effect
    if draw is None or draw.random() < 0.5:
        return None
    if effect.op is Op.WRITE and len(effect.data) > 1 and draw.random() < 0.3:
        return replace(effect, data=effect.data[: draw.randrange(1, len(effect.data))])
    return effect


def cuts(home: Homestead, numbers: Sequence[int], seed: int = 0) -> list[Point]:
    """The power fails right before the effect with each of these numbers; what an earlier cut left is not played again."""
    start, record = quiet_day(home)
    tried: dict[tuple[object, ...], Point] = {}
    found = []
    for number in numbers:
        draws = [random.Random(f"{seed}-{number}-{nth}") for nth in range(DRAWS)]  # noqa: S311  # not for secrets
        for kind, draw in [(LOST, None), *((PART, draw) for draw in draws)]:
            moment = cut(start, record, number, left_of(record, number, draw))
            where = record.effects[number].where if number < len(record.effects) else "after the last"
            if (known := tried.get(state := same(moment))) is not None:
                found.append(replace(known, kind=kind, number=str(number), where=where, told=(), played=False))
                continue
            verdict = home.live(moment, later=LATER[number % len(LATER)], rebooted=True)
            broken = (*verdict.broken, *_intended(home, record, number, moment))
            found.append(tried.setdefault(state, point(kind, number, where, replace(verdict, broken=broken))))
    return found


def _intended(home: Homestead, record: Recorder, number: int, moment: Moment) -> Iterator[str]:
    """Whatever has left the house by now, its intent is in what the power cut left of the ledger."""
    sent = [effect for effect in record.effects[:number] if effect.op is Op.SENT]
    if not sent or record.effects[number - 1].op is not Op.SENT:
        return
    home.put_back(moment)
    with home.room() as room:
        events = [e["event"] for e in queries.history(room.ledger, OFFICE) if e["kind"] == "publication"]
    if not {"StageSent", "RevealSent"} & set(events):
        yield f"{sent[-1].path} left before its intent was durable"


def never_synced(record: Recorder) -> list[Effect]:
    """What is still not durable at the end of a quiet day."""
    durable = synced(record.effects)
    relevant = CONTENT | {Op.CREATE, Op.MKDIR, Op.RENAME}
    left = [effect for number, effect in enumerate(record.effects) if effect.op in relevant and number not in durable]
    return [effect for effect in left if not effect.path.startswith(HINTS)]


def campaign(members: Sequence[str] = MEMBERS, jobs: int = 0) -> int:
    """Every cut in every way on each stand-in; 0 if nothing broke."""
    tallies: list[Tally] = []
    for member in members:
        effects = count_effects(member)
        tally = run(member, bound(cuts), range(effects + 1), jobs, size=230)
        tally.effects = effects
        tallies.append(tally)
    print(table("Power cuts", tallies))
    return 1 if any(tally.bad for tally in tallies) else 0
