"""How much memory a process and all that descend from it take at most."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.flows.serving import children


@dataclass
class Peak:
    """The largest sum seen over a process and all that descend from it."""

    pid: int
    pss: float = 0.0
    rss: float = 0.0
    at_peak: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def watching(self) -> Iterator[None]:
        ended = threading.Event()

        def watch() -> None:
            while not ended.wait(0.1):
                self._sample()

        thread = threading.Thread(target=watch, daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join(5)

    def _sample(self) -> None:
        shares: dict[str, float] = {}
        resident = 0.0
        for pid in [self.pid, *children(self.pid)]:
            pss, rss = _sizes(pid)
            name = "tayang" if pid == self.pid else _name(pid)
            shares[name] = shares.get(name, 0.0) + pss
            resident += rss
        self.rss = max(self.rss, resident)
        if sum(shares.values()) > self.pss:
            self.pss, self.at_peak = sum(shares.values()), shares


def _sizes(pid: int) -> tuple[float, float]:
    """Megabytes: the share of a process (PSS; resident size where the kernel does not tell) and its resident size."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0, 0.0
    found = {name: int(size) / 1024 for name, size in re.findall(r"^(Pss|Rss):\s+(\d+) kB", text, re.MULTILINE)}
    return found.get("Pss", found.get("Rss", 0.0)), found.get("Rss", 0.0)


def _name(pid: int) -> str:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return "ended"
    return "Prefect server" if b"prefect_server" in words else "scheduled run"
