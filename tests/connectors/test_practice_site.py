"""The practice website's connector against the practice town."""

from dataclasses import replace
from pathlib import Path

import pytest
import requests
from conformance import MARKER, Conformance, Handles, package

from connectors.contract import Connector, Fingerprint, Found, Link, Rendering, TryLater
from connectors.practice_site import PracticeSite
from practice.running import running_town
from practice.town import Town
from safety.clock import SystemClock
from safety.fence import fenced


def _nothing_is_sent() -> None:
    raise AssertionError("what is there already is sent again")


BROWSER = {"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"}


class TestPracticeSite(Conformance):
    member, reveal_path, kind = "site", "/publish", "article"

    def make(self, town: Town, session: requests.Session, *, wrong_secret: bool = False) -> Connector:
        return PracticeSite(session, town.urls["site"], "rahasia-salah" if wrong_secret else town.tokens["site"], SystemClock())

    def refused(self, town: Town, folder: Path) -> Rendering:
        return replace(self.make(town, requests.Session()).preview(package(folder)), title=" ")

    def test_reveal_may_be_repeated(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        staged = self.staged(connector, tmp_path)
        assert connector.reveal(staged) == connector.reveal(staged)

    def test_a_draft_made_before_a_lost_answer_is_used_again(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        requests.post(
            f"{town.urls['site']}/__practice/faults", json={"action": "drop_after", "path": "/api/articles"}, timeout=60
        )
        rendering, handles = connector.preview(package(tmp_path)), Handles()
        with pytest.raises(TryLater):
            connector.stage(rendering, MARKER, {}, handles.record)
        before = self.truth(town)
        with fenced(_nothing_is_sent):
            connector.stage(rendering, MARKER, handles.kept, handles.record)
        assert len(self.truth(town)) == 1
        assert self.truth(town) == before

    def test_a_draft_that_says_something_else_is_made_to_say_what_was_approved(
        self, town: Town, connector: Connector, tmp_path: Path
    ) -> None:
        rendering, handles = connector.preview(package(tmp_path)), Handles()
        connector.stage(replace(rendering, title="Judul orang lain"), MARKER, {}, handles.record)
        media = {name: handle for name, handle in handles.kept.items() if name.startswith("media:")}
        connector.stage(rendering, MARKER, media, handles.record)
        assert [article["title"] for article in self.truth(town)] == [rendering.title]

    def test_only_people_are_counted(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        link = connector.reveal(self.staged(connector, tmp_path))
        requests.get(link.url, timeout=60)
        page = requests.get(link.url, headers=BROWSER, timeout=60).text
        assert "PRAKTIK" in page
        assert "Dibaca 1 kali" in page
        assert "/berkas/" in page
        assert "tayang-media:" not in page
        assert connector.readers(link).value == 1
        assert connector.readers(link).value == 1

    def test_amended_then_withdrawn(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        staged = self.staged(connector, tmp_path)
        link = connector.reveal(staged)
        connector.amend(link, replace(staged.rendering, title="Judul yang dibetulkan"), Handles().record)
        assert "Judul yang dibetulkan" in requests.get(link.url, timeout=60).text
        connector.withdraw(link)
        assert connector.look(link).state == "gone"
        assert requests.get(link.url, timeout=60).status_code == 410


def test_the_town_keeps_its_addresses_and_objects_over_a_restart(tmp_path: Path) -> None:
    helper = TestPracticeSite()
    links: list[Link] = []
    mark: Fingerprint | None = None
    for _ in range(2):
        with running_town(tmp_path / "kota") as town:
            connector = helper.make(town, requests.Session())
            if mark is None:
                staged = helper.staged(connector, tmp_path)
                mark = helper.fingerprint(staged)
                links.append(connector.reveal(staged))
            assert requests.get(links[0].url, timeout=60).status_code == 200
            assert isinstance(connector.find(mark, SystemClock().now()), Found)
