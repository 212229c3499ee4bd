"""The copy of a post is what was sent, and what its platform answers word for word; on every platform, and without a token."""

import hashlib
import json
from pathlib import Path

import pytest

from flows.soundness import soundness
from ledger import link_queries
from tests.flows.days import Day
from tests.flows.homes import NAME, OFFICE, drop_news
from tests.flows.test_one_package_everywhere import FILM, channels_of, film_only, for_everybody

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]


def publish(day: Day, name: str) -> None:
    day.seal()
    day.approve(name)
    for _ in range(4):
        day.sweep(120)


def kept_posts(day: Day, name: str) -> dict[str, Path]:
    """The folder of the copy on each channel; every copy is sound by all that the ledger knows."""
    sound, found = soundness(day.ledger, OFFICE), {}
    for copy in link_queries.copies(day.ledger, OFFICE, name):
        assert sound.faults(day.home.path, copy) == [], copy.channel
        found[copy.channel] = day.home.path / copy.path
    return found


def no_token_in(day: Day, folder: Path) -> None:
    secrets = [value.encode() for name, value in day.town.tokens.items() if not name.endswith(("client", "key"))]
    for path in folder.rglob("*"):
        body = path.read_bytes()
        assert [secret for secret in secrets if secret in body] == [], path
        assert b"ey" + b"J" not in body or path.suffix != ".json", path


def test_every_platform_leaves_a_copy_with_the_media_and_its_own_answer(everywhere: Day) -> None:
    with everywhere.room() as room:
        for_everybody(everywhere, room)
        walled = {name for name, one in room.connectors.items() if one.limits.walls_off_bots and not one.limits.assisted}
        wanted = walled - {*film_only(room)}
        assert len(wanted) >= 8
        assert {*channels_of(room)} >= wanted
    publish(everywhere, NAME)
    posts = kept_posts(everywhere, NAME)
    assert set(posts) == wanted | {"website"}
    rows = everywhere.rows()
    for name in sorted(wanted):
        told = json.loads((posts[name] / "kiriman.json").read_bytes())
        assert told["url"] == rows[name].url, name
        assert told["answer"]["state"] == "public", name
        assert told["answer"]["same_as_sent"], name
        answers = told["answer"]["word_for_word"]
        assert answers, f"{name} was asked and what it said is not there"
        assert all(not str(one["asked"]).partition("?")[2] for one in answers), "a query may hold a token"
        digests = {hashlib.sha256(path.read_bytes()).hexdigest() for path in posts[name].glob("kiriman-*")}
        assert len(told["media"]) == len(digests) >= 1, name
        no_token_in(everywhere, posts[name])


def test_a_film_is_kept_as_it_was_sent_where_only_films_go(everywhere: Day) -> None:
    with everywhere.room() as room:
        channels = film_only(room)
    assert channels == ["youtube"]
    folder = drop_news(everywhere.home, channels="website, youtube")
    (folder / "media" / "film.mp4").write_bytes(FILM.read_bytes())
    (folder / "media" / "film.txt").write_text("Film rapat pleno\n", "utf-8")
    publish(everywhere, NAME)
    place = kept_posts(everywhere, NAME)["youtube"]
    told = json.loads((place / "kiriman.json").read_bytes())
    assert [one["file"] for one in told["media"]] == [next(place.glob("kiriman-*.mp4")).name]
    assert told["answer"]["word_for_word"]
    no_token_in(everywhere, place)
