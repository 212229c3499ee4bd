"""The Instagram account's connector against the practice town's Graph, its pictures fetched from the town's website."""

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from conformance import MARKER, Handles, package
from meta_stage import Recording, TwoStepConformance, containers, force, illustrated, picture
from PIL import Image as Pillow

from connectors.contract import (
    Absent,
    AtWork,
    CannotTell,
    Connector,
    ConnectorError,
    Found,
    Link,
    MaybePublished,
    NeedsHuman,
    Refused,
    Rendering,
    StageAgain,
    Staged,
    TryLater,
)
from connectors.facebook_graph import API_URL
from connectors.instagram import Instagram
from connectors.meta_steps import CONTAINER, TwoSteps
from practice.graph import APP_SECRET
from practice.graph_said import VERSION
from practice.instagram import ACCOUNT, USERNAME
from practice.town import Town
from safety.clock import SystemClock
from tests.specs import graph_faults, spec

SITE_LINK = "https://kpu-contoh.example/penetapan-daftar-pemilih"


class TestInstagram(TwoStepConformance):
    member, reveal_path, kind = "instagram", "/media_publish", "post"

    def make(self, town: Town, session: requests.Session, *, wrong_secret: bool = False) -> Connector:
        token = "rahasia-salah" if wrong_secret else town.tokens["instagram"]
        return Instagram(session, ACCOUNT, USERNAME, token, SystemClock(), api_url=town.urls["instagram"])

    def refused(self, town: Town, folder: Path) -> Rendering:
        return replace(self.make(town, requests.Session()).preview(self.content(folder)), text="a" * 2201)

    # --- what is sent -----------------------------------------------------------------------------------------

    def test_what_was_previewed_is_what_arrives(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        rendering = connector.preview(self.content(tmp_path), SITE_LINK)
        link = self.post(connector, rendering)
        arrived = self.truth(town)[0]
        assert arrived["text"] == rendering.text == "Penetapan daftar pemilih\n\nRapat pleno selesai."
        assert [m["alt"] for m in arrived["media"]] == ["Keterangan 01.jpg"]
        page = requests.get(link.url, timeout=60).text
        assert "Rapat pleno selesai." in page
        shown_there = requests.get(f"{town.urls['instagram']}/gambar/{arrived['media'][0]['picture']}", timeout=60).content
        assert shown_there == rendering.images[0].path.read_bytes()

    def test_several_pictures_are_one_album_in_order(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        content = self.shown(illustrated(tmp_path, "a.jpg", "bb.jpg", "ccc.jpg"))
        link = self.post(connector, connector.preview(content))
        assert len(self.truth(town)) == 1
        assert [m["alt"] for m in self.truth(town)[0]["media"]] == [f"Keterangan {n}" for n in ("a.jpg", "bb.jpg", "ccc.jpg")]
        assert connector.look(link).images == 3

    def test_no_more_than_ten_pictures_and_the_rest_is_named(self, connector: Connector, tmp_path: Path) -> None:
        rendering = connector.preview(illustrated(tmp_path, *(f"{n}.jpg" for n in range(11))))
        assert len(rendering.images) == 10
        assert "10.jpg" in " ".join(rendering.notes)

    @pytest.mark.parametrize(
        ("size", "kind"),
        [((100, 400), "JPEG"), ((400, 100), "JPEG"), ((64, 64), "PNG"), ((99, 397), "PNG"), ((1913, 1000), "PNG")],
    )
    def test_a_picture_of_another_shape_arrives_whole_on_white(
        self, town: Town, connector: Connector, tmp_path: Path, size: tuple[int, int], kind: str
    ) -> None:
        original = picture(tmp_path, f"asal.{kind.lower()}", size, kind)
        rendering = connector.preview(self.shown(package(tmp_path, images=(original,))))
        made = rendering.images[0]
        with Pillow.open(made.path) as opened:
            assert opened.format == "JPEG"
            assert opened.size == (made.width, made.height)
        assert 0.8 <= made.width / made.height <= 1.91
        assert made.width >= size[0]
        assert made.height >= size[1]
        self.post(connector, rendering)
        assert len(self.truth(town)) == 1

    def test_an_album_takes_the_shape_of_its_first_picture(self, connector: Connector, tmp_path: Path) -> None:
        images = (picture(tmp_path, "tegak.jpg", (80, 100)), picture(tmp_path, "lebar.jpg", (160, 100)))
        rendering = connector.preview(package(tmp_path, images=images))
        assert {round(i.width / i.height, 2) for i in rendering.images} == {0.8}
        assert "lebar.jpg" in " ".join(rendering.notes)
        assert "tegak.jpg" not in " ".join(rendering.notes)

    def test_a_fitting_picture_is_sent_as_it_was_approved(self, connector: Connector, tmp_path: Path) -> None:
        content = illustrated(tmp_path, "01.jpg")
        assert connector.preview(content).images == content.images

    def test_the_digest_does_not_depend_on_addresses(self, connector: Connector, tmp_path: Path) -> None:
        content = package(tmp_path, images=(picture(tmp_path, "gambar.png", (300, 100), "PNG"),))
        assert connector.preview(content).digest == connector.preview(self.shown(content)).digest

    def test_a_long_text_ends_with_a_sentence(self, connector: Connector, tmp_path: Path) -> None:
        body = "Rapat pleno berlangsung lancar di aula. " * 100
        rendering = connector.preview(illustrated(tmp_path, "01.jpg", body_text=body))
        assert len(rendering.text) <= 2200
        assert rendering.text.endswith("di aula.")
        assert "dipotong" in " ".join(rendering.notes)

    def test_what_a_person_wrote_is_never_cut(self, connector: Connector, tmp_path: Path) -> None:
        own = illustrated(tmp_path, "01.jpg", channel_text={"instagram": "Tulisan sendiri #kpu"})
        assert connector.preview(own).text == "Tulisan sendiri #kpu"
        for text in ("a" * 2201, "#a " * 31, "@a " * 21):
            with pytest.raises(Refused):
                connector.preview(replace(own, channel_text={"instagram": text}))

    def test_without_a_picture_there_is_no_post(self, connector: Connector, tmp_path: Path) -> None:
        with pytest.raises(Refused):
            connector.preview(package(tmp_path, images=()))

    # --- pictures are looked at before anything is asked of Meta ------------------------------------------------

    @pytest.mark.parametrize("wrong", ["missing", "kind", "bytes", "unknown", "none"])
    def test_a_picture_that_meta_could_not_fetch_is_caught_before_any_call(
        self, town: Town, session: Recording, connector: Connector, tmp_path: Path, wrong: str
    ) -> None:
        rendering = connector.preview(self.content(tmp_path))
        sha, other = rendering.images[0].sha256, picture(tmp_path, "lain.jpg", (70, 70))
        url = rendering.addresses[sha]
        places = {
            "missing": {sha: f"{town.urls['site']}/berkas/{'0' * 64}/a.jpg"},
            "kind": {sha: town.urls["site"]},
            "bytes": {sha: self.shown(package(tmp_path, images=(other,))).addresses[other.sha256]},
            "unknown": {"0" * 64: url},
            "none": {},
        }
        session.seen.clear()
        with pytest.raises(Refused if wrong == "none" else NeedsHuman):
            connector.stage(replace(rendering, addresses=places[wrong]), MARKER, {}, Handles().record)
        assert not [r.url for r in session.seen if str(r.url).startswith(town.urls["instagram"])]

    def test_in_earnest_pictures_lie_behind_https(self, session: Recording, tmp_path: Path) -> None:
        earnest = Instagram(session, ACCOUNT, USERNAME, "x", SystemClock(), api_url=API_URL)
        rendering = earnest.preview(self.content(tmp_path))
        with pytest.raises(NeedsHuman, match="https"):
            earnest.stage(rendering, MARKER, {}, Handles().record)
        assert session.seen == []

    def test_a_website_that_is_down_is_waited_for(self, connector: Connector, tmp_path: Path) -> None:
        rendering = connector.preview(self.content(tmp_path))
        gone = {rendering.images[0].sha256: "http://127.0.0.1:9/a.jpg"}
        with pytest.raises((TryLater, NeedsHuman)):
            connector.stage(replace(rendering, addresses=gone), MARKER, {}, Handles().record)

    # --- containers ---------------------------------------------------------------------------------------------

    def test_a_container_published_by_a_lost_request_is_not_published_again(
        self, town: Town, connector: Connector, tmp_path: Path
    ) -> None:
        staged = self.staged(connector, tmp_path)
        self.fault(town, "drop_after")
        with pytest.raises(MaybePublished):
            connector.reveal(staged)
        again = connector.reveal(staged)
        found = self.find(connector, staged)
        assert isinstance(found, Found)
        assert (again.remote_id, again.url) == (found.remote_id, found.url)
        assert len(self.truth(town)) == 1

    def test_an_expired_container_is_made_anew(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        rendering, handles = connector.preview(self.content(tmp_path)), Handles()
        staged = connector.stage(rendering, MARKER, {}, handles.record)
        force(town, "instagram", staged.remote_id.removeprefix(CONTAINER), "EXPIRED")
        with pytest.raises(StageAgain):
            connector.reveal(staged)
        assert isinstance(self.find(connector, staged), Absent)
        anew = connector.stage(rendering, MARKER, handles.kept, handles.record)
        assert anew.remote_id != staged.remote_id
        assert connector.reveal(anew).remote_id == self.truth(town)[0]["id"]

    def test_a_container_at_work_is_waited_for(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        staged = self.staged(connector, tmp_path)
        force(town, "instagram", staged.remote_id.removeprefix(CONTAINER), "IN_PROGRESS")
        with pytest.raises(AtWork) as caught:
            connector.reveal(staged)
        assert caught.value.at is not None
        assert self.find(connector, staged) == Found(staged.remote_id, public=False)

    def test_an_album_whose_pictures_are_at_work_costs_no_attempt(
        self, town: Town, connector: Connector, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        rendering, handles = connector.preview(self.shown(illustrated(tmp_path, "a.jpg", "bb.jpg"))), Handles()
        monkeypatch.setattr(TwoSteps, "_state", lambda self, container: ("IN_PROGRESS", ""))
        with pytest.raises(AtWork, match="gambar masih diolah"):
            connector.stage(rendering, MARKER, {}, handles.record)
        with pytest.raises(AtWork):
            connector.stage(rendering, MARKER, handles.kept, handles.record)
        assert len(containers(town, "instagram")) == 2

    def album_at_work(self, connector: Connector, tmp_path: Path) -> tuple[Rendering, Handles]:
        """Two pictures of an album that Meta still processes."""
        rendering, handles = connector.preview(self.shown(illustrated(tmp_path, "a.jpg", "bb.jpg"))), Handles()
        with pytest.MonkeyPatch.context() as busy:
            busy.setattr(TwoSteps, "_state", lambda self, container: ("IN_PROGRESS", ""))
            with pytest.raises(AtWork):
                connector.stage(rendering, MARKER, {}, handles.record)
        return rendering, handles

    @pytest.mark.parametrize("state", ["FINISHED", "IN_PROGRESS"])
    def test_while_an_album_is_waited_for_each_picture_is_asked_once_and_the_site_not_again(
        self, town: Town, session: Recording, connector: Connector, tmp_path: Path, state: str
    ) -> None:
        rendering, handles = self.album_at_work(connector, tmp_path)
        pictures = [str(one["id"]) for one in containers(town, "instagram")]
        for one in pictures:
            force(town, "instagram", one, state)
        session.seen.clear()
        if state == "FINISHED":
            connector.stage(rendering, MARKER, handles.kept, handles.record)
        else:
            with pytest.raises(AtWork, match="gambar masih diolah"):
                connector.stage(rendering, MARKER, handles.kept, handles.record)
        asked = [str(r.url) for r in session.seen if r.method == "GET"]
        assert [sum(f"/{one}?" in url for url in asked) for one in pictures] == [1, 1]
        assert not [url for url in asked if url.startswith(town.urls["site"])]

    def test_a_picture_that_is_made_anew_is_looked_at_on_the_site_again(
        self, town: Town, session: Recording, connector: Connector, tmp_path: Path
    ) -> None:
        rendering, handles = self.album_at_work(connector, tmp_path)
        force(town, "instagram", str(containers(town, "instagram")[0]["id"]), "EXPIRED")
        session.seen.clear()
        connector.stage(rendering, MARKER, handles.kept, handles.record)
        assert len([r for r in session.seen if str(r.url).startswith(town.urls["site"])]) == 2
        assert len(containers(town, "instagram")) == 4

    def test_a_container_that_is_called_ready_and_is_not_is_waited_for(
        self, town: Town, connector: Connector, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        staged = self.staged(connector, tmp_path)
        force(town, "instagram", staged.remote_id.removeprefix(CONTAINER), "IN_PROGRESS")
        monkeypatch.setattr(TwoSteps, "_state", lambda self, container: ("FINISHED", ""))
        with pytest.raises(AtWork, match="gambar masih diolah"):
            connector.reveal(staged)

    @pytest.mark.parametrize(("trouble", "expected"), [("2207009", Refused), ("2207052", StageAgain), ("", StageAgain)])
    def test_a_failed_container_says_why(
        self, town: Town, connector: Connector, tmp_path: Path, trouble: str, expected: type[ConnectorError]
    ) -> None:
        staged = self.staged(connector, tmp_path)
        told = f"Error: Media upload has failed with error code {trouble}"
        force(town, "instagram", staged.remote_id.removeprefix(CONTAINER), "ERROR", told)
        with pytest.raises(expected):
            connector.reveal(staged)

    def test_an_album_goes_on_with_the_pictures_that_it_has(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        rendering, handles = connector.preview(self.shown(illustrated(tmp_path, "a.jpg", "bb.jpg"))), Handles()

        class Killed(Exception): ...

        def record(name: str, handle: str) -> None:
            handles.record(name, handle)
            if len(handles.kept) == 2:
                raise Killed

        with pytest.raises(Killed):
            connector.stage(rendering, MARKER, {}, record)
        connector.stage(rendering, MARKER, handles.kept, handles.record)
        assert len(containers(town, "instagram")) == 3

    def test_other_words_never_take_up_an_old_container(self, connector: Connector, tmp_path: Path) -> None:
        rendering, handles = connector.preview(self.content(tmp_path)), Handles()
        old = connector.stage(rendering, MARKER, {}, handles.record)
        new = connector.stage(replace(rendering, text="Teks lain"), MARKER, handles.kept, handles.record)
        assert new.remote_id != old.remote_id

    def test_a_spent_day_is_waited_for_until_its_oldest_post_is_a_day_old(
        self, town: Town, connector: Connector, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.post(connector, connector.preview(self.content(tmp_path)))
        monkeypatch.setattr("practice.instagram.Instagram.names", replace(_names(), quota=1))
        with pytest.raises(TryLater) as caught:
            self.staged(connector, tmp_path)
        assert caught.value.at is not None
        wait = caught.value.at - datetime.now(UTC)
        assert timedelta(hours=23, minutes=50) < wait <= timedelta(hours=24)
        budget = connector.check().budget
        assert budget is not None
        assert (budget.used, budget.total) == (1, 1)

    # --- looking ------------------------------------------------------------------------------------------------

    def test_the_whole_list_is_read(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        staged = self.staged(connector, tmp_path)
        connector.reveal(staged)
        others = connector.preview(self.content(tmp_path))
        for number in range(3):
            self.post(connector, replace(others, text=f"Pengumuman nomor {number} dari kantor lain"))
        found = connector.find(replace(self.fingerprint(staged), remote_id=""), datetime.now(UTC) - timedelta(hours=1))
        assert isinstance(found, Found)
        later = connector.find(replace(self.fingerprint(staged), remote_id=""), datetime.now(UTC) + timedelta(minutes=1))
        assert isinstance(later, Absent)

    def test_a_caption_that_comes_back_without_its_mentions_is_still_ours(
        self, town: Town, connector: Connector, tmp_path: Path
    ) -> None:
        words = {"instagram": "Rapat bersama @bawaslu_contoh dan @kpu_ri selesai."}
        content = replace(self.content(tmp_path), channel_text=words)
        staged = connector.stage(connector.preview(content), MARKER, {}, Handles().record)
        self.fault(town, "drop_after")
        with pytest.raises(MaybePublished):
            connector.reveal(staged)
        found = self.find(connector, staged)
        assert isinstance(found, Found)
        assert found.public
        assert self.truth(town)[0]["text"] == staged.rendering.text

    def test_a_changed_copy_is_for_a_person_to_judge(self, connector: Connector, tmp_path: Path) -> None:
        staged = self.staged(connector, tmp_path)
        self.post(connector, replace(staged.rendering, text=staged.rendering.text + " #pemilu"))
        without = replace(self.fingerprint(staged), remote_id="")
        assert isinstance(connector.find(without, datetime.now(UTC) - timedelta(hours=1)), CannotTell)
        assert self.find(connector, staged) == Found(staged.remote_id, public=False), "its container says that it is not out"

    def test_another_account_is_never_absent(self, town: Town, session: Recording, connector: Connector, tmp_path: Path) -> None:
        staged = self.staged(connector, tmp_path)
        for number, name in ((ACCOUNT, "orang_lain"), ("999", USERNAME)):
            other = Instagram(session, number, name, town.tokens["instagram"], SystemClock(), api_url=town.urls["instagram"])
            assert not other.check().ok
            with pytest.raises(NeedsHuman):
                other.find(self.fingerprint(staged), datetime.now(UTC))

    def test_readers_are_told_under_the_platforms_own_name(self, connector: Connector, tmp_path: Path) -> None:
        link = connector.reveal(self.staged(connector, tmp_path))
        assert connector.readers(link).value is None
        requests.get(link.url, timeout=60)
        count = connector.readers(link)
        assert (count.value, count.metric, count.others["views"], count.others["likes"]) == (1, "reach", 1, 0)

    def test_a_retired_metric_is_unknown_says_so_and_spoils_no_other(
        self, connector: Connector, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        link = connector.reveal(self.staged(connector, tmp_path))
        requests.get(link.url, timeout=60)
        monkeypatch.setattr("practice.instagram.Instagram.names", replace(_names(), metrics=("views",)))
        count = connector.readers(link)
        assert (count.value, count.others["views"], count.others["likes"]) == (None, 1, None)
        assert "tidak lagi" in count.reason

    def test_only_a_person_can_take_it_down_or_change_it(self, connector: Connector, tmp_path: Path) -> None:
        link = connector.reveal(self.staged(connector, tmp_path))
        with pytest.raises(NeedsHuman, match="aplikasi"):
            connector.withdraw(link)
        with pytest.raises(NeedsHuman):
            connector.amend(link, connector.preview(self.content(tmp_path)), Handles().record)
        connector.withdraw(Link(link.url, "404"))
        assert connector.look(Link(link.url, "404")).state == "gone"

    def test_check_tells_the_account_and_the_end_of_the_token(self, connector: Connector) -> None:
        health = connector.check()
        assert (health.ok, health.account) == (True, f"@{USERNAME}")
        assert health.token_ends is not None
        assert health.budget is not None
        assert (health.budget.used, health.budget.total) == (0, 100)

    # --- promises about requests --------------------------------------------------------------------------------

    @pytest.mark.parametrize("app_secret", ["", APP_SECRET])
    def test_the_token_is_in_no_address_and_no_log(
        self, town: Town, tmp_path: Path, caplog: pytest.LogCaptureFixture, app_secret: str
    ) -> None:
        caplog.set_level(logging.DEBUG)
        token = town.tokens["instagram"]
        with Recording(town) as session:
            account = Instagram(
                session, ACCOUNT, USERNAME, token, SystemClock(), api_url=town.urls["instagram"], app_secret=app_secret
            )
            self._whole_life(account, tmp_path)
            told = [r for r in session.seen if token in str(r.url) or (token in str(r.body) and "debug_token" not in str(r.url))]
            strangers = [r for r in session.seen if not str(r.url).startswith(town.urls["instagram"])]
            assert session.seen
            assert told == []
            assert strangers
            assert not [r for r in strangers if "Authorization" in r.headers], "the website never gets the token"
        assert token not in caplog.text
        assert token not in repr(account)

    def test_every_request_is_what_metas_specification_allows(
        self, town: Town, session: Recording, connector: Connector, tmp_path: Path
    ) -> None:
        user, media = spec("facebook/IGUser.json"), spec("facebook/IGMedia.json")
        self._whole_life(connector, tmp_path)
        root, faults, checked = f"/{VERSION}/{ACCOUNT}", [], 0
        posts = {post["id"] for post in self.truth(town)}
        for request in session.seen:
            path = urlsplit(str(request.url)).path
            number, _, edge = path.removeprefix(f"/{VERSION}/").partition("/")
            if path.startswith(root):
                faults += graph_faults(request, user, edge)
                checked += 1
            elif number in posts:
                faults += graph_faults(request, media, edge)
                checked += 1
        assert faults == []
        assert checked > 10

    def _whole_life(self, connector: Connector, folder: Path) -> None:
        assert connector.check().ok
        for content in (self.content(folder), self.shown(illustrated(folder, "a.jpg", "bb.jpg", title="Album"))):
            staged: Staged = connector.stage(connector.preview(content), MARKER, {}, Handles().record)
            link = connector.reveal(staged)
            assert connector.look(link).state == "public"
            self.find(connector, staged)
            connector.readers(link)


def _names() -> Any:
    from practice.instagram import Instagram as StandIn

    return StandIn.names
