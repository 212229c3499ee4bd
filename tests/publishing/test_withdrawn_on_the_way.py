"""What is ordered to be taken down while nobody knows whether it went out is looked for first, and never called withdrawn
while the public can see it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from connectors.contract import Limits, Refused
from ledger import queries
from ledger.withdrawal_queries import CARRIED_OUT, ORDERED, withdrawal
from publishing.states import State
from publishing.withdrawal import order_entries, take_down
from tests.publishing.platform import Killed
from tests.publishing.world import KEY, KINDS, PACKAGE, NewWorld, World


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
def test_what_went_out_as_the_process_died_is_never_called_withdrawn_while_it_is_public(
    new_world: NewWorld, limits: Limits
) -> None:
    died: list[str] = []

    def die_once_it_is_public(effect: str) -> None:
        if effect in ("after flip", "after post") and not died:
            died.append(effect)
            raise Killed

    world = new_world(limits, die_once_it_is_public)
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
def test_what_the_platform_refused_meanwhile_needs_no_taking_down(new_world: NewWorld, limits: Limits) -> None:
    def refuse(effect: str) -> None:
        if effect.startswith("before") and not ordered:
            order(world)
            ordered.append(effect)
            raise Refused("isi ditolak")

    ordered: list[str] = []
    world = new_world(limits, refuse)
    assert world.run().row.state == State.REJECTED
    world.clock.instant += timedelta(hours=1)
    try_to_take_down(world)
    one = withdrawal(world.ledger, KEY)
    assert one is not None
    assert one.state == CARRIED_OUT
    assert replace(one, state=ORDERED).is_open
