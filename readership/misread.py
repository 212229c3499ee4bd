"""Counts that cannot be right: one reading far above those on both its sides, by a slip of the hand or a page misread."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import datetime

from readership.borders import Point

_FAR = 2
_NEAR = 2


@dataclass(frozen=True)
class Sifted:
    """The readings that count, and when one was left out. `unsure`: those of them that may have been right all the same."""

    kept: tuple[Point, ...]
    dropped: frozenset[datetime]
    unsure: frozenset[datetime]


def without_misread(points: Sequence[Point], broken: Container[datetime]) -> Sifted:
    """One reading alone, after which the counter stands no lower than before it and at most at half of it, is left out.

    A counter that began anew would have had to pass its old count again between two readings; what two readings in a row say,
    and a fall of which a person told, is believed. From almost nothing a new counter does come that far: then nobody is sure.
    """
    kept, dropped, unsure = list[Point](), set[datetime](), set[datetime]()
    for at, value in points:
        if len(kept) > 1 and at not in broken and kept[-1][0] not in broken and _alone(kept[-2][1], kept[-1][1], value):
            spike, _ = kept.pop()
            dropped.add(spike)
            if value > _NEAR * kept[-1][1]:
                unsure.add(spike)
        kept.append((at, value))
    return Sifted(tuple(kept), frozenset(dropped), frozenset(unsure))


def _alone(before: int, spike: int, after: int) -> bool:
    return before <= after and _FAR * after <= spike and before < spike
