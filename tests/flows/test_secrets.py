"""Secrets: found where an admin keeps them, and never written down."""

import asyncio
import io
import logging
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from prefect.blocks.system import Secret

from flows.publish import run_sweep
from flows.secret_blocks import block_name
from flows.wiring import open_workroom
from ledger import queries
from practice.town import Town
from publishing import approval
from publishing.states import State
from safety.clock import ManualClock
from tests.flows.homes import OFFICE, HomeInPractice, drop_news, home_in_practice

pytestmark = pytest.mark.usefixtures("prefect_server")
NAME = "TAYANG_LATIHAN_WEBSITE"


@pytest.fixture
def home(tmp_path: Path, town: Town) -> HomeInPractice:
    return home_in_practice(tmp_path / "rumah", town)


def approved_news(home: HomeInPractice) -> ManualClock:
    clock = ManualClock(datetime.now(UTC))
    drop_news(home)
    for _ in range(2):
        asyncio.run(run_sweep(home.path, OFFICE, clock))
        clock.advance(5)
    with open_workroom(home.path, OFFICE, os.environ, clock) as room:
        approval.approve(room.ledger, room.desk, "penetapan-dpb", "ketua", "Ketua")
    return clock


def test_a_secret_may_be_kept_in_a_prefect_secret_block(home: HomeInPractice, town: Town) -> None:
    clock = approved_news(home)
    secrets = home.path / "rahasia.env"
    kept = [line for line in secrets.read_text("utf-8").splitlines() if not line.startswith(NAME)]
    secrets.write_text("\n".join(kept) + "\n", "utf-8")
    asyncio.run(run_sweep(home.path, OFFICE, clock))
    ledger = home.ledger()
    assert [row.state for row in queries.publications(ledger, OFFICE)] == [State.PLANNED]

    async def keep_in_block() -> None:
        await Secret(value=town.tokens["site"]).asave(block_name(NAME), overwrite=True)

    asyncio.run(keep_in_block())
    asyncio.run(run_sweep(home.path, OFFICE, clock))
    assert [row.state for row in queries.publications(ledger, OFFICE)] == [State.VERIFIED]
    ledger.close()


def test_no_log_of_any_library_shows_a_secret_not_even_in_a_traceback(home: HomeInPractice, town: Town) -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    stranger = logging.getLogger("a.library")
    stranger.addHandler(handler)
    with open_workroom(home.path, OFFICE, os.environ, ManualClock(datetime.now(UTC))):
        stranger.warning("sent with %s", town.tokens["site"])
    stranger.error("after the room was closed", exc_info=RuntimeError(f"refused {town.tokens['site']}"))
    stranger.removeHandler(handler)
    written = stream.getvalue()
    assert "sent with" in written
    assert "RuntimeError: refused" in written
    assert town.tokens["site"] not in written


def test_no_file_of_the_home_holds_a_secret_after_the_whole_job(home: HomeInPractice, town: Town) -> None:
    asyncio.run(run_sweep(home.path, OFFICE, approved_news(home)))
    files = [path for path in home.path.rglob("*") if path.is_file() and path.name != "rahasia.env"]
    assert any("salinan" in str(path) for path in files)
    for path in files:
        data = path.read_bytes()
        assert not [name for name, token in town.tokens.items() if token.encode() in data], path
