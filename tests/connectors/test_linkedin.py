"""The LinkedIn connector against the practice town's page, its text format and its error table."""

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from conformance import LONG_AGO, MARKER, Conformance, Handles, package, pictures
from earnest import Watched
from linkedin_page import OnLinkedIn, page

from connectors.contract import Absent, CannotTell, Connector, Found, Link, MaybePublished, NeedsHuman, Refused, TryLater
from connectors.linkedin_client import API_URL, VERSION, LinkedInClient, version_ends
from connectors.linkedin_posts import identity_of, listed
from content_queue.package import Image
from practice import linkedin as stand_in
from practice.linkedin import SLOW
from practice.linkedin_rules import PAGE
from practice.town import Town
from safety.clock import ManualClock, SystemClock
from safety.files import sha256_of

SITE_LINK = "http://127.0.0.1:8420/penetapan-daftar-pemilih"
GOLDEN = f"Penetapan daftar pemilih\n\nRapat pleno selesai.\n\n{SITE_LINK}"
AWKWARD = "KPU (Kab. Contoh) [rilis] {resmi} <b>*tegas*</b> ~5% @kpu_ri a|b #Pemilu #1 C# ro\\ti #daftar_pemilih_tetap 😀"


def slow_picture(folder: Path) -> Image:
    file = folder / "besar.png"
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * SLOW)
    return replace(package(folder).images[0], name=file.name, path=file, sha256=sha256_of(file), size=file.stat().st_size)


class TestLinkedIn(OnLinkedIn, Conformance):
    def test_what_was_previewed_is_what_arrives(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        rendering = connector.preview(package(tmp_path), SITE_LINK)
        link = self.post(connector, rendering)
        arrived = self.truth(town)[0]
        assert arrived["text"] == rendering.text == GOLDEN
        assert arrived["alts"] == ["Rapat pleno di aula"]
        assert link.remote_id.startswith("urn:li:share:")
        assert connector.look(link).images == 1

    def test_signs_that_linkedin_reserves_arrive_and_are_recognised(
        self, town: Town, connector: Connector, tmp_path: Path
    ) -> None:
        staged = connector.stage(
            connector.preview(package(tmp_path, channel_text={"linkedin": AWKWARD}), SITE_LINK), MARKER, {}, Handles().record
        )
        connector.reveal(staged)
        arrived = self.truth(town)[0]
        assert arrived["text"] == f"{AWKWARD}\n\n{SITE_LINK}", "one bare sign, and LinkedIn drops the rest"
        assert "{hashtag|\\#|Pemilu}" in arrived["commentary"]
        assert "{hashtag|\\#|1}" not in arrived["commentary"]
        assert isinstance(self.find(connector, staged), Found)

    def test_without_pictures_the_link_has_a_card_of_our_own_words(
        self, town: Town, connector: Connector, tmp_path: Path
    ) -> None:
        rendering = connector.preview(package(tmp_path, images=()), SITE_LINK)
        staged = connector.stage(rendering, MARKER, {}, Handles().record)
        link = connector.reveal(staged)
        arrived = self.truth(town)[0]
        assert arrived["article"] == {
            "source": SITE_LINK, "title": "Penetapan daftar pemilih", "description": "Rapat pleno menetapkan daftar pemilih.",
        }  # fmt: skip
        assert SITE_LINK in arrived["text"]
        assert connector.look(link).images == 0
        assert isinstance(self.find(connector, staged), Found)

    def test_twenty_pictures_go_along_and_the_next_is_told(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        rendering = connector.preview(package(tmp_path, images=pictures(tmp_path, 21)))
        assert "20.png" in " ".join(rendering.notes)
        link = self.post(connector, rendering)
        assert self.truth(town)[0]["alts"] == [f"Gambar {number}" for number in range(20)]
        assert connector.look(link).images == 20

    def test_a_picture_that_is_still_processed_is_waited_for(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        rendering = connector.preview(package(tmp_path, images=(slow_picture(tmp_path),)))
        assert self.post(connector, rendering).remote_id
        assert self.uploads(town) == 1

    def test_a_picture_that_is_never_ready_is_tried_later_without_another_upload(
        self, town: Town, session: requests.Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        clock = ManualClock(datetime.now(UTC))
        connector, handles = page(session, town, clock=clock), Handles()
        rendering = connector.preview(package(tmp_path))
        monkeypatch.setattr(stand_in, "_state", lambda _thing: "PROCESSING")
        for _ in range(2):
            with pytest.raises(TryLater, match="masih diolah"):
                connector.stage(rendering, MARKER, handles.kept, handles.record)
        assert self.uploads(town) == 1
        monkeypatch.setattr(stand_in, "_state", lambda _thing: "PROCESSING_FAILED")
        with pytest.raises(Refused, match="tidak dapat diolah"):
            connector.stage(rendering, MARKER, {}, handles.record)

    def test_an_upload_that_was_thrown_away_is_sent_again(self, connector: Connector, tmp_path: Path) -> None:
        rendering = connector.preview(package(tmp_path))
        handles = Handles({f"image:{rendering.images[0].sha256}": "urn:li:image:999"})
        assert connector.reveal(connector.stage(rendering, MARKER, handles.kept, handles.record)).remote_id

    @pytest.mark.parametrize(("action", "uploads"), [("drop_before", 2), ("drop_after", 1), ("status_500_after", 1)])
    def test_an_upload_without_an_answer_asks_for_no_second_place(
        self, town: Town, session: requests.Session, connector: Connector, tmp_path: Path, action: str, uploads: int
    ) -> None:
        """Each request counts against what a publication may send: bytes that had arrived are not sent again."""
        rendering, handles, sent = connector.preview(package(tmp_path)), Handles(), []
        session.hooks["response"].append(lambda answer, **_: sent.append(answer.request.method))
        self.fault(town, action, method="PUT", path="/dms-uploads")
        with pytest.raises(TryLater):
            connector.stage(rendering, MARKER, {}, handles.record)
        before = sent.count("PUT")
        connector.reveal(connector.stage(rendering, MARKER, handles.kept, handles.record))
        assert self.uploads(town) == 1
        assert sent.count("PUT") - before == uploads - 1

    def test_an_answer_that_says_nothing_of_a_picture_asks_for_no_second_place(
        self, town: Town, connector: Connector, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        rendering, handles = connector.preview(package(tmp_path)), Handles()
        self.fault(town, "drop_before", method="PUT", path="/dms-uploads")
        with pytest.raises(TryLater):
            connector.stage(rendering, MARKER, {}, handles.record)
        with monkeypatch.context() as strange:
            strange.setattr(stand_in, "_state", lambda _thing: "ok")
            with pytest.raises(TryLater, match="tidak lengkap"):
                connector.stage(rendering, MARKER, handles.kept, handles.record)
        assert connector.reveal(connector.stage(rendering, MARKER, handles.kept, handles.record)).remote_id
        assert self.uploads(town) == 1

    def test_an_address_that_is_over_is_asked_for_anew(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        rendering, handles = connector.preview(package(tmp_path)), Handles()
        self.fault(town, "drop_before", method="PUT", path="/dms-uploads")
        with pytest.raises(TryLater):
            connector.stage(rendering, MARKER, {}, handles.record)
        name = f"upload:{rendering.images[0].sha256}"
        handles.kept[name] = handles.kept[name].rpartition("/")[0] + "/999"
        assert connector.reveal(connector.stage(rendering, MARKER, handles.kept, handles.record)).remote_id
        assert self.uploads(town) == 2

    @pytest.mark.parametrize(
        "changes", [{"size": 6 * 2**20}, {"width": 9000, "height": 9000}, {"alt": "a" * 4087}, {"mime": "image/webp"}]
    )
    def test_a_picture_that_linkedin_does_not_take_is_refused(
        self, connector: Connector, tmp_path: Path, changes: dict[str, Any]
    ) -> None:
        one = package(tmp_path).images[0]
        with pytest.raises(Refused):
            connector.preview(package(tmp_path, images=(replace(one, **changes),)))

    def test_a_long_text_ends_with_a_sentence_and_keeps_link_and_hashtags(self, connector: Connector, tmp_path: Path) -> None:
        told = "KPU Kab. Contoh (Provinsi) menetapkan daftar pemilih pada pukul 08.00 WIB. " * 60
        rendering = connector.preview(package(tmp_path, body_text=told, tags=("daftar pemilih",)), SITE_LINK)
        assert rendering.text.endswith(f"pukul 08.00 WIB.\n\n#DaftarPemilih\n\n{SITE_LINK}")
        assert 2700 < len(rendering.text) < 3000
        assert self.post(connector, rendering).remote_id
        with pytest.raises(Refused, match="3000"):
            connector.preview(package(tmp_path, channel_text={"linkedin": "(" * 1501}))

    def test_a_double_is_looked_for(self, connector: Connector, tmp_path: Path) -> None:
        staged = self.staged(connector, tmp_path)
        link = connector.reveal(staged)
        with pytest.raises(MaybePublished, match="sama sudah ada"):
            connector.reveal(staged)
        found = self.find(connector, staged)
        assert isinstance(found, Found)
        assert found.remote_id == link.remote_id

    def test_a_double_of_a_post_that_was_deleted_is_never_taken_for_published(self, connector: Connector, tmp_path: Path) -> None:
        """LinkedIn goes on refusing the words of a deleted post for a day or two, naming a post that nobody can see."""
        staged = self.staged(connector, tmp_path)
        connector.withdraw(connector.reveal(staged))
        with pytest.raises(MaybePublished):
            connector.reveal(staged)
        assert isinstance(self.find(connector, staged), Absent)

    def test_the_whole_list_is_read_though_it_comes_in_short_pieces(self, connector: Connector, tmp_path: Path) -> None:
        staged = self.staged(connector, tmp_path)
        connector.reveal(staged)
        for number in range(41):
            self.post(connector, replace(staged.rendering, text=f"Pengumuman nomor {number} dari kantor lain", images=()))
        assert isinstance(self.find(connector, staged), Found)
        later = connector.find(self.fingerprint(staged), datetime.now(UTC) + timedelta(minutes=1))
        assert isinstance(later, Absent)

    def test_a_list_that_moves_while_it_is_read_proves_nothing(
        self, town: Town, session: requests.Session, connector: Connector, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        staged = self.staged(connector, tmp_path)
        links = [self.post(connector, replace(staged.rendering, text=f"Kiriman {n}", images=())) for n in range(30)]
        pieces: list[int] = []
        wire = LinkedInClient.elements

        def meanwhile(client: LinkedInClient, path: str, *more: Any) -> Any:
            pieces.append(1)
            if path == "posts" and len(pieces) == 2:
                connector.withdraw(links[-1])
            return wire(client, path, *more)

        monkeypatch.setattr(LinkedInClient, "elements", meanwhile)
        client = LinkedInClient(session, town.tokens["linkedin"], SystemClock(), town.urls["linkedin"])
        with pytest.raises(TryLater, match="berubah selagi dibaca"):
            listed(client, PAGE, datetime.now(UTC) - LONG_AGO)
        assert len(listed(client, PAGE, datetime.now(UTC) - LONG_AGO) or []) == 29

    def test_a_changed_copy_is_for_a_person_to_judge(self, connector: Connector, tmp_path: Path) -> None:
        staged = self.staged(connector, tmp_path)
        self.post(connector, replace(staged.rendering, text=staged.rendering.text + " #pemilu", images=()))
        assert isinstance(self.find(connector, staged), CannotTell)

    def test_a_post_that_linkedin_still_works_on_is_neither_there_nor_absent(
        self, town: Town, connector: Connector, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        staged = self.staged(connector, tmp_path)
        link = connector.reveal(staged)
        shown = stand_in.LinkedIn._view
        state = {"lifecycleState": "PUBLISH_REQUESTED"}
        monkeypatch.setattr(stand_in.LinkedIn, "_view", lambda self, thing: shown(self, thing) | state)
        with pytest.raises(TryLater, match="masih diolah"):
            self.find(connector, staged)
        assert connector.look(link).state == "unknown", "hidden would be believed to be gone, and it is public in a moment"
        state["lifecycleState"] = "PUBLISH_FAILED"
        assert connector.look(link).state == "hidden"
        assert isinstance(self.find(connector, staged), Absent)

    def test_amended_in_its_words_alone_then_withdrawn_twice(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        staged = self.staged(connector, tmp_path)
        link = connector.reveal(staged)
        better = replace(staged.rendering, text="Teks (dibetulkan) #Pemilu")
        assert connector.amend(link, better, Handles().record) == link
        assert self.truth(town)[0]["text"] == "Teks (dibetulkan) #Pemilu"
        with pytest.raises(NeedsHuman, match="hanya teks"):
            connector.amend(link, replace(better, images=()), Handles().record)
        connector.withdraw(link)
        connector.withdraw(link)
        assert connector.look(link).state == "gone"

    def test_readers_are_people_and_nobody_yet_is_unknown(self, connector: Connector, tmp_path: Path) -> None:
        link = connector.reveal(self.staged(connector, tmp_path))
        assert connector.readers(link).value is None
        for _ in range(3):
            requests.get(link.url, timeout=60)
        counted = connector.readers(link)
        assert (counted.value, counted.metric, counted.others["impressionCount"]) == (3, "uniqueImpressionsCount", 6)

    def test_who_is_no_administrator_of_the_page_finds_nothing_absent(
        self, town: Town, session: requests.Session, connector: Connector, tmp_path: Path
    ) -> None:
        other = page(session, town, organization_id="999")
        health = other.check()
        assert not health.may_publish
        assert "CONTENT_ADMINISTRATOR" in health.problems[0]
        with pytest.raises(NeedsHuman, match="bukan pengelola"):
            self.find(other, self.staged(connector, tmp_path))

    def test_the_doctor_knows_the_ends_of_token_and_version(self, town: Town, session: requests.Session) -> None:
        health = page(session, town).check()
        assert (health.ok, health.account) == (True, stand_in.NAME)
        assert health.version_ends == version_ends(VERSION)
        assert health.token_ends is not None
        assert timedelta(days=59) < health.token_ends - datetime.now(UTC) < timedelta(days=61)
        quiet = page(session, town, client_id="", client_secret="").check()
        assert (quiet.ok, quiet.token_ends) == (True, None), "without the app's secret nothing is said of the token"

    def test_a_version_that_is_over_needs_a_person_who_is_told_the_day(
        self, town: Town, session: requests.Session, connector: Connector, tmp_path: Path
    ) -> None:
        old = page(session, town, version="202501")
        staged = self.staged(connector, tmp_path)
        with pytest.raises(NeedsHuman, match="2026-01-01"):
            old.reveal(staged)
        with pytest.raises(NeedsHuman, match="api_version"):
            self.find(old, staged)
        assert old.check().version_ends == datetime(2026, 1, 1, tzinfo=UTC)
        assert self.truth(town) == []

    def test_too_many_powers_and_too_few_rights_are_told(
        self, town: Town, session: requests.Session, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(stand_in, "SCOPES", "rw_ads,w_member_social,w_organization_social")
        health = page(session, town).check()
        assert len(health.excess) == 2
        assert [right for right in ("r_organization_social", "rw_organization_admin") if right in " ".join(health.problems)] == [
            "r_organization_social", "rw_organization_admin",
        ]  # fmt: skip

    def test_the_token_goes_to_linkedin_alone(self, town: Town, session: requests.Session) -> None:
        here = LinkedInClient(session, town.tokens["linkedin"], SystemClock(), town.urls["linkedin"])
        with pytest.raises(NeedsHuman, match="bukan milik LinkedIn"):
            here.upload(f"{town.urls['site']}/dms-uploads/1", b"x", "image/png")
        real = LinkedInClient(session, "rahasia", SystemClock(), API_URL)
        for address in ("https://linkedin.com.pencuri.example/x", "http://www.linkedin.com/x", "https://evil-linkedin.com/x"):
            with pytest.raises(NeedsHuman, match="bukan milik LinkedIn"):
                real.upload(address, b"x", "image/png")

    def test_the_token_is_in_no_address_and_no_log(self, town: Town, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.DEBUG)
        seen: list[requests.PreparedRequest] = []
        with Watched(town, "linkedin", [town.tokens["linkedin"]], seen.append) as session:
            account = page(session, town)
            assert account.check().ok
            staged = account.stage(account.preview(package(tmp_path), SITE_LINK), MARKER, {}, Handles().record)
            link = account.reveal(staged)
            assert isinstance(self.find(account, staged), Found)
            account.readers(link)
            account.withdraw(link)
        shown = " ".join(str(r.url) for r in seen) + caplog.text + repr(account)
        assert [name for name in ("linkedin", "linkedin_app") if town.tokens[name] in shown] == []
        assert {request.method for request in seen} == {"GET", "POST", "PUT", "DELETE"}


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.linkedin.com/feed/update/urn:li:share:71/", "urn:li:share:71"),
        ("https://www.linkedin.com/feed/update/urn%3Ali%3AugcPost%3A71", "urn:li:ugcPost:71"),
        ("https://www.linkedin.com/posts/kpu-contoh_penetapan-share-7134-abcd", "urn:li:share:7134"),
    ],
)
def test_a_post_that_a_person_found_is_known_by_its_address(url: str, expected: str) -> None:
    assert identity_of(Link(url, "")) == expected


def test_an_address_without_a_posts_number_needs_a_person() -> None:
    with pytest.raises(NeedsHuman, match="lihat sendiri"):
        identity_of(Link("https://www.linkedin.com/posts/kpu-contoh_penetapan-activity-7134-abcd", ""))
