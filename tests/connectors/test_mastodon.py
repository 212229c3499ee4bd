"""The Mastodon connector against the practice town's instance, and against Mastodon's own description of its API."""

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from answers import answer
from conformance import MARKER, Conformance, Handles, film, package
from earnest import InEarnest, Watched

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
    Staged,
    TryLater,
)
from connectors.mastodon import Mastodon
from connectors.mastodon_client import Missing, explained
from connectors.mastodon_limits import Allowed, expect_allowed
from connectors.mastodon_text import count, words_of
from content_queue.package import Image
from practice.mastodon import SLOW, USERNAME
from practice.mastodon_html import content_of
from practice.town import Town
from safety.clock import ManualClock, SystemClock
from safety.files import sha256_of
from tests.specs import openapi_faults, read_whole, spec

SITE_LINK = "http://127.0.0.1:8420/penetapan-daftar-pemilih"
GOLDEN = f"Penetapan daftar pemilih\n\nRapat pleno selesai.\n\n{SITE_LINK}"


def slow_picture(folder: Path) -> Image:
    file = folder / "besar.png"
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * SLOW)
    return replace(package(folder).images[0], name=file.name, path=file, sha256=sha256_of(file), size=file.stat().st_size)


class TestMastodon(InEarnest, Conformance):
    member, reveal_path, kind = "mastodon", "/api/v1/statuses", "status"

    def make(self, town: Town, session: requests.Session, *, wrong_secret: bool = False) -> Connector:
        token = "rahasia-salah" if wrong_secret else town.tokens["mastodon"]
        return Mastodon(session, town.urls["mastodon"], USERNAME, token, ManualClock(datetime.now(UTC)))

    def refused(self, town: Town, folder: Path) -> Rendering:
        return replace(self.make(town, requests.Session()).preview(package(folder)), text="x" * 501)

    def post(self, connector: Connector, rendering: Rendering) -> Link:
        return connector.reveal(connector.stage(rendering, MARKER, {}, Handles().record))

    def media(self, town: Town) -> dict[str, str]:
        body = requests.get(f"{town.urls['mastodon']}/__practice/truth", timeout=60).json()
        return {o["id"]: o["alt"] for o in body["objects"] if o["kind"] == "media"}

    def test_what_was_previewed_is_what_arrives(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        rendering = connector.preview(package(tmp_path), SITE_LINK)
        link = self.post(connector, rendering)
        arrived = self.truth(town)[0]
        assert arrived["text"] == rendering.text == GOLDEN
        assert (arrived["visibility"], arrived["language"]) == ("public", "id")
        assert [self.media(town)[m] for m in arrived["media"]] == ["Rapat pleno di aula"]
        assert "PRAKTIK" in requests.get(link.url, timeout=60).text

    def test_within_the_hour_the_same_post_comes_back(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        staged = self.staged(connector, tmp_path)
        assert connector.reveal(staged) == connector.reveal(staged)
        assert len(self.truth(town)) == 1

    def test_the_key_is_the_same_for_a_new_process_and_another_for_other_words(
        self, town: Town, session: requests.Session, connector: Connector, tmp_path: Path
    ) -> None:
        staged = self.staged(connector, tmp_path)
        first = connector.reveal(staged)
        again = Staged(staged.rendering, staged.marker, "", dict(staged.handles))
        assert self.make(town, session).reveal(again) == first
        other = connector.stage(replace(staged.rendering, text="Dibetulkan", images=()), MARKER, {}, Handles().record)
        assert connector.reveal(other).remote_id != first.remote_id

    def test_the_key_is_no_promise_for_ever(self, connector: Connector) -> None:
        """After the hour a second post would come of it: an unclear answer must be looked for, whatever the key."""
        assert connector.limits.repeatable_reveal is False
        assert connector.limits.can_find is True

    def test_a_post_that_somebody_deleted_within_the_hour_waits_for_the_key(
        self, town: Town, connector: Connector, tmp_path: Path
    ) -> None:
        staged = self.staged(connector, tmp_path)
        connector.withdraw(connector.reveal(staged))
        with pytest.raises(TryLater) as caught:
            connector.reveal(staged)
        assert caught.value.at is not None
        assert caught.value.at - datetime.now(UTC) > timedelta(minutes=59)

    def test_a_picture_that_is_still_processed_is_waited_for(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        rendering = connector.preview(package(tmp_path, images=(slow_picture(tmp_path),)))
        handles = Handles()
        link = connector.reveal(connector.stage(rendering, MARKER, {}, handles.record))
        assert connector.look(link).images == 1
        assert [name for name in handles.kept.values() if "diolah" in name] == []
        assert len(self.media(town)) == 1

    def test_a_crash_while_a_picture_is_processed_uploads_it_once(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        rendering, handles = connector.preview(package(tmp_path, images=(slow_picture(tmp_path),))), Handles()
        self.fault(town, "html_200", method="GET", path="/api/v1/media/")
        with pytest.raises(TryLater):
            connector.stage(rendering, MARKER, {}, handles.record)
        assert len(handles.kept) == 1
        connector.reveal(connector.stage(rendering, MARKER, handles.kept, handles.record))
        assert len(self.media(town)) == 1

    def test_a_film_is_processed_described_and_found_again(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        rendering, handles = connector.preview(package(tmp_path, videos=(film(tmp_path),)), SITE_LINK), Handles()
        staged = connector.stage(rendering, MARKER, {}, handles.record)
        link = connector.reveal(staged)
        (media,) = self.truth(town)[0]["media"]
        assert self.media(town)[media] == "Ketua mengetuk palu"
        kept = requests.get(f"{town.urls['mastodon']}/gambar/{media}", timeout=60)
        assert kept.content == rendering.videos[0].path.read_bytes()
        assert "<video" in requests.get(link.url, timeout=60).text
        found = self.find(connector, staged)
        assert isinstance(found, Found)
        assert found.remote_id == link.remote_id

    def test_a_film_goes_before_pictures_because_a_post_holds_one_or_the_other(
        self, connector: Connector, tmp_path: Path
    ) -> None:
        rendering = connector.preview(package(tmp_path, videos=(film(tmp_path), film(tmp_path, name="dua.mp4"))))
        assert (len(rendering.videos), rendering.images) == (1, ())
        notes = " ".join(rendering.notes)
        assert "01.png" in notes
        assert "dua.mp4" in notes
        heavy = connector.preview(package(tmp_path, videos=(film(tmp_path, size=100 * 2**20),)))
        assert (heavy.videos, len(heavy.images)) == ((), 1)
        assert "paling besar 99 MB; tidak ikut: film.mp4" in " ".join(heavy.notes)

    @pytest.mark.parametrize(
        "allowed", [Allowed(film_bytes=1000), Allowed(film_pixels=1000), Allowed(kinds=frozenset({"image/png"}))]
    )
    def test_a_film_that_this_instance_does_not_take_is_refused_before_it_is_sent(
        self, connector: Connector, tmp_path: Path, allowed: Allowed
    ) -> None:
        rendering = connector.preview(package(tmp_path, videos=(film(tmp_path),)))
        expect_allowed(rendering, Allowed())
        with pytest.raises(Refused, match="video"):
            expect_allowed(rendering, allowed)

    def test_an_upload_that_the_instance_threw_away_is_sent_again(self, connector: Connector, tmp_path: Path) -> None:
        rendering = connector.preview(package(tmp_path))
        handles = Handles({f"media:{rendering.images[0].sha256}": "113999"})
        assert connector.reveal(connector.stage(rendering, MARKER, handles.kept, handles.record)).remote_id

    def test_the_instance_says_what_it_takes(
        self, town: Town, session: requests.Session, connector: Connector, tmp_path: Path
    ) -> None:
        rendering = replace(connector.preview(package(tmp_path)), text="x" * 501)
        with pytest.raises(Refused, match="501"):
            connector.stage(rendering, MARKER, {}, Handles().record)
        assert self.media(town) == {}
        roomy = Mastodon(session, town.urls["mastodon"], USERNAME, town.tokens["mastodon"], SystemClock(), max_characters=5000)
        assert len(roomy.preview(package(tmp_path, body_text="Rapat selesai. " * 100)).text) > 1400
        assert "max_characters = 500" in roomy.check().problems[0]

    def test_an_instance_that_does_not_tell_rights_can_be_used(self, town: Town, connector: Connector) -> None:
        self.fault(town, "html_200", method="GET", path="/api/v1/apps/verify_credentials")
        assert connector.check().ok

    @pytest.mark.parametrize(
        "changes",
        [{"size": 17 * 2**20}, {"width": 9000, "height": 9000}, {"alt": "a" * 1501}, {"mime": "image/tiff"}],
    )
    def test_a_picture_that_the_instance_does_not_take_is_refused(
        self, connector: Connector, tmp_path: Path, changes: dict[str, Any]
    ) -> None:
        rendering = connector.preview(package(tmp_path))
        wrong = replace(rendering, images=(replace(rendering.images[0], **changes),))
        with pytest.raises(Refused):
            expect_allowed(wrong, Allowed(kinds=frozenset({"image/png"})))
        expect_allowed(rendering, Allowed())

    def test_a_long_text_ends_with_a_sentence_and_keeps_link_and_hashtags(self, connector: Connector, tmp_path: Path) -> None:
        told = "KPU Kab. Contoh menetapkan daftar pemilih pada pukul 08.00 WIB. " * 20
        rendering = connector.preview(package(tmp_path, body_text=told, tags=("daftar pemilih",)), SITE_LINK)
        assert rendering.text.endswith(f"pukul 08.00 WIB.\n\n#DaftarPemilih\n\n{SITE_LINK}")
        assert 400 < count(rendering.text, SITE_LINK) <= 500

    def test_what_does_not_fit_is_refused_or_told(self, connector: Connector, tmp_path: Path) -> None:
        with pytest.raises(Refused):
            connector.preview(package(tmp_path, channel_text={"mastodon": "a" * 501}))
        with pytest.raises(Refused):
            connector.preview(package(tmp_path, channel_text={"mastodon": "a" * 480}), SITE_LINK)
        one = package(tmp_path).images[0]
        with pytest.raises(Refused):
            connector.preview(package(tmp_path, images=(replace(one, alt="a" * 1501),)))
        many = tuple(replace(one, name=f"{n}.png") for n in range(5))
        assert "4.png" in " ".join(connector.preview(package(tmp_path, images=many)).notes)

    @pytest.mark.parametrize(
        "text",
        [
            "KPU & <warga> #pemilu di https://kpu.go.id/berita/penetapan-daftar-pemilih-berkelanjutan?a=1&b=2",
            "Satu\ndua\n\ntiga 😀",
        ],
    )
    def test_a_rewritten_text_is_still_ours(self, connector: Connector, tmp_path: Path, text: str) -> None:
        staged = connector.stage(
            connector.preview(package(tmp_path, channel_text={"mastodon": text})), MARKER, {}, Handles().record
        )
        connector.reveal(staged)
        assert isinstance(self.find(connector, staged), Found)

    def test_the_whole_list_is_read(self, connector: Connector, tmp_path: Path) -> None:
        staged = self.staged(connector, tmp_path)
        connector.reveal(staged)
        for number in range(41):
            other = replace(staged.rendering, text=f"Pengumuman nomor {number} dari kantor lain", images=())
            self.post(connector, other)
        assert isinstance(self.find(connector, staged), Found)
        later = connector.find(self.fingerprint(staged), datetime.now(UTC) + timedelta(minutes=1))
        assert isinstance(later, Absent)

    def test_a_changed_copy_is_for_a_person_to_judge(self, connector: Connector, tmp_path: Path) -> None:
        staged = self.staged(connector, tmp_path)
        self.post(connector, replace(staged.rendering, text=staged.rendering.text + " #pemilu", images=()))
        assert isinstance(self.find(connector, staged), CannotTell)

    def test_amended_with_new_words_and_pictures_then_withdrawn(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        staged = self.staged(connector, tmp_path)
        link = connector.reveal(staged)
        better = replace(staged.rendering, text="Teks yang dibetulkan", images=(*staged.rendering.images, slow_picture(tmp_path)))
        assert connector.amend(link, better, Handles().record) == link
        assert self.truth(town)[0]["text"] == "Teks yang dibetulkan"
        assert connector.look(link).images == 2
        connector.withdraw(link)
        connector.withdraw(link)
        assert connector.look(link).state == "gone"

    def test_a_post_for_followers_only_is_hidden(self, town: Town, connector: Connector) -> None:
        headers = {"Authorization": f"Bearer {town.tokens['mastodon']}"}
        body = {"status": "Hanya pengikut", "visibility": "private"}
        made = requests.post(f"{town.urls['mastodon']}/api/v1/statuses", json=body, headers=headers, timeout=60).json()
        assert connector.look(Link(made["url"], made["id"])).state == "hidden"
        assert connector.look(Link(made["url"], "")).state == "hidden"

    def test_likes_are_no_readers(self, connector: Connector, tmp_path: Path) -> None:
        counted = connector.readers(connector.reveal(self.staged(connector, tmp_path)))
        assert counted.value is None
        assert "bukan pembaca" in counted.reason
        assert counted.others == {"favourites_count": 0, "reblogs_count": 0, "replies_count": 0}

    def test_a_token_of_another_account_is_never_absent(
        self, town: Town, session: requests.Session, connector: Connector, tmp_path: Path
    ) -> None:
        other = Mastodon(session, town.urls["mastodon"], "orang_lain", town.tokens["mastodon"], SystemClock())
        assert not other.check().ok
        with pytest.raises(NeedsHuman):
            self.find(other, self.staged(connector, tmp_path))
        assert connector.check().account.startswith(f"@{USERNAME} di 127.0.0.1")

    def test_the_token_is_in_no_address_and_no_log_and_every_request_is_as_described(
        self, town: Town, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        seen: list[requests.PreparedRequest] = []
        with Watched(town, "mastodon", [town.tokens["mastodon"]], lambda request: seen.append(read_whole(request))) as session:
            account = self.make(town, session)
            assert account.check().ok
            for images in ((), package(tmp_path).images, (slow_picture(tmp_path),), None):
                more = {"videos": (film(tmp_path),)} if images is None else {"images": images}
                rendering = account.preview(package(tmp_path, **more), SITE_LINK)
                staged = account.stage(rendering, MARKER, {}, Handles().record)
                link = account.reveal(staged)
                assert isinstance(self.find(account, staged), Found)
                account.readers(link)
                account.amend(link, replace(rendering, text="Dibetulkan"), Handles().record)
                account.withdraw(link)
        shown = " ".join(str(r.url) for r in seen) + caplog.text + repr(account)
        assert town.tokens["mastodon"] not in shown
        assert {request.method for request in seen} == {"GET", "POST", "PUT", "DELETE"}
        api = spec("mastodon-openapi.json")
        assert [fault for request in seen for fault in openapi_faults(request, api)] == []


def test_the_description_is_really_asked() -> None:
    api = spec("mastodon-openapi.json")

    def faults(method: str, path: str, by: str = "Bearer x", **options: Any) -> list[str]:
        headers = {"Authorization": by}
        return openapi_faults(requests.Request(method, f"http://127.0.0.1{path}", headers=headers, **options).prepare(), api)

    assert faults("POST", "/api/v1/statuses", json={"status": "a", "media_ids": ["1"], "visibility": "public"}) == []
    assert faults("POST", "/api/v1/statuses", json={"status": "a", "media_ids": [1]}) != []
    assert faults("POST", "/api/v1/statuses", json={"status": "a", "text": "b"}) == ["text is no field"]
    assert faults("POST", "/api/v1/statuses", json={}) != []
    assert faults("POST", "/api/v1/statuses", "", json={"status": "a"}) != []
    assert faults("POST", "/api/v1/statuses", data={"status": "a"}) == ["takes no application/x-www-form-urlencoded"]
    assert faults("POST", "/api/v2/media", files={"description": ("a", b"b")}) != []
    assert faults("GET", "/api/v1/accounts/1/statuses?limit=x") == ["limit is not right: x"]
    assert faults("GET", "/api/v1/accounts/1/statuses?marker=x") == ["marker is no parameter of /api/v1/accounts/{id}/statuses"]
    assert faults("GET", "/api/v9/nothing") == ["unknown operation GET /api/v9/nothing"]


def test_length_is_counted_as_mastodon_counts() -> None:
    assert count("a" * 500) == 500
    assert count("👨‍👩‍👧 🇮🇩 👍🏽 é") == 7
    assert count("Di https://kpu-contoh.example/" + "a" * 300) == 3 + 23
    assert count(f"Di {SITE_LINK}.", SITE_LINK) == 3 + 23 + 1
    assert count("kpu.go.id") == 9
    assert count("@kpu_ri@mastodon.example") == 7


@pytest.mark.parametrize("text", ["a & b <c>", "Satu\n\ndua\ntiga", f"Lihat {SITE_LINK}?a=1&b=2.", "#Pemilu2029 selesai"])
def test_words_are_read_back_from_what_mastodon_makes_of_them(text: str) -> None:
    assert words_of(content_of(text)) == text


@pytest.mark.parametrize(
    ("status", "error", "expected"),
    [
        (401, "The access token is invalid", NeedsHuman),
        (401, "The access token was revoked", NeedsHuman),
        (422, "This method requires an authenticated user", NeedsHuman),
        (403, "This action is outside the authorized scopes", NeedsHuman),
        (403, "Your login is currently disabled", NeedsHuman),
        (404, "Record not found", Missing),
        (410, "Gone", Missing),
        (413, "Payload too large", Refused),
        (422, "Validation failed: Text character limit of 500 exceeded", Refused),
        (422, "Validation failed: File content type is invalid", Refused),
        (422, "Cannot attach files that have not finished processing. Try again in a moment!", TryLater),
        (429, "Too many requests", TryLater),
        (429, None, TryLater),
        (500, "Internal Server Error", MaybePublished),
        (503, "Remote SSL certificate could not be verified", MaybePublished),
        (502, None, MaybePublished),
        (404, None, MaybePublished),
        (200, None, MaybePublished),
        (302, None, MaybePublished),
        (418, "I'm a teapot", MaybePublished),
    ],
)
def test_an_error_is_named_by_the_next_act(status: int, error: str | None, expected: type[ConnectorError]) -> None:
    body = {"error": error} if error is not None else None
    assert type(explained(answer(status, body), body, Step.REVEAL, SystemClock())) is expected


def test_an_unclear_answer_while_uploading_leaves_nothing_public() -> None:
    assert isinstance(explained(answer(502, None), None, Step.STAGE, SystemClock()), TryLater)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"X-RateLimit-Reset": "2026-11-21T08:05:00.123Z"}, datetime(2026, 11, 21, 8, 5, 0, 123000, UTC)),
        ({"X-RateLimit-Reset": "2026-11-21T08:05:00Z", "Retry-After": "60"}, datetime(2026, 11, 21, 8, 1, tzinfo=UTC)),
        ({"X-RateLimit-Reset": "nanti", "Retry-After": "60"}, datetime(2026, 11, 21, 8, 1, tzinfo=UTC)),
        ({}, None),
    ],
)
def test_the_time_of_the_next_try_is_the_one_that_mastodon_names(headers: dict[str, str], expected: datetime | None) -> None:
    clock = ManualClock(datetime(2026, 11, 21, 8, tzinfo=UTC))
    error = explained(answer(429, {"error": "Too many requests"}, headers), {"error": ""}, Step.REVEAL, clock)
    assert isinstance(error, TryLater)
    assert error.at == expected
