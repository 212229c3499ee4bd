"""Two workers race for the same packages: two processes with ledger connections of their own, begun at the same moment.

Nothing but the lease of each publication keeps them apart; both go through the packages in the same order, so that they meet at
nearly every one. Now and then an answer is lost or a connection breaks, and the two meet in the looking as well.
"""

import json
import random
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ledger import queries
from ledger.verify import verify
from publishing.states import State
from tests.faults.campaign import MEMORY
from tests.faults.office_of_many import OFFICE, OfficeOfMany, office_of_many
from tests.faults.schedule import Asked, Fault, Kind

PACKAGES = 200
SEEDS = 50
WORKERS = 2
PATIENCE = 600.0
SHARE = 0.03


@dataclass
class NowAndThen:
    """A few writes lose their answer, or break before they arrive; three in a row never do."""

    seed: int
    asked: int = 0

    def decide(self, asked: Asked) -> Fault | None:
        self.asked += 1
        dice = random.Random(f"{self.seed}:{self.asked}")  # noqa: S311  # a schedule, no secret
        if not asked.writes or dice.random() >= SHARE:
            return None
        return Fault(dice.choice((Kind.LOST_ANSWER, Kind.RESET_ARRIVED, Kind.RESET_BEFORE)))


@dataclass(frozen=True)
class Race:
    """What became of one seed."""

    member: str
    seed: int
    packages: int
    duplicates: int
    unfinished: int
    hidden: int
    faults: int
    met: int
    """How often a worker found a publication in the other's hands."""
    shares: tuple[int, ...]
    """How many publications each worker had its hands on."""
    broken: tuple[str, ...]
    seconds: float

    @property
    def kept(self) -> bool:
        return not (self.duplicates or self.unfinished or self.broken)


def race(folder: Path, member: str, seed: int, packages: int = PACKAGES) -> Race:
    """One seed: so many packages, two workers, one platform."""
    started = time.monotonic()
    with office_of_many(folder, member) as office:
        titles = office.drop(packages, seed)
        office.stand.proxy.schedule = NowAndThen(seed)
        gate = folder / "mulai"
        workers = [office.worker("--gate", str(gate), "--shuffle", str(seed)) for _ in range(WORKERS)]
        try:
            for worker in workers:
                assert worker.stdout is not None
                worker.stdout.readline()  # it stands at the gate
            gate.touch()
            said = [worker.communicate(timeout=PATIENCE) for worker in workers]
        finally:
            for worker in workers:
                if worker.poll() is None:
                    worker.kill()
        crashes = [errors[-2000:] for (_, errors), worker in zip(said, workers, strict=True) if worker.returncode]
        tallies = [json.loads(out.splitlines()[-1]) for out, _ in said if out.strip()]
        return _judged(office, seed, titles, tallies, crashes, time.monotonic() - started)


def _judged(
    office: OfficeOfMany, seed: int, titles: list[str], tallies: list[dict[str, int]], crashes: list[str], seconds: float
) -> Race:
    public = [len(office.stand.public(title)) for title in titles]
    with office.room() as room:
        rows = queries.publications(room.ledger, OFFICE)
        faults = [fault.what for fault in verify(room.ledger, OFFICE)]
    states = [row.state for row in rows]
    left = [f"{row.key.package_id} is {row.state}: {row.problem}" for row in rows if row.state != State.VERIFIED]
    false = [f"{states.count(State.VERIFIED)} verified, {sum(count > 0 for count in public)} public"]
    agree = states.count(State.VERIFIED) == sum(count > 0 for count in public)
    return Race(
        member=office.stand.member,
        seed=seed,
        packages=len(titles),
        duplicates=sum(max(0, count - 1) for count in public),
        unfinished=len(titles) - states.count(State.VERIFIED),
        hidden=sum(office.stand.hidden(title) for title in titles),
        faults=sum(seen.fault is not None for seen in office.stand.proxy.log),
        met=sum(tally["met"] for tally in tallies),
        shares=tuple(tally["took"] for tally in tallies),
        broken=(*crashes, *faults, *left, *(() if agree else false)),
        seconds=seconds,
    )


def run(members: Iterable[str], seeds: int = SEEDS, packages: int = PACKAGES) -> int:
    """The campaign: one line a seed, and 0 if every promise was kept."""
    kept = True
    for member in members:
        for seed in range(seeds):
            with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
                told = race(Path(folder), member, seed, packages)
            kept = kept and told.kept
            shares = "+".join(str(share) for share in told.shares)
            print(
                f"{member} seed {seed}: {told.packages} packages, {told.duplicates} duplicates, "
                f"{told.unfinished} unfinished, {told.hidden} hidden strays, {told.faults} faults, "
                f"hands on {shares}, met {told.met} times, {told.seconds:.0f} s",
                flush=True,
            )
            for what in told.broken:
                print(f"  BROKEN: {what}", flush=True)
    print("kept" if kept else "BROKEN")
    return 0 if kept else 1
