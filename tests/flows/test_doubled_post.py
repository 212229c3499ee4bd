"""A post that the platform made twice is told to a person at once, the website's link in its text or not."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from connectors.contract import Staged
from flows.prove import prove
from ledger import queries
from links.session import open_session
from practice.town import Town
from publishing.events import Event, PersonNeeded, Proved
from tests.flows.days import Day
from tests.flows.homes import OFFICE, drop_news, home_with_accounts

pytestmark = pytest.mark.usefixtures("prefect_server")


def test_a_doubled_post_is_told_to_a_person_at_once(tmp_path: Path, town: Town) -> None:
    day = Day(home_with_accounts(tmp_path / "rumah", town), town)
    drop_news(day.home, channels="website, facebook")
    day.seal()
    day.approve()
    day.sweep()
    with day.room() as room:
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
