"""Several packages of one sweep at once: each public once, in their order, and none held up by a broken one."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from flows.side_by_side import Turns, each
from ledger import queries
from ledger.entries import PackageKey, PublicationKey
from ledger.verify import verify
from publishing.states import State
from tests.flows.days import Day
from tests.flows.homes import OFFICE, drop_news

NAMES = [f"berita-{number}" for number in range(6)]


@pytest.mark.usefixtures("prefect_server")
def test_every_package_of_a_sweep_is_public_once_and_in_the_order_of_approval(day: Day) -> None:
    for name in NAMES:
        naskah = drop_news(day.home, name) / "naskah.md"
        naskah.write_text(naskah.read_text(encoding="utf-8").replace("Penetapan", f"Penetapan {name}", 1), encoding="utf-8")
    day.seal()
    for name in NAMES:
        day.clock.advance(1)
        day.approve(name)
    day.sweep()
    rows = queries.publications(day.ledger, OFFICE)
    revealed = [entry["package_id"] for entry in queries.history(day.ledger, OFFICE) if entry["event"] == "Revealed"]
    assert {row.key.package_id: row.state for row in rows} == dict.fromkeys(NAMES, State.VERIFIED)
    assert len([one for one in day.truth() if one["kind"] == "article"]) == len(NAMES)
    assert revealed == NAMES
    assert verify(day.ledger, OFFICE) == []


async def test_two_packages_that_share_a_picture_send_it_one_after_the_other() -> None:
    shared, own = SimpleNamespace(sha256="aa"), SimpleNamespace(sha256="bb")
    first, second = (
        SimpleNamespace(images=(own, shared), attachments=(), videos=(), fetched=()),
        SimpleNamespace(images=(), attachments=(shared,), videos=(), fetched=()),
    )
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
