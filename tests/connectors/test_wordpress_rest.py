"""What several requests at once to a WordPress site must not lose, and what it says of its types of post."""

import json
from datetime import UTC, datetime

import pytest

from connectors.contract import ConnectorError, Link, NeedsHuman, TryLater
from connectors.http import Timeouts, session
from connectors.wordpress import RestSite, WordPress
from connectors.wordpress_api import Api
from safety.addresses import AddressPolicy
from safety.clock import ManualClock
from safety.fence import ask_fence, fenced
from safety.redaction import Redactor
from tests.wordpress.standin import StandIn, answer


class PassedOn(Exception):
    """Somebody else took over."""


def _passed_on() -> None:
    raise PassedOn


@pytest.mark.parametrize("writing", [0, 1, 2, 3])
def test_whichever_of_them_writes_asks_for_the_right_first(writing: int) -> None:
    line = session(AddressPolicy(frozenset()), Redactor([]), Timeouts())
    calls = [lambda: None, lambda: None, lambda: None, lambda: None]
    calls[writing] = ask_fence
    with fenced(_passed_on), pytest.raises(PassedOn):
        RestSite(Api("http://127.0.0.1:1", "editor", "-", line)).together(*calls)


SECRET = "kunci-rahasia-9917"
NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
ME = answer(200, json.dumps({"id": 3, "username": "humas", "capabilities": {"publish_posts": True, "upload_files": True}}))
_RIGHTS = {"edit_posts": "edit_pages", "create_posts": "edit_pages", "publish_posts": "publish_pages"}
PAGES = {"slug": "page", "rest_base": "pages", "rest_namespace": "wp/v2", "taxonomies": [], "viewable": True,
         "supports": {"title": True, "editor": True, "thumbnail": True}, "capabilities": _RIGHTS}  # fmt: skip


def site(server: StandIn, **chosen: str) -> WordPress:
    line = session(AddressPolicy(frozenset({server.host})), Redactor([SECRET]), Timeouts(1, 1, 3), ManualClock(NOW))
    return WordPress(server.url, "humas", SECRET, line, "website", chosen)


def told(code: str, status: int) -> bytes:
    return answer(status, json.dumps({"code": code, "message": "pesan"}))


@pytest.mark.parametrize(
    ("reply", "error", "said"),
    [
        (told("rest_type_invalid", 404), NeedsHuman, "tidak ada di"),
        (told("rest_cannot_read_type", 403), NeedsHuman, "show_in_rest"),
        (told("rest_forbidden_context", 403), NeedsHuman, "tidak boleh menayangkan"),
        (told("rest_forbidden_context", 401), NeedsHuman, "sandi"),
        (told("rest_cannot_read_type", 401), NeedsHuman, "sandi"),
        (answer(200, '{"slug":"post","rest_base":"posts"}'), TryLater, "tidak menjelaskan"),
        (answer(200, "[]"), TryLater, "tidak menjelaskan"),
        (answer(503, "<html>Maintenance</html>"), TryLater, "terganggu"),
    ],
)
def test_what_a_site_says_of_a_type_names_the_next_act(reply: bytes, error: type[ConnectorError], said: str) -> None:
    with StandIn([reply]) as server, pytest.raises(error, match=said):
        site(server, agenda="page").look(Link("http://situs/x", "page:7"))


def test_a_right_that_only_the_type_asks_for_is_looked_for_among_ours() -> None:
    with StandIn([ME, answer(200, json.dumps(PAGES))]) as server:
        health = site(server, agenda="page").check()
    assert (health.ok, health.may_publish) == (False, True)
    assert "“page”" in health.problems[0]


def test_an_office_without_such_types_asks_nothing_more_than_before() -> None:
    gone = told("rest_post_invalid_id", 404)
    with StandIn([gone]) as server:
        assert site(server, agenda="post").look(Link("http://situs/x", "7")).state == "gone"
        assert [request.split(b" ")[1].split(b"?")[0] for request in server.requests] == [b"/wp-json/wp/v2/posts/7"]
