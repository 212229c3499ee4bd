"""The Threads profile's connector against the practice town's graph.threads.net, its pictures fetched from the town's website."""

import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests
from conformance import MARKER, Handles, package
from meta_stage import Recording, TwoStepConformance, answer, containers, force, picture

from connectors._social_errors import Step
from connectors.contract import (
    Absent,
    Connector,
    ConnectorError,
    Found,
    Link,
    MaybePublished,
    NeedsHuman,
    Refused,
    Rendering,
    StageAgain,
    TryLater,
)
from connectors.meta_errors import explained
from connectors.meta_steps import CONTAINER
from connectors.threads import SERVICE, Threads, weight
from practice.threads import ACCOUNT, USERNAME
from practice.town import Town
from safety.clock import SystemClock
from tests.specs import spec

SITE_LINK = "https://kpu-contoh.example/penetapan-daftar-pemilih"


class TestThreads(TwoStepConformance):
    member, reveal_path, kind = "threads", "/threads_publish", "post"

    def make(self, town: Town, session: requests.Session, *, wrong_secret: bool = False) -> Connector:
        token = "rahasia-salah" if wrong_secret else town.tokens["threads"]
        return Threads(session, ACCOUNT, USERNAME, token, SystemClock(), api_url=town.urls["threads"])

    def refused(self, town: Town, folder: Path) -> Rendering:
        return replace(self.make(town, requests.Session()).preview(self.content(folder)), text="a" * 501)

    def test_words_alone_go_out_with_the_links_card(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        rendering = connector.preview(package(tmp_path, images=()), SITE_LINK)
        link = self.post(connector, rendering)
        arrived = self.truth(town)[0]
        assert arrived["text"] == rendering.text == f"Penetapan daftar pemilih\n\nRapat pleno selesai.\n\n{SITE_LINK}"
        assert arrived["link"] == SITE_LINK
        assert connector.look(link).images == 0
        assert "Rapat pleno selesai." in requests.get(link.url, timeout=60).text

    def test_pictures_are_one_album_in_order_a_drawing_as_it_is(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        images = (picture(tmp_path, "a.jpg"), picture(tmp_path, "bagan.png", (300, 100), "PNG"))
        rendering = connector.preview(self.shown(package(tmp_path, images=images)), SITE_LINK)
        assert rendering.images == images
        link = self.post(connector, rendering)
        assert [m["alt"] for m in self.truth(town)[0]["media"]] == ["Keterangan a.jpg", "Keterangan bagan.png"]
        assert connector.look(link).images == 2
        assert len(containers(town, "threads")) == 3

    def test_a_text_is_cut_after_a_sentence_and_a_persons_own_never(self, connector: Connector, tmp_path: Path) -> None:
        rendering = connector.preview(package(tmp_path, images=(), body_text="Rapat berlangsung lancar. " * 60), SITE_LINK)
        assert weight(rendering.text) <= 500
        assert rendering.text.endswith(f"lancar.\n\n{SITE_LINK}")
        assert "dipotong" in " ".join(rendering.notes)
        own = package(tmp_path, images=(), channel_text={"threads": "Tulisan sendiri"}, link_in_post={"threads": False})
        assert connector.preview(own, SITE_LINK).text == "Tulisan sendiri"
        with pytest.raises(Refused):
            connector.preview(replace(own, channel_text={"threads": "🗳" * 126}))
        assert weight("🗳" * 125) == 500

    @pytest.mark.parametrize("wrong", ["unknown", "none"])
    def test_a_picture_without_an_address_is_caught_before_any_call(
        self, town: Town, session: Recording, connector: Connector, tmp_path: Path, wrong: str
    ) -> None:
        rendering = connector.preview(self.content(tmp_path))
        session.seen.clear()
        with pytest.raises(Refused if wrong == "none" else NeedsHuman):
            connector.stage(
                replace(rendering, addresses={"0" * 64: ""} if wrong == "unknown" else {}), MARKER, {}, Handles().record
            )
        assert session.seen == []
        assert containers(town, "threads") == []

    def test_an_expired_container_is_made_anew(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        rendering, handles = connector.preview(self.content(tmp_path)), Handles()
        staged = connector.stage(rendering, MARKER, {}, handles.record)
        force(town, "threads", staged.remote_id.removeprefix(CONTAINER), "EXPIRED")
        with pytest.raises(StageAgain):
            connector.reveal(staged)
        assert isinstance(self.find(connector, staged), Absent)
        anew = connector.stage(rendering, MARKER, handles.kept, handles.record)
        assert connector.reveal(anew).remote_id == self.truth(town)[0]["id"]

    def test_a_container_published_by_a_lost_request_is_not_published_again(
        self, town: Town, connector: Connector, tmp_path: Path
    ) -> None:
        staged = self.staged(connector, tmp_path)
        self.fault(town, "status_500_after")
        with pytest.raises(MaybePublished):
            connector.reveal(staged)
        again, found = connector.reveal(staged), self.find(connector, staged)
        assert isinstance(found, Found)
        assert again.remote_id == found.remote_id
        assert len(self.truth(town)) == 1

    def test_withdrawn_twice_is_gone_and_nothing_can_be_changed(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        link = connector.reveal(self.staged(connector, tmp_path))
        with pytest.raises(NeedsHuman):
            connector.amend(link, connector.preview(self.content(tmp_path)), Handles().record)
        connector.withdraw(link)
        connector.withdraw(link)
        assert connector.look(link).state == "gone"
        assert requests.get(link.url, timeout=60).status_code == 404

    def test_a_post_that_a_person_made_has_no_number_to_delete(self, connector: Connector) -> None:
        with pytest.raises(NeedsHuman, match="nomor kiriman tidak diketahui"):
            connector.withdraw(Link("https://www.threads.com/@kpu/post/OTHER", ""))

    def test_a_withdrawal_without_an_answer_is_looked_for(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        link = connector.reveal(self.staged(connector, tmp_path))
        fault = {"action": "drop_after", "method": "DELETE", "path": link.remote_id}
        requests.post(f"{town.urls['threads']}/__practice/faults", json=fault, timeout=60).raise_for_status()
        with pytest.raises(MaybePublished):
            connector.withdraw(link)
        connector.withdraw(link)

    def test_readers_are_told_under_the_platforms_own_name(
        self, connector: Connector, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        link = connector.reveal(self.staged(connector, tmp_path))
        assert connector.readers(link).value is None
        requests.get(link.url, timeout=60)
        count = connector.readers(link)
        assert (count.value, count.metric, count.others["reposts"]) == (1, "views", 0)
        from practice.threads import Threads as StandIn

        monkeypatch.setattr("practice.threads.Threads.names", replace(StandIn.names, metrics=("likes",)))
        retired = connector.readers(link)
        assert retired.value is None
        assert "tidak lagi" in retired.reason

    def test_check_tells_the_profile_its_day_and_the_end_of_the_token(
        self, town: Town, session: Recording, connector: Connector
    ) -> None:
        health = connector.check()
        assert (health.ok, health.account) == (True, f"@{USERNAME}")
        assert health.token_ends is not None
        assert health.budget is not None
        assert (health.budget.used, health.budget.total) == (0, 250)
        other = Threads(session, ACCOUNT, "orang_lain", town.tokens["threads"], SystemClock(), api_url=town.urls["threads"])
        assert not other.check().ok

    def test_the_token_is_in_no_address_and_no_log(
        self, town: Town, session: Recording, connector: Connector, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        token = town.tokens["threads"]
        assert connector.check().ok
        link = self.post(connector, connector.preview(self.content(tmp_path)))
        connector.readers(link)
        connector.withdraw(link)
        assert not [r for r in session.seen if token in str(r.url) or (token in str(r.body) and "debug_token" not in str(r.url))]
        assert not [r for r in session.seen if not str(r.url).startswith(town.urls["threads"]) and "Authorization" in r.headers]
        assert token not in caplog.text
        assert token not in repr(connector)

    def test_metas_specification_covers_no_request_of_threads_yet(self) -> None:
        assert spec("facebook/ThreadsUser.json")["apis"] == [], "now it does: hold the requests against it as Instagram's are"


@pytest.mark.parametrize(
    ("status", "error", "expected"),
    [
        (401, {"code": 190}, NeedsHuman),
        (403, {"code": 10}, NeedsHuman),
        (400, {"code": 100}, Refused),
        (400, {"code": 36001, "error_subcode": 2207005}, Refused),
        (400, {"code": 24, "error_subcode": 4279009}, MaybePublished),
        (403, {"code": 4}, TryLater),
        (429, None, TryLater),
        (403, {"code": 9, "error_subcode": 2207042}, TryLater),
        (400, {"code": 4, "error_subcode": 2207051}, NeedsHuman),
        (400, {"code": -2, "error_subcode": 2207020}, StageAgain),
        (500, {"code": 2}, MaybePublished),
        (502, None, MaybePublished),
        (200, None, MaybePublished),
    ],
)
def test_an_error_is_named_by_the_next_act(status: int, error: dict[str, Any] | None, expected: type[ConnectorError]) -> None:
    told = explained(answer(status, error), Step.REVEAL, SystemClock(), SERVICE)
    assert isinstance(told, expected)
    assert str(told).startswith("Threads")
