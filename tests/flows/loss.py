"""A home that is lost after its backup, and what comes back of it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.new_home import practice_secrets
from config.settings import load_home
from flows.backup import make_backup
from flows.publish import Sweep
from flows.restore import Restored, restore_backup
from ledger import queries
from ledger.store import Ledger
from practice.town import Town
from publishing.states import ENDED, State
from tests.flows.days import Day
from tests.flows.homes import NAME, OFFICE, HomeInPractice, drop_news, home_with_accounts

EVERYWHERE = {"site": 1, "graph": 1, "x": 1}


class Loss(Day):
    """An office with three channels that backs up, goes on working, and loses its home."""

    def __init__(self, path: Path, town: Town) -> None:
        super().__init__(home_with_accounts(path / "rumah", town), town)
        self.path = path
        self.file = path / "aman" / "cadangan.zip"
        self.home.ledger().close()

    @property
    def ledger(self) -> Ledger:
        """The book of the home that there is now."""
        return self.home.ledger()

    def drop(self, name: str = NAME, channels: str = "website, facebook, x") -> Path:
        return drop_news(self.home, name, channels)

    def seal(self, name: str = NAME) -> None:
        super().seal()
        assert name in [row.key.package_id for row in queries.packages(self.ledger, OFFICE)]

    def back_up(self) -> None:
        make_backup(load_home(self.home.path, os.environ), self.file, os.environ, self.clock)

    def lose_and_restore(self, secrets: bool = True) -> Restored:
        shutil.rmtree(self.home.path)
        back = restore_backup(self.file, self.path / "baru", os.environ, self.clock)
        self.home = HomeInPractice(self.path / "baru")
        if secrets:
            self.fill_in_secrets()
        return back

    def fill_in_secrets(self) -> None:
        lines = [f"{name}={self.town.tokens[member]}\n" for member, name in practice_secrets().items()]
        (self.home.path / "rahasia.env").write_text("".join(lines), encoding="utf-8")

    def settle(self, sweeps: int = 14) -> Sweep:
        """Sweep for as long as the engine wants to look again before it believes that something is absent."""
        for _ in range(sweeps):
            last = self.sweep(60)
            if not last.closed and set(self.states().values()) <= {*ENDED, State.NEEDS_HUMAN}:
                break
        return last

    def states(self) -> dict[str, str]:
        return {channel: row.state for channel, row in self.rows().items()}

    def everywhere(self) -> dict[str, int]:
        """How many posts the public sees on each platform, whatever the ledger says."""
        return {member: len(self.public(member)) for member in EVERYWHERE}


@pytest.fixture
def loss(tmp_path: Path, town: Town) -> Iterator[Loss]:
    return Loss(tmp_path, town)
