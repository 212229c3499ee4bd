"""Thousands of worlds over the cores of this machine, and the table of what became of them."""

import gc
import logging
import multiprocessing
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from safety.clock import ManualClock
from tests.faults import at
from tests.faults.invariants import Judgement, judge
from tests.faults.kept import Kept
from tests.faults.naive import Naive, publish_naively
from tests.faults.proxy import open_line
from tests.faults.schedule import PROFILES, Seeded
from tests.faults.stands import Stand, town_stand
from tests.faults.walled_film_stands import walled_film_stand
from tests.faults.world import START, Laboratory, open_laboratory
from tests.wordpress.server import missing_packages

CHUNK = 100
WORDPRESS_SEEDS = 300
MEMORY = Path("/dev/shm")  # noqa: S108  # throwaway homes: a sync costs nothing there
PERSON_SHARE = 0.005
NAIVE_SHARE = 0.2


@dataclass
class Table:
    """What became of all worlds of one member."""

    member: str
    profile: str
    judged: list[Judgement] = field(default_factory=list)
    naive: list[Naive] = field(default_factory=list)
    seconds: float = 0.0

    def count(self, name: str) -> int:
        return sum(bool(getattr(one, name)) for one in self.judged)

    @property
    def unnoticed(self) -> int:
        """Duplicates that nobody was told of, and those that no platform's own doubling explains."""
        return sum(one.duplicates > 0 and not one.own_double for one in self.judged)

    @property
    def kept(self) -> bool:
        bad = self.unnoticed + sum(
            self.count(name) for name in ("lost", "false_live", "false_failed", "broken", "crashes", "over")
        )
        control = sum(one.failed for one in self.naive) >= NAIVE_SHARE * len(self.naive)
        patient = at.is_blind(self.member) or self.count("sent") <= PERSON_SHARE * len(self.judged)
        return not bad and control and patient


def lacks_wordpress() -> list[str]:
    """Debian packages without which there is no real WordPress here."""
    return missing_packages()


def stand_of(called: str) -> Callable[..., AbstractContextManager[Stand]]:
    """What opens the stand that the laboratory's command line calls so, given a clock and a line."""
    member = called.removesuffix("-film")
    if member != called:
        return partial(walled_film_stand, member)
    return at.told(member, "stand") or partial(town_stand, member)


@contextmanager
def open_bench(member: str) -> Iterator[Laboratory]:
    """A laboratory for one member with everything it needs, closed with the block."""
    with ExitStack() as stack:
        line = stack.enter_context(open_line())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None)))
        made = stand_of(member)
        stand: Stand = stack.enter_context(made(ManualClock(START), line))
        yield stack.enter_context(open_laboratory(folder, stand))


def worlds(member: str, profile: str, seeds: range) -> tuple[list[Judgement], list[Naive]]:
    """Some seeds, one after the other, in this process."""
    judged, naive = [], []
    logging.getLogger().setLevel(logging.INFO)
    with open_bench(member) as bench:
        gc.collect()
        gc.freeze()  # what is there by now stays: only a world's own leavings are looked through
        for seed in seeds:
            end = bench.live(seed, Seeded(seed, PROFILES[profile]))
            judged.append(judge(end))
            bench.forget(end)
            if at.told(bench.stand.member, "naive"):
                naive.append(publish_naively(bench.stand, seed, Seeded(seed, PROFILES[profile]), bench.picture))
    return judged, naive


def _chunk(order: tuple[str, str, range]) -> tuple[list[Judgement], list[Naive]]:
    logging.disable(logging.NOTSET)
    for handler in logging.getLogger().handlers[:]:
        logging.getLogger().removeHandler(handler)
    return worlds(*order)


def run(member: str, seeds: int, profile: str, jobs: int = 0, kept: Kept | None = None) -> Table:
    """All seeds of one member over the cores; says on stderr how far it is. What is `kept` of an earlier run is not run again."""
    seeds = min(seeds, WORDPRESS_SEEDS) if member == "wordpress" else seeds
    kept = kept or Kept()
    size = CHUNK if kept.folder else min(CHUNK, max(1, seeds // ((jobs or os.cpu_count() or 1) * 2)))
    orders = [(member, profile, range(at, min(at + size, seeds))) for at in range(0, seeds, size)]
    table, started = Table(member, profile), time.monotonic()
    for order in orders:
        table.judged += (known := kept.known(order))[0]
        table.naive += known[1]
    left = [order for order in orders if not kept.known(order)[0]]
    with multiprocessing.get_context("spawn").Pool(jobs or (os.cpu_count() or 1), maxtasksperchild=10) as pool:
        for judged, naive in pool.imap_unordered(_chunk, left):
            kept.keep((member, profile, range(judged[0].seed, judged[-1].seed + 1)), judged, naive)
            table.judged += judged
            table.naive += naive
            table.seconds = time.monotonic() - started
            told = (f"{member} {len(table.judged)}/{seeds} {table.seconds:.0f} s", *_news(judged))
            print(*told, sep="\n  ", file=sys.stderr, flush=True)
    table.judged.sort(key=lambda one: one.seed)
    return table


HEAD = ("stand-in", "seeds", "duplicates", "lost", "false live", "false failed", "to a person", "platform's own doubles",
        "hidden strays", "most writes", "naive fails")  # fmt: skip


def table(tables: list[Table]) -> str:
    """The table, and under it every seed that broke something, with the command that shows it."""
    lines = ["| " + " | ".join(HEAD) + " |", "| " + " | ".join("---" for _ in HEAD) + " |"]
    for one in tables:
        total = len(one.judged)
        failed = sum(naive.failed for naive in one.naive)
        row = (
            one.member if one.profile == "all" else f"{one.member} ({one.profile})",
            f"{total:,}",
            one.unnoticed,
            one.count("lost"),
            one.count("false_live"),
            one.count("false_failed"),
            _share(one.count("sent"), total),
            _share(one.count("own_double"), total),
            one.count("strays"),
            max((judged.writes for judged in one.judged), default=0),
            _share(failed, total),
        )
        lines.append("| " + " | ".join(str(cell) for cell in row) + " |")
    return "\n".join([*lines, "", *(line for one in tables for line in _details(one))])


def _news(judged: list[Judgement]) -> Iterator[str]:
    """What of a chunk somebody who watches would want to see at once."""
    for one in judged:
        if one.sent or one.lost or one.false_live or one.false_failed or one.broken or one.crashes or one.over:
            yield str(one)


def _share(some: int, total: int) -> str:
    return f"{some} ({100 * some / max(1, total):.2f} %)"


def _details(one: Table) -> Iterator[str]:
    yield f"{one.member}: {one.seconds:.0f} s; worlds with more writes than a publication may cost: {one.count('over')}"
    reasons: dict[str, list[int]] = {}
    for judged in one.judged:
        if judged.sent:
            reasons.setdefault(f"to a person ({judged.person})", []).append(judged.seed)
        for name in ("own_double", "lost", "false_live", "false_failed", "over"):
            if getattr(judged, name):
                reasons.setdefault(name, []).append(judged.seed)
        if judged.duplicates and not judged.own_double:
            reasons.setdefault("duplicates", []).append(judged.seed)
        for what in (*judged.broken, *judged.crashes):
            reasons.setdefault(_alike(what), []).append(judged.seed)
    for reason, seeds in Counter({reason: len(seeds) for reason, seeds in reasons.items()}).most_common():
        shown = ", ".join(str(seed) for seed in reasons[reason][:8])
        yield f"  {seeds} × {reason}: --member {one.member} --seed {shown}"


def _alike(what: str) -> str:
    return "".join("9" if letter.isdigit() else letter for letter in what)
