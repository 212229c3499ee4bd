"""What an operator reads in a home that speaks English when a platform answers anything but yes."""

import socket
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from answers import answer

from connectors import (
    bluesky_client,
    facebook_errors,
    mastodon_client,
    meta_errors,
    telegram_client,
    unreached,
    x_client,
    youtube_errors,
    youtube_videos,
)
from connectors._social_errors import Step, unclear
from connectors.contract import ConnectorError
from language.say import speak, t
from safety.clock import SystemClock
from tests.language.reading import indonesian_in


@pytest.fixture(autouse=True)
def in_english() -> None:
    speak("en")


def errors() -> Iterator[ConnectorError]:
    clock = SystemClock()
    for step in Step:
        yield unclear("Facebook", step, t("hubungan terputus"))
        for status, code in ((400, 190), (400, 100), (403, 200), (500, 1), (400, 506), (429, 4)):
            body: Mapping[str, Any] = {"error": {"code": code, "message": "no"}}
            yield facebook_errors.explained(answer(status, body), step, clock)
        for status in (401, 403, 404, 422, 429, 503, 418):
            yield mastodon_client.explained(answer(status, {"error": "no"}), {"error": "no"}, step, clock)
            yield telegram_client.explained(answer(status, {"description": "no"}), {"description": "no"}, step, clock)
            yield x_client.explained(answer(status, {"detail": "no"}), {"detail": "no"}, step, clock)
            yield bluesky_client.explained(answer(status, {"error": "no"}), {"error": "no"}, step, clock)
            yield youtube_errors.explained(answer(status, {"error": {}}), {"error": {}}, step, clock.now())
        for subcode in (*meta_errors.REFUSED, 2207050, 2207006):
            yield from filter(None, [meta_errors.by_subcode(subcode, step, clock, facebook_errors.FACEBOOK)])


def test_whatever_a_platform_answers_the_operator_reads_english() -> None:
    told = [str(error) for error in errors()]
    assert [text for text in told if indonesian_in(text)] == []
    assert "Facebook: the connection was lost after the request was sent; it may be public already, look first." in told
    assert "Facebook: the connection was lost while preparing; nothing is public yet, it will be tried again." in told


@pytest.mark.parametrize(
    "table",
    [
        bluesky_client._STOPPED,
        youtube_errors.CONTENT,
        youtube_errors.PERSON,
        youtube_videos.REASONS,
        meta_errors.REFUSED,
    ],
)
def test_no_reason_in_a_table_is_left_in_indonesian(table: Mapping[Any, str]) -> None:
    assert [text for text in table.values() if t(text) == text or indonesian_in(t(text))] == []


def test_why_a_server_was_not_reached_is_said_in_english() -> None:
    assert unreached.why_unreached(socket.gaierror()).startswith("the name of the server was not found")
    refused = unreached.why_unreached(ConnectionRefusedError(111, "no"))
    assert refused == "the connection was refused; the server is down or its address is wrong"
