"""Between what and what a gain lies: rounded readings, held corrections, resets and unknown beginnings."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

CORRECTION = 0.02
Band = tuple[int, int | None]
"""Between what and what a count lies; the upper end is None where the page only says “at least”."""


GOES_ON = -1


@dataclass(frozen=True)
class Known:
    """A known count with its band. `restart`: a person said that the counter began anew since the reading before, at this
    count, or None: nobody knows at which; GOES_ON: it went on."""

    value: int
    band: Band
    restart: int | None = GOES_ON


def gain_bounds(opening: Band | None, readings: Sequence[Known]) -> tuple[int, int | None]:
    """The least and the most that was gained; the most is None after a reset or without an opening: nobody saw the rest.

    `readings` are the month's known counts, in order; at least one.
    """
    start = opening or readings[0].band
    level, reached = _middle(opening) if opening else readings[0].value, (start[0], _top(start))
    least, most, open_ended = 0, 0.0, opening is None
    for one in readings:
        value, band = one.value, one.band
        if one.restart != GOES_ON:
            least += _surely(reached[0], start)
            start = band if one.restart is None else (one.restart, one.restart)
            level, reached, open_ended = value, (band[0], _top(band)), True
        elif value >= level:
            level, reached = value, (max(reached[0], band[0]), _later_top(reached[1], band))
        elif level - value <= level * CORRECTION:
            most += level - value  # perhaps the counter was put right, perhaps that many came again
        else:
            least += _surely(reached[0], start)
            level, start, reached, open_ended = value, (0, 0), (band[0], _top(band)), True
    least += _surely(reached[0], start)
    most += max(0, reached[1] - start[0])
    return least, None if open_ended or most == inf else int(most)


def _surely(reached: int, start: Band) -> int:
    return 0 if start[1] is None else max(0, reached - start[1])


def _top(band: Band) -> float:
    return inf if band[1] is None else band[1]


def _later_top(top: float, band: Band) -> float:
    """A reading with an upper end bounds all that was before it, for a counter that has not fallen."""
    return _top(band) if top == inf else max(top, _top(band))


def _middle(band: Band) -> int:
    return band[0] if band[1] is None else (band[0] + band[1]) // 2
