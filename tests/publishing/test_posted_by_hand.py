"""Whoever posts by hand makes another post than the book knows of: nothing is asked of, or done to, the wrong one."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from connectors.contract import Grade, Limits
from publishing import events
from publishing.states import Policy, Progress, State
from publishing.steps import advance
from tests.publishing.platform import HIDDEN_STAGE

NOW = datetime(2026, 11, 20, 1, tzinfo=UTC)
WALLED = replace(HIDDEN_STAGE, grade=Grade.PLATFORM)


def answered(url: str, number: str, known: str = "", limits: Limits = WALLED) -> str:
    """The number that the book holds after a person's word that it is live at `url`."""
    waiting = Progress(State.NEEDS_HUMAN, attempt=1, reveal_sent=True, remote_id=number, url=known, intent_at=NOW)
    after = advance(waiting, events.PersonSaysLive(url), limits, Policy(), NOW)
    assert (after.state, after.url) == (State.LIVE, url)
    return after.remote_id


@pytest.mark.parametrize(
    ("url", "number"),
    [
        ("https://tube.example/watch?v=OTHERpublic", "STAGEDprivate"),
        ("https://www.example.org/p/OTHER/", "wadah:17900"),
        ("https://www.example.org/reel/71", "film:7"),
        ("https://example.social/@kpu/71", "7"),
    ],
)
def test_another_post_has_another_number(url: str, number: str) -> None:
    assert answered(url, number) == ""


def test_a_post_that_was_made_anew_by_hand_leaves_the_number_of_the_deleted_one() -> None:
    assert answered("https://example.social/@kpu/8", "7", "https://example.social/@kpu/7") == ""


@pytest.mark.parametrize(
    ("url", "number"),
    [
        ("https://tube.example/watch?v=a-_b&t=3", "a-_b"),
        ("https://be.example/a-_b", "a-_b"),
        ("https://www.example.org/reel/7/", "film:7"),
        ("https://www.example.com/feed/update/urn:li:share:7", "urn:li:share:7"),
        ("https://sky.example/profile/kpu/post/3k", "at://did:plc:x/app.example.post/3k"),
    ],
)
def test_what_was_staged_and_made_public_by_a_person_keeps_its_number(url: str, number: str) -> None:
    assert answered(url, number) == number


def test_the_address_that_is_known_keeps_its_number() -> None:
    assert answered("https://www.example.org/1/posts/2", "1_9", "https://www.example.org/1/posts/2") == "1_9"


def test_a_website_is_judged_by_what_the_public_sees_there() -> None:
    assert answered("https://kpu.example/berita", "12", limits=HIDDEN_STAGE) == "12"


def test_an_address_from_before_a_person_said_it_is_not_there_stands_for_nothing() -> None:
    """What is staged after that is not at the old address."""
    gone = Progress(State.NEEDS_HUMAN, attempt=1, reveal_sent=True, remote_id="7", url="https://example.social/7")
    anew = advance(gone, events.PersonSaysNotLive(), WALLED, Policy(), NOW)
    assert (anew.url, anew.remote_id) == ("", "")
