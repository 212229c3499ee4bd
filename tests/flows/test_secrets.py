"""Secrets: found where an admin keeps them, and never written down."""

import asyncio
import io
import logging
from collections.abc import Iterator
from contextlib import suppress

import pytest
from prefect.blocks.system import Secret

from flows.secret_blocks import block_name
from practice.town import Town
from publishing.states import State
from tests.flows.days import Day
from tests.flows.homes import drop_news

pytestmark = pytest.mark.usefixtures("prefect_server")
NAME = "TAYANG_LATIHAN_WEBSITE"


async def forget_block() -> None:
    with suppress(ValueError):  # there is none
        await Secret.adelete(block_name(NAME))


@pytest.fixture(autouse=True)
def no_block() -> Iterator[None]:
    """The Prefect server lives as long as the session: a block that another test left would answer for the missing line here."""
    asyncio.run(forget_block())
    yield
    asyncio.run(forget_block())


@pytest.fixture
def approved(day: Day) -> Day:
    """A day on which a news item is sealed and approved, and not yet sent."""
    drop_news(day.home)
    day.seal()
    day.approve()
    return day


def test_a_secret_may_be_kept_in_a_prefect_secret_block(approved: Day) -> None:
    secrets = approved.home.path / "rahasia.env"
    kept = [line for line in secrets.read_text("utf-8").splitlines() if not line.startswith(NAME)]
    secrets.write_text("\n".join(kept) + "\n", "utf-8")
    approved.sweep()
    assert [row.state for row in approved.rows().values()] == [State.PLANNED]

    async def keep_in_block() -> None:
        await Secret(value=approved.town.tokens["site"]).asave(block_name(NAME), overwrite=True)

    asyncio.run(keep_in_block())
    approved.sweep()
    assert [row.state for row in approved.rows().values()] == [State.VERIFIED]


def test_no_log_of_any_library_shows_a_secret_not_even_in_a_traceback(day: Day, town: Town) -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    stranger = logging.getLogger("a.library")
    stranger.addHandler(handler)
    with day.room():
        stranger.warning("sent with %s", town.tokens["site"])
    stranger.error("after the room was closed", exc_info=RuntimeError(f"refused {town.tokens['site']}"))
    stranger.removeHandler(handler)
    written = stream.getvalue()
    assert "sent with" in written
    assert "RuntimeError: refused" in written
    assert town.tokens["site"] not in written


def test_no_file_of_the_home_holds_a_secret_after_the_whole_job(approved: Day, town: Town) -> None:
    approved.sweep()
    files = [path for path in approved.home.path.rglob("*") if path.is_file() and path.name != "rahasia.env"]
    assert any("salinan" in str(path) for path in files)
    for path in files:
        try:
            data = path.read_bytes()
        except FileNotFoundError:  # the ledger's journal, which ends with its transaction
            continue
        assert not [name for name, token in town.tokens.items() if token.encode() in data], path
