"""What the day costs: seconds of computing by who spends them, rows and bytes of the databases, memory."""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from tests.flows.serving import children

_TICKS = os.sysconf("SC_CLK_TCK")


def cpu(pid: int) -> float:
    """Seconds that a process, its children and those of them that have ended have computed."""
    total = 0
    for one in [pid, *children(pid)]:
        try:
            parts = Path(f"/proc/{one}/stat").read_text("utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        total += sum(map(int, parts[11:15]))
    return total / _TICKS


@dataclass
class Meter:
    """Seconds of computing by name; a process that has ended keeps what was last seen of it."""

    begun: dict[str, float] = field(default_factory=dict)
    seen: dict[int, tuple[str, float]] = field(default_factory=dict)

    def look(self, who: Mapping[str, list[subprocess.Popen[bytes]] | list[int]]) -> None:
        for name, processes in who.items():
            for process in processes:
                pid = process if isinstance(process, int) else process.pid
                self.seen[pid] = (name, max(cpu(pid), self.seen.get(pid, (name, 0.0))[1]))

    def mark(self) -> None:
        """Count from here."""
        self.begun = self.totals()

    def totals(self) -> dict[str, float]:
        found: dict[str, float] = {}
        for name, seconds in self.seen.values():
            found[name] = found.get(name, 0.0) + seconds
        return found

    @property
    def spent(self) -> dict[str, float]:
        """Seconds since the mark."""
        return {name: seconds - self.begun.get(name, 0.0) for name, seconds in self.totals().items()}


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
