"""The count of a counter at the border of two months: the same for the month that closes and for the one that opens."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from readership.bounds import Band

REACH = timedelta(hours=36)
"""A reading that is further from a border than this does not tell how the counter stood there."""
EVE = timedelta(hours=3)
"""What was read in a month's last hours is its count; before that, readers came of whom it knows nothing."""
Point = tuple[datetime, int]


@dataclass(frozen=True)
class Course:
    """One counter's dated counts in order, the band of each, and at which of them it began anew. `born`: the first of them is
    the publication itself, at which nobody looked."""

    points: Sequence[Point]
    bands: Mapping[datetime, Band]
    broken: Container[datetime]
    born: datetime | None


@dataclass(frozen=True)
class AtBorder:
    """How a counter stood at a border, and between what and what that lies. `estimated`: reckoned, not read."""

    value: int
    band: Band
    estimated: bool


def between(border: datetime, course: Course) -> AtBorder | None:
    """The count reckoned from the readings on both sides of a border: it rose evenly. None where the one before it stands for
    it: read in the last hours, or there is none after it within reach, or the counter fell or began anew meanwhile."""
    earlier, later = _beside(border, course.points)
    if earlier is None or later is None or later[0] in course.broken or later[1] < earlier[1]:
        return None
    before, after = border - earlier[0], later[0] - border
    read_last = before <= EVE and earlier[0] != course.born  # what came out in the last hours was read by somebody, perhaps
    if read_last or before <= REACH < after:
        return None
    value = earlier[1] + round((later[1] - earlier[1]) * (before / (before + after)))
    low, high = course.bands[earlier[0]]
    top = course.bands[later[0]][1]
    band = low, None if high is None or top is None else max(high, top)
    return AtBorder(value, band, before > REACH or later[1] > earlier[1])


def opening_at(border: datetime, course: Course) -> AtBorder | None:
    """The count with which a month begins; None where nothing was read before it. One that is old is an estimate too."""
    earlier, _ = _beside(border, course.points)
    if earlier is None:
        return None
    held = AtBorder(earlier[1], course.bands[earlier[0]], border - earlier[0] > REACH)
    return between(border, course) or held


def _beside(border: datetime, points: Sequence[Point]) -> tuple[Point | None, Point | None]:
    earlier = [point for point in points if point[0] < border]
    return (earlier[-1] if earlier else None), next((point for point in points if point[0] >= border), None)
