"""The day of a nation: three mornings at 08:00 in real time, the quiet hours between and after them compressed."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bench.fleet.homes import OfficeAt

SUNRISE = ("WIT", "WITA", "WIB")
"""The order in which it becomes eight o'clock."""


@dataclass(frozen=True)
class Item:
    """One package of an office, due so many seconds after the day's first 08:00."""

    office: str
    name: str
    due: int
    morning: bool


@dataclass(frozen=True)
class Day:
    """How long everything lasts, in seconds: a burst runs in real time, an hour between two bursts and the day's rest do not."""

    burst: int
    hour: int
    rest: int

    def begins(self, zone: str) -> int:
        """When it is 08:00 in this zone."""
        return SUNRISE.index(zone) * (self.burst + self.hour)

    @property
    def ends(self) -> int:
        return self.begins(SUNRISE[-1]) + self.burst + self.rest


def plan(offices: Sequence[OfficeAt], packages: int, day: Day, seed: int) -> list[Item]:
    """Each office's packages: the first at 08:00, the others somewhere in the quiet hours, none in anybody's burst."""
    chance = random.Random(seed)  # noqa: S311  when an office publishes is no secret
    quiet = tuple(_quiet(day))
    found = []
    for office in offices:
        free = [second for second in quiet if second > day.begins(office.zone) + day.burst]
        for number in range(1, packages + 1):
            due = day.begins(office.zone) if number == 1 else chance.choice(free)
            found.append(Item(office.slug, f"kabar-{number}-{office.slug}", due, number == 1))
    return found


def plan_evenly(offices: Sequence[OfficeAt], packages: int, day: Day, seed: int) -> list[Item]:
    """The same packages, due one after the other from the day's beginning to its end: what one costs where none waits."""
    chance = random.Random(seed)  # noqa: S311  when an office publishes is no secret
    names = [(office.slug, f"kabar-{number}-{office.slug}") for office in offices for number in range(1, packages + 1)]
    dues = [round(place * day.ends / len(names)) for place in range(len(names))]
    chance.shuffle(dues)
    return [Item(slug, name, due, morning=False) for (slug, name), due in zip(names, dues, strict=True)]


def _quiet(day: Day) -> Iterator[int]:
    """Every ten seconds of the compressed hours: people like round times."""
    for zone in SUNRISE[:-1]:
        yield from range(day.begins(zone) + day.burst, day.begins(zone) + day.burst + day.hour, 10)
    yield from range(day.ends - day.rest, day.ends, 10)
