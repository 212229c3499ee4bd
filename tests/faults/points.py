"""Runs many faults of one kind over the cores of this machine and prints what became of them."""

import logging
import multiprocessing
import os
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from prefect.settings import PREFECT_API_URL, temporary_settings

from practice.town import member_names
from tests.faults.home import MEMORY, Homestead, Verdict, open_homestead

MEMBERS = member_names()
"""Every platform of the practice town."""


@dataclass(frozen=True)
class Point:
    """One fault: what kind, at which effect, and what became of the home."""

    kind: str
    number: str
    where: str
    broken: tuple[str, ...]
    told: tuple[str, ...] = ()
    person: str = ""
    """What a person was called for; a fault of its own, but where nobody can ask the platform."""
    played: bool = True
    """False where an earlier fault left the very same state, so that what follows is known."""


@dataclass
class Tally:
    """All faults of one campaign on one stand-in."""

    member: str
    effects: int = 0
    points: list[Point] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def bad(self) -> list[Point]:
        return [point for point in self.points if point.broken]


Work = Callable[[Homestead, Sequence[int]], list[Point]]


def point(kind: str, number: object, where: str, verdict: Verdict) -> Point:
    return Point(kind, str(number), where, verdict.broken, verdict.told, verdict.person)


@dataclass(frozen=True)
class _Order:
    member: str
    work: Work
    numbers: tuple[int, ...]


@contextmanager
def homestead(member: str) -> Iterator[Homestead]:
    """A homestead in memory, without a Prefect server whoever else uses one; what libraries log is not shown."""
    place = MEMORY if MEMORY.is_dir() else None
    logging.disable(logging.CRITICAL)
    try:
        with (
            temporary_settings(restore_defaults={PREFECT_API_URL}),
            tempfile.TemporaryDirectory(dir=place) as folder,
            open_homestead(member, Path(folder)) as home,
        ):
            yield home
    finally:
        logging.disable(logging.NOTSET)


def _chunk(order: _Order) -> list[Point]:
    with homestead(order.member) as home:
        return order.work(home, order.numbers)


def run(member: str, work: Work, numbers: Sequence[int], jobs: int = 0, size: int = 40) -> Tally:
    """Every number over the cores; says on stderr how far it is."""
    tally, started = Tally(member), time.monotonic()
    orders = [_Order(member, work, tuple(numbers[at : at + size])) for at in range(0, len(numbers), size)]
    done = 0
    with multiprocessing.get_context("spawn").Pool(jobs or os.cpu_count() or 1) as pool:
        for number, points in enumerate(pool.imap_unordered(_chunk, orders)):
            tally.points += points
            done += len(orders[number].numbers)
            print(f"\r{member} {done}/{len(numbers)}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    tally.seconds = time.monotonic() - started
    return tally


def table(heading: str, tallies: Sequence[Tally]) -> str:
    """How many faults of which kind each stand-in met, and under it everything that broke."""
    kinds = sorted({point.kind for tally in tallies for point in tally.points})
    lines = [heading, "", "| stand-in | effects | " + " | ".join(kinds) + " | stories played | to a person | broken | seconds |"]
    lines.append("| " + " | ".join("---" for _ in range(len(kinds) + 6)) + " |")
    for tally in tallies:
        count = Counter(point.kind for point in tally.points)
        cells = [
            tally.member,
            tally.effects,
            *(f"{count[kind]:,}" for kind in kinds),
            sum(point.played for point in tally.points),
        ]
        cells += [sum(bool(point.person) for point in tally.points), len(tally.bad), f"{tally.seconds:.0f}"]
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    return "\n".join([*lines, "", *(line for tally in tallies for line in _details(tally))])


def _details(tally: Tally) -> Iterator[str]:
    reasons: dict[str, list[Point]] = {}
    for one in tally.bad:
        for what in one.broken:
            reasons.setdefault(f"{one.kind}: {alike(what)}", []).append(one)
    for reason, points in sorted(reasons.items(), key=lambda item: -len(item[1])):
        shown = "; ".join(f"{one.number} {alike(one.where)}" for one in points[:4])
        yield f"  {tally.member}: {len(points)} × {reason}: {shown}"
    said = Counter(f"{one.kind}: {alike(line)}" for one in tally.points for line in one.told)
    for line, count in said.most_common(12):
        yield f"  {tally.member}: {count} sweeps ended in an error, {line}"


def alike(what: str) -> str:
    """The same words without digests, numbers and random names."""
    short = re.sub(r"[0-9a-f]{64}", "DIGEST", what)
    short = re.sub(r"(menyegel-|\d{8}T\d{6}\.)\w+", r"\1…", short)
    return re.sub(r"\d+", "9", short)[:160]


def bound(work: Callable[..., list[Point]], **fixed: object) -> Work:
    """A piece of work with its settings, fit to be sent to another process."""
    return partial(work, **fixed)
