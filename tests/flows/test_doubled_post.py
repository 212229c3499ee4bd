"""A post that the platform made twice is told to a person at once, the website's link in its text or not."""

import asyncio
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config.new_home import PRACTICE_URLS, PracticeTown, init_home
from connectors.contract import Staged
from flows.prove import prove
from flows.publish import run_sweep
from flows.wiring import open_workroom
from ledger import queries
from links.session import open_session
from practice.town import Town
from publishing import approval
from publishing.events import Event, PersonNeeded, Proved
from safety.clock import ManualClock
from tests.flows.homes import OFFICE, HomeInPractice, drop_news

pytestmark = pytest.mark.usefixtures("prefect_server")


def test_a_doubled_post_is_told_to_a_person_at_once(tmp_path: Path, town: Town) -> None:
    home, clock = HomeInPractice(tmp_path / "rumah"), ManualClock(datetime.now(UTC))
    init_home(home.path, OFFICE, practice=True, town=PracticeTown({**PRACTICE_URLS, **town.urls}, town.tokens))
    naskah = drop_news(home) / "naskah.md"
    naskah.write_text(naskah.read_text(encoding="utf-8").replace("[website]", "[website, facebook]"), encoding="utf-8")
    for _ in range(2):
        asyncio.run(run_sweep(home.path, OFFICE, clock))
        clock.instant += timedelta(seconds=5)
    with open_workroom(home.path, OFFICE, os.environ, clock) as room:
        approval.approve(room.ledger, room.desk, "penetapan-dpb", "ketua", "Ketua")
        clock.instant += timedelta(seconds=5)
        asyncio.run(run_sweep(home.path, OFFICE, clock))
        post, page = queries.publications(room.ledger, OFFICE)
        package = room.desk.read(queries.packages(room.ledger, OFFICE)[0])

        async def judged() -> Event:
            async with open_session(room.addresses) as web:
                return (await prove(room, package, post, web, page.url))[0]

        assert isinstance(asyncio.run(judged()), Proved)
        connector = room.connectors["facebook"]
        sent = connector.preview(package, page.url)
        twice = replace(sent, text=sent.text.replace(" ", "  ", 1))  # the town itself refuses the very same bytes
        connector.reveal(Staged(twice, post.marker, "", post.handles))
        assert isinstance(asyncio.run(judged()), PersonNeeded)
