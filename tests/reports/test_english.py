"""The pages and reports in English, where the home speaks it."""

from dataclasses import replace
from typing import Any

import pytest

from language.say import speak
from ledger.entries import Kind
from publishing.events import Event
from reports.board import ArrivingCard, render_board
from reports.fleet import Fleet, OfficeLine, Worry, render_fleet
from reports.form_page import FileLine, form_page
from reports.labels import PUBLICATIONS, label
from reports.preview import ChannelPreview, PackagePreview, render_preview
from reports.recap_html import recap_html
from reports.state_page import state_page
from reports.story import Named, story
from reports.words import long_date, moment, number, size
from tests.language.reading import indonesian_in
from tests.reports.test_board import Page, board
from tests.reports.test_recap import MONTH
from tests.reports.test_story import entry

NAMED = Named(
    step=lambda nr: f"step {nr}",
    person=lambda person: person.title(),
    channel=lambda channel: channel,
    moment=lambda at: at[11:16],
    paper=lambda sha256: f"paper {sha256}",
)
POST = ChannelPreview("x", "X", "x", text="Words #tag", digest="d", length=1234, limit=3000, link_follows=True)
POSTS = (POST, replace(POST, trouble="why"))
SHOWN = PackagePreview("Office", True, "name", "now", "d", "Title", "news", "now", (), POSTS, ("y",))


@pytest.fixture(autouse=True)
def in_english() -> None:
    speak("en")


def test_the_board_and_its_page_in_prefect() -> None:
    shown = board(packages=(), held=(), arriving=(ArrivingCard("name"),), paused="quiet period", home="/srv")
    page = render_board(shown)
    text = Page(page).text
    assert '<html lang="en">' in page
    assert "PUBLISHING IS PAUSED: quiet period. Nothing is published until tayang resume is run." in text
    assert "last sweep: never" in text
    assert indonesian_in(text) == indonesian_in(state_page(shown)) == []


def test_the_fleet() -> None:
    offices = (OfficeLine("a", "A", (Worry("bad", "w"),), account_days=1), OfficeLine("b", "B", recap=False, links=1234))
    text = Page(render_fleet(Fleet("now", True, "March 2026", offices))).text
    for said in ("2 offices. Updated now.", "Needs help", "Recap March 2026", "1 day", "1,234", "PRACTICE"):
        assert said in text
    assert indonesian_in(text) == []


def test_the_preview_and_the_page_of_a_form() -> None:
    text = Page(render_preview(SHOWN)).text
    assert "1,234 of at most 3,000 characters, the link counted in" in text
    form = form_page(SHOWN, [FileLine("a.jpg", "d", 1_234_567)], ["said"])
    assert "1.2 MB" in form
    assert "| File | Size | Digest |" in form
    assert indonesian_in(text) == indonesian_in(form) == []


@pytest.mark.parametrize("kind", list(Kind))
def test_every_sentence_of_the_story(kind: Kind) -> None:
    of_others = ["sealed", "late", "ordered", "revoked", "other"]
    names = [one.__name__ for one in Event.__args__] if kind == Kind.PUBLICATION else of_others
    told = [one for name in names for one in story([_entry(kind, name)], NAMED, technical=True)]
    assert indonesian_in(" ".join(f"{one.text} {one.next}" for one in told)) == []


def _entry(kind: Kind, name: str) -> dict[str, Any]:
    facts = {
        "problem": "p", "url": "u", "grade": "public", "verdict": "dead", "detail": "d.", "missing": 2, "path": "p",
        "value": 1234, "metric": "views", "source": "page", "what": "reset", "count": 3, "since": "2026-11-20T08:00:00",
        "number": 1, "retry_at": "now",
    }  # fmt: skip
    said = {
        "decision": "ya", "covers": "isi", "person": "ani", "step": 3, "note": "n", "reason": "r", "urls": ["u"],
        "later": "soon", "problems": ["p"], "signature": "s", "paper": "x",
        "finding": "Found", "raw_text": "1.234", "path": "p",
    }  # fmt: skip
    return entry(kind, name, evidence=said, **facts)


def test_words_of_states_numbers_and_moments() -> None:
    assert label(PUBLICATIONS, "verified") == "public and proved"
    at = MONTH.cutoff.replace(year=2026, month=3, day=3, hour=9, minute=15)
    assert [long_date(at), moment(at, "WIB"), number(1234), size(1_500_000)] == [
        "3 March 2026", "3 March 2026 at 09:15 WIB", "1,234", "1.5 MB",
    ]  # fmt: skip
    assert long_date(at, "id") == "3 Maret 2026"


def test_the_recap_speaks_the_language_of_its_office() -> None:
    assert "REKAPITULASI" in recap_html(MONTH).decode()
    assert "RECAP OF WEBSITE POSTS" in recap_html(replace(MONTH, language="en")).decode()
