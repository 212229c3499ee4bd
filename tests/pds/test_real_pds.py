"""The Bluesky connector against a real account server: one record whatever happens, and errors as they really are."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
from PIL import Image as Pillow

from connectors import http
from connectors.bluesky import Bluesky
from connectors.bluesky_client import Expired
from connectors.bluesky_text import cid_of, key_of
from connectors.contract import (
    Absent,
    CannotTell,
    Fingerprint,
    Found,
    NeedsHuman,
    Refused,
    Rendering,
    StageAgain,
    Staged,
    TryLater,
)
from content_queue.package import Image, Video
from safety.addresses import AddressPolicy
from safety.clock import ManualClock
from safety.files import sha256_of
from safety.redaction import Redactor
from tests.pds.people import POST, Owner

pytestmark = pytest.mark.pds
MARKER = "tayang-uji-0001"
LINK = "https://kpu-contoh.example/berita/penetapan?a=1&b=é"


@pytest.fixture
def session(owner: Owner) -> Iterator[requests.Session]:
    policy = AddressPolicy(frozenset({owner.url.removeprefix("http://")}))
    with http.session(policy, Redactor([owner.app_password]), http.Timeouts()) as session:
        yield session


def connect(owner: Owner, session: requests.Session, password: str = "", hours: float = 0) -> Bluesky:
    clock = ManualClock(datetime.now(UTC) + timedelta(hours=hours))
    place = owner.url
    return Bluesky(session, owner.handle, password or owner.app_password, clock, api_url=place, appview_url=place)


@pytest.fixture
def account(owner: Owner, session: requests.Session) -> Bluesky:
    return connect(owner, session)


def picture(folder: Path) -> Image:
    file = folder / "01.jpg"
    Pillow.new("RGB", (64, 36), (120, 30, 30)).save(file, "JPEG")
    return Image(file.name, file, sha256_of(file), "image/jpeg", 64, 36, file.stat().st_size, "Rapat pleno di aula")


def rendering(*images: Image, text: str = f"Rapat pleno 👨‍👩‍👧 selesai #pemilu2029\n\n{LINK}") -> Rendering:
    return Rendering("bluesky", "bluesky", "Penetapan", text, summary="Ringkasan", link=LINK, images=images)


def staged(account: Bluesky, sent: Rendering, marker: str = MARKER) -> Staged:
    return account.stage(sent, marker, {}, lambda _name, _handle: None)


def find(account: Bluesky, one: Staged) -> object:
    r = one.rendering
    fingerprint = Fingerprint(one.marker, r.title, r.text, r.link, r.slug, len(r.images), one.remote_id, len(r.videos))
    return account.find(fingerprint, datetime.now(UTC) - timedelta(hours=1))


def test_what_was_sent_is_kept_word_for_word_and_every_mark_where_it_was_put(
    owner: Owner, account: Bluesky, tmp_path: Path
) -> None:
    one = staged(account, rendering(picture(tmp_path)))
    link = account.reveal(one)
    (kept,) = owner.records()
    assert kept["uri"] == link.remote_id == one.remote_id
    value = kept["value"]
    assert value["text"] == one.rendering.text
    data = value["text"].encode()
    assert [data[f["index"]["byteStart"] : f["index"]["byteEnd"]].decode() for f in value["facets"]] == ["#pemilu2029", LINK]
    (shown,) = value["embed"]["images"]
    assert shown["image"]["ref"]["$link"] == cid_of(one.rendering.images[0].sha256)
    assert (shown["alt"], shown["aspectRatio"]) == ("Rapat pleno di aula", {"width": 64, "height": 36})
    found = find(account, one)
    assert isinstance(found, Found)
    assert (found.remote_id, found.url, found.count) == (link.remote_id, link.url, 1)


def test_without_a_picture_the_link_is_a_card(owner: Owner, account: Bluesky) -> None:
    account.reveal(staged(account, rendering(text="Rapat pleno selesai.")))
    card = owner.records()[0]["value"]["embed"]["external"]
    assert (card["uri"], card["title"], card["description"]) == (LINK, "Penetapan", "Ringkasan")


def test_a_film_is_kept_as_it_was_approved(owner: Owner, account: Bluesky) -> None:
    file = Path(__file__).parent.parent / "films" / "film.mp4"
    film = Video(file.name, file, sha256_of(file), "video/mp4", 320, 180, file.stat().st_size, 3.0, "Ketua mengetuk palu")
    one = staged(account, replace(rendering(), videos=(film,)))
    account.reveal(one)
    shown = owner.records()[0]["value"]["embed"]
    assert (shown["$type"], shown["alt"]) == ("app.bsky.embed.video", "Ketua mengetuk palu")
    assert (shown["video"]["ref"]["$link"], shown["video"]["mimeType"]) == (cid_of(film.sha256), "video/mp4")
    assert isinstance(find(account, one), Found)


def test_sent_again_or_by_six_at_once_it_is_one_record(owner: Owner, account: Bluesky, tmp_path: Path) -> None:
    one = staged(account, rendering(picture(tmp_path)))
    policy = AddressPolicy(frozenset({owner.url.removeprefix("http://")}))

    def reveal(_: int) -> str:
        with http.session(policy, Redactor([]), http.Timeouts()) as session:
            return connect(owner, session).reveal(one).remote_id

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(reveal, range(6))) == {one.remote_id}
    account.reveal(one)
    assert len(owner.records()) == 1


def test_six_that_each_wrote_down_another_time_leave_one_record(owner: Owner, account: Bluesky) -> None:
    """Each is another record, byte for byte: the first stays, the others find it and adopt it."""
    stages = [staged(connect(owner, account.session, hours=hour), rendering()) for hour in range(6)]
    policy = AddressPolicy(frozenset({owner.url.removeprefix("http://")}))

    def reveal(one: Staged) -> str:
        with http.session(policy, Redactor([]), http.Timeouts()) as session:
            return connect(owner, session).reveal(one).remote_id

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(reveal, stages)) == {stages[0].remote_id}
    assert len(owner.records()) == 1


def test_other_words_under_our_key_are_refused_and_for_a_person(owner: Owner, account: Bluesky) -> None:
    account.reveal(staged(account, rendering()))
    other = staged(account, rendering(text="Kata-kata lain"))
    with pytest.raises(NeedsHuman, match="isi lain"):
        account.reveal(other)
    assert isinstance(find(account, other), CannotTell)
    assert [one["value"]["text"] for one in owner.records()] == [rendering().text]


def test_what_is_not_there_is_absent_and_what_a_person_posted_is_seen(owner: Owner, account: Bluesky) -> None:
    one = staged(account, rendering())
    assert isinstance(find(account, one), Absent)
    stamp = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    record = {"$type": POST, "text": one.rendering.text, "createdAt": stamp}
    body = {"repo": owner.did, "collection": POST, "record": record}
    owner.call("com.atproto.repo.createRecord", body, owner.session()).raise_for_status()
    assert isinstance(find(account, one), CannotTell)
    account.reveal(one)
    found = find(account, one)
    assert isinstance(found, Found)
    assert found.count == 2


def test_a_plain_creation_under_a_key_that_is_taken_is_an_unclear_error(owner: Owner, account: Bluesky) -> None:
    """Why posts are put and never created: the server says 500, which tells nobody whether the post is there."""
    account.reveal(staged(account, rendering()))
    record = {"$type": POST, "text": "Lain", "createdAt": "2026-11-21T08:00:00.000Z"}
    body = {"repo": owner.did, "collection": POST, "rkey": key_of(MARKER), "record": record}
    assert owner.call("com.atproto.repo.createRecord", body, owner.session()).status_code == 500


def test_a_file_that_the_server_does_not_have_is_staged_again(owner: Owner, account: Bluesky, tmp_path: Path) -> None:
    one = staged(account, rendering(picture(tmp_path)))
    sha256 = one.rendering.images[0].sha256
    gone = {name: held.replace(cid_of(sha256), cid_of("11" * 32)) for name, held in one.handles.items()}
    with pytest.raises(StageAgain):
        account.reveal(replace(one, handles=gone))
    assert owner.records() == []


def test_what_does_not_fit_is_refused_and_nothing_is_public(owner: Owner, account: Bluesky, tmp_path: Path) -> None:
    for bad in (
        rendering(text="x" * 301),
        rendering(text="👨‍👩‍👧‍👦" * 121),
        rendering(*[picture(tmp_path)] * 5),
        replace(rendering(), language="bukan bahasa"),
    ):
        with pytest.raises(Refused):
            account.reveal(staged(account, bad))
    heavy = tmp_path / "berat.png"
    heavy.write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 6 * 2**20)
    large = replace(picture(tmp_path), path=heavy, sha256=sha256_of(heavy), mime="image/png", size=heavy.stat().st_size)
    with pytest.raises(Refused, match="PayloadTooLarge"):
        staged(account, rendering(large))
    assert owner.records() == []


def test_withdrawn_twice_it_is_gone_and_its_key_is_free(owner: Owner, account: Bluesky, tmp_path: Path) -> None:
    one = staged(account, rendering(picture(tmp_path)))
    link = account.reveal(one)
    look = account.look(link)
    assert look.state == "unknown", "no readers' view stands behind this server: nothing is called public"
    account.withdraw(link)
    account.withdraw(link)
    assert owner.records() == []
    assert account.look(link).state == "gone"
    assert isinstance(find(account, one), Absent)


def test_a_wrong_password_needs_a_person_and_is_never_absent(owner: Owner, session: requests.Session) -> None:
    wrong = connect(owner, session, "rahasia-salah")
    health = wrong.check()
    assert not health.ok
    assert "AuthenticationRequired" in health.problems[0]
    one = Staged(rendering(), MARKER, "", {"created_at": "2026-11-21T08:00:00.000Z"})
    for act in (lambda: find(wrong, one), lambda: wrong.reveal(one)):
        with pytest.raises(NeedsHuman):
            act()


def test_a_session_that_is_over_publishes_nothing_and_the_next_does(owner: Owner, account: Bluesky) -> None:
    one = staged(account, rendering())
    account._client._held[:] = [replace(account._client.account(), token=owner.over())]
    with pytest.raises(Expired):
        account.reveal(one)
    assert owner.records() == []
    account.reveal(one)
    assert len(owner.records()) == 1


def test_a_token_that_nobody_gave_needs_a_person(owner: Owner, account: Bluesky) -> None:
    one = staged(account, rendering())
    account._client._held[:] = [replace(account._client.account(), token=owner.over()[:-4] + "AAAA")]
    with pytest.raises(NeedsHuman, match="InvalidToken"):
        account.reveal(one)
    assert owner.records() == []


def test_what_a_password_may_is_told(owner: Owner, session: requests.Session) -> None:
    assert connect(owner, session).check().excess == ()
    assert "pesan pribadi" in connect(owner, session, owner.private_password).check().excess[0]
    assert "sandi utama" in connect(owner, session, owner.password).check().excess[0]


def test_an_account_that_is_not_active_waits_for_a_person(owner: Owner, account: Bluesky, session: requests.Session) -> None:
    one = staged(account, rendering())
    owner.deactivate()
    with pytest.raises(NeedsHuman, match="dinonaktifkan"):
        account.reveal(one)
    health = connect(owner, session).check()
    assert not health.may_publish
    assert "dinonaktifkan" in health.problems[0]


def test_an_account_that_was_taken_down_waits_for_a_person(owner: Owner, account: Bluesky) -> None:
    one = staged(account, rendering())
    owner.taken_down()
    with pytest.raises(NeedsHuman, match="ditutup"):
        account.reveal(one)


def test_accounts_that_are_there_are_named(owner: Owner, account: Bluesky) -> None:
    account.reveal(staged(account, rendering(text=f"Bersama @{owner.handle} dan @tidak-ada-sama-sekali.test")))
    (facet,) = owner.records()[0]["value"]["facets"]
    assert facet["features"] == [{"$type": "app.bsky.richtext.facet#mention", "did": owner.did}]


def test_at_a_wrong_address_nothing_is_published(owner: Owner, session: requests.Session) -> None:
    one = staged(connect(owner, session), rendering())
    clock, place = ManualClock(datetime.now(UTC)), f"{owner.url}/bukan"
    with pytest.raises(TryLater):
        Bluesky(session, owner.handle, owner.app_password, clock, api_url=place).reveal(one)
    assert owner.records() == []
