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
    it: read in the last hours, or there is none after it within reach, or the counter fell or began anew meanwhile.

    What was read beyond reach the month that closes has not seen, so the one that opens may not reckon with it either.
    """
    earlier, later = _beside(border, course)
    if earlier is None or later is None:
        return None
    before, after = border - earlier[0], later[0] - border
    read_last = before <= EVE and earlier[0] != course.born  # what came out in the last hours was read by somebody, perhaps
    if read_last or after >= REACH:
        return None
    value = earlier[1] + round((later[1] - earlier[1]) * (before / (before + after)))
    return AtBorder(value, _spanned(earlier, later, course), before > REACH or later[1] > earlier[1])


def opening_at(border: datetime, course: Course) -> AtBorder | None:
    """The count with which a month begins; None where nothing was read before it. One that is old is an estimate too: of what
    was read next some came before the border, and nobody knows how much."""
    earlier, later = _beside(border, course)
    if earlier is None:
        return None
    if reckoned := between(border, course):
        return reckoned
    if border - earlier[0] <= REACH and earlier[0] != course.born:
        return AtBorder(earlier[1], course.bands[earlier[0]], False)
    return AtBorder(earlier[1], _spanned(earlier, later or earlier, course), True)


def _beside(border: datetime, course: Course) -> tuple[Point | None, Point | None]:
    """The counts before and after a border; no later one where the counter fell or began anew on the way to it."""
    earlier = next((point for point in reversed(course.points) if point[0] < border), None)
    later = next((point for point in course.points if point[0] >= border), None)
    if earlier and later and (later[0] in course.broken or later[1] < earlier[1]):
        later = None
    return earlier, later


def _spanned(earlier: Point, later: Point, course: Course) -> Band:
    low, high = course.bands[earlier[0]]
    top = course.bands[later[0]][1]
    return low, None if high is None or top is None else max(high, top)
