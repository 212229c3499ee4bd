"""The X connector against the practice town's X."""

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from answers import answer
from conformance import MARKER, Conformance, Handles, package
from earnest import InEarnest, Watched

from connectors._social_errors import Step
from connectors.contract import (
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
from connectors.x import X
from connectors.x_client import explained
from connectors.x_text import weight
from practice.town import Town
from practice.x import USERNAME
from safety.clock import SystemClock

SITE_LINK = "http://127.0.0.1:8420/penetapan-daftar-pemilih"
GOLDEN = f"Penetapan daftar pemilih\n\nRapat pleno selesai.\n\n{SITE_LINK}"
SECRETS = ("x_consumer_key", "x_consumer_secret", "x_access", "x_access_secret")


class TestX(InEarnest, Conformance):
    member, reveal_path, kind = "x", "/2/tweets", "tweet"

    def make(self, town: Town, session: requests.Session, *, wrong_secret: bool = False) -> Connector:
        keys = [town.tokens[name] for name in SECRETS]
        if wrong_secret:
            keys[-1] = "rahasia-salah"
        return X(session, USERNAME, *keys, SystemClock(), api_url=town.urls["x"])

    def refused(self, town: Town, folder: Path) -> Rendering:
        return replace(self.make(town, requests.Session()).preview(package(folder)), text="", images=())

    def test_what_was_previewed_is_what_arrives(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        asked = package(tmp_path, link_in_post={"x": True}, made_with_ai=True)
        rendering = connector.preview(asked, SITE_LINK)
        connector.reveal(connector.stage(rendering, MARKER, {}, Handles().record))
        body = requests.get(f"{town.urls['x']}/__practice/truth", timeout=60).json()["objects"]
        alts = {o["id"]: o["alt"] for o in body if o["kind"] == "media"}
        arrived = self.truth(town)[0]
        assert arrived["text"] == rendering.text == GOLDEN
        assert arrived["ai"] is True
        assert [alts[m] for m in arrived["media"]] == ["Rapat pleno di aula"]
        assert "US$0,20" in " ".join(rendering.notes)

    def test_a_link_is_left_out_unless_asked_for(self, connector: Connector, tmp_path: Path) -> None:
        rendering = connector.preview(package(tmp_path), SITE_LINK)
        assert SITE_LINK not in rendering.text
        assert "US$0,015" in " ".join(rendering.notes)

    @pytest.mark.parametrize("text", ["KPU & <warga> di kpu.go.id", "Lihat https://kpu.go.id/a?b=1&c=2 😀", "Satu\n\n\ndua"])
    def test_a_rewritten_text_is_still_ours(self, connector: Connector, tmp_path: Path, text: str) -> None:
        rendering = connector.preview(package(tmp_path, channel_text={"x": text}))
        staged = connector.stage(rendering, MARKER, {}, Handles().record)
        connector.reveal(staged)
        assert isinstance(self.find(connector, staged), Found)

    def test_length_is_counted_as_x_counts(self) -> None:
        assert weight("a" * 280) == 280
        assert weight("😀") == 2
        assert weight("Di kpu.go.id") == 3 + 23
        long_link = "https://kpu-contoh.example/" + "a" * 300
        assert weight(f"Di {long_link}", long_link) == 3 + 23

    def test_too_long_is_refused_never_cut(self, connector: Connector, tmp_path: Path) -> None:
        with pytest.raises(Refused):
            connector.preview(package(tmp_path, title="a" * 281))
        with pytest.raises(Refused):
            connector.preview(package(tmp_path, channel_text={"x": "a" * 281}))
        with pytest.raises(Refused):
            connector.preview(package(tmp_path, channel_text={"x": "a" * 260}, link_in_post={"x": True}))
        own = connector.preview(package(tmp_path, title="a" * 281, channel_text={"x": "Pendek"}))
        assert own.text == "Pendek"

    def test_what_is_left_out_is_told(self, connector: Connector, tmp_path: Path) -> None:
        one = package(tmp_path).images[0]
        many = tuple(replace(one, name=f"{n}.png") for n in range(5))
        rendering = connector.preview(package(tmp_path, summary="b" * 270, body_text="c" * 270, images=many))
        notes = " ".join(rendering.notes)
        assert rendering.text == "Penetapan daftar pemilih"
        assert len(rendering.images) == 4
        assert "4.png" in notes
        assert "dipotong seluruhnya" in notes

    def test_a_summary_takes_the_place_of_a_text_that_is_too_long(self, connector: Connector, tmp_path: Path) -> None:
        told = "Rapat pleno terbuka menetapkan daftar pemilih berkelanjutan triwulan keempat, dihadiri pengawas dan partai."
        asked = package(tmp_path, summary=told, body_text="Satu kalimat. " * 40, tags=("daftar pemilih",))
        assert connector.preview(asked).text == f"Penetapan daftar pemilih\n\n{told}\n\n#DaftarPemilih"
        cut = connector.preview(package(tmp_path, summary="", body_text="Satu kalimat. " * 40, tags=("pemilu",)))
        assert cut.text.endswith("Satu kalimat.\n\n#pemilu")
        assert 260 < len(cut.text) <= 280

    def test_an_identical_post_is_looked_for_first(self, connector: Connector, tmp_path: Path) -> None:
        staged = self.staged(connector, tmp_path)
        connector.reveal(staged)
        with pytest.raises(MaybePublished):
            connector.reveal(staged)

    def test_a_changed_copy_is_for_a_person_to_judge(self, connector: Connector, tmp_path: Path) -> None:
        staged = self.staged(connector, tmp_path)
        other = replace(staged.rendering, text=staged.rendering.text + " #pemilu", images=())
        connector.reveal(connector.stage(other, MARKER, {}, Handles().record))
        assert isinstance(self.find(connector, staged), CannotTell)

    def test_the_whole_timeline_is_read(self, connector: Connector, tmp_path: Path) -> None:
        staged = self.staged(connector, tmp_path)
        connector.reveal(staged)
        for number in range(101):
            other = replace(staged.rendering, text=f"Pengumuman nomor {number} dari kantor lain", images=())
            connector.reveal(connector.stage(other, MARKER, {}, Handles().record))
        assert isinstance(self.find(connector, staged), Found)

    def test_an_upload_that_x_threw_away_is_sent_again(self, connector: Connector, tmp_path: Path) -> None:
        rendering = connector.preview(package(tmp_path))
        gone = int((datetime.now(UTC) + timedelta(minutes=5)).timestamp())
        handles = Handles({f"media:{rendering.images[0].sha256}": f"1;{gone}"})
        assert connector.reveal(connector.stage(rendering, MARKER, handles.kept, handles.record)).remote_id

    def test_counted_then_withdrawn_but_never_amended(self, connector: Connector, tmp_path: Path) -> None:
        staged = self.staged(connector, tmp_path)
        link = connector.reveal(staged)
        assert connector.readers(link).value == 0
        requests.get(link.url, timeout=60)
        assert connector.readers(link).value == 1
        with pytest.raises(NeedsHuman):
            connector.amend(link, staged.rendering, Handles().record)
        assert connector.look(link).images == 1
        connector.withdraw(link)
        connector.withdraw(link)
        assert connector.look(link).state == "gone"

    def test_a_post_that_a_person_found_is_seen_and_withdrawn_by_its_address(self, connector: Connector, tmp_path: Path) -> None:
        posted = connector.reveal(self.staged(connector, tmp_path))
        found = Link(f"{posted.url}?s=20", "")
        assert connector.look(found).state == "public"
        connector.withdraw(found)
        assert connector.look(found).state == "gone"
        with pytest.raises(NeedsHuman, match="nomor kiriman tidak diketahui"):
            connector.withdraw(Link("https://x.com/kpu_contoh", ""))

    def test_keys_of_another_account_are_never_absent(self, town: Town, session: requests.Session, tmp_path: Path) -> None:
        keys = [town.tokens[name] for name in SECRETS]
        other = X(session, "orang_lain", *keys, SystemClock(), api_url=town.urls["x"])
        assert not other.check().ok
        staged = self.staged(self.make(town, session), tmp_path)
        with pytest.raises(NeedsHuman):
            self.find(other, staged)

    def test_no_secret_is_in_an_address_or_a_log(self, town: Town, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.DEBUG)
        seen: list[requests.PreparedRequest] = []
        secrets = [town.tokens[name] for name in SECRETS]
        with Watched(town, "x", secrets, seen.append) as session:
            account = self.make(town, session)
            assert account.check().ok
            staged = self.staged(account, tmp_path)
            link = account.reveal(staged)
            assert isinstance(self.find(account, staged), Found)
            account.withdraw(link)
        assert seen
        shown = " ".join(str(r.url) for r in seen) + caplog.text + repr(account)
        assert not [name for name in SECRETS if town.tokens[name] in shown]


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (401, {"title": "Unauthorized"}, NeedsHuman),
        (402, {"title": "Payment Required"}, NeedsHuman),
        (402, None, NeedsHuman),
        (403, {"title": "Forbidden", "detail": "credits depleted"}, NeedsHuman),
        (403, {"title": "Forbidden", "detail": "You are not allowed to create a Tweet with duplicate content."}, MaybePublished),
        (403, {"errors": [{"code": 187, "message": "Status is a duplicate."}]}, MaybePublished),
        (403, {"title": "Forbidden", "detail": "Your account is suspended"}, NeedsHuman),
        (400, {"title": "Invalid Request"}, Refused),
        (429, {"title": "Too Many Requests"}, TryLater),
        (429, None, TryLater),
        (429, {"title": "UsageCapExceeded", "type": "https://api.x.com/2/problems/usage-capped"}, NeedsHuman),
        (503, {"title": "Service Unavailable"}, MaybePublished),
        (502, None, MaybePublished),
        (200, None, MaybePublished),
        (418, {}, MaybePublished),
    ],
)
def test_an_error_is_named_by_the_next_act(status: int, body: dict[str, Any] | None, expected: type[ConnectorError]) -> None:
    assert isinstance(explained(answer(status, body), body, Step.REVEAL, SystemClock()), expected)


def test_the_time_of_the_next_try_is_the_one_that_x_names() -> None:
    at = datetime(2026, 11, 21, 8, tzinfo=UTC)
    response = answer(429, {}, {"x-rate-limit-reset": str(int(at.timestamp()))})
    error = explained(response, {}, Step.LOOK, SystemClock())
    assert isinstance(error, TryLater)
    assert error.at == at
