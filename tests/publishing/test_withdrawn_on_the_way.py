"""What is ordered to be taken down while nobody knows whether it went out is looked for first, and never called withdrawn
while the public can see it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from connectors.contract import Limits, Refused
from ledger import queries
from ledger.withdrawal_queries import CARRIED_OUT, ORDERED, withdrawal
from publishing.states import State
from publishing.withdrawal import order_entries, take_down
from tests.books import NewBook
from tests.publishing.platform import HIDDEN_STAGE, KEYED, SINGLE_STEP, Killed
from tests.publishing.test_exactly_once import KEY, PACKAGE, World

KINDS = pytest.mark.parametrize("limits", [HIDDEN_STAGE, SINGLE_STEP, KEYED], ids=["hidden stage", "single step", "keyed"])
MakeWorld = Callable[..., World]


@pytest.fixture
def make(new_book: NewBook) -> Iterator[MakeWorld]:
    worlds: list[World] = []

    def one(limits: Limits, hurt: Callable[[str], None]) -> World:
        worlds.append(World(new_book(), limits, hurt))
        return worlds[-1]

    yield one
    for world in worlds:
        world.ledger.close()


def order(world: World) -> None:
    world.ledger.append("contoh", order_entries([KEY], "ketua", "salah isi", world.clock.now()))


def try_to_take_down(world: World) -> None:
    found = withdrawal(world.ledger, KEY)
    lease = world.publisher.take(KEY)
    assert found is not None
    assert lease is not None
    try:
        take_down(world.publisher, found, lease, {})
    finally:
        world.ledger.release(lease)


def step(world: World) -> None:
    lease = world.publisher.take(KEY)
    assert lease is not None
    try:
        world.publisher.step(PACKAGE, KEY, lease)
    finally:
        world.ledger.release(lease)


@KINDS
def test_what_went_out_as_the_process_died_is_never_called_withdrawn_while_it_is_public(make: MakeWorld, limits: Limits) -> None:
    died: list[str] = []

    def die_once_it_is_public(effect: str) -> None:
        if effect in ("after flip", "after post") and not died:
            died.append(effect)
            raise Killed

    world = make(limits, die_once_it_is_public)
    with pytest.raises(Killed):
        world.run()
    assert len(world.platform.public()) == 1
    world.clock.advance(1)
    order(world)
    for _ in range(12):
        world.clock.advance(600)
        step(world)
        try_to_take_down(world)
        row, one = queries.publication(world.ledger, KEY), withdrawal(world.ledger, KEY)
        assert one is not None
        if world.platform.public():
            assert row.state != State.WITHDRAWN
            assert one.state == ORDERED
    assert world.platform.public() == [], "the sweep has found it, and what is ordered is asked to go"


@KINDS
def test_what_the_platform_refused_meanwhile_needs_no_taking_down(make: MakeWorld, limits: Limits) -> None:
    def refuse(effect: str) -> None:
        if effect.startswith("before") and not ordered:
            order(world)
            ordered.append(effect)
            raise Refused("isi ditolak")

    ordered: list[str] = []
    world = make(limits, refuse)
    assert world.run().row.state == State.REJECTED
    world.clock.instant += timedelta(hours=1)
    try_to_take_down(world)
    one = withdrawal(world.ledger, KEY)
    assert one is not None
    assert one.state == CARRIED_OUT
    assert replace(one, state=ORDERED).is_open
