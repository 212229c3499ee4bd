"""Between what and what a gain lies: rounded readings, held corrections, resets and unknown beginnings."""

from collections.abc import Sequence

CORRECTION = 0.02
Band = tuple[int, int]


def gain_bounds(opening: Band | None, readings: Sequence[tuple[int, Band]]) -> tuple[int, int | None]:
    """The least and the most that was gained; the most is None after a reset or without an opening: nobody saw the rest.

    `readings` are the month's known counts with their bands, in order; at least one.
    """
    start = opening or readings[0][1]
    level, reached = (opening[0] + opening[1]) // 2 if opening else readings[0][0], start
    least, most, open_ended = 0, 0, opening is None
    for value, band in readings:
        if value >= level:
            level, reached = value, (max(reached[0], band[0]), max(reached[1], band[1]))
        elif level - value <= level * CORRECTION:
            most += level - value  # perhaps the counter was put right, perhaps that many came again
        else:
            least += max(0, reached[0] - start[1])
            level, start, reached, open_ended = value, (0, 0), band, True
    least += max(0, reached[0] - start[1])
    most += max(0, reached[1] - start[0])
    return least, None if open_ended else most
