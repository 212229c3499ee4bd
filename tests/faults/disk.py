"""The disk refuses: full, or an input/output error, at every effect on a file, once or until the sweep has ended."""

import errno
from collections.abc import Sequence
from dataclasses import replace

from tests.faults.effects import Recorder
from tests.faults.home import Homestead
from tests.faults.kills import count_effects, quiet_day
from tests.faults.points import MEMBERS, Point, Tally, bound, point, run, table
from tests.faults.tree import MARKS, Effect, Op

IN_EVERY_WAY = ("site", "graph", "x")
"""What the disk refuses is no platform's business: on the others every effect meets one of the ways, each in its turn."""
NEEDS_SPACE = frozenset({Op.CREATE, Op.MKDIR, Op.WRITE, Op.RENAME})


class Refusal:
    """Refuses the effect with that number; `lasting`, every later one of that sweep, too. Then the disk is well again."""

    def __init__(self, number: int, code: int, lasting: bool) -> None:
        self.number, self.code, self.lasting = number, code, lasting
        self.recorder: Recorder | None = None
        self.sweep = 0
        self.refused = 0

    def __call__(self, effect: Effect, number: int) -> int:
        now = self.recorder.sweeps if self.recorder else 0
        if number == self.number or (not self.sweep and number > self.number):
            self.sweep = now
        met = self.refused == 0 or (self.lasting and now == self.sweep)
        if number < self.number or not met or not may_fail(effect.op, self.code):
            return 0
        self.refused += 1
        return self.code


def may_fail(op: Op, code: int) -> bool:
    """Whether such an effect can meet such an error."""
    return op in NEEDS_SPACE if code == errno.ENOSPC else op not in MARKS


KINDS = {
    "ENOSPC once": (errno.ENOSPC, False), "ENOSPC for a sweep": (errno.ENOSPC, True),
    "EIO once": (errno.EIO, False), "EIO for a sweep": (errno.EIO, True),
}  # fmt: skip


def refusals(home: Homestead, numbers: Sequence[int], kinds: Sequence[str] = tuple(KINDS), by_turns: bool = False) -> list[Point]:
    """The disk refuses the effect with each of these numbers, in every way in which it can; `by_turns`, and inside a
    transaction of the ledger, whose every write SQLite undoes alike, in one way, each in its turn."""
    start, record = quiet_day(home)
    found = []
    for number in numbers:
        effect = record.effects[number]
        possible = [kind for kind in kinds if may_fail(effect.op, KINDS[kind][0])]
        in_turn = possible and (by_turns or effect.path.startswith("ledger/ledger.db"))
        for kind in [possible[number % len(possible)]] if in_turn else possible:
            code, lasting = KINDS[kind]
            rule = Refusal(number, code, lasting)
            rule.recorder = Recorder(home.path, start.tree, rule)
            verdict = home.live(start, rule.recorder)
            unclear = [f"what a person is told: {line}" for line in verdict.told if not line.startswith("BookFailed: Buku")]
            found.append(point(kind, number, effect.where, replace(verdict, broken=(*verdict.broken, *unclear))))
    return found


def campaign(members: Sequence[str] = MEMBERS, jobs: int = 0, kinds: Sequence[str] = tuple(KINDS)) -> int:
    """Every effect on each stand-in, in every way on those of `IN_EVERY_WAY`; 0 if nothing broke."""
    tallies: list[Tally] = []
    for member in members:
        effects = count_effects(member)
        tally = run(
            member, bound(refusals, kinds=tuple(kinds), by_turns=member not in IN_EVERY_WAY), range(effects), jobs, size=120
        )
        tally.effects = effects
        tallies.append(tally)
    print(table("Every write refused", tallies))
    return 1 if any(tally.bad for tally in tallies) else 0
