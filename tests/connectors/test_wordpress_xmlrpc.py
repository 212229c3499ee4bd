"""What each XML-RPC answer of a site tells the caller to do next, and that no answer can harm us."""

import collections
import socket
from datetime import UTC, datetime, timedelta
from typing import Any
from xmlrpc.client import DateTime, Fault, dumps

import pytest

from connectors.contract import (
    Absent,
    ConnectorError,
    Fingerprint,
    Found,
    Link,
    MaybePublished,
    NeedsHuman,
    Redirected,
    Refused,
    TryLater,
)
from connectors.http import Timeouts, session
from connectors.wordpress_site import Payload, Post
from connectors.wordpress_xmlrpc import WordPressXmlRpc
from safety.addresses import AddressPolicy
from safety.clock import ManualClock
from safety.redaction import Redactor
from tests.wordpress.standin import StandIn, answer

SECRET = "kunci-rahasia-9917"
NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
METHODS = [
    "wp.getPost",
    "wp.getPosts",
    "wp.editPost",
    "wp.newPost",
    "wp.getProfile",
    "wp.getTerms",
    "wp.newTerm",
    "wp.uploadFile",
]
PAYLOAD = Payload("Judul", "<p>Isi</p>", "", "judul", (), (), 0)
SEEN = Post("7", "draft", "Judul", "<p>Isi</p>", "http://situs/7", "2026-11-20T02:00:00", NOW, 0)
MARKED = Fingerprint(marker="AB12", title="Judul", text="Isi", link="", slug="judul", images=0)
BOMB = """<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<methodResponse><params><param><value><string>&b;</string></value></param></params></methodResponse>"""


def said(value: Any) -> bytes:
    return answer(200, dumps((value,), methodresponse=True, allow_none=True), "Content-Type: text/xml")


def fault(code: int, status: int = 200) -> bytes:
    return answer(status, dumps(Fault(code, f"pesan {SECRET}"), methodresponse=True))


def post(number: int, content: str, status: str = "draft") -> dict[str, Any]:
    date = DateTime("20261120T02:00:00")
    return {"post_id": str(number), "post_title": "Judul", "post_content": content, "post_status": status, "post_name": "judul",
            "post_date_gmt": date, "post_modified_gmt": date, "link": f"http://situs/{number}", "post_type": "post"}  # fmt: skip


KNOWN, ME = said(METHODS), said({"user_id": "3", "username": "humas", "roles": ["author"]})


def site(server: StandIn, max_bytes: int = 1_000_000) -> WordPressXmlRpc:
    policy = AddressPolicy(frozenset({server.host}))
    line = session(policy, Redactor([SECRET]), Timeouts(1, 1, 3), ManualClock(NOW), max_bytes)
    return WordPressXmlRpc(server.url, "humas", SECRET, line, clock=ManualClock(NOW))


@pytest.mark.parametrize(
    ("reply", "on_write", "on_read"),
    [
        (fault(401), NeedsHuman, NeedsHuman),
        (fault(403), NeedsHuman, NeedsHuman),
        (fault(405), NeedsHuman, NeedsHuman),
        (fault(409), NeedsHuman, NeedsHuman),
        (fault(404), NeedsHuman, None),
        (fault(400), Refused, Refused),
        (fault(-32700), Refused, Refused),
        (fault(-32601), NeedsHuman, NeedsHuman),
        (fault(500), MaybePublished, TryLater),
        (fault(0), MaybePublished, TryLater),
        (fault(403, status=403), NeedsHuman, NeedsHuman),
        (fault(403, status=503), MaybePublished, TryLater),
        (answer(403, "<html>Forbidden</html>"), NeedsHuman, NeedsHuman),
        (answer(404, "<html>Not Found</html>"), NeedsHuman, NeedsHuman),
        (answer(405, "XML-RPC server accepts POST requests only."), NeedsHuman, NeedsHuman),
        (answer(413, "<html>Too Large</html>"), Refused, Refused),
        (answer(429, "", "Retry-After: 7"), TryLater, TryLater),
        (answer(503, "<html>Maintenance</html>"), MaybePublished, TryLater),
        (answer(200, "<html>Selamat datang</html>"), MaybePublished, TryLater),
        (answer(200, "<b>Notice</b>: x\n" + dumps((True,), methodresponse=True)), MaybePublished, TryLater),
        (answer(200, ""), MaybePublished, TryLater),
        (answer(200, BOMB), MaybePublished, TryLater),
        (said("x" * 9000), MaybePublished, TryLater),
        (said({"post_id": "8", "post_date_gmt": "kapan?"}), MaybePublished, TryLater),
        (answer(302, "", "Location: http://127.0.0.1:1/masuk"), Redirected, Redirected),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n<", MaybePublished, TryLater),
        (b"", MaybePublished, TryLater),
    ],
)
def test_every_answer_names_the_next_act(
    reply: bytes, on_write: type[ConnectorError], on_read: type[ConnectorError] | None
) -> None:
    with StandIn([KNOWN, reply]) as server:
        connector = site(server, max_bytes=5000)
        with pytest.raises(on_write) as written:
            connector._xmlrpc.change(SEEN, PAYLOAD)
        assert type(written.value) is on_write
        assert SECRET not in str(written.value)
        assert len(server.requests) == 2
        if on_read is None:
            assert connector.look(Link("http://situs/judul", "7")).state == "gone"
            return
        with pytest.raises(on_read) as read:
            connector.look(Link("http://situs/judul", "7"))
        assert type(read.value) is on_read
        assert SECRET not in str(read.value)


@pytest.mark.parametrize("reply", [answer(503, "<html>"), b"", answer(200, "<html>"), said(7), fault(500)])
def test_a_site_that_does_not_say_what_it_serves_was_sent_no_write(reply: bytes) -> None:
    with StandIn([reply]) as server:
        with pytest.raises((TryLater, NeedsHuman)):
            site(server)._xmlrpc.create(PAYLOAD, "post")
        assert not any(b"wp.newPost" in r for r in server.requests)


def test_a_method_that_the_site_hides_needs_a_person() -> None:
    with StandIn([said(["wp.getPost"])]) as server, pytest.raises(NeedsHuman, match=r"wp\.newPost"):
        site(server)._xmlrpc.create(PAYLOAD, "post")


def test_the_time_that_the_server_asks_for_is_kept() -> None:
    with StandIn([KNOWN, answer(429, "", "Retry-After: 7")]) as server, pytest.raises(TryLater) as later:
        site(server)._xmlrpc.change(SEEN, PAYLOAD)
    assert later.value.at == NOW + timedelta(seconds=7)


def test_a_look_that_fails_after_a_write_leaves_the_outcome_unknown() -> None:
    with StandIn([KNOWN, said(value=True), answer(503, "")]) as server, pytest.raises(MaybePublished):
        site(server)._xmlrpc.change(SEEN, PAYLOAD)


def test_a_short_page_is_not_the_last() -> None:
    hit = post(9, "<p>Isi</p><!-- tayang:AB12 -->", "publish")
    other = post(8, "<p>Lain</p>")
    with StandIn([KNOWN, said([other]), said([hit]), said([])]) as server:
        found = site(server).find(MARKED, NOW)
    assert found == Found("9", public=True, url="http://situs/9", published_at=datetime(2026, 11, 20, 2, tzinfo=UTC))


def test_a_search_that_a_plugin_hinders_is_helped_by_the_newest_posts() -> None:
    with StandIn([KNOWN, said([]), said([post(9, "x<!-- tayang:AB12 -->")])]) as server:
        assert site(server).find(MARKED, NOW) == Found("9", public=False)
    with StandIn([KNOWN, said([]), said([post(9, "x<!-- tayang:AB123 -->")]), ME]) as server:
        assert site(server).find(MARKED, NOW) == Absent()


def test_what_is_no_list_is_never_absence() -> None:
    for reply in (said(value=True), said({}), said("")):
        with StandIn([KNOWN, reply]) as server, pytest.raises(TryLater):
            site(server).find(MARKED, NOW)


def test_an_endless_list_is_never_absence() -> None:
    with StandIn([KNOWN, said([post(8, "<p>Lain</p>")])]) as server, pytest.raises(TryLater, match="lengkap"):
        site(server).find(MARKED, NOW)


def test_the_library_is_helped_without_touching_python_itself() -> None:
    assert not hasattr(collections, "Iterable")


def test_views_are_told_only_when_a_plugin_keeps_them() -> None:
    link, base = Link("http://situs/7", "7"), post(7, "x", "publish")
    for fields, value in (
        ([{"id": "1", "key": "views", "value": "41"}], 41),
        ([{"key": "views", "value": "banyak"}], None),
        ([], None),
    ):
        with StandIn([KNOWN, said({**base, "custom_fields": fields})]) as server:
            count = site(server).readers(link)
        assert count.value == value
        assert value is not None or count.reason


TYPE = {"name": "page", "label": "Halaman", "hierarchical": True, "public": True, "_builtin": True, "taxonomies": [],
        "supports": {"title": True, "editor": True, "thumbnail": True}, "labels": {}, "map_meta_cap": True,
        "cap": {"edit_posts": "edit_pages", "create_posts": "edit_pages", "publish_posts": "publish_pages"}}  # fmt: skip


def of_types(server: StandIn) -> WordPressXmlRpc:
    policy = AddressPolicy(frozenset({server.host}))
    line = session(policy, Redactor([SECRET]), Timeouts(1, 1, 3), ManualClock(NOW))
    return WordPressXmlRpc(server.url, "humas", SECRET, line, clock=ManualClock(NOW), post_types={"agenda": "page"})


@pytest.mark.parametrize(
    ("role", "reply", "good", "said"),
    [
        ("editor", said(TYPE), True, "tidak memuat kategori, tagar"),
        ("author", said(TYPE), False, "naskah jenis “page”"),
        ("humas-daerah", said(TYPE), False, "bukan penulis atau editor"),
        ("editor", fault(401), False, "naskah jenis “page”"),
        ("editor", fault(403), False, "tidak ada di"),
    ],
)
def test_the_doctor_knows_what_a_role_may_do_with_a_type(role: str, reply: bytes, good: bool, said: str) -> None:
    me = answer(200, dumps(({"user_id": "3", "username": "humas", "roles": [role]},), methodresponse=True))
    methods = answer(200, dumps(([*METHODS, "wp.getPostType"],), methodresponse=True))
    with StandIn([methods, me, reply, me]) as server:
        health = of_types(server).check()
    assert health.ok is good
    assert said in " ".join(health.problems)


def test_a_site_that_takes_the_call_and_never_answers_is_not_waited_for_without_end() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        host = f"127.0.0.1:{silent.getsockname()[1]}"
        line = session(AddressPolicy(frozenset({host})), Redactor([SECRET]), Timeouts(1, 0.3, 0.6), ManualClock(NOW))
        connector = WordPressXmlRpc(f"http://{host}", "humas", SECRET, line, clock=ManualClock(NOW))
        with pytest.raises(TryLater):
            connector.look(Link("http://situs/judul", "7"))
