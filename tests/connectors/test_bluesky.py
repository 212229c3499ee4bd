"""The Bluesky connector against the practice town's server, and its records against the official lexicons' models."""

import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from atproto import models
from conformance import LONG_AGO, MARKER, Conformance, Handles, film, package
from earnest import InEarnest, Watched
from PIL import Image as Pillow
from pydantic import BaseModel

from connectors import http
from connectors.bluesky import Bluesky
from connectors.bluesky_client import SESSION_LASTS
from connectors.bluesky_pictures import HEAVIEST, light_enough
from connectors.bluesky_stage import FRESH
from connectors.bluesky_text import LENGTH, cid_of, count, is_ours, key_of, time_of_key
from connectors.contract import (
    Absent,
    CannotTell,
    Connector,
    Found,
    Link,
    MaybePublished,
    NeedsHuman,
    Refused,
    Rendering,
    StageAgain,
    TryLater,
)
from content_queue.package import Image
from practice import bluesky as standin
from practice.bluesky import DID, HANDLE, NEIGHBOUR, NEIGHBOUR_DID
from practice.bluesky_records import TID
from practice.town import Town
from safety.addresses import AddressPolicy
from safety.clock import ManualClock, SystemClock
from safety.fence import fenced
from safety.files import sha256_of
from safety.redaction import Redactor

SITE_LINK = "http://127.0.0.1:8420/penetapan-daftar-pemilih"
WORDS = "Penetapan daftar pemilih\n\nRapat pleno selesai."


def official(record: dict[str, Any]) -> list[str]:
    """What the official lexicon's model does not know of a record."""
    model = models.AppBskyFeedPost.Record.model_validate(record, context={"strict_string_format": True})
    return list(_unknown(model))


def _unknown(model: BaseModel) -> Iterator[str]:
    yield from model.model_extra or ()
    for name in type(model).model_fields:
        inner = getattr(model, name)
        for one in inner if isinstance(inner, list) else [inner]:
            if isinstance(one, BaseModel):
                yield from _unknown(one)


def heavy(folder: Path, name: str = "besar.png") -> Image:
    """A photograph-like picture that weighs more than Bluesky takes."""
    file = folder / name
    Pillow.effect_noise((1900, 1400), 90).convert("RGB").save(file, "PNG")
    size = file.stat().st_size
    assert size > HEAVIEST
    return Image(name, file, sha256_of(file), "image/png", 1900, 1400, size, "Aula penuh")


class TestBluesky(InEarnest, Conformance):
    member, reveal_path, kind = "bluesky", "/xrpc/com.atproto.repo.putRecord", "post"

    def make(self, town: Town, session: requests.Session, *, wrong_secret: bool = False) -> Connector:
        return self.at(town, session, "rahasia-salah" if wrong_secret else town.tokens["bluesky"])

    def at(self, town: Town, session: requests.Session, password: str, clock: ManualClock | None = None) -> Bluesky:
        place = town.urls["bluesky"]
        clock = clock or ManualClock(datetime.now(UTC))
        return Bluesky(session, HANDLE, password, clock, api_url=place, appview_url=place, site_url=place)

    def refused(self, town: Town, folder: Path) -> Rendering:
        return replace(self.make(town, requests.Session()).preview(package(folder)), text="x" * 301)

    def post(self, connector: Connector, rendering: Rendering, marker: str = MARKER) -> Link:
        return connector.reveal(connector.stage(rendering, marker, {}, Handles().record))

    def everything(self, town: Town) -> list[dict[str, Any]]:
        objects: list[dict[str, Any]] = requests.get(f"{town.urls['bluesky']}/__practice/truth", timeout=5).json()["objects"]
        return objects

    def as_a_person(self, town: Town, text: str, name: str = "createRecord", **more: Any) -> dict[str, Any]:
        """What somebody does with the account in the app."""
        root, who = f"{town.urls['bluesky']}/xrpc", {"identifier": HANDLE, "password": town.tokens["bluesky"]}
        token = requests.post(f"{root}/com.atproto.server.createSession", json=who, timeout=5).json()["accessJwt"]
        stamp = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        record = {"$type": "app.bsky.feed.post", "text": text, "createdAt": stamp}
        body = {"repo": DID, "collection": "app.bsky.feed.post", "record": record} | more
        headers = {"Authorization": f"Bearer {token}"}
        told: dict[str, Any] = requests.post(f"{root}/com.atproto.repo.{name}", json=body, headers=headers, timeout=5).json()
        return told

    def test_with_pictures_the_link_stands_in_the_text_and_is_marked(
        self, town: Town, connector: Connector, tmp_path: Path
    ) -> None:
        rendering = connector.preview(package(tmp_path, tags=("pemilu",)), SITE_LINK)
        assert rendering.text == f"{WORDS}\n\n#pemilu\n\n{SITE_LINK}"
        link = self.post(connector, rendering)
        record = self.truth(town)[0]["record"]
        text = record["text"].encode()
        marked = [text[f["index"]["byteStart"] : f["index"]["byteEnd"]].decode() for f in record["facets"]]
        assert marked == ["#pemilu", SITE_LINK]
        assert record["langs"] == ["id"]
        (shown,) = record["embed"]["images"]
        assert (shown["alt"], shown["aspectRatio"]) == ("Rapat pleno di aula", {"width": 8, "height": 8})
        assert shown["image"]["ref"]["$link"] == cid_of(rendering.images[0].sha256)
        page = requests.get(link.url, timeout=5).text
        assert "PRAKTIK" in page
        assert "Rapat pleno selesai." in page

    def test_without_pictures_the_link_is_a_card_and_takes_no_letters(
        self, town: Town, connector: Connector, tmp_path: Path
    ) -> None:
        rendering = connector.preview(package(tmp_path, images=()), SITE_LINK)
        assert (rendering.text, rendering.link) == (WORDS, SITE_LINK)
        self.post(connector, rendering)
        card = self.truth(town)[0]["record"]["embed"]["external"]
        assert card == {
            "uri": SITE_LINK,
            "title": "Penetapan daftar pemilih",
            "description": "Rapat pleno menetapkan daftar pemilih.",
        }
        unwanted = connector.preview(package(tmp_path, images=(), link_in_post={"bluesky": False}), SITE_LINK)
        assert (unwanted.link, unwanted.title) == ("", "")

    def test_the_text_is_the_same_before_and_after_the_website_is_live(self, connector: Connector, tmp_path: Path) -> None:
        without, known = (
            connector.preview(package(tmp_path, images=())),
            connector.preview(package(tmp_path, images=()), SITE_LINK),
        )
        assert without.text == known.text
        assert "kartu" in " ".join(known.notes)

    def test_sent_again_it_is_the_same_record_byte_for_byte(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        staged = self.staged(connector, tmp_path)
        assert connector.reveal(staged) == connector.reveal(staged)
        assert len(self.truth(town)) == 1

    def test_six_at_once_leave_one_record(self, town: Town, tmp_path: Path) -> None:
        policy = AddressPolicy(frozenset({town.urls["bluesky"].removeprefix("http://")}))

        def one(_: int) -> str:
            with http.session(policy, Redactor([]), http.Timeouts()) as session:
                account = self.make(town, session)
                return account.reveal(account.stage(rendering, MARKER, {}, Handles().record)).url

        rendering = self.make(town, requests.Session()).preview(package(tmp_path))
        with ThreadPoolExecutor(6) as pool:
            assert len(set(pool.map(one, range(6)))) == 1
        assert len(self.truth(town)) == 1

    def test_what_lies_there_already_is_adopted_if_it_is_ours(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        """A restored home has lost the time that it wrote down: the record is not the same byte for byte, but it is ours."""
        rendering = connector.preview(package(tmp_path))
        first = self.post(connector, rendering)
        clock = ManualClock(datetime.now(UTC) + timedelta(hours=1))
        with requests.Session() as session:
            later = self.at(town, session, town.tokens["bluesky"], clock)
            again = later.reveal(later.stage(rendering, MARKER, {}, Handles().record))
        assert again == first
        assert len(self.truth(town)) == 1

    def test_other_words_under_our_key_are_for_a_person_and_make_no_second_post(
        self, town: Town, connector: Connector, tmp_path: Path
    ) -> None:
        rendering = connector.preview(package(tmp_path))
        link = self.post(connector, rendering)
        with pytest.raises(NeedsHuman, match="isi lain"):
            self.post(connector, replace(rendering, text="Kata-kata lain"))
        assert [one["text"] for one in self.truth(town)] == [rendering.text]
        self.as_a_person(town, "Disunting orang", "putRecord", rkey=link.remote_id.rpartition("/")[2])
        staged = connector.stage(rendering, MARKER, {}, Handles().record)
        assert isinstance(self.find(connector, staged), CannotTell)

    def test_nothing_is_adopted_that_could_not_be_read(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        rendering = connector.preview(package(tmp_path))
        self.post(connector, rendering)
        staged = connector.stage(replace(rendering, text="Kata-kata lain"), MARKER, {}, Handles().record)
        self.fault(town, "html_200", method="GET", path="getRecord")
        with pytest.raises(MaybePublished):
            connector.reveal(staged)

    def test_the_key_is_the_same_in_another_process_and_no_persons(self) -> None:
        """Were it another, a process that takes over would make a second record."""
        asked = f"from connectors.bluesky_text import key_of; print(key_of({MARKER!r}))"
        told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout.strip()
        assert told == key_of(MARKER) == "3azdazmmvglaq"
        assert is_ours(told)
        assert not is_ours("3n2tklfdxw22n")
        assert time_of_key("3n2tklfdxw22n") == datetime(2026, 11, 21, 16, 48, 52, 144000, UTC)

    def test_a_post_by_hand_with_the_same_words_is_seen(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        rendering = connector.preview(package(tmp_path, images=()))
        staged = connector.stage(rendering, MARKER, {}, Handles().record)
        self.as_a_person(town, rendering.text)
        assert isinstance(self.find(connector, staged), CannotTell), "ours is not there, theirs is: a person decides"
        connector.reveal(staged)
        found = self.find(connector, staged)
        assert isinstance(found, Found)
        assert found.count == 2
        later = connector.find(self.fingerprint(staged), datetime.now(UTC) + timedelta(minutes=5))
        assert isinstance(later, Found)
        assert later.count == 1, "what was posted long before is no double"

    def test_the_whole_list_is_read(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        staged = connector.stage(connector.preview(package(tmp_path, images=())), MARKER, {}, Handles().record)
        self.as_a_person(town, staged.rendering.text)
        for number in range(100):
            self.as_a_person(town, f"Pengumuman {number}")
        assert isinstance(self.find(connector, staged), CannotTell)

    def test_another_package_with_the_same_words_is_no_double(self, connector: Connector, tmp_path: Path) -> None:
        staged = self.staged(connector, tmp_path)
        self.post(connector, staged.rendering, "tanda-paket-lain")
        assert isinstance(self.find(connector, staged), Absent)
        connector.reveal(staged)
        found = self.find(connector, staged)
        assert isinstance(found, Found)
        assert found.count == 1

    def test_a_file_that_the_server_threw_away_is_uploaded_again(
        self, town: Town, session: requests.Session, tmp_path: Path
    ) -> None:
        clock = ManualClock(datetime.now(UTC))
        account, handles = self.at(town, session, town.tokens["bluesky"], clock), Handles()
        rendering = account.preview(package(tmp_path))
        staged = account.stage(rendering, MARKER, {}, handles.record)
        gone = dict(staged.handles) | {
            name: held.replace(cid_of(rendering.images[0].sha256), cid_of("11" * 32))
            for name, held in staged.handles.items()
            if name.startswith("blob:")
        }
        with pytest.raises(StageAgain) as caught:
            account.reveal(replace(staged, handles=gone))
        assert caught.value.at is not None
        clock.instant = caught.value.at + timedelta(seconds=1)
        again = account.stage(rendering, MARKER, gone, handles.record)
        assert account.reveal(again).remote_id == staged.remote_id
        assert clock.now() - datetime.now(UTC) <= FRESH + timedelta(seconds=5)

    def test_a_session_that_is_over_is_made_anew_and_publishes_nothing_twice(
        self, town: Town, session: requests.Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        clock = ManualClock(datetime.now(UTC))
        account = self.at(town, session, town.tokens["bluesky"], clock)
        staged = account.stage(account.preview(package(tmp_path)), MARKER, {}, Handles().record)
        with monkeypatch.context() as ended:
            ended.setattr(standin, "SESSION_SECONDS", -1)
            with pytest.raises(TryLater, match="sesi"):
                account.reveal(staged)
        assert self.truth(town) == []
        account.reveal(staged)
        before = account._client.account()
        clock.advance(SESSION_LASTS.total_seconds() + 1)
        assert account._client.account().token != before.token

    def test_a_fast_clock_dates_no_post_into_the_future(self, town: Town, tmp_path: Path) -> None:
        clock = ManualClock(datetime.now(UTC) + timedelta(hours=3))
        policy = AddressPolicy(frozenset({town.urls["bluesky"].removeprefix("http://")}))
        with http.session(policy, Redactor([]), http.Timeouts(), clock) as session:
            account = self.at(town, session, town.tokens["bluesky"], clock)
            link = self.post(account, account.preview(package(tmp_path)))
        assert link.published_at is not None
        assert abs(link.published_at - datetime.now(UTC)) < timedelta(minutes=5)

    def test_making_a_session_is_no_write(self, town: Town, session: requests.Session) -> None:
        def asked() -> None:
            raise AssertionError("a session was counted as a write")

        with fenced(asked):
            assert self.make(town, session).check().ok

    def test_the_session_names_the_server_that_keeps_the_account(self, town: Town, session: requests.Session) -> None:
        account = self.at(town, session, town.tokens["bluesky"])
        assert account._client.account().home == town.urls["bluesky"]

    def test_accounts_that_are_known_are_named_others_stay_words(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        text = f"Bersama @{NEIGHBOUR} dan @tidak.ada.example di Jakarta"
        self.post(connector, connector.preview(package(tmp_path, images=(), channel_text={"bluesky": text})))
        (facet,) = self.truth(town)[0]["record"]["facets"]
        assert facet["features"] == [{"$type": "app.bsky.richtext.facet#mention", "did": NEIGHBOUR_DID}]
        cut = text.encode()[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode()
        assert cut == f"@{NEIGHBOUR}"

    def test_heavy_pictures_are_made_light_the_same_way_each_time(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        picture = heavy(tmp_path)
        rendering = connector.preview(package(tmp_path, images=(picture,)))
        (made,) = rendering.images
        assert made.size <= HEAVIEST
        assert made.mime == "image/jpeg"
        assert (made.width, made.height, made.alt) == (1900, 1400, "Aula penuh")
        assert light_enough(package(tmp_path, images=(picture,)), 4)[0].images == (made,)
        assert "besar.png" in " ".join(rendering.notes)
        self.post(connector, rendering)
        assert self.truth(town)[0]["media"] == [cid_of(made.sha256)]

    def test_a_film_is_shown_as_it_was_approved_and_found_again(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        rendering = connector.preview(package(tmp_path, videos=(film(tmp_path),)), SITE_LINK)
        assert (len(rendering.videos), rendering.images) == (1, ())
        assert rendering.text.endswith(SITE_LINK), "a post with a film has no room for a card"
        staged = connector.stage(rendering, MARKER, {}, Handles().record)
        link = connector.reveal(staged)
        (post,) = self.truth(town)
        assert official(post["record"]) == []
        shown = post["record"]["embed"]
        assert (shown["alt"], shown["aspectRatio"]) == ("Ketua mengetuk palu", {"width": 320, "height": 180})
        kept = requests.get(f"{town.urls['bluesky']}/gambar/{post['media'][0]}", timeout=5)
        assert kept.content == rendering.videos[0].path.read_bytes()
        assert "<video" in requests.get(link.url, timeout=5).text
        assert isinstance(self.find(connector, staged), Found)
        without = replace(self.fingerprint(staged), videos=0)
        assert isinstance(connector.find(without, datetime.now(UTC) - LONG_AGO), CannotTell)

    def test_a_film_that_bluesky_does_not_take_stays_behind(self, connector: Connector, tmp_path: Path) -> None:
        for changes, why in (({"size": 110 * 10**6}, "paling besar 95 MB"), ({"seconds": 181.0}, "paling lama 180 detik")):
            told = connector.preview(package(tmp_path, videos=(film(tmp_path, **changes),)))
            assert (told.videos, len(told.images)) == ((), 1)
            assert f"{why}; tidak ikut: film.mp4" in " ".join(told.notes)
        with pytest.raises(Refused, match="alternatif"):
            connector.preview(package(tmp_path, videos=(film(tmp_path, alt="a" * 1001),)))

    def test_what_does_not_fit_is_refused_or_told(self, connector: Connector, tmp_path: Path) -> None:
        with pytest.raises(Refused):
            connector.preview(package(tmp_path, channel_text={"bluesky": "a" * 301}))
        with pytest.raises(Refused):
            connector.preview(package(tmp_path, channel_text={"bluesky": "a" * 290}), SITE_LINK)
        one = package(tmp_path).images[0]
        with pytest.raises(Refused):
            connector.preview(package(tmp_path, images=(replace(one, alt="a" * 2001),)))
        with pytest.raises(Refused, match="kosong"):
            connector.preview(package(tmp_path, images=(), title=" ", body_text="", summary=""))
        many = tuple(replace(one, name=f"{n}.png") for n in range(5))
        assert "4.png" in " ".join(connector.preview(package(tmp_path, images=many)).notes)

    def test_a_long_text_ends_with_a_sentence_and_keeps_link_and_hashtags(self, connector: Connector, tmp_path: Path) -> None:
        told = "KPU Kab. Contoh menetapkan daftar pemilih pada pukul 08.00 WIB. " * 20
        rendering = connector.preview(package(tmp_path, body_text=told, tags=("daftar pemilih",)), SITE_LINK)
        assert rendering.text.endswith(f"pukul 08.00 WIB.\n\n#DaftarPemilih\n\n{SITE_LINK}")
        assert count(rendering.text) <= LENGTH

    def test_likes_are_no_readers(self, connector: Connector, tmp_path: Path) -> None:
        counted = connector.readers(connector.reveal(self.staged(connector, tmp_path)))
        assert counted.value is None
        assert "bukan pembaca" in counted.reason
        assert counted.others == {"likeCount": 0, "repostCount": 0, "replyCount": 0, "quoteCount": 0}

    def test_withdrawn_twice_it_is_gone(self, connector: Connector, tmp_path: Path) -> None:
        link = connector.reveal(self.staged(connector, tmp_path))
        look = connector.look(link)
        assert (look.state, look.images) == ("public", 1)
        assert connector.look(Link(link.url, "")).state == "public", "a person found it"
        connector.withdraw(link)
        connector.withdraw(link)
        assert connector.look(link).state == "gone"
        with pytest.raises(NeedsHuman):
            connector.withdraw(Link("https://bsky.app/profile/kpu", ""))

    def test_a_post_that_bluesky_does_not_show_is_not_called_public(
        self, town: Town, connector: Connector, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        link = connector.reveal(self.staged(connector, tmp_path))
        seen = standin.Bluesky._view

        def labelled(self: standin.Bluesky, thing: Any) -> dict[str, Any]:
            return seen(self, thing) | {"labels": [{"val": "!hide"}]}

        with monkeypatch.context() as moderated:
            moderated.setattr(standin.Bluesky, "_view", labelled)
            assert connector.look(link).state == "hidden"
        with monkeypatch.context() as late:
            late.setattr(standin.Bluesky, "_view", lambda _self, _thing: {})
            assert connector.look(link).state == "unknown"
        self.fault(town, "html_200", method="GET", path="getPosts")
        assert connector.look(link).state == "unknown"
        assert connector.look(link).state == "public"

    def test_there_are_no_edits(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        staged = self.staged(connector, tmp_path)
        link = connector.reveal(staged)
        with pytest.raises(NeedsHuman, match="revisi"):
            connector.amend(link, replace(staged.rendering, text="Lain"), Handles().record)
        assert self.truth(town)[0]["text"] == staged.rendering.text

    def test_a_password_of_another_account_is_never_absent(self, town: Town, session: requests.Session, tmp_path: Path) -> None:
        other = Bluesky(session, DID.upper(), town.tokens["bluesky"], SystemClock(), api_url=town.urls["bluesky"])
        assert not other.check().ok
        staged = self.staged(self.make(town, session), tmp_path)
        with pytest.raises(NeedsHuman):
            other.find(self.fingerprint(staged), datetime.now(UTC) - LONG_AGO)

    @pytest.mark.parametrize(
        ("scope", "excess"),
        [
            ("com.atproto.appPass", ""),
            ("com.atproto.appPassPrivileged", "pesan pribadi"),
            ("com.atproto.access", "sandi utama"),
        ],
    )
    def test_a_password_that_may_too_much_is_told(
        self, town: Town, connector: Connector, monkeypatch: pytest.MonkeyPatch, scope: str, excess: str
    ) -> None:
        monkeypatch.setattr(standin.Bluesky, "scope", scope)
        health = connector.check()
        assert health.ok
        assert excess in " ".join(health.excess)
        assert bool(health.excess) == bool(excess)

    @pytest.mark.parametrize(("status", "told"), [("deactivated", "dinonaktifkan"), ("takendown", "ditutup"), ("aneh", "aneh")])
    def test_an_account_that_is_not_active_cannot_publish(
        self, town: Town, connector: Connector, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: str, told: str
    ) -> None:
        staged = self.staged(connector, tmp_path)
        monkeypatch.setattr(standin.Bluesky, "status", status)
        connector._client._held.clear()  # type: ignore[attr-defined]  # as a new process begins
        health = connector.check()
        assert (health.ok, health.may_publish) == (False, False)
        assert told in health.problems[0]
        if status != "aneh":
            with pytest.raises(NeedsHuman, match=told):
                connector.reveal(staged)

    def test_the_password_is_in_no_address_and_no_log_and_every_record_is_as_the_lexicon_has_it(
        self, town: Town, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        seen: list[requests.PreparedRequest] = []
        texts = (f"Bersama @{NEIGHBOUR}: #pemilu2029 👨‍👩‍👧 {SITE_LINK}?a=1#b", "é" * 300, "Rapat")
        with Watched(town, "bluesky", [town.tokens["bluesky"]], seen.append) as session:
            account = self.at(town, session, town.tokens["bluesky"])
            for number, text in enumerate(texts):
                for images in ((), package(tmp_path).images):
                    rendering = replace(account.preview(package(tmp_path, images=images), SITE_LINK), text=text)
                    staged = account.stage(rendering, f"{MARKER}-{number}-{len(images)}", {}, Handles().record)
                    link = account.reveal(staged)
                    assert isinstance(self.find(account, staged), Found)
                    account.readers(link)
                    account.withdraw(link)
            token = account._client.account().token
        shown = " ".join(str(r.url) for r in seen) + caplog.text + repr(account) + repr(account._client.account())
        assert not [secret for secret in (token, town.tokens["bluesky"]) if secret in shown]
        sent = [json.loads(request.body or "{}") for request in seen if str(request.url).endswith("putRecord")]
        assert len(sent) == 6
        assert [official(body["record"]) for body in sent] == [[]] * 6
        assert all(body["swapRecord"] is None and TID.fullmatch(body["rkey"]) for body in sent)


def test_the_official_model_is_really_asked() -> None:
    good = {"$type": "app.bsky.feed.post", "text": "a", "createdAt": "2026-11-21T08:00:00.000Z", "langs": ["id"]}
    assert official(good) == []
    assert official(good | {"aneh": 1}) == ["aneh"]
    for bad in ({"createdAt": "kemarin"}, {"langs": ["id"] * 4}, {"text": "a" * 3001}, {"facets": [{"index": {}}]}):
        with pytest.raises(ValueError, match="validation error"):
            official(good | bad)
