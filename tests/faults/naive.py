"""The control: a client as it is usually written. No intent, no marker, no look; a job that fails is run again from its start."""

import contextlib
from dataclasses import dataclass

import requests

from safety.clock import ManualClock
from tests.faults import at
from tests.faults.schedule import Schedule
from tests.faults.stands import Stand
from tests.faults.world import START

RUNS = 5
"""A job that says it failed is run again by its schedule, or by whoever reads that."""


@dataclass(frozen=True)
class Naive:
    """How it went: what the client believes, and what the platform holds."""

    seed: int
    said_live: bool
    public: int

    @property
    def failed(self) -> bool:
        """Twice public, or what it says is not so."""
        return self.public != (1 if self.said_live else 0)


def publish_naively(stand: Stand, seed: int, schedule: Schedule, picture: bytes) -> Naive:
    """The same story as a world's, told by the naive client."""
    clock = ManualClock(START)
    stand.begin(seed, clock)
    stand.proxy.begin(schedule, clock)
    words = f"Penetapan Daftar Pemilih benih {seed}"
    act = at.told(stand.member, "naive")
    with requests.Session() as line:
        line.trust_env = False
        said = False
        for _ in range(RUNS):
            with contextlib.suppress(requests.RequestException, ValueError, KeyError):
                said = act(line, stand, words, picture)
            if said:
                break
    while stand.proxy.late:
        stand.line.call(stand.proxy.deliver(stand.proxy.late[-1]))
    return Naive(seed, said, len(stand.public(words)))
