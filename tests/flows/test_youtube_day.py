"""A film for the website and for YouTube, from the folder to the watch page; and what happens when that is not smooth."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from ledger import queries
from practice.town import Town
from publishing.states import State
from tests.flows.days import Day
from tests.flows.homes import OFFICE, drop_news, home_with_accounts

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]
FILM = Path(__file__).parent.parent / "films" / "berlokasi-keys.mp4"
PLACE = b"-6.2088+106.8456"


@pytest.fixture
def day(tmp_path: Path, town: Town) -> Iterator[Day]:
    day = Day(home_with_accounts(tmp_path / "rumah", town), town)
    yield day
    day.close()


def drop(day: Day, film: bool = True) -> None:
    """A news item with a photo, and a film if asked, sealed and approved."""
    folder = drop_news(day.home, channels="website, youtube")
    if film:
        (folder / "media" / "film.mp4").write_bytes(FILM.read_bytes())
        (folder / "media" / "film.txt").write_text("Ketua mengetuk palu.", encoding="utf-8")
    day.seal()
    day.approve()


def ask(day: Day, **manners: object) -> None:
    requests.post(f"{day.town.urls['youtube']}/__practice/youtube", json=manners, timeout=60).raise_for_status()


def of_kind(day: Day, kind: str) -> list[dict[str, object]]:
    return [one for one in day.truth("youtube") if one["kind"] == kind]


def test_a_film_is_seen_on_youtube_with_the_link_of_the_website_and_without_its_place(day: Day) -> None:
    drop(day)
    day.sweep()
    rows = day.rows()
    assert {name: (row.state, row.problem) for name, row in rows.items()} == dict.fromkeys(
        ("website", "youtube"), (State.VERIFIED, "")
    )
    assert rows["youtube"].grade == "platform"
    page = requests.get(rows["youtube"].url, timeout=60).text
    assert rows["website"].url in page
    shown = requests.get(f"{day.town.urls['youtube']}/film/{rows['youtube'].remote_id}", timeout=60).content
    assert PLACE in FILM.read_bytes()
    assert PLACE not in shown
    assert len(shown) == FILM.stat().st_size
    with day.room() as room:
        copies = queries.latest_copies(room.ledger, OFFICE)
        (copy,) = [room.settings.path / path for key, path in copies.items() if key[-1] == "youtube"]
    assert [file.read_bytes() for file in copy.glob("*film*.mp4")] == [shown]


def test_an_upload_that_breaks_off_goes_on_in_a_later_sweep_and_delays_no_other_channel(day: Day) -> None:
    drop(day)
    ask(day, pieces=0)
    day.sweep()
    assert {name: row.state for name, row in day.rows().items()} == {"website": State.VERIFIED, "youtube": State.DEFERRED}
    assert of_kind(day, "video") == []
    ask(day, pieces=None)
    day.sweep(120)
    assert day.rows()["youtube"].state == State.VERIFIED
    assert (len(of_kind(day, "video")), len(of_kind(day, "session"))) == (1, 1)


def test_a_film_that_youtube_processes_for_long_is_waited_for(day: Day) -> None:
    ask(day, processing=8)
    drop(day)
    day.sweep()
    assert (day.rows()["youtube"].state, "mengolah" in day.rows()["youtube"].problem) == (State.DEFERRED, True)
    for _ in range(6):
        day.sweep(300)
    assert day.rows()["youtube"].state == State.VERIFIED
    assert len(of_kind(day, "video")) == 1


def test_a_video_that_youtube_locks_waits_for_a_person_who_is_told_what_to_do(day: Day) -> None:
    ask(day, locked=True)
    drop(day)
    day.sweep()
    row = day.rows()["youtube"]
    assert row.state == State.NEEDS_HUMAN
    assert "ajukan auditnya" in row.problem
    assert "tidak tersedia" in requests.get(f"{day.town.urls['youtube']}/watch?v={row.remote_id}", timeout=60).text


def test_a_package_without_a_film_is_refused_for_youtube_alone(day: Day) -> None:
    drop(day, film=False)
    day.sweep()
    rows = day.rows()
    assert (rows["website"].state, rows["youtube"].state) == (State.VERIFIED, State.REJECTED)
    assert "tepat satu film" in rows["youtube"].problem
