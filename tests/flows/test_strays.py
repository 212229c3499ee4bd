"""What late answers left on the website is cleared away by night: hidden drafts of ours beside a proved post, nothing else."""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from connectors.contract import Fingerprint
from flows.housekeeping import run_housekeeping
from flows.strays import CHORE
from flows.wiring import open_workroom
from ledger import queries
from ledger.queries import PublicationRow
from practice.town import Town
from publishing import switches
from publishing.events import PersonNeeded
from publishing.states import State
from tests.flows.homes import OFFICE, home_in_practice
from tests.flows.months import Months

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]


class Site(Months):
    def draft(self, marker: str) -> str:
        """A draft whose creation arrives only now; its number."""
        fields = {"title": "Penetapan", "slug": "terlambat", "summary": "", "html": "<p>Isi</p>", "language": "id",
                  "category": "", "tags": [], "images": [], "attachments": [], "marker": marker}  # fmt: skip
        made = requests.post(f"{self._url}/api/articles", json=fields, headers=self._headers, timeout=60)
        return str(made.json()["id"])

    def state(self, number: str) -> str:
        return str(requests.get(f"{self._url}/api/articles/{number}", headers=self._headers, timeout=60).json()["state"])

    def night(self, hours: float = 25) -> list[str]:
        self.clock.advance(hours * 3600)
        notes = asyncio.run(run_housekeeping(self.home.path, OFFICE, self.clock)).notes
        return [note.text for note in notes if note.chore == CHORE]

    @property
    def _url(self) -> str:
        return self.town.urls["site"]

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.town.tokens['site']}"}


@pytest.fixture
def site(tmp_path: Path, town: Town) -> Iterator[Site]:
    site = Site(home_in_practice(tmp_path / "rumah", town), town)
    yield site
    site.close()


def now(site: Site, row: PublicationRow) -> PublicationRow:
    return queries.publication(site.ledger, row.key)


def test_a_draft_that_came_late_goes_to_the_trash_and_the_post_stays(site: Site) -> None:
    row = site.publish()
    late, others = site.draft(row.marker), site.draft("tanda-orang-lain")
    assert site.night() == ["1 naskah tersembunyi yang datang terlambat dipindah ke tempat sampah situs"]
    assert (site.state(late), site.state(others), site.state(row.remote_id)) == ("withdrawn", "draft", "public")
    assert now(site, row) == row
    told = [e for e in queries.history(site.ledger, OFFICE, row.key.package_id) if e["event"] == "stray_discarded"]
    assert [entry["evidence"] for entry in told] == [{"remote_id": late, "published": row.remote_id}]
    assert site.night() == ["tidak ada"]


def test_nothing_is_touched_beside_what_is_not_proved_or_while_publishing_is_paused(site: Site) -> None:
    row = site.publish()
    late = site.draft(row.marker)
    switches.pause_office(site.ledger, OFFICE, "masa tenang")
    assert site.night() == []
    switches.resume_office(site.ledger, OFFICE)
    with open_workroom(site.home.path, OFFICE, os.environ, site.clock) as room:
        lease = room.publisher.take(row.key)
        assert lease is not None
        room.publisher.tell(row.key, PersonNeeded("ragu"), lease)
        room.ledger.release(lease)
    assert now(site, row).state == State.NEEDS_HUMAN
    site.night()
    assert site.state(late) == "draft"


def test_without_the_published_post_every_draft_is_kept(site: Site) -> None:
    row = site.publish()
    late = site.draft(row.marker)
    site.withdraw(row)
    site.night()
    assert site.state(late) == "draft"


def test_what_is_public_by_now_is_never_discarded(site: Site) -> None:
    row = site.publish()
    with open_workroom(site.home.path, OFFICE, os.environ, site.clock) as room:
        ours = Fingerprint(row.marker, "", "", "", "", 0, row.remote_id)
        assert not room.connectors["website"].discard(row.remote_id, ours)  # type: ignore[attr-defined]  # it tidies
    assert site.state(row.remote_id) == "public"
