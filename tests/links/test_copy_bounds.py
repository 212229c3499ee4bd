"""A kept page stays as small as what it shows, however often the page names it."""

from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup

from links import offline
from links.offline import single_file
from links.session import Answer

BASE = "https://kpu.example"
SIZE = 30_000


def answer(path: str, kind: str, body: bytes) -> Answer:
    return Answer(BASE + path, 200, "OK", (("Content-Type", kind),), (), body, body, "")


PICTURE = answer("/foto.png", "image/png", b"\x89PNG" + b"x" * SIZE)
PAPER = answer("/sk-12.pdf", "application/pdf", b"%PDF" + b"x" * SIZE)
FOUND = {one.url: one for one in (PICTURE, PAPER)}


def kept(body: str) -> BeautifulSoup:
    page = answer("/berita", "text/html", f"<html><body>{body}</body></html>".encode())
    return BeautifulSoup(single_file(page, FOUND, datetime(2026, 11, 23, tzinfo=UTC), "0" * 64), "lxml")


@pytest.fixture
def small_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """Room for three of these pictures."""
    monkeypatch.setattr(offline, "INLINED", 3 * len(PICTURE.body))


@pytest.mark.usefixtures("small_room")
@pytest.mark.parametrize(
    "named",
    ['<img src="/foto.png">', '<video poster="/foto.png"></video>', '<i style="background: url(/foto.png)"></i>'],
    ids=["img", "poster", "style"],
)
def test_a_picture_that_is_named_a_thousand_times_fills_no_memory(named: str) -> None:
    told = str(kept(named * 1000))
    assert told.count("data:image/png") == 3
    assert "/foto.png" not in told


@pytest.mark.usefixtures("small_room")
def test_styles_pictures_and_papers_share_one_room() -> None:
    told = str(kept('<style>p { background: url(/foto.png) }</style><img src="/foto.png">' * 2 + '<a href="/sk-12.pdf">SK</a>'))
    assert told.count("base64,") == 3
    assert f'title="{PAPER.url}"' in told


def test_a_paper_that_is_linked_four_times_is_kept_once_and_every_link_leads_to_it() -> None:
    soup = kept('<p><a href="/sk-12.pdf">SK</a></p>' + '<a href="/sk-12.pdf#page=2">SK, halaman 2</a>' * 3)
    first, *others = soup("a")
    assert first["href"].startswith("data:application/pdf")
    assert first["download"] == "sk-12.pdf"
    assert {(link["href"], link["title"]) for link in others} == {(f"#{first['id']}", PAPER.url)}


def test_a_link_that_has_a_name_of_its_own_keeps_it() -> None:
    first, second = kept('<a id="sk" href="/sk-12.pdf">SK</a><a href="/sk-12.pdf">SK</a>')("a")
    assert (first["id"], second["href"]) == ("sk", "#sk")


@pytest.mark.usefixtures("small_room")
def test_pictures_that_no_reader_sees_take_no_room_from_those_that_are_seen() -> None:
    """Sites that load pictures late name each a second time for browsers without scripts."""
    soup = kept('<noscript><img src="/foto.png"></noscript><img data-src="/foto.png">' * 3)
    assert [image["src"][:5] for image in soup("img")] == ["data:"] * 3
