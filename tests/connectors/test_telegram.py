"""The Telegram connector against the practice town's Bot API, and against Telegram's own specification of it."""

import json
import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import answers
import pytest
import requests
from conformance import MARKER, Conformance, Handles, film, package, pictures
from earnest import InEarnest, Watched

from config.credentials import looks_like_secret
from connectors import http
from connectors._social_errors import Step
from connectors.contract import (
    Connector,
    ConnectorError,
    Link,
    MaybePublished,
    NeedsHuman,
    Refused,
    Rendering,
    TryLater,
)
from connectors.telegram import Telegram
from connectors.telegram_client import Fixed, Missing, Unchanged, explained
from connectors.telegram_text import CAPTION, count, length
from content_queue.package import Attachment, Kind, Package
from practice.telegram import CHANNEL
from practice.town import Town
from safety.addresses import AddressPolicy
from safety.clock import ManualClock, SystemClock
from safety.files import sha256_of
from safety.redaction import Redactor
from tests.specs import read_whole, spec, telegram_faults

SITE_LINK = "http://127.0.0.1:8420/penetapan-daftar-pemilih"
GOLDEN = f"Penetapan daftar pemilih\n\nRapat pleno selesai.\n\n{SITE_LINK}"
NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)


def paper(folder: Path, name: str = "keputusan.pdf", **changes: Any) -> Attachment:
    file = folder / name
    file.write_bytes(b"%PDF-1.7 " + name.encode())
    values: dict[str, Any] = {
        "name": name,
        "path": file,
        "sha256": sha256_of(file),
        "mime": "application/pdf",
        "size": file.stat().st_size,
    }
    return Attachment(**(values | changes))


def several(folder: Path, number: int, **changes: Any) -> Package:
    return package(folder, images=pictures(folder, number), **changes)


class TestTelegram(InEarnest, Conformance):
    member, reveal_path, kind = "telegram", "/sendPhoto", "post"
    stage_writes = False

    def make(self, town: Town, session: requests.Session, *, wrong_secret: bool = False) -> Connector:
        token = "rahasia-salah" if wrong_secret else town.tokens["telegram"]
        return Telegram(session, CHANNEL, token, SystemClock(), api_url=town.urls["telegram"])

    def refused(self, town: Town, folder: Path) -> Rendering:
        return replace(self.make(town, requests.Session()).preview(package(folder)), text="x" * 2000)

    def post(self, connector: Connector, rendering: Rendering) -> Link:
        return connector.reveal(connector.stage(rendering, MARKER, {}, Handles().record))

    def test_what_was_previewed_is_what_arrives(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        rendering = connector.preview(package(tmp_path), SITE_LINK)
        link = self.post(connector, rendering)
        assert self.truth(town)[0]["text"] == rendering.text == GOLDEN
        page = requests.get(link.url, timeout=60).text
        assert "Rapat pleno selesai." in page
        assert "PRAKTIK" in page
        picture = requests.get(f"{town.urls['telegram']}/berkas/{link.remote_id}", timeout=60).content
        assert picture == rendering.images[0].path.read_bytes()

    def test_without_files_the_link_gets_its_card(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        self.post(connector, connector.preview(package(tmp_path, images=()), SITE_LINK))
        assert (self.truth(town)[0]["type"], self.truth(town)[0]["link"]) == ("text", SITE_LINK)

    def test_an_album_is_one_post_in_order(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        link = self.post(connector, connector.preview(several(tmp_path, 10), SITE_LINK))
        assert [one["media"] for one in self.truth(town)] == [[f"{n}.png" for n in range(10)]]
        assert self.truth(town)[0]["ids"] == link.remote_id.split(",")
        assert link.url.endswith(f"/{link.remote_id.split(',')[0]}")
        connector.withdraw(link)
        assert self.truth(town)[0]["deleted"] is True

    def test_a_film_is_one_post_with_its_words_below(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        rendering = connector.preview(package(tmp_path, images=(), videos=(film(tmp_path),)), SITE_LINK)
        link = self.post(connector, rendering)
        assert (self.truth(town)[0]["kinds"], self.truth(town)[0]["text"]) == (["video"], GOLDEN)
        kept = requests.get(f"{town.urls['telegram']}/berkas/{link.remote_id}", timeout=60)
        assert kept.content == rendering.videos[0].path.read_bytes()
        assert "<video" in requests.get(link.url, timeout=60).text

    def test_films_and_pictures_are_one_album(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        rendering = connector.preview(several(tmp_path, 10, videos=(film(tmp_path),)), SITE_LINK)
        assert "9.png" in " ".join(rendering.notes)
        link = self.post(connector, rendering)
        assert self.truth(town)[0]["kinds"] == ["photo"] * 9 + ["video"]
        assert len(link.remote_id.split(",")) == 10
        connector.amend(link, replace(rendering, text="Dibetulkan"), Handles().record)
        assert self.truth(town)[0]["text"] == "Dibetulkan"

    def test_a_film_that_is_too_large_stays_behind_and_it_is_told(self, connector: Connector, tmp_path: Path) -> None:
        rendering = connector.preview(package(tmp_path, videos=(film(tmp_path, size=50 * 2**20 + 1),)), SITE_LINK)
        assert rendering.videos == ()
        assert "Telegram memuat video paling besar 50 MB; tidak ikut: film.mp4." in rendering.notes

    def test_what_does_not_go_along_is_told(self, connector: Connector, tmp_path: Path) -> None:
        rendering = connector.preview(several(tmp_path, 11, attachments=(paper(tmp_path),)))
        assert len(rendering.images) == 10
        assert rendering.attachments == ()
        notes = " ".join(rendering.notes)
        assert "10.png" in notes
        assert "keputusan.pdf" in notes

    def test_a_legal_product_brings_its_document(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        asked = package(tmp_path, kind=Kind.LEGAL, attachments=(paper(tmp_path),))
        rendering = connector.preview(asked, SITE_LINK)
        assert "01.png" in " ".join(rendering.notes)
        link = self.post(connector, rendering)
        assert (self.truth(town)[0]["type"], self.truth(town)[0]["media"]) == ("document", ["keputusan.pdf"])
        kept = requests.get(f"{town.urls['telegram']}/berkas/{link.remote_id}", timeout=60)
        assert kept.content == rendering.attachments[0].path.read_bytes()
        two = replace(rendering, attachments=(rendering.attachments[0], paper(tmp_path, "lampiran.pdf")))
        self.post(connector, two)
        assert self.truth(town)[1]["media"] == ["keputusan.pdf", "lampiran.pdf"]

    def test_what_can_never_fit_is_refused_before_anything_is_sent(self, connector: Connector, tmp_path: Path) -> None:
        one = package(tmp_path).images[0]
        with pytest.raises(Refused):
            connector.preview(package(tmp_path, channel_text={"telegram": "a" * (CAPTION + 1)}))
        with pytest.raises(Refused):
            connector.preview(package(tmp_path, images=(replace(one, size=10 * 2**20 + 1),)))
        with pytest.raises(Refused):
            connector.preview(package(tmp_path, images=(replace(one, width=6000, height=4001),)))
        with pytest.raises(Refused):
            connector.preview(package(tmp_path, images=(replace(one, width=2100, height=100),)))
        with pytest.raises(Refused):
            connector.preview(package(tmp_path, images=(), attachments=(paper(tmp_path, size=51 * 2**20),)))
        connector.preview(package(tmp_path, images=(), channel_text={"telegram": "a" * (CAPTION + 1)}))

    def test_a_long_text_ends_with_a_sentence_and_keeps_link_and_hashtags(self, connector: Connector, tmp_path: Path) -> None:
        told = "Rapat dibuka oleh H. Ahmad, S.H. pukul 08.00 WIB di Kab. Contoh. " * 40
        asked = package(tmp_path, body_text=f"{told}\n\n#KPU", tags=("daftar pemilih", "kpu"))
        rendering = connector.preview(asked, SITE_LINK)
        assert 800 < count(rendering.text) <= CAPTION
        assert rendering.text.endswith(f"di Kab. Contoh.\n\n#KPU #DaftarPemilih\n\n{SITE_LINK}")
        assert "dipotong" in " ".join(rendering.notes)
        assert length(rendering) == (count(rendering.text), CAPTION)
        assert connector.preview(asked).text + f"\n\n{SITE_LINK}" == rendering.text  # cut at the same place
        alone = connector.preview(package(tmp_path, body_text=told, images=()), SITE_LINK)
        assert 2500 < count(alone.text) <= 4096

    def test_the_package_decides_text_and_link(self, connector: Connector, tmp_path: Path) -> None:
        own = package(
            tmp_path, channel_text={"telegram": "Teks sendiri #kpu"}, link_in_post={"telegram": False}, tags=("pemilu",)
        )
        rendering = connector.preview(own, SITE_LINK)
        assert (rendering.text, rendering.link) == ("Teks sendiri #kpu", "")

    def test_an_unclear_answer_is_for_a_person_and_never_looked_up(
        self, town: Town, connector: Connector, tmp_path: Path
    ) -> None:
        assert connector.limits.can_find is False
        assert connector.limits.repeatable_reveal is False
        staged = self.staged(connector, tmp_path)
        self.fault(town, "drop_after")
        with pytest.raises(MaybePublished):
            connector.reveal(staged)
        assert "bot tidak dapat membaca" in str(self.find(connector, staged))

    def test_amended_then_withdrawn(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        staged = self.staged(connector, tmp_path)
        link = connector.reveal(staged)
        better = replace(staged.rendering, text="Teks yang dibetulkan")
        for _ in range(2):
            assert connector.amend(link, better, Handles().record) == link
        assert self.truth(town)[0]["text"] == "Teks yang dibetulkan"
        with pytest.raises(NeedsHuman):
            connector.amend(link, replace(better, images=()), Handles().record)
        with pytest.raises(NeedsHuman):
            connector.amend(link, replace(better, images=better.images * 2), Handles().record)
        assert connector.look(link).state == "public"
        connector.withdraw(link)
        connector.withdraw(link)
        assert connector.look(link).state == "gone"

    def test_a_text_is_amended_too(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        rendering = connector.preview(package(tmp_path, images=()), SITE_LINK)
        connector.amend(self.post(connector, rendering), replace(rendering, text="Baru"), Handles().record)
        assert self.truth(town)[0]["text"] == "Baru"

    def test_a_post_that_a_person_found_is_known_by_its_address(self, connector: Connector, tmp_path: Path) -> None:
        link = connector.reveal(self.staged(connector, tmp_path))
        assert connector.look(Link(link.url, "")).state == "public"
        assert connector.look(Link("https://t.me/kpu_contoh", "")).state == "unknown"

    def test_looking_changes_nothing(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        link = connector.reveal(self.staged(connector, tmp_path))
        before = self.truth(town)
        connector.look(link)
        assert self.truth(town) == before

    def test_readers_are_counted_as_the_public_page_of_the_post_tells(
        self, town: Town, connector: Connector, tmp_path: Path
    ) -> None:
        link = self.post(connector, connector.preview(several(tmp_path, 3), SITE_LINK))
        assert connector.readers(link).value == 0
        for _ in range(3):
            requests.get(link.url, headers={"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}, timeout=60)
        requests.get(link.url, timeout=60)
        counted = connector.readers(link)
        assert (counted.value, counted.low, counted.high, counted.metric) == (3, None, None, connector.limits.reader_metric)
        assert counted.confidence > 0.5
        assert "bukan orang" in counted.reason
        assert connector.readers(Link(link.url, "")).value == 3, "a post that a person found is known by its address"

    def test_a_post_that_is_gone_has_no_readers_rather_than_none(self, connector: Connector, tmp_path: Path) -> None:
        link = connector.reveal(self.staged(connector, tmp_path))
        connector.withdraw(link)
        counted = connector.readers(link)
        assert (counted.value, counted.confidence) == (None, 0.0)
        assert "tampak di aplikasi" in counted.reason

    def test_a_post_of_another_channel_is_never_counted_as_the_one_of_the_same_number(
        self, connector: Connector, tmp_path: Path
    ) -> None:
        link = connector.reveal(self.staged(connector, tmp_path))
        other = link.url.replace(CHANNEL, "kanal_lama")
        for one in (Link(other, link.remote_id), Link(other, "")):
            counted = connector.readers(one)
            assert counted.value is None
            assert other in counted.reason

    def test_our_own_channel_is_known_however_its_name_is_written(self, connector: Connector, tmp_path: Path) -> None:
        """A person who handed the link in typed it as the app shows it."""
        link = connector.reveal(self.staged(connector, tmp_path))
        assert connector.readers(Link(link.url.replace(CHANNEL, CHANNEL.upper()), link.remote_id)).value == 0
        longer = link.url.replace(CHANNEL, f"{CHANNEL}_lama")
        assert connector.readers(Link(longer, link.remote_id)).value is None, "its name only begins like ours"

    @pytest.mark.parametrize("action", ["status_500_after", "status_429", "drop_before", "html_200"])
    def test_a_page_that_does_not_open_tells_no_readers(
        self, town: Town, connector: Connector, tmp_path: Path, action: str
    ) -> None:
        link = connector.reveal(self.staged(connector, tmp_path))
        self.fault(town, action, method="GET", path=f"/{CHANNEL}/")
        counted = connector.readers(link)
        assert counted.value is None
        assert counted.reason

    def test_check_tells_the_channel_and_what_is_missing(
        self, town: Town, session: requests.Session, connector: Connector
    ) -> None:
        health = connector.check()
        assert (health.ok, health.may_publish, health.account) == (True, True, f"@{CHANNEL} (bot @kpu_contoh_bot)")
        other = Telegram(session, "kanal_lain", town.tokens["telegram"], SystemClock(), api_url=town.urls["telegram"])
        assert "bot tidak berhak" in other.check().problems[0]
        real = Telegram(session, CHANNEL, town.tokens["telegram"], SystemClock(), api_url=town.urls["telegram"])
        assert real._lacks({"type": "supergroup"}, {}) != []
        assert real._lacks({"type": "channel"}, {"status": "member"}) != []
        assert real._lacks({"type": "channel"}, {"status": "administrator", "can_post_messages": False}) != []

    def test_the_token_is_in_no_error_no_log_and_no_traceback(
        self, town: Town, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        token, shown = town.tokens["telegram"], []
        policy = AddressPolicy(frozenset({town.urls["telegram"].removeprefix("http://")}))
        with http.session(policy, Redactor([token]), http.Timeouts()) as ours, requests.Session() as plain:
            wrong = ("http://127.0.0.1:9", "gopher://127.0.0.1")
            for session, urls in ((ours, (*wrong, "http://10.0.0.1")), (plain, wrong)):
                bot = Telegram(session, CHANNEL, token, SystemClock(), api_url=town.urls["telegram"])
                staged = self.staged(bot, tmp_path)
                shown += [repr(bot), repr(bot.check())]
                for action in ("drop_before", "drop_after", "status_500_after", "html_200"):
                    self.fault(town, action)
                    shown.append(self._told(lambda bot=bot, staged=staged: bot.reveal(staged)))
                for url in urls:
                    gone = Telegram(session, CHANNEL, token, SystemClock(), api_url=url)
                    shown.append(self._told(lambda gone=gone, staged=staged: gone.reveal(staged)))
                link = bot.reveal(staged)
                shown += [repr(link), repr(bot.look(link)), repr(bot.readers(link))]
        assert "POST /bot" in caplog.text  # urllib3 does log the address
        assert token not in caplog.text
        assert not [one for one in shown if token in one or token.partition(":")[2] in one]

    @staticmethod
    def _told(act: Any) -> str:
        with pytest.raises(ConnectorError) as caught:
            act()
        logging.getLogger("uji").error("gagal", exc_info=caught.value)
        return f"{caught.value!r} {caught.getrepr(style='long', chain=True, showlocals=False)}".replace("rahasia-salah", "")

    def test_every_request_is_as_telegram_specifies(self, town: Town, tmp_path: Path) -> None:
        api, seen = spec("telegram-api.json"), []
        with Watched(town, "telegram", [town.tokens["telegram"]], lambda request: seen.append(read_whole(request))) as session:
            bot = self.make(town, session)
            assert bot.check().ok
            papers = (paper(tmp_path), paper(tmp_path, "lampiran.pdf"))
            for asked in (
                package(tmp_path),
                package(tmp_path, images=()),
                several(tmp_path, 3),
                package(tmp_path, videos=(film(tmp_path),)),
                package(tmp_path, images=(), videos=(film(tmp_path),)),
                package(tmp_path, images=(), attachments=papers[:1]),
                package(tmp_path, images=(), attachments=papers),
            ):
                rendering = bot.preview(asked, SITE_LINK)
                link = self.post(bot, rendering)
                bot.amend(link, replace(rendering, text="Dibetulkan"), Handles().record)
                assert bot.look(link).state == "public"
                bot.withdraw(link)
        methods = {str(request.url).partition("?")[0].rpartition("/")[2] for request in seen}
        assert {
            "sendMessage",
            "sendPhoto",
            "sendVideo",
            "sendMediaGroup",
            "sendDocument",
            "editMessageText",
            "deleteMessages",
        } <= methods
        assert [fault for request in seen for fault in telegram_faults(request, api)] == []


def test_the_specification_is_really_asked() -> None:
    api = spec("telegram-api.json")

    def faults(method: str, body: dict[str, Any]) -> list[str]:
        return telegram_faults(requests.Request("POST", f"http://127.0.0.1/botX/{method}", json=body).prepare(), api)

    assert faults("sendMessage", {"chat_id": "@a", "text": "b"}) == []
    assert faults("sendMessage", {"chat_id": "@a"}) == ["text is missing"]
    assert faults("sendMessage", {"chat_id": "@a", "text": "b", "alt": "c"}) == ["alt is not a field"]
    assert faults("sendMessage", {"chat_id": "@a", "text": 5}) == ["text is not String"]
    assert faults("sendMessage", {"chat_id": "@a", "text": "b", "link_preview_options": {"address": "c"}}) != []
    assert faults("sendMediaGroup", {"chat_id": "@a", "media": [{"type": "photo", "media": "attach://x"}]}) == ["x names no part"]
    assert faults("sendNothing", {}) == ["unknown method sendNothing"]


def answer(status: int, description: str | None, **more: Any) -> requests.Response:
    body = {"ok": False, "error_code": status, "description": description} | more
    return answers.answer(status, body if description is not None else None)


@pytest.mark.parametrize(
    ("status", "description", "expected"),
    [
        (401, "Unauthorized", NeedsHuman),
        (404, "Not Found", NeedsHuman),
        (403, "Forbidden: bot is not a member of the channel chat", NeedsHuman),
        (403, "Forbidden: bot was kicked from the channel chat", NeedsHuman),
        (400, "Bad Request: chat not found", NeedsHuman),
        (400, "Bad Request: need administrator rights in the channel chat", NeedsHuman),
        (400, "Bad Request: CHAT_ADMIN_REQUIRED", NeedsHuman),
        (400, "Bad Request: group chat was upgraded to a supergroup chat", NeedsHuman),
        (400, "Bad Request: message is too long", Refused),
        (400, "Bad Request: message caption is too long", Refused),
        (400, "Bad Request: PHOTO_INVALID_DIMENSIONS", Refused),
        (400, "Bad Request: IMAGE_PROCESS_FAILED", Refused),
        (413, "Request Entity Too Large", Refused),
        (400, "Bad Request: message is not modified: specified new message content …", Unchanged),
        (400, "Bad Request: message to edit not found", Missing),
        (400, "Bad Request: MESSAGE_ID_INVALID", Missing),
        (400, "Bad Request: message can't be edited", Fixed),
        (400, "Bad Request: message can't be deleted for everyone", Fixed),
        (429, "Too Many Requests: retry after 35", TryLater),
        (429, None, TryLater),
        (409, "Conflict: terminated by other getUpdates request", MaybePublished),
        (500, "Internal Server Error", MaybePublished),
        (502, "Bad Gateway", MaybePublished),
        (502, None, MaybePublished),
        (400, None, MaybePublished),
        (200, None, MaybePublished),
        (302, None, MaybePublished),
    ],
)
def test_an_error_is_named_by_the_next_act(status: int, description: str | None, expected: type[ConnectorError]) -> None:
    response = answer(status, description)
    body = json.loads(response.content) if description is not None else None
    assert type(explained(response, body, Step.REVEAL, SystemClock())) is expected


def test_the_time_of_the_next_try_is_the_one_that_telegram_names() -> None:
    response = answer(429, "Too Many Requests: retry after 35", parameters={"retry_after": 35})
    error = explained(response, json.loads(response.content), Step.REVEAL, ManualClock(NOW))
    assert isinstance(error, TryLater)
    assert error.at == NOW + timedelta(seconds=35)


def test_a_token_in_an_address_is_hidden_by_its_shape_and_never_belongs_into_an_office_file() -> None:
    token = "7001234567:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
    told = Redactor([]).redact(f"POST https://api.telegram.org/bot{token}/sendMessage")
    assert token.partition(":")[2] not in told
    assert told.endswith("/sendMessage")
    assert looks_like_secret(token)


def test_an_unclear_look_says_nothing_of_the_post() -> None:
    assert isinstance(explained(answer(502, None), None, Step.LOOK, SystemClock()), TryLater)
