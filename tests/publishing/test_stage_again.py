"""What was staged can be over before it is revealed: it is staged anew, and still public once."""

from dataclasses import replace

import pytest

from connectors.contract import StageAgain
from ledger import queries
from publishing.states import State
from tests.books import NewBook
from tests.publishing.platform import HIDDEN_STAGE
from tests.publishing.test_exactly_once import World

CONTAINERS = replace(HIDDEN_STAGE, repeatable_reveal=False)


@pytest.mark.parametrize("limits", [CONTAINERS, HIDDEN_STAGE])
def test_what_is_over_before_it_was_revealed_is_staged_anew(new_book: NewBook, limits: object) -> None:
    over = iter([True])

    def hurt(effect: str) -> None:
        if effect == "before flip" and next(over, False):
            raise StageAgain("its day is over")

    world = World(new_book(), limits, hurt)  # type: ignore[arg-type]  # one of the two above
    row = world.run().row
    assert row.state in (State.LIVE, State.VERIFIED)
    assert len(world.platform.public()) == 1
    told = [entry["event"] for entry in queries.history(world.ledger, "contoh")]
    assert told.count("StageSent") == 2
    assert told.count("RevealSent") == 2
    world.ledger.close()
