"""The Facebook page's connector against the practice town's Graph."""

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from conformance import MARKER, Conformance, Handles, package, pictures
from earnest import InEarnest, Watched
from meta_stage import answer

from connectors._social_errors import Step
from connectors.contract import (
    Absent,
    CannotTell,
    Connector,
    ConnectorError,
    Found,
    Link,
    MaybePublished,
    NeedsHuman,
    Refused,
    Rendering,
    TryLater,
)
from connectors.facebook import FRESH, Facebook
from connectors.facebook_errors import explained
from connectors.facebook_graph import VERSION
from practice.graph import APP_SECRET, METRICS
from practice.graph_said import PAGE_ID
from practice.town import Town
from safety.clock import SystemClock

SITE_LINK = "http://127.0.0.1:8420/penetapan-daftar-pemilih"
GOLDEN = f"Penetapan daftar pemilih\n\nRapat pleno selesai.\n\n{SITE_LINK}"


class TestFacebook(InEarnest, Conformance):
    member, reveal_path, kind = "graph", "/feed", "post"

    def make(self, town: Town, session: requests.Session, *, wrong_secret: bool = False) -> Connector:
        token = "rahasia-salah" if wrong_secret else town.tokens["page"]
        return Facebook(session, PAGE_ID, token, SystemClock(), api_url=town.urls["graph"])

    def refused(self, town: Town, folder: Path) -> Rendering:
        return replace(self.make(town, requests.Session()).preview(package(folder)), text="", images=())

    def post(self, connector: Connector, rendering: Rendering) -> Link:
        return connector.reveal(connector.stage(rendering, MARKER, {}, Handles().record))

    def photos(self, town: Town) -> dict[str, str]:
        body = requests.get(f"{town.urls['graph']}/__practice/truth", timeout=60).json()
        return {o["id"]: o["alt"] for o in body["objects"] if o["kind"] == "photo"}

    def test_what_was_previewed_is_what_arrives(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        rendering = connector.preview(package(tmp_path), SITE_LINK)
        self.post(connector, rendering)
        arrived = self.truth(town)[0]
        assert arrived["message"] == rendering.text == GOLDEN
        assert arrived["link"] == ""
        assert [self.photos(town)[m] for m in arrived["media"]] == [i.alt for i in rendering.images] == ["Rapat pleno di aula"]

    def test_several_photos_are_one_post_in_order(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        link = self.post(connector, connector.preview(package(tmp_path, images=pictures(tmp_path, 3))))
        arrived = self.truth(town)
        assert len(arrived) == 1
        assert [self.photos(town)[m] for m in arrived[0]["media"]] == ["Gambar 0", "Gambar 1", "Gambar 2"]
        assert connector.look(link).images == 3

    def test_without_photos_the_link_gets_its_card(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        rendering = connector.preview(package(tmp_path, images=()), SITE_LINK)
        link = self.post(connector, rendering)
        assert self.truth(town)[0]["link"] == SITE_LINK
        assert connector.look(link).images == 0

    def test_the_package_decides_text_and_link(self, connector: Connector, tmp_path: Path) -> None:
        own = package(tmp_path, channel_text={"facebook": "Teks sendiri"}, link_in_post={"facebook": False})
        rendering = connector.preview(own, SITE_LINK)
        assert (rendering.text, rendering.link) == ("Teks sendiri", "")
        with pytest.raises(Refused):
            connector.preview(package(tmp_path, channel_text={"facebook": "x" * 64000}))

    def test_pictures_left_out_are_named(self, connector: Connector, tmp_path: Path) -> None:
        one = package(tmp_path).images[0]
        rendering = connector.preview(package(tmp_path, images=tuple(replace(one, name=f"{n}.png") for n in range(11))))
        assert len(rendering.images) == 10
        assert "10.png" in " ".join(rendering.notes)

    def test_an_old_upload_is_not_relied_on(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        rendering = connector.preview(package(tmp_path))
        old = int((datetime.now(UTC) - FRESH - timedelta(minutes=1)).timestamp())
        handles = Handles({f"photo:{rendering.images[0].sha256}": f"1;{old}"})
        staged = connector.stage(rendering, MARKER, handles.kept, handles.record)
        assert connector.reveal(staged).remote_id
        assert list(self.photos(town)) == [v.split(";")[0] for v in staged.handles.values()]

    def test_an_identical_post_is_looked_for_first(self, connector: Connector, tmp_path: Path) -> None:
        staged = self.staged(connector, tmp_path)
        connector.reveal(staged)
        with pytest.raises(MaybePublished):
            connector.reveal(staged)
        found = self.find(connector, staged)
        assert isinstance(found, Found)
        assert found.count == 1

    def test_the_whole_feed_is_read(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        staged = self.staged(connector, tmp_path)
        connector.reveal(staged)
        headers = {"Authorization": f"Bearer {town.tokens['page']}"}
        for number in range(105):
            form = {"message": f"Pengumuman nomor {number} dari kantor lain"}
            url = f"{town.urls['graph']}/{VERSION}/{PAGE_ID}/feed"
            requests.post(url, data=form, headers=headers, timeout=60).raise_for_status()
        assert isinstance(self.find(connector, staged), Found)
        later = connector.find(self.fingerprint(staged), datetime.now(UTC) + timedelta(minutes=1))
        assert isinstance(later, Absent)

    def test_a_changed_copy_is_for_a_person_to_judge(self, connector: Connector, tmp_path: Path) -> None:
        staged = self.staged(connector, tmp_path)
        self.post(connector, replace(staged.rendering, text=staged.rendering.text + " #pemilu", images=()))
        assert isinstance(self.find(connector, staged), CannotTell)

    def test_amended_then_withdrawn(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        staged = self.staged(connector, tmp_path)
        link = connector.reveal(staged)
        connector.amend(link, replace(staged.rendering, text="Teks yang dibetulkan"), Handles().record)
        assert self.truth(town)[0]["message"] == "Teks yang dibetulkan"
        with pytest.raises(NeedsHuman):
            connector.amend(link, replace(staged.rendering, images=()), Handles().record)
        connector.withdraw(link)
        connector.withdraw(link)
        assert connector.look(link).state == "gone"

    def test_unreported_readers_are_unknown_then_counted(self, connector: Connector, tmp_path: Path) -> None:
        link = connector.reveal(self.staged(connector, tmp_path))
        assert connector.readers(link).value is None
        assert connector.readers(link).others["reactions"] == 0
        requests.get(link.url, timeout=60)
        assert connector.readers(link).value == 1

    def test_a_retired_metric_spoils_no_other(
        self, connector: Connector, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Graph refuses the whole call for one name that it no longer knows."""
        link = connector.reveal(self.staged(connector, tmp_path))
        requests.get(link.url, timeout=60)
        every = connector.readers(link)
        assert (every.value, every.others["post_media_view"], every.others["reactions"]) == (1, 1, 0)
        monkeypatch.setattr("practice.graph.Graph.metrics", METRICS - {"post_media_view"})
        without_views = connector.readers(link)
        assert (without_views.value, without_views.others["post_media_view"], without_views.others["reactions"]) == (1, None, 0)
        monkeypatch.setattr("practice.graph.Graph.metrics", METRICS - {"post_total_media_view_unique"})
        without_people = connector.readers(link)
        assert (without_people.value, without_people.others["post_media_view"]) == (None, 1)
        assert "tidak lagi memberikan ukuran post_total_media_view_unique" in without_people.reason

    def test_check_tells_the_page_and_the_end_of_the_token(
        self, town: Town, session: requests.Session, connector: Connector
    ) -> None:
        health = connector.check()
        assert (health.ok, health.may_publish) == (True, True)
        assert health.token_ends is not None
        assert health.token_ends - datetime.now(UTC) > timedelta(days=59)
        other = Facebook(session, "999", town.tokens["page"], SystemClock(), api_url=town.urls["graph"])
        assert not other.check().ok

    def test_another_page_is_never_absent(
        self, town: Town, session: requests.Session, connector: Connector, tmp_path: Path
    ) -> None:
        other = Facebook(session, "999", town.tokens["page"], SystemClock(), api_url=town.urls["graph"])
        with pytest.raises(NeedsHuman):
            other.find(self.fingerprint(self.staged(connector, tmp_path)), datetime.now(UTC))

    @pytest.mark.parametrize("app_secret", ["", APP_SECRET])
    def test_the_token_is_in_no_address_and_no_log(
        self, town: Town, tmp_path: Path, caplog: pytest.LogCaptureFixture, app_secret: str
    ) -> None:
        caplog.set_level(logging.DEBUG)
        seen: list[requests.PreparedRequest] = []
        with Watched(town, "graph", [town.tokens["page"]], seen.append) as session:
            page = Facebook(
                session, PAGE_ID, town.tokens["page"], SystemClock(), api_url=town.urls["graph"], app_secret=app_secret
            )
            assert page.check().ok
            link = self.post(page, page.preview(package(tmp_path)))
            assert page.look(link).state == "public"
            page.readers(link)
            page.withdraw(link)
        token = town.tokens["page"]
        assert seen
        assert not [r.url for r in seen if token in str(r.url) or (token in str(r.body) and "debug_token" not in str(r.url))]
        assert token not in caplog.text
        assert token not in repr(page)

    def test_a_wrong_app_secret_is_told(self, town: Town, session: requests.Session) -> None:
        page = Facebook(session, PAGE_ID, town.tokens["page"], SystemClock(), api_url=town.urls["graph"], app_secret="bukan")
        assert not page.check().ok


@pytest.mark.parametrize(
    ("status", "error", "expected"),
    [
        (400, {"code": 506, "error_subcode": 1366051}, MaybePublished),
        (400, {"code": 368, "message": "You have already posted this"}, MaybePublished),
        (400, {"code": 368, "message": "deemed abusive"}, NeedsHuman),
        (401, {"code": 190}, NeedsHuman),
        (403, {"code": 200}, NeedsHuman),
        (403, {"code": 10}, NeedsHuman),
        (403, {"code": 4, "is_transient": True}, TryLater),
        (400, {"code": 17}, TryLater),
        (403, {"code": 32}, TryLater),
        (400, {"code": 613}, TryLater),
        (400, {"code": 341}, TryLater),
        (400, {"code": 80001}, TryLater),
        (400, {"code": 80014}, TryLater),
        (500, {"code": 1}, MaybePublished),
        (500, {"code": 2, "is_transient": True}, MaybePublished),
        (400, {"code": 1, "error_subcode": 1366046}, Refused),
        (400, {"code": 100}, Refused),
        (500, {"code": 100}, MaybePublished),
        (400, {"code": 100, "error_subcode": 33}, NeedsHuman),
        (400, {"code": 2635}, NeedsHuman),
        (400, {"code": 987654}, MaybePublished),
        (502, None, MaybePublished),
        (200, None, MaybePublished),
    ],
)
def test_an_error_is_named_by_the_next_act(status: int, error: dict[str, Any] | None, expected: type[ConnectorError]) -> None:
    assert isinstance(explained(answer(status, error), Step.REVEAL, SystemClock()), expected)


def test_an_unclear_answer_while_uploading_leaves_nothing_public() -> None:
    assert isinstance(explained(answer(500, {"code": 2}), Step.STAGE, SystemClock()), TryLater)


@pytest.mark.parametrize("usage", ["", "bukan json", "[]", '{"1": [{}]}', '{"1": 5}'])
def test_a_strange_usage_header_names_no_time(usage: str) -> None:
    error = explained(answer(403, {"code": 32}, {"X-Business-Use-Case-Usage": usage}), Step.REVEAL, SystemClock())
    assert isinstance(error, TryLater)
    assert error.at is None
