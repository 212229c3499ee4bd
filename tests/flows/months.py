"""One office's months in practice: publish, visit as readers do, count, check, and write the recap."""

import asyncio
import os
from datetime import UTC, datetime
from pathlib import Path

import requests

from flows.check_links import LinkRound, run_check_links
from flows.count_readers import ReaderRound, run_count_readers
from flows.monthly_recap import RecapMade, run_monthly_recap
from flows.publish import run_sweep
from flows.wiring import open_workroom
from ledger import queries
from ledger.queries import PublicationRow
from practice.town import Town
from publishing import approval
from safety.clock import ManualClock
from tests.flows.homes import OFFICE, HomeInPractice, drop_news, home_in_practice

BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}


class Months:
    """A home, a town and a clock that the test moves."""

    def __init__(self, path: Path, town: Town) -> None:
        self.home: HomeInPractice = home_in_practice(path, town)
        self.town = town
        self.clock = ManualClock(datetime.now(UTC))
        self.ledger = self.home.ledger()

    def sweep(self) -> None:
        self.clock.advance(5)
        asyncio.run(run_sweep(self.home.path, OFFICE, self.clock))

    def publish(self, name: str = "penetapan-dpb") -> PublicationRow:
        text = drop_news(self.home, name) / "naskah.md"
        text.write_text(f"{text.read_text(encoding='utf-8')}\nPaket {name}.\n", encoding="utf-8")  # no two contents are the same
        self.sweep()
        self.sweep()
        with open_workroom(self.home.path, OFFICE, os.environ, self.clock) as room:
            approval.approve(room.ledger, room.desk, name, "ketua", "Ketua")
        self.sweep()
        return next(row for row in queries.publications(self.ledger, OFFICE) if row.key.package_id == name)

    def visit(self, row: PublicationRow, times: int) -> None:
        for _ in range(times):
            assert requests.get(row.url, headers=BROWSER, timeout=10).ok

    def withdraw(self, row: PublicationRow) -> None:
        site = self.town.urls["site"]
        headers = {"Authorization": f"Bearer {self.town.tokens['site']}"}
        requests.post(f"{site}/api/articles/{row.remote_id}/withdraw", headers=headers, timeout=10).raise_for_status()

    def count(self) -> ReaderRound:
        self.clock.advance(5)
        return asyncio.run(run_count_readers(self.home.path, OFFICE, self.clock))

    def check(self, *, everything: bool = True) -> LinkRound:
        self.clock.advance(5)
        return asyncio.run(run_check_links(self.home.path, OFFICE, self.clock, everything=everything))

    def recap(self, month: str = "") -> RecapMade:
        return asyncio.run(run_monthly_recap(self.home.path, OFFICE, self.clock, month))

    @property
    def this_month(self) -> str:
        with open_workroom(self.home.path, OFFICE, os.environ, self.clock) as room:
            return f"{self.clock.now().astimezone(room.office.zone):%Y-%m}"

    def board(self) -> str:
        return (self.home.path / "papan.html").read_text(encoding="utf-8")
