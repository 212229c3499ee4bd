"""Which offices go together where there are too many for a schedule each: by time zone, then by their names. Imports no Prefect.

An office stays in its shard whoever joins or leaves the home.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zlib import crc32

from config.office import ZONES
from config.office_peek import peeks
from config.settings import HomeSettings


@dataclass(frozen=True)
class Shard:
    """Some offices of one time zone, swept by one run."""

    time_zone: str
    number: int
    offices: tuple[str, ...] = field(compare=False)

    @property
    def name(self) -> str:
        return f"{self.time_zone.lower()}-{self.number}"


def shards_of(settings: HomeSettings, of: int = 0) -> list[Shard]:
    """Every shard that holds an office, in the order of zones and numbers. An office whose zone cannot be read is in none.

    `of`: how many shards a time zone has, 0: as many as the settings say now.
    """
    many = of or max(1, settings.fleet.shards)
    found: dict[tuple[int, int], list[str]] = {}
    zones = list(ZONES)
    for slug, one in peeks(settings.path / "offices", settings.slugs).items():
        if one.time_zone in ZONES:
            number = crc32(slug.encode()) % many + 1
            found.setdefault((zones.index(one.time_zone), number), []).append(slug)
    return [Shard(zones[zone], number, tuple(slugs)) for (zone, number), slugs in sorted(found.items())]


def offices_of(settings: HomeSettings, shard: str, of: int = 0) -> tuple[str, ...]:
    """The offices of the shard of this name; none if the home has no such shard. `of`: as for `shards_of`."""
    return next((one.offices for one in shards_of(settings, of) if one.name == shard), ())


def as_they_are(home: Path, offices: tuple[str, ...]) -> Mapping[str, tuple[int, ...]]:
    """What differs as soon as a settings file of the home or of one of these offices is another one."""
    files = [f"{home}/tayang.toml", f"{home}/hari-kerja.toml", *(f"{home}/offices/{slug}.toml" for slug in offices)]
    return {file: _as_it_is(file) for file in files}


def _as_it_is(file: str) -> tuple[int, ...]:
    try:
        status = os.stat(file)  # noqa: PTH116  a Path costs more than the question
    except OSError:
        return ()
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino
