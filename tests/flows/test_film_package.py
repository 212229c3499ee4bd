"""A package with a film, from the folder to the page, the channel and the instance, the copies and the nightly look."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from bs4 import BeautifulSoup

from connectors.contract import Found
from flows.copies import SOURCE
from ledger import queries
from ledger.entries import Kind
from links.copy import verify_copy
from practice.town import Town
from publishing.states import State
from safety.files import sha256_of
from tests.flows.days import Day
from tests.flows.homes import NAME, OFFICE, drop_news, home_with_accounts

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]
FILM = Path(__file__).parent.parent / "films" / "berlokasi-keys.mp4"
PLACE = b"-6.2088+106.8456"


@pytest.fixture
def day(tmp_path: Path, town: Town) -> Iterator[Day]:
    """A news item with a photo and a film that tells where it was taken, sealed and approved."""
    day = Day(home_with_accounts(tmp_path / "rumah", town), town)
    folder = drop_news(day.home, channels="website, telegram, mastodon")
    (folder / "media" / "film.mp4").write_bytes(FILM.read_bytes())
    (folder / "media" / "film.txt").write_text("Ketua mengetuk palu.", encoding="utf-8")
    day.seal()
    day.approve()
    yield day
    day.close()


def published_film(day: Day) -> bytes:
    page = BeautifulSoup(requests.get(day.rows()["website"].url, timeout=60).content, "lxml")
    (film,) = page.select("article video")
    return requests.get(str(film["src"]), timeout=60).content


def test_one_film_goes_everywhere_without_the_place_where_it_was_taken(day: Day) -> None:
    day.sweep()
    assert {channel: row.state for channel, row in day.rows().items()} == dict.fromkeys(
        ("website", "telegram", "mastodon"), State.VERIFIED
    )
    with day.room() as room:
        package = room.desk.read(queries.packages(room.ledger, OFFICE)[0])
        (video,) = package.videos
        proofs = [e for e in queries.history(room.ledger, OFFICE, NAME, [Kind.PUBLICATION]) if e["event"] == "Proved"]
        finding = room.publisher.objects(package, day.rows()["mastodon"].key, day.rows()["website"].url)
    published = published_film(day)
    assert PLACE in FILM.read_bytes()
    assert PLACE not in published
    assert (len(published), sha256_of(video.path)) == (len(FILM.read_bytes()), video.sha256)
    assert [film["sha256"] for entry in proofs for film in entry["evidence"].get("films", [])] == [video.sha256]
    (telegram,) = day.public("telegram")
    assert telegram["kinds"] == ["photo", "video"]
    for member, address in (
        ("telegram", f"/berkas/{telegram['ids'][1]}"),
        ("mastodon", f"/gambar/{day.public('mastodon')[0]['media'][0]}"),
    ):
        assert requests.get(f"{day.town.urls[member]}{address}", timeout=60).content == published
    assert isinstance(finding, Found)
    assert finding.count == 1


def test_every_copy_keeps_the_film_and_is_whole(day: Day) -> None:
    day.sweep()
    with day.room() as room:
        copies = queries.latest_copies(room.ledger, OFFICE)
        folders = {key[-1]: room.settings.path / path for key, path in copies.items()}
    published = published_film(day)
    assert set(folders) == {"website", "telegram", "mastodon"}
    for folder in folders.values():
        (film,) = folder.glob("*film*.mp4")
        assert film.read_bytes() == published
        assert film.name in json.loads((folder / "manifest.json").read_bytes())["files"]
        assert PLACE not in (folder / SOURCE).read_bytes()
        assert verify_copy(folder) == []
