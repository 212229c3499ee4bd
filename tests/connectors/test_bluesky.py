"""The Bluesky connector against the practice town's server, and its records against the official lexicons' models."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from bluesky_account import SITE_LINK, OnBluesky, heavy, official
from conformance import LONG_AGO, MARKER, Conformance, Handles, film, package

from connectors.bluesky_pictures import HEAVIEST, light_enough
from connectors.bluesky_stage import FRESH
from connectors.bluesky_text import LENGTH, cid_of, count
from connectors.contract import (
    Absent,
    CannotTell,
    Connector,
    Found,
    Link,
    MaybePublished,
    NeedsHuman,
    Refused,
    StageAgain,
)
from practice import bluesky as standin
from practice.bluesky import NEIGHBOUR, NEIGHBOUR_DID
from practice.town import Town
from safety.clock import ManualClock

WORDS = "Penetapan daftar pemilih\n\nRapat pleno selesai."


class TestBluesky(OnBluesky, Conformance):
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
        page = requests.get(link.url, timeout=60).text
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
        kept = requests.get(f"{town.urls['bluesky']}/gambar/{post['media'][0]}", timeout=60)
        assert kept.content == rendering.videos[0].path.read_bytes()
        assert "<video" in requests.get(link.url, timeout=60).text
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
