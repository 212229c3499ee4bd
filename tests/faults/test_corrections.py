"""Corrections in the fault laboratory: whatever breaks, the one post says what was wrong, and no second one is there."""

from collections.abc import Iterator

import pytest
from pytest_socket import enable_socket, socket_allow_hosts

from ledger import queries
from ledger.verify import verify
from publishing.desk import DONE
from publishing.states import State
from tests.faults.campaign import open_bench
from tests.faults.schedule import Seeded
from tests.faults.world import NAME, Laboratory

pytestmark = pytest.mark.long

SEEDS = range(25)
SAID = "Jumlah pemilih semula tertulis 12, seharusnya 21."


@pytest.fixture(scope="module", params=("site", "graph", "telegram", "mastodon", "youtube"))
def bench(request: pytest.FixtureRequest) -> Iterator[Laboratory]:
    enable_socket()  # a module's fixture runs before the per-test guard opens loopback
    socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)
    with open_bench(request.param) as bench:
        yield bench


def test_whatever_breaks_the_one_post_says_what_was_wrong(bench: Laboratory) -> None:
    for seed in SEEDS:
        end = bench.live(seed, None)
        assert end.row is not None
        assert end.row.state == State.VERIFIED
        _, settled, crashes = bench.correct(end, Seeded(seed), SAID)
        assert (settled, crashes) == (True, []), seed
        (one,) = bench.stand.public(end.words)
        assert SAID in one.text, seed
        ledger, office = end.room.ledger, end.room.office.slug
        assert [row.state for row in queries.revisions(ledger, office, NAME)] == [DONE, DONE], seed
        (row,) = queries.publications(ledger, office)
        assert (row.shown, row.state) == (2, State.VERIFIED), seed
        assert verify(ledger, office) == []
        bench.forget(end)
