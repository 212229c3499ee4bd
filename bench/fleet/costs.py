"""What the day costs: seconds of computing by who spends them, rows and bytes of the databases, memory."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from tests.flows.serving import children

_TICKS = os.sysconf("SC_CLK_TCK")
_DEPLOYMENT = b"PREFECT__DEPLOYMENT_NAME="


def own_seconds(pid: int) -> float:
    """Seconds that a process itself has computed."""
    return _seconds(pid, 11, 13)


def seconds(pid: int) -> float:
    """Seconds that a process, its children and those of them that have ended have computed."""
    return sum(_seconds(one, 11, 15) for one in [pid, *children(pid)])


def _seconds(pid: int, first: int, end: int) -> float:
    try:
        parts = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, parts[first:end])) / _TICKS


@dataclass
class Meter:
    """Seconds of computing by name; a process that has ended keeps what was last seen of it."""

    begun: dict[str, float] = field(default_factory=dict)
    seen: dict[tuple[str, int], float] = field(default_factory=dict)

    def look(self, who: Mapping[str, Mapping[int, float]]) -> None:
        """What the processes of each name have computed until now, by their numbers."""
        for name, found in who.items():
            for pid, spent in found.items():
                self.seen[name, pid] = max(spent, self.seen.get((name, pid), 0.0))

    def mark(self) -> None:
        """Count from here."""
        self.begun = self.totals()

    def totals(self) -> dict[str, float]:
        found: dict[str, float] = {}
        for (name, _), spent in self.seen.items():
            found[name] = found.get(name, 0.0) + spent
        return found

    @property
    def spent(self) -> dict[str, float]:
        """Seconds since the mark."""
        return {name: spent - self.begun.get(name, 0.0) for name, spent in self.totals().items()}


def parent_of(name: str, near: Path) -> list[int]:
    """The servers of this name that have this folder open as their data folder."""
    found = []
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = place.read_bytes().split(b"\0")
        except OSError:
            continue
        if words[0].endswith(name.encode()) and any(word.startswith(str(near).encode()) for word in words[1:]):
            found.append(int(place.parent.name))
    return found


def seconds_by_job(workers: list[int]) -> dict[str, dict[int, float]]:
    """What the runs that these workers have now have computed themselves, by what they were begun for and process number.

    A run that is over is seen no more: what it computed after the last look is missing.
    """
    found: dict[str, dict[int, float]] = {}
    for pid in {child for worker in workers for child in children(worker)}:
        if job := _job(pid):
            found.setdefault(job, {})[pid] = own_seconds(pid)
    return found


def _job(pid: int) -> str:
    """What its deployment is called without the shard: "publish" of "publish-wib-1"; empty for a child that is no run."""
    try:
        environ = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return ""
    told = next((one.removeprefix(_DEPLOYMENT).decode() for one in environ if one.startswith(_DEPLOYMENT)), "")
    return told.partition("-")[0]


def sizes(sockets: Path) -> dict[str, tuple[int, int]]:
    """Rows and bytes of the two databases."""
    found = {}
    for name in ("buku", "prefect"):
        with psycopg.connect(f"host={sockets} user=postgres dbname={name}", autocommit=True) as connection:
            connection.execute("ANALYZE")
            rows = connection.execute("SELECT sum(reltuples) FROM pg_class WHERE relkind = 'r' AND reltuples > 0").fetchone()
            size = connection.execute("SELECT pg_database_size(current_database())").fetchone()
        assert rows is not None
        assert size is not None
        found[name] = (int(rows[0] or 0), int(size[0]))
    return found
