"""The YouTube connector against the practice town's channel, and against Google's own description of its API."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from conformance import MARKER, Conformance, Handles
from meta_stage import Recording
from youtube_channel import OnYouTube, filmed

from connectors.contract import AtWork, Connector, Found, Link, NeedsHuman, Refused, TryLater
from connectors.youtube_errors import midnight
from connectors.youtube_text import mark_of
from practice.town import Town
from practice.youtube_told import CHANNEL, NAME
from safety.clock import ManualClock
from safety.files import sha256_of
from tests.discovery import discovery_faults, document, rights

SITE_LINK = "http://127.0.0.1:8420/penetapan-daftar-pemilih"


class Forgetful(Recording):
    """A line on which every look at single videos finds nothing."""

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        response = super().send(request, **kwargs)
        if request.method == "GET" and urlsplit(request.url or "").path == "/youtube/v3/videos":
            response._content = b'{"kind": "youtube#videoListResponse", "items": []}'
        return response


class TestYouTube(OnYouTube, Conformance):
    def test_what_was_previewed_is_what_the_public_sees(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        rendering = connector.preview(filmed(tmp_path, tags=("DPB", "daftar pemilih"), made_with_ai=True), SITE_LINK)
        assert (rendering.title, rendering.text) == ("Penetapan daftar pemilih", f"Rapat pleno selesai.\n\n{SITE_LINK}")
        link = self.post(connector, rendering)
        (video,) = self.truth(town)
        assert video["snippet"] == {
            "title": rendering.title,
            "description": rendering.text,
            "tags": ["DPB", "daftar pemilih", mark_of(MARKER)],
            "categoryId": "25",
            "defaultLanguage": "id",
        }
        assert video["status"]["privacyStatus"] == "public"
        assert (video["status"]["selfDeclaredMadeForKids"], video["status"]["containsSyntheticMedia"]) == (False, True)
        assert video["sha256"] == rendering.videos[0].sha256
        page = requests.get(link.url, timeout=60).text
        assert "<video" in page
        assert rendering.title in page
        source = f"{town.urls['youtube']}/film/{link.remote_id}"
        assert requests.get(source, timeout=60).content == rendering.videos[0].path.read_bytes()

    def test_nobody_sees_the_film_before_it_is_revealed(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        number = self.stage(connector, connector.preview(filmed(tmp_path)))
        page = requests.get(f"{town.urls['youtube']}/watch", params={"v": number}, timeout=60).text
        assert "tidak tersedia" in page
        assert connector.look(Link("", number)).state == "hidden"

    def test_every_request_is_as_googles_description_has_it(
        self, town: Town, session: Recording, connector: Connector, tmp_path: Path
    ) -> None:
        rendering = connector.preview(filmed(tmp_path, tags=("DPB",)), SITE_LINK)
        link = self.post(connector, rendering)
        connector.check()
        self.find(connector, connector.stage(rendering, MARKER, {}, Handles().record))
        connector.readers(link)
        connector.amend(link, replace(rendering, text="Diralat."), Handles().record)
        connector.withdraw(link)
        assert connector.look(link).state == "gone"
        asked = [one for one in session.seen if urlsplit(one.url or "").path != "/token" and "upload_id" not in str(one.url)]
        assert {str(one.method) for one in asked} == {"GET", "POST", "PUT", "DELETE"}
        api = document("youtube.v3")
        assert [fault for one in asked for fault in discovery_faults(one, api)] == []
        assert all("youtube" in rights(api, one) for one in asked), "one right does all of it"

    def test_our_access_is_in_no_address(self, town: Town, session: Recording, connector: Connector, tmp_path: Path) -> None:
        self.post(connector, connector.preview(filmed(tmp_path)))
        said = " ".join(str(one.url) for one in session.seen)
        assert "ya29" not in said
        assert not [secret for secret in town.tokens.values() if secret in said]

    def test_a_whole_publication_asks_for_access_once_and_for_more_when_it_ends(
        self, town: Town, session: Recording, tmp_path: Path
    ) -> None:
        connector = self.make(town, session)
        link = self.post(connector, connector.preview(filmed(tmp_path)))
        exchanged = [one for one in session.seen if str(one.url).endswith("/token")]
        assert len(exchanged) == 1
        assert isinstance(connector.clock, ManualClock)
        connector.clock.advance(3600)
        assert connector.look(link).state == "public"
        assert len([one for one in session.seen if str(one.url).endswith("/token")]) == 2

    def test_words_that_changed_since_the_upload_are_put_right_while_nobody_sees_them(
        self, town: Town, connector: Connector, tmp_path: Path
    ) -> None:
        handles, content = Handles(), filmed(tmp_path)
        self.stage(connector, connector.preview(content), handles)
        again = connector.preview(content, SITE_LINK)
        self.stage(connector, again, handles)
        (video,) = self.truth(town)
        assert (video["snippet"]["description"], video["status"]["privacyStatus"]) == (again.text, "private")

    # --- the wait, and what YouTube makes of a film

    def test_a_film_that_is_still_processed_is_asked_for_again_ever_later(
        self, town: Town, session: Recording, tmp_path: Path
    ) -> None:
        self.ask(town, processing=1000)
        connector, handles = self.make(town, session), Handles()
        assert isinstance(connector.clock, ManualClock)
        rendering, waits = connector.preview(filmed(tmp_path)), []
        for _ in range(4):
            with pytest.raises(TryLater, match="mengolah") as caught:
                self.stage(connector, rendering, handles)
            assert caught.value.at is not None
            waits.append((caught.value.at - connector.clock.now()).total_seconds())
            connector.clock.advance(waits[-1])
        assert waits[0] == 60
        assert waits == sorted(waits)
        assert sum(waits) > 400
        assert isinstance(caught.value, AtWork), "waiting costs no attempt"
        connector.clock.advance(25 * 3600)
        with pytest.raises(TryLater) as late:
            self.stage(connector, rendering, handles)
        assert not isinstance(late.value, AtWork), "but it does not go on for ever"
        assert len(self.truth(town)) == 1

    @pytest.mark.parametrize(
        ("verdict", "error", "told"),
        [
            ({"uploadStatus": "rejected", "rejectionReason": "copyright"}, Refused, "hak cipta"),
            ({"uploadStatus": "rejected", "rejectionReason": "duplicate"}, Refused, "sudah ada di kanal ini"),
            ({"uploadStatus": "failed", "failureReason": "codec"}, Refused, "H.264"),
            ({"uploadStatus": "failed", "failureReason": "katak"}, Refused, "katak"),
            ({"uploadStatus": "rejected", "rejectionReason": "uploaderAccountSuspended"}, NeedsHuman, "ditangguhkan"),
        ],
    )
    def test_a_film_that_youtube_throws_out_goes_back_with_the_reason(
        self, town: Town, connector: Connector, tmp_path: Path, verdict: dict[str, str], error: type[Exception], told: str
    ) -> None:
        self.ask(town, verdict=verdict)
        with pytest.raises(error, match=told):
            self.stage(connector, connector.preview(filmed(tmp_path)))

    def test_a_file_that_is_no_film_is_refused(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        content = filmed(tmp_path)
        path = content.videos[0].path
        path.write_bytes(b"bukan film")
        broken = replace(content.videos[0], sha256=sha256_of(path), size=10)
        with pytest.raises(Refused, match="bukan film"):
            self.stage(connector, connector.preview(replace(content, videos=(broken,))))

    # --- the visible act

    def test_a_video_that_stays_locked_calls_for_a_person(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        staged = self.staged(connector, tmp_path)
        self.ask(town, locked=True)
        with pytest.raises(NeedsHuman, match="belum diaudit"):
            connector.reveal(staged)
        found = self.find(connector, staged)
        assert isinstance(found, Found)
        assert not found.public

    def test_revealing_twice_leaves_one_public_video(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        staged = self.staged(connector, tmp_path)
        assert connector.reveal(staged) == connector.reveal(staged)
        assert len(self.truth(town)) == 1

    def test_words_that_a_person_changed_are_not_made_public(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        staged = self.staged(connector, tmp_path)
        other = replace(staged.rendering, text="Lain sama sekali.")
        video = connector.amend(Link("", staged.remote_id), other, Handles().record)
        with pytest.raises(NeedsHuman, match="bukan lagi yang disetujui"):
            connector.reveal(staged)
        assert connector.look(video).state == "hidden"

    def test_a_video_that_a_person_deleted_is_not_uploaded_again_by_itself(
        self, town: Town, connector: Connector, tmp_path: Path
    ) -> None:
        handles = Handles()
        rendering = connector.preview(filmed(tmp_path))
        staged = connector.stage(rendering, MARKER, {}, handles.record)
        connector.withdraw(Link("", staged.remote_id))
        with pytest.raises(NeedsHuman, match="tidak ada lagi"):
            connector.reveal(staged)
        self.ask(town, pieces=0)
        with pytest.raises(TryLater):
            self.stage(connector, rendering, handles)
        self.ask(town, pieces=None)
        again = self.stage(connector, rendering, handles)
        assert again != staged.remote_id, "after a person's answer it is, and that upload is gone on with, too"
        assert (len(self.objects(town, "session")), len(self.truth(town))) == (2, 2)

    def test_a_film_that_is_still_processed_is_not_revealed(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        staged = self.staged(connector, tmp_path)
        self.ask(town, processing=1000)
        other = connector.preview(filmed(tmp_path, 4000))
        with pytest.raises(TryLater):
            connector.stage(other, f"{MARKER}-2", {}, Handles().record)
        number = next(one for one in self.truth(town) if one["sha256"] == other.videos[0].sha256)["id"]
        with pytest.raises(TryLater, match="mengolah"):
            connector.reveal(replace(staged, rendering=other, remote_id=f"tY{int(number):09d}"))

    # --- looking, counting, taking down, correcting

    def test_a_private_double_is_told_as_a_stray_and_a_public_one_as_a_double(
        self, town: Town, connector: Connector, tmp_path: Path
    ) -> None:
        rendering = connector.preview(filmed(tmp_path))
        staged = connector.stage(rendering, MARKER, {}, Handles().record)
        connector.reveal(staged)
        self.ask(town, blind=True)
        double = connector.stage(rendering, MARKER, {}, Handles().record)
        self.ask(town, blind=False)
        found = self.find(connector, staged)
        assert isinstance(found, Found)
        assert (found.remote_id, found.public, found.count, found.strays) == (staged.remote_id, True, 1, 1)
        told = connector.strays(self.fingerprint(staged), staged.remote_id)  # type: ignore[attr-defined]  # it tidies
        assert (told.ours, told.touched) == ((), (double.remote_id,)), "a person is told; nothing is deleted for good"
        connector.reveal(double)
        found = self.find(connector, staged)
        assert isinstance(found, Found)
        assert found.count == 2

    def test_every_page_of_the_uploads_is_read(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        rendering = connector.preview(filmed(tmp_path))
        connector.reveal(connector.stage(rendering, MARKER, {}, Handles().record))
        for number in range(51):
            connector.stage(rendering, f"lain-{number:012d}", {}, Handles().record)
        fingerprint = self.fingerprint(connector.stage(rendering, MARKER, {}, Handles().record))
        found = connector.find(replace(fingerprint, remote_id=""), datetime.now(UTC) - timedelta(hours=1))
        assert isinstance(found, Found)
        assert found.public

    def test_a_list_that_is_no_list_is_never_absent(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        staged = self.staged(connector, tmp_path)
        self.fault(town, "html_200", method="GET", path="/playlistItems")
        with pytest.raises(TryLater):
            self.find(connector, staged)

    def test_viewers_are_counted_and_the_rest_is_told_beside(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        link = self.post(connector, connector.preview(filmed(tmp_path)))
        for _ in range(3):
            requests.get(link.url, timeout=60)
        count = connector.readers(link)
        assert (count.value, count.metric, count.confidence) == (3, "viewCount", 1.0)
        assert count.others == {"likeCount": 0, "commentCount": 0}

    def test_taking_down_what_is_gone_is_success_but_not_on_another_channel(
        self, town: Town, session: Recording, connector: Connector, tmp_path: Path
    ) -> None:
        link = self.post(connector, connector.preview(filmed(tmp_path)))
        connector.withdraw(link)
        connector.withdraw(link)
        assert connector.look(link).state == "gone"
        assert "tidak tersedia" in requests.get(link.url, timeout=60).text
        stranger = replace(self.make(town, session), channel_id="UC" + "x" * 22)
        with pytest.raises(NeedsHuman, match="milik kanal"):
            stranger.withdraw(link)
        assert stranger.look(link).state == "unknown"

    def test_a_correction_changes_the_words_and_nothing_else(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        rendering = connector.preview(filmed(tmp_path))
        link = self.post(connector, rendering)
        (before,) = self.truth(town)
        mended = replace(rendering, title="Penetapan daftar pemilih (ralat)", text="Jumlahnya 12.", tags=("ralat",))
        assert connector.amend(link, mended, Handles().record).remote_id == link.remote_id
        (after,) = self.truth(town)
        assert after["status"] == before["status"]
        assert after["snippet"] == before["snippet"] | {
            "title": mended.title,
            "description": mended.text,
            "tags": ["ralat", mark_of(MARKER)],
        }
        found = self.find(connector, connector.stage(rendering, MARKER, {}, Handles().record))
        assert isinstance(found, Found), "the mark stays"

    def test_a_correction_cannot_put_another_film_in_the_place_of_the_one_that_is_seen(
        self, town: Town, connector: Connector, tmp_path: Path
    ) -> None:
        rendering = connector.preview(filmed(tmp_path))
        link = self.post(connector, rendering)
        before = self.truth(town)
        other = connector.preview(filmed(tmp_path, 4000, title="Film yang lain"))
        with pytest.raises(NeedsHuman, match="tidak dapat diganti"):
            connector.amend(link, other, Handles().record)
        assert self.truth(town) == before

    def test_one_empty_answer_does_not_make_a_video_gone(self, town: Town, session: Recording, tmp_path: Path) -> None:
        """A list may be empty for a moment; gone is what the other list does not have either."""
        connector = self.make(town, session)
        staged = self.staged(connector, tmp_path)
        empty = replace(connector, session=Forgetful(town))
        with pytest.raises(TryLater, match="belum memperlihatkan"):
            empty.reveal(staged)
        assert empty.look(Link("", staged.remote_id)).state == "unknown"
        with pytest.raises(TryLater):
            empty.stage(staged.rendering, MARKER, staged.handles, Handles().record)
        assert len(self.truth(town)) == 1

    def test_a_link_that_a_person_found_is_known_by_its_address(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        link = self.post(connector, connector.preview(filmed(tmp_path)))
        number = parse_qs(urlsplit(link.url).query)["v"][0]
        for url in (link.url, f"https://youtu.be/{number}", f"https://www.youtube.com/shorts/{number}"):
            assert connector.look(Link(url, "")).state == "public"

    # --- the account

    def test_the_account_is_told_with_what_it_costs(self, town: Town, connector: Connector) -> None:
        health = connector.check()
        assert (health.ok, health.may_publish, health.problems, health.excess) == (True, True, (), ())
        assert health.account == f"{NAME} ({CHANNEL})"
        assert "100 unggahan" in health.cost
        assert health.token_ends is None

    def test_a_permission_that_ends_is_told(self, town: Town, session: Recording) -> None:
        self.ask(town, refresh_ends=604_799)
        connector = self.make(town, session)
        ends = connector.check().token_ends
        assert ends is not None
        assert timedelta(days=6) < ends - connector.clock.now() < timedelta(days=7)

    @pytest.mark.parametrize(
        ("scope", "ok", "excess"),
        [
            ("youtube youtube.upload", True, ()),
            ("youtube.force-ssl", True, ("komentar",)),
            ("youtube drive", True, ("drive",)),
            ("youtube.upload youtube.readonly", False, ()),
        ],
    )
    def test_too_little_power_and_too_much_are_told(
        self, town: Town, connector: Connector, scope: str, ok: bool, excess: tuple[str, ...]
    ) -> None:
        self.ask(town, scope=" ".join(f"https://www.googleapis.com/auth/{one}" for one in scope.split()))
        health = connector.check()
        assert (health.ok, len(health.excess)) == (ok, len(excess))
        assert all(word in told for word, told in zip(excess, health.excess, strict=True))

    def test_a_revoked_permission_says_what_to_do(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        self.ask(town, revoked=True)
        (problem,) = connector.check().problems
        assert "7 hari" in problem
        assert "tayang connect" in problem

    def test_an_account_without_a_channel_is_told(self, town: Town, connector: Connector) -> None:
        self.ask(town, no_channel=True)
        (problem,) = connector.check().problems
        assert "belum mempunyai kanal" in problem

    @pytest.mark.parametrize("quota", ["units", "uploads"])
    def test_a_spent_day_is_waited_for_until_midnight_in_california(
        self, town: Town, session: Recording, tmp_path: Path, quota: str
    ) -> None:
        connector = self.make(town, session)
        rendering = connector.preview(filmed(tmp_path))
        self.ask(town, quota=quota)
        with pytest.raises(TryLater, match="jatah") as caught:
            self.stage(connector, rendering)
        assert caught.value.at == midnight(connector.clock.now())
