"""What connectors, account guides and kits say in a home that speaks English."""

import html
import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests
from conformance import MARKER, Handles, package, pictures
from test_assisted_kits import film, picture

from config.platforms import PLATFORMS, built_in, practised
from connectors import wordpress, wordpress_types
from connectors._social_text import too_many
from connectors.accounts.x import WITH_LINK, WITHOUT_LINK
from connectors.assisted import PAGE, Assisted
from connectors.assisted_platforms import KNOWN
from connectors.contract import Refused, Rendering
from connectors.facebook import Facebook
from connectors.practice_site import PracticeSite
from connectors.telegram import Telegram
from connectors.x import X
from connectors.youtube import YouTube
from connectors.youtube_client import Keys
from content_queue.package import Attachment
from language.say import said_in, speak, t
from safety.clock import SystemClock
from tests.language.reading import indonesian_in

ADDRESS, LINK = "https://www.tiktok.com/@office", "https://kpu.example/en/1"
ENGLISH = {
    "title": "Voter list confirmed",
    "slug": "voter-list",
    "summary": "The list was confirmed.",
    "body_text": "The meeting confirmed the voter list.",
    "body_html": "<p>The meeting confirmed the voter list.</p>",
    "language": "en",
}


@pytest.fixture(autouse=True)
def in_english() -> None:
    speak("en")


@pytest.mark.parametrize("kind", PLATFORMS)
def test_a_clerk_who_connects_an_account_reads_english(kind: str) -> None:
    declared = built_in(kind)
    guide = declared.guide
    described = [str(field.description) for field in declared.channel.model_fields.values() if field.description]
    own = [text for text in described if said_in("en", text) != text]  # what every channel has is config's to say
    said = [guide.name, guide.through, *guide.steps, *guide.secrets.values(), guide.rights, guide.token_life, guide.version]
    for text in map(t, [*said, guide.cost, *own]):
        assert indonesian_in(text) == [], text
    assert t(guide.steps[0]) != guide.steps[0]


def test_what_a_post_on_x_costs_is_the_same_everywhere() -> None:
    cost = built_in("x").guide.cost
    for language in ("id", "en"):
        for amount in (WITH_LINK, WITHOUT_LINK):
            assert said_in(language, amount) in said_in(language, cost)
    assert t(WITHOUT_LINK) == "US$0.015"


@pytest.mark.parametrize("kind", PLATFORMS)
def test_a_new_office_file_means_the_same_in_both_languages(kind: str) -> None:
    """Hints and labels are translated, nothing else is."""
    declared = built_in(kind)
    english = declared.example
    assert indonesian_in(re.sub(r'"[^"]*"', "", english)) == []
    speak("id")
    assert unlabelled(english) == unlabelled(declared.example)


def test_a_practice_office_means_the_same_in_both_languages() -> None:
    for declared in practised():
        english = declared.practice.lines
        assert "(practice)" in english
        speak("id")
        assert unlabelled(english) == unlabelled(declared.practice.lines)
        speak("en")


def unlabelled(lines: str) -> dict[str, Any]:
    told = tomllib.loads(lines)
    for channel in told.get("channels", {}).values():
        assert channel.pop("label")
    return told


def kit_page(folder: Path, platform: str, **changes: Any) -> str:
    account = Assisted("tiktok", platform, ADDRESS, folder / "kit")
    rendering = account.preview(package(folder, **ENGLISH | {"images": (picture(folder, "1.jpg", (900, 600)),)} | changes), LINK)
    account.stage(rendering, MARKER, {}, Handles().record)
    return html.unescape((folder / "kit" / MARKER / PAGE).read_text("utf-8"))


@pytest.mark.parametrize("row", KNOWN, ids=lambda row: row.name)
def test_a_person_who_posts_to_a_known_platform_is_led_in_english(row: Any, tmp_path: Path) -> None:
    page = kit_page(tmp_path, row.called[0], videos=(film(name="film.mp4", alt="The meeting"),), made_with_ai=True)
    words = re.sub(r"<style>.*?</style>|<[^>]+>|\w+\.(?:txt|html)", " ", page, flags=re.DOTALL)
    assert indonesian_in(words) == []
    assert '<html lang="en">' in page
    assert "Post to " in page
    assert "Make sure that the account is the office's" in page
    assert "tayang answer PACKAGE tiktok --live ADDRESS --by ID --screenshot SCREENSHOT" in page


def test_lengths_are_grouped_as_english_groups_them(tmp_path: Path) -> None:
    assert "of 2,200" in kit_page(tmp_path, "tiktok")


def test_a_person_who_posts_to_a_website_is_led_in_english(tmp_path: Path) -> None:
    page = kit_page(tmp_path, "website", made_with_ai=True, category="News", tags=("voters",))
    words = re.sub(r"<style>.*?</style>|<[^>]+>|\w+\.(?:txt|html)", " ", page, flags=re.DOTALL)
    assert indonesian_in(words) == []
    for expected in ("Copy title, text and pictures below", "Made with the help of AI", "Category", "--by ID</code>"):
        assert expected in page


def renderings(folder: Path) -> Iterator[Rendering]:
    paper = Attachment("decree.pdf", folder / "01.png", "1" * 64, "application/pdf", 10, "Decree")
    content = package(folder, **ENGLISH | {"images": pictures(folder, 40), "attachments": (paper,)})
    content = replace(content, body_text="The meeting confirmed the list. " * 400, tags=("voters",))
    clock, line = SystemClock(), requests.Session()
    yield Facebook(line, "1", "token", clock).preview(content)
    yield X(line, "office", "a", "b", "c", "d", clock).preview(content)
    yield Telegram(line, "office", "token", clock).preview(content)
    filmed = replace(content, videos=(film(),))
    yield YouTube(line, "UC" + "x" * 22, Keys("a", "b", "c"), clock).preview(filmed)
    yield Facebook(line, "1", "token", clock).preview(filmed)


def test_the_notes_of_a_preview_are_in_english(tmp_path: Path) -> None:
    notes = [note for rendering in renderings(tmp_path) for note in rendering.notes]
    assert [indonesian_in(note) for note in notes] == [[] for _ in notes]
    told = " ".join(notes)
    assert "takes at most 10 pictures; left out:" in told
    assert "takes no attachments; left out: decree.pdf" in told
    assert "Cost of the post on X:" in told


def test_one_is_said_as_one(tmp_path: Path) -> None:
    content = package(tmp_path, **ENGLISH | {"images": (), "videos": (film(), film(name="two.mp4"))})
    notes = Facebook(requests.Session(), "1", "token", SystemClock()).preview(content).notes
    assert "Facebook takes at most one video; left out: two.mp4." in notes


def test_what_a_website_lacks_is_said_in_english(tmp_path: Path) -> None:
    bare = wordpress_types.PostType("news", supports=frozenset(), taxonomies=frozenset())
    faults = wordpress_types.faults(bare, lambda _: False, "https://kpu.example")
    assert faults[0] == "Post type “news” on https://kpu.example has no title."
    assert [indonesian_in(text) for text in [*faults, *wordpress_types.wants(bare, "https://kpu.example")]] == [[]] * 5
    assert t(wordpress.EXCESS["edit_users"]) == "change other users (edit_users)"
    with pytest.raises(Refused, match="Practice site: title and text are required"):
        PracticeSite(requests.Session(), "http://127.0.0.1:1", "", SystemClock()).preview(package(tmp_path, title=" "))


def test_a_date_in_a_note_is_written_the_english_way() -> None:
    since = datetime(2026, 3, 4, 9, 15, tzinfo=UTC)
    assert too_many("X", since).reason == "X: too many posts since 2026-03-04 09:15 UTC to read them all."


def test_a_post_looks_as_it_does_where_the_platform_speaks_english() -> None:
    looks = Facebook(requests.Session(), "1", "token", SystemClock()).limits.appearance
    assert (looks.fold_word, looks.below) == ("See more", ("Like", "Comment", "Share"))
    assert looks.pictures == "collage"
