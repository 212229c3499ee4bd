"""Counts that cannot be right: one reading far above those on both its sides, by a slip of the hand or a page misread."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from readership.borders import Point

_FAR = 2
_NEAR = 2
SOON = timedelta(days=4)
"""A PC rests so long over a weekend; between counts that lie further apart a counter may well have risen and begun anew."""


@dataclass(frozen=True)
class Sifted:
    """The readings that count, and when one was left out. `unsure`: those of them that may have been right all the same."""

    kept: tuple[Point, ...]
    dropped: frozenset[datetime]
    unsure: frozenset[datetime]


def without_misread(points: Sequence[Point], broken: Container[datetime]) -> Sifted:
    """One reading alone, after which the counter stands no lower than before it and at most at half of it, is left out.

    A counter that began anew would have had to pass its old count again within days; what two readings in a row say, a reading
    without others soon before and after it, and a fall of which a person told, is believed. From almost nothing a new counter
    does come that far: then nobody is sure.
    """
    kept, dropped, unsure = list[Point](), set[datetime](), set[datetime]()
    for at, value in points:
        if len(kept) > 1 and at not in broken and kept[-1][0] not in broken and _alone(kept[-2], kept[-1], (at, value)):
            spike, _ = kept.pop()
            dropped.add(spike)
            if value > _NEAR * kept[-1][1]:
                unsure.add(spike)
        kept.append((at, value))
    return Sifted(tuple(kept), frozenset(dropped), frozenset(unsure))


def _alone(before: Point, spike: Point, after: Point) -> bool:
    soon = spike[0] - before[0] <= SOON and after[0] - spike[0] <= SOON
    return soon and before[1] <= after[1] and _FAR * after[1] <= spike[1] and before[1] < spike[1]
