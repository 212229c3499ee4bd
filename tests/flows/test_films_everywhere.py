"""A package with a film on every channel: uploaded or fetched, waited for while each platform processes it, public once."""

import shutil
from pathlib import Path

import pytest
import requests

from publishing.states import State
from tests.flows.days import Day
from tests.flows.homes import drop_news

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]
FILMS = Path(__file__).parents[1] / "films"
CHANNELS = {"facebook": "graph", "x": "x", "instagram": "instagram", "threads": "threads"}


def test_a_film_is_public_once_on_every_channel_and_only_when_it_is_processed(everywhere: Day) -> None:
    folder = drop_news(everywhere.home, channels=", ".join(("website", *CHANNELS)))
    shutil.copyfile(FILMS / "reel.mp4", folder / "media" / "02.mp4")
    text = (folder / "naskah.md").read_text("utf-8").replace("alt:\n", "alt:\n  02.mp4: Ketua membacakan hasil\n")
    (folder / "naskah.md").write_text(text, encoding="utf-8")
    everywhere.seal()
    everywhere.approve()
    everywhere.sweep()

    first = everywhere.rows()
    assert first["website"].state == State.VERIFIED
    assert not [name for name in CHANNELS if first[name].state == State.VERIFIED], "each platform is still at work"
    for seconds in (15, 30, 60, 120, 240, 480, 960):
        everywhere.sweep(seconds)
    rows = everywhere.rows()
    assert {channel: row.state for channel, row in rows.items()} == dict.fromkeys(("website", *CHANNELS), State.VERIFIED)
    for channel, member in CHANNELS.items():
        assert len(everywhere.public(member)) == 1
        assert "<video" in requests.get(rows[channel].url, timeout=60).text
