"""One office's months in practice: publish, visit as readers do, count, check, and write the recap."""

import asyncio

import requests

from flows.check_links import LinkRound, run_check_links
from flows.count_readers import ReaderRound, run_count_readers
from flows.monthly_recap import RecapMade, run_monthly_recap
from ledger import queries
from ledger.queries import PublicationRow
from tests.flows.days import Day
from tests.flows.homes import NAME, OFFICE, drop_news

BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}


class Months(Day):
    """Days enough to count, to check and to write the recap."""

    def publish(self, name: str = NAME, more: str = "", channels: str = "website") -> PublicationRow:
        """Publish a package; how it stands on the first of its channels."""
        text = drop_news(self.home, name, channels) / "naskah.md"
        own = f"Paket {name}.\n\n{more}"  # no two contents are the same
        text.write_text(f"{text.read_text(encoding='utf-8')}\n{own}\n", encoding="utf-8")
        self.seal()
        self.approve(name)
        self.sweep()
        return self.on(channels.partition(",")[0], name)

    def on(self, channel: str, name: str = NAME) -> PublicationRow:
        rows = queries.publications(self.ledger, OFFICE)
        return next(row for row in rows if (row.key.package_id, row.key.channel) == (name, channel))

    def visit(self, row: PublicationRow, times: int) -> None:
        for _ in range(times):
            assert requests.get(row.url, headers=BROWSER, timeout=60).ok

    def withdraw(self, row: PublicationRow) -> None:
        site = self.town.urls["site"]
        headers = {"Authorization": f"Bearer {self.town.tokens['site']}"}
        requests.post(f"{site}/api/articles/{row.remote_id}/withdraw", headers=headers, timeout=60).raise_for_status()

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
        with self.room() as room:
            return f"{self.clock.now().astimezone(room.office.zone):%Y-%m}"

    def board(self) -> str:
        return (self.home.path / "papan.html").read_text(encoding="utf-8")
