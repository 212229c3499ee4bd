"""A post that a person made by hand has no number in the book: nothing is asked, or done, in the name of no number."""

from collections.abc import Callable

import pytest
import requests

from connectors.contract import Connector, Link, NeedsHuman
from connectors.facebook import Facebook
from connectors.http import Session, Timeouts, session
from connectors.instagram import Instagram
from connectors.threads import Threads
from connectors.wordpress import WordPress
from connectors.wordpress_xmlrpc import WordPressXmlRpc
from safety.addresses import AddressPolicy
from safety.clock import SystemClock
from safety.redaction import Redactor
from tests.wordpress.standin import StandIn, answer

BY_HAND = Link("https://situs.example/kiriman-lain", "")


class Silent(requests.Session):
    """Whoever sends something has guessed."""

    def send(self, request: requests.PreparedRequest, **_: object) -> requests.Response:
        raise AssertionError(f"{request.method} {request.url}")


META: dict[str, Callable[[], Connector]] = {
    "facebook": lambda: Facebook(Silent(), "1", "kunci", SystemClock()),
    "instagram": lambda: Instagram(Silent(), "1", "kpu", "kunci", SystemClock()),
    "threads": lambda: Threads(Silent(), "1", "kpu", "kunci", SystemClock()),
}


@pytest.mark.parametrize("name", META)
def test_readers_of_a_post_without_a_number_are_unknown_for_that_reason(name: str) -> None:
    count = META[name]().readers(BY_HAND)
    assert (count.value, count.confidence) == (None, 0.0)
    assert "nomor kiriman tidak diketahui" in count.reason


def rest(server: StandIn) -> Connector:
    return WordPress(server.url, "humas", "sandi", speak(server), "website")


def xmlrpc(server: StandIn) -> Connector:
    return WordPressXmlRpc(server.url, "humas", "sandi", speak(server))


def speak(server: StandIn) -> Session:
    return session(AddressPolicy(frozenset({server.host})), Redactor([]), Timeouts(1, 1, 3))


@pytest.mark.parametrize("way", [rest, xmlrpc])
def test_an_article_without_a_number_is_withdrawn_by_a_person(way: Callable[[StandIn], Connector]) -> None:
    with StandIn([answer(404, "{}")]) as server:
        with pytest.raises(NeedsHuman, match=r"Nomor naskah tidak tercatat.*kiriman-lain"):
            way(server).withdraw(BY_HAND)
        assert server.requests == []


DRAFT = answer(200, '{"id":41,"status":"draft","link":"https://situs.example/?p=41","views":3}')
PUBLIC = answer(200, '{"id":41,"status":"publish","link":"https://situs.example/berita","views":3}')


def xml(value: str) -> bytes:
    body = f"<methodResponse><params><param><value>{value}</value></param></params></methodResponse>"
    return answer(200, f'<?xml version="1.0"?>{body}', "Content-Type: text/xml")


METHODS = xml("<array><data><value><string>wp.getPost</string></value></data></array>")


def told(status: str) -> bytes:
    """Article 41 as XML-RPC tells it."""
    moment = "<dateTime.iso8601>20261120T03:00:00</dateTime.iso8601>"
    views = "<struct><member><name>key</name><value><string>views</string></value></member><member><name>value</name>"
    fields = {
        "post_id": "<string>41</string>",
        "post_status": f"<string>{status}</string>",
        "post_date_gmt": moment,
        "post_modified_gmt": moment,
        "custom_fields": f"<array><data><value>{views}<value><string>3</string></value></member></struct></value></data></array>",
    }
    members = "".join(f"<member><name>{name}</name><value>{value}</value></member>" for name, value in fields.items())
    return xml(f"<struct>{members}</struct>")


@pytest.mark.parametrize(
    ("way", "answers"),
    [(rest, [DRAFT, PUBLIC]), (xmlrpc, [METHODS, told("draft"), told("publish")])],
    ids=["rest", "xmlrpc"],
)
def test_the_readers_of_a_draft_are_not_those_of_the_article_that_somebody_wrote_beside_it(
    way: Callable[[StandIn], Connector], answers: list[bytes]
) -> None:
    link = Link("https://situs.example/berita", "41")
    with StandIn(list(answers)) as server:
        connector = way(server)
        beside, own = connector.readers(link), connector.readers(link)
    assert (beside.value, beside.confidence) == (None, 0.0)
    assert "41" in beside.reason
    assert own.value == 3
