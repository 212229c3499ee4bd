"""Several packages of one sweep at once: each public once, in their order, and none held up by a broken one."""

import asyncio
import os
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import requests

from flows.publish import run_sweep
from flows.side_by_side import Turns, each
from flows.wiring import open_workroom
from ledger import queries
from ledger.entries import PackageKey, PublicationKey
from ledger.verify import verify
from practice.town import Town
from publishing.approval import approve
from publishing.states import State
from safety.clock import ManualClock
from tests.flows.homes import OFFICE, HomeInPractice, drop_news, home_in_practice

NAMES = [f"berita-{number}" for number in range(6)]


def approved(tmp_path: Path, town: Town) -> tuple[HomeInPractice, ManualClock]:
    """A home in which all of NAMES were dropped, sealed and approved, in this order."""
    home, clock = home_in_practice(tmp_path / "rumah", town), ManualClock(datetime.now(UTC))
    for name in NAMES:
        naskah = drop_news(home, name) / "naskah.md"
        naskah.write_text(naskah.read_text(encoding="utf-8").replace("Penetapan", f"Penetapan {name}", 1), encoding="utf-8")
    sweep(home, clock)
    sweep(home, clock)
    for name in NAMES:
        clock.advance(1)
        with open_workroom(home.path, OFFICE, os.environ, clock) as room:
            approve(room.ledger, room.desk, name, "ketua", "Ketua")
    return home, clock


def sweep(home: HomeInPractice, clock: ManualClock) -> None:
    clock.advance(5)
    asyncio.run(run_sweep(home.path, OFFICE, clock))


def truth(town: Town) -> list[dict[str, object]]:
    found: list[dict[str, object]] = requests.get(f"{town.urls['site']}/__practice/truth", timeout=10).json()["objects"]
    return found


@pytest.mark.usefixtures("prefect_server")
def test_every_package_of_a_sweep_is_public_once_and_in_the_order_of_approval(tmp_path: Path, town: Town) -> None:
    home, clock = approved(tmp_path, town)
    sweep(home, clock)
    ledger = home.ledger()
    rows = queries.publications(ledger, OFFICE)
    revealed = [entry["package_id"] for entry in queries.history(ledger, OFFICE) if entry["event"] == "Revealed"]
    assert {row.key.package_id: row.state for row in rows} == dict.fromkeys(NAMES, State.VERIFIED)
    assert len([one for one in truth(town) if one["kind"] == "article"]) == len(NAMES)
    assert revealed == NAMES
    assert verify(ledger, OFFICE) == []
    ledger.close()


async def test_two_packages_that_share_a_picture_send_it_one_after_the_other() -> None:
    shared, own = SimpleNamespace(sha256="aa"), SimpleNamespace(sha256="bb")
    first, second = SimpleNamespace(images=(own, shared), attachments=()), SimpleNamespace(images=(), attachments=(shared,))
    turns, sent = Turns(), []

    async def send(package: Any, name: str) -> None:
        async with turns.files_of(package):
            sent.append(f"{name} begins")
            await asyncio.sleep(0)
            sent.append(f"{name} ends")

    await asyncio.gather(send(first, "one"), send(second, "two"))
    assert sent == ["one begins", "one ends", "two begins", "two ends"]
    turns.close()


async def test_a_package_that_hangs_before_its_turn_keeps_the_next_waiting_for_a_moment_only() -> None:
    turns = Turns([PackageKey(OFFICE, name, 1) for name in NAMES], patience=0.01)
    await turns.mine(PublicationKey(OFFICE, NAMES[1], 1, "website"))
    turns.close()


async def test_a_turn_comes_when_everybody_before_has_had_theirs_on_that_channel() -> None:
    turns = Turns([PackageKey(OFFICE, name, 1) for name in NAMES], patience=60)
    third = asyncio.create_task(turns.mine(PublicationKey(OFFICE, NAMES[2], 1, "website")))
    turns.passed(PublicationKey(OFFICE, NAMES[0], 1, "website"))
    turns.passed(PublicationKey(OFFICE, NAMES[1], 1, "facebook"))
    for _ in range(10):
        await asyncio.sleep(0)
    assert not third.done()
    turns.over(PackageKey(OFFICE, NAMES[1], 1), ["website"])
    await third
    turns.close()


async def test_after_a_fault_nothing_more_is_begun_and_it_is_told() -> None:
    done: list[int] = []

    async def work(item: int) -> None:
        if item == 1:
            raise OSError("cakram penuh")
        done.append(item)

    with pytest.raises(OSError, match="cakram"):
        await each([0, 1, 2, 3], [work])
    assert done == [0]
