"""The Mastodon connector against a server that others wrote: mastodon_mock, started in memory as a process of its own."""

import contextlib
import io
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
from conformance import LONG_AGO, MARKER, Handles, package
from PIL import Image as Pillow

from connectors import http
from connectors.contract import Absent, Fingerprint, Found, Link, NeedsHuman, Refused, Staged
from connectors.mastodon import Mastodon
from content_queue.package import Image, Package
from practice.running import running_town
from safety.addresses import AddressPolicy
from safety.clock import ManualClock
from safety.files import sha256_of
from safety.redaction import Redactor
from tests.ports import free_port

TOKEN, USERNAME = "token-tiruan", "kpu_contoh"
LINK = "https://kpu-contoh.example/penetapan-daftar-pemilih"
CONFIG = f"""
[database]
path = ":memory:"
[[seed.accounts]]
username = "{USERNAME}"
access_token = "{TOKEN}"
"""
_TRIES = 1500


@pytest.fixture(scope="module")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the server, which ends with the tests of this file."""
    folder = tmp_path_factory.mktemp("instans")
    (folder / "instans.toml").write_text(CONFIG, "utf-8")
    port = free_port()
    command = [sys.executable, "-m", "mastodon_mock", "serve", "--config", str(folder / "instans.toml"), "--in-memory"]
    with (folder / "keluaran.txt").open("wb") as told:
        server = subprocess.Popen([*command, "--port", str(port)], cwd=folder, stdout=told, stderr=told)
        try:
            url = f"http://127.0.0.1:{port}"
            _wait(url, server, folder / "keluaran.txt")
            yield url
        finally:
            server.terminate()
            server.wait(20)


def _wait(url: str, server: subprocess.Popen[bytes], told: Path) -> None:
    """Until the server takes connections; what it said where it ends instead, or takes minutes on a busy machine."""
    for _ in range(_TRIES):
        with contextlib.suppress(requests.ConnectionError):
            requests.get(f"{url}/api/v2/instance", timeout=60).raise_for_status()
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(0.2)
            break
    raise AssertionError(told.read_text("utf-8"))


@pytest.fixture
def account(peer: str) -> Iterator[Mastodon]:
    with session_for(peer) as session:
        yield Mastodon(session, peer, USERNAME, TOKEN, ManualClock(datetime.now(UTC)))


def session_for(url: str) -> requests.Session:
    return http.session(AddressPolicy(frozenset({url.removeprefix("http://")})), Redactor([TOKEN]), http.Timeouts())


def approved(folder: Path, words: str, count: int = 2) -> Package:
    """A package of its own words with pictures that can be opened."""
    images = []
    for number in range(count):
        place = folder / f"{number}.png"
        out = io.BytesIO()
        Pillow.new("RGB", (40, 30), (number * 40, 90, 160)).save(out, "PNG")
        place.write_bytes(out.getvalue())
        sha256 = sha256_of(place)
        images.append(Image(place.name, place, sha256, "image/png", 40, 30, place.stat().st_size, f"Gambar ke-{number}"))
    return package(folder, title=words, body_text=f"{words}. " * 12, images=tuple(images))


def staged(account: Mastodon, folder: Path, words: str) -> Staged:
    link = f"{LINK}/{words.lower().replace(' ', '-')}"
    return account.stage(account.preview(approved(folder, words), link), MARKER, {}, Handles().record)


def sought(post: Staged) -> Fingerprint:
    r = post.rendering
    return Fingerprint(post.marker, r.title, r.text, r.link, r.slug, len(r.images), post.remote_id)


def status(account: Mastodon, link: Link) -> dict[str, object]:
    asked = requests.get(
        f"{account.url}/api/v1/statuses/{link.remote_id}", headers={"Authorization": f"Bearer {TOKEN}"}, timeout=60
    )
    found: dict[str, object] = asked.json()
    return found


def test_who_we_are_and_what_it_takes(account: Mastodon) -> None:
    health = account.check()
    assert health.ok, health.problems
    assert health.account.startswith(f"@{USERNAME}")


def test_a_post_with_pictures_arrives_as_it_was_previewed_and_is_found(account: Mastodon, tmp_path: Path) -> None:
    post = staged(account, tmp_path, "Terbit sekali")
    assert isinstance(account.find(sought(post), datetime.now(UTC) - LONG_AGO), Absent)
    link = account.reveal(post)
    told = status(account, link)
    assert told["visibility"] == "public"
    assert [medium["description"] for medium in told["media_attachments"]] == ["Gambar ke-0", "Gambar ke-1"]  # type: ignore[attr-defined]
    found = account.find(sought(post), datetime.now(UTC) - LONG_AGO)
    assert isinstance(found, Found)
    assert (found.remote_id, found.public, found.count, found.url) == (link.remote_id, True, 1, link.url)
    assert (account.look(link).state, account.look(link).images) == ("public", 2)
    assert account.readers(link).value is None
    assert account.readers(link).others["favourites_count"] == 0


def test_the_same_post_sent_again_is_one_post(account: Mastodon, tmp_path: Path) -> None:
    post = staged(account, tmp_path, "Dikirim dua kali")
    assert account.reveal(post).remote_id == account.reveal(post).remote_id
    found = account.find(sought(post), datetime.now(UTC) - LONG_AGO)
    assert isinstance(found, Found)
    assert found.count == 1


def test_pictures_that_were_uploaded_are_used_again(account: Mastodon, tmp_path: Path) -> None:
    handles = Handles()
    rendering = account.preview(approved(tmp_path, "Unggahan dipakai lagi"), LINK)
    first = account.stage(rendering, MARKER, {}, handles.record)
    assert account.stage(rendering, MARKER, handles.kept, handles.record).handles == first.handles


def test_an_amended_post_keeps_its_number(account: Mastodon, tmp_path: Path) -> None:
    post = staged(account, tmp_path, "Salah ketik")
    link = account.reveal(post)
    better = replace(post.rendering, text="Sudah dibetulkan", images=post.rendering.images[:1])
    assert account.amend(link, better, Handles().record).remote_id == link.remote_id
    told = status(account, link)
    assert "Sudah dibetulkan" in str(told["content"])  # this server leaves the pictures of a changed post as they were


def test_a_withdrawn_post_is_gone_and_withdrawing_again_is_no_error(account: Mastodon, tmp_path: Path) -> None:
    post = staged(account, tmp_path, "Ditarik lagi")
    link = account.reveal(post)
    account.withdraw(link)
    account.withdraw(link)
    assert account.look(link).state == "gone"
    assert isinstance(account.find(sought(post), datetime.now(UTC) - LONG_AGO), Absent)


def test_a_wrong_token_needs_a_person_and_never_says_absent(account: Mastodon, tmp_path: Path) -> None:
    post = staged(account, tmp_path, "Token keliru")
    wrong = Mastodon(account.session, account.url, USERNAME, "token-salah", account.clock)
    for act in (
        lambda: wrong.reveal(post),
        lambda: wrong.find(sought(post), datetime.now(UTC) - LONG_AGO),
        lambda: wrong._ours(),
    ):
        with pytest.raises(NeedsHuman):
            act()
    assert not wrong.check().ok
    assert wrong.look(Link(f"{account.url}/@x/1", "1")).state == "unknown"
    assert isinstance(account.find(sought(post), datetime.now(UTC) - LONG_AGO), Absent)


def test_too_many_words_are_refused_by_the_server_too(account: Mastodon, tmp_path: Path) -> None:
    post = staged(account, tmp_path, "Terlalu panjang")
    with pytest.raises(Refused):
        account.reveal(replace(post, rendering=replace(post.rendering, text="x" * 501)))


def test_our_stand_in_answers_in_the_same_shape(peer: str, account: Mastodon, tmp_path: Path) -> None:
    """Every field that our stand-in tells of a post, the server that others wrote tells too, and of the same type."""
    theirs = status(account, account.reveal(staged(account, tmp_path, "Bentuk jawaban")))
    with running_town(tmp_path / "kota") as town, session_for(town.urls["mastodon"]) as session:
        local = Mastodon(session, town.urls["mastodon"], USERNAME, town.tokens["mastodon"], ManualClock(datetime.now(UTC)))
        link = local.reveal(local.stage(local.preview(approved(tmp_path, "Bentuk jawaban"), LINK), MARKER, {}, Handles().record))
        headers = {"Authorization": f"Bearer {town.tokens['mastodon']}"}
        ours = requests.get(f"{town.urls['mastodon']}/api/v1/statuses/{link.remote_id}", headers=headers, timeout=60).json()
    assert _differences(ours, theirs, "status") == []
    assert abs(datetime.fromisoformat(str(theirs["created_at"])) - datetime.now(UTC)) < timedelta(minutes=5)


def _differences(ours: object, theirs: object, where: str) -> list[str]:
    if isinstance(ours, dict) and isinstance(theirs, dict):
        missing = [f"{where}.{name} is only ours" for name in ours if name not in theirs]
        return missing + [
            one for name in ours if name in theirs for one in _differences(ours[name], theirs[name], f"{where}.{name}")
        ]
    if isinstance(ours, list) and isinstance(theirs, list):
        return [one for a, b in zip(ours, theirs, strict=False) for one in _differences(a, b, f"{where}[]")]
    same = type(ours) is type(theirs) or ours is None or theirs is None
    return [] if same else [f"{where}: {type(ours).__name__}, theirs {type(theirs).__name__}"]
