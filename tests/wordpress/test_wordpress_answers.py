"""What each answer of a site, and each failure on the way, tells the caller to do next."""

import socket
import time
from datetime import UTC, datetime, timedelta

import pytest

from connectors.contract import (
    CannotTell,
    ConnectorError,
    Fingerprint,
    Link,
    MaybePublished,
    NeedsHuman,
    Redirected,
    Refused,
    Rendering,
    Staged,
    TryLater,
)
from connectors.http import Session, Timeouts, session
from connectors.wordpress import WordPress
from connectors.wordpress_api import Api
from connectors.wordpress_library import RestLibrary
from safety.addresses import AddressPolicy
from safety.clock import ManualClock
from safety.redaction import Redactor
from tests.wordpress.standin import StandIn, answer

SECRET = "kunci-rahasia-9917"
NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
MARKED = Fingerprint(marker="AB12", title="Judul", text="Isi", link="", slug="judul", images=0)
ME = answer(200, '{"id":3,"capabilities":{"edit_posts":true}}')


def speak(*hosts: str, timeouts: Timeouts | None = None, max_bytes: int = 1_000_000) -> Session:
    policy = AddressPolicy(frozenset(hosts))
    return session(policy, Redactor([SECRET]), timeouts or Timeouts(1, 1, 3), ManualClock(NOW), max_bytes)


def site(server: StandIn) -> WordPress:
    return WordPress(server.url, "humas", SECRET, speak(server.host), "website")


def wrong(code: str, status: int, *headers: str) -> bytes:
    return answer(status, f'{{"code":"{code}","message":"pesan {SECRET}"}}', *headers)


@pytest.mark.parametrize(
    ("reply", "on_write", "on_read"),
    [
        (wrong("rest_not_logged_in", 401), NeedsHuman, NeedsHuman),
        (answer(401, "<html>Unauthorized</html>"), NeedsHuman, NeedsHuman),
        (wrong("rest_cannot_publish", 403), NeedsHuman, NeedsHuman),
        (wrong("rest_invalid_param", 400), Refused, Refused),
        (wrong("rest_no_route", 404), NeedsHuman, NeedsHuman),
        (answer(404, "<html>Not Found</html>"), NeedsHuman, NeedsHuman),
        (answer(413, "<html>Too Large</html>"), Refused, Refused),
        (wrong("too_many", 429, "Retry-After: 7"), TryLater, TryLater),
        (wrong("rest_upload_unknown_error", 500), Refused, Refused),
        (wrong("internal_server_error", 500), MaybePublished, TryLater),
        (answer(503, "<html>Maintenance</html>", "Retry-After: 60"), MaybePublished, TryLater),
        (answer(200, "<html>Selamat datang</html>"), MaybePublished, TryLater),
        (answer(200, "<b>Notice</b>: x\n" + '{"id":7,"status":"publish"}'), MaybePublished, TryLater),
        (answer(200, '{"id":8,"status":"publish"}'), MaybePublished, TryLater),
        (answer(302, "", "Location: http://127.0.0.1:1/masuk"), Redirected, TryLater),
        (answer(303, "", "Location: http://127.0.0.1:1/masuk"), MaybePublished, TryLater),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{", MaybePublished, TryLater),
        (b"", MaybePublished, TryLater),
    ],
)
def test_every_answer_names_the_next_act(reply: bytes, on_write: type[ConnectorError], on_read: type[ConnectorError]) -> None:
    link = Link("http://situs/judul", "7")
    with StandIn([reply]) as server:
        connector = WordPress(server.url, "humas", SECRET, speak("127.0.0.1"), "website")
        with pytest.raises(on_write) as written:
            connector.withdraw(link)
        with pytest.raises(on_read) as read:
            connector.look(link)
    assert type(written.value) is on_write
    assert type(read.value) is on_read
    assert SECRET not in f"{written.value}{read.value}"
    assert len([r for r in server.requests if r.startswith(b"DELETE")]) == 1


@pytest.mark.parametrize(
    ("value", "at"), [("7", NOW + timedelta(seconds=7)), ("Fri, 20 Nov 2026 04:00:00 GMT", NOW + timedelta(hours=1))]
)
def test_the_time_that_the_server_asks_for_is_kept(value: str, at: datetime) -> None:
    with StandIn([wrong("too_many", 429, f"Retry-After: {value}")]) as server, pytest.raises(TryLater) as later:
        site(server).withdraw(Link("", "7"))
    assert later.value.at == at


def test_a_write_through_a_redirect_names_the_address_and_sends_nothing_there() -> None:
    with StandIn([answer(200, "{}")]) as canary, StandIn([answer(301, "", f"Location: {canary.url}/wp-json")]) as server:
        with pytest.raises(NeedsHuman, match=canary.host):
            speak("127.0.0.1").post(server.url)
        assert canary.requests == []


def test_a_read_never_follows_into_a_forbidden_network() -> None:
    with StandIn([answer(200, "{}")]) as canary, StandIn([answer(302, "", f"Location: {canary.url}/")]) as server:
        with pytest.raises(NeedsHuman, match="tidak boleh dihubungi"):
            speak(server.host).get(server.url)
        assert canary.requests == []


def test_a_name_that_leads_inside_gets_no_byte() -> None:
    with StandIn([answer(200, "{}")]) as canary:
        with pytest.raises(NeedsHuman, match="localhost"):
            speak().post(f"http://localhost:{canary.host.split(':')[1]}/", data=b"x")
        assert not any(canary.requests)


def test_refused_and_unknown_hosts_are_surely_not_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(TryLater):
        speak(f"127.0.0.1:{port}").post(f"http://127.0.0.1:{port}/", data=b"x")


def test_a_server_that_speaks_no_tls_needs_a_person() -> None:
    with StandIn([answer(200, "{}")]) as server, pytest.raises(NeedsHuman, match="sertifikat"):
        speak(server.host).post(server.url.replace("http", "https"), data=b"x")


def test_an_answer_that_drips_ends_at_the_deadline() -> None:
    begun = time.monotonic()
    with StandIn([answer(200, "x" * 400)], drip=0.05) as server, pytest.raises(MaybePublished, match="detik"):
        speak(server.host, timeouts=Timeouts(1, 1, 0.4)).post(server.url, data=b"x")
    assert time.monotonic() - begun < 15, "the whole answer would have taken twenty seconds"


def test_an_endless_answer_without_length_is_not_taken_for_whole() -> None:
    head = b"HTTP/1.1 200 OK\r\n\r\n"
    with StandIn([head + b"y" * 400], drip=0.05) as server, pytest.raises(TryLater):
        speak(server.host, timeouts=Timeouts(1, 1, 0.4)).get(server.url)


def test_an_answer_beyond_the_cap_is_not_read() -> None:
    with StandIn([answer(200, "x" * 5000)]) as server, pytest.raises(TryLater, match="longer"):
        speak(server.host, max_bytes=1000).get(server.url)


def test_who_we_are_is_said_honestly() -> None:
    with StandIn([answer(200, "{}")]) as server:
        speak(server.host).get(server.url)
    assert b"User-Agent: tayang/0.1" in server.requests[0]


def test_half_a_search_is_never_absence() -> None:
    with StandIn([ME, answer(200, "[]", "X-WP-TotalPages: 2")]) as server, pytest.raises(TryLater):
        site(server).find(MARKED, NOW)


def test_an_account_that_may_not_see_drafts_cannot_tell() -> None:
    with StandIn([answer(200, "[]"), answer(200, "[]"), ME]) as server:
        assert isinstance(site(server).find(MARKED, NOW), CannotTell)


def test_a_draft_changed_by_a_person_is_not_revealed() -> None:
    post = '{"id":7,"status":"draft","modified_gmt":"2026-11-20T02:00:00","content":{"raw":"lain"}}'
    with StandIn([answer(200, post)]) as server:
        staged = Staged(
            Rendering("website", "wordpress", "Judul", "<p>Isi</p>"), "AB12", "7", {"draft_modified": "2026-11-20T01:00:00"}
        )
        with pytest.raises(NeedsHuman, match="sudah diubah"):
            site(server).reveal(staged)
        assert not [r for r in server.requests if r.startswith(b"POST")]


@pytest.mark.parametrize(
    ("whole_list", "meant"),
    [('[{"id":1,"name":"Umum"},{"id":9,"name":"berita"}]', 9), ("[]", TryLater), ('[{"id":1,"name":"Umum"}]', Refused)],
)
def test_one_empty_answer_does_not_end_a_package_for_its_category(whole_list: str, meant: int | type[ConnectorError]) -> None:
    with StandIn([answer(200, "[]"), answer(200, whole_list)]) as server:
        library = RestLibrary(Api(server.url, "humas", SECRET, speak(server.host)))
        if isinstance(meant, int):
            assert library.category("Berita") == meant
        else:
            with pytest.raises(meant, match=r"kategori|Kategori"):
                library.category("Berita")
