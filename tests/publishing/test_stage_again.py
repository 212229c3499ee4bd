"""What was staged can be over before it is revealed, or processed for long: staged anew or waited for, and still public once."""

from dataclasses import replace

import pytest

from connectors.contract import AtWork, StageAgain
from ledger import queries
from publishing.states import State
from tests.publishing.platform import HIDDEN_STAGE
from tests.publishing.world import NewWorld

CONTAINERS = replace(HIDDEN_STAGE, repeatable_reveal=False)


@pytest.mark.parametrize("limits", [CONTAINERS, HIDDEN_STAGE])
def test_what_is_over_before_it_was_revealed_is_staged_anew(new_world: NewWorld, limits: object) -> None:
    over = iter([True])

    def hurt(effect: str) -> None:
        if effect == "before flip" and next(over, False):
            raise StageAgain("its day is over")

    world = new_world(limits, hurt)
    row = world.run().row
    assert row.state in (State.LIVE, State.VERIFIED)
    assert len(world.platform.public()) == 1
    told = [entry["event"] for entry in queries.history(world.ledger, "contoh")]
    assert told.count("StageSent") == 2
    assert told.count("RevealSent") == 2


@pytest.mark.parametrize("step", ["before draft", "before flip"])
def test_a_platform_that_is_at_work_for_long_costs_no_attempts(new_world: NewWorld, step: str) -> None:
    waits = iter(range(20))

    def hurt(effect: str) -> None:
        if effect == step and next(waits, None) is not None:
            raise AtWork("the film is processed")

    world = new_world(CONTAINERS, hurt)
    row = world.run().row
    assert next(waits, None) is None, "asked again and again"
    assert row.state in (State.LIVE, State.VERIFIED)
    assert len(world.platform.public()) == 1
