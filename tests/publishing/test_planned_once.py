"""A publication is entered once: a worker that was asleep while it planned takes nothing back that another has done since."""

from typing import Any

import pytest

from connectors.contract import Limits
from ledger import queries
from ledger.store import Ledger
from publishing.states import State
from publishing.work import Publisher
from tests.publishing.world import KEY, KINDS, PACKAGE, NewWorld


@KINDS
def test_who_slept_while_planning_takes_nothing_back(
    new_world: NewWorld, limits: Limits, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = new_world(limits)
    late = Publisher(Ledger(world.ledger.engine, world.clock), world.publisher.connectors, world.publisher.policy, world.clock)
    monkeypatch.setattr("publishing.work.queries.publications", lambda *args, **more: [])  # what it saw before it slept
    slept = late.plan
    append = late.ledger.append

    def woken(*args: Any, **more: Any) -> Any:
        monkeypatch.undo()
        world.assert_once(world.run())
        return append(*args, **more)

    monkeypatch.setattr(late.ledger, "append", woken)
    slept(PACKAGE)
    assert queries.publication(world.ledger, KEY).state == State.VERIFIED
    world.assert_once(world.run())
