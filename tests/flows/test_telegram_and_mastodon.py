"""Telegram and Mastodon when an answer is lost: a person is asked where nobody can look, elsewhere the post is found."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from PIL import Image

from flows.answer import enter_answer
from flows.count_readers import run_count_readers
from ledger import queries
from ledger.chain import stamp
from practice.town import Town
from publishing.states import State
from tests.flows.days import Day
from tests.flows.homes import NAME, OFFICE, drop_news, home_with_accounts

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]


PERSON = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def day(tmp_path: Path, town: Town) -> Iterator[Day]:
    """A news item for the website, a Telegram channel and a Mastodon account, sealed and approved."""
    day = Day(home_with_accounts(tmp_path / "rumah", town), town)
    drop_news(day.home, channels="website, telegram, mastodon")
    day.seal()
    day.approve()
    yield day
    day.close()


def lose_the_answer(day: Day, member: str, path: str) -> None:
    fault = {"action": "drop_after", "path": path}
    day.misbehaves(member, **fault)


def views_now(day: Day) -> tuple[int | None, int | None, str]:
    """What a round of counting reads of the Telegram post, the newest count that is known then, and why there is none."""
    day.clock.advance(60)
    found = asyncio.run(run_count_readers(day.home.path, OFFICE, day.clock)).readings
    (read,) = [reading for reading in found if reading.row.key.channel == "telegram"]
    (known,) = [row for key, row in queries.newest_known_readings(day.ledger, OFFICE).items() if key[2] == "telegram"]
    return read.value, known.value, read.reason if read.value is None else ""


def states(day: Day) -> dict[str, str]:
    return {channel: row.state for channel, row in day.rows().items()}


def test_a_package_goes_to_both_with_the_link_of_the_website(day: Day) -> None:
    day.sweep()
    assert set(states(day).values()) == {State.VERIFIED}
    page = day.rows()["website"].url
    for member in ("telegram", "mastodon"):
        (post,) = day.public(member)
        assert page in str(post["text"])
    assert {day.rows()[channel].grade for channel in ("telegram", "mastodon")} == {"platform"}


def test_the_views_of_a_telegram_post_are_counted_with_the_range_that_telegram_rounds_them_to(day: Day) -> None:
    day.sweep()
    with requests.Session() as people:
        for _ in range(1234):
            people.get(day.rows()["telegram"].url, headers={"User-Agent": PERSON}, timeout=60)
    asyncio.run(run_count_readers(day.home.path, OFFICE, day.clock))
    found = queries.latest_readings(day.ledger, OFFICE, stamp(day.clock.now()) + "~")
    (read,) = (row for (_, _, channel), rows in found.items() for row in rows if channel == "telegram")
    assert (read.value, read.low, read.high, read.source) == (1230, 1225, 1239, "page")
    assert "“1.23K”" in read.reason


def test_a_page_of_telegram_that_is_busy_takes_no_views_away(day: Day) -> None:
    """It is a round without a count, told with its reason; the number from before stays the newest that is known."""
    day.sweep()
    url = day.rows()["telegram"].url
    with requests.Session() as people:
        for _ in range(2):
            people.get(url, headers={"User-Agent": PERSON}, timeout=60)
    assert views_now(day) == (2, 2, "")
    for action, status in (("status_429", "HTTP 429"), ("status_500_after", "HTTP 500")):
        day.misbehaves("telegram", action=action, method="GET", path=urlsplit(url).path.rpartition("/")[0])
        value, newest, reason = views_now(day)
        assert (value, newest) == (None, 2)
        assert status in reason
        assert "aplikasi" not in reason, "nobody is sent to look it up: it is asked again by itself"
    assert views_now(day) == (2, 2, "")


def test_an_unclear_post_on_telegram_waits_for_a_person_and_is_never_sent_again(day: Day, tmp_path: Path) -> None:
    lose_the_answer(day, "telegram", "/sendPhoto")
    for _ in range(12):
        day.sweep(3600)
    row = day.rows()["telegram"]
    assert (row.state, len(day.public("telegram"))) == (State.NEEDS_HUMAN, 1)
    assert states(day)["mastodon"] == State.VERIFIED
    picture = tmp_path / "layar.png"
    Image.new("RGB", (300, 200), (1, 2, 3)).save(picture)
    (post,) = day.public("telegram")
    with day.room() as room:
        enter_answer(room, NAME, "telegram", "operator", f"https://t.me/kpu_contoh/{post['id']}", picture)
    day.sweep()
    row = day.rows()["telegram"]
    assert (row.state, row.grade, len(day.public("telegram"))) == (State.VERIFIED, "attested", 1)


def test_an_unclear_post_on_mastodon_is_found_and_never_sent_again(day: Day) -> None:
    lose_the_answer(day, "mastodon", "/api/v1/statuses")
    for _ in range(6):
        day.sweep(120)
    assert (states(day)["mastodon"], len(day.public("mastodon"))) == (State.VERIFIED, 1)


def test_even_an_empty_list_makes_no_second_post_on_mastodon_within_the_hour(day: Day) -> None:
    """The instance shows the post to nobody yet: every look says absent, and the key alone keeps it one post."""
    day.sweep()
    (post,) = day.public("mastodon")
    row = day.rows()["mastodon"]
    with day.room() as room:
        connector = room.connectors["mastodon"]
        package = room.desk.read(queries.packages(room.ledger, OFFICE)[0])
        rendering = connector.preview(package, day.rows()["website"].url)
        again = connector.reveal(connector.stage(rendering, row.marker, {}, lambda *_: None))
    assert (again.remote_id, len(day.public("mastodon"))) == (post["id"], 1)
