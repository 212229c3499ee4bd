"""One office's days in practice: a home, a town, and a clock that only the test moves."""

import asyncio
import os
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import cached_property

import requests

from flows.publish import Sweep, run_sweep
from flows.wiring import Workroom, open_workroom
from ledger import queries
from ledger.queries import PublicationRow
from ledger.store import Ledger
from practice.town import Town, shown_kind
from publishing import approval
from safety.clock import ManualClock
from tests.flows.homes import NAME, OFFICE, HomeInPractice


class Day:
    """What happens in an office: packages are swept up and approved, and the public looks."""

    def __init__(self, home: HomeInPractice, town: Town) -> None:
        self.home = home
        self.town = town
        self.clock = ManualClock(datetime.now(UTC))

    @cached_property
    def ledger(self) -> Ledger:
        return self.home.ledger()

    def close(self) -> None:
        self.ledger.close()

    def room(self) -> AbstractContextManager[Workroom]:
        return open_workroom(self.home.path, OFFICE, os.environ, self.clock)

    def sweep(self, seconds: float = 5) -> Sweep:
        self.clock.advance(seconds)
        return asyncio.run(run_sweep(self.home.path, OFFICE, self.clock))

    def seal(self) -> None:
        """Two looks at masuk/: the second finds it as the first did."""
        self.sweep()
        self.sweep()

    def approve(self, name: str = NAME) -> None:
        with self.room() as room:
            approval.approve(room.ledger, room.desk, name, "ketua", "Ketua")

    def rows(self) -> dict[str, PublicationRow]:
        """The publications as the book has them, by channel."""
        return {row.key.channel: row for row in queries.publications(self.ledger, OFFICE)}

    def public(self, member: str = "site") -> list[dict[str, object]]:
        """What the public sees on a platform of the town, whatever the ledger says."""
        return [one for one in self.truth(member) if one["kind"] == shown_kind(member) and one.get("state", "public") == "public"]

    def misbehaves(self, member: str, **asked: object) -> None:
        """The next request of that kind to a platform of the town goes wrong (`practice.faults.Fault`)."""
        requests.post(f"{self.town.urls[member]}/__practice/faults", json=asked, timeout=60).raise_for_status()

    def truth(self, member: str = "site") -> list[dict[str, object]]:
        """Everything that a platform of the town holds, hidden or not."""
        found: list[dict[str, object]] = requests.get(f"{self.town.urls[member]}/__practice/truth", timeout=60).json()["objects"]
        return found
